// Runs in a Web Worker: the network, one batch after the other. It tells the page of every
// batch, and of what the network makes of digits now and then.

const DIGITS = 12000, AT_ONCE = 500, SHOWN = 10, MAPPED = 500;
let net, running = false, every = 250, last = 0, own = null, batches = 0, from = "drawn by the course itself";

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

// What the network's memory holds moves when the memory grows: it is looked up each time.
const answer = length => new Uint8Array(net.memory.buffer, net.answer(), length).slice();
const numbers = length => new Float32Array(answer(length).buffer);
function put(bytes) {
  const place = net.room(bytes.length);
  new Uint8Array(net.memory.buffer, place, bytes.length).set(bytes);
}
const decode = codes => {
  put(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength));
  return answer(net.decode());
};
const encode = pixels => {
  put(pixels);
  return numbers(net.encode());
};

// Lets messages of the page come in between.
const { port1, port2 } = new MessageChannel();
const pause = () => new Promise(go => { port1.onmessage = go; port2.postMessage(0); });

function look() {
  last = performance.now();
  const codes = numbers(net.codes(MAPPED)), latent = codes.length / Math.min(MAPPED, net.count(true));
  const now = decode(codes.slice(0, SHOWN * latent));
  const seen = own && encode(own);
  postMessage({ what: "look", codes, now, weights: numbers(net.weights()), own: seen && decode(seen) });
}

// In slow motion also the loss of the same digits after the step.
function learn(slow) {
  const epoch = net.epochs(), start = performance.now();
  const loss = net.learn();
  const took = performance.now() - start;
  postMessage({ what: "batch", batch: ++batches, loss, took, after: slow ? net.again() : undefined });
  if (net.epochs() > epoch) postMessage({ what: "epoch", epoch: epoch + 1, batch: batches, held: net.measure() });
}

async function run() {
  while (running) {
    learn(false);
    if (performance.now() - last > every) look();
    await pause();
  }
}

const orders = {
  async open({ module, digits }) {
    const packed = new Blob([bytes(module)]).stream().pipeThrough(new DecompressionStream("gzip"));
    const { instance } = await WebAssembly.instantiate(await new Response(packed).arrayBuffer(), {});
    net = instance.exports;
    for (const file of digits) {
      put(bytes(file));
      net.read();
      from = "of MNIST";
    }
    while (!digits.length && net.count(false) < DIGITS) {
      net.draw(AT_ONCE);
      postMessage({ what: "drawn", share: net.count(false) / DIGITS });
      await pause();
    }
    orders.digits();
  },
  digits() {
    const digits = answer(net.shown(SHOWN)), labels = [...answer(net.labels())].slice(0, MAPPED);
    postMessage({ what: "digits", digits, labels, train: net.count(false), test: net.count(true), from });
  },
  begin({ kind, latent, squared, beta, batch, rate, seed }) {
    running = false;
    batches = 0;
    net.begin(kind, latent, squared, beta, batch, rate, seed);
    look();
  },
  // A file of MNIST's, as bytes.
  file({ name, bytes }) {
    running = false;
    put(bytes);
    const wrong = new TextDecoder().decode(answer(net.read()));
    if (wrong) return postMessage({ what: "wrong", line: wrong.replace("this file", name) });
    from = "out of your files";
    orders.digits();
  },
  rate: ({ rate }) => net.rate(rate),
  often: order => { every = order.every; },
  // The reader's own digit, or nothing.
  own({ pixels }) { own = pixels; look(); },
  // Images of codes.
  sample({ codes }) { postMessage({ what: "sample", images: decode(codes) }); },
  play() { if (!running) { running = true; run(); } },
  stop() { running = false; look(); postMessage({ what: "stopped" }); },
  // What the step changes is seen beside what was there right before it.
  step() { look(); learn(true); look(); },
};
onmessage = ({ data }) => orders[data.order](data);
