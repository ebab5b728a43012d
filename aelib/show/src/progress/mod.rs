//! How training shows that it moves: one seam for terminals and notebooks.

mod page;

use crate::interrupt::{self, Listener};
use aelib_core::history::{EpochReport, Stopped};
use aelib_core::watch::{Preview, Show, Watch};
use indicatif::{ProgressBar, ProgressStyle};
use page::Page;
use std::io::IsTerminal;

/// The progress of a run.
pub struct Progress {
    /// Epochs for which there is a line; 0 if nothing is shown.
    every: usize,
    /// The epoch that runs, and the last one.
    epochs: [usize; 2],
    /// The batch of this epoch that runs, from 1.
    batch: usize,
    /// Whether it has been said that the loss is no number.
    lost: bool,
    bar: ProgressBar,
    page: Option<Page>,
    button: Listener,
}

impl Progress {
    /// For a run until that epoch. It listens to the [stop button](crate::interrupt).
    pub fn new(show: Show, epochs: usize) -> Self {
        let every = match show {
            Show::Lines => 1,
            Show::Every(epochs) => epochs.max(1),
            Show::Silent => 0,
        };
        Self {
            every,
            epochs: [0, epochs],
            batch: 1,
            lost: false,
            bar: ProgressBar::hidden(),
            page: (every > 0).then(Page::new).flatten(),
            button: interrupt::listen(),
        }
    }
}

impl Watch for Progress {
    fn begin(&mut self, epoch: usize, batches: usize) {
        // A run that is taken up again may go further than was thought.
        self.epochs = [epoch, self.epochs[1].max(epoch)];
        self.batch = 1;
        if let Some(page) = &mut self.page {
            page.begin(self.epochs, batches);
        } else if self.every > 0 && std::io::stderr().is_terminal() {
            self.bar = ProgressBar::new(batches as u64);
            let last = self.epochs[1];
            let style = format!("epoch {epoch}/{last} {{wide_bar}} {{eta}} left, loss {{msg}}");
            if let Ok(style) = ProgressStyle::with_template(&style) {
                self.bar.set_style(style);
            }
        }
    }

    fn stop(&mut self) -> bool {
        self.button.pressed()
    }

    fn batch(&mut self, loss: f64, preview: Preview) {
        if !loss.is_finite() && !self.lost && self.every > 0 {
            let line = format!(
                "epoch {}, batch {}: the loss is {loss}, and no further step brings it back; stop, \
                 and begin anew with a smaller learning rate",
                self.epochs[0], self.batch
            );
            self.bar.suspend(|| println!("{line}"));
            self.lost = true;
        }
        self.batch += 1;
        if let Some(page) = &mut self.page {
            page.batch(loss, preview);
        }
        self.bar.inc(1);
        if self.bar.position().is_multiple_of(16) {
            self.bar.set_message(format!("{loss:.4}"));
        }
    }

    fn epoch(&mut self, report: &EpochReport, preview: Preview) {
        self.bar.finish_and_clear();
        if let Some(page) = &mut self.page {
            page.epoch(report, preview);
        } else if self.every > 0
            && (report.epoch.is_multiple_of(self.every) || report.epoch == self.epochs[1])
        {
            let digits = self.epochs[1].to_string().len();
            // Whole lines only: a notebook's kernel passes on nothing else.
            println!(
                "epoch {:digits$}/{}  {report}",
                report.epoch, self.epochs[1]
            );
        }
    }

    fn stopped(&mut self, stopped: &Stopped, preview: Preview) {
        self.bar.finish_and_clear();
        if let Some(page) = &mut self.page {
            page.stopped(preview);
        }
        if self.every > 0 {
            println!("{stopped}");
        }
    }
}
