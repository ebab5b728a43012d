// Codes as a picture: a square field that reaches so far from its centre on all sides.

// Where a code lies in it; a code of one number half way up.
function placeOf(code, { axes: [a, b], reach, centre = [0, 0] }, size) {
  const at = (v, middle) => ((v - middle) / reach + 1) / 2 * size;
  return [at(code[a], centre[0]), size - at(b === undefined ? 0 : code[b], centre[1])];
}

// The codes of digits, the prior's first two standard deviations, and the axes.
function drawCodes(context, field, size, labels, codeOf) {
  const { axes: [a, b], reach, centre = [0, 0] } = field, one = size / 2 / reach;
  const [x, y] = [size / 2 - centre[0] * one, size / 2 + centre[1] * one];
  context.strokeStyle = colour("line");
  context.beginPath();
  context.moveTo(0, y); context.lineTo(size, y);
  context.moveTo(x, 0); context.lineTo(x, size);
  for (const deviations of [1, 2]) {
    context.moveTo(x + one * deviations, y);
    context.arc(x, y, one * deviations, 0, 7);
  }
  context.stroke();
  context.font = "bold 9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  // A colour and a sign for each digit, so that neither has to be told apart alone.
  labels.forEach((label, digit) => {
    context.fillStyle = page.colours[label % 10];
    context.fillText(label, ...placeOf(codeOf(digit), field, size));
  });
  context.fillStyle = colour("pale");
  context.font = "11px system-ui, sans-serif";
  const end = side => (centre[side] + reach).toFixed(1);
  context.textAlign = "right";
  context.fillText(`z${a + 1} = ${end(0)}`, size - 4, size / 2 + 9);
  context.textAlign = "left";
  if (b !== undefined) context.fillText(`z${b + 1} = ${end(1)}`, size / 2 + 5, 9);
}

// A size that nearly all of these numbers stay below, with some air around.
function reachOf(numbers) {
  const sizes = [...numbers].map(Math.abs).sort((a, b) => a - b);
  return 1.1 * (sizes[Math.floor(sizes.length * 0.99)] ?? 0);
}
