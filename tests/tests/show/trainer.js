// The losses of one network on digits that the course draws: node trainer.js MODULE ORDER.
const fs = require("node:fs");
const { kind, latent, squared, beta, batch, digits, steps } = JSON.parse(process.argv[3]);
WebAssembly.instantiate(fs.readFileSync(process.argv[2]), {}).then(({ instance: { exports: net } }) => {
  net.draw(digits);
  if (!net.begin(kind, latent, squared, beta, batch, 1e-3, 0)) throw new Error("no such network");
  console.log(JSON.stringify(Array.from({ length: steps }, () => net.learn())));
});
