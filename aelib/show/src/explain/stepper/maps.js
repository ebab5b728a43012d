// Maps as tables of cells, some of which the reader can change.

const LARGEST = 1e6;
const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// One table of cells for each map; gives a function that draws: what of each place, as
// { value, marks }, nothing for a blank cell. Where `slot` gives the number behind a place, as
// its list and its index there, the cell can be changed.
function maps(parent, name, sizes, { ring = 0, small = false, slot = null } = {}) {
  const block = make(parent, "div", {}, small ? "maps small" : "maps"), cells = [];
  for (let c = 0; c < sizes[0]; c++) {
    const one = make(block, "div"), title = sizes[0] > 1 ? `${name} [${c}]` : name;
    make(one, "div", { textContent: title }, "name");
    const grid = make(one, "div", {}, "map");
    grid.style.gridTemplateColumns = `repeat(${sizes[2] + 2 * ring}, auto)`;
    for (const [, y, x] of places([1, sizes[1], sizes[2]], ring)) {
      const at = [c, y, x], core = inside(at, sizes), element = make(grid, "span");
      cells.push({ at, core, element, field: core && slot ? fieldOf(element, `${title}[${y}][${x}]`, () => slot(at)) : null });
    }
  }
  const draw = what => {
    for (const { at, core, element, field } of cells) {
      const { value, marks = "" } = what(at, core) ?? {};
      const shown = value === undefined || value === null ? "" : text(value);
      if (!field) element.textContent = shown;
      else if (field !== document.activeElement) field.value = shown;
      element.className = `cell ${core ? "core" : ""} ${shown.length > 4 ? "long" : ""} ${marks}`;
    }
  };
  const core = cells.filter(cell => cell.core);
  if (slot) byArrows(block, core.map(({ field }) => field), sizes[2]);
  const elementAt = at => cells.find(cell => String(cell.at) === String(at))?.element;
  return { block, core, draw, elementAt };
}

// A number that can be changed in its cell.
function fieldOf(cell, label, slot) {
  const field = make(cell, "input", { autocomplete: "off", onfocus: () => field.select() });
  field.setAttribute("aria-label", label);
  field.oninput = () => {
    const value = Number(field.value.replace(",", "."));
    const good = field.value.trim() !== "" && Math.abs(value) <= LARGEST;
    field.setAttribute("aria-invalid", !good);
    complain(good ? "" : `${label}: expected a number from -${LARGEST} to ${LARGEST}, found "${field.value}"`);
    if (!good) return;
    const [values, i] = slot();
    values[i] = value;
    changed(false);
  };
  // What was typed and is no number is forgotten.
  field.onblur = () => { field.removeAttribute("aria-invalid"); changed(false); };
  return field;
}

// Arrow keys go from cell to cell; Tab enters a table, and leaves it.
function byArrows(block, elements, width) {
  elements.forEach((element, i) => { element.tabIndex = i ? -1 : 0; });
  block.addEventListener("keydown", event => {
    const [dy, dx] = arrows[event.key] ?? [], now = elements.indexOf(event.target);
    if (dy === undefined || now < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const x = now % width + dx, to = elements[now + dy * width + dx];
    if (x < 0 || x >= width || !to) return;
    event.target.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}

const sign = (parent, textContent) => make(parent, "span", { textContent }, "sign");
