// A field to draw a digit in, and what MNIST would have made of the drawing.

const PIXELS = 784, PAPER = 280, PEN = 24;

// A canvas of 28x28 grey pixels, given in [0, 1].
function paint(canvas, pixels) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(28, 28), grey = new Uint32Array(image.data.buffer);
  for (let i = 0; i < PIXELS; i++) grey[i] = 0xff000000 | Math.round(255 * pixels[i]) * 0x10101;
  context.putImageData(image, 0, 0);
}

// The drawing as MNIST's digits are: its longer side 20 pixels of 28, its centre of mass in the
// middle; `ink` are PAPER x PAPER numbers in [0, 1]. Nothing, where nothing was drawn.
function asMnist(ink) {
  let [left, right, top, bottom, mass, x, y] = [PAPER, -1, PAPER, -1, 0, 0, 0];
  ink.forEach((v, i) => {
    if (v < 0.05) return;
    const [col, row] = [i % PAPER, Math.floor(i / PAPER)];
    left = Math.min(left, col); right = Math.max(right, col);
    top = Math.min(top, row); bottom = Math.max(bottom, row);
    mass += v; x += v * col; y += v * row;
  });
  if (!mass) return null;
  // So many pixels of the drawing become one.
  const size = Math.max(right - left + 1, bottom - top + 1, PAPER / 6) / 20;
  const from = (centre, i) => Math.round(centre / mass + (i - 14) * size);
  return Float32Array.from({ length: PIXELS }, (_, i) => {
    const [col, row] = [i % 28, Math.floor(i / 28)];
    let [sum, count] = [0, 0];
    for (let v = from(y, row); v < from(y, row + 1); v++) for (let h = from(x, col); h < from(x, col + 1); h++) {
      sum += v >= 0 && v < PAPER && h >= 0 && h < PAPER ? ink[v * PAPER + h] : 0;
      count++;
    }
    return sum / count;
  });
}

// `changed` is called with the ink after each stroke's step.
function sketch(canvas, changed) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const pen = { x: PAPER / 2, y: PAPER / 2, down: false };
  Object.assign(canvas, { width: PAPER, height: PAPER, tabIndex: 0 });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Draw a digit. By keyboard: arrow keys move the pen, "
    + "the space bar sets it down and lifts it, Delete wipes everything out.");

  function wipe() {
    context.fillStyle = "#000";
    context.fillRect(0, 0, PAPER, PAPER);
    pen.down = false;
  }
  function stroke(to) {
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(pen.x, pen.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    Object.assign(pen, to);
    const { data } = context.getImageData(0, 0, PAPER, PAPER);
    changed(Float32Array.from({ length: PAPER * PAPER }, (_, i) => data[4 * i] / 255));
  }
  const at = event => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width * PAPER, y: (event.clientY - box.top) / box.height * PAPER };
  };
  canvas.onpointerdown = event => {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
    Object.assign(pen, at(event));
    stroke(at(event));
  };
  canvas.onpointermove = event => { if (canvas.hasPointerCapture(event.pointerId)) stroke(at(event)); };
  canvas.onkeydown = event => {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    const within = v => Math.min(Math.max(v, 0), PAPER);
    const to = { x: within(pen.x + across * 14), y: within(pen.y + down * 14) };
    if (across || down) { if (pen.down) stroke(to); else Object.assign(pen, to); }
    else if (event.key === " ") { pen.down = !pen.down; if (pen.down) stroke(to); }
    else if (event.key === "Delete" || event.key === "Backspace") canvas.wipe();
    else return;
    event.preventDefault();
    canvas.mark();
  };
  canvas.wipe = () => { wipe(); changed(null); };
  // Where the pen of the keyboard is, above the canvas.
  canvas.mark = () => {
    canvas.parentElement.style.setProperty("--x", pen.x / PAPER);
    canvas.parentElement.style.setProperty("--y", pen.y / PAPER);
    canvas.parentElement.classList.toggle("down", pen.down);
  };
  wipe();
  canvas.mark();
  // What was drawn is forgotten, but not what is seen.
  return { forget: wipe };
}
