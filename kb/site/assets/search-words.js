// Text folded and cut into terms, letter for letter what kb/text.py does; test vectors hold the two together.
window.kbSearch = (() => {
  "use strict";
  // Scripts written without spaces, as in kb/text.py.
  const UNSPACED =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // as Python's
  const ASCII = /^[\0-\x7f]*$/;
  const ASCII_WORD = /[0-9a-z]+(?:'[0-9a-z]+)*/g;
  const REST = "(?:[\\p{L}\\p{N}]|(?![\\u{20000}-\\u{10ffff}])\\p{M})*";
  const WORD = new RegExp(`[\\p{L}\\p{N}]${REST}(?:['\\u2019][\\p{L}\\p{N}]${REST})*`, "gu");
  const RUNS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
  const SPACES = new RegExp(`[${SPACE}]+`, "u");
  const LONGEST_TERM = 64;

  // Case folding, which browsers lack: up and down again, but for the letters that this would lead elsewhere.
  const caseless = (text) =>
    text
      .split("ı")
      .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
      .join("ı")
      .replace(/ς/g, "σ")
      .replace(/[\uab70-\uabbf\u13f8-\u13fd]/g, (letter) => letter.toUpperCase());

  const fold = (text) => {
    if (ASCII.test(text)) return text.toLowerCase();
    const letters = text.replace(/[\u2120\u2122]/g, "").normalize("NFKD");
    return caseless(letters).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFKC");
  };

  const foldTerm = (text) => fold(text).split(SPACES).filter(Boolean).join(" ");

  const pairs = (word) =>
    word.match(RUNS).flatMap((run) => {
      const letters = Array.from(run);
      if (!IS_UNSPACED.test(letters[0]) || letters.length === 1) return [run];
      return letters.slice(1).map((letter, place) => letters[place] + letter);
    });

  const tokens = (text) => {
    const folded = fold(text);
    const found = folded.match(ASCII.test(folded) ? ASCII_WORD : WORD) || [];
    return found.flatMap((raw) => {
      const word = raw.replace(/['\u2019]s?$/, "").replace(/\u2019/g, "'");
      return IS_UNSPACED.test(word) ? pairs(word) : [word];
    });
  };

  // The words of a text as they are written.
  const words = (text) => text.match(WORD) || [];

  const cut = (term) => (term.length > LONGEST_TERM ? Array.from(term).slice(0, LONGEST_TERM).join("") : term);

  // By code point, as Python compares; JavaScript compares halves of surrogate pairs.
  const rank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  const compare = (one, other) => {
    const length = Math.min(one.length, other.length);
    for (let place = 0; place < length; place++) {
      const [a, b] = [one.charCodeAt(place), other.charCodeAt(place)];
      if (a !== b) return rank(a) - rank(b);
    }
    return one.length - other.length;
  };

  return { fold, foldTerm, tokens, words, cut, compare, SPACE };
})();
