// What a reader guesses with. Each kind gives: `guess()`, null while there is none, or words
// that say what is wrong; `fill(guess)`, which shows an earlier one; `compare(guess)`, which
// shows the answer beside it and returns what there is to say.

const kinds = { number, choice, matrix, which, curve };

// A number as people write it.
const parsed = text => text.trim() ? Number(text.trim().replace("−", "-").replace(",", ".")) : null;
const wrong = text => `“${text}” is no number: write for example 12.5`;
const short = value => String(Number(value.toPrecision(3)));
const shown = value => String(Number(value.toFixed(3)) || 0);
// As exact as the answer is written.
const same = (guess, value, written) => {
  const decimals = String(written).split(".")[1]?.length ?? 0;
  return Math.abs(guess - value) < (decimals ? 0.51 * 10 ** -decimals : 1e-9);
};

// The keys that move: by [down, right].
const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function number(parent) {
  const label = make(parent, "label", { textContent: "Your guess: " });
  const input = make(label, "input", { type: "text", autocomplete: "off" }, "number");
  if (page.unit) label.append(` ${page.unit}`);
  return {
    guess() {
      const value = parsed(input.value);
      return Number.isNaN(value) ? { wrong: wrong(input.value) } : value;
    },
    fill(guess) { input.value = guess ?? ""; },
    compare(guess) {
      const off = guess - page.value, unit = page.unit ? ` ${page.unit}` : "";
      const verdict = same(guess, page.value, page.number) ? "right" : `${short(Math.abs(off))} too ${off > 0 ? "large" : "small"}`;
      return `It is ${page.number}${unit}; your guess, ${guess}${unit}, is ${verdict}.`;
    },
  };
}

function choice(parent) {
  const group = make(parent, "div", {}, "options");
  group.setAttribute("role", "radiogroup");
  const name = `aelib-${Math.random().toString(36).slice(2)}`;
  const boxes = page.options.map(option => {
    const label = make(group, "label");
    const box = make(label, "input", { type: "radio", name });
    label.append(` ${option}`);
    return box;
  });
  return {
    guess() {
      const at = boxes.findIndex(box => box.checked);
      return at < 0 ? null : at;
    },
    fill(guess) { boxes.forEach((box, i) => { box.checked = i === guess; }); },
    compare(guess) {
      const { options, right } = page;
      return guess === right ? `Right: ${options[right]}.` : `Your guess: ${options[guess]}. It is: ${options[right]}.`;
    },
  };
}

function matrix(parent) {
  const { sizes: [, height, width], values } = page.maps;
  const both = make(parent, "div", {}, "both");
  const table = (title, cell) => {
    const block = make(both, "div");
    make(block, "p", { textContent: title }, "name");
    const grid = make(block, "div", {}, "matrix");
    grid.style.gridTemplateColumns = `repeat(${width}, auto)`;
    return { block, cells: values.map((_, i) => cell(grid, i)) };
  };
  const place = i => `row ${Math.floor(i / width) + 1}, column ${i % width + 1}`;
  const inputs = table("your guess", (grid, i) => {
    const input = make(grid, "input", { type: "text", autocomplete: "off" });
    input.setAttribute("aria-label", place(i));
    input.onkeydown = event => {
      const [down, right] = ways[event.key] ?? [];
      if (down === undefined) return;
      event.preventDefault();
      const [y, x] = [Math.floor(i / width) + down, i % width + right];
      if (y >= 0 && x >= 0 && y < height && x < width) inputs[y * width + x].select();
    };
    return input;
  }).cells;
  let told = null;
  return {
    guess() {
      const numbers = inputs.map(input => parsed(input.value));
      const bad = numbers.findIndex(Number.isNaN);
      if (bad >= 0) return { wrong: `${place(bad)}: ${wrong(inputs[bad].value)}` };
      return numbers.every(v => v === null) ? null : numbers;
    },
    fill(guess) {
      told?.remove();
      inputs.forEach((input, i) => {
        input.value = guess?.[i] ?? "";
        input.classList.remove("miss");
        input.setAttribute("aria-label", place(i));
      });
    },
    compare(guess) {
      const is = i => guess[i] !== null && same(guess[i], values[i], shown(values[i]));
      inputs.forEach((input, i) => {
        input.classList.toggle("miss", !is(i));
        const yours = guess[i] === null ? "left empty" : `you wrote ${guess[i]}`;
        input.setAttribute("aria-label", `${place(i)}: ${yours}, it is ${values[i]}`);
      });
      ({ block: told } = table("it is", (grid, i) => make(grid, "span", { textContent: shown(values[i]) }, is(i) ? "" : "told")));
      const right = guess.filter((_, i) => is(i)).length, empty = guess.filter(v => v === null).length;
      const rest = empty ? `, ${empty} left empty` : "";
      return right === values.length ? `All ${right} numbers are right.` : `${right} of ${values.length} numbers are right${rest}.`;
    },
  };
}

