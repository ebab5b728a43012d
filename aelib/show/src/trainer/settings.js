// What the reader can set. The address has it too, so that it can be passed on.

const MODELS = {
  conv: { name: "convolutional", type: "ConvAutoencoder", kind: 1 },
  dense: { name: "dense", type: "DenseAutoencoder", kind: 0 },
  vae: { name: "variational", type: "Vae", kind: 2 },
};
const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
const known = {
  model: { label: "model", values: page.models.map(m => [m, MODELS[m].name]) },
  latent: { label: "latent numbers", values: [2, 3, 4, 5, 8, 16, 32].map(n => [n, n]) },
  loss: { label: "loss", values: [["bce", "BCE"], ["mse", "MSE"]] },
  beta: { label: "β", values: [0, 0.1, 0.5, 1, 2, 4, 10].map(b => [b, b]) },
  batch: { label: "batch size", values: [16, 32, 64, 128, 256].map(n => [n, n]) },
  rate: { label: "learning rate", values: RATES.map(r => [r, r]) },
};
const wanted = { ...page.settings };
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const found = known[name]?.values.find(([v]) => String(v) === value);
  if (found) wanted[name] = found[0];
}

function writeAddress() {
  const words = new URLSearchParams(wanted);
  if (MODELS[wanted.model].kind !== 2) words.delete("beta");
  history.replaceState(null, "", `#${words}`);
}

// Another learning rate goes on from here; everything else begins anew.
function settingsIn(parent, changed) {
  const fields = Object.entries(known).map(([name, { label, values }]) => {
    const line = make(parent, "label", { textContent: `${label} ` });
    const select = make(line, "select");
    for (const [value, text] of values) make(select, "option", { value, textContent: text });
    select.name = name;
    select.onchange = () => {
      wanted[name] = values[select.selectedIndex][0];
      writeAddress();
      showSettings();
      changed(name);
    };
    return { name, line, select };
  });
  function showSettings() {
    for (const { name, line, select } of fields) {
      select.value = wanted[name];
      line.hidden = name === "beta" && MODELS[wanted.model].kind !== 2 || known[name].values.length < 2;
    }
  }
  showSettings();
}
