//! Runs a chain of kernels over a batch, forward and backward, on all cores.
//!
//! The batch is cut into blocks, one thread's work at a time, and a block into groups, which go
//! through the whole chain together: what a kernel writes is still in its core's cache when the
//! next one reads it. The cut depends on nothing but the batch, and sums over blocks are added
//! in their order: the same seed gives the same bits on any number of threads.

use super::buffer::{self, Buffer};
use super::kernel::{Kernel, Pass};
use super::lanes::{self, LANES};
use super::simd;
use crate::ops::relu;
use crate::ops::source::Source;
use rayon::prelude::*;
use std::ops::Range;

/// A kernel, and whether its output is rectified in place.
pub struct Link {
    /// Operation that is computed.
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

/// How a batch is cut.
struct Cut {
    /// Numbers per image that go into the chain.
    from: usize,
    /// Numbers per image that come out.
    to: usize,
    images: usize,
    /// Images whose gradients are summed by one thread.
    block: usize,
    /// Images that go through the chain together.
    group: usize,
}

impl Cut {
    fn new(chain: &Chain, x: Source) -> Self {
        let (first, last) = (chain.first(), chain.last());
        let from = first.expect("a kernel").kernel.lens()[0];
        let images = x.images(from);
        let image: usize = chain.iter().map(|link| link.kernel.lens()[1]).sum();
        // 32, or half of a batch that would keep one core alone busy; more, up to a quarter of
        // the batch, where a block would have more gradients than numbers between the kernels.
        let few = if images > 2 * LANES { 2 * LANES } else { LANES };
        let worth = (params(chain) / image.max(1)).min(images / 4);
        let block = worth.next_multiple_of(LANES).max(few);
        // As many of a block as leave the numbers between the kernels in the core's cache.
        const NUMBERS: usize = 1 << 17;
        Self {
            from,
            to: last.expect("a kernel").kernel.lens()[1],
            images,
            block,
            group: (NUMBERS / image.max(1)).clamp(LANES, block) / LANES * LANES,
        }
    }

    fn blocks(&self) -> Vec<Range<usize>> {
        pieces(0..self.images, self.block)
    }

