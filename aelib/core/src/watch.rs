//! How a training run tells somebody how it goes, without knowing who that is.

use crate::history::{EpochReport, Stopped};
use crate::images::Images;
use crate::models::Model;
use crate::nn::{Batch, Features};
use crate::ops::Nchw;
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor, TensorFromVec};

/// Where progress goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// In a notebook whose kernel can change a display: a bar, the losses so far, which grow,
    /// and what the model makes of a few images. Elsewhere one line per epoch on standard
    /// output and, where standard error is a terminal, a bar on it.
    #[default]
    Lines,
    /// The same, with one line for so many epochs.
    Every(usize),
    /// Nothing.
    Silent,
}

pub(crate) const SHOWN: usize = 10;

/// A named row of images in a preview.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Name of the images.
    pub name: String,
    /// Pixels in [0, 1], (N, 1, H, W) or (N, 3, H, W).
    pub images: Tensor<Nchw, f32, Cpu>,
}

/// Computes what a model makes of a few images now; only a watcher that shows it asks.
/// There are no rows where a model makes no images.
pub type Preview<'a> = &'a dyn Fn() -> Vec<Strip>;

/// Somebody who watches a training run and may end it. `()` watches nothing.
pub trait Watch {
    /// An epoch begins, counted from 1, with so many batches.
    fn begin(&mut self, _epoch: usize, _batches: usize) {}

    /// Whether the run should end before its next batch.
    fn stop(&mut self) -> bool {
        false
    }

    /// A batch was learned, with this loss.
    fn batch(&mut self, _loss: f64, _preview: Preview) {}

    /// An epoch is complete.
    fn epoch(&mut self, _report: &EpochReport, _preview: Preview) {}

    /// The run ends in the middle of an epoch.
    fn stopped(&mut self, _stopped: &Stopped, _preview: Preview) {}
}

impl Watch for () {}

/// Images above what the model makes of them.
pub(crate) fn preview<M: Model>(model: &M, images: &Images<M::Image>) -> Vec<Strip> {
    let input = images.first(SHOWN.min(images.len())).tensor();
    let Some(output) = model.preview(&input) else {
        return Vec::new();
    };
    strips::<M::Image>([("input".into(), input), ("output".into(), output)])
}

/// Batches as rows of a preview; none of them where they are no grey or coloured images.
pub(crate) fn strips<S: Features>(
    rows: impl IntoIterator<Item = (String, Batch<S>)>,
) -> Vec<Strip> {
    let strip = |(name, images): (String, Batch<S>)| {
        let shape: Vec<usize> = images.shape().concrete().into_iter().collect();
        let [n, c @ (1 | 3), h, w] = shape[..] else {
            return None;
        };
        let images = Cpu::default().tensor_from_vec(to_vec(&images), (n, c, h, w));
        Some(Strip { name, images })
    };
    let strips: Option<Vec<Strip>> = rows.into_iter().map(strip).collect();
    strips.unwrap_or_default()
}
