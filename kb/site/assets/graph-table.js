// Sorts the graph's table by any of its columns, over all notes, which are loaded when a column is first asked for.
(() => {
  "use strict";
  const data = window.kbGraph;
  const table = document.getElementById("standings");
  if (!data || !table) return;
  const PAGE = 200; // rows shown at once
  const COLUMNS = [
    ["Note", (note) => note.title], ["Degree", (note) => note.degree], ["Mutual", (note) => note.mutual],
    ["Hub", (note) => note.hub], ["Bridge", (note) => note.bridge], ["Community", (note) => note.home],
  ];
  const collator = new Intl.Collator("en", { numeric: true });
  const more = document.createElement("button");
  let sort = { column: -1, down: false };
  let shown = [];
  let body = null;

  const cell = (kind, text, path, lang) => {
    const made = document.createElement(kind);
    const holder = path ? Object.assign(document.createElement("a"), { href: table.dataset.root + path }) : made;
    holder.textContent = text;
    if (path) {
      holder.dir = "auto";
      if (lang) holder.lang = lang;
      made.append(holder);
    }
    return made;
  };
  const row = (note) => {
    const line = document.createElement("tr");
    const name = cell("th", note.title, note.path, note.lang);
    name.scope = "row";
    const hub = note.hub < 0 ? "–" : note.hub.toFixed(1);
    line.append(name, ...[note.degree, note.mutual, hub, note.bridge.toFixed(2)].map((text) => cell("td", text)));
    line.append(cell("td", note.home || "–", note.homePath));
    return line;
  };
  const extend = () => {
    const from = body.rows.length;
    body.append(...shown.slice(from, from + PAGE).map(row));
    const left = shown.length - body.rows.length;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, PAGE)} more of ${left.toLocaleString("en")}`;
    return from;
  };

  const load = async () => {
    const index = await data.open();
    const notes = await data.rows(data.every());
    for (const note of notes) {
      const home = index.communities[data.community(note.number)];
      Object.assign(note, { home: home?.name || "", homePath: home?.path || "" });
    }
    return [...notes];
  };

  const order = async (head, column) => {
    const down = sort.column === column ? !sort.down : column > 0 && column < 5; // figures begin with the greatest
    table.setAttribute("aria-busy", "true");
    try {
      shown = await load();
    } catch (error) {
      table.caption.textContent = `The notes could not be loaded (${error.message}).`;
      return;
    } finally {
      table.removeAttribute("aria-busy");
    }
    sort = { column, down };
    const [name, value] = COLUMNS[column];
    const compare = column % 5 ? (a, b) => value(a) - value(b) : (a, b) => collator.compare(value(a), value(b));
    shown.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.number - b.number);
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body = document.createElement("tbody");
    for (const old of [...table.tBodies]) old.remove();
    table.append(body);
    extend();
    table.caption.textContent = `All ${shown.length.toLocaleString("en")} notes by ${name.toLowerCase()}${down ? ", the greatest first" : ""}`;
    document.querySelector("nav.pager")?.setAttribute("hidden", "");
  };

  // The server's rows stand by community; sorted ones name theirs in a column.
  const last = document.createElement("th");
  last.scope = "col";
  last.textContent = COLUMNS[5][0];
  table.tHead.rows[0].append(last);
  for (const one of table.querySelectorAll("tr.group th")) one.colSpan = 6;
  for (const line of table.querySelectorAll("tbody tr:not(.group)")) line.append(cell("td", ""));
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
    button.addEventListener("click", () => order(head, column));
    head.replaceChildren(button);
  });
  more.type = "button";
  more.className = "more";
  more.hidden = true;
  more.addEventListener("click", () => {
    const from = extend();
    body.rows[from]?.querySelector("a")?.focus();
  });
  table.after(more);
})();
