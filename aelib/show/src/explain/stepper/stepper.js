// Buttons, keys, and the formula of the cell that is asked for.

const name = cell => {
  const at = place(cell, output.sizes);
  return `result${(output.sizes[0] > 1 ? at : at.slice(1)).map(i => `[${i}]`).join("")}`;
};

// What was added to a cell: with the number of the step.
function terms(cell) {
  const taps = steps.flatMap((step, number) => step.taps.map(tap => ({ tap, number })));
  return taps.filter(({ tap }) => tap[2] === cell).map(({ tap, number }) => ({
    number, product: product(tap),
    text: `${text(tap[0] < 0 ? 0 : input.values[tap[0]])}*${factor(kernel.values[tap[1]])}`,
  }));
}

let view, at = 0, asked = null, timer = null;

stage.tabIndex = 0;
stage.setAttribute("role", "group");
stage.setAttribute("aria-label", `${page.title}, step by step`);
// JupyterLab leaves the keys to us.
stage.dataset.lmSuppressShortcuts = "true";
const choice = make(stage, "div", {}, "tools");
const title = make(stage, "p", {}, "title");
title.setAttribute("aria-live", "polite");
const row = make(stage, "div", {}, "row");
const tools = make(stage, "div", {}, "tools");
const formula = make(stage, "output", {}, "formula");
make(stage, "p", { textContent: "Keys: ← and → step, Home and End jump, Space plays. Point at a cell of the result, or reach it with Tab and the arrow keys, to see its formula." }, "help");

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

// The formula of the cell that is asked for, what is still to come in grey.
function explain() {
  formula.replaceChildren();
  for (const { element } of view.result.cells) element.classList.remove("asked");
  if (asked === null) return;
  resultCell(asked).classList.add("asked");
  const all = terms(asked);
  make(formula, "span", { textContent: `${name(asked)} = ` });
  if (!all.length) make(formula, "span", { textContent: "0, where nothing lands" });
  let sum = 0, left = 0;
  all.forEach((term, i) => {
    const done = view.done(term.number, at, asked);
    if (done) sum += term.product; else left++;
    const now = view.partial && term.number === at;
    if (i) make(formula, "span", { textContent: " + " });
    make(formula, "span", { textContent: term.text }, done ? now ? "now" : "" : "later");
  });
  if (all.length) make(formula, "span", { textContent: ` = ${text(output.values[asked])}` }, left ? "later" : "");
  if (left) make(formula, "span", { textContent: view.partial ? `; so far ${text(sum)}` : "; not reached yet" });
}

const resultCell = cell => view.result.cells.filter(({ core }) => core)[cell].element;

function ask(cell) {
  if (cell === asked) return;
  asked = cell;
  explain();
}

function choose(i) {
  stop();
  row.replaceChildren();
  view = views[i][1](row);
  choice.querySelectorAll("button").forEach((b, j) => b.setAttribute("aria-pressed", i === j));
  const { block, cells } = view.result, core = cells.filter(({ core }) => core);
  core.forEach(({ element }, cell) => { element.onpointerenter = () => ask(cell); });
  block.tabIndex = 0;
  block.setAttribute("aria-label", "result: arrow keys choose a cell");
  block.onkeydown = event => {
    const [dy, dx] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (dy === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const width = core.at(-1).at[2] + 1;
    ask(asked === null ? 0 : Math.min(Math.max(asked + dy * width + dx, 0), core.length - 1));
  };
  go(0);
}

stage.onkeydown = event => {
  const move = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  if (event.target === slider || event.ctrlKey || event.metaKey || event.altKey) return;
  if (move !== undefined) step(move);
  else if (event.key === " " && event.target.tagName !== "BUTTON") play.click();
  else return;
  event.preventDefault();
};

views.forEach(([textContent], i) => make(choice, "button", { textContent, onclick: () => choose(i) }));
if (views.length === 1) choice.hidden = true;

// JupyterLab and VS Code say which theme they have; elsewhere the system does.
const systemDark = matchMedia("(prefers-color-scheme: dark)");
function theme() {
  const lab = document.body.dataset.jpThemeLight, code = document.body.dataset.vscodeThemeKind;
  root.classList.toggle("dark", lab ? lab === "false" : code ? !code.endsWith("light") : systemDark.matches);
}
systemDark.addEventListener("change", theme);
new MutationObserver(theme).observe(document.body, { attributes: true });

theme();
choose(0);
root.classList.add("live");
