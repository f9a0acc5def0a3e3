// Turns the address bar's state into a scene: what is drawn where, what the list beside it says, and what is left out.
(() => {
  "use strict";
  const data = window.kbGraph;
  if (!data) return;
  const MOST = { communities: 400, notes: 6000, members: 1500, ring: 60, second: 150, edges: 8000, list: 200, names: 30 };
  const BITS = { written: 3, similar: 12, mention: 48 };
  const NONE = "*"; // the address that stands for notes without a link
  const STEP = 64; // how far apart the layout keeps notes
  const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many || `${one}s`}`;

  // What the part after # says; unknown and malformed values are as if they were not there.
  const read = (hash) => {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const date = (name) => (/^\d{4}-\d\d-\d\d$/.test(given.get(name) || "") ? given.get(name) : "");
    const kinds = (given.get("kinds") || "").split(" ").filter((kind) => kind in BITS);
    return {
      view: ["note", "in", "notes"].find((name) => given.get(name)) || "communities",
      note: given.get("note") || "",
      to: given.get("note") ? given.get("to") || "" : "",
      steps: given.get("steps") === "2" ? 2 : 1,
      in: given.get("in") || "",
      theme: given.get("theme") || "",
      since: date("since"),
      until: date("until"),
      kinds: kinds.length ? kinds : Object.keys(BITS),
    };
  };

  const write = (state) => {
    const said = new URLSearchParams();
    if (state.view === "note") {
      said.set("note", state.note);
      if (state.to) said.set("to", state.to);
      else if (state.steps === 2) said.set("steps", "2");
    }
    if (state.view === "in") said.set("in", state.in);
    if (state.view === "notes") said.set("notes", "all");
    for (const name of ["theme", "since", "until"]) if (state[name]) said.set(name, state[name]);
    if (state.kinds.length < Object.keys(BITS).length) said.set("kinds", state.kinds.join(" "));
    return `#${said}`;
  };

  const mask = (state) => state.kinds.reduce((bits, kind) => bits | BITS[kind], 0);
  const filtered = (state) => Boolean(state.theme || state.since || state.until);
  const wanted = (state) => {
    const theme = data.fold(state.theme.trim());
    return (note) =>
      (!theme || note.themes.some((one) => data.fold(one).includes(theme))) &&
      (!state.since || (note.date && note.date >= state.since)) &&
      (!state.until || (note.date && note.date <= state.until));
  };

  const form = (how) => ((how & 3) === 3 ? "both" : how & 51 ? "written" : "similar");
  const told = (how) => {
    const said = [];
    if ((how & 3) === 3) said.push("written both ways");
    else if (how & 1) said.push("written");
    else if (how & 2) said.push("cites it");
    if (how & 16) said.push("mentioned");
    if (how & 32) said.push("mentions it");
    if (how & 12) said.push((how & 12) === 12 ? "computed both ways" : "computed");
    return said.join(" · ");
  };

  const moved = (state, change) => write({ ...state, note: "", to: "", in: "", steps: 1, ...change });
  const toNote = (state, note) => moved(state, { view: "note", note: note.address, steps: state.steps });
  const toCommunity = (state, address) => moved(state, { view: "in", in: address });

  const noteNode = (state, note, keep) => ({
    key: `n${note.number}`, x: note.x, y: note.y, size: STEP / 5, label: note.title, title: note.title, lang: note.lang,
    kind: "note", off: !keep(note), href: toNote(state, note), page: note.path,
  });
  const listed = (state, note, how) => ({
    key: `n${note.number}`, text: note.title, lang: note.lang, href: toNote(state, note), page: note.path, how,
  });

  // The links among these notes, the surest first, and how many there is no room for.
  const among = (numbers, bits, fit = () => true) => {
    const shown = new Set(numbers);
    const found = { both: [], written: [], similar: [] };
    for (const one of numbers) {
      for (const [other, how] of data.beside(one, bits)) {
        if (one < other && shown.has(other) && fit(one, other)) found[form(how)].push([`n${one}`, `n${other}`]);
      }
    }
    const all = Object.keys(found).flatMap((kind) => found[kind].map(([a, b]) => ({ a, b, form: kind })));
    return { edges: all.slice(0, MOST.edges), left: Math.max(0, all.length - MOST.edges) };
  };
  const leftOut = (left, one, many) => (left > 0 ? [`${count(left, one, many)} not drawn`] : []);

  const communities = async (state) => {
    const index = await data.open();
    const keep = wanted(state);
    const all = filtered(state) ? await data.rows(data.every()) : [];
    const matching = new Map();
    for (const note of all) {
      if (keep(note)) matching.set(data.community(note.number), (matching.get(data.community(note.number)) || 0) + 1);
    }
    const said = (one) =>
      filtered(state) ? `${(matching.get(one.place) || 0).toLocaleString("en")} of ${one.size}` : count(one.size, "note");
    const shown = index.communities.slice(0, MOST.communities);
    const nodes = shown.map((one) => ({
      key: `c${one.place}`, x: one.x, y: one.y, size: one.radius, label: one.name, title: `${one.name} (${said(one)})`,
      kind: "community", off: filtered(state) && !matching.get(one.place), href: toCommunity(state, one.address),
      page: one.path,
    }));
    const picked = ["written", "similar", "mention"].map((kind) => state.kinds.includes(kind));
    const weigh = (tie) => picked.reduce((sum, on, kind) => sum + (on ? tie[2 + kind] : 0), 0);
    const most = Math.max(1, ...index.ties.map(weigh));
    const edges = index.ties
      .filter((tie) => tie[0] < shown.length && tie[1] < shown.length && weigh(tie))
      .map((tie) => ({
        a: `c${tie[0]}`, b: `c${tie[1]}`, form: "joined", size: (STEP / 2) * Math.sqrt(weigh(tie) / most) + 2,
      }));
    const list = index.communities
      .filter((one) => !filtered(state) || matching.get(one.place))
      .map((one) => ({ key: `c${one.place}`, text: one.name, href: toCommunity(state, one.address), page: one.path, how: said(one) }));
    const loose = data.members(index.communities.length);
    if (loose.length) list.push({ key: "", text: "Without a link", href: toCommunity(state, NONE), how: count(loose.length, "note") });
    return {
      nodes, edges, list, way: [["All notes", moved(state, { view: "notes" })]], heading: "Communities",
      left: leftOut(index.communities.length - shown.length, "small community", "small communities"),
    };
  };

  // Many notes: all, or those of one community.
  const many = async (state, numbers, parts, fit) => {
    const notes = await data.rows(numbers);
    await data.joined(numbers);
    const keep = wanted(state);
    const { edges, left } = among(numbers, mask(state), fit);
    const kept = notes.filter(keep);
    return {
      nodes: notes.map((note) => noteNode(state, note, keep)), edges, notes,
      list: kept.map((note) => listed(state, note, `degree ${note.degree}`)),
      left: leftOut(left, "link"), ...parts,
    };
  };

  const everything = async (state) => {
    const index = await data.open();
    const share = Math.min(1, MOST.notes / index.total);
    const places = Array.from({ length: index.communities.length + 1 }, (_, place) => place);
    const chosen = places.flatMap((place) => {
      const all = data.members(place);
      return all.slice(0, Math.ceil(all.length * share));
    });
    const near = (one, other) => data.community(one) === data.community(other);
    const scene = await many(state, chosen, { heading: "All notes", way: [["All notes", ""]] }, near);
    scene.left.push("links between communities not drawn");
    const names = index.communities.slice(0, MOST.names).map((one) => ({
      key: `c${one.place}`, x: one.x, y: one.y + one.radius, size: 1, label: one.name, title: one.name, kind: "name",
      off: false, href: toCommunity(state, one.address), page: one.path,
    }));
    scene.nodes.push(...names);
    scene.left.push(...leftOut(index.total - chosen.length, "less joined note"));
    return scene;
  };

  const community = async (state) => {
    const index = await data.open();
    const loose = state.in === NONE;
    const found = index.communities.find((one) => one.address === state.in);
    if (!found && !loose) return { error: `There is no community “${state.in}”.` };
    const place = loose ? index.communities.length : found.place;
    const all = data.members(place);
    const name = loose ? "Without a link" : found.name;
    const scene = await many(state, all.slice(0, MOST.members), { heading: name, way: [[name, ""]] });
    scene.left.push(...leftOut(all.length - MOST.members, "less joined note"));
    scene.page = found ? [found.path, "The community’s page"] : null;
    const near = index.ties.filter((tie) => tie[0] === place || tie[1] === place);
    near.sort((a, b) => b[2] + b[3] + b[4] - a[2] - a[3] - a[4]);
    scene.after = near.slice(0, 12).map((tie) => {
      const other = index.communities[tie[0] === place ? tie[1] : tie[0]];
      return { key: "", text: other.name, href: toCommunity(state, other.address), page: other.path, how: count(tie[2] + tie[3] + tie[4], "joined pair") };
    });
    return scene;
  };

  const weight = (how) => (form(how) === "both" ? 3 : form(how) === "written" ? 2 : 1);
  const ring = (nodes, radius) =>
    nodes.forEach((node, place) => {
      const angle = Math.PI / 2 - (2 * Math.PI * place) / nodes.length;
      node.x = radius * Math.cos(angle);
      node.y = radius * Math.sin(angle);
    });

  const surroundings = async (state, centre) => {
    const bits = mask(state);
    const keep = wanted(state);
    await data.joined([centre]);
    const near = data.beside(centre, bits).sort((a, b) => weight(b[1]) - weight(a[1]) || a[0] - b[0]);
    const first = near.slice(0, MOST.ring).map(([one]) => one);
    const seen = new Set([centre, ...first]);
    const second = new Map(); // each note two steps away, and the note on the way to it
    await data.joined(first);
    if (state.steps === 2) {
      for (const one of first) for (const [other] of data.beside(one, bits)) if (!seen.has(other) && !second.has(other)) second.set(other, one);
    }
    const outer = [...second.keys()].slice(0, MOST.second);
    await data.joined(outer);
    const notes = await data.rows([centre, ...first, ...outer]);
    const own = notes[0];
    const nodes = notes.map((note) => ({ ...noteNode(state, note, keep), size: STEP / 3 }));
    const turn = (node) => Math.atan2(node.y - own.y, node.x - own.x);
    const inner = nodes.slice(1, first.length + 1).sort((a, b) => turn(b) - turn(a));
    const order = new Map(inner.map((node, place) => [node.key, place]));
    const far = nodes.slice(first.length + 1);
    far.sort((a, b) => order.get(`n${second.get(+a.key.slice(1))}`) - order.get(`n${second.get(+b.key.slice(1))}`));
    const radius = Math.max(5 * STEP, (inner.length * STEP) / 3);
    ring(inner, radius);
    ring(far, Math.max(radius * 2, (far.length * STEP) / 4));
    Object.assign(nodes[0], { x: 0, y: 0, size: STEP / 2, kind: "centre", off: false, href: own.path, leaves: true });
    const { edges, left } = among(notes.map((note) => note.number), bits);
    const how = new Map(near);
    const kept = notes.slice(1).filter(keep);
    return {
      nodes, edges, notes, heading: `Around “${own.title}”`, page: [own.path, "Read this note"],
      list: kept.map((note) => listed(state, note, told(how.get(note.number) || 0) || "two steps away")),
      left: [...leftOut(near.length - first.length, "less closely joined note"), 
        ...leftOut(second.size - outer.length, "note two steps away", "notes two steps away"), ...leftOut(left, "link"),
      ],
    };
  };

  const way = async (state, from) => {
    const to = await data.number(state.to);
    if (to === undefined) return { error: `There is no note “${state.to}”.` };
    const numbers = await data.path(from, to, mask(state));
    if (!numbers) return { error: "No way leads from one to the other by these links.", heading: "No path" };
    const notes = await data.rows(numbers);
    const nodes = notes.map((note, place) => ({
      ...noteNode(state, note, () => true), x: place * 5 * STEP, y: (place % 2 ? -1.5 : 1.5) * STEP, size: STEP / 3, kind: "step",
    }));
    const step = (place) => data.beside(numbers[place - 1], mask(state)).find(([one]) => one === numbers[place])[1];
    const edges = numbers.slice(1).map((one, place) => ({ a: `n${numbers[place]}`, b: `n${one}`, form: form(step(place + 1)) }));
    return {
      nodes, edges, notes, left: [], heading: `From “${notes[0].title}” to “${notes.at(-1).title}”: ${count(numbers.length - 1, "step")}`,
      list: notes.map((note, place) => listed(state, note, place ? told(step(place)) : "start")), page: null,
    };
  };

  const single = async (state) => {
    const centre = await data.number(state.note);
    if (centre === undefined) return { error: `There is no note “${state.note}”.` };
    const scene = state.to ? await way(state, centre) : await surroundings(state, centre);
    const [own] = await data.rows([centre]);
    const index = await data.open();
    const home = index.communities[data.community(centre)];
    scene.way = [home ? [home.name, toCommunity(state, home.address)] : ["Without a link", toCommunity(state, NONE)]];
    scene.way.push([own.title, state.to ? toNote(state, own) : ""]);
    scene.steps = state.to ? null : [state.steps === 2 ? "One step" : "Two steps", write({ ...state, steps: 3 - state.steps })];
    return scene;
  };

  const VIEWS = { communities, notes: everything, in: community, note: single };
  const scene = async (state) => {
    const made = await VIEWS[state.view](state);
    const start = ["Communities", state.view === "communities" ? "" : moved(state, { view: "communities" })];
    return { nodes: [], edges: [], list: [], left: [], ...made, way: [start, ...(made.way || [])] };
  };

  window.kbViews = { read, write, scene, count, toNote, most: MOST.list };
})();
