//! The losses of a run as a picture.

use crate::plot::{Chart, Plot, loss_curve};
use aelib_core::history::History;

/// Lets a history draw itself.
pub trait ShowHistory {
    /// The losses as a curve.
    fn plot(&self) -> Plot<Chart>;

    /// Shows the curve as a cell's result; evcxr calls this.
    fn evcxr_display(&self) {
        self.plot().evcxr_display();
    }
}

impl ShowHistory for History {
    fn plot(&self) -> Plot<Chart> {
        let loss = self.epochs.iter().map(|e| e.loss).collect();
        let mut series = vec![("training", loss)];
        let val_loss: Option<Vec<f64>> = self.epochs.iter().map(|e| e.val_loss).collect();
        series.extend(val_loss.map(|v| ("validation", v)));
        loss_curve(&series)
    }
}
