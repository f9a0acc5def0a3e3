// What the reader sees of the search: a panel with a field, the hits and what narrows them, in a dialog or on its page.
(() => {
  "use strict";
  const { ROOT, Stale, find, index, instead, parse } = window.kbSearch;
  const PAGE = 10; // hits shown at once
  const PAUSE = 30; // milliseconds after a key; what is typed on in them is one question
  // Milliseconds after a key until more of the index is loaded for what was typed: longer for one or two letters, with which
  // many words begin.
  const rest = (text) => (/(^|[^\w])\w{1,2}$/.test(text) ? 700 : 250);
  const FIELDS = [["theme", "Theme"], ["origin", "Year"], ["category", "Category"]];
  const HERE = `${ROOT}search/index.html`;

  const make = (kind, given = {}, ...children) => {
    const element = document.createElement(kind);
    for (const [name, value] of Object.entries(given)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const foreign = (element, lang) => {
    element.dir = "auto";
    if (/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(lang)) element.lang = lang;
    return element;
  };

  const count = (number) => `${number.toLocaleString("en")} ${number === 1 ? "note" : "notes"}`;
  const day = (date) => new Date(date).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const quoted = (words) => words.map((word) => `“${word}”`).join(", ");

  const told = ({ reading, mended, total }) => {
    if (!total) return "No note answers that. Try fewer words.";
    const wrong = quoted(mended.map(([word]) => word));
    const right = quoted(mended.map(([, word]) => word));
    const how = {
      exact: "",
      prefix: " No note holds exactly that; these hold words that begin with the last one.",
      corrected: ` No note holds ${wrong}; these hold ${right}.`,
      some: ` No note holds all of that; these hold some of the words${mended.length ? `, ${right} for ${wrong}` : ""}.`,
    };
    return `${count(total)}.${how[reading]}`;
  };

  const hit = ({ address, title, date, lang, snippet }) => {
    const link = foreign(make("a", { href: `${ROOT}${encodeURIComponent(address)}/index.html`, textContent: title }), lang);
    const passage = foreign(make("p", { className: "passage" }), lang);
    passage.append(...snippet.map(([text, found]) => (found ? make("mark", { textContent: text }) : text)));
    const when = date ? [make("time", { dateTime: date, textContent: day(date) })] : [];
    return make("li", {}, link, ...when, passage);
  };

  // The field's facet that a question asks for, if it does.
  const asked = (text, field) => parse(text).wanted.find(({ facet }) => facet && facet.startsWith(`${field}:`))?.facet;

  class Panel {
    constructor({ changed = () => {}, enter }) {
      this.turn = 0;
      this.size = PAGE;
      this.changed = changed;
      this.field = make("input", {
        type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "search", dir: "auto",
        placeholder: "Words, \"phrases\", theme:…", "aria-label": "Search all notes", "aria-keyshortcuts": "/",
      });
      this.sort = make("select", { name: "sort", "aria-label": "Order" });
      this.sort.append(new Option("Best first", "best"), new Option("Newest first", "newest"));
      this.form = make("form", { role: "search", className: "asked" }, this.field, this.sort);
      this.found = make("p", { className: "found", role: "status" });
      this.choices = make("div", { className: "choices" });
      this.narrow = make("details", { className: "narrow", hidden: true }, make("summary", { textContent: "Narrow" }), this.choices);
      this.hits = make("ol", { className: "hits", "aria-label": "Notes found" });
      this.more = make("button", { type: "button", className: "more", hidden: true });
      this.element = make("div", {}, this.form, this.found, this.narrow, this.hits, this.more);

      this.field.addEventListener("input", (event) => event.isComposing || this.soon());
      this.field.addEventListener("compositionend", () => this.soon());
      this.sort.addEventListener("change", () => this.soon());
      this.narrow.addEventListener("toggle", () => this.offer());
      this.more.addEventListener("click", () => this.extend());
      this.element.addEventListener("keydown", (event) => this.walk(event));
      this.form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (this.shown !== this.question) await this.ask();
        const first = this.hits.querySelector("a");
        if (first) enter(first);
      });
    }

    get question() {
      return `${this.sort.value} ${this.field.value}`;
    }

    // Up and down lead through the field, the hits and the button for more of them.
    walk(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [this.field, ...this.hits.querySelectorAll("a"), ...(this.more.hidden ? [] : [this.more])];
      const place = stops.indexOf(document.activeElement);
      if (!step || place < 0 || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      event.preventDefault();
      const next = stops[Math.min(Math.max(place + step, 0), stops.length - 1)];
      if (next !== this.field) this.settle();
      next.focus();
    }

    // Once somebody chooses among the hits, no late answer takes their place.
    settle() {
      this.turn++;
      clearTimeout(this.waiting);
      if (this.answer) this.found.textContent = told(this.answer);
    }

    soon() {
      this.turn++; // whatever is still being looked for is no longer wanted
      this.size = PAGE;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(rest(this.field.value) - PAUSE), PAUSE);
      this.changed(this.field.value, this.sort.value);
    }

    async ask(wait = 0) {
      clearTimeout(this.waiting);
      const turn = ++this.turn;
      const alive = () => turn === this.turn;
      const [text, sort, question] = [this.field.value, this.sort.value, this.question];
      if (/^[\0-\x7f]?$/.test(text.trim())) return this.show(null, question); // one letter begins too many words
      const slow = setTimeout(() => alive() && (this.found.textContent = "Searching …"), 400);
      try {
        const ready = new Promise((done) => setTimeout(done, wait));
        const answer = await find(text, await index({ ready, alive }), { k: this.size, sort });
        if (alive()) this.show(answer, question);
      } catch (error) {
        if (!(error instanceof Stale) && alive()) {
          this.show(null, "");
          this.found.textContent = `The search could not be loaded (${error.message}).`;
        }
      } finally {
        clearTimeout(slow);
      }
    }

    show(answer, question) {
      this.shown = question;
      this.answer = answer;
      const hits = answer ? answer.hits : [];
      this.hits.replaceChildren(...hits.map(hit));
      this.found.textContent = answer ? told(answer) : "";
      const left = answer ? answer.total - hits.length : 0;
      this.more.hidden = left === 0;
      this.more.textContent = `Show ${Math.min(left, PAGE)} more of ${left.toLocaleString("en")}`;
      this.narrow.hidden = !hits.length;
      this.offer();
    }

    async extend() {
      const from = this.hits.children.length;
      this.size = from + PAGE;
      await this.ask();
      this.hits.children[from]?.querySelector("a").focus();
    }

    // What the answer can be narrowed by, loaded when the reader opens it.
    async offer() {
      const answer = this.answer;
      if (!this.narrow.open || !answer) return;
      const all = await answer.narrow();
      if (this.answer !== answer) return;
      const focused = this.choices.contains(document.activeElement) ? document.activeElement.name : "";
      const signals = all.find(({ ask }) => ask === "has:signals");
      const selects = FIELDS.map(([field, label]) => this.select(field, label, all.filter((one) => one.field === field)));
      this.choices.replaceChildren(...selects.filter(Boolean), ...(signals ? [this.signals(signals)] : []));
      if (focused) this.choices.querySelector(`[name="${focused}"]`)?.focus();
    }

    select(field, label, choices) {
      if (!choices.length) return null;
      const chosen = asked(this.field.value, field);
      const select = make("select", { name: field });
      select.append(new Option("Any", ""));
      for (const { label: value, ask, notes } of choices) {
        const selected = Boolean(chosen) && parse(ask).wanted[0].facet === chosen;
        select.append(new Option(`${value} (${notes.toLocaleString("en")})`, ask, selected, selected));
      }
      select.addEventListener("change", () => {
        this.field.value = instead(this.field.value, (facet) => facet.startsWith(`${field}:`), select.value);
        this.soon();
      });
      return make("label", {}, label, select);
    }

    signals({ ask, notes }) {
      const box = make("input", { type: "checkbox", name: "has", checked: parse(this.field.value).wanted.some(({ facet }) => facet === ask) });
      box.addEventListener("change", () => {
        this.field.value = instead(this.field.value, (facet) => facet === ask, box.checked ? ask : "");
        this.soon();
      });
      return make("label", { className: "tick" }, box, ` Has signals (${notes.toLocaleString("en")})`);
    }
  }

  const address = (text, sort) => {
    const given = new URLSearchParams(sort === "best" ? { q: text } : { q: text, sort });
    return text.trim() ? `${HERE}?${given}` : HERE;
  };

  // Everywhere else: a dialog over the page, which gives the focus back when it closes.
  let dialog = null;
  const made = () => {
    const link = make("a", { href: HERE, textContent: "This search on a page of its own" });
    const changed = (text, sort) => (link.href = address(text, sort));
    const panel = new Panel({ changed, enter: (first) => first.click() });
    const close = make("button", { type: "button", className: "close", textContent: "Close" });
    panel.form.append(close);
    panel.element.append(make("p", { className: "way" }, link));
    dialog = make("dialog", { className: "search-panel", "aria-label": "Search" }, panel.element);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault(); // a search field would only empty itself
      dialog.close();
    });
    document.body.append(dialog);
    index().catch(() => {}); // on its way while the reader types; the answer says if it failed
    return panel;
  };
  let panel = null;
  window.kbSearch.open = (typed) => {
    panel ??= made();
    if (!dialog.open) dialog.showModal();
    panel.field.focus();
    if (!typed) return panel.field.select();
    panel.field.value = typed;
    panel.soon();
  };

  // On its own page: the question is in the address.
  const place = document.getElementById("search");
  if (place) {
    let later = 0;
    const keep = (text, sort) => {
      try {
        history.replaceState(history.state, "", new URL(address(text, sort)).search || location.pathname);
      } catch {
        // a page from a folder keeps its address
      }
    };
    const changed = (text, sort) => {
      clearTimeout(later);
      later = setTimeout(keep, 300, text, sort);
    };
    const own = new Panel({ changed, enter: (first) => first.focus() });
    place.append(own.element);
    const given = new URLSearchParams(location.search);
    own.field.value = given.get("q") || "";
    if (given.get("sort") === "newest") own.sort.value = "newest";
    if (own.field.value) own.ask();
    own.field.focus();

    const box = document.getElementById("slash");
    try {
      box.checked = localStorage.getItem("kb-slash") !== "off";
      box.addEventListener("change", () => {
        if (box.checked) localStorage.removeItem("kb-slash");
        else localStorage.setItem("kb-slash", "off");
      });
      box.closest(".keys").hidden = false;
    } catch {
      // a browser that keeps nothing can't keep this either
    }
  }
})();
