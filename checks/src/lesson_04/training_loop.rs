//! The checks of `lesson_04::training_loop`.

use crate::check::{Check, Exercise, Failure};
use crate::numbers::Numbers;
use aelib::prelude::*;
use interface::lesson_04::training_loop::{Calls, NAME};

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

/// The exercise, checked by calling `calls`; `seed` is of the images.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    // How many images, epochs, and images in a batch.
    let check = |name, points, [images, epochs, batch]: [usize; 3]| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            judge(&calls, &stripes(images, seed), epochs, batch, seed)
        })
    };
    Exercise {
        name: NAME,
        hints: &[
            "two loops: `for _ in 0..epochs`, and in it `for x in \
             images.shuffled(batch_size, &mut rng)`; model, Adam and generator are made before \
             both",
            "in the inner loop: logits, `let loss = bce_with_logits(logits, &x);`, \
             `loss.array()` is its value, `adam.step(&mut model, loss.backward());`",
            "the epoch's loss: add `loss.array() * x.shape().concrete()[0] as f32`, and divide \
             by `images.len() as f32` at the end",
        ],
        checks: vec![
            check("one_batch", 1, [32, 1, 32]),
            check("it_learns", 1, [32, 5, 32]),
            check("several_batches", 1, [64, 3, 16]),
            check("a_short_last_batch", 1, [40, 3, 32]),
        ],
    }
}

/// Images of stripes, different for each image and seed.
fn stripes(count: usize, seed: u64) -> Images {
    let first = (seed % 1000) as usize;
    let pixel = |i: usize| {
        let (image, place) = (i / 784 + first, i % 784);
        let along = if image.is_multiple_of(2) {
            place / 28
        } else {
            place % 28
        };
        let bright = ((along + image) / (2 + image % 5)).is_multiple_of(2);
        if bright { 230 } else { 10 }
    };
    Images::from_bytes((0..count * 784).map(pixel).collect()).expect("whole images")
}

impl Loop {
    fn losses(self, images: &Images, epochs: usize, batch_size: usize, seed: u64) -> Vec<f32> {
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

fn judge(
    calls: &Calls,
    images: &Images,
    epochs: usize,
    batch_size: usize,
    seed: u64,
) -> Result<(), Failure> {
    let right = Loop::default();
    let of = |with: Loop| with.losses(images, epochs, batch_size, seed);
    let expected = of(right);
    let known: [(Loop, &str); 8] = [
        (
            Loop {
                no_step: true,
                ..right
            },
            "the model never changes: is `adam.step` called for each batch?",
        ),
        (
            Loop {
                model_anew: true,
                ..right
            },
            "the model is made anew in each epoch, and forgets: make it before the loops",
        ),
        (
            Loop {
                adam_anew: true,
                ..right
            },
            "Adam is made anew for each batch, and forgets its moments: make it before the loops",
        ),
        (
            Loop {
                order_anew: true,
                ..right
            },
            "each epoch has the same order: make the generator once, before the loops",
        ),
        (
            Loop {
                no_shuffle: true,
                ..right
            },
            "the images come in their own order: `images.shuffled(batch_size, &mut rng)`",
        ),
        (
            Loop {
                drops_the_short_batch: true,
                ..right
            },
            "the last batch is dropped where it is short: it is trained on, too",
        ),
        (
            Loop {
                mean_of_batches: true,
                ..right
            },
            "this is the mean over the batches, in which an image of the short batch counts for \
             more: multiply each loss by its number of images",
        ),
        (
            Loop {
                summed: true,
                ..right
            },
            "divide the sum by the number of images",
        ),
    ];
    // What a case cannot tell from the right answer is no mistake there.
    let mistakes = known.map(|(with, hint)| (of(with), hint));
    Numbers {
        call: format!(
            "train(&images, {epochs}, {batch_size}, {seed}), with {} images",
            images.len()
        ),
        expected,
        mistakes: mistakes.into(),
        hint: "per batch: logits, loss, `adam.step(&mut model, loss.backward())`; per epoch: \
               the mean over the images",
    }
    .check_list(calls.train(images, epochs, batch_size, seed))
}
