// On served pages only: loads the page again when it has become another, where its reader was, and shows what is wrong in
// the notes. Pages that nobody sees do not listen, since a browser has few connections to one host.
(() => {
  "use strict";
  const { seen } = document.currentScript.dataset;
  const KEPT = "kb-scroll";
  let listening = null;

  const again = () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, scrollX, scrollY]));
    } catch {
      // a browser that keeps nothing has its own way to return to where the reader was
    }
    location.reload();
  };

  const back = () => {
    try {
      const [path, left, top] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
      sessionStorage.removeItem(KEPT);
      if (path === location.pathname) scrollTo({ left, top, behavior: "instant" });
    } catch {
      // as above
    }
  };

  const element = (name, words = "", ...inner) => {
    const made = document.createElement(name);
    made.append(words, ...inner);
    return made;
  };

  // The site's own style is loaded for the page, this one when there is trouble to show.
  const style = () => {
    if (document.querySelector("link[data-kb]")) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("trouble.css", source).href;
    link.dataset.kb = "";
    document.head.append(link);
  };
  const source = document.currentScript.src;

  let hidden = ""; // what the reader has put away
  const show = ({ failure, trouble }) => {
    const told = JSON.stringify([failure, trouble]);
    const old = document.getElementById("kb-trouble");
    if (old?.dataset.told === told) return;
    old?.remove();
    if ((!failure && !trouble.length) || told === hidden) return;
    style();
    const lines = trouble.map(({ place, message, hint }) => {
      const words = [" ", message, ...(hint ? [element("small", hint)] : [])];
      return element("li", "", element("code", place), ...words);
    });
    const alert = element("div");
    alert.setAttribute("role", "alert");
    if (failure) alert.append(element("p", `The site is as it was: ${failure}`));
    if (lines.length) alert.append(element("ul", "", ...lines));
    const button = element("button", "Hide");
    button.type = "button";
    const box = element("aside", "", alert, button);
    button.addEventListener("click", () => {
      hidden = told;
      box.remove();
    });
    box.id = "kb-trouble";
    box.dataset.told = told;
    box.lang = "en";
    box.dir = "ltr";
    box.setAttribute("aria-label", "Trouble in the notes");
    document.body.append(box);
  };

  const listen = () => {
    if (document.hidden) {
      listening?.close();
      listening = null;
      return;
    }
    if (listening) return;
    listening = new EventSource(new URL(`events?page=${encodeURIComponent(location.pathname)}`, source));
    listening.addEventListener("message", ({ data }) => {
      const news = JSON.parse(data);
      if (news.seen !== seen) again();
      else show(news);
    });
  };

  back();
  addEventListener("load", listen);
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => {
    listening?.close();
    listening = null;
  });
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
})();
