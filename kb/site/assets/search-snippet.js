// Texts of a note into the passage that shows most of what was looked for, in pieces: kb/search/snippet.py.
(() => {
  "use strict";
  const { cut, fold, tokens, words } = window.kbSearch;
  const WIDTH = 160;
  const LEAD = 24;

  // Where letters stand in others, from a place on; -1 when they don't.
  const find = (letters, wanted, from) => {
    for (let at = from; at + wanted.length <= letters.length; at++) {
      if (wanted.every((letter, place) => letters[at + place] === letter)) return at;
    }
    return -1;
  };

  // The terms of a text with the code points that they were made from; all of a word's where it can't be told.
  const stream = (text) => {
    const found = [];
    let [unit, end] = [0, 0];
    for (const word of words(text)) {
      const at = text.indexOf(word, unit);
      const start = end + length(text, unit, at);
      unit = at + word.length;
      end = start + length(text, at, unit);
      const folded = Array.from(fold(word));
      let from = 0;
      for (const term of tokens(word)) {
        const letters = Array.from(term);
        const place = folded.length === end - start ? find(folded, letters, from) : -1;
        if (place < 0) found.push({ term: cut(term), start, end });
        else {
          found.push({ term: cut(term), start: start + place, end: start + place + letters.length });
          from = place + 1;
        }
      }
    }
    return found;
  };

  // Code points of a text from one place to another.
  const length = (text, from, to) => {
    let count = to - from;
    for (let place = from; place < to; place++) if ((text.charCodeAt(place) & 0xfc00) === 0xdc00) count--;
    return count;
  };

  const meets = ({ terms, prefix }, found) =>
    found.every(({ term }, place) => (place === terms.length - 1 && prefix ? term.startsWith(terms[place]) : term === terms[place]));

  const occurrences = (text, lookedFor) => {
    const all = stream(text);
    const found = [];
    all.forEach(({ term, start }, place) => {
      const first = lookedFor.filter(({ terms }) => terms[0] === term);
      const begun = lookedFor.filter(({ terms, prefix }) => prefix && terms.length === 1 && term.startsWith(terms[0]));
      for (const what of new Set([...first, ...begun])) {
        const stands = all.slice(place, place + what.terms.length);
        if (stands.length === what.terms.length && meets(what, stands)) {
          found.push({ start, end: stands[stands.length - 1].end, what });
        }
      }
    });
    return found;
  };

  const joined = (pieces) => {
    const made = [];
    for (const [text, hit] of pieces) {
      const last = made[made.length - 1];
      if (text && last && last[1] === hit) last[0] += text;
      else if (text) made.push([text, hit]);
    }
    return made;
  };

  const cutOut = (text, passage) => {
    const letters = Array.from(text);
    const part = (from, to) => letters.slice(from, to).join("");
    const [first, last] = [passage[0], passage[passage.length - 1]];
    let start = first ? Math.max(first.start - LEAD, 0) : 0;
    if (start) {
      const space = letters.indexOf(" ", start);
      if (space >= 0 && space < first.start) start = space + 1;
    }
    let end = Math.min(Math.max(start + WIDTH, first ? first.end : 0), letters.length);
    if (end < letters.length) {
      const space = letters.lastIndexOf(" ", end - 1);
      if (space >= start) end = Math.max(space, last ? last.end : 0);
    }
    const pieces = start ? [["…", false]] : [];
    let at = start;
    for (const found of passage) {
      if (found.end > at) {
        pieces.push([part(at, found.start), false], [part(Math.max(found.start, at), found.end), true]);
        at = found.end;
      }
    }
    pieces.push([part(at, end), false]);
    if (end < letters.length) pieces.push(["…", false]);
    return joined(pieces);
  };

  const snippet = (texts, lookedFor) => {
    let best = [texts[0] || "", []];
    let most = [0, 0];
    for (const text of texts) {
      const found = occurrences(text, lookedFor);
      let end = 0;
      found.forEach((first, place) => {
        end = Math.max(end, place + 1);
        while (end < found.length && found[end].end <= first.start + WIDTH - LEAD) end++;
        const passage = found.slice(place, end);
        const value = [new Set(passage.map(({ what }) => what)).size, passage.length];
        if (value[0] > most[0] || (value[0] === most[0] && value[1] > most[1])) {
          best = [text, passage];
          most = value;
        }
      });
    }
    return cutOut(...best);
  };

  window.kbSearch.snippet = snippet;
})();
