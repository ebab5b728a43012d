// What the reader can set: the operation, and the numbers of the size formula.

const controls = make(stage, "div", {}, "controls");
const size = make(stage, "output", {}, "size");

// A map with sides of another length: numbers stay where they are, new ones are 0.
function resized({ sizes, values }, side) {
  const next = [sizes[0], side, side];
  const value = p => inside(p, sizes) ? values[index(p, sizes)] : 0;
  return { sizes: next, values: [...places(next)].map(value) };
}

const operation = make(controls, "select", {
  onchange: () => { given.transposed = operation.value === "transposed"; changed(true); },
});
operation.setAttribute("aria-label", "operation");
make(operation, "option", { value: "plain", textContent: "convolution" });
make(operation, "option", { value: "transposed", textContent: "transposed convolution" });

const option = name => [() => given[name], value => { given[name] = value; }];
const sideOf = name => [
  () => given[name].sizes[1] === given[name].sizes[2] ? given[name].sizes[1] : "",
  value => { given[name] = resized(given[name], value); },
];
const fields = [
  ["M", "rows and columns of the input", 1, 12, sideOf("input")],
  ["k", "rows and columns of the kernel", 1, 7, sideOf("kernel")],
  ["s", "stride", 1, 5, option("stride")],
  ["p", "padding", 0, 5, option("padding")],
  ["d", "dilation", 1, 4, option("dilation")],
  ["output padding", "rows and columns more, below and on the right", 0, 4, option("output_padding")],
].map(([name, title, min, limit, [get, set]]) => {
  const label = make(controls, "label", { textContent: name, title });
  const max = Math.max(limit, get());
  const field = make(label, "input", { type: "number", min, max });
  field.setAttribute("aria-label", name === title ? name : `${name}: ${title}`);
  field.oninput = () => {
    const value = field.valueAsNumber;
    if (!Number.isInteger(value) || value < min || value > max) {
      const found = field.value === "" ? "none" : field.value;
      return complain(`${name}: expected a whole number from ${min} to ${max}, found ${found}`);
    }
    set(value);
    changed(true);
  };
  return { name, label, field, get };
});

make(controls, "button", { textContent: "reset", title: "the numbers of the beginning", onclick: () => {
  Object.assign(given, structuredClone(page));
  changed(true);
} });

// The controls say what is; a field that is being written to is left alone.
function showControls() {
  operation.value = given.transposed ? "transposed" : "plain";
  for (const { name, label, field, get } of fields) {
    if (field !== document.activeElement) field.value = get();
    if (name === "output padding") label.hidden = !given.transposed;
  }
}

// One line in place of the formula.
function complain(line) {
  size.textContent = line || formulaOfSize;
  size.classList.toggle("wrong", line !== "");
}
