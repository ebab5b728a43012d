//! Runs a chain of kernels over a batch, forward and backward, on all cores.
//!
//! The batch is cut into blocks, one thread's work at a time, and a
//! block into groups, which go through the whole chain together: what a
//! kernel writes is still in its core's cache when the next one reads it. The images of a
//! group lie side by side, see [`lanes`]. The cut depends on nothing but the batch, and sums
//! over blocks are added in their order: the same seed gives the same bits on any number of
//! threads.

use super::buffer::{self, Buffer};
use super::kernel::{Kernel, Pass};
use super::lanes::{self, LANES};
use super::simd;
use crate::ops::relu;
use rayon::prelude::*;
use std::ops::Range;

/// Images whose gradients are summed by one thread, of a batch of so many: 32, or half a
/// batch that would otherwise keep one core alone busy.
fn block(batch: usize) -> usize {
    if batch > 2 * LANES { 2 * LANES } else { LANES }
}

/// Images that go through the chain together: as many of a block as leave the numbers
/// between the kernels in the core's cache.
fn group(chain: &Chain, block: usize) -> usize {
    const NUMBERS: usize = 1 << 17;
    let image: usize = chain.iter().map(|link| link.kernel.output_len()).sum();
    (NUMBERS / image.max(1)).clamp(LANES, block) / LANES * LANES
}

/// A kernel, and whether its output is rectified in place.
pub struct Link {
    /// What is computed.
    pub kernel: Box<dyn Kernel>,
    /// Whether `max(·, 0)` follows.
    pub rectified: bool,
}

/// Links that each take what the one before gives.
pub type Chain = Vec<Link>;

/// The outputs of every link for one group of images.
pub type Outputs = Vec<Buffer>;

/// Sum over a group of a loss between outputs and targets, times a factor; writes the
/// gradient with respect to the outputs where somebody wants it.
pub type Loss =
    fn(outputs: &[f32], targets: &[f32], factor: f32, gradient: Option<&mut [f32]>) -> f64;

/// The chain's output for a batch `x`, and the outputs of all links when `keep` asks.
///
/// # Panics
/// If `x` is not a whole number of the first kernel's inputs.
pub fn forward(chain: &Chain, x: &[f32], keep: bool) -> (Vec<f32>, Vec<Outputs>) {
    let (from, to) = ends(chain, x);
    let group = group(chain, block(x.len() / from));
    let mut output = vec![0.0; x.len() / from * to];
    let groups = x
        .par_chunks(group * from)
        .zip(output.par_chunks_mut(group * to));
    let kept = groups.enumerate().map(|(g, (x, y))| {
        let images = range(g * group, x.len() / from);
        let outputs = forward_group(chain, images, &side_by_side(from, x), keep);
        lanes::gather(to, &outputs[outputs.len() - 1], y);
        if keep { outputs } else { Vec::new() }
    });
    let kept = kept.collect();
    (output, kept)
}

/// Gradients of a batch: overwrites `dx` where somebody wants it, and returns those of all
/// parameters, one kernel's behind the other's.
///
/// `kept` is what [`forward`] gave for `pass.x`.
pub fn backward(chain: &Chain, pass: Pass, kept: &[Outputs], dx: Option<&mut [f32]>) -> Vec<f32> {
    let (from, to) = ends(chain, pass.x);
    let block = block(pass.x.len() / from);
    let group = group(chain, block);
    let blocks: Vec<Block> = cut(pass.x, block * from, dx);
    let sums = blocks.into_par_iter().enumerate().map(|(b, images)| {
        let mut dparams = zeros(params(chain));
        for (g, (x, dx)) in images.groups(group * from).enumerate() {
            let images = range(b * block + g * group, x.len() / from);
            let dy = side_by_side(to, &pass.dy[images.start * to..images.end * to]);
            let outputs = &kept[images.start / group];
            let x = side_by_side(from, x);
            backward_group(chain, images, &x, outputs, dy, dx, &mut dparams);
        }
        dparams
    });
    total(sums.collect())
}

