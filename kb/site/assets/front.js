// Five notes drawn by chance: ?draw=DAY in the address draws the same five for everybody, as kb/site/draw.py does.
(() => {
  "use strict";
  const FIVE = 5;
  const place = document.getElementById("draw");
  if (!place) return;
  const list = place.querySelector("ul");
  const note = place.querySelector("p");
  const shards = Number(place.dataset.count);
  const waiting = new Map();

  window.kbDraw = (shard, rows) => waiting.get(shard)?.(rows);

  const mix = (text) => {
    let found = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) found = Math.imul(found ^ byte, 0x01000193);
    found = Math.imul(found ^ (found >>> 16), 0x85ebca6b);
    found = Math.imul(found ^ (found >>> 13), 0xc2b2ae35);
    return (found ^ (found >>> 16)) >>> 0;
  };

  const loaded = new Map();
  const load = (shard) => {
    if (!loaded.has(shard)) {
      loaded.set(
        shard,
        new Promise((resolve, reject) => {
          waiting.set(shard, resolve);
          const script = document.createElement("script");
          script.src = `${place.dataset.draw}${shard}.js`;
          script.onerror = () => reject(new Error(`There is no ${script.src}.`));
          document.head.append(script);
        }),
      );
    }
    return loaded.get(shard);
  };

  const draw = async (day) => {
    const drawn = new Map();
    for (let lot = 0; lot < FIVE; lot += 1) {
      let shard = mix(`${day}#${lot}`) % shards;
      let best = null;
      for (let tried = 0; !best && tried < shards; tried += 1, shard = (shard + 1) % shards) {
        for (const row of await load(shard)) {
          const rank = mix(`${day}:${row[0]}`);
          const better = !best || rank < best.rank || (rank === best.rank && row[0] < best.row[0]);
          if (!drawn.has(row[0]) && better) best = { rank, row };
        }
      }
      if (best) drawn.set(best.row[0], best.row);
    }
    return [...drawn.values()];
  };

  const element = (name, kind, text, lang) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.textContent = text;
    if (lang !== undefined) made.dir = "auto";
    if (lang) made.lang = lang;
    return made;
  };

  const entry = ([, path, title, lang, when, signals]) => {
    const item = document.createElement("li");
    const link = element("a", "", title, lang);
    link.setAttribute("href", path);
    item.append(link);
    if (when) item.append(element("span", "how", when));
    if (signals) item.append(element("span", "why", signals, lang));
    return item;
  };

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  const asked = new URLSearchParams(location.search).get("draw") ?? "";
  const day = /^\d{4}-\d\d-\d\d(\.\d{1,3})?$/.test(asked) ? asked : "";
  const [date, turn] = day.split(".");
  const next = date === today() ? `${date}.${Number(turn ?? 1) + 1}` : today();
  const again = element("a", "", "Draw another five");
  again.setAttribute("href", `?draw=${next}#draw`);
  const offer = (words) => note.replaceChildren(words, again, ".");

  if (!day) {
    offer("These five stay until the next origin. ");
    return;
  }
  draw(day).then(
    (rows) => {
      list.replaceChildren(...rows.map(entry));
      offer(`Drawn as of ${day}: this page’s address shows the same five to everybody. `);
    },
    () => offer("The notes to draw from could not be loaded. "),
  );
})();
