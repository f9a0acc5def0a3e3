// Loads the graph's data as far as it is asked for: scripts that call the four functions at the end of this file.
(() => {
  "use strict";
  const table = document.getElementById("standings");
  if (!table) return;
  const folder = table.dataset.shards.slice(0, table.dataset.shards.lastIndexOf("/") + 1);
  const loading = new Map(); // the promise of each script, by name
  const notes = []; // every note that came, by its number in the order
  const links = []; // what each note is joined with: [number further on, how, …]
  const numbers = new Map(); // of notes, by address
  let index = null;
  let begins = []; // the first number of each community, and of notes without a link

  const script = (name) => {
    if (!loading.has(name)) {
      loading.set(
        name,
        new Promise((done, failed) => {
          const element = document.createElement("script");
          element.src = folder + name;
          element.onload = () => done();
          element.onerror = () => {
            loading.delete(name); // it is asked for again the next time
            element.remove();
            failed(new Error(element.src));
          };
          document.head.append(element);
        }),
      );
    }
    return loading.get(name);
  };

  const open = async () => {
    await script("index.js");
    return index;
  };

  // The shards of one kind that hold these numbers.
  const shards = async (kind, wanted) => {
    await open();
    const parts = new Set([...wanted].map((number) => Math.floor(number / index.rows)));
    await Promise.all([...parts].map((part) => script(index[kind][part])));
  };
  const rows = async (wanted) => {
    const list = [...wanted];
    await shards("notes", list);
    return list.map((number) => notes[number]);
  };
  const joined = (wanted) => shards("links", wanted);
  const every = () => Array.from({ length: index.total }, (_, number) => number);

  // The number of the note at an address, undefined where there is none.
  const number = async (address) => {
    await open();
    let name = null;
    for (const [first, shard] of index.addresses) {
      if (first <= address) name = shard;
    }
    if (name) await script(name);
    return numbers.get(address);
  };

  // [number, how] of what a note is joined with by links of the kinds in `mask`; its shard must have come.
  const beside = (one, mask) => {
    const found = [];
    const list = links[one];
    for (let place = 0; place < list.length; place += 2) {
      if (list[place + 1] & mask) found.push([one + list[place], list[place + 1] & mask]);
    }
    return found;
  };

  // The numbers on a shortest way, null where there is none. Every note's links are loaded for it.
  const path = async (from, to, mask) => {
    await open();
    await joined(every());
    const before = new Map([[from, from]]);
    let ring = [from];
    while (ring.length && !before.has(to)) {
      const next = [];
      for (const one of ring) {
        for (const [other] of beside(one, mask)) {
          if (before.has(other)) continue;
          before.set(other, one);
          next.push(other);
        }
      }
      ring = next;
    }
    if (!before.has(to)) return null;
    const way = [to];
    while (way[0] !== from) way.unshift(before.get(way[0]));
    return way;
  };

  const community = (one) => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (begins[middle] <= one) low = middle;
      else high = middle - 1;
    }
    return low; // the number of communities stands for none
  };
  // The numbers of a community's notes, or of those in none.
  const members = (place) => {
    const end = place + 1 < begins.length ? begins[place + 1] : index.total;
    return Array.from({ length: end - begins[place] }, (_, offset) => begins[place] + offset);
  };

  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFKC");

  window.kbGraph = {
    open, rows, joined, number, beside, path, members, community, every, fold,
    index: (found) => {
      const names = ["address", "folder", "name", "x", "y", "radius", "size"];
      const communities = found.communities.map((row, place) => {
        const one = Object.fromEntries(names.map((name, column) => [name, row[column]]));
        return { ...one, place, path: `graph/community/${one.folder}/index.html` };
      });
      index = { ...found, communities };
      begins = [0];
      for (const one of communities) begins.push(begins.at(-1) + one.size);
    },
    notes: (first, { themes, rows: list }) => {
      list.forEach((row, place) => {
        const [title, address, x, y, date, own, degree, mutual, hub, bridge, lang] = row;
        notes[first + place] = {
          number: first + place, title, address, x, y, date, degree, mutual, hub, bridge, lang: lang || "",
          themes: own.map((theme) => themes[theme]),
          path: `${encodeURIComponent(address)}/index.html`,
        };
      });
    },
    links: (first, list) => {
      list.forEach((row, place) => {
        links[first + place] = row;
      });
    },
    addresses: (list) => {
      for (const [address, place] of list) numbers.set(address, place);
    },
  };
})();
