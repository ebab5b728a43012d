//! What training brought, epoch by epoch.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What one epoch brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Mean training loss over the epoch's images, each as it was when seen.
    #[serde(with = "crate::number")]
    pub loss: f64,
    /// Loss on the validation data after the epoch.
    #[serde(default, with = "crate::number")]
    pub val_loss: Option<f64>,
    /// Seconds of training, without the validation.
    pub seconds: f64,
}

impl fmt::Display for EpochReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "loss {:.4}", self.loss)?;
        if let Some(val_loss) = self.val_loss {
            write!(f, "  val_loss {val_loss:.4}")?;
        }
        write!(f, "  {:.2} s", self.seconds)
    }
}

/// The losses of a training run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// One report per epoch.
    pub epochs: Vec<EpochReport>,
    /// Where the run was stopped, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
}

/// The place at which somebody pressed the stop button: the model is as far as this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Batches of it that the model has learned from.
    pub batches: usize,
    /// Batches that it has.
    pub of: usize,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, batches, of } = self;
        write!(
            f,
            "stopped in epoch {epoch}, after {batches} of {of} batches"
        )
    }
}

/// One line per epoch.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for report in &self.epochs {
            writeln!(f, "epoch {}  {report}", report.epoch)?;
        }
        self.stopped
            .iter()
            .try_for_each(|stopped| writeln!(f, "{stopped}"))
    }
}
