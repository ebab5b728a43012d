// The three views: each has so many steps, a title for each, and draws them.

// A pixel times the kernel is a stamp, which is added to the result.
function stamping(row) {
  const [outs, kernels] = [output.sizes[0], [output.sizes[0], kernel.sizes[1], kernel.sizes[2]]];
  const given = maps(row, "input", input.sizes);
  sign(row, "×");
  const weights = maps(row, "kernel", kernels);
  sign(row, "=");
  const stamp = maps(row, "stamp", kernels);
  sign(row, "→");
  const result = maps(row, "result so far", output.sizes, page.padding);
  const draw = i => {
    const { pixel, taps } = steps[i], at = place(pixel, input.sizes), sum = sumAfter(i + 1);
    const lands = new Map();
    for (let k = 0; k < count(kernels); k++) {
      const tap = place(k, kernels), [y, x] = under(at, tap);
      lands.set(String([tap[0], y, x]), product(taps[k]));
    }
    given.draw(p => ({ value: input.values[index(p, input.sizes)], marks: index(p, input.sizes) === pixel ? "read" : "" }));
    weights.draw(p => ({ value: kernel.values[taps[index(p, kernels)][1]] }));
    stamp.draw(p => ({ value: product(taps[index(p, kernels)]), marks: "written" }));
    result.draw((p, core) => {
      const landed = lands.get(String(p));
      if (!core) return landed === undefined ? null : { value: landed, marks: "pale cut" };
      const value = sum[index(p, output.sizes)];
      return { value: value ?? 0, marks: landed !== undefined ? "written" : value === null ? "pale" : "" };
    });
  };
  return { count: steps.length, title: i => page.titles[i], draw, result, partial: true, done: (term, i) => term <= i };
}

// The kernel sees a window of a map, and makes one number of it.
function windowed(row, name, map, sizes, ring, weightsOf, kernelName, pixelsOf) {
  const kernels = [input.sizes[0], kernel.sizes[1], kernel.sizes[2]];
  const given = maps(row, name, sizes, ring);
  sign(row, "∗");
  const weights = maps(row, kernelName, kernels);
  sign(row, "→");
  const result = maps(row, "result so far", output.sizes);
  const draw = i => {
    const at = place(i, output.sizes);
    const seen = new Set([...places([1, kernels[1], kernels[2]])].map(tap => String(pixelsOf(at, tap))));
    given.draw((p, core) => {
      const marks = seen.has(String([p[1], p[2]])) ? "read" : "", known = core ? map(p) : null;
      return { value: known ?? 0, marks: known === null ? `${marks} pale` : marks };
    });
    weights.draw(p => ({ value: weightsOf(at[0], p) }));
    result.draw(p => {
      const j = index(p, output.sizes);
      return j > i ? null : { value: output.values[j], marks: j === i ? "written" : "" };
    });
  };
  return { count: output.values.length, draw, result, done: (_, i, cell) => cell <= i };
}

function gathering(row) {
  const map = p => input.values[index(p, input.sizes)];
  const weight = (out, p) => kernel.values[steps[index([out, 0, 0], output.sizes)].taps[index(p, [1, kernel.sizes[1], kernel.sizes[2]])][1]];
  const view = windowed(row, "input", map, input.sizes, page.padding, weight, "kernel", under);
  return { ...view, title: i => page.titles[i] };
}

// Zeros between the pixels and around them; the kernel is flipped.
function sliding(row) {
  const { sizes, sources, kernel: flipped } = page.sliding;
  const map = p => {
    const from = sources[index(p, sizes)];
    return from < 0 ? null : input.values[from];
  };
  const weight = (out, [c, i, j]) => flipped[index([out * input.sizes[0] + c, i, j], kernel.sizes)];
  const pixels = (at, tap) => [0, 1].map(i => at[i + 1] + tap[i + 1] * page.dilation);
  const view = windowed(row, "input with zeros", map, sizes, 0, weight, "kernel, flipped", pixels);
  const title = i => `place ${i + 1} of ${view.count}: the window makes ${name(i)} = ${text(output.values[i])}`;
  return { ...view, title };
}

// One number of the input after the other takes its column; or one row after the other
// makes a number of the result.
function multiplying(row) {
  const [rows, columns] = [output.values.length, input.values.length];
  const stands = new Map();
  for (const { taps } of steps)
    for (const [from, k, to] of taps) if (from >= 0 && to >= 0) stands.set(to * columns + from, kernel.values[k]);
  const matrix = maps(row, page.transposed ? "Cᵀ" : "C", [1, rows, columns], 0, true);
  sign(row, "×");
  const x = maps(row, "input", [1, columns, 1], 0, true);
  sign(row, "=");
  const result = maps(row, "result so far", [1, rows, 1], 0, true);
  const byColumn = page.transposed;
  const draw = i => {
    const sum = byColumn ? sumAfter(i + 1) : output.values.map((v, r) => r <= i ? v : null);
    matrix.draw(([, r, c]) => {
      const value = stands.get(r * columns + c);
      const now = (byColumn ? c : r) === i;
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
    : `row ${i + 1} of ${rows}: times the input, ${name(i)} = ${text(output.values[i])}`;
  const done = (term, i, cell) => byColumn ? term <= i : cell <= i;
  return { count: steps.length, title, draw, result, done, partial: byColumn };
}

const views = page.transposed
  ? [["stamp and add", stamping], ["zeros, then slide", sliding]]
  : [["slide", gathering]];
// A matrix that fits on a screen.
if (input.values.length * output.values.length <= 1024) views.push(["matrix", multiplying]);
