// A control in the page. `model` holds its state: what `control.rs` has put there, and `value`,
// which a change by hand sends to Rust. The kernel sets `waits` while a cell runs.

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// What stands behind the label, by kind; each with how it shows a value.
const kinds = {
  slider(model, change) {
    const [min, max, step] = ["min", "max", "step"].map(name => model.get(name));
    const input = element("input", { type: "range", min, max, step });
    const number = element("output");
    input.oninput = () => change(Number(input.value));
    const show = value => {
      if (Number(input.value) !== value) input.value = value;
      number.textContent = value.toFixed(model.get("digits"));
    };
    return { parts: [input, number], show };
  },
  checkbox(model, change) {
    const input = element("input", { type: "checkbox" });
    input.onchange = () => change(input.checked);
    return { parts: [input], show: value => { input.checked = value; } };
  },
  dropdown(model, change) {
    const options = model.get("options").map((name, value) => element("option", { value, textContent: name }));
    const input = element("select", {}, options);
    input.onchange = () => change(Number(input.value));
    return { parts: [input], show: value => { input.value = String(value); } };
  },
  button(model, change) {
    const input = element("button", { type: "button", textContent: model.get("label") });
    input.onclick = () => change(model.get("value") + 1);
    return { parts: [input], show: () => {} };
  },
  // The value is the text of 784 bytes, or empty.
  pad(model, change) {
    const ink = element("canvas", { className: "ink" }), pen = element("span", { className: "pen" });
    const paper = element("span", { className: "paper" }, [ink, pen]);
    const seen = element("canvas", { className: "seen", width: 28, height: 28, title: "centred, 28 × 28" });
    const wipe = element("button", { type: "button", textContent: "wipe out", onclick: () => ink.wipe() });
    sketch(ink, drawn => {
      const pixels = drawn && asMnist(drawn);
      change(pixels ? btoa(String.fromCharCode(...pixels.map(v => Math.round(255 * v)))) : "");
    });
    const show = value => paint(seen, Array.from({ length: PIXELS }, (_, i) => (atob(value).charCodeAt(i) || 0) / 255));
    return { parts: [paper, seen, wipe], show };
  },
};

function render({ model, el }) {
  const kind = model.get("kind");
  const { parts, show } = kinds[kind](model, value => {
    model.set("value", value);
    model.save_changes();
  });
  const name = element("span", { className: "name", textContent: kind === "button" ? "" : model.get("label") });
  const waits = element("span", { className: "waits" });
  waits.setAttribute("role", "status");
  el.classList.add("aelib-control");
  el.append(element(kind === "pad" ? "div" : "label", {}, [name, ...parts]), waits);
  const update = () => {
    show(model.get("value"));
    waits.textContent = model.get("waits") ? "waits for the cell that runs" : "";
  };
  update();
  model.on("change:value", update);
  model.on("change:waits", update);
  return () => {
    model.off("change:value", update);
    model.off("change:waits", update);
  };
}

export default { render };
