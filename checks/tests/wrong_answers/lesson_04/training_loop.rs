//! Wrong answers to `lesson_04::training_loop`.

use crate::{caught, failures, local, unwritten};
use aelib::prelude::*;
use checks::lesson_04::training_loop::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_04::training_loop::{Answer, Calls};

fn checked(train: fn(&Images, usize, usize, u64) -> Vec<f32>) -> Exercise {
    exercise(Calls::new(local(Answer { train })), PUBLIC)
}

/// What is made before the loops.
fn begin(seed: u64) -> (DenseAutoencoder<4>, Adam, ChaCha8Rng) {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    (DenseAutoencoder::new(seed), Adam::new(1e-2), rng)
}

/// One epoch: the loss of each batch, with its number of images.
fn epoch(
    model: &mut DenseAutoencoder<4>,
    adam: &mut Adam,
    batches: impl Iterator<Item = Batch<Map<1, 28, 28>>>,
) -> Vec<(f32, f32)> {
    let step = |x: Batch<Map<1, 28, 28>>| {
        let logits = model.decode(model.encode(x.leaky_trace()));
        let loss = bce_with_logits(logits, &x);
        let value = loss.array();
        adam.step(model, loss.backward());
        (value, x.shape().concrete()[0] as f32)
    };
    batches.map(step).collect()
}

fn mean(batches: &[(f32, f32)]) -> f32 {
    let weights: f32 = batches.iter().map(|(_, weight)| weight).sum();
    batches
        .iter()
        .map(|(loss, weight)| loss * weight)
        .sum::<f32>()
        / weights
}

fn right(images: &Images, epochs: usize, size: usize, seed: u64) -> Vec<f32> {
    let (mut model, mut adam, mut rng) = begin(seed);
    (0..epochs)
        .map(|_| {
            mean(&epoch(
                &mut model,
                &mut adam,
                images.shuffled(size, &mut rng),
            ))
        })
        .collect()
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(right)), []);
}

#[test]
fn an_unwritten_loop_fails_every_check() {
    unwritten(checked(|_, _, _, _| todo!("the loop")));
}

#[test]
fn what_is_made_anew_forgets() {
    caught(
        checked(|images, epochs, size, seed| {
            let (_, mut adam, mut rng) = begin(seed);
            (0..epochs)
                .map(|_| {
                    let mut model = DenseAutoencoder::new(seed);
                    mean(&epoch(
                        &mut model,
                        &mut adam,
                        images.shuffled(size, &mut rng),
                    ))
                })
                .collect()
        }),
        "the model is made anew",
    );
    caught(
        checked(|images, epochs, size, seed| {
            let (mut model, _, mut rng) = begin(seed);
            let mut one = |x| epoch(&mut model, &mut Adam::new(1e-2), std::iter::once(x))[0];
            (0..epochs)
                .map(|_| {
                    let batches: Vec<_> = images.shuffled(size, &mut rng).map(&mut one).collect();
                    mean(&batches)
                })
                .collect()
        }),
        "forgets its moments",
    );
    caught(
        checked(|images, epochs, size, seed| {
            let (mut model, mut adam, _) = begin(seed);
            (0..epochs)
                .map(|_| {
                    let mut rng = ChaCha8Rng::seed_from_u64(seed);
                    mean(&epoch(
                        &mut model,
                        &mut adam,
                        images.shuffled(size, &mut rng),
                    ))
                })
                .collect()
        }),
        "each epoch has the same order",
    );
}

#[test]
fn batches_that_are_lost_or_not_shuffled() {
    caught(
        checked(|images, epochs, size, seed| {
            let (mut model, mut adam, _) = begin(seed);
            let places = Vec::from_iter(0..images.len());
            (0..epochs)
                .map(|_| {
                    let batches = places.chunks(size).map(|places| images.batch(places));
                    mean(&epoch(&mut model, &mut adam, batches))
                })
                .collect()
        }),
        "in their own order",
    );
    caught(
        checked(|images, epochs, size, seed| {
            let (mut model, mut adam, mut rng) = begin(seed);
            let whole = |x: &Batch<Map<1, 28, 28>>| x.shape().concrete()[0] == size;
            (0..epochs)
                .map(|_| {
                    let batches = images.shuffled(size, &mut rng).filter(whole);
                    mean(&epoch(&mut model, &mut adam, batches))
                })
                .collect()
        }),
        "the last batch is dropped",
    );
}

#[test]
fn losses_put_together_wrongly() {
    caught(
        checked(|images, epochs, size, seed| {
            let (mut model, mut adam, mut rng) = begin(seed);
            (0..epochs)
                .map(|_| {
                    let of = epoch(&mut model, &mut adam, images.shuffled(size, &mut rng));
                    of.iter().map(|(loss, _)| loss).sum::<f32>() / of.len() as f32
                })
                .collect()
        }),
        "the mean over the batches",
    );
    caught(
        checked(|images, epochs, size, seed| {
            let all = right(images, epochs, size, seed).into_iter();
            all.map(|loss| loss * images.len() as f32).collect()
        }),
        "divide the sum by the number of images",
    );
    caught(
        checked(|images, epochs, _, seed| vec![right(images, 1, images.len(), seed)[0]; epochs]),
        "the model never changes",
    );
    caught(
        checked(|_, epochs, _, _| vec![f32::NAN; epochs]),
        "adam.step(&mut model",
    );
}
