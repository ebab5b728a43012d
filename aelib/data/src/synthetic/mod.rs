//! Digits that look written by hand, made from a seed: for machines without MNIST.
//!
//! [`glyphs`] says how digits are written, [`hand`] how one hand differs from the next,
//! [`pen`] turns curves into pixels.

mod glyphs;
mod hand;
mod pen;

use glyphs::GLYPHS;
use hand::Hand;
use rand::distributions::{Distribution, WeightedIndex};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::LogNormal;
use rayon::prelude::*;

/// `count` digits from this seed: their pixels, 784 bytes each, and their labels. Each is
/// drawn from a random stream of its own, the `first`th and those that follow: the same
/// on any number of cores.
pub fn digits(seed: u64, first: u64, count: usize) -> (Vec<u8>, Vec<u8>) {
    let ways = GLYPHS.map(|glyphs| {
        WeightedIndex::new(glyphs.iter().map(|glyph| glyph.0)).expect("weights above zero")
    });
    let (images, labels): (Vec<_>, _) = (0..count as u64)
        .into_par_iter()
        .map(|i| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(first + i);
            // Of 64 bits on every machine: a browser's `usize` would draw other digits.
            let label = rng.gen_range(0..10u64) as usize;
            let (_, strokes) = GLYPHS[label][ways[label].sample(&mut rng)];
            let curves = Hand::any(&mut rng).write(strokes, &mut rng);
            let radius = LogNormal::new(0.2f32, 0.26).expect("a deviation above zero");
            let radius = radius.sample(&mut rng).clamp(0.7, 2.6);
            (pen::draw(&curves, radius), label as u8)
        })
        .unzip();
    (images.concat(), labels)
}
