// The index's shards: found by the first keys that the directory names, and loaded as scripts when first needed.
(() => {
  "use strict";
  const { compare } = window.kbSearch;
  const ROOT = new URL("../", document.currentScript.src).href;
  const FOLDER = `${ROOT}data/search/`;
  const arrived = new Map();
  const asked = new Map();

  // What each script of the index calls with what it holds.
  const load = (value) => arrived.set(document.currentScript.dataset.part, value);

  const part = (path) => {
    if (!asked.has(path)) {
      const coming = new Promise((done, failed) => {
        const element = document.createElement("script");
        element.dataset.part = path;
        element.src = FOLDER + path;
        element.onload = () => (arrived.has(path) ? done(arrived.get(path)) : failed(new Error(path)));
        element.onerror = () => failed(new Error(path));
        document.head.append(element);
      });
      coming.catch(() => asked.delete(path)); // asked again, it may come
      asked.set(path, coming);
    }
    return asked.get(path);
  };

  // The first place in a sorted list whose key does not come before this one.
  const lower = (list, key, order, of = (entry) => entry) => {
    let [start, end] = [0, list.length];
    while (start < end) {
      const middle = (start + end) >> 1;
      if (order(of(list[middle]), key) < 0) start = middle + 1;
      else end = middle;
    }
    return start;
  };

  class Shelf {
    constructor(name, [depth, firsts, names], fetch) {
      const order = name === "documents" ? (one, other) => one - other : compare;
      Object.assign(this, { name, depth, firsts, names, fetch, order });
    }

    // The shards that can hold keys from one on, up to the first key that is beyond, each with its first key.
    async near(key, beyond) {
      let { firsts, names } = this;
      for (let level = this.depth; ; level--) {
        let start = lower(firsts, key, this.order);
        // A key whose entry fills several shards begins its own, but not its own page of the directory.
        if (level > 1 || start === firsts.length || firsts[start] !== key) start = Math.max(start - 1, 0);
        let end = start;
        while (end < firsts.length && (end === start || !beyond(firsts[end]))) end++;
        const parts = await Promise.all(names.slice(start, end).map((name) => this.fetch(`${this.name}/${name}.js`)));
        if (level === 1) return { firsts: firsts.slice(start, end), shards: parts };
        firsts = parts.flatMap((page) => page[0]);
        names = parts.flatMap((page) => page[1]);
      }
    }

    // The entries of one term: none, one, or the parts of a long one.
    async lookUp(term) {
      const { shards } = await this.near(term, (key) => compare(key, term) > 0);
      const found = shards.map((shard) => shard[lower(shard, term, compare, (entry) => entry[0])]);
      return found.filter((entry) => entry && entry[0] === term);
    }

    // The entries of all terms that begin with a prefix.
    async lookUpPrefix(prefix) {
      const beyond = (key) => !key.startsWith(prefix) && compare(key, prefix) > 0;
      const { shards } = await this.near(prefix, beyond);
      return shards.flatMap((shard) => shard.filter((entry) => entry[0].startsWith(prefix)));
    }

    // The entry of a number.
    async at(number) {
      const { shards } = await this.near(number, (key) => key > number);
      return shards[0][lower(shards[0], number, this.order, (entry) => entry[0])];
    }
  }

  // Thrown to a search that a newer one has overtaken.
  class Stale extends Error {}

  // The whole index for one search, of which only the directory is loaded: what is not there yet is loaded once the search
  // is ready, and never when it is no longer alive.
  const index = async ({ ready = Promise.resolve(), alive = () => true } = {}) => {
    const fetch = async (path) => {
      if (!arrived.has(path)) await ready;
      if (!alive()) throw new Stale();
      return part(path);
    };
    const { notes, language, shelves } = await part("index.js");
    const made = Object.entries(shelves).map(([name, listed]) => [name, new Shelf(name, listed, fetch)]);
    return { notes, language, ...Object.fromEntries(made) };
  };

  Object.assign(window.kbSearch, { ROOT, Stale, load, index });
})();
