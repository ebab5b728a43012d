// The page: sliders for what A does, and beside A what a deepfake makes of it.

const SIZE = 64, AREA = SIZE * SIZE;
// What the two ends of a slider are.
const ENDS = {
  yaw: ["left", "right"], tilt: ["left", "right"], gaze: ["left", "right"], brows: ["frown", "raised"],
  smile: ["down", "up"], open: ["shut", "open"], light: ["left", "right"],
};

// As swap.rs does: each channel less its mean, over its standard deviation.
function standardised(face) {
  const result = Float32Array.from(face);
  for (let from = 0; from < face.length; from += AREA) {
    const channel = result.subarray(from, from + AREA), mean = channel.reduce((sum, v) => sum + v, 0) / AREA;
    const scale = 1 / Math.sqrt(channel.reduce((sum, v) => sum + (v - mean) ** 2, 0) / AREA + 1e-4);
    channel.forEach((v, i) => { channel[i] = (v - mean) * scale; });
  }
  return result;
}
const encoders = page.encoders.map(network);
const models = page.models.map(({ name, encoder, decoder }) => {
  const decode = network(decoder);
  return { name, encode: face => encoders[encoder](standardised(face)), decode: code => decode(code).map(v => 1 / (1 + Math.exp(-v))) };
});
const meanFace = Float32Array.from(bytes(page.mean), v => v / 255);
const error = (x, y) => x.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / x.length;

const state = { face: page.names.map(() => 0), model: 0, playing: null, dirty: true };
// For tests, and for the curious in the browser's console.
root.puppet = { state, draw: (who, numbers) => drawFace(page.looks[who], named(numbers), SIZE), compute };
const named = numbers => Object.fromEntries(page.names.map((name, i) => [name, numbers[i]]));

// All that is shown for seven numbers.
function compute(numbers, which) {
  const [a, b] = ["A", "B"].map(who => root.puppet.draw(who, numbers));
  const { encode, decode } = models[which], code = encode(a), swapped = decode(code);
  // What B's code is to decoder B that learned apart, only its own encoder would know.
  const codes = which ? [code] : [code, encode(b)];
  return { a, b, codes, swapped, error: error(swapped, b), mean: error(meanFace, b) };
}

const pictures = make(stage, "div", {}, "pictures");
const canvases = ["A acts", "A as B", "the true B"].map(name => {
  const figure = make(pictures, "figure");
  make(figure, "figcaption", { textContent: name });
  const canvas = make(figure, "canvas", { width: SIZE, height: SIZE }, "face");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
});
const verdict = make(stage, "output", {}, "verdict");

const tools = make(stage, "div", {}, "tools");
if (models.length > 1) {
  const group = `aelib-${Math.random().toString(36).slice(2)}`;
  models.forEach(({ name }, i) => {
    const label = make(tools, "label"), radio = make(label, "input", { type: "radio", name: group, checked: i === 0 });
    label.append(` ${name}`);
    radio.onchange = () => { state.model = i; state.dirty = true; };
  });
}
const play = make(tools, "button", { textContent: "play a scene" });
play.onclick = () => { state.playing = state.playing === null ? performance.now() : null; state.dirty = true; };
const act = numbers => { state.playing = null; state.face = numbers; state.dirty = true; };
make(tools, "button", { textContent: "any face" }).onclick = () => act(page.names.map(() => 2 * Math.random() - 1));
make(tools, "button", { textContent: "calm" }).onclick = () => act(page.names.map(() => 0));

const rows = make(stage, "div", {}, "sliders");
const sliders = page.names.map((name, i) => {
  const label = make(rows, "label", { textContent: name });
  make(rows, "span", { textContent: ENDS[name][0] }, "low");
  const slider = make(rows, "input", { type: "range", min: -1, max: 1, step: 0.05 });
  make(rows, "span", { textContent: ENDS[name][1] });
  const value = make(rows, "output");
  label.htmlFor = slider.id = `aelib-${Math.random().toString(36).slice(2)}`;
  slider.oninput = () => act(state.face.map((v, j) => j === i ? Number(slider.value) : v));
  return { slider, value };
});

const codes = make(stage, "figure", {}, "codes");
const words = make(codes, "figcaption");
const legend = [["A's code", "a"], ["the true B's code", "b"]].map(([name, colour]) => {
  const entry = make(words, "span");
  make(entry, "i", {}, colour);
  entry.append(` ${name} `);
  return entry;
});
const chart = make(codes, "canvas");
chart.setAttribute("role", "img");

function paint(canvas, planes) {
  const context = canvas.getContext("2d"), image = context.createImageData(SIZE, SIZE);
  for (let i = 0; i < AREA; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = 255 * planes[c * AREA + i];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// A bar for each number of a code, or a pair of them.
let tallest = 1e-6;
function bars(codes) {
  const context = surface(chart), [width, height] = [chart.clientWidth, chart.clientHeight];
  const each = width / codes[0].length;
  tallest = Math.max(tallest, ...codes.flatMap(code => [...code].map(Math.abs)));
  context.fillStyle = colour("line");
  context.fillRect(0, height / 2, width, 1);
  codes.forEach((code, which) => {
    context.fillStyle = colour(which ? "written" : "read");
    code.forEach((v, i) => context.fillRect(
      (i + 0.12 + 0.38 * which) * each, height / 2, 0.36 * each, -v / tallest * height / 2));
  });
  legend[1].hidden = codes.length < 2;
  chart.setAttribute("aria-label", codes.map(code => [...code].map(v => v.toFixed(1)).join(", ")).join("; "));
}

const percent = v => `${(100 * v).toFixed(0)} %`;
function show() {
  const found = compute(state.face, state.model);
  [found.a, found.swapped, found.b].forEach((face, i) => paint(canvases[i], face));
  verdict.textContent = `squared error per pixel ${found.error.toFixed(4)}: ${percent(found.error / found.mean)} of that of B's mean face`;
  sliders.forEach(({ slider, value }, i) => {
    slider.value = state.face[i];
    value.textContent = state.face[i].toFixed(2);
  });
  play.setAttribute("aria-pressed", state.playing !== null);
  bars(found.codes);
}

function frame(now) {
  // Gone from the page: a cell was run again.
  if (!root.isConnected) return;
  if (state.playing !== null) {
    const place = (now - state.playing) / 1000 / page.seconds * page.scene.length;
    const [from, share] = [Math.floor(place), place % 1];
    const [here, next] = [0, 1].map(i => page.scene[(from + i) % page.scene.length]);
    state.face = mix(here, next, share);
    state.dirty = true;
  }
  if (state.dirty) { state.dirty = false; show(); }
  requestAnimationFrame(frame);
}

new ResizeObserver(() => { state.dirty = true; }).observe(stage);

followTheme(() => { state.dirty = true; });
root.classList.add("live");
requestAnimationFrame(frame);
