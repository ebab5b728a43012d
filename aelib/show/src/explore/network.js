// Networks in plain JavaScript: the same sums as aelib's, on one image or one code.

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

// Numbers as whole multiples of a step, two bytes each, or one.
const floats = ({ step, multiples, levels }) => Float32Array.from(
  levels ? new Int8Array(bytes(levels).buffer) : new Int16Array(bytes(multiples).buffer), v => v * step);

const layerKinds = {
  linear({ inputs, outputs, weight, bias }) {
    const [w, b] = [floats(weight), floats(bias)];
    return x => b.map((start, o) => {
      let sum = start;
      for (let i = 0; i < inputs; i++) sum += w[o * inputs + i] * x[i];
      return sum;
    });
  },

  relu: () => x => x.map(v => Math.max(v, 0)),

  // Each number of the result is what one window of the input gives.
  conv2d({ input, output, kernel, stride, padding, weight, bias }) {
    const [[C, H, W], [O, rows, cols]] = [input, output];
    const [w, b] = [floats(weight), floats(bias)];
    return x => {
      const y = new Float32Array(O * rows * cols);
      for (let o = 0; o < O; o++) y.fill(b[o], o * rows * cols, (o + 1) * rows * cols);
      for (let o = 0; o < O; o++) for (let c = 0; c < C; c++)
        for (let i = 0; i < kernel; i++) for (let j = 0; j < kernel; j++) {
          const tap = w[((o * C + c) * kernel + i) * kernel + j];
          for (let row = 0; row < rows; row++) {
            const h = row * stride + i - padding;
            if (h < 0 || h >= H) continue;
            for (let col = 0; col < cols; col++) {
              const v = col * stride + j - padding;
              if (v >= 0 && v < W) y[(o * rows + row) * cols + col] += tap * x[(c * H + h) * W + v];
            }
          }
        }
      return y;
    };
  },

  // Each pixel of the input stamps the kernel, times that pixel, into the output.
  conv_transpose2d({ input, output, kernel, stride, padding, weight, bias }) {
    const [[C, H, W], [O, rows, cols]] = [input, output];
    const [w, b] = [floats(weight), floats(bias)];
    return x => {
      const y = new Float32Array(O * rows * cols);
      for (let o = 0; o < O; o++) y.fill(b[o], o * rows * cols, (o + 1) * rows * cols);
      for (let c = 0; c < C; c++) for (let o = 0; o < O; o++)
        for (let i = 0; i < kernel; i++) for (let j = 0; j < kernel; j++) {
          const tap = w[((c * O + o) * kernel + i) * kernel + j];
          for (let h = 0; h < H; h++) {
            const row = h * stride + i - padding;
            if (row < 0 || row >= rows) continue;
            for (let v = 0; v < W; v++) {
              const col = v * stride + j - padding;
              if (col >= 0 && col < cols) y[(o * rows + row) * cols + col] += tap * x[(c * H + h) * W + v];
            }
          }
        }
      return y;
    };
  },
};

function network(layers) {
  const steps = layers.map(layer => layerKinds[layer.layer](layer));
  return input => steps.reduce((x, step) => step(x), Float32Array.from(input));
}

// From a code to 784 pixels in [0, 1].
function decoder(layers) {
  const run = network(layers);
  return code => run(code).map(v => 1 / (1 + Math.exp(-v)));
}

// From 784 pixels to a code. A variational encoder gives two numbers for each of the code's:
// the means, then the logarithms of the variances; of these it becomes the deviation.
function encoder(layers, latent) {
  const run = network(layers);
  return pixels => {
    const all = run(pixels);
    const deviation = all.length > latent ? all.slice(latent).map(v => Math.exp(v / 2)) : null;
    return { code: all.slice(0, latent), deviation };
  };
}
