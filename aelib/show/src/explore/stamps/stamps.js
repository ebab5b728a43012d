// Follows one pixel of a restored digit back to the code: which stamps made it, layer by layer.

// Of so many channels the share is shown; the others are summed up.
const SHOWN = 16;
const signed = value => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
const short = value => value.toFixed(2).replace("-", "−");
const place = (i, [, h, w]) => [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w];

// The layers with weights, from the code on: what each gets, and what it gives.
const stages = [];
let numbers = Float32Array.from(page.code);
for (const layer of page.layers) {
  const output = layerKinds[layer.layer](layer)(numbers);
  if (layer.layer === "relu") Object.assign(stages.at(-1), { output, relu: true });
  else stages.push({ layer, input: numbers, sum: output, output, weight: floats(layer.weight), bias: floats(layer.bias) });
  numbers = output;
}
stages.forEach((stage, i) => {
  stage.sizes = stage.layer.input ?? stages[i - 1]?.layer.output ?? [stage.input.length, 1, 1];
  stage.outputSizes = stage.layer.output ?? stages[i + 1]?.layer.input ?? [stage.output.length, 1, 1];
});
stages.at(-1).outputSizes = [1, 28, 28];
const restored = numbers.map(v => 1 / (1 + Math.exp(-v)));

// What is added to one number of a layer's output, besides the bias.
const products = {
  linear: ({ layer: { inputs }, weight, input }, cell) =>
    Array.from(input, (value, from) => ({ from, value, weight: weight[cell * inputs + from] })),

  // A pixel of the input stamps it if a tap of the kernel, laid there, covers it.
  conv_transpose2d({ layer: { input: [C, H, W], output: [O, rows, cols], kernel, stride, padding }, weight, input }, cell) {
    const [o, y, x] = place(cell, [O, rows, cols]), found = [];
    for (let c = 0; c < C; c++) for (let i = 0; i < kernel; i++) for (let j = 0; j < kernel; j++) {
      const [h, v] = [(y + padding - i) / stride, (x + padding - j) / stride];
      if (![h, v].every(Number.isInteger) || h < 0 || v < 0 || h >= H || v >= W) continue;
      const from = (c * H + h) * W + v;
      found.push({ from, value: input[from], weight: weight[((c * O + o) * kernel + i) * kernel + j] });
    }
    return found;
  },
};

// The same by channels of the input, and the largest first.
function shares(stage, cell) {
  const channels = new Map();
  for (const product of products[stage.layer.layer](stage, cell)) {
    const channel = place(product.from, stage.sizes)[0], sum = product.value * product.weight;
    if (!channels.has(channel)) channels.set(channel, { channel, sum: 0, products: [] });
    channels.get(channel).sum += sum;
    channels.get(channel).products.push({ ...product, sum });
  }
  const bySize = (a, b) => Math.abs(b.sum) - Math.abs(a.sum);
  for (const { products } of channels.values()) products.sort(bySize);
  return [...channels.values()].sort(bySize);
}

// One map in grey, white its layer's largest number, with frames around some of its pixels.
function paintMap(canvas, values, [h, w], largest, framed, chosen) {
  const context = canvas.getContext("2d"), cell = canvas.width / w;
  values.forEach((value, i) => {
    const grey = Math.round(255 * Math.min(Math.max(value / largest, 0), 1));
    context.fillStyle = `rgb(${grey},${grey},${grey})`;
    context.fillRect(i % w * cell, Math.floor(i / w) * cell, cell, cell);
  });
  for (const i of framed) {
    context.strokeStyle = i === chosen ? "#f57e32" : "#56b4f5";
    context.lineWidth = i === chosen ? 3 : 1.5;
    context.strokeRect(i % w * cell + 1, Math.floor(i / w) * cell + 1, cell - 2, cell - 2);
  }
}

function where(cell, sizes) {
  const [c, y, x] = place(cell, sizes), pixel = `row ${y}, column ${x}`;
  return sizes[1] * sizes[2] === 1 ? `place ${c + 1}` : sizes[0] > 1 ? `channel ${c}, ${pixel}` : pixel;
}

