// What is on the page: buttons, the curve, digits, the reader's own one, codes, and data.

// The reader's clicks come first: what the page is made of is made piece by piece.
const breath = () => new Promise(go => setTimeout(go));

stage.inert = true;
await breath();
const button = (parent, textContent, title, onclick) => make(parent, "button", { type: "button", textContent, title, onclick });
function part(parent, className, title) {
  const section = make(parent, "section", {}, className);
  make(section, "h2", { textContent: title });
  return section;
}
function picture(parent, className, label, size = {}) {
  const canvas = make(parent, "canvas", size, className);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}
const SMALL = { width: 28, height: 28 };

// Weights as squares side by side, one for each number that they make, 16 at most; the more
// colour, the farther from zero. Returns the number that has all of it.
function signed(canvas, all) {
  const side = wanted.model === "dense" ? 28 : 3, squares = Math.min(all.length / side ** 2, 16);
  const most = Math.max(...all.map(Math.abs)) || 1;
  Object.assign(canvas, { width: squares * (side + 1) - 1, height: side });
  const context = canvas.getContext("2d"), { data, width } = context.createImageData(canvas.width, side);
  for (let i = 0; i < squares * side * side; i++) {
    const at = Math.floor(i / side) % side * width + Math.floor(i / side ** 2) * (side + 1) + i % side;
    data.set([...all[i] > 0 ? [0, 114, 178] : [213, 94, 0], 255 * Math.abs(all[i]) / most], 4 * at);
  }
  context.putImageData(new ImageData(data, width), 0, 0);
  return most;
}

const tools = make(stage, "div", {}, "tools");
const play = button(tools, "▶ train", "train, or pause", () => state.running ? pause() : start());
const one = button(tools, "one batch", "learn from one batch, and see what that changes", step);
const anew = button(tools, "begin anew", "an untrained network", begin);
const status = make(tools, "span", {}, "status");
settingsIn(make(stage, "div", {}, "tools"), name => name === "rate" ? tell("rate", { rate: wanted.rate }) : begin());
const said = make(stage, "p", { textContent: "drawing digits …" }, "said");
said.setAttribute("role", "status");

const curve = picture(stage, "curve", "losses");
const key = make(stage, "p", {}, "help");
const columns = make(stage, "div", {}, "columns");

await breath();
const digits = part(columns, "digits", "Digits that it never learns from");
const grid = make(digits, "div", {}, "grid");
const rows = Object.fromEntries([["digit", "digit"], ["before", "untrained"], ["now", "now"], ["change", "the last step, × 10"]].map(([name, textContent]) => {
  const word = make(grid, "span", { textContent });
  const canvases = Array.from({ length: 10 }, (_, i) => picture(grid, "", `digit ${i + 1}: ${textContent}`, SMALL));
  return [name, { canvases, show: shown => [word, ...canvases].forEach(e => { e.hidden = !shown; }) }];
}));
rows.change.show(false);

const layer = part(columns, "layer", "The weights of the first layer");
const first = Object.fromEntries([["now", "now"], ["change", "what the last step has added"]].map(([name, words]) => {
  const canvas = picture(layer, "signed", words);
  const caption = make(layer, "p", {}, "help");
  return [name, { show(all) {
    canvas.hidden = caption.hidden = !all;
    if (all) caption.textContent = `${words}: blue above zero, orange below, up to ±${signed(canvas, all).toPrecision(2)}`;
  } }];
}));

const samples = part(columns, "samples", "Digits that nobody wrote");
const sampled = picture(samples, "sampled", "what the decoder makes of 18 draws from the normal distribution", { width: 28 * 6, height: 28 * 3 });
button(samples, "draw z from N(0, I)", "other codes", () => { state.z = null; sample(); });

await breath();
const mine = part(columns, "mine", "Your own digit");
const desk = make(mine, "div", {}, "desk");
const paper = make(desk, "div", {}, "paper");
const ink = make(paper, "canvas", {}, "ink");
make(paper, "span", {}, "pen");
const [sight, back] = ["what it sees", "what comes back"].map(textContent => {
  const figure = make(desk, "figure");
  const canvas = picture(figure, "", textContent, SMALL);
  make(figure, "figcaption", { textContent });
  return canvas;
});
button(mine, "wipe out", "an empty paper", () => ink.wipe());

const field = part(columns, "field", "The codes of 500 digits");
const map = picture(field, "map", "codes of digits, the first two numbers of each");

const program = make(stage, "details");
make(program, "summary", { textContent: "The code of what happens here" });
const source = make(program, "pre", { tabIndex: 0 });

const data = make(stage, "p", {}, "help");
const about = make(data, "span");
const files = make(make(data, "label", { textContent: " Train on others: drop MNIST's files here, or choose them " }), "input", { type: "file", multiple: true });
files.onchange = () => take([...files.files]);
stage.ondragover = event => event.preventDefault();
stage.ondrop = event => { event.preventDefault(); take([...event.dataTransfer.files]); };

const drawing = sketch(ink, drawn => {
  const pixels = drawn && asMnist(drawn);
  paint(sight, pixels ?? new Float32Array(PIXELS));
  if (!pixels) paint(back, new Float32Array(PIXELS));
  tell("own", { pixels: pixels && Uint8Array.from(pixels, v => Math.round(255 * v)) });
});

// Bytes as pixels; every 784 are an image.
const image = (all, i) => Float32Array.from(all.subarray(i * PIXELS, (i + 1) * PIXELS), v => v / 255);
const images = (canvases, all) => canvases.forEach((canvas, i) => paint(canvas, image(all, i)));

// The same in Rust.
function inRust() {
  const { type, kind } = MODELS[wanted.model];
  const loss = wanted.loss === "mse" ? "SquaredError" : "BinaryCrossEntropy";
  const objective = kind === 2 ? `Objective { reconstruction: Reconstruction::${loss}, beta: ${wanted.beta.toFixed(1)} }` : `Reconstruction::${loss}`;
  return `let digits = ${page.digits.length ? "Digits::mnist()?" : "Digits::synthetic(0)"}.train.images;
let mut model = ${type}::<${wanted.latent}>::new(0).with(${objective});
let mut training = Training::new(${wanted.rate}, 0);

// An epoch: all digits, in a fresh random order, ${wanted.batch} at a time.
let mut order = training.order(digits.len(), true);
for first in (0..digits.len()).step_by(${wanted.batch}) {
    let batch = first..digits.len().min(first + ${wanted.batch});
    // The label is the input. Forward, backward, and a step of Adam.
    let loss = order.learn(&mut training.adam, &mut model, (&digits, &digits), batch);
}`;
}
