// Question, guess, answer. The guess is kept, so that a page that is opened again, or a cell
// that is run again, still shows it.

const answer = root.querySelector("details");
const board = make(stage, "div", {}, "board");
const control = kinds[page.kind](board);
const hint = make(stage, "p", { textContent: control.hint ?? "" }, "hint");
const tools = make(stage, "p", {}, "tools");
const tell = make(tools, "button", { type: "button", textContent: "This is my guess" });
const again = make(tools, "button", { type: "button", textContent: "Guess again" });
const verdict = make(stage, "output", {}, "verdict");
verdict.setAttribute("aria-live", "polite");
// JupyterLab leaves the keys to us.
stage.dataset.lmSuppressShortcuts = "true";
root.append(answer);

function say(text) { verdict.textContent = text; }

// Another question, or another answer, has another name.
const name = `aelib-predict ${[...JSON.stringify(page)].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 7)}`;
// A browser may refuse to keep anything.
function kept(guess) {
  try {
    if (guess === undefined) return JSON.parse(localStorage.getItem(name));
    if (guess === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(guess));
  } catch { /* then the guess lasts as long as the page */ }
  return null;
}

function look(guess) {
  const told = guess !== null;
  root.classList.toggle("told", told);
  board.querySelectorAll("input").forEach(input => { input.readOnly = told; });
  tell.hidden = hint.hidden = told;
  again.hidden = !told;
  answer.open = told;
}

function ask(guess) {
  control.fill(guess);
  say("");
  look(null);
}

function compare(guess) {
  control.fill(guess);
  look(guess);
  say(control.compare(guess));
}

tell.onclick = () => {
  const guess = control.guess();
  if (guess === null) return say("Make a guess first.");
  if (guess.wrong) return say(guess.wrong);
  kept(guess);
  compare(guess);
  again.focus();
};
again.onclick = () => {
  const guess = control.guess();
  kept(null);
  ask(guess);
};
// A choice that has been made stays; disabled, it would look like none.
board.addEventListener("click", event => {
  if (event.target.type === "radio" && root.classList.contains("told")) event.preventDefault();
});
board.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || root.classList.contains("told")) return;
  // Or the key would press the button that has the focus then.
  event.preventDefault();
  tell.click();
});

// On paper nobody can answer: the answer stands there.
addEventListener("beforeprint", () => { answer.open = true; });
addEventListener("afterprint", () => { answer.open = root.classList.contains("told"); });

followTheme();
const earlier = kept();
if (earlier === null) ask(null);
else compare(earlier);
root.classList.add("live");
