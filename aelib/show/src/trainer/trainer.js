// The page and its worker: what the reader does goes there, and what the network does comes back.

await breath();
const state = { ready: false, running: false, losses: [], held: [], labels: [], codes: null, now: null, stepped: null, weights: null, z: null, dirty: true, shown: 0, moved: true };
const quiet = matchMedia("(prefers-reduced-motion: reduce)");
const variational = () => MODELS[wanted.model].kind === 2;
const unit = () => variational() ? "nats per image" : wanted.loss === "mse" ? "squared error per pixel" : "nats per pixel";

// A page that was opened as a file may start no worker from another file: it lies in the page.
const worker = new Worker(URL.createObjectURL(new Blob([page.worker], { type: "text/javascript" })));
const tell = (order, more = {}) => { if (state.ready || order === "open") worker.postMessage({ order, ...more }); };

function begin() {
  Object.assign(state, { running: false, losses: [], held: [], stepped: null, now: null, z: null, fresh: true, dirty: true });
  said.textContent = "";
  const { kind } = MODELS[wanted.model];
  tell("begin", { kind, latent: wanted.latent, squared: wanted.loss === "mse", beta: wanted.beta, batch: wanted.batch, rate: wanted.rate, seed: 0 });
  sample();
}
function start() {
  Object.assign(state, { running: true, stepped: null, dirty: true });
  said.textContent = "";
  tell("play");
}
function pause() { state.running = false; state.dirty = true; tell("stop"); }
function step() {
  if (state.running) pause();
  tell("step");
}
function sample() {
  if (!variational()) return;
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  state.z ??= Float32Array.from({ length: 18 * wanted.latent }, normal);
  tell("sample", { codes: state.z });
}
async function take(chosen) {
  if (!state.ready || !chosen.length) return;
  state.running = false;
  for (const file of chosen) {
    said.textContent = `reading ${file.name} …`;
    tell("file", { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
}

const heard = {
  drawn({ share }) { said.textContent = `drawing digits … ${Math.round(100 * share)} %`; },
  digits({ digits, labels, train, test, from }) {
    state.labels = labels;
    images(rows.digit.canvases, digits);
    about.textContent = `${train.toLocaleString("en")} digits to train on and ${test.toLocaleString("en")} held out, ${from}.`;
    state.ready = true;
    begin();
  },
  batch({ loss, took, after }) {
    state.losses.push(loss);
    state.took = took;
    if (after === undefined) return;
    state.stepped = { now: state.now, weights: state.weights };
    said.textContent = `Batch ${state.losses.length}: loss ${loss.toPrecision(4)} before the step, ${after.toPrecision(4)} after it, on the same digits.`;
  },
  epoch: ({ batch, held }) => state.held.push({ batch, loss: held }),
  look({ codes, now, weights, own }) {
    Object.assign(state, { codes, now, weights });
    if (state.fresh) images(rows.before.canvases, now);
    state.fresh = false;
    images(rows.now.canvases, now);
    const { stepped } = state;
    rows.change.show(stepped !== null);
    if (stepped) images(rows.change.canvases, now.map((v, i) => Math.min(255, 10 * Math.abs(v - stepped.now[i]))));
    first.now.show(weights);
    first.change.show(stepped && weights.map((v, i) => v - stepped.weights[i]));
    if (own) paint(back, image(own, 0));
    if (variational() && state.z) tell("sample", { codes: state.z });
  },
  sample({ images: all }) {
    const tile = Object.assign(document.createElement("canvas"), SMALL), context = sampled.getContext("2d");
    for (let i = 0; i < 18; i++) {
      paint(tile, image(all, i));
      context.drawImage(tile, i % 6 * 28, Math.floor(i / 6) * 28);
    }
  },
  stopped() {
    const last = state.losses.at(-1);
    if (last !== undefined) said.textContent = `Paused after ${state.losses.length} batches, at a loss of ${last.toPrecision(4)} ${unit()}.`;
  },
  wrong({ line }) { said.textContent = line; },
};
worker.onmessage = ({ data: message }) => {
  heard[message.what](message);
  state.dirty = true;
  if (message.what === "look") state.moved = true;
};
worker.onerror = event => { said.textContent = `The network cannot run in this browser: ${event.message}`; };

function show() {
  play.textContent = state.running ? "‖ pause" : "▶ train";
  for (const element of [play, one, anew, files]) element.disabled = !state.ready;
  const { losses, held } = state;
  status.textContent = losses.length ? `batch ${losses.length}, epoch ${held.length + 1}: ${losses.at(-1).toPrecision(3)} ${unit()}, ${Math.round(state.took)} ms a batch` : "";
  drawCurve(curve, state);
  curve.setAttribute("aria-label", `losses of ${losses.length} batches${held.length ? `; on digits held out ${held.at(-1).loss.toPrecision(3)} after epoch ${held.length}` : ""}`);
  key.textContent = `Loss in ${unit()}. Dots: batches. Line: their mean over the last tenth. Discs: digits held out, after each epoch.`;
  samples.hidden = !variational();
  source.textContent = inRust();
}
function showCodes() {
  const { codes } = state, { latent } = wanted, count = codes.length / latent;
  // A plain network's codes may lie anywhere.
  const numbers = [0, 1].map(i => Float32Array.from({ length: count }, (_, digit) => codes[digit * latent + i]));
  const centre = numbers.map(all => variational() ? 0 : all.reduce((sum, v) => sum + v, 0) / count);
  const reach = Math.max(variational() ? 3 : 0.01, ...numbers.map((all, i) => reachOf(all.map(v => v - centre[i]))));
  drawCodes(surface(map), { axes: [0, 1], reach, centre }, map.clientWidth, state.labels, i => codes.subarray(i * latent, (i + 1) * latent));
}
// Batches come faster than anybody looks.
function frame(now) {
  if (!root.isConnected) return worker.terminate();
  if (state.dirty && now - state.shown > 100) {
    Object.assign(state, { dirty: false, shown: now });
    show();
  }
  if (state.moved && state.codes) { state.moved = false; showCodes(); }
  requestAnimationFrame(frame);
}

function open() {
  tell("open", { module: page.module, digits: page.digits });
  const often = () => {
    state.every = quiet.matches ? 2000 : 250;
    worker.postMessage({ order: "often", every: state.every });
  };
  quiet.addEventListener("change", often);
  often();
}
const redraw = () => { state.dirty = state.moved = true; };
new ResizeObserver(redraw).observe(stage);
followTheme(redraw);
writeAddress();
await breath();
stage.inert = false;
root.classList.add("live");
// For tests, and for the curious in the browser's console.
root.trainer = { state, wanted };
open();
requestAnimationFrame(frame);
