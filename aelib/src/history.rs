//! What training brought, epoch by epoch.

use crate::plot::{Curve, Picture, loss_curve};
use crate::progress::EpochReport;
use serde::{Deserialize, Serialize};

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

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { epoch, batches, of } = self;
        write!(
            f,
            "stopped in epoch {epoch}, after {batches} of {of} batches"
        )
    }
}

impl History {
    /// The losses as a curve.
    pub fn plot(&self, options: Curve) -> Picture {
        let loss = self.epochs.iter().map(|e| e.loss).collect();
        let mut series = vec![("training", loss)];
        let val_loss: Option<Vec<f64>> = self.epochs.iter().map(|e| e.val_loss).collect();
        series.extend(val_loss.map(|v| ("validation", v)));
        loss_curve(&series, options)
    }

    /// Shows the curve as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        let y_label = "loss".to_string();
        self.plot(Curve {
            y_label,
            ..Curve::default()
        })
        .evcxr_display();
    }
}

/// One line per epoch.
impl std::fmt::Display for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for report in &self.epochs {
            writeln!(f, "epoch {}  {report}", report.epoch)?;
        }
        if let Some(stopped) = &self.stopped {
            writeln!(f, "{stopped}")?;
        }
        Ok(())
    }
}
