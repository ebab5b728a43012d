// A face for a page: the same shapes, in the same order, as the files beside this one draw.
// `looks` holds what is in look.rs.

const mix = (from, to, share) => from.map((v, i) => v + (to[i] - v) * share);
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
const far = (x, y) => Math.sqrt(x * x + y * y);
const rgb = code => [16, 8, 0].map(bits => (code >> bits & 255) / 255);
function smooth(from, to, at) {
  const t = clamp((at - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

// shape.rs: how far inside of a shape a point lies.
function ellipse([x, y], centre, [a, b]) {
  const [u, v] = [(x - centre[0]) / a, (y - centre[1]) / b], radius = Math.max(far(u, v), 1e-6);
  return (1 - radius) * radius / Math.max(far(u / a, v / b), 1e-6);
}
function egg([x, y], [a, b], corners, jaw) {
  a *= 1 + jaw * clamp(y / b, -1, 1);
  const [u, v] = [Math.abs(x / a), Math.abs(y / b)];
  const radius = Math.max(u ** corners + v ** corners, 1e-9) ** (1 / corners);
  const slope = radius ** (1 - corners) * far(u ** (corners - 1) / a, v ** (corners - 1) / b);
  return (1 - radius) / Math.max(slope, 1e-6);
}
function bent(at, [start, end], pull, radius, taper) {
  const PIECES = 6;
  let best = -Infinity, from = start;
  for (let piece = 0; piece < PIECES; piece++) {
    const t = (piece + 1) / PIECES, s = 1 - t;
    const to = [0, 1].map(i => s * s * start[i] + 2 * s * t * pull[i] + t * t * end[i]);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const way = (at[0] - from[0]) * dx + (at[1] - from[1]) * dy;
    const along = clamp(way / Math.max(dx * dx + dy * dy, 1e-9), 0, 1);
    const distance = far(at[0] - from[0] - along * dx, at[1] - from[1] - along * dy);
    best = Math.max(best, radius * (1 - taper * (piece + along) / PIECES) - distance);
    from = to;
  }
  return best;
}
function triangle(at, corners, round) {
  const edge = i => {
    const [p, q] = [corners[i], corners[(i + 1) % 3]], [dx, dy] = [q[0] - p[0], q[1] - p[1]];
    return (dx * (at[1] - p[1]) - dy * (at[0] - p[0])) / far(dx, dy);
  };
  return Math.min(edge(0), edge(1), edge(2)) + round;
}

// The face of `look` that does what `face` says, as three planes of `size` x `size` pixels,
// rounded to 256 levels as an album's are.
function drawFace(look, face, size) {
  const half = size / 2, area = size * size;
  const pixels = Array.from({ length: area }, () => look.background);

  // canvas.rs
  function paint([centre, reach], depth, colour) {
    const [columns, rows] = centre.map(middle => [-1 / half - reach, reach + 2 / half].map(
      by => Math.trunc(clamp((middle + by + 1) * half, 0, size))));
    for (let y = rows[0]; y < rows[1]; y++) for (let x = columns[0]; x < columns[1]; x++) {
      const at = [(x + 0.5) / half - 1, (y + 0.5) / half - 1];
      const cover = clamp(depth(at) * half + 0.5, 0, 1);
      if (cover > 0) pixels[y * size + x] = mix(pixels[y * size + x], colour(at), cover);
    }
  }

  // head.rs
  const NECK = [0, 0.8], MIDDLE = [0, 0.08], YAW = 0.22, TILT = 0.12;
  const [sin, cos] = [Math.sin(TILT * face.tilt), Math.cos(TILT * face.tilt)];
  function lit([x, y], colour) {
    const [u, v] = [x / look.size[0] / 1.1, y / look.size[1] / 1.1];
    const front = Math.sqrt(Math.max(1 - u * u - v * v, 0));
    const bright = 0.85 * face.light * u - 0.3 * v + 0.55 * front;
    const dark = colour.map((c, i) => c * look.dark[i]);
    const glow = mix(colour, [1, 0.97, 0.9], 0.18 * smooth(0.6, 1.1, bright));
    return mix(dark, glow, smooth(-0.25, 0.75, bright));
  }
  function fill([centre, reach], depth, colour) {
    const [x, y] = [0, 1].map(i => centre[i] + MIDDLE[i] - NECK[i]);
    const there = [cos * x - sin * y + NECK[0], sin * x + cos * y + NECK[1]];
    const back = at => {
      const [x, y] = [0, 1].map(i => at[i] - NECK[i]);
      return [cos * x + sin * y + NECK[0] - MIDDLE[0], cos * y - sin * x + NECK[1] - MIDDLE[1]];
    };
    paint([there, reach], at => depth(back(at)), at => lit(back(at), colour));
  }
  const oval = (centre, size, colour) =>
    fill([centre, Math.max(...size)], at => ellipse(at, centre, size), colour);
  function stroke(ends, pull, [radius, taper], colour) {
    const middle = [0, 1].map(i => (ends[0][i] + ends[1][i]) / 2);
    const away = p => far(p[0] - middle[0], p[1] - middle[1]);
    const reach = radius + Math.max(away(ends[0]), away(pull));
    fill([middle, reach], at => bent(at, ends, pull, radius, taper), colour);
  }
  function onFace(across, y) {
    const angle = across * 1.25 + YAW * face.yaw;
    return [[look.size[0] * Math.sin(angle), y], Math.max(Math.cos(angle), 0.25)];
  }

  function shoulders() {
    const neck = 0.55 * look.size[0], shade = mix(look.skin, look.shade, 0.8);
    paint([[0, 0.75], 0.5], ([x, y]) => Math.min(neck - Math.abs(x), y - 0.3), () => shade);
    paint([[0, 1.3], 1.2], ([x, y]) => egg([x, y - 1.3], [0.95, 0.52], 2.6, 0), () => look.shirt);
    paint([[0, 0.8], 0.4], at => ellipse(at, [0, 0.78], [neck + 0.03, 0.15]), () => shade);
  }
  function ears() {
    for (const side of [-1, 1]) {
      const [x, y, size] = [side * look.size[0] - 0.12 * face.yaw, 0.06, look.ear];
      if (look.pointed) {
        const tip = [x + side * 1.25 * size, y - 1.5 * size];
        const foot = down => [x - side * 0.1, y + down * size];
        const corners = [foot(-0.8), tip, foot(0.9)];
        if (side < 0) corners.reverse();
        const inner = corners.map(p => [x + 0.6 * (p[0] - x), y + 0.6 * (p[1] - y)]);
        for (const [shape, round, colour] of [[corners, 0.03, look.skin], [inner, 0, look.blush]])
          fill([[x, y], 3 * size], at => triangle(at, shape, round), colour);
      } else {
        oval([x, y], [size, 1.3 * size], look.skin);
        oval([x, y], [0.5 * size, 0.7 * size], look.blush);
      }
    }
  }
  const skin = () =>
    fill([[0, 0], 0.8], at => egg(at, look.size, look.corners, look.jaw), look.skin);
  function cheek(side) {
    const [at, width] = onFace(side * 0.42, 0.2 - 0.03 * face.smile);
    oval(at, [0.13 * width, 0.09], mix(look.skin, look.blush, 0.6));
    if (look.freckles) for (const [dx, dy] of [[-0.06, -0.035], [0.01, 0], [0.06, -0.05]])
      oval([at[0] + dx * width, at[1] - 0.03 + dy], [0.016, 0.016], mix(look.shade, look.hair, 0.5));
  }
  function eye(side) {
    const [centre, width] = onFace(side * look.eyes_apart, -0.04);
    const [w, h] = [look.eye[0] * width ** 0.7, look.eye[1] * (1 + 0.28 * face.brows)];
    oval([centre[0], centre[1] - 0.02], [w + 0.025, h + 0.018], look.line);
    oval(centre, [w, h], rgb(0xfdfdfb));
    const iris = [centre[0] + 0.5 * w * face.gaze, centre[1] + 0.01], r = look.iris;
    const round = (p, r) => Math.min(ellipse(p, iris, [r * width ** 0.4, r]), ellipse(p, centre, [w, h]));
    fill([iris, 0.16], p => round(p, r), look.eyes);
    fill([iris, 0.12], p => round(p, 0.55 * r), rgb(0x15151d));
    oval([iris[0] - 0.3 * r, iris[1] - 0.35 * r], [0.3 * r, 0.3 * r], rgb(0xffffff));
  }
  function brow(side) {
    const b = face.brows, y = -0.04 - look.eye[1] - 0.09 - 0.1 * Math.max(b, 0) - 0.03 * b;
    const [inner] = onFace(side * (look.eyes_apart - 0.19 + 0.04 * b), y - 0.09 * b);
    const [outer] = onFace(side * (look.eyes_apart + 0.22), y + 0.05 + 0.05 * b);
    const [arch] = onFace(side * (look.eyes_apart + 0.06), y - 0.07 - 0.05 * b);
    stroke([inner, outer], arch, [look.brow, 0.55], look.brows);
  }
  function nose() {
    const [[x, y]] = onFace(0, 0.14), at = [x * 1.12, y], [a, b] = look.nose;
    oval([at[0], at[1] + 0.025], [a, b], mix(look.skin, look.shade, 0.9));
    oval(at, [a, b], mix(look.skin, look.blush, 0.5));
    const shine = [at[0] - 0.3 * a + 0.5 * a * face.light, at[1] - 0.4 * b];
    oval(shine, [0.32 * a, 0.25 * b], mix(look.skin, rgb(0xffffff), 0.5));
  }
  function mouth() {
    const { smile } = face, open = (face.open + 1) / 2;
    const [at, width] = onFace(0, look.mouth[1] - 0.02 * smile);
    const w = look.mouth[0] * (1 + 0.22 * smile - 0.22 * open) * width, bend = look.bend * smile;
    const upper = t => at[1] + bend * (0.6 - 1.6 * t * t) - 0.02 * open * (1 - t * t);
    const lower = t => upper(t) + (0.012 + 0.3 * open) * (1 - t * t);
    const lens = ([x, y], lip) => {
      const t = clamp((x - at[0]) / w, -1, 1), over = Math.max(Math.abs(x - at[0]) - w, 0);
      const slope = far(3.2 * bend * t / w, 1);
      return Math.min(y - upper(t) + lip, lower(t) + lip - y) / slope - over * 1.5;
    };
    const around = [[at[0], at[1] + 0.1], 0.55];
    fill(around, p => lens(p, look.lip), look.lips);
    fill(around, p => lens(p, 0), rgb(0x4a1522));
    const tongue = [at[0], lower(0)];
    fill(around, p => Math.min(ellipse(p, tongue, [0.6 * w, 0.14 * open]), lens(p, -0.005)), rgb(0xe06a70));
    const teeth = ([x, y]) => upper(clamp((x - at[0]) / w, -1, 1)) + 0.02 + 0.055 * open - y;
    fill(around, p => Math.min(teeth(p), lens(p, -0.012)), rgb(0xfaf8f0));
    if (look.tusks) for (const side of [-1, 1]) {
      const foot = [at[0] + side * 0.55 * w, lower(0.55) + 0.015];
      const tip = [foot[0] + side * 0.02, foot[1] - 0.12];
      stroke([foot, tip], [foot[0] + side * 0.03, (foot[1] + tip[1]) / 2], [0.035, 0.7], rgb(0xfff6dc));
    }
  }

  // hair.rs
  const curls = look.style === "Curls";
  const spike = (foot, tip, size) => stroke([foot, tip], [foot[0], (foot[1] + tip[1]) / 2], size, look.hair);
  function hairBehind() {
    const shift = -0.1 * face.yaw;
    if (curls) {
      for (const [x, y] of [[-0.5, -0.36], [-0.38, -0.62], [0.38, -0.62], [0.5, -0.36], [0, -0.66]])
        oval([x + shift, y], [0.26, 0.26], mix(look.hair, [0, 0, 0], 0.22));
    } else {
      for (const [foot, tip] of [[-0.2, -0.42], [0.2, 0.36], [0, -0.02]])
        spike([foot + shift, -0.52], [tip + 1.6 * shift, -0.98], [0.22, 0.75]);
    }
  }
  function hairBefore() {
    const shift = 0.22 * face.yaw;
    if (curls) {
      const all = [[-0.42, -0.5, 0.17], [0.42, -0.52, 0.17], [-0.26, -0.66, 0.2], [0.3, -0.66, 0.2],
        [0, -0.68, 0.22], [-0.14, -0.53, 0.14], [0.16, -0.54, 0.15]];
      for (const [x, y, radius] of all) {
        const at = [x + shift * (1 - 0.6 * Math.abs(x)), y];
        oval(at, [radius, radius], look.hair);
        const ends = [[at[0] - 0.5 * radius, at[1] - 0.1 * radius], [at[0] + 0.2 * radius, at[1] - 0.5 * radius]];
        const pull = [at[0] - 0.35 * radius, at[1] - 0.55 * radius];
        stroke(ends, pull, [0.016, 0.3], mix(look.hair, rgb(0xffc890), 0.45));
      }
    } else {
      for (const [foot, tip] of [[-0.24, -0.2], [0.24, 0.24], [0, 0.1]])
        spike([foot + shift * 0.8, -0.54], [tip + 0.5 * shift, -0.84], [0.16, 0.7]);
      oval([shift * 0.9, -0.57], [0.4, 0.11], look.hair);
    }
  }

  // portrait.rs
  shoulders();
  hairBehind();
  ears();
  skin();
  for (const side of [-1, 1]) { cheek(side); eye(side); }
  mouth();
  nose();
  hairBefore();
  for (const side of [-1, 1]) brow(side);
  const planes = new Float32Array(3 * area);
  pixels.forEach((colour, i) => colour.forEach((v, plane) => {
    planes[plane * area + i] = Math.round(clamp(v, 0, 1) * 255) / 255;
  }));
  return planes;
}
