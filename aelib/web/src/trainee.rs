//! A model in training, whatever its kind and the size of its code.

use aelib_core::fit::{Order, Training, evaluate};
use aelib_core::history::EpochReport;
use aelib_core::images::Images;
use aelib_core::models::{Coded, ConvAutoencoder, DenseAutoencoder, Model, Objective, Vae};
use aelib_core::nn::{Map, each_tensor};

/// What a page asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The kind: 0 dense, 1 convolutional, 2 variational.
    pub kind: u32,
    /// Numbers in a code.
    pub latent: u32,
    /// The loss of a reconstruction; a variational model adds its divergence, times β.
    pub objective: Objective,
    /// Images that a step learns from.
    pub batch_size: usize,
    /// Adam's step size.
    pub learning_rate: f32,
    /// Of the weights, the order of the images, and the noise.
    pub seed: u64,
}

/// A model that takes one step after the other.
pub trait Trainee: Coded {
    /// Learns from the next batch of the images; the loss before the step. After an epoch's last
    /// batch the next epoch begins, with an order of its own.
    fn learn(&mut self, images: &Images) -> f64;

    /// The loss of the last batch once more, after its step.
    fn again(&self, images: &Images) -> f64;

    /// The loss on images that it does not learn from.
    fn measure(&self, images: &Images) -> f64;

    /// Epochs that are complete.
    fn epochs(&self) -> usize;

    /// The weights of the first layer.
    fn weights(&self) -> Vec<f32>;

    /// Another step size, from the next step on.
    fn set_learning_rate(&mut self, rate: f32);
}

/// An untrained model; none where there is no such kind or size.
pub fn begin(wanted: Wanted) -> Option<Box<dyn Trainee>> {
    match wanted.latent {
        2 => of_size::<2>(wanted),
        3 => of_size::<3>(wanted),
        4 => of_size::<4>(wanted),
        5 => of_size::<5>(wanted),
        8 => of_size::<8>(wanted),
        16 => of_size::<16>(wanted),
        32 => of_size::<32>(wanted),
        _ => None,
    }
}

fn of_size<const LATENT: usize>(wanted: Wanted) -> Option<Box<dyn Trainee>> {
    let Wanted {
        seed, objective, ..
    } = wanted;
    let plain = objective.reconstruction;
    Some(match wanted.kind {
        0 => boxed(DenseAutoencoder::<LATENT>::new(seed).with(plain), wanted),
        1 => boxed(ConvAutoencoder::<LATENT>::new(seed).with(plain), wanted),
        2 => boxed(Vae::<LATENT>::new(seed).with(objective), wanted),
        _ => return None,
    })
}

fn boxed<M: Model<Image = Map<1, 28, 28>> + Coded + 'static>(
    model: M,
    wanted: Wanted,
) -> Box<dyn Trainee> {
    Box::new(Running {
        model,
        training: Training::new(wanted.learning_rate, wanted.seed),
        batch_size: wanted.batch_size,
        epoch: None,
        batch: Vec::new(),
    })
}

struct Running<M> {
    model: M,
    training: Training,
    batch_size: usize,
    epoch: Option<Begun>,
    /// The images of the last batch.
    batch: Vec<usize>,
}

/// An epoch that has begun.
struct Begun {
    order: Order,
    /// Images that were seen, and the sum of their losses.
    seen: usize,
    loss: f64,
}

impl<M: Model<Image = Map<1, 28, 28>> + Coded> Trainee for Running<M> {
    fn learn(&mut self, images: &Images) -> f64 {
        let begun = self.epoch.get_or_insert_with(|| Begun {
            order: self.training.order(images.len(), true),
            seen: 0,
            loss: 0.0,
        });
        let (adam, pair) = (&mut self.training.adam, (images, images));
        let places = begun.seen..images.len().min(begun.seen + self.batch_size);
        let (count, end) = (places.len(), places.end);
        self.batch = begun.order.at(places.clone()).to_vec();
        let loss = begun.order.learn(adam, &mut self.model, pair, places);
        (begun.seen, begun.loss) = (end, begun.loss + loss * count as f64);
        if end == images.len() {
            let epochs = &mut self.training.history.epochs;
            epochs.push(EpochReport {
                epoch: epochs.len() + 1,
                loss: begun.loss / end as f64,
                val_loss: None,
                seconds: 0.0,
            });
            self.epoch = None;
        }
        loss
    }

    fn again(&self, images: &Images) -> f64 {
        self.measure(&images.at(&self.batch))
    }

    fn measure(&self, images: &Images) -> f64 {
        evaluate(&self.model, images, images, self.training.seed)
    }

    fn epochs(&self) -> usize {
        self.training.history.epochs.len()
    }

    fn weights(&self) -> Vec<f32> {
        let mut first = None;
        each_tensor(&self.model, &mut |_, tensor, _| {
            first.get_or_insert_with(|| tensor.values());
        });
        first.expect("a layer")
    }

    fn set_learning_rate(&mut self, rate: f32) {
        self.training.adam.learning_rate = rate;
    }
}

/// Whatever its size.
impl<M: Coded> Coded for Running<M> {
    fn latent(&self) -> usize {
        self.model.latent()
    }

    fn codes(&self, images: &Images) -> Vec<f32> {
        self.model.codes(images)
    }

    fn pixels(&self, codes: &[f32]) -> Vec<f32> {
        self.model.pixels(codes)
    }
}
