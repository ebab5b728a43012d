//! One epoch, of any model: all training goes through it.

use crate::history::{EpochReport, History, Stopped};
use crate::optim::Adam;
use crate::watch::{Strip, Watch};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, OwnedTape, Rank0, Tensor};
use std::ops::Range;
use std::time::Instant;

/// One epoch, of any model: all training goes through [`run`](Self::run).
pub(crate) struct Epoch<'a> {
    pub images: usize,
    pub batch_size: usize,
    pub history: &'a mut History,
    pub watch: &'a mut dyn Watch,
}

impl Epoch<'_> {
    /// Lets `learn` train the model on one batch after the other: it gets the batch's places
    /// in the order of this epoch, and returns the loss. `preview` shows what the model makes
    /// of images, and `validate` measures it at the end. Returns whether the epoch is complete.
    pub fn run<M>(
        self,
        model: &mut M,
        mut learn: impl FnMut(&mut M, Range<usize>) -> f64,
        preview: impl Fn(&M) -> Vec<Strip>,
        validate: impl FnOnce(&M) -> Option<f64>,
    ) -> bool {
        let (history, watch) = (self.history, self.watch);
        let epoch = history.epochs.len() + 1;
        let of = self.images.div_ceil(self.batch_size);
        watch.begin(epoch, of);
        history.stopped = None;
        // A bare browser has no clock: there an epoch takes no time.
        let start = (!cfg!(target_family = "wasm")).then(Instant::now);
        let mut total = 0.0;
        for batches in 0..of {
            if watch.stop() {
                let stopped = Stopped { epoch, batches, of };
                watch.stopped(&stopped, &|| preview(model));
                history.stopped = Some(stopped);
                return false;
            }
            let first = batches * self.batch_size;
            let places = first..self.images.min(first + self.batch_size);
            let images = places.len() as f64;
            let loss = learn(model, places);
            total += loss * images;
            watch.batch(loss, &|| preview(model));
        }
        let seconds = start.map_or(0.0, |start| start.elapsed().as_secs_f64());
        let report = EpochReport {
            epoch,
            loss: total / self.images as f64,
            val_loss: validate(model),
            seconds,
        };
        watch.epoch(&report, &|| preview(model));
        history.epochs.push(report);
        true
    }
}

/// Trains a model that makes no images for one epoch: on batches of these places, in their
/// order, by the `loss` of what lies there. Returns whether the epoch is complete.
///
/// # Panics
/// If the batch size is 0.
pub fn fit_places<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    adam: &mut Adam,
    order: &[usize],
    batch_size: usize,
    (history, watch): (&mut History, &mut dyn Watch),
    loss: impl Fn(&M, &[usize]) -> Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>,
) -> bool {
    let epoch = Epoch {
        images: order.len(),
        batch_size,
        history,
        watch,
    };
    let learn = |model: &mut M, places| {
        let loss = loss(model, &order[places]);
        adam.learn(model, loss)
    };
    epoch.run(model, learn, |_| Vec::new(), |_| None)
}
