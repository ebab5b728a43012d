//! Runs a chain of kernels over a batch, forward and backward, on all cores.
//!
//! The batch is cut into blocks of [`BLOCK`] images, one thread's work at a time, and a
//! block into groups, which go through the whole chain together: what a
//! kernel writes is still in its core's cache when the next one reads it. The cut depends
//! on nothing but the batch, and sums over blocks are added in their order: the same seed
//! gives the same bits on any number of threads.

use super::buffer::{self, Buffer};
use super::kernel::{Kernel, Pass};
use super::{relu, simd};
use rayon::prelude::*;
use std::ops::Range;

/// Images whose gradients are summed by one thread.
pub const BLOCK: usize = 32;

/// Images that go through the chain together: as many as leave the numbers between the
/// kernels in the core's cache, so that small networks get large matrices.
fn group(chain: &Chain) -> usize {
    const NUMBERS: usize = 1 << 17;
    let image: usize = chain.iter().map(|link| link.kernel.output_len()).sum();
    let fitting = (NUMBERS / image.max(1)).clamp(1, BLOCK);
    1 << fitting.ilog2()
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
    let ((from, to), group) = (ends(chain, x), group(chain));
    let mut output = vec![0.0; x.len() / from * to];
    let groups = x
        .par_chunks(group * from)
        .zip(output.par_chunks_mut(group * to));
    let kept = groups.enumerate().map(|(g, (x, y))| {
        let outputs = forward_group(chain, range(g * group, x.len() / from), x, keep);
        y.copy_from_slice(&outputs[outputs.len() - 1]);
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
    let ((from, to), group) = (ends(chain, pass.x), group(chain));
    let blocks: Vec<Block> = cut(pass.x, from, dx);
    let sums = blocks.into_par_iter().enumerate().map(|(b, block)| {
        let mut dparams = vec![0.0; params(chain)];
        for (g, (x, dx)) in block.groups(group * from).enumerate() {
            let (n, first) = (x.len() / from, b * BLOCK + g * group);
            let mut dy = buffer::take(n * to);
            dy.copy_from_slice(&pass.dy[first * to..][..n * to]);
            let images = range(first, n);
            backward_group(chain, images, x, &kept[first / group], dy, dx, &mut dparams);
        }
        dparams
    });
    total(chain, sums.collect())
}

/// A loss of a batch, `factor · Σ loss(chain(x), targets)` and the kernels' penalties, and in the same breath its
/// gradients, as [`backward`] gives them: a group goes back while its outputs are still in
/// the cache.
pub fn learn(
    chain: &Chain,
    x: &[f32],
    targets: &[f32],
    (loss, factor): (Loss, f32),
    dx: Option<&mut [f32]>,
) -> (f64, Vec<f32>) {
    let ((from, to), group) = (ends(chain, x), group(chain));
    assert_eq!(
        targets.len(),
        x.len() / from * to,
        "as many targets as outputs"
    );
    let blocks: Vec<Block> = cut(x, from, dx);
    let sums = blocks.into_par_iter().enumerate().map(|(b, block)| {
        let (mut value, mut dparams) = (0.0, vec![0.0; params(chain)]);
        for (g, (x, dx)) in block.groups(group * from).enumerate() {
            let images = range(b * BLOCK + g * group, x.len() / from);
            let targets = &targets[images.start * to..images.end * to];
            let outputs = forward_group(chain, images.clone(), x, true);
            let mut dy = buffer::take(targets.len());
            let y = &outputs[outputs.len() - 1];
            value += loss(y, targets, factor, Some(&mut dy)) + penalties(chain, x, &outputs);
            backward_group(chain, images, x, &outputs, dy, dx, &mut dparams);
        }
        (value, dparams)
    });
    let (values, sums): (Vec<f64>, Vec<Vec<f32>>) = sums.collect::<Vec<_>>().into_iter().unzip();
    (values.iter().sum(), total(chain, sums))
}

/// The value of [`learn`] alone.
pub fn measure(chain: &Chain, x: &[f32], targets: &[f32], (loss, factor): (Loss, f32)) -> f64 {
    let ((from, to), group) = (ends(chain, x), group(chain));
    assert_eq!(
        targets.len(),
        x.len() / from * to,
        "as many targets as outputs"
    );
    let groups = x
        .par_chunks(group * from)
        .zip(targets.par_chunks(group * to));
    let values = groups.enumerate().map(|(g, (x, targets))| {
        let outputs = forward_group(chain, range(g * group, x.len() / from), x, true);
        loss(&outputs[outputs.len() - 1], targets, factor, None) + penalties(chain, x, &outputs)
    });
    values.collect::<Vec<f64>>().iter().sum()
}

/// So many images from the first one on.
fn range(first: usize, count: usize) -> Range<usize> {
    first..first + count
}

/// What the kernels add to the loss of a group.
fn penalties(chain: &Chain, x: &[f32], outputs: &Outputs) -> f64 {
    let inputs = std::iter::once(x).chain(outputs.iter().map(|y| &y[..]));
    let links = chain.iter().zip(inputs);
    links.map(|(link, x)| link.kernel.penalty(x)).sum()
}

fn forward_group(chain: &Chain, images: Range<usize>, x: &[f32], keep: bool) -> Outputs {
    let mut outputs = Outputs::with_capacity(chain.len());
    for link in chain {
        let mut y = buffer::take(images.len() * link.kernel.output_len());
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
    mut dx: Option<&mut [f32]>,
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
        if i == 0 {
            kernel.backward(images.clone(), Pass { x, dy: &dy }, dx.take(), slot);
        } else {
            let mut below = buffer::take(images.len() * kernel.input_len());
            let pass = Pass {
                x: &outputs[i - 1],
                dy: &dy,
            };
            kernel.backward(images.clone(), pass, Some(&mut below), slot);
            dy = below;
        }
    }
}

/// The inputs of one block, and where their gradient goes.
struct Block<'a> {
    x: &'a [f32],
    dx: Option<&'a mut [f32]>,
}

fn cut<'a>(x: &'a [f32], from: usize, dx: Option<&'a mut [f32]>) -> Vec<Block<'a>> {
    let mut gradients = dx.map(|dx| dx.chunks_mut(BLOCK * from));
    let blocks = x.chunks(BLOCK * from);
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

/// The sum of all blocks' gradients, in the parameters' own order.
fn total(chain: &Chain, blocks: Vec<Vec<f32>>) -> Vec<f32> {
    let mut sum = vec![0.0; params(chain)];
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
    let mut rest = &mut sum[..];
    for Link { kernel, .. } in chain {
        let (own, others) = rest.split_at_mut(kernel.param_lens().iter().sum());
        kernel.restore(own);
        rest = others;
    }
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
