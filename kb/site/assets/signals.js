// Filters and sorts the signals table over all rows, which come from scripts that are loaded when first asked for.
(() => {
  "use strict";
  const PAGE = 200; // rows shown at once
  const COLUMNS = ["Signal", "Change", "In ten years", "Driving force", "Note", "Origin"];
  const table = document.getElementById("signals");
  const form = document.getElementById("filters");
  const found = document.getElementById("found");
  if (!table || !form || !found) return;

  const body = table.tBodies[0];
  const caption = table.caption;
  const more = document.createElement("button");
  let rows = []; // every row, newest first
  let shown = []; // those that the filters let through, sorted
  let loading = null;
  let sort = { column: -1, down: false };

  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFKC");
  const words = (text) => fold(text).split(/\s+/).filter(Boolean);
  const collator = new Intl.Collator("en", { numeric: true });

  // The shards call these two: one names all shards, each shard brings its rows.
  const shards = {};
  let names = null;
  window.kbSignals = {
    shards: (list) => {
      names = list;
    },
    rows: (number, list) => {
      shards[number] = list;
    },
  };

  const script = (src) =>
    new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = src;
      element.onload = () => done();
      element.onerror = () => failed(new Error(src));
      document.head.append(element);
    });

  const load = async () => {
    found.textContent = "Loading all signals …";
    const index = table.dataset.shards;
    await script(index);
    const folder = index.slice(0, index.lastIndexOf("/") + 1);
    await Promise.all(names.map((name) => script(folder + name)));
    names.forEach((_, number) => shards[number].forEach(addNote));
    offer();
    found.textContent = `${count(rows.length)} to look through.`;
  };

  const addNote = ([path, title, lang, date, origin, originPath, themes, signals]) => {
    const note = { path, title, lang, date, origin, originPath, themes, foldedThemes: themes.map(fold) };
    signals.forEach((cells, row) => {
      const text = fold([...cells, title, ...themes].join(" \n "));
      rows.push({ note, cells, number: row + 1, place: rows.length, text, horizon: fold(cells[3]) });
    });
  };

  // Fill the lists of themes and origins from the rows.
  const offer = () => {
    const themes = new Set();
    const origins = new Map();
    for (const { note } of rows) {
      note.themes.forEach((theme) => themes.add(theme));
      if (note.originPath) origins.set(note.originPath, note.origin);
    }
    const option = (value, label) => Object.assign(document.createElement("option"), { value, textContent: label });
    const list = document.getElementById("theme-names");
    list.replaceChildren(...[...themes].sort(collator.compare).map((theme) => option(theme, "")));
    form.elements.origin.append(...[...origins].map(([path, origin]) => option(path, origin)));
  };

  const key = (row, column) => {
    if (column === 0) return row.cells[0];
    if (column <= 3) return row.cells[column + 1];
    return column === 4 ? row.note.title : row.note.date || row.note.origin;
  };

  const wanted = () => {
    const asked = {
      words: words(form.elements.words.value),
      horizon: words(form.elements.horizon.value),
      theme: fold(form.elements.theme.value.trim()),
      origin: form.elements.origin.value,
    };
    return (row) =>
      asked.words.every((word) => row.text.includes(word)) &&
      asked.horizon.every((word) => row.horizon.includes(word)) &&
      (!asked.theme || row.note.foldedThemes.some((theme) => theme.includes(asked.theme))) &&
      (!asked.origin || row.note.originPath === asked.origin);
  };

  const cell = (kind, text, label, lang) => {
    const element = document.createElement(kind);
    element.textContent = text;
    element.dir = "auto";
    if (label) element.dataset.label = label;
    if (lang) element.lang = lang;
    return element;
  };

  const link = (path, text, lang) => {
    const element = cell("a", text, "", lang);
    element.href = table.dataset.root + path;
    return element;
  };

  const draw = ({ note, cells, number }) => {
    const line = document.createElement("tr");
    const name = cell("th", cells[0], "", note.lang);
    name.scope = "row";
    if (cells[1]) {
      const about = cell("span", cells[1], "", "");
      about.className = "about";
      name.append(" ", about);
    }
    const title = cell("td", "", COLUMNS[4], "");
    title.append(link(`${note.path}#signal-${number}`, note.title, note.lang));
    const origin = cell("td", "", COLUMNS[5], "");
    if (note.originPath) origin.append(link(note.originPath, note.origin, ""));
    const rest = [2, 3, 4].map((place) => cell("td", cells[place], COLUMNS[place - 1], note.lang));
    line.append(name, ...rest, title, origin);
    return line;
  };

  const count = (number) => `${number.toLocaleString("en")} ${number === 1 ? "signal" : "signals"}`;

  const extend = () => {
    const from = body.rows.length;
    body.append(...shown.slice(from, from + PAGE).map(draw));
    const left = shown.length - body.rows.length;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, PAGE)} more of ${left.toLocaleString("en")}`;
    return from;
  };

  const show = () => {
    shown = rows.filter(wanted());
    if (sort.column >= 0) {
      const turn = sort.down ? -1 : 1;
      const keyed = shown.map((row) => [key(row, sort.column), row]);
      keyed.sort((a, b) => turn * collator.compare(a[0], b[0]) || a[1].place - b[1].place);
      shown = keyed.map((pair) => pair[1]);
    }
    body.replaceChildren();
    extend();
    const order = sort.column < 0 ? "The newest first" : `By ${COLUMNS[sort.column].toLowerCase()}`;
    caption.textContent = order + (sort.column >= 0 && sort.down ? ", backwards" : "");
    const all = rows.length.toLocaleString("en");
    found.textContent = shown.length ? `${count(shown.length)} of ${all}` : `None of ${all} signals. Try fewer words.`;
    for (const pager of document.querySelectorAll("nav.pager")) pager.hidden = true;
  };

  const ready = async () => {
    loading ??= load();
    try {
      await loading;
    } catch (error) {
      loading = null;
      rows = [];
      found.textContent = `The signals could not be loaded (${error.message}).`;
      return false;
    }
    return true;
  };

  const update = async () => {
    if (await ready()) show();
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 120);
  });
  form.addEventListener("focusin", ready);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  form.addEventListener("reset", () => setTimeout(update));

  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", async () => {
      if (!(await ready())) return;
      sort = { column, down: sort.column === column ? !sort.down : column === 5 };
      table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      show();
    });
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
  form.hidden = false;
})();
