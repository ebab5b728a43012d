// What stands around the pads: the field to draw in, the slider of the epochs, buttons, digits.

const paper = make(desk, "div", {}, "paper");
const ink = make(paper, "canvas", {}, "ink");
make(paper, "span", {}, "pen");
const eye = make(desk, "figure", {}, "eye");
const retina = make(eye, "canvas", { width: 28, height: 28 });
make(eye, "figcaption", { textContent: "what the encoders see: centred, 28 × 28" });
const tools = make(desk, "div", {}, "tools");

const drawing = sketch(ink, drawn => {
  show(drawn && asMnist(drawn));
  mark(-1);
});
function show(pixels, atOnce) {
  paint(retina, pixels ?? new Float32Array(PIXELS));
  look(pixels, atOnce);
}

make(tools, "p", { textContent: "Draw a digit on the black paper, or click one below: each model marks its code, and shows what comes back. Then drag on from there." });
const buttons = make(tools, "div");
make(buttons, "button", { textContent: "wipe out", onclick: () => ink.wipe() });
// Two independent draws from the normal distribution at a time; all models get the same.
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
make(buttons, "button", { textContent: "draw z from N(0, I)", className: "random" }).onclick = () => {
  const z = Array.from({ length: Math.max(...models.map(model => model.latent)) }, normal);
  models.forEach(model => { model.code.set(z.slice(0, model.latent)); forget(model, true); });
  mark(-1);
};

if (epochs.length > 1) {
  const label = make(tools, "label", { textContent: "epochs trained " }, "epochs");
  const slider = make(label, "input", { type: "range", min: 0, max: epochs.length - 1, step: 1, value: epochs.length - 1 });
  const value = make(label, "output");
  slider.oninput = () => {
    const epoch = epochs[slider.value];
    value.textContent = epoch;
    slider.setAttribute("aria-valuetext", `after ${epoch} epochs`);
    models.forEach(model => { goTo(model, epoch); forget(model); });
    if (input) look(input);
  };
  value.textContent = epochs.at(-1);
}
models.forEach(model => goTo(model, epochs.at(-1)));

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
for (let digit = 0; digit < shown; digit++) {
  const button = make(strip, "button", { title: `a ${page.labels[digit]}` });
  paint(make(button, "canvas", { width: 28, height: 28 }), thumbnail(digit));
  button.setAttribute("aria-label", `Show the models test digit ${digit + 1}, a ${page.labels[digit]}`);
  button.onclick = () => { drawing.forget(); show(thumbnail(digit), false); mark(digit); };
}
make(stage, "p", { textContent: "Ring: the code that is decoded. Cross: the code of your digit; ellipses: one and two σ around μ. Circles around 0: one and two standard deviations of N(0, I). Numbers: codes of test digits." }, "key");

// The clouds have the theme's colours.
followTheme(() => models.forEach(model => { model.cloud = null; model.dirty = true; }));
mark(-1);
show(null);
root.classList.add("live");
// For tests, and for the curious in the browser's console.
root.explorer = { models, asMnist, frames: () => frames, input: () => input };
requestAnimationFrame(frame);