/// A loss of a batch, `factor · Σ loss(chain(x), targets)` and the kernels' penalties, and in
/// the same breath its gradients with respect to the parameters: a group goes back while its
/// outputs are still in the cache.
pub fn learn(chain: &Chain, x: &[f32], targets: &[f32], loss: (Loss, f32)) -> (f64, Vec<f32>) {
    let (from, to) = ends(chain, x);
    let block = block(x.len() / from);
    let group = group(chain, block);
    let same = std::ptr::eq(x, targets);
    assert_eq!(
        targets.len(),
        x.len() / from * to,
        "as many targets as outputs"
    );
    let blocks: Vec<Block> = cut(x, block * from, None);
    let sums = blocks.into_par_iter().enumerate().map(|(b, images)| {
        let (mut value, mut dparams) = (0.0, zeros(params(chain)));
        for (g, (x, _)) in images.groups(group * from).enumerate() {
            let images = range(b * block + g * group, x.len() / from);
            let x = side_by_side(from, x);
            let other =
                (!same).then(|| side_by_side(to, &targets[images.start * to..images.end * to]));
            let targets = other.as_ref().unwrap_or(&x);
            let outputs = forward_group(chain, images.clone(), &x, true);
            let mut dy = buffer::take(targets.len());
            let y = &outputs[outputs.len() - 1];
            value += loss_of_group(loss, images.len(), y, targets, Some(&mut dy))
                + penalties(chain, &images, &x, &outputs);
            backward_group(chain, images, &x, &outputs, dy, None, &mut dparams);
        }
        (value, dparams)
    });
    let (values, sums): (Vec<f64>, Vec<Buffer>) = sums.collect::<Vec<_>>().into_iter().unzip();
    (values.iter().sum(), total(sums))
}

/// The value of [`learn`] alone.
pub fn measure(chain: &Chain, x: &[f32], targets: &[f32], loss: (Loss, f32)) -> f64 {
    let (from, to) = ends(chain, x);
    let group = group(chain, block(x.len() / from));
    assert_eq!(
        targets.len(),
        x.len() / from * to,
        "as many targets as outputs"
    );
    let groups = x
        .par_chunks(group * from)
        .zip(targets.par_chunks(group * to));
    let values = groups.enumerate().map(|(g, (x, targets))| {
        let images = range(g * group, x.len() / from);
        let (x, targets) = (side_by_side(from, x), side_by_side(to, targets));
        let outputs = forward_group(chain, images.clone(), &x, true);
        let y = &outputs[outputs.len() - 1];
        loss_of_group(loss, images.len(), y, &targets, None)
            + penalties(chain, &images, &x, &outputs)
    });
    values.collect::<Vec<f64>>().iter().sum()
}

/// A group of images of `len` numbers, side by side.
fn side_by_side(len: usize, images: &[f32]) -> Buffer {
    let mut buffer = buffer::take(lanes::room(images.len() / len) * len);
    lanes::spread(len, images, &mut buffer);
    buffer
}

/// The loss of the images that are there; the gradient of the others is zero.
fn loss_of_group(
    (loss, factor): (Loss, f32),
    images: usize,
    y: &[f32],
    targets: &[f32],
    gradient: Option<&mut [f32]>,
) -> f64 {
    let room = lanes::room(images);
    if room == images {
        return loss(y, targets, factor, gradient);
    }
    let mut gradients = gradient.map(|gradient| gradient.chunks_exact_mut(room));
    let rows = y.chunks_exact(room).zip(targets.chunks_exact(room));
    let losses = rows.map(|(y, targets)| {
        let gradient = gradients.as_mut().and_then(Iterator::next).map(|row| {
            let (there, missing) = row.split_at_mut(images);
            missing.fill(0.0);
            there
        });
        loss(&y[..images], &targets[..images], factor, gradient)
    });
    losses.sum()
}

/// So many images from the first one on.
fn range(first: usize, count: usize) -> Range<usize> {
    first..first + count
}

/// What the kernels add to the loss of a group.
fn penalties(chain: &Chain, images: &Range<usize>, x: &[f32], outputs: &Outputs) -> f64 {
    let inputs = std::iter::once(x).chain(outputs.iter().map(|y| &y[..]));
    let links = chain.iter().zip(inputs);
    links
        .map(|(link, x)| link.kernel.penalty(images.clone(), x))
        .sum()
}

