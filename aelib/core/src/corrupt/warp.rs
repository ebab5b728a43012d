//! What a deepfake does to its inputs: bends and recolours them, differently each time.

use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor, TensorFromVec};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// Points of the net, along each side of the image.
const NET: usize = 5;

/// Bends each image as if it were printed on rubber: the points of a net of 5x5 are pulled
/// in x and y by a normally distributed distance with standard deviation `amount`, in
/// parts of the image's side, and the pull changes evenly in between.
///
/// # Shapes
/// (N, C, H, W) → (N, C, H, W), H and W at least 2
///
/// # Panics
/// If the images have another shape.
pub fn warp<S: Shape>(
    images: &Tensor<S, f32, Cpu>,
    amount: f32,
    rng: &mut impl RngCore,
) -> Tensor<S, f32, Cpu> {
    let [channels, h, w] = sizes("warp", images);
    change(images, channels * h * w, rng, |from, to, rng| {
        bend(from, to, [h, w], amount, rng);
    })
}

/// Gives each image other colours: each channel moves by the share `amount` towards a random
/// mixture of all channels; then the image becomes paler or harder, brighter or darker.
///
/// # Shapes
/// (N, C, H, W) → (N, C, H, W), H and W at least 2
///
/// # Panics
/// If the images have another shape, or the share is not in [0, 1].
pub fn recolour<S: Shape>(
    images: &Tensor<S, f32, Cpu>,
    amount: f32,
    rng: &mut impl RngCore,
) -> Tensor<S, f32, Cpu> {
    assert!(
        (0.0..=1.0).contains(&amount),
        "recolour: a share is from 0 to 1, found {amount}"
    );
    let [channels, h, w] = sizes("recolour", images);
    change(images, channels * h * w, rng, |from, to, rng| {
        tint(from, to, h * w, amount, rng);
    })
}

fn sizes<S: Shape>(what: &str, images: &Tensor<S, f32, Cpu>) -> [usize; 3] {
    let sizes: Vec<usize> = images.shape().concrete().into_iter().collect();
    match sizes[..] {
        [_, channels, h, w] if h > 1 && w > 1 => [channels, h, w],
        _ => panic!("{what}: expected images of shape (N, C, H, W), found {sizes:?}"),
    }
}

/// Changes each image of `len` numbers with a random stream of its own, on all cores.
fn change<S: Shape>(
    images: &Tensor<S, f32, Cpu>,
    len: usize,
    rng: &mut impl RngCore,
    change: impl Fn(&[f32], &mut [f32], &mut ChaCha8Rng) + Sync,
) -> Tensor<S, f32, Cpu> {
    let from = to_vec(images);
    let mut to = vec![0.0; from.len()];
    let seed = rng.next_u64();
    let pairs = from.par_chunks_exact(len).zip(to.par_chunks_exact_mut(len));
    pairs.enumerate().for_each(|(i, (from, to))| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(i as u64);
        change(from, to, &mut rng);
    });
    Cpu::default().tensor_from_vec(to, *images.shape())
}

fn bend(from: &[f32], to: &mut [f32], [h, w]: [usize; 2], amount: f32, rng: &mut ChaCha8Rng) {
    let mut pull = |side: usize| amount * side as f32 * rng.sample::<f32, _>(StandardNormal);
    let net = [(); NET].map(|()| [(); NET].map(|()| [pull(h), pull(w)]));
    for (y, x) in (0..h).flat_map(|y| (0..w).map(move |x| (y, x))) {
        let ((row, down), (column, right)) = (in_net(y, h), in_net(x, w));
        let [top, left] = [(0, y, h), (1, x, w)].map(|(axis, at, side)| {
            let corner = |i: usize, j: usize| net[row + i][column + j][axis];
            in_image(at as f32 + between(corner, down, right), side)
        });
        for (from, to) in from.chunks_exact(h * w).zip(to.chunks_exact_mut(h * w)) {
            let corner = |i: usize, j: usize| from[(top.0 + i) * w + left.0 + j];
            to[y * w + x] = between(corner, top.1, left.1);
        }
    }
}

/// What lies between four corners, so far down and so far to the right.
fn between(corner: impl Fn(usize, usize) -> f32, down: f32, right: f32) -> f32 {
    let along = |i| corner(i, 0) * (1.0 - right) + corner(i, 1) * right;
    along(0) * (1.0 - down) + along(1) * down
}

/// A pixel's place in the net: a point, and how far it is from there to the next.
fn in_net(pixel: usize, side: usize) -> (usize, f32) {
    let at = (pixel * (NET - 1)) as f32 / (side - 1) as f32;
    parted(at, NET)
}

/// A place in the image: a pixel, and how far it is from there to the next. Outside, the
/// edge goes on.
fn in_image(at: f32, side: usize) -> (usize, f32) {
    parted(at.clamp(0.0, (side - 1) as f32), side)
}

fn parted(at: f32, side: usize) -> (usize, f32) {
    let point = (at as usize).min(side - 2);
    (point, at - point as f32)
}

fn tint(from: &[f32], to: &mut [f32], size: usize, amount: f32, rng: &mut ChaCha8Rng) {
    let contrast = (0.5 * amount * rng.sample::<f32, _>(StandardNormal)).exp();
    for (own, to) in to.chunks_exact_mut(size).enumerate() {
        let shift = 0.1 * amount * rng.sample::<f32, _>(StandardNormal);
        // Uniform among all mixtures: exponential numbers over their sum.
        let channels = 0..from.len() / size;
        let parts = Vec::from_iter(channels.map(|_| -rng.gen_range(1e-6f32..1.0).ln()));
        let all: f32 = parts.iter().sum();
        to.fill(0.5 - 0.5 * contrast + shift);
        for (channel, from) in from.chunks_exact(size).enumerate() {
            let kept = if channel == own { 1.0 - amount } else { 0.0 };
            let share = contrast * (kept + amount * parts[channel] / all);
            let pixels = to.iter_mut().zip(from);
            pixels.for_each(|(to, from)| *to += share * from);
        }
        to.iter_mut().for_each(|v| *v = v.clamp(0.0, 1.0));
    }
}
