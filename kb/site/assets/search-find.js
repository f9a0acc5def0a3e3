// A question into the notes that answer it, from the shards that its terms name: kb/search/evaluate.py, step by step.
(() => {
  "use strict";
  const { compare, mend, parse, snippet } = window.kbSearch;
  const MANY = 1000;
  const FORMS_BEGUN = 4;
  const FORMS_ASKED = 256;
  const EVERY = "";

  const rarity = (holders, notes) => Math.floor(1000 * Math.log(1 + (notes - holders + 0.5) / (holders + 0.5)) + 0.5);
  const bySize = (one, other) => one.size - other.size;
  const isLoose = (clause) => clause.terms && !clause.quoted;
  const reads = (query, read) => ({ ...query, wanted: query.wanted.map((clause) => read.get(clause) || clause) });

  // Numbers from the distances between them.
  const sums = (gaps) => {
    let number = 0;
    return gaps.map((gap) => (number += gap));
  };

  // The notes of postings, those of one after those of another.
  const numbers = (postings) => postings.flatMap(([, gaps]) => sums(gaps));

  class Search {
    constructor(index) {
      this.index = index;
      this.answers = new Map();
    }

    async lookUpAll(shelf, terms) {
      return (await Promise.all(terms.map((term) => this.index[shelf].lookUp(term)))).flat();
    }

    of(clause) {
      const key = JSON.stringify(clause);
      if (!this.answers.has(key)) this.answers.set(key, this.answer(clause));
      return this.answers.get(key);
    }

    async read(asked) {
      const query = await this.withoutCommon(asked);
      const exact = await this.allOf(query);
      const loose = query.wanted.filter(isLoose);
      if (exact.size || !loose.length) return { reading: "exact", query, scores: exact, mended: [] };
      const final = loose[loose.length - 1];
      const last = final.prefix ? final : { ...final, prefix: true, begun: true };
      const read = new Map([[final, last]]);
      const begun = reads(query, read);
      const prefix = await this.allOf(begun);
      if (prefix.size) return { reading: "prefix", query: begun, scores: prefix, mended: [] };
      const mended = [];
      for (const clause of loose) {
        const right = await this.mended(clause, read.get(clause) || clause);
        if (right) mended.push([clause, right]);
      }
      mended.forEach(([clause, right]) => read.set(clause, right));
      const words = mended.map(([clause, right]) => [clause.terms[0], right.terms[0]]);
      const corrected = reads(query, read);
      const right = mended.length ? await this.allOf(corrected) : new Map();
      if (right.size) return { reading: "corrected", query: corrected, scores: right, mended: words };
      const telling = await this.telling(loose.map((clause) => read.get(clause) || clause));
      const strict = query.wanted.filter((clause) => !loose.includes(clause));
      const some = await this.someOf({ ...query, wanted: strict }, telling);
      if (!some.size) return { reading: "exact", query, scores: exact, mended: [] };
      return { reading: "some", query: { ...query, wanted: [...strict, ...telling] }, scores: some, mended: words };
    }

    async withoutCommon(query) {
      if (this.index.notes < MANY) return query;
      const common = await Promise.all(query.wanted.map((clause) => isLoose(clause) && this.isCommon(clause)));
      const rest = query.wanted.filter((_, place) => !common[place]);
      return rest.length ? { ...query, wanted: rest } : query;
    }

    async isCommon({ terms, prefix }) {
      if (prefix || terms.length > 1) return false;
      const known = await this.index.known.lookUp(terms[0]);
      return known.some(([, notes]) => 2 * notes > this.index.notes);
    }

    async mended({ terms, prefix }, read) {
      if (terms.length > 1 || prefix || (await this.of(read)).size) return null;
      const term = await mend(terms[0], this.index.known);
      return term ? { terms: [term], prefix: false, quoted: false, begun: false } : null;
    }

    async telling(words) {
      const sizes = await Promise.all(words.map(async (clause) => (await this.of(clause)).size));
      const telling = words.filter((_, place) => 2 * sizes[place] <= this.index.notes);
      return words.some((_, place) => sizes[place] && 2 * sizes[place] <= this.index.notes) ? telling : words;
    }

    async allOf({ wanted, unwanted }) {
      if (!wanted.length && !unwanted.length) return new Map();
      const parts = (await Promise.all(wanted.map((clause) => this.of(clause)))).sort(bySize);
      let scores = parts[0] || new Map(numbers(await this.index.facets.lookUp(EVERY)).map((number) => [number, 0]));
      for (const part of parts.slice(1)) {
        const both = [...scores].filter(([number]) => part.has(number));
        scores = new Map(both.map(([number, score]) => [number, score + part.get(number)]));
      }
      const without = await Promise.all(unwanted.map((clause) => this.of(clause)));
      return new Map([...scores].filter(([number]) => !without.some((part) => part.has(number))));
    }

    async someOf(strict, words) {
      const allowed = strict.wanted.length || strict.unwanted.length ? await this.allOf(strict) : null;
      const scores = new Map();
      for (const part of await Promise.all(words.map((clause) => this.of(clause)))) {
        for (const [number, score] of part) {
          if (allowed && !allowed.has(number)) continue;
          const before = scores.has(number) ? scores.get(number) : allowed ? allowed.get(number) : 0;
          scores.set(number, before + score);
        }
      }
      return scores;
    }

    async answer(clause) {
      if (clause.facet) {
        const { facets } = this.index;
        const postings = await (clause.prefix ? facets.lookUpPrefix(clause.facet) : facets.lookUp(clause.facet));
        return new Map(numbers(postings).map((number) => [number, 0]));
      }
      const heads = clause.terms.slice(0, -1);
      const last = clause.terms[heads.length];
      const forms = await this.forms(clause);
      const alone = [...new Set(heads)].filter((term) => clause.prefix || term !== last);
      const parts = await Promise.all([...alone.map((term) => [term]), forms].map((some) => this.weighed(some)));
      parts.sort(bySize);
      let found = [...parts[0].keys()].filter((number) => parts.every((part) => part.has(number)));
      if (heads.length) found = await this.sideBySide([...heads.map((term) => [term]), forms], new Set(found));
      return new Map([...found].map((number) => [number, parts.reduce((sum, part) => sum + part.get(number), 0)]));
    }

    async forms({ terms, prefix, begun }) {
      const last = terms[terms.length - 1];
      if (!prefix) return [last];
      const most = begun && this.index.notes >= MANY ? this.index.notes / 2 : Infinity;
      const known = (await this.index.known.lookUpPrefix(last)).filter(([, notes]) => notes <= most);
      known.sort((one, other) => (one[0] !== last) - (other[0] !== last) || other[1] - one[1] || compare(one[0], other[0]));
      return known.slice(0, begun ? FORMS_BEGUN : FORMS_ASKED).map(([term]) => term).sort(compare);
    }

    async weighed(forms) {
      const postings = await this.lookUpAll("words", forms);
      const weights = postings.flatMap((posting) => posting[2]);
      const impacts = new Map();
      numbers(postings).forEach((number, place) => {
        impacts.set(number, Math.max(weights[place], impacts.get(number) || 0));
      });
      const worth = rarity(impacts.size, this.index.notes);
      return new Map([...impacts].map(([number, impact]) => [number, impact * worth]));
    }

    async sideBySide(words, candidates) {
      const starts = new Map();
      for (const [offset, forms] of words.entries()) {
        const stands = await this.stands(forms, candidates);
        for (const [number, places] of stands) {
          const begun = [...places].map((place) => place - offset);
          starts.set(number, new Set(offset ? begun.filter((place) => starts.get(number).has(place)) : begun));
        }
        candidates = new Set([...stands.keys()].filter((number) => starts.get(number).size));
      }
      return candidates;
    }

    async stands(forms, candidates) {
      const [postings, listed] = await Promise.all([this.lookUpAll("words", forms), this.lookUpAll("places", forms)]);
      const places = listed.flatMap((entry) => entry[1]);
      const found = new Map();
      numbers(postings).forEach((number, place) => {
        if (!candidates.has(number)) return;
        if (!found.has(number)) found.set(number, new Set());
        sums(places[place]).forEach((one) => found.get(number).add(one));
      });
      return found;
    }
  }

  // The best notes, or the newest, and how the question was read; `narrow` then tells what could be added to it.
  const find = async (text, index, { k = 10, sort = "best" } = {}) => {
    const { reading, query, scores, mended } = await new Search(index).read(parse(text));
    const found = [...scores];
    found.sort((one, other) => (sort === "newest" ? 0 : other[1] - one[1]) || other[0] - one[0]);
    const words = query.wanted.filter((clause) => clause.terms);
    const lookedFor = [...new Map(words.map((clause) => [JSON.stringify(clause), clause])).values()];
    const hits = await Promise.all(
      found.slice(0, k).map(async ([number]) => {
        const [, id, address, title, date, lang, texts] = await index.documents.at(number);
        return { id, address, title, date, lang: lang || index.language, snippet: snippet(texts, lookedFor) };
      }),
    );
    return { hits, total: scores.size, reading, mended, narrow: () => narrow(scores, index) };
  };

  const narrow = async (scores, index) => {
    const found = [];
    for (const [term, label, gaps] of await index.choices.lookUpPrefix("")) {
      const notes = sums(gaps).filter((number) => scores.has(number)).length;
      const field = term.slice(0, term.indexOf(":"));
      const ask = ["theme", "category"].includes(field) ? `${field}:"${term.slice(field.length + 1)}"` : term;
      if (notes) found.push({ field, label, ask, notes });
    }
    const order = (one, other) =>
      compare(one.field, other.field) || other.notes - one.notes || compare(one.label, other.label);
    return found.sort(order);
  };

  window.kbSearch.find = find;
})();
