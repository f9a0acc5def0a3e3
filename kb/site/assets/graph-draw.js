// Draws a scene on a canvas, with names, a highlight for what is pointed at, and colours that follow the page's.
(() => {
  "use strict";
  const library = window.kbSigma;
  const INK = ["ink", "soft", "line", "rule", "accent", "paper", "disc", "faint"]; // classes that graph.css colours
  const MANY = 1000; // lines, from which on they are finer
  const REACH = 6; // pixels from a middle that count as on it
  const LONG = 34; // letters of a label at rest
  const LINES = { joined: "rule", similar: "line", written: "soft", both: "soft" };
  const BROAD = { similar: 0.8, written: 1.3, both: 2.4 }; // of lines, in pixels before one zooms
  const SANS = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

  // A colour as the three numbers that WebGL code can read, whatever words the style sheet has for it.
  const colours = (holder) => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const found = {};
    for (const name of INK) {
      const probe = document.createElement("span");
      probe.className = `is-${name}`;
      holder.append(probe);
      pen.fillStyle = getComputedStyle(probe).color;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      found[name] = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
      probe.remove();
    }
    return found;
  };

  const possible = () => {
    const canvas = document.createElement("canvas");
    return Boolean(library && (canvas.getContext("webgl2") || canvas.getContext("webgl")));
  };

  const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);

  // Text in lines of about so many letters, cut between words, three at most.
  const wrapped = (text, most) => {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (longer.length <= most || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${lines[2]} …`];
  };

  window.kbDraw = (holder, { pick }) => {
    if (!possible()) return null;
    let ink = colours(holder);
    let scene = { nodes: [], edges: [] };
    let pointed = null;
    let written = []; // where text stands in this frame

    // Lines of text around a height, unless they would lie on others; `always` for what must be read.
    const write = (pen, lines, x, y, { middle, strong, always }) => {
      const size = 12;
      pen.font = `${strong ? 600 : 400} ${size}px ${SANS}`;
      const width = Math.max(...lines.map((line) => pen.measureText(line).width));
      const left = middle ? x - width / 2 : x;
      const box = [left, y - lines.length * size * 0.6, left + width, y + lines.length * size * 0.6];
      const on = (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
      if (!always && written.some(on)) return;
      written.push(box);
      pen.textAlign = middle ? "center" : "start";
      pen.lineJoin = "round";
      pen.lineWidth = 4;
      pen.strokeStyle = ink.paper;
      pen.fillStyle = ink.ink;
      lines.forEach((line, place) => {
        const height = y + (place - (lines.length - 1) / 2) * size * 1.2 + size * 0.35;
        pen.strokeText(line, x, height);
        pen.fillText(line, x, height);
      });
    };
    const label = (pen, node) => {
      if (!node.label || (node.off && node.kind !== "community")) return;
      if (node.kind === "community") write(pen, wrapped(node.label, 18), node.x, node.y, { middle: true, strong: true });
      else if (node.kind === "name") write(pen, wrapped(node.label, 24), node.x, node.y, { middle: true, strong: true });
      else if (node.kind === "step") {
        const lines = wrapped(node.label, 20);
        write(pen, lines, node.x, node.y + node.size + 8 + lines.length * 8, { middle: true, always: true });
      } else {
        // Where it would leave the canvas on the right it stands on the left.
        pen.font = `400 12px ${SANS}`;
        const text = cut(node.label, LONG);
        const width = pen.measureText(text).width;
        const beyond = node.x + node.size + 6 + width > holder.clientWidth;
        const x = beyond ? node.x - node.size - 4 - width : node.x + node.size + 4;
        write(pen, [text], x, node.y, { strong: node.kind === "centre", always: node.kind === "centre" });
      }
    };
    // What is pointed at: a ring, and its whole title in a box that stays inside the canvas.
    const hover = (pen, node) => {
      pen.beginPath();
      pen.arc(node.x, node.y, node.size + 2, 0, 2 * Math.PI);
      pen.lineWidth = 2;
      pen.strokeStyle = ink.accent;
      pen.stroke();
      const lines = wrapped(node.title, 40);
      pen.font = `600 13px ${SANS}`;
      const width = Math.max(...lines.map((line) => pen.measureText(line).width)) + 16;
      const height = lines.length * 17 + 10;
      const left = Math.max(2, Math.min(node.x - width / 2, holder.clientWidth - width - 2));
      const below = node.y + node.size + 6 + height < holder.clientHeight;
      const top = below ? node.y + node.size + 6 : Math.max(2, node.y - node.size - 6 - height);
      pen.fillStyle = ink.paper;
      pen.fillRect(left, top, width, height);
      pen.lineWidth = 1;
      pen.strokeRect(left, top, width, height);
      pen.fillStyle = ink.ink;
      pen.textAlign = "start";
      lines.forEach((line, place) => pen.fillText(line, left + 8, top + 18 + place * 17));
    };

    // The library asks the graphics card what is under the mouse, and waits for it with each move; this counts.
    class Drawing extends library.Sigma {
      getNodeAtPosition(place) {
        if (this.getMouseCaptor().isMoving) return null; // nothing is pointed at while all moves
        const at = this.viewportToGraph(place);
        const off = this.viewportToGraph({ x: place.x + REACH, y: place.y });
        const reach = Math.hypot(off.x - at.x, off.y - at.y);
        let found = null;
        let least = Infinity;
        for (const node of scene.nodes) {
          const far = Math.hypot(node.x - at.x, node.y - at.y) - Math.max(node.size, reach);
          if (far <= 0 && far < least) [found, least] = [node.key, far];
        }
        return found;
      }
    }

    const graph = new library.Graph({ type: "undirected", multi: false });
    const drawn = new Drawing(graph, holder, {
      allowInvalidContainer: true,
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: (ratio) => ratio,
      minEdgeThickness: 0.7,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      enableCameraRotation: false,
      enableCameraZooming: false, // until the canvas is clicked, so that the page scrolls past it
      stagePadding: 24,
      labelDensity: 1,
      labelGridCellSize: 130,
      labelRenderedSizeThreshold: 3,
      zIndex: true,
      defaultDrawNodeLabel: label,
      defaultDrawNodeHover: hover,
    });

    const coloured = (node) => {
      if (node.off) return ink.faint;
      if (node.kind === "community") return ink.disc;
      return node.kind === "centre" ? ink.accent : node.kind === "name" ? ink.paper : ink.soft;
    };
    const fill = () => {
      graph.clear();
      // Discs are to be seen whole, not only their middles.
      const side = (way, axis) => Math[way](...scene.nodes.map((node) => node[axis] + (way === "max" ? node.size : -node.size)), ...(scene.nodes.length ? [] : [0]));
      const box = { x: [side("min", "x"), side("max", "x")], y: [side("min", "y"), side("max", "y")] };
      drawn.setCustomBBox(box);
      const pixel = Math.max(box.x[1] - box.x[0], box.y[1] - box.y[0]) / Math.max(300, Math.min(holder.clientWidth, holder.clientHeight));
      const fine = scene.edges.length > MANY ? 0.5 : 1;
      for (const node of scene.nodes) {
        const { key, x, y, size, title, kind, off } = node;
        graph.addNode(key, {
          x, y, size, title, kind, off, label: node.label, color: coloured(node), zIndex: off ? 0 : 1,
          forceLabel: ["centre", "step", "name"].includes(kind) || scene.nodes.length <= 16,
        });
      }
      for (const edge of scene.edges) {
        graph.addEdge(edge.a, edge.b, { size: edge.size || BROAD[edge.form] * pixel * fine, color: ink[LINES[edge.form]] });
      }
    };

    const point = (key) => {
      if (pointed && graph.hasNode(pointed)) graph.setNodeAttribute(pointed, "highlighted", false);
      pointed = key;
      if (key && graph.hasNode(key)) graph.setNodeAttribute(key, "highlighted", true);
    };
    const recolour = () => {
      ink = colours(holder);
      fill();
    };

    drawn.on("beforeRender", () => {
      written = [];
    });
    drawn.on("clickNode", ({ node }) => pick(scene.nodes.find((one) => one.key === node)));
    drawn.on("enterNode", () => holder.classList.add("points"));
    drawn.on("leaveNode", () => holder.classList.remove("points"));
    holder.addEventListener("pointerdown", () => drawn.setSetting("enableCameraZooming", true));
    holder.addEventListener("pointerleave", () => drawn.setSetting("enableCameraZooming", false));
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const camera = drawn.getCamera();
    const zoom = (factor) => camera.animate({ ratio: drawn.getCamera().getBoundedRatio(camera.ratio * factor) }, { duration: still.matches ? 0 : 150 });
    return {
      show: (next) => {
        scene = next;
        pointed = null;
        holder.classList.remove("points");
        fill();
        camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
      },
      point,
      nearer: () => zoom(1 / 1.5),
      farther: () => zoom(1.5),
      whole: () => camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    };
  };
})();