fn forward_group(chain: &Chain, images: Range<usize>, x: &[f32], keep: bool) -> Outputs {
    let mut outputs = Outputs::with_capacity(chain.len());
    for link in chain {
        let mut y = buffer::take(lanes::room(images.len()) * link.kernel.output_len());
        link.kernel
            .forward(images.clone(), outputs.last().map_or(x, |v| v), &mut y);
        if link.rectified {
            relu::forward(&mut y);
        }
        if !keep {
            outputs.clear();
        }
        outputs.push(y);
    }
    outputs
}

fn backward_group(
    chain: &Chain,
    images: Range<usize>,
    x: &[f32],
    outputs: &Outputs,
    mut dy: Buffer,
    dx: Option<&mut [f32]>,
    dparams: &mut [f32],
) {
    let mut end = dparams.len();
    for (i, Link { kernel, rectified }) in chain.iter().enumerate().rev() {
        if *rectified {
            relu::backward(&outputs[i], &mut dy);
        }
        let start = end - kernel.param_lens().iter().sum::<usize>();
        let slot = &mut dparams[start..end];
        end = start;
        let x = if i == 0 { x } else { &outputs[i - 1] };
        let pass = Pass { x, dy: &dy };
        if i == 0 && dx.is_none() {
            kernel.backward(images.clone(), pass, None, slot);
        } else {
            let mut below = buffer::take(x.len());
            kernel.backward(images.clone(), pass, Some(&mut below), slot);
            dy = below;
        }
    }
    if let Some(dx) = dx {
        lanes::gather(x.len() / lanes::room(images.len()), &dy, dx);
    }
}

/// The inputs of one block, and where their gradient goes.
struct Block<'a> {
    x: &'a [f32],
    dx: Option<&'a mut [f32]>,
}

/// Blocks of `len` numbers.
fn cut<'a>(x: &'a [f32], len: usize, dx: Option<&'a mut [f32]>) -> Vec<Block<'a>> {
    let mut gradients = dx.map(|dx| dx.chunks_mut(len));
    let blocks = x.chunks(len);
    blocks
        .map(|x| Block {
            x,
            dx: gradients.as_mut().and_then(Iterator::next),
        })
        .collect()
}

impl<'a> Block<'a> {
    /// Pieces of `len` numbers.
    fn groups(self, len: usize) -> impl Iterator<Item = (&'a [f32], Option<&'a mut [f32]>)> {
        let mut gradients = self.dx.map(|dx| dx.chunks_mut(len));
        let groups = self.x.chunks(len);
        groups.map(move |x| (x, gradients.as_mut().and_then(Iterator::next)))
    }
}

fn zeros(len: usize) -> Buffer {
    let mut zeros = buffer::take(len);
    zeros.fill(0.0);
    zeros
}

/// The sum of all blocks' gradients.
fn total(blocks: Vec<Buffer>) -> Vec<f32> {
    let mut sum = vec![0.0; blocks.first().map_or(0, |block| block.len())];
    const PIECE: usize = 8192;
    sum.par_chunks_mut(PIECE).enumerate().for_each(|(i, sum)| {
        simd::run(
            #[inline(always)]
            || {
                for block in &blocks {
                    let piece = &block[i * PIECE..];
                    sum.iter_mut().zip(piece).for_each(|(s, v)| *s += v);
                }
            },
        );
    });
    sum
}

/// Numbers of all parameters.
fn params(chain: &Chain) -> usize {
    chain.iter().flat_map(|link| link.kernel.param_lens()).sum()
}

/// Numbers per image that go into the chain, and that come out.
fn ends(chain: &Chain, x: &[f32]) -> (usize, usize) {
    let (first, last) = (chain.first(), chain.last());
    let (first, last) = (first.expect("a kernel"), last.expect("a kernel"));
    let from = first.kernel.input_len();
    assert_eq!(x.len() % from, 0, "images of {from} numbers");
    (from, last.kernel.output_len())
}
