// Light or dark as the reader chose, set before anything is drawn, without a choice as the system is; and the search, which
// is loaded when it is first opened.
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
    offerSearch();
  });

  const slash = () => {
    try {
      return localStorage.getItem("kb-slash") !== "off";
    } catch {
      return true;
    }
  };

  // The link to the search opens it where the reader is, and so does a slash; without its script the link still leads there.
  const offerSearch = () => {
    const link = document.querySelector("a.search");
    if (!link) return;
    for (const form of document.querySelectorAll("form.ask")) form.hidden = false;
    let coming = null;
    const load = () =>
      new Promise((done, failed) => {
        const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: link.dataset.style });
        const script = Object.assign(document.createElement("script"), { src: link.dataset.script });
        script.onload = done;
        script.onerror = style.onerror = failed;
        document.head.append(style, script);
      });
    const open = async () => {
      const here = document.querySelector("#search input");
      if (here) return here.focus();
      let typed = ""; // while the script is on its way
      const keep = (event) => {
        if (event.key.length !== 1 || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        typed += event.key;
      };
      addEventListener("keydown", keep);
      try {
        await (coming ??= load());
        window.kbSearch.open(typed);
      } catch {
        location.href = link.href;
      } finally {
        removeEventListener("keydown", keep);
      }
    };
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-keyshortcuts", "/");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
    document.addEventListener("keydown", (event) => {
      const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing) return;
      if (document.querySelector("dialog[open]") || !slash()) return;
      event.preventDefault();
      open();
    });
  };
})();
