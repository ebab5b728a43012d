// What is drawn, once a frame, and only what has changed.

const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`);

// Sharp on every screen.
function surface(canvas) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = canvas.height = SIZE * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  return context;
}

function place(model, code) {
  const at = v => (v / reach(model) + 1) / 2 * SIZE;
  const [a, b] = model.axes;
  return [at(code[a]), SIZE - at(b === undefined ? 0 : code[b])];
}

// The codes of test digits, the prior's first two standard deviations, and the axes.
function drawCloud(model) {
  const canvas = document.createElement("canvas"), context = surface(canvas);
  const one = SIZE / 2 / reach(model);
  context.strokeStyle = colour("line");
  context.beginPath();
  context.moveTo(0, SIZE / 2); context.lineTo(SIZE, SIZE / 2);
  context.moveTo(SIZE / 2, 0); context.lineTo(SIZE / 2, SIZE);
  for (const deviations of [1, 2]) {
    context.moveTo(SIZE / 2 + one * deviations, SIZE / 2);
    context.arc(SIZE / 2, SIZE / 2, one * deviations, 0, 7);
  }
  context.stroke();
  context.font = "bold 9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  // A colour and a sign for each digit, so that neither has to be told apart alone.
  page.labels.forEach((label, digit) => {
    const [x, y] = place(model, model.codeOf(digit));
    context.fillStyle = page.colours[label % 10];
    context.fillText(label, x, y);
  });
  context.fillStyle = colour("pale");
  context.font = "11px system-ui, sans-serif";
  const end = reach(model).toFixed(1), [a, b] = model.axes;
  context.textAlign = "right";
  context.fillText(`z${a + 1} = ${end}`, SIZE - 4, SIZE / 2 + 9);
  context.textAlign = "left";
  if (b !== undefined) context.fillText(`z${b + 1} = ${end}`, SIZE / 2 + 5, 9);
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

function draw(model) {
  model.cloud ??= drawCloud(model);
  const context = surface(model.pad);
  if (settings.map) {
    context.drawImage(model.tiles.canvas, 0, 0, SIZE, SIZE);
  } else {
    context.drawImage(model.cloud, 0, 0, SIZE, SIZE);
  }
  const [x, y] = place(model, model.code).map(v => Math.min(Math.max(v, 4), SIZE - 4));
  for (const [width, style] of [[5, colour("paper")], [2.5, colour("ink")]]) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.beginPath();
    context.arc(x, y, 7, 0, 7);
    context.stroke();
  }
  model.pixels = model.decode(model.code);
  paint(model.image, model.pixels);
  const numbers = [...model.code].slice(0, 8).map(v => v.toFixed(2));
  model.text.textContent = `z = (${numbers.join(", ")}${model.latent > 8 ? ", …" : ""})`;
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

// Around the pads.
const button = make(tools, "button", { textContent: "draw from N(0, I)" });
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
button.onclick = () => models.forEach(model => { model.code = model.code.map(normal); forget(model, true); });
function toggle(name, text, after) {
  const label = make(tools, "label"), box = make(label, "input", { type: "checkbox" });
  label.append(` ${text}`);
  box.name = name;
  box.onchange = () => { settings[name] = box.checked; models.forEach(after); };
}
toggle("map", "images instead of codes", model => changed(model));
if (models.length > 1) toggle("sameAxes", "same axes", model => forget(model));

const strip = make(stage, "div", {}, "digits");
function mark(digit) {
  strip.querySelectorAll("button").forEach((b, i) => b.setAttribute("aria-pressed", i === digit));
}
if (shown) {
  make(stage, "p", { textContent: "Test digits: click one to jump to its code. Circles: one and two standard deviations of N(0, I)." }, "axes");
}
for (let digit = 0; digit < shown; digit++) {
  const button = make(strip, "button", { title: `a ${page.labels[digit]}` });
  const pixels = thumbnails.subarray(digit * PIXELS, (digit + 1) * PIXELS);
  paint(make(button, "canvas", { width: 28, height: 28 }), Array.from(pixels, v => v / 255));
  button.setAttribute("aria-label", `Jump to test digit ${digit + 1}, a ${page.labels[digit]}`);
  button.onclick = () => jump(digit);
}

// The clouds have the theme's colours.
followTheme(() => models.forEach(model => { model.cloud = null; model.dirty = true; }));
mark(-1);
root.classList.add("live");
// For tests, and for the curious in the browser's console.
root.explorer = { models, frames: () => frames };
requestAnimationFrame(frame);
