// What is drawn, once a frame, and only what has changed.

const field = model => ({ axes: model.axes, reach: reach(model) });
const place = (model, code) => placeOf(code, field(model), SIZE);

function drawCloud(model) {
  const canvas = document.createElement("canvas");
  drawCodes(surface(canvas, SIZE, SIZE), field(model), SIZE, page.labels, model.codeOf);
  return canvas;
}

// Decoded images all over the pad, a few in each frame.
function growTiles(model) {
  model.tiles ??= { canvas: Object.assign(document.createElement("canvas"), { width: TILES * 28, height: TILES * 28 }), next: 0 };
  const { tiles } = model, tile = document.createElement("canvas");
  tile.width = tile.height = 28;
  const rows = model.axes.length > 1 ? TILES : 1, end = performance.now() + 8;
  while (tiles.next < TILES * rows && performance.now() < end) {
    const [across, up] = [tiles.next % TILES, Math.floor(tiles.next / TILES)];
    const at = i => ((i + 0.5) / TILES * 2 - 1) * reach(model);
    const code = model.code.slice();
    code[model.axes[0]] = at(across);
    if (rows > 1) code[model.axes[1]] = -at(up);
    paint(tile, model.decode(code));
    const y = rows > 1 ? up : (TILES - 1) / 2;
    tiles.canvas.getContext("2d").drawImage(tile, across * 28, y * 28);
    tiles.next++;
  }
  return tiles.next < TILES * rows;
}

// A light line with a dark one inside, so that it is seen on digits and on paper.
function outline(context, style, draw) {
  for (const [width, line] of [[5, colour("paper")], [2.5, style]]) {
    context.lineWidth = width;
    context.strokeStyle = line;
    context.beginPath();
    draw();
    context.stroke();
  }
}

// Where the encoder puts what it sees: a cross, and of a variational encoder the ellipses of one
// and two standard deviations around it.
function drawSeen(model, context) {
  const [x, y] = place(model, model.seen.code), { deviation } = model.seen;
  outline(context, colour("accent"), () => {
    context.moveTo(x - 7, y); context.lineTo(x + 7, y);
    context.moveTo(x, y - 7); context.lineTo(x, y + 7);
  });
  const one = SIZE / 2 / reach(model), [a, b] = model.axes;
  for (const deviations of deviation ? [1, 2] : []) {
    const [across, up] = [a, b].map(i => i === undefined ? 0 : one * deviations * deviation[i]);
    outline(context, colour("accent"), () => context.ellipse(x, y, across, up, 0, 0, 7));
  }
}

const inWords = numbers => `(${[...numbers].slice(0, 8).map(v => v.toFixed(2)).join(", ")}${numbers.length > 8 ? ", …" : ""})`;

function draw(model) {
  model.cloud ??= drawCloud(model);
  const context = surface(model.pad, SIZE, SIZE);
  context.drawImage(settings.map ? model.tiles.canvas : model.cloud, 0, 0, SIZE, SIZE);
  if (model.seen) drawSeen(model, context);
  const [x, y] = place(model, model.code).map(v => Math.min(Math.max(v, 4), SIZE - 4));
  outline(context, colour("ink"), () => context.arc(x, y, 7, 0, 7));
  model.pixels = model.decode(model.code);
  paint(model.image, model.pixels);
  const lines = [`z = ${inWords(model.code)}`];
  if (model.seen?.deviation) lines.push(`μ = ${inWords(model.seen.code)}`, `σ = ${inWords(model.seen.deviation)}`);
  else if (model.seen) lines.push(`code ${inWords(model.seen.code)}`);
  model.text.textContent = lines.join("\n");
  for (const { i, slider, value } of model.sliders) {
    slider.min = -reach(model);
    slider.max = reach(model);
    slider.value = model.code[i];
    value.textContent = model.code[i].toFixed(2);
  }
}

function frame(now) {
  // Gone from the page: a cell was run again.
  if (!root.isConnected) return;
  for (const model of models) {
    if (model.target) walk(model, now);
    if (settings.map && growTiles(model)) model.dirty = true;
    if (!model.dirty) continue;
    model.dirty = false;
    draw(model);
  }
  frames++;
  requestAnimationFrame(frame);
}
