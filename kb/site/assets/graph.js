// The graph's page: what the address bar says is drawn and listed, and what the reader does goes into the address bar.
(() => {
  "use strict";
  const data = window.kbGraph;
  const views = window.kbViews;
  const section = document.getElementById("graph");
  if (!data || !views || !section) return;
  const by = (id) => document.getElementById(`graph-${id}`);
  const [form, canvas, list, said, more, head, way, found, toLabel] =
    ["form", "canvas", "list", "said", "more", "head", "way", "found", "to"].map(by);
  const root = section.dataset.root;
  const FOUND = 12; // notes that a search offers
  let state = views.read(location.hash);
  let scene = null;
  let drawing = null;
  let asked = 0; // counts what was to be shown, so that a late answer to an earlier question is dropped
  let sought = 0; // the same of what was looked for
  let waiting = 0; // the timer of what was typed last

  const go = (href) => {
    location.hash = href;
  };
  // Filters change the address without a step back for every letter.
  const change = (next) => {
    location.replace(views.write(next));
  };
  const element = (kind, text, attributes = {}) => Object.assign(document.createElement(kind), { textContent: text }, attributes);
  const titled = (kind, one, attributes) => element(kind, one.text, { dir: "auto", lang: one.lang || "", ...attributes });

  const item = (one) => {
    const line = document.createElement("li");
    const link = titled("a", one, { href: one.href });
    if (!one.lang) link.removeAttribute("lang");
    for (const event of ["focus", "mouseenter"]) link.addEventListener(event, () => drawing?.point(one.key));
    for (const event of ["blur", "mouseleave"]) link.addEventListener(event, () => drawing?.point(null));
    line.append(link);
    if (one.how) line.append(element("span", one.how, { className: "how" }));
    if (one.page) {
      const page = element("a", "page", { href: root + one.page, className: "page" });
      page.setAttribute("aria-label", `Page of ${one.text}`);
      line.append(page);
    }
    return line;
  };

  const crumbs = (steps) => {
    const links = steps.map(([text, href]) => {
      const link = href ? element("a", text, { href, dir: "auto" }) : element("span", text, { dir: "auto" });
      if (!href) link.setAttribute("aria-current", "true");
      return link;
    });
    if (scene.steps) links.push(element("a", scene.steps[0], { href: scene.steps[1], className: "beyond" }));
    if (scene.page) links.push(element("a", scene.page[1], { href: root + scene.page[0], className: "beyond" }));
    way.replaceChildren(...links);
  };

  const lines = (all, from = 0) => {
    list.append(...all.slice(from, from + views.most).map(item));
    const left = all.length - from - views.most;
    more.replaceChildren(...(scene.left.length ? [element("span", `${scene.left.join(", ")}. `)] : []));
    if (left <= 0) return;
    const button = element("button", `List ${Math.min(left, views.most)} more of ${left.toLocaleString("en")}`, { type: "button" });
    button.addEventListener("click", () => {
      lines(all, from + views.most);
      list.children[from + views.most]?.querySelector("a")?.focus();
    });
    more.append(button);
  };

  const tell = () => {
    head.textContent = scene.heading || "Nothing";
    crumbs(scene.way);
    list.replaceChildren();
    lines([...scene.list, ...(scene.after || [])]);
    said.textContent = scene.error || `${scene.heading}: ${scene.nodes.filter((one) => !one.off && one.kind !== "name").length.toLocaleString("en")} shown.`;
    toLabel.hidden = state.view !== "note";
    const themes = [...new Set((scene.notes || []).flatMap((note) => note.themes))].sort();
    by("themes").replaceChildren(...themes.slice(0, 300).map((value) => element("option", "", { value })));
  };

  const show = async () => {
    const turn = ++asked;
    state = views.read(location.hash);
    for (const name of ["theme", "since", "until"]) if (form.elements[name].value !== state[name]) form.elements[name].value = state[name];
    for (const box of form.elements.kind) box.checked = state.kinds.includes(box.value);
    section.setAttribute("aria-busy", "true");
    said.textContent = "Loading …";
    let made;
    try {
      made = await views.scene(state);
    } catch (error) {
      made = { nodes: [], edges: [], list: [], left: [], way: [["Communities", "#"]], error: `The graph’s data could not be loaded (${error.message}).` };
    }
    if (turn !== asked) return;
    scene = made;
    tell();
    drawing?.show(scene);
    if (!drawing) said.textContent += " This browser draws no WebGL: the list and the tables below hold the same.";
    section.removeAttribute("aria-busy");
  };

  // Notes whose titles hold all the words, those that begin with them first.
  const search = async (input, href) => {
    const turn = ++sought;
    const words = data.fold(input.value).split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    if (!words.length) return found.replaceChildren();
    await data.open();
    const notes = await data.rows(data.every());
    if (turn !== sought || !input.value) return undefined;
    const hits = notes
      .map((note) => [note, data.fold(note.title)])
      .filter(([, title]) => words.every((word) => title.includes(word)))
      .map(([note, title]) => [title.startsWith(words[0]) ? 0 : 1, note]);
    hits.sort((a, b) => a[0] - b[0] || b[1].degree - a[1].degree);
    said.textContent = `${views.count(hits.length, "note")} found.`;
    return found.replaceChildren(
      ...hits.slice(0, FOUND).map(([, note]) => {
        const line = document.createElement("li");
        line.append(titled("a", { text: note.title, lang: note.lang }, { href: href(note) }));
        return line;
      }),
    );
  };
  // Once somebody chooses among what was found, no late answer takes its place.
  const settle = () => {
    clearTimeout(waiting);
    sought += 1;
  };
  const leave = () => {
    settle();
    found.hidden = true;
    form.elements.find.value = "";
    form.elements.to.value = "";
  };

  const SEARCHES = {
    find: (note) => views.toNote(state, note),
    to: (note) => views.write({ ...state, to: note.address }),
  };
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const { name } = event.target;
    if (name in SEARCHES) {
      waiting = setTimeout(() => search(event.target, SEARCHES[name]).catch(show), 120);
      return;
    }
    waiting = setTimeout(() => {
      const kinds = [...form.elements.kind].filter((box) => box.checked).map((box) => box.value);
      const { theme, since, until } = form.elements;
      change({ ...state, theme: theme.value.trim(), since: since.value, until: until.value, kinds: kinds.length ? kinds : state.kinds });
      if (!kinds.length) event.target.checked = true; // a graph without links says nothing
    }, 250);
  });
  form.addEventListener("reset", () => {
    leave();
    change({ ...state, theme: "", since: "", until: "", kinds: ["written", "similar", "mention"] });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  // Arrows lead from the field into what was found and back.
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target.name in SEARCHES && !found.hidden) {
      const first = found.querySelector("a");
      if (first) settle();
      first?.focus();
      event.preventDefault();
    }
  });
  found.addEventListener("keydown", (event) => {
    const line = document.activeElement?.parentElement;
    const next = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling }[event.key];
    if (event.key === "Escape" || (event.key === "ArrowUp" && !next)) form.elements.find.focus();
    else if (next) next.querySelector("a").focus();
    else return;
    event.preventDefault();
  });
  found.addEventListener("click", (event) => {
    if (event.target.closest("a")) leave();
  });
  window.addEventListener("hashchange", show);

  section.hidden = false;
  drawing = window.kbDraw(canvas, {
    pick: (node) => {
      if (node.leaves) location.href = root + node.page;
      else go(node.href);
    },
  });
  if (drawing) {
    const buttons = element("div", "", { className: "graph-zoom" });
    for (const [text, name, act] of [["+", "Nearer", drawing.nearer], ["−", "Farther", drawing.farther], ["○", "All of it", drawing.whole]]) {
      const button = element("button", text, { type: "button", title: name });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      buttons.append(button);
    }
    canvas.after(buttons);
  } else canvas.hidden = true;
  show();
})();
