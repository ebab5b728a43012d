// The losses as they come: batches as dots, their mean over the last tenth as a line, and after
// each epoch the loss on digits held out.

const MOST = 1000, AIR = { left: 52, right: 10, top: 8, bottom: 22 };

function drawCurve(canvas, { losses, held }) {
  const context = surface(canvas), [width, height] = [canvas.clientWidth, canvas.clientHeight];
  context.font = "11px system-ui, sans-serif";
  const all = losses.concat(held.map(h => h.loss));
  const last = Math.max(losses.length, 50);
  // What one wants to see is the end: the first batches may lie above.
  const sorted = Float64Array.from(all).sort();
  const low = sorted[0] ?? 0, high = sorted[Math.floor(sorted.length * 0.98)] ?? 1;
  const air = Math.max((high - low) * 0.06, Math.abs(high) * 1e-3, 1e-9);
  const x = batch => AIR.left + batch / last * (width - AIR.left - AIR.right);
  const y = loss => AIR.top + (high + air - loss) / (high - low + 2 * air) * (height - AIR.top - AIR.bottom);
  context.fillStyle = colour("pale");
  context.strokeStyle = colour("line");
  context.textBaseline = "middle";
  for (const share of [0, 0.5, 1]) {
    const loss = low + share * (high - low);
    context.textAlign = "right";
    context.fillText(loss.toPrecision(3), AIR.left - 6, y(loss));
    context.beginPath();
    context.moveTo(AIR.left, y(loss));
    context.lineTo(width - AIR.right, y(loss));
    context.stroke();
    context.textAlign = ["left", "center", "right"][share * 2];
    context.fillText(`${Math.round(share * last)}${share === 1 ? " batches" : ""}`, x(share * last), height - 8);
  }
  context.save();
  context.beginPath();
  context.rect(AIR.left, AIR.top - 4, width - AIR.left - AIR.right + 4, height - AIR.top - AIR.bottom + 8);
  context.clip();
  // Never more than so many.
  const stride = Math.ceil(losses.length / MOST);
  context.fillStyle = context.strokeStyle = colour("written");
  context.globalAlpha = 0.4;
  for (let i = 0; i < losses.length; i += stride) context.fillRect(x(i + 1) - 1, y(losses[i]) - 1, 2.5, 2.5);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.beginPath();
  let sum = 0, first = 0;
  losses.forEach((loss, i) => {
    sum += loss;
    while (i - first > Math.min(i / 10, 100)) sum -= losses[first++];
    if (i % stride === 0) context.lineTo(x(i + 1), y(sum / (i - first + 1)));
  });
  context.stroke();
  context.fillStyle = colour("read");
  for (const { batch, loss } of held) {
    context.beginPath();
    context.arc(x(batch), y(loss), 4, 0, 7);
    context.fill();
  }
  context.restore();
}
