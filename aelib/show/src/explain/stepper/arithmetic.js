// The arithmetic of one problem: sizes, products and sums, in the words of aelib's `Problem`.

const count = sizes => sizes.reduce((all, size) => all * size, 1);
const place = (i, [, h, w]) => [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w];
const index = ([c, y, x], [, h, w]) => (c * h + y) * w + x;
const inside = ([, y, x], [, h, w]) => y >= 0 && x >= 0 && y < h && x < w;

function* places([channels, h, w], ring = 0) {
  for (let c = 0; c < channels; c++)
    for (let y = -ring; y < h + ring; y++)
      for (let x = -ring; x < w + ring; x++) yield [c, y, x];
}

// The problem, which the reader changes, its result, and its steps: each is a pixel with the
// products that it adds.
const given = structuredClone(page);
let output, steps;

// Where a tap of the kernel lies on the large map when the kernel stands at a pixel of the
// small one; it may lie outside of the map.
const under = (pixel, tap) =>
  [1, 2].map(i => pixel[i] * given.stride + tap[i] * given.dilation - given.padding);

// One side of the result: the formula with its numbers, the size, and what is wrong with it.
function side(m, k) {
  const { stride: s, padding: p, dilation: d, output_padding: extra } = given;
  const covers = d * (k - 1) + 1, kernel = d === 1 ? k : `(${d}*(${k} - 1) + 1)`;
  if (given.transposed) {
    const grown = s * (m - 1) + covers + extra, most = Math.max(s, d) - 1;
    const added = extra ? ` + output padding ${extra}` : "";
    const formula = `N = s(M - 1) + k - 2p = ${s}*(${m} - 1) + ${kernel} - 2*${p}${added}`;
    const wrong = extra > most
      ? `an output padding must be smaller than the stride (${s}) or the dilation (${d}): use at most ${most}`
      : grown <= 2 * p && `the padding cuts ${2 * p} of ${grown} pixels away: use a padding of at most ${Math.floor((grown - 1) / 2)}`;
    return { formula, size: grown - 2 * p, wrong };
  }
  const padded = m + 2 * p;
  const formula = `N = floor((M + 2p - k) / s) + 1 = floor((${m} + 2*${p} - ${kernel}) / ${s}) + 1`;
  const wrong = covers > padded
    && `the kernel covers ${covers} of ${padded} padded pixels: use a kernel that covers at most ${padded}, or a padding of at least ${Math.ceil((covers - m) / 2)}`;
  return { formula, size: Math.floor((padded - covers) / s) + 1, wrong };
}

// More numbers than one can follow.
const MOST = 4096;

// Computes the result and the steps: gives the sizes, or in `wrong` why there is no result.
function solve() {
  const { transposed, input, kernel } = given;
  const sides = [1, 2].map(i => side(input.sizes[i], kernel.sizes[i]));
  const bad = sides.findIndex(({ wrong }) => wrong);
  if (bad >= 0) {
    const { formula, wrong } = sides[bad], operation = transposed ? "conv_transpose2d" : "conv2d";
    return { wrong: `${operation}, ${["height", "width"][bad]}: ${formula}: no such output; ${wrong}` };
  }
  const sizes = [kernel.sizes[0] / input.sizes[0], sides[0].size, sides[1].size];
  if (count(sizes) > MOST) {
    return { wrong: `convolution: expected at most ${MOST} numbers in the output, found ${count(sizes)}; take a smaller example, to be followed step by step` };
  }
  output = { sizes, values: Array(count(sizes)).fill(0) };
  const [small, large] = transposed ? [input, output] : [output, input];
  const taps = [...places([large.sizes[0], kernel.sizes[1], kernel.sizes[2]])];
  steps = [...places(small.sizes)].map((at, pixel) => ({ pixel, taps: taps.map(tap => {
    const onto = [tap[0], ...under(at, tap)];
    const there = inside(onto, large.sizes) ? index(onto, large.sizes) : -1;
    const [from, to] = transposed ? [pixel, there] : [there, pixel];
    const slot = index([at[0] * large.sizes[0] + tap[0], tap[1], tap[2]], kernel.sizes);
    const value = from < 0 ? 0 : input.values[from], weight = kernel.values[slot];
    if (to >= 0) output.values[to] += value * weight;
    return { from, to, slot, value, weight, product: value * weight };
  }) }));
  const [height, width] = sides.map(({ formula, size }) => `${formula} = ${size}`);
  return { formula: height === width ? height : `height: ${height}\nwidth:  ${width}` };
}

// The result after some steps, null where nothing has been written.
function sumAfter(done) {
  const sum = Array(count(output.sizes)).fill(null);
  for (const { taps } of steps.slice(0, done))
    for (const { to, product } of taps) if (to >= 0) sum[to] += product;
  return sum;
}

// A number with three decimals at most, as aelib writes it.
const text = value => String(Number(value.toFixed(3)) || 0);
const factor = value => value < 0 ? `(${text(value)})` : text(value);

const named = (name, cell, sizes) =>
  name + (sizes[0] > 1 ? place(cell, sizes) : place(cell, sizes).slice(1)).map(i => `[${i}]`).join("");

// What is added to a number of the result, with the number of the step.
function terms(cell) {
  const all = steps.flatMap(({ taps }, step) => taps.map(tap => ({ ...tap, step })));
  return all.filter(({ to }) => to === cell)
    .map(term => ({ ...term, text: `${text(term.value)}*${factor(term.weight)}` }));
}

// What a step does.
function stepTitle(i) {
  const { pixel, taps } = steps[i], lost = taps.filter(({ to }) => to < 0).length;
  const what = given.transposed
    ? `${named("input", pixel, given.input.sizes)} = ${text(given.input.values[pixel])} stamps the kernel`
    : `${named("result", pixel, output.sizes)} = ${terms(pixel).map(term => term.text).join(" + ")} = ${text(output.values[pixel])}`;
  return `step ${i + 1} of ${steps.length}: ${what}${lost ? `; ${lost} of ${taps.length} numbers are cut away` : ""}`;
}
