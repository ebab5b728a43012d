//! Runs a chain of kernels over a batch, forward and backward, on all cores.
//!
//! The batch is cut into groups of [`GROUP`] images. A thread takes one group through
//! the whole chain, so what a kernel writes is still in its core's cache when the next
//! one reads it, and threads meet once per pass instead of once per operation. The cut
//! depends on nothing but the batch, and sums over groups are added in their order: the
//! same seed gives the same bits on any number of threads.

use super::buffer::{self, Buffer};
use super::kernel::{Kernel, Pass};
use rayon::prelude::*;

/// Images that go through the chain together.
pub const GROUP: usize = 16;

/// A chain of kernels, each taking what the one before gives.
pub type Chain = Vec<Box<dyn Kernel>>;

/// The outputs of every kernel for one group of images, kept for the way back.
pub type Activations = Vec<Buffer>;

/// The chain's output for a batch `x`, and the activations when `keep` asks for them.
///
/// # Panics
/// If `x` is not a whole number of the first kernel's inputs.
pub fn forward(chain: &Chain, x: &[f32], keep: bool) -> (Vec<f32>, Vec<Activations>) {
    let (from, to) = ends(chain);
    assert_eq!(x.len() % from, 0, "images of {from} numbers");
    let mut output = vec![0.0; x.len() / from * to];
    let groups = x
        .par_chunks(GROUP * from)
        .zip(output.par_chunks_mut(GROUP * to))
        .map(|(x, y)| {
            let n = x.len() / from;
            let mut kept = Vec::with_capacity(chain.len());
            for kernel in &chain[..chain.len() - 1] {
                let mut y = buffer::take(n * kernel.output_len());
                kernel.forward(n, kept.last().map_or(x, |v: &Buffer| &**v), &mut y);
                if !keep {
                    kept.clear();
                }
                kept.push(y);
            }
            let last = &chain[chain.len() - 1];
            last.forward(n, kept.last().map_or(x, |v| &**v), y);
            if keep { kept } else { Vec::new() }
        })
        .collect();
    (output, groups)
}

/// Gradients of a batch: overwrites `dx`, and returns those of all parameters, one
/// kernel's behind the other's.
///
/// `x`, `y` and `activations` are what [`forward`] took and gave; `dy` is the loss's
/// gradient with respect to `y`.
pub fn backward(
    chain: &Chain,
    batch: Pass,
    activations: &[Activations],
    dx: &mut [f32],
) -> Vec<f32> {
    let (from, to) = ends(chain);
    let params: Vec<usize> = chain.iter().map(|k| k.param_lens().iter().sum()).collect();
    let total: usize = params.iter().sum();
    let sums: Vec<Vec<f32>> = batch
        .x
        .par_chunks(GROUP * from)
        .zip(batch.y.par_chunks(GROUP * to))
        .zip(batch.dy.par_chunks(GROUP * to))
        .zip(dx.par_chunks_mut(GROUP * from))
        .zip(activations)
        .map(|((((x, y), dy), dx), kept)| {
            let n = x.len() / from;
            let mut dparams = vec![0.0; total];
            let mut end = total;
            let mut above: Option<Buffer> = None;
            for (i, kernel) in chain.iter().enumerate().rev() {
                let pass = Pass {
                    x: if i == 0 { x } else { &kept[i - 1] },
                    y: kept.get(i).map_or(y, |v| &**v),
                    dy: above.as_deref().unwrap_or(dy),
                };
                let start = end - params[i];
                let slot = &mut dparams[start..end];
                end = start;
                if i == 0 {
                    kernel.backward(n, pass, dx, slot);
                } else {
                    let mut below = buffer::take(n * kernel.input_len());
                    kernel.backward(n, pass, &mut below, slot);
                    above = Some(below);
                }
            }
            dparams
        })
        .collect();
    let mut groups = sums.into_iter();
    let mut sum = groups.next().unwrap_or_default();
    for group in groups {
        for (sum, v) in sum.iter_mut().zip(group) {
            *sum += v;
        }
    }
    sum
}

/// Numbers per image that go into the chain, and that come out.
fn ends(chain: &Chain) -> (usize, usize) {
    let (first, last) = (chain.first(), chain.last());
    let (first, last) = (first.expect("a kernel"), last.expect("a kernel"));
    (first.input_len(), last.output_len())
}
