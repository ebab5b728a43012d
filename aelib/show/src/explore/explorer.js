// The page around the networks: a field to draw in, and for each model a pad and sliders.

const still = matchMedia("(prefers-reduced-motion: reduce)");

const SIZE = 264, TILES = 11;

const thumbnails = bytes(page.thumbnails);
const shown = thumbnails.length / PIXELS;
const thumbnail = digit => Float32Array.from(thumbnails.subarray(digit * PIXELS, (digit + 1) * PIXELS), v => v / 255);

const settings = { sameAxes: false, map: false };
const desk = make(stage, "div", {}, "desk");
const columns = make(stage, "div", {}, "models");
const epochs = [...new Set(page.models.flatMap(model => model.stages.map(s => s.epoch)))].sort((a, b) => a - b);
const models = page.models.map(explorerOf);
const widest = Math.max(...models.map(model => model.ownReach));
// What the encoders see: 784 pixels, or nothing yet.
let input = null;
let frames = 0;

function explorerOf(given) {
  const { latent, stages } = given;
  const model = { code: new Float32Array(latent), latent, stages, seen: null, sliders: [] };
  model.ownReach = Math.max(3, ...stages.map(stage => reachOf(floats(stage.codes))));
  model.codeOf = digit => model.codes.subarray(digit * latent, (digit + 1) * latent);
  model.axes = latent > 1 ? [0, 1] : [0];
  const column = make(columns, "section", {}, "model");
  if (given.name) make(column, "h3", { textContent: given.name });
  const pair = make(column, "div", {}, "pair");
  const pad = model.pad = make(pair, "canvas", { tabIndex: 0 }, "pad");
  pad.setAttribute("role", "application");
  const view = make(pair, "div");
  model.image = make(view, "canvas", { width: 28, height: 28 }, "image");
  model.text = make(view, "output", {}, "code");
  if (latent > 2) chooseAxes(model, column);
  model.rows = make(column, "div", {}, "sliders");
  buildSliders(model);
  handle(model);
  return model;
}

// The model as it was after an epoch, or after the last one before it that is known.
function goTo(model, epoch) {
  const stage = model.stages.findLast(stage => stage.epoch <= epoch) ?? model.stages[0];
  stage.open ??= {
    decode: decoder(stage.decoder),
    encode: encoder(stage.encoder, model.latent),
    codes: floats(stage.codes),
  };
  Object.assign(model, stage.open);
}

function chooseAxes(model, column) {
  const line = make(column, "div", {}, "axes");
  ["across", "up"].forEach((name, side) => {
    const label = make(line, "label", { textContent: `${name}: ` });
    const select = make(label, "select");
    for (let i = 0; i < model.latent; i++) make(select, "option", { value: i, textContent: `z${i + 1}` });
    select.value = model.axes[side];
    select.onchange = () => {
      const chosen = Number(select.value), other = 1 - side;
      // Two different numbers: the other axis takes the one that is given up.
      if (model.axes[other] === chosen) model.axes[other] = model.axes[side];
      model.axes[side] = chosen;
      line.querySelectorAll("select").forEach((s, i) => { s.value = model.axes[i]; });
      buildSliders(model);
      forget(model);
    };
  });
}

// One for each number that the pad does not show.
function buildSliders(model) {
  model.rows.replaceChildren();
  model.sliders = [];
  model.pad.setAttribute("aria-label", `Drag, or use the arrow keys: ${model.axes.map(i => `z${i + 1}`).join(" and ")}`);
  for (let i = 0; i < model.latent; i++) {
    if (model.axes.includes(i)) continue;
    const label = make(model.rows, "label", { textContent: `z${i + 1}` });
    const slider = make(model.rows, "input", { type: "range", step: "any" });
    const value = make(model.rows, "output");
    label.htmlFor = slider.id = `aelib-${Math.random().toString(36).slice(2)}`;
    slider.oninput = () => { model.code[i] = Number(slider.value); forget(model, true); };
    // A step that the arrow keys can take: "any" would be a tenth of the way.
    slider.onkeydown = event => {
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!steps) return;
      event.preventDefault();
      model.code[i] += steps * reach(model) / 40;
      forget(model, true);
    };
    model.sliders.push({ i, slider, value });
  }
}

function reach(model) {
  return settings.sameAxes ? widest : model.ownReach;
}

// Pointer and keys on the pad.
function handle(model) {
  const { pad } = model;
  const clamp = v => Math.min(Math.max(v, -reach(model)), reach(model));
  const move = event => {
    const box = pad.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width * 2 - 1;
    const up = 1 - (event.clientY - box.top) / box.height * 2;
    [across, up].slice(0, model.axes.length).forEach((v, side) => {
      model.code[model.axes[side]] = clamp(v * reach(model));
    });
    changed(model);
  };
  pad.onpointerdown = event => { pad.setPointerCapture(event.pointerId); pad.focus(); move(event); };
  pad.onpointermove = event => { if (pad.hasPointerCapture(event.pointerId)) move(event); };
  pad.onkeydown = event => {
    const [side, way] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] }[event.key] ?? [];
    if (model.axes[side] === undefined) return;
    event.preventDefault();
    const i = model.axes[side];
    model.code[i] = clamp(model.code[i] + way * reach(model) / (event.shiftKey ? 8 : 40));
    changed(model);
  };
}

// The code is another.
function changed(model) {
  model.target = null;
  model.dirty = true;
}

// What lies behind the pad is another too: after a slider only the map.
function forget(model, mapOnly = false) {
  model.tiles = null;
  if (!mapOnly) model.cloud = null;
  changed(model);
}

// All models look at these pixels, and go to the code that they see in them: at once, or
// along a straight line.
function look(pixels, atOnce = true) {
  input = pixels;
  for (const model of models) {
    model.seen = input && model.encode(input);
    if (input) model.target = { from: model.code.slice(), to: model.seen.code, start: atOnce ? -Infinity : performance.now() };
    model.dirty = true;
  }
}

// From 0 to 1 on the way to the target; on it, codes are a straight line.
function walk(model, now) {
  const { from, to, start } = model.target;
  // A frame's time may lie before the click's.
  const t = still.matches ? 1 : Math.min(Math.max((now - start) / 300, 0), 1);
  model.code.forEach((_, i) => { model.code[i] = t < 1 ? from[i] + (to[i] - from[i]) * t : to[i]; });
  if (t === 1) { model.target = null; if (model.latent > 2) model.tiles = null; }
  model.dirty = true;
}