    fn groups(&self, images: Range<usize>) -> Vec<Range<usize>> {
        pieces(images, self.group)
    }
}

fn pieces(images: Range<usize>, size: usize) -> Vec<Range<usize>> {
    let end = images.end;
    let starts = images.step_by(size);
    starts.map(|start| start..end.min(start + size)).collect()
}

/// Pieces of `len` numbers for whoever writes them, or as many times nothing to write to.
pub fn slots(numbers: Option<&mut [f32]>, len: usize, count: usize) -> Vec<Option<&mut [f32]>> {
    match numbers {
        Some(numbers) => numbers.chunks_mut(len).map(Some).collect(),
        None => (0..count).map(|_| None).collect(),
    }
}

/// The chain's output for a batch `x`, and the outputs of all links when `keep` asks.
///
/// # Panics
/// If `x` is not a whole number of the first kernel's inputs.
pub fn forward(chain: &Chain, x: &[f32], keep: bool) -> (Vec<f32>, Vec<Outputs>) {
    let cut = Cut::new(chain, Source::Numbers(x));
    let mut output = vec![0.0; cut.images * cut.to];
    let parts = output.par_chunks_mut(cut.group * cut.to);
    let groups = cut.groups(0..cut.images).into_par_iter().zip(parts);
    let kept = groups.map(|(images, y)| {
        let x = side_by_side(cut.from, &x[numbers(cut.from, &images)]);
        let outputs = forward_group(chain, images, &x, keep);
        lanes::gather(cut.to, &outputs[outputs.len() - 1], y);
        if keep { outputs } else { Vec::new() }
    });
    let kept = kept.collect();
    (output, kept)
}

/// Gradients of a batch: overwrites `dx` where somebody wants it, and returns those of all
/// parameters, one kernel's behind the other's.
///
/// `kept` is what [`forward`] gave for `x`.
pub fn backward(
    chain: &Chain,
    [x, dy]: [&[f32]; 2],
    kept: &[Outputs],
    dx: Option<&mut [f32]>,
) -> Buffer {
    let cut = Cut::new(chain, Source::Numbers(x));
    let blocks = cut.blocks();
    let slots = slots(dx, cut.block * cut.from, blocks.len());
    let sums = blocks.into_par_iter().zip(slots).map(|(block, mut dx)| {
        let mut dparams = zeros(params(chain));
        for images in cut.groups(block.clone()) {
            let rows = &x[numbers(cut.from, &images)];
            let x = side_by_side(cut.from, rows);
            let dy = side_by_side(cut.to, &dy[numbers(cut.to, &images)]);
            let outputs = &kept[images.start / cut.group];
            let own = images.start - block.start..images.end - block.start;
            let dx = dx.as_deref_mut().map(|dx| &mut dx[numbers(cut.from, &own)]);
            backward_group(chain, images, [&x, rows], outputs, dy, dx, &mut dparams);
        }
        dparams
    });
    total(sums.collect())
}

/// A loss of a batch, `factor · Σ loss(chain(x), targets)` and the kernels' penalties, and in
/// the same breath its gradients with respect to the parameters: a group goes back while its
/// outputs are still in the cache.
pub fn learn(chain: &Chain, pairs: [Source; 2], loss: (Loss, f32)) -> (f64, Buffer) {
    let cut = Cut::new(chain, pairs[0]);
    let learn_block = |block| {
        let (mut value, mut dparams) = (0.0, zeros(params(chain)));
        for images in cut.groups(block) {
            value += learn_group(chain, &cut, pairs, loss, images, Some(&mut dparams));
        }
        (value, dparams)
    };
    // All of it by the threads that compute: they are woken once.
    rayon::scope(|_| {
        let blocks = cut.blocks().into_par_iter();
        let (values, dparams): (Vec<f64>, Vec<Buffer>) = blocks.map(learn_block).unzip();
        (values.iter().sum(), total(dparams))
    })
}

/// The value of [`learn`] alone.
pub fn measure(chain: &Chain, pairs: [Source; 2], loss: (Loss, f32)) -> f64 {
    let cut = Cut::new(chain, pairs[0]);
    let groups = cut.groups(0..cut.images).into_par_iter();
    let values = groups.map(|images| learn_group(chain, &cut, pairs, loss, images, None));
    values.collect::<Vec<f64>>().iter().sum()
}

/// The loss of a group; adds its gradients where somebody wants them.
fn learn_group(
    chain: &Chain,
    cut: &Cut,
    [x, targets]: [Source; 2],
    loss: (Loss, f32),
    images: Range<usize>,
    dparams: Option<&mut [f32]>,
) -> f64 {
    let expected = targets.images(cut.to);
    assert_eq!(cut.images, expected, "as many targets as outputs");
    let (mut made, mut made_too) = (None, None);
    // Where the label is the input, it is brought into order once.
    let other = (!x.is(targets)).then(|| {
        let rows = targets.rows(cut.to, &images, &mut made_too);
        side_by_side(cut.to, rows)
    });
    let rows = x.rows(cut.from, &images, &mut made);
    let x = side_by_side(cut.from, rows);
    let targets = other.as_ref().unwrap_or(&x);
    let outputs = forward_group(chain, images.clone(), &x, true);
    let y = &outputs[outputs.len() - 1];
    let mut dy = dparams.is_some().then(|| buffer::take(targets.len()));
    let value = loss_of_group(loss, images.len(), y, targets, dy.as_deref_mut())
        + penalties(chain, &images, &x, &outputs);
    if let (Some(dy), Some(dparams)) = (dy, dparams) {
        backward_group(chain, images, [&x, rows], &outputs, dy, None, dparams);
    }
    value
}

/// Where the numbers of images are, of which each has `len`.
fn numbers(len: usize, images: &Range<usize>) -> Range<usize> {
    images.start * len..images.end * len
}

/// A group of images of `len` numbers, side by side.
fn side_by_side(len: usize, rows: &[f32]) -> Buffer {
    let mut buffer = buffer::take(lanes::room(rows.len() / len) * len);
    lanes::spread(len, rows, &mut buffer);
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

/// What the kernels add to the loss of a group.
fn penalties(chain: &Chain, images: &Range<usize>, x: &[f32], outputs: &Outputs) -> f64 {
    let inputs = std::iter::once(x).chain(outputs.iter().map(|y| &y[..]));
    let penalty = |(link, x): (&Link, &[f32])| link.kernel.penalty(images.clone(), x);
    chain.iter().zip(inputs).map(penalty).sum()
}

fn forward_group(chain: &Chain, images: Range<usize>, x: &[f32], keep: bool) -> Outputs {
    let mut outputs = Outputs::with_capacity(chain.len());
    for link in chain {
        let mut y = buffer::take(lanes::room(images.len()) * link.kernel.lens()[1]);
        let x = outputs.last().map_or(x, |before| before);
        link.kernel.forward(images.clone(), x, &mut y);
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
    [x, rows]: [&[f32]; 2],
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
        let start = end - kernel.params();
        let x = if i == 0 { x } else { &outputs[i - 1] };
        let mut below = (i > 0 || dx.is_some()).then(|| buffer::take(x.len()));
        let pass = Pass {
            images: images.clone(),
            x,
            rows: (i == 0).then_some(rows),
            dy: &dy,
        };
        kernel.backward(pass, below.as_deref_mut(), &mut dparams[start..end]);
        end = start;
        dy = below.unwrap_or(dy);
    }
    if let Some(dx) = dx {
        lanes::gather(x.len() / lanes::room(images.len()), &dy, dx);
    }
}

fn zeros(len: usize) -> Buffer {
    let mut zeros = buffer::take(len);
    zeros.fill(0.0);
    zeros
}

/// The sum of all blocks' gradients.
fn total(blocks: Vec<Buffer>) -> Buffer {
    let mut blocks = blocks.into_iter();
    let mut sum = blocks.next().unwrap_or_else(|| buffer::take(0));
    let blocks = Vec::from_iter(blocks);
    const PIECE: usize = 8192;
    sum.par_chunks_mut(PIECE).enumerate().for_each(|(i, sum)| {
        simd::wide!({
            for block in &blocks {
                let piece = &block[i * PIECE..];
                sum.iter_mut().zip(piece).for_each(|(s, v)| *s += v);
            }
        });
    });
    sum
}

/// Numbers of all parameters.
fn params(chain: &Chain) -> usize {
    chain.iter().map(|link| link.kernel.params()).sum()
}