// Images of which some are to be marked: one place for the Tab key, arrows in it.
function which(parent) {
  const { count, columns, size: [h, w], changed } = page;
  const rows = Math.ceil(count / columns);
  const pictures = [...root.querySelectorAll(".asked img, .answer > img")].map(img => img.src);
  const grid = make(parent, "div", {}, "tiles");
  grid.style.gridTemplateColumns = `repeat(${Math.min(columns, count)}, 1fr)`;
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "images to mark");
  const part = (i, all) => (all > 1 ? `${100 * i / (all - 1)}%` : "0");
  const tiles = Array.from({ length: count }, (_, i) => {
    const tile = make(grid, "button", { type: "button", tabIndex: i ? -1 : 0 });
    tile.style.aspectRatio = `${w} / ${h}`;
    tile.style.backgroundSize = `${100 * columns}% ${100 * rows}%`;
    tile.style.backgroundPosition = `${part(i % columns, columns)} ${part(Math.floor(i / columns), rows)}`;
    tile.onclick = () => {
      if (tile.getAttribute("aria-disabled")) return;
      press(tile, tile.getAttribute("aria-pressed") !== "true");
      say(`${marked().length} of ${count} marked`);
    };
    tile.onkeydown = event => {
      const [down, right] = ways[event.key] ?? [];
      const to = tiles[i + down * columns + right];
      if (!to) return;
      event.preventDefault();
      tile.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    };
    return tile;
  });
  const press = (tile, on) => tile.setAttribute("aria-pressed", on);
  const marked = () => tiles.flatMap((tile, i) => (tile.getAttribute("aria-pressed") === "true" ? [i] : []));
  const show = picture => tiles.forEach(tile => { tile.style.backgroundImage = `url("${pictures[picture]}")`; });
  const legend = make(parent, "p", {}, "legend");
  return {
    hint: "Click an image to mark it, or go with the arrow keys and press Space. None is an answer too.",
    guess: marked,
    fill(guess) {
      show(0);
      legend.replaceChildren();
      tiles.forEach((tile, i) => {
        tile.className = "";
        tile.removeAttribute("aria-disabled");
        tile.setAttribute("aria-label", `image ${i + 1}`);
        press(tile, guess?.includes(i) ?? false);
      });
    },
    compare(guess) {
      const counts = { found: 0, missed: 0, false: 0 };
      const words = { found: "marked, and it changed", missed: "changed, not marked", false: "marked, did not change" };
      tiles.forEach((tile, i) => {
        const [said, is] = [guess.includes(i), changed.includes(i)];
        const kind = said && is ? "found" : is ? "missed" : said ? "false" : "";
        if (kind) counts[kind]++;
        tile.className = kind;
        tile.setAttribute("aria-disabled", true);
        tile.setAttribute("aria-label", `image ${i + 1}: ${words[kind] ?? "did not change"}`);
      });
      show(1);
      legend.replaceChildren();
      for (const [kind, text] of Object.entries(words)) {
        make(legend, "span", {}, `key ${kind}`);
        legend.append(` ${text} `);
      }
      const look = make(legend, "button", { type: "button", textContent: "look before", onclick: () => {
        const before = look.getAttribute("aria-pressed") === "true";
        look.setAttribute("aria-pressed", !before);
        show(before ? 1 : 0);
      } });
      look.setAttribute("aria-pressed", false);
      const vain = counts.false ? ` ${counts.false} of your marks did not change.` : "";
      return `${changed.length} of ${count} changed; you marked ${counts.found} of them.${vain}`;
    },
  };
}
