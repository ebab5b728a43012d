// The steps: buttons, keys, and what a number of the result is made of.

let view, formulaOfSize = "", at = 0, asked = null, chosen = 0, timer = null;

stage.tabIndex = 0;
// JupyterLab leaves the keys to the page.
stage.dataset.lmSuppressShortcuts = "true";
stage.setAttribute("role", "group");
stage.setAttribute("aria-label", "a convolution, step by step");
const choice = make(stage, "div", {}, "tools");
const title = make(stage, "p", {}, "title");
title.setAttribute("aria-live", "polite");
const row = make(stage, "div", {}, "row");
const tools = make(stage, "div", {}, "tools");
const formula = make(stage, "output", {}, "formula");
make(stage, "p", { textContent: "Numbers of the input and the kernel can be changed in place. Point at a number of the result, or tap it, or reach it with Tab and the arrow keys, to see what it is made of. Keys: ← and → step, Home and End jump, Space plays." }, "help");

function button(textContent, label, onclick) {
  const element = make(tools, "button", { textContent, title: label, onclick });
  element.setAttribute("aria-label", label);
  return element;
}
const stop = () => { clearInterval(timer); timer = null; play.textContent = "▶ play"; };
const step = by => { stop(); go(at + by); };
button("|◀", "first step", () => step(-Infinity));
button("◀", "step back", () => step(-1));
const play = button("▶ play", "play or pause", () => {
  if (timer) return stop();
  if (at === view.count - 1) go(0);
  play.textContent = "‖ pause";
  timer = setInterval(() => {
    // Gone from the page: a cell was run again.
    if (!root.isConnected || at === view.count - 1) return stop();
    go(at + 1);
  }, 1200);
});
button("▶", "step forward", () => step(1));
button("▶|", "last step", () => step(Infinity));
const slider = make(tools, "input", { type: "range", min: 1 });
slider.setAttribute("aria-label", "step");
slider.oninput = () => { stop(); go(slider.value - 1); };

function go(to) {
  at = Math.min(Math.max(to, 0), view.count - 1);
  view.draw(at);
  title.textContent = view.title(at);
  slider.max = view.count;
  slider.value = at + 1;
  explain();
}

// The formula of the number that is asked for, what is still to come in grey; and the cells
// that it is made of.
function explain() {
  formula.replaceChildren();
  for (const cell of row.querySelectorAll("[data-times]")) delete cell.dataset.times;
  for (const { element } of view.result.core) element.classList.remove("asked");
  if (asked === null) return;
  view.result.core[asked].element.classList.add("asked");
  for (const [element, weight] of view.sources(asked)) element.dataset.times = `×${text(weight)}`;
  const all = terms(asked);
  make(formula, "span", { textContent: `${named("result", asked, output.sizes)} = ` });
  if (!all.length) make(formula, "span", { textContent: "0, where nothing lands" });
  let sum = 0, left = 0;
  all.forEach((term, i) => {
    const done = view.done(term.step, at, asked);
    if (done) sum += term.product; else left++;
    const now = view.partial && term.step === at;
    if (i) make(formula, "span", { textContent: " + " });
    make(formula, "span", { textContent: term.text }, done ? now ? "now" : "" : "later");
  });
  if (all.length) make(formula, "span", { textContent: ` = ${text(output.values[asked])}` }, left ? "later" : "");
  if (left) make(formula, "span", { textContent: view.partial ? `; so far ${text(sum)}` : "; not reached yet" });
}

function ask(cell) {
  if (cell === asked) return;
  asked = cell;
  explain();
}

function choose(i) {
  stop();
  chosen = i;
  const [name, draw] = views()[i];
  row.replaceChildren();
  row.classList.toggle("matrix", name === "matrix");
  view = draw(row);
  choice.querySelectorAll("button").forEach((b, j) => b.setAttribute("aria-pressed", i === j));
  const { block, core } = view.result;
  block.classList.add("result");
  core.forEach(({ element }, cell) => {
    element.onpointerenter = element.onfocus = () => ask(cell);
  });
  byArrows(block, core.map(({ element }) => element), core.at(-1).at[2] + 1);
  go(at);
}

stage.onkeydown = event => {
  const move = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (move !== undefined) step(move);
  else if (event.key === " " && event.target.tagName !== "BUTTON") play.click();
  else return;
  event.preventDefault();
};

// The problem is another: with other sizes or options, the page is built anew.
function changed(anew) {
  const { formula: size = "", wrong = "" } = solve();
  formulaOfSize = size;
  complain(wrong);
  for (const part of [choice, title, row, tools, formula]) part.hidden = wrong !== "";
  if (anew) showControls();
  if (wrong) return stop();
  if (!anew) return go(at);
  asked = null;
  at = 0;
  const known = views();
  choice.replaceChildren();
  known.forEach(([textContent], i) => make(choice, "button", { textContent, onclick: () => choose(i) }));
  choice.hidden = known.length === 1;
  choose(Math.min(chosen, known.length - 1));
}

followTheme();
changed(true);
root.classList.add("live");
