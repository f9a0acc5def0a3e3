// The text of a question into what it asks for, and a misspelt word into a known one: kb/search/query.py and mend.py.
(() => {
  "use strict";
  const { SPACE, compare, cut, foldTerm, tokens } = window.kbSearch;
  const FIELDS = ["theme", "keyword", "origin", "category", "source", "has"];
  const QUOTES = /[“”„‟«»＂]/g;
  const anyCase = (name) => name.replace(/./g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  const CLAUSE = new RegExp(
    `(?<minus>-)?(?:(?<field>${FIELDS.map(anyCase).join("|")}):(?=[^${SPACE}]))?` +
      `(?:(?<quote>")(?<quoted>[^"]*)"?|(?<bare>[^${SPACE}"]+))`,
    "gu",
  );
  // A host without the labels that only choose a view of the site, as in kb/dedupe/canonical.py.
  const NOT_REGISTRY = "(?!(?:ac|co|com|edu|gov|net|org)\\.[a-z]{2}$)(?=[^.]+\\.[^.])";
  const VIEW = new RegExp(`^(?:www\\.(?=[^.]+\\.[^.])|(?:m|amp)\\.${NOT_REGISTRY})|(?<=\\.)m\\.${NOT_REGISTRY}`, "g");
  const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

  const host = (value) => {
    const whole = value.includes("://") ? value : `https://${value}`;
    const place = /^https?:\/\/([^/?#:@]*)(?::0*([0-9]*))?(?:[/?#]|$)/i.exec(whole);
    if (!place) return "";
    let name;
    try {
      name = decodeURIComponent(place[1]).toLowerCase();
      if (!/^[\0-\x7f]*$/.test(name)) name = new URL(`https://${name}`).hostname;
    } catch {
      return "";
    }
    name = name.replace(/\.$/, "");
    for (let longer = ""; longer !== name; ) {
      longer = name;
      name = name.replace(VIEW, "");
    }
    const port = ["", "80", "443"].includes(place[2] || "") ? "" : `:${place[2]}`;
    return HOST.test(name) ? name + port : "";
  };

  const clause = ({ field, quote, quoted, bare }) => {
    const value = quote ? quoted : bare;
    const prefix = value.endsWith("*");
    if (field) {
      const name = field.toLowerCase();
      const plain = value.replace(/\*+$/, "");
      const folded = (name === "source" && !prefix && host(plain)) || foldTerm(plain);
      return folded ? { facet: `${name}:${folded}`, prefix: prefix || name === "origin" } : null;
    }
    const terms = tokens(value).map(cut);
    return terms.length ? { terms, prefix, quoted: Boolean(quote), begun: false } : null;
  };

  const parse = (text) => {
    const wanted = new Map();
    const unwanted = new Map();
    for (const { groups } of text.replace(QUOTES, '"').matchAll(CLAUSE)) {
      const found = clause(groups);
      if (found) (groups.minus ? unwanted : wanted).set(JSON.stringify(found), found);
    }
    return { wanted: [...wanted.values()], unwanted: [...unwanted.values()] };
  };

  // The question without the facets that another takes the place of, and with that.
  const instead = (text, goes, ask) => {
    const kept = [...text.replace(QUOTES, '"').matchAll(CLAUSE)]
      .filter(({ groups }) => groups.minus || !groups.field || !goes(clause(groups)?.facet || ""))
      .map(([written]) => written);
    return [...kept, ask].filter(Boolean).join(" ");
  };

  const oneApart = (one, other) => {
    let [short, long] = one.length > other.length ? [other, one] : [one, other];
    let at = 0;
    while (at < short.length && short[at] === long[at]) at++;
    const rest = (letters, from) => letters.slice(from).join("\0");
    if (long.length > short.length) return rest(short, at) === rest(long, at + 1);
    if (at === short.length) return false;
    const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
    return (swapped && rest(short, at + 2) === rest(long, at + 2)) || rest(short, at + 1) === rest(long, at + 1);
  };

  const mend = async (word, known) => {
    const letters = Array.from(word);
    if (letters.length < 4 || !/^\p{L}+$/u.test(word)) return "";
    const [first, second] = letters;
    const alike = [known.lookUpPrefix(first)];
    if (first !== second) alike.push(known.lookUpPrefix(second + first), known.lookUp(letters.slice(1).join("")));
    const near = (await Promise.all(alike)).flat().filter(([term]) => oneApart(letters, Array.from(term)));
    near.sort((one, other) => other[1] - one[1] || compare(one[0], other[0]));
    return near.length ? near[0][0] : "";
  };

  Object.assign(window.kbSearch, { parse, instead, mend });
})();
