// A curve to be drawn between two axes.

const BOX = { width: 660, height: 340, left: 70, right: 644, top: 12, bottom: 288 };

function svg(parent, tag, attributes = {}, textContent = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (textContent) element.textContent = textContent;
  parent.append(element);
  return element;
}

// How high a line through points is at x.
function heightAt(points, x) {
  const next = points.findIndex(point => point[0] >= x);
  if (next <= 0) return points.at(next)[1];
  const [[x0, y0], [x1, y1]] = points.slice(next - 1, next + 1);
  return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

function curve(parent) {
  const { x, y, lines } = page, truth = lines.at(-1).points;
  const part = (v, [from, to]) => (v - from) / (to - from);
  const across = v => BOX.left + part(v, x.range) * (BOX.right - BOX.left);
  const up = v => BOX.bottom - part(v, y.range) * (BOX.bottom - BOX.top);
  const path = points => points.map(([a, b]) => `${across(a)},${up(b)}`).join(" ");

  const field = svg(parent, "svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, class: "field", tabindex: 0, role: "slider" });
  for (const [at, text] of x.ticks) {
    svg(field, "line", { x1: across(at), x2: across(at), y1: BOX.top, y2: BOX.bottom, class: "rule" });
    svg(field, "text", { x: across(at), y: BOX.bottom + 18, "text-anchor": "middle" }, text);
  }
  for (const [at, text] of y.ticks) {
    svg(field, "line", { x1: BOX.left, x2: BOX.right, y1: up(at), y2: up(at), class: "rule" });
    svg(field, "text", { x: BOX.left - 7, y: up(at) + 5, "text-anchor": "end" }, text);
  }
  const middle = (BOX.top + BOX.bottom) / 2;
  svg(field, "text", { x: (BOX.left + BOX.right) / 2, y: BOX.height - 8, "text-anchor": "middle" }, x.label);
  svg(field, "text", { x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, y.label);
  // What leaves the axes is cut off.
  const clip = `aelib-${Math.random().toString(36).slice(2)}`;
  svg(svg(field, "clipPath", { id: clip }), "rect", { x: BOX.left, y: BOX.top, width: BOX.right - BOX.left, height: BOX.bottom - BOX.top });
  const inside = svg(field, "g", { "clip-path": `url(#${clip})` });
  for (const line of lines.slice(0, -1)) {
    svg(inside, "polyline", { points: path(line.points), class: "given" });
    const [a, b] = line.points.at(-1);
    svg(field, "text", { x: across(a) - 4, y: Math.max(up(b) - 6, BOX.top + 12), "text-anchor": "end" }, line.label);
  }
  const answer = svg(inside, "polyline", { class: "truth" });
  const guessed = svg(inside, "polyline", { class: "drawn" });
  const dots = svg(field, "g");

  // The guess has a height at each point of the answer, or at some of many.
  const some = Math.min(truth.length, 13);
  const places = Array.from({ length: some }, (_, i) => truth[Math.round(i * (truth.length - 1) / Math.max(some - 1, 1))][0]);
  let heights, at = 0, locked = false;

  const within = v => Math.min(Math.max(v, y.range[0]), y.range[1]);
  const known = () => places.flatMap((place, i) => (heights[i] === null ? [] : [[place, heights[i]]]));
  function draw() {
    guessed.setAttribute("points", path(known()));
    dots.replaceChildren();
    places.forEach((place, i) => {
      if (heights[i] === null && i !== at) return;
      const cy = up(heights[i] ?? (y.range[0] + y.range[1]) / 2);
      svg(dots, "circle", { cx: across(place), cy, r: i === at ? 7 : 4, class: heights[i] === null ? "free" : i === at ? "here" : "dot" });
    });
    const here = heights[at] ?? null;
    field.setAttribute("aria-valuemin", y.range[0]);
    field.setAttribute("aria-valuemax", y.range[1]);
    field.setAttribute("aria-valuenow", here ?? y.range[0]);
    field.setAttribute("aria-valuetext", locked ? "drawn" : `${x.label} ${short(places[at])}: ${here === null ? "not drawn" : short(here)}`);
  }

  // From where the pointer was to where it is, every place gets a height.
  let last = null;
  function stroke(event) {
    const box = field.getBoundingClientRect();
    const [px, py] = [(event.clientX - box.left) / box.width * BOX.width, (event.clientY - box.top) / box.height * BOX.height];
    const here = [x.range[0] + part(px, [BOX.left, BOX.right]) * (x.range[1] - x.range[0]), within(y.range[0] + part(py, [BOX.bottom, BOX.top]) * (y.range[1] - y.range[0]))];
    const from = last ?? here, [low, high] = [Math.min(from[0], here[0]), Math.max(from[0], here[0])];
    const near = places.reduce((best, place, i) => (Math.abs(place - here[0]) < Math.abs(places[best] - here[0]) ? i : best), 0);
    places.forEach((place, i) => {
      if (place > low && place < high) heights[i] = heightAt([from, here].sort((a, b) => a[0] - b[0]), place);
    });
    heights[near] = here[1];
    at = near;
    last = here;
    draw();
  }
  field.onpointerdown = event => {
    if (locked) return;
    field.setPointerCapture(event.pointerId);
    last = null;
    stroke(event);
  };
  field.onpointermove = event => { if (!locked && field.hasPointerCapture(event.pointerId)) stroke(event); };
  field.onkeydown = event => {
    const [down, right] = ways[event.key] ?? [];
    if (down === undefined || locked) return;
    event.preventDefault();
    at = Math.min(Math.max(at + right, 0), places.length - 1);
    // A new place begins as high as the one before it.
    const start = heights[at] ?? heights[at - right] ?? (y.range[0] + y.range[1]) / 2;
    heights[at] = within(start - down * (y.range[1] - y.range[0]) / (event.shiftKey ? 100 : 20));
    draw();
  };

  const legend = make(parent, "p", {}, "legend");
  return {
    hint: "Draw the curve from left to right, or use the arrow keys: ← and → go along, ↑ and ↓ move it.",
    guess: () => (known().length ? [...heights] : null),
    fill(guess) {
      heights = guess?.length === places.length ? [...guess] : places.map(() => null);
      at = 0;
      locked = false;
      answer.setAttribute("points", "");
      legend.replaceChildren();
      field.setAttribute("aria-label", `${page.question} Draw the curve.`);
      draw();
    },
    compare(guess) {
      heights = [...guess];
      locked = true;
      at = -1;
      draw();
      answer.setAttribute("points", path(truth));
      for (const [kind, text] of [["yours", "your guess"], ["its", lines.at(-1).label || "it is"]]) {
        make(legend, "span", {}, `line ${kind}`);
        legend.append(` ${text} `);
      }
      const offs = known().map(([place, height]) => [Math.abs(height - heightAt(truth, place)), place]);
      const [off, where] = offs.reduce((most, next) => (next[0] > most[0] ? next : most));
      return `At most ${short(off)} apart, at ${x.label || "x"} ${short(where)}.`;
    },
  };
}
