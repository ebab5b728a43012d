//! The training loop, written by you.
//!
//! ```text
//! cargo test -p exercises -- lesson_04::training_loop
//! ```

use aelib::prelude::*;

/// Trains `DenseAutoencoder::<4>::new(seed)` to give back `images`, and returns the loss of
/// each epoch.
///
/// - One `Adam` with learning rate 1e-2, and one `ChaCha8Rng` from `seed`, for the whole run.
/// - Each epoch goes through `images.shuffled(batch_size, &mut rng)`. For each batch x: the
///   logits are `model.decode(model.encode(x.leaky_trace()))`, the loss is `bce_with_logits`
///   against x, and `adam.step` moves the model against the loss's gradients.
/// - The loss of an epoch is the mean over its *images*, each as it was when it was seen. The
///   last batch may be short: `x.shape().concrete()[0]` says how many images are in one.
pub fn train(images: &Images, epochs: usize, batch_size: usize, seed: u64) -> Vec<f32> {
    // begin solution (images, epochs, batch_size, seed): the model, Adam, the loop
    let mut model = DenseAutoencoder::<4>::new(seed);
    let mut adam = Adam::new(1e-2);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut losses = Vec::new();
    for _ in 0..epochs {
        let mut total = 0.0;
        for x in images.shuffled(batch_size, &mut rng) {
            let logits = model.decode(model.encode(x.leaky_trace()));
            let loss = bce_with_logits(logits, &x);
            total += loss.array() * x.shape().concrete()[0] as f32;
            adam.step(&mut model, loss.backward());
        }
        losses.push(total / images.len() as f32);
    }
    losses
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

/// A loop that may have a mistake.
#[derive(Clone, Copy, Default)]
struct Loop {
    model_anew: bool,
    adam_anew: bool,
    order_anew: bool,
    no_shuffle: bool,
    no_step: bool,
    mean_of_batches: bool,
    summed: bool,
    drops_the_short_batch: bool,
}

impl Loop {
    /// A loop with a mistake.
    fn with(mistake: impl Fn(&mut Self)) -> Self {
        let mut with = Self::default();
        mistake(&mut with);
        with
    }

    fn losses(self, images: usize, epochs: usize, batch_size: usize, seed: u64) -> Vec<f32> {
        let images = interface::images::stripes(images, seed);
        let mut model = DenseAutoencoder::<4>::new(seed);
        let mut adam = Adam::new(1e-2);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut losses = Vec::new();
        for _ in 0..epochs {
            if self.model_anew {
                model = DenseAutoencoder::new(seed);
            }
            if self.order_anew {
                rng = ChaCha8Rng::seed_from_u64(seed);
            }
            let mut batches: Vec<_> = images.shuffled(batch_size, &mut rng).collect();
            if self.no_shuffle {
                let places = Vec::from_iter(0..images.len());
                batches = places.chunks(batch_size).map(|p| images.batch(p)).collect();
            }
            let mut values = Vec::new();
            for x in batches {
                let weight = x.shape().concrete()[0] as f32;
                if self.drops_the_short_batch && weight < batch_size as f32 {
                    continue;
                }
                let logits = model.decode(model.encode(x.leaky_trace()));
                let loss = bce_with_logits(logits, &x);
                values.push((loss.array(), weight));
                if self.adam_anew {
                    adam = Adam::new(1e-2);
                }
                if !self.no_step {
                    adam.step(&mut model, loss.backward());
                }
            }
            let total: f32 = values.iter().map(|(loss, weight)| loss * weight).sum();
            losses.push(if self.mean_of_batches {
                values.iter().map(|(loss, _)| loss).sum::<f32>() / values.len() as f32
            } else if self.summed {
                total
            } else {
                total / values.iter().map(|(_, weight)| weight).sum::<f32>()
            });
        }
        losses
    }
}

inventory::submit!(Entry { place: 42, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    // How many images, epochs, and images in a batch.
    let mut calls = |cases: &[[usize; 3]]| {
        let call =
            |[n, epochs, batch]: &[usize; 3]| args![*n, *epochs, *batch, rng.gen_range(0..1000u64)];
        cases.iter().map(call).collect::<Vec<_>>()
    };
    Source::new(
        "lesson_04::training_loop",
        [
            "two loops: `for _ in 0..epochs`, and in it `for x in \
             images.shuffled(batch_size, &mut rng)`; model, Adam and generator are made before \
             both",
            "in the inner loop: logits, `let loss = bce_with_logits(logits, &x);`, \
             `loss.array()` is its value, `adam.step(&mut model, loss.backward());`",
            "the epoch's loss: add `loss.array() * x.shape().concrete()[0] as f32`, and divide \
             by `images.len() as f32` at the end",
        ],
    )
    .served_by(
        "interface::plain!(\"lesson_04::training_loop\", {
            train(a, b, c, d) = |images: usize, epochs: usize, batch: usize, seed: u64| {
                let images = interface::images::stripes(images, seed);
                exercises::lesson_04::training_loop::train(&images, epochs, batch, seed)
            };
        })",
    )
    .function(function! {
        train(images: usize, epochs: usize, batch_size: usize, seed: u64) =
            train(&interface::images::stripes(images, seed), epochs, batch_size, seed);
        needs [] "per batch: logits, loss, `adam.step(&mut model, loss.backward())`; per epoch: \
                  the mean over the images"
        "the model never changes: is `adam.step` called for each batch?" =>
            Loop::with(|l| l.no_step = true).losses(images, epochs, batch_size, seed);
        "the model is made anew in each epoch, and forgets: make it before the loops" =>
            Loop::with(|l| l.model_anew = true).losses(images, epochs, batch_size, seed);
        "Adam is made anew for each batch, and forgets its moments: make it before the loops" =>
            Loop::with(|l| l.adam_anew = true).losses(images, epochs, batch_size, seed);
        "each epoch has the same order: make the generator once, before the loops" =>
            Loop::with(|l| l.order_anew = true).losses(images, epochs, batch_size, seed);
        "the images come in their own order: `images.shuffled(batch_size, &mut rng)`" =>
            Loop::with(|l| l.no_shuffle = true).losses(images, epochs, batch_size, seed);
        "the last batch is dropped where it is short: it is trained on, too" =>
            Loop::with(|l| l.drops_the_short_batch = true).losses(images, epochs, batch_size, seed);
        "this is the mean over the batches, in which an image of the short batch counts for \
         more: multiply each loss by its number of images" =>
            Loop::with(|l| l.mean_of_batches = true).losses(images, epochs, batch_size, seed);
        "divide the sum by the number of images" =>
            Loop::with(|l| l.summed = true).losses(images, epochs, batch_size, seed);
    })
    .check("one_epoch", 1, "train", calls(&[[32, 1, 32], [40, 1, 32]]))
    .check("it_learns", 1, "train", calls(&[[32, 5, 32]]))
    .check("several_batches", 1, "train", calls(&[[64, 3, 16]]))
    .check("a_short_last_batch", 1, "train", calls(&[[40, 3, 32]]))
}
// end source
