//! The losses of a run as a picture.

use crate::plot::{Chart, Plot, loss_curve};
use aelib_core::history::History;

/// Lets a history draw itself.
pub trait ShowHistory {
    /// The losses as a curve. Where the validation loss has been smaller than it is at the
    /// end, a line stands where it was smallest: behind it the model learns by heart.
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
        let plot = loss_curve(&series);
        let measured = self
            .epochs
            .iter()
            .filter_map(|e| Some((e.epoch, e.val_loss?)));
        match measured.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((epoch, least)) if epoch < self.epochs.len() => {
                let what = format!("least validation loss  {least:.4}, epoch {epoch}");
                plot.vertical(epoch as f64, what)
            }
            _ => plot,
        }
    }
}
