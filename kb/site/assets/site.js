// Light or dark as the reader chose, set before anything is drawn; without a choice the system decides.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const system = () => (dark.matches ? "dark" : "light");
  const stored = () => {
    try {
      return localStorage.getItem("kb-scheme");
    } catch {
      return null; // a browser that keeps nothing follows the system
    }
  };
  const keep = (scheme) => {
    try {
      if (scheme === system()) localStorage.removeItem("kb-scheme");
      else localStorage.setItem("kb-scheme", scheme);
    } catch {
      // the choice then lasts as long as the page
    }
  };
  const show = (scheme) => {
    if (scheme === "dark" || scheme === "light") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };

  show(stored());

  // On a server a page's address is its folder; links name index.html only so that the site opens from a disk, too.
  if (location.protocol !== "file:" && location.pathname.endsWith("/index.html")) {
    const folder = location.pathname.slice(0, -"index.html".length);
    history.replaceState(history.state, "", folder + location.search + location.hash);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "scheme";
    const label = () => {
      const current = root.dataset.scheme || system();
      button.textContent = current === "dark" ? "Light" : "Dark";
      button.setAttribute("aria-label", `Switch to ${current === "dark" ? "light" : "dark"} colours`);
    };
    button.addEventListener("click", () => {
      const next = (root.dataset.scheme || system()) === "dark" ? "light" : "dark";
      keep(next);
      show(next);
      label();
    });
    dark.addEventListener("change", label);
    label();
    document.querySelector("header.top nav")?.append(button);
  });
})();
