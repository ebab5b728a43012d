// Maps as cells, and the arithmetic of one problem.

const root = document.currentScript?.closest(".aelib-stepper")
  ?? document.querySelector(".aelib-stepper:not(.live)");
const stage = root.querySelector(".stage");
const { input, kernel, output, steps } = page;

function make(parent, tag, properties = {}, className = "") {
  const element = Object.assign(document.createElement(tag), properties);
  if (className) element.className = className;
  parent.append(element);
  return element;
}

// As aelib writes a number: three decimals at most.
const text = value => String(Number(value.toFixed(3)) || 0);
const factor = value => text(value).startsWith("-") ? `(${text(value)})` : text(value);

const count = sizes => sizes.reduce((all, size) => all * size, 1);
const place = (index, [, h, w]) => [Math.floor(index / (h * w)), Math.floor(index / w) % h, index % w];
const index = ([c, y, x], [, h, w]) => (c * h + y) * w + x;

function* places([channels, h, w], ring = 0) {
  for (let c = 0; c < channels; c++)
    for (let y = -ring; y < h + ring; y++)
      for (let x = -ring; x < w + ring; x++) yield [c, y, x];
}

// What a product of a step is: (from, kernel, to), -1 for none.
const product = ([from, k]) => (from < 0 ? 0 : input.values[from]) * kernel.values[k];

// The result after some steps, null where nothing has been written.
function sumAfter(done) {
  const sum = Array(count(output.sizes)).fill(null);
  for (const step of steps.slice(0, done))
    for (const tap of step.taps) if (tap[2] >= 0) sum[tap[2]] += product(tap);
  return sum;
}

// Where a tap lies on the large map, the ring of the padding included.
function under(pixel, tap) {
  return [0, 1].map(i => pixel[i + 1] * page.stride + tap[i + 1] * page.dilation - page.padding);
}

// One grid of cells for each map; gives a function that draws: what of each place, as
// { value, marks }, nothing for a blank cell.
function maps(parent, name, sizes, ring = 0, small = false) {
  const block = make(parent, "div", {}, small ? "maps small" : "maps");
  const cells = [];
  for (let c = 0; c < sizes[0]; c++) {
    const one = make(block, "div");
    make(one, "div", { textContent: sizes[0] > 1 ? `${name} [${c}]` : name }, "name");
    const grid = make(one, "div", {}, "map");
    grid.style.gridTemplateColumns = `repeat(${sizes[2] + 2 * ring}, auto)`;
    for (const [, y, x] of places([1, sizes[1], sizes[2]], ring)) {
      const core = y >= 0 && x >= 0 && y < sizes[1] && x < sizes[2];
      cells.push({ at: [c, y, x], core, element: make(grid, "span", {}, core ? "cell core" : "cell") });
    }
  }
  const draw = what => {
    for (const { at, core, element } of cells) {
      const { value, marks = "" } = what(at, core) ?? {};
      const shown = value === undefined || value === null ? "" : text(value);
      element.textContent = shown;
      element.className = `cell ${core ? "core" : ""} ${shown.length > 4 ? "long" : ""} ${marks}`;
    }
  };
  return { block, cells, draw };
}

const sign = (parent, textContent) => make(parent, "span", { textContent }, "sign");
