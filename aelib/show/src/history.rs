//! The losses of a run as a picture.

use crate::display::Picture;
use crate::plot::{Curve, loss_curve};
use aelib_core::history::History;

/// Lets a history draw itself.
pub trait ShowHistory {
    /// The losses as a curve.
    fn plot(&self, options: Curve) -> Picture;

    /// Shows the curve as a cell's result; evcxr calls this.
    fn evcxr_display(&self) {
        let y_label = "loss".to_string();
        self.plot(Curve {
            y_label,
            ..Curve::default()
        })
        .evcxr_display();
    }
}

impl ShowHistory for History {
    fn plot(&self, options: Curve) -> Picture {
        let loss = self.epochs.iter().map(|e| e.loss).collect();
        let mut series = vec![("training", loss)];
        let val_loss: Option<Vec<f64>> = self.epochs.iter().map(|e| e.val_loss).collect();
        series.extend(val_loss.map(|v| ("validation", v)));
        loss_curve(&series, options)
    }
}
