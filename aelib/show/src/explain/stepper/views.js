// The three views: each has so many steps, a title for each, and draws them. `sources` are
// the cells that a number of the result is made of, each with its number of the kernel.

const inputSlot = at => [given.input.values, index(at, given.input.sizes)];

// A pixel times the kernel is a stamp, which is added to the result.
function stamping(row) {
  const { input, kernel, padding } = given, kernels = [output.sizes[0], kernel.sizes[1], kernel.sizes[2]];
  const tapAt = p => steps[at].taps[index(p, kernels)];
  const read = maps(row, "input", input.sizes, { slot: inputSlot });
  sign(row, "×");
  const weights = maps(row, "kernel", kernels, { slot: p => [kernel.values, tapAt(p).slot] });
  sign(row, "=");
  const stamp = maps(row, "stamp", kernels);
  sign(row, "→");
  const result = maps(row, "result so far", output.sizes, { ring: padding });
  const draw = i => {
    const { pixel } = steps[i], sum = sumAfter(i + 1), lands = new Map();
    for (const tap of places(kernels)) {
      lands.set(String([tap[0], ...under(place(pixel, input.sizes), tap)]), tapAt(tap).product);
    }
    read.draw(p => ({ value: input.values[index(p, input.sizes)], marks: index(p, input.sizes) === pixel ? "read" : "" }));
    weights.draw(p => ({ value: tapAt(p).weight }));
    stamp.draw(p => ({ value: tapAt(p).product, marks: "written" }));
    result.draw((p, core) => {
      const landed = lands.get(String(p));
      if (!core) return landed === undefined ? null : { value: landed, marks: "pale cut" };
      const value = sum[index(p, output.sizes)];
      return { value: value ?? 0, marks: landed !== undefined ? "written" : value === null ? "pale" : "" };
    });
  };
  const sources = cell => terms(cell).map(({ from, weight }) => [read.core[from].element, weight]);
  return { count: steps.length, title: stepTitle, draw, result, sources, partial: true, done: (term, i) => term <= i };
}

// The kernel sees a window of a map, and makes one number of it. `slots` say what can be
// changed: of the map, of the kernel.
function windowed(row, name, map, sizes, ring, weightOf, kernelName, pixelsOf, slots = []) {
  const kernels = [sizes[0], given.kernel.sizes[1], given.kernel.sizes[2]];
  const read = maps(row, name, sizes, { ring, slot: slots[0] });
  sign(row, "∗");
  const weights = maps(row, kernelName, kernels, { slot: slots[1] });
  sign(row, "→");
  const result = maps(row, "result so far", output.sizes);
  const draw = i => {
    const at = place(i, output.sizes);
    const seen = new Set([...places(kernels)].map(tap => String(pixelsOf(at, tap))));
    read.draw((p, core) => {
      const marks = seen.has(String([p[1], p[2]])) ? "read" : "", known = core ? map(p) : null;
      return { value: known ?? 0, marks: known === null ? `${marks} pale` : marks };
    });
    weights.draw(p => ({ value: weightOf(at[0], p) }));
    result.draw(p => {
      const j = index(p, output.sizes);
      return j > i ? null : { value: output.values[j], marks: j === i ? "written" : "" };
    });
  };
  const sources = cell => {
    const at = place(cell, output.sizes), source = tap => read.elementAt([tap[0], ...pixelsOf(at, tap)]);
    return [...places(kernels)].map(tap => [source(tap), weightOf(at[0], tap)]);
  };
  return { count: output.values.length, draw, result, sources, done: (_, i, cell) => cell <= i };
}

function gathering(row) {
  const { input, kernel } = given, kernels = [input.sizes[0], kernel.sizes[1], kernel.sizes[2]];
  const tapAt = (cell, p) => steps[cell].taps[index(p, kernels)];
  const map = p => input.values[index(p, input.sizes)];
  const weight = (out, p) => tapAt(index([out, 0, 0], output.sizes), p).weight;
  const slots = [inputSlot, p => [kernel.values, tapAt(at, p).slot]];
  const view = windowed(row, "input", map, input.sizes, given.padding, weight, "kernel", under, slots);
  return { ...view, title: stepTitle };
}

// Zeros between the pixels and around them; the kernel is flipped.
function sliding(row) {
  const { input, kernel, stride, padding, dilation } = given, [, high, wide] = kernel.sizes;
  const sizes = [input.sizes[0], output.sizes[1] + dilation * (high - 1), output.sizes[2] + dilation * (wide - 1)];
  // Which pixel of the input a number of the map is; most are none.
  const own = (at, k) => (at - (dilation * (k - 1) - padding)) / stride;
  const map = ([c, y, x]) => {
    const from = [c, own(y, high), own(x, wide)];
    return from.every(Number.isInteger) && inside(from, input.sizes) ? input.values[index(from, input.sizes)] : null;
  };
  const weight = (out, [c, i, j]) => kernel.values[index([c * output.sizes[0] + out, high - 1 - i, wide - 1 - j], kernel.sizes)];
  const pixels = (at, tap) => [1, 2].map(i => at[i] + tap[i] * dilation);
  const view = windowed(row, "input with zeros", map, sizes, 0, weight, "kernel, flipped", pixels);
  const title = i => `place ${i + 1} of ${view.count}: the window makes ${named("result", i, output.sizes)} = ${text(output.values[i])}`;
  return { ...view, title };
}

// One number of the input after the other takes its column; or one row after the other
// makes a number of the result.
function multiplying(row) {
  const { input, transposed: byColumn } = given;
  const [rows, columns] = [output.values.length, input.values.length], stands = new Map();
  for (const { taps } of steps)
    for (const { from, to, weight } of taps) if (from >= 0 && to >= 0) stands.set(to * columns + from, weight);
  const matrix = maps(row, byColumn ? "Cᵀ" : "C", [1, rows, columns], { small: true });
  sign(row, "×");
  const x = maps(row, "input", [1, columns, 1], { small: true });
  sign(row, "=");
  const result = maps(row, "result so far", [1, rows, 1], { small: true });
  const draw = i => {
    const sum = byColumn ? sumAfter(i + 1) : output.values.map((v, r) => r <= i ? v : null);
    matrix.draw(([, r, c]) => {
      const value = stands.get(r * columns + c), now = (byColumn ? c : r) === i;
      return value === undefined ? null : { value, marks: now ? "read" : "kernel" };
    });
    x.draw(([, r]) => ({ value: input.values[r], marks: byColumn && r === i ? "read" : "" }));
    result.draw(([, r]) => {
      const touched = byColumn ? stands.has(r * columns + i) : r === i;
      return { value: sum[r], marks: touched ? "written" : "" };
    });
  };
  const title = i => byColumn
    ? `column ${i + 1} of ${columns}: times ${text(input.values[i])}, the stamp of this pixel as a column`
    : `row ${i + 1} of ${rows}: times the input, ${named("result", i, output.sizes)} = ${text(output.values[i])}`;
  const sources = cell => terms(cell).filter(({ from }) => from >= 0).map(({ from, weight }) => [x.core[from].element, weight]);
  const done = (term, i, cell) => byColumn ? term <= i : cell <= i;
  return { count: steps.length, title, draw, result, sources, done, partial: byColumn };
}

// The views of the problem as it stands; a matrix only where it fits on a screen.
const views = () => [
  ...(given.transposed ? [["stamp and add", stamping], ["zeros, then slide", sliding]] : [["slide", gathering]]),
  ...(given.input.values.length * output.values.length <= 1024 ? [["matrix", multiplying]] : []),
];