// How a number came about: its sum, and the channels of the layer before it.
function follow(parent, level, cell) {
  parent.replaceChildren();
  const stage = stages[level], { sizes, input } = stage, area = sizes[1] * sizes[2];
  const all = shares(stage, cell), largest = Math.max(...input);
  explain(parent, level, cell, all.length);
  const list = make(parent, "div", {}, "channels"), chips = make(parent, "div", {}, "chips");
  const below = make(parent, "div", {}, "below");
  const paint = (i, chosen) => {
    const { channel, products } = all[i], values = input.subarray(channel * area, (channel + 1) * area);
    if (area > 1) paintMap(canvases[i], values, sizes.slice(1), largest, products.map(({ from }) => from % area), chosen);
  };
  const choosePixel = (i, product) => {
    paint(i, product.from % area);
    if (level > 0) follow(below, level - 1, product.from);
  };
  const chooseChannel = i => {
    press(list, i);
    canvases.forEach((_, j) => paint(j));
    chips.replaceChildren();
    if (area > 1) all[i].products.forEach((product, j) => make(chips, "button", {
      textContent: `${short(product.value)} × ${short(product.weight)} = ${signed(product.sum)}`,
      title: where(product.from, sizes),
      onclick: () => { press(chips, j); choosePixel(i, product); },
    }));
    press(chips, 0);
    choosePixel(i, all[i].products[0]);
  };
  const canvases = [];
  all.slice(0, SHOWN).forEach(({ channel, sum, products: [{ value, weight }] }, i) => {
    const button = make(list, "button", { onclick: () => chooseChannel(i) }, sum < 0 ? "minus" : "plus");
    if (area > 1) canvases.push(make(button, "canvas", { width: 112, height: 112 }));
    const name = `${level === 0 ? "z" : "number "}${channel + 1}: ${short(value)} × ${short(weight)}`;
    make(button, "span", { textContent: area > 1 ? `channel ${channel}` : name });
    make(button, "b", { textContent: signed(sum) });
  });
  const others = all.slice(SHOWN), left = others.reduce((sum, share) => sum + share.sum, 0);
  if (others.length) make(list, "span", { textContent: `the other ${others.length}: ${signed(left)}` }, "others");
  chooseChannel(0);
}

// Two lines: what the number is, and the sum that it was made of.
function explain(parent, level, cell, count) {
  const { sizes, outputSizes, layer, bias: biases, ...stage } = stages[level], last = level === stages.length - 1;
  const sum = stage.sum[cell], bias = biases[layer.output ? place(cell, layer.output)[0] : cell];
  const is = last ? `${short(restored[cell])} = sigmoid(${short(sum)})`
    : stage.relu ? `${short(stage.output[cell])} = max(0, ${short(sum)})` : short(sum);
  make(parent, "h3", { textContent: `${last ? "Pixel" : "Number"} at ${where(cell, outputSizes)}: ${is}` });
  const what = sizes[1] * sizes[2] > 1 ? `channels of ${sizes[1]} × ${sizes[2]}` : `numbers${level ? "" : " of the code"}`;
  make(parent, "p", { textContent: `${short(sum)} = ${short(bias)} (bias) ${signed(sum - bias)} (from ${count} ${what})` });
}

const press = (group, chosen) =>
  group.querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-pressed", i === chosen));

// JupyterLab leaves the keys to the page.
stage.dataset.lmSuppressShortcuts = "true";
const pair = make(stage, "div", {}, "pair");
const side = title => {
  const figure = make(pair, "div");
  make(figure, "div", { textContent: title }, "name");
  return make(figure, "canvas", { width: 280, height: 280 });
};
const given = side("the digit"), picture = side("restored: choose a pixel");
make(stage, "p", { textContent: "Blue frames: the pixels whose stamps cover the chosen one, each its own value times the kernel's number that lies there. Choose a channel, and one of its products, to go on from there, down to the code." }, "help");
const rest = make(stage, "div", {}, "below");
let asked = restored.indexOf(Math.max(...restored));

function ask(pixel) {
  asked = pixel;
  paintMap(picture, restored, [28, 28], 1, [pixel], pixel);
  follow(rest, stages.length - 1, pixel);
}
picture.tabIndex = 0;
picture.setAttribute("role", "application");
picture.setAttribute("aria-label", "The restored digit: click a pixel, or go to one with the arrow keys");
picture.onclick = event => {
  const at = (offset, size) => Math.min(Math.max(Math.floor(offset / size * 28), 0), 27);
  ask(at(event.offsetY, picture.clientHeight) * 28 + at(event.offsetX, picture.clientWidth));
};
picture.onkeydown = event => {
  const [dy, dx] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
  if (dy === undefined) return;
  event.preventDefault();
  const [y, x] = [Math.floor(asked / 28) + dy, asked % 28 + dx];
  if (y >= 0 && x >= 0 && y < 28 && x < 28) ask(y * 28 + x);
};

paintMap(given, Array.from(bytes(page.digit), v => v / 255), [28, 28], 1, []);
followTheme();
ask(asked);
root.classList.add("live");
