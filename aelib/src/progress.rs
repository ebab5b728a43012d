//! How training shows that it moves: one seam for terminals and notebooks.

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::IsTerminal;

/// What one epoch brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Mean training loss over the epoch's images, each as it was when seen.
    pub loss: f64,
    /// Loss on the validation data after the epoch.
    pub val_loss: Option<f64>,
    /// Of training, without the validation.
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

/// Where progress goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// One line per epoch on standard output and, where standard error is a terminal, a
    /// bar on it. A notebook has no terminal.
    #[default]
    Lines,
    /// Nothing.
    Silent,
}

/// The progress of one epoch.
pub(crate) struct Progress {
    show: Show,
    epochs: usize,
    bar: ProgressBar,
}

impl Progress {
    /// For the first of these `[epoch, epochs]`.
    pub(crate) fn new(show: Show, [epoch, epochs]: [usize; 2], batches: usize) -> Self {
        let bar = match show == Show::Lines && std::io::stderr().is_terminal() {
            true => ProgressBar::new(batches as u64),
            false => ProgressBar::hidden(),
        };
        let style = format!("epoch {epoch}/{epochs} {{wide_bar}} {{eta}} left, loss {{msg}}");
        if let Ok(style) = ProgressStyle::with_template(&style) {
            bar.set_style(style);
        }
        Self { show, epochs, bar }
    }

    pub(crate) fn batch(&mut self, loss: f64) {
        self.bar.inc(1);
        if self.bar.position().is_multiple_of(16) {
            self.bar.set_message(format!("{loss:.4}"));
        }
    }

    pub(crate) fn epoch(self, report: &EpochReport) {
        self.bar.finish_and_clear();
        if self.show == Show::Lines {
            let digits = self.epochs.to_string().len();
            // Whole lines only: a notebook's kernel passes on nothing else.
            println!("epoch {:digits$}/{}  {report}", report.epoch, self.epochs);
        }
    }
}
