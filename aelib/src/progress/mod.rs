//! How training shows that it moves: one seam for terminals and notebooks.

mod page;
mod preview;

use crate::history::Stopped;
use indicatif::{ProgressBar, ProgressStyle};
use page::Page;
pub(crate) use preview::{SHOWN, preview, strips};
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
    /// In a notebook whose kernel can change a display: a bar, the losses so far, which grow,
    /// and what the model makes of a few images. Elsewhere one line per epoch on standard
    /// output and, where standard error is a terminal, a bar on it.
    #[default]
    Lines,
    /// Nothing.
    Silent,
}

/// Draws what a model makes of a few images, as HTML. Asked only where it is shown.
type Preview<'a> = &'a dyn Fn() -> Option<String>;

/// The progress of a run.
pub(crate) struct Progress {
    show: Show,
    /// The epoch that runs, and the last one.
    epochs: [usize; 2],
    bar: ProgressBar,
    page: Option<Page>,
}

impl Progress {
    /// For a run until that epoch.
    pub(crate) fn new(show: Show, epochs: usize) -> Self {
        let lines = show == Show::Lines;
        Self {
            show,
            epochs: [0, epochs],
            bar: ProgressBar::hidden(),
            page: lines.then(Page::new).flatten(),
        }
    }

    /// An epoch of so many batches begins.
    pub(crate) fn begin(&mut self, epoch: usize, batches: usize) {
        self.epochs[0] = epoch;
        if let Some(page) = &mut self.page {
            page.begin(self.epochs, batches);
        } else if self.show == Show::Lines && std::io::stderr().is_terminal() {
            self.bar = ProgressBar::new(batches as u64);
            let last = self.epochs[1];
            let style = format!("epoch {epoch}/{last} {{wide_bar}} {{eta}} left, loss {{msg}}");
            if let Ok(style) = ProgressStyle::with_template(&style) {
                self.bar.set_style(style);
            }
        }
    }

    /// After a batch; `preview` draws what the model makes of images now.
    pub(crate) fn batch(&mut self, loss: f64, preview: Preview) {
        if let Some(page) = &mut self.page {
            page.batch(loss, preview);
        }
        self.bar.inc(1);
        if self.bar.position().is_multiple_of(16) {
            self.bar.set_message(format!("{loss:.4}"));
        }
    }

    /// After an epoch.
    pub(crate) fn epoch(&mut self, report: &EpochReport, preview: Preview) {
        self.bar.finish_and_clear();
        if let Some(page) = &mut self.page {
            page.epoch(report, preview);
        } else if self.show == Show::Lines {
            let digits = self.epochs[1].to_string().len();
            // Whole lines only: a notebook's kernel passes on nothing else.
            println!(
                "epoch {:digits$}/{}  {report}",
                report.epoch, self.epochs[1]
            );
        }
    }

    /// The run ends in the middle of an epoch.
    pub(crate) fn stopped(&mut self, stopped: &Stopped, preview: Preview) {
        self.bar.finish_and_clear();
        if let Some(page) = &mut self.page {
            page.stopped(preview);
        }
        if self.show == Show::Lines {
            println!("{stopped}");
        }
    }
}
