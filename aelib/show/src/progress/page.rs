//! Training as a notebook shows it while it runs: a bar, the losses so far, and what the
//! model makes of a few images.

use crate::live::{Live, Pace};
use crate::plot::{Theme, image_strips, running_losses};
use crate::text;
use aelib_core::history::EpochReport;
use aelib_core::watch::{Preview, Strip};
use std::fmt::Write;
use std::time::Instant;

/// More points than pixels are no help.
const POINTS: usize = 320;

/// What has happened, and where it is shown.
pub(super) struct Page {
    live: Live,
    start: Instant,
    epochs: [usize; 2],
    batches: usize,
    /// The losses of all batches so far.
    losses: Vec<f64>,
    /// Batches after which the model was measured, and its loss on the validation data.
    validation: Vec<(usize, f64)>,
    last: Option<String>,
    /// What the model makes of images, as it was drawn last, and when it is drawn again.
    preview: String,
    pace: Pace,
    end: &'static str,
}

impl Page {
    /// A page, where the notebook can change one.
    pub(super) fn new() -> Option<Self> {
        Some(Self {
            live: Live::new()?,
            start: Instant::now(),
            epochs: [0, 0],
            batches: 0,
            losses: Vec::new(),
            validation: Vec::new(),
            last: None,
            preview: String::new(),
            pace: Pace::default(),
            end: "",
        })
    }

    pub(super) fn begin(&mut self, epochs: [usize; 2], batches: usize) {
        self.epochs = epochs;
        self.batches = batches;
    }

    pub(super) fn batch(&mut self, loss: f64, preview: Preview) {
        self.losses.push(loss);
        self.draw(preview);
    }

    pub(super) fn epoch(&mut self, report: &EpochReport, preview: Preview) {
        let val_loss = report.val_loss.map(|loss| (self.losses.len(), loss));
        self.validation.extend(val_loss);
        self.last = Some(format!("epoch {}: {report}", report.epoch));
        if self.epochs[0] == self.epochs[1] {
            self.end = "done";
        }
        self.draw(preview);
    }

    pub(super) fn stopped(&mut self, preview: Preview) {
        self.end = "stopped";
        self.draw(preview);
    }

    /// Shows how things stand, if it is time to, or the end.
    fn draw(&mut self, preview: Preview) {
        let now = !self.end.is_empty();
        if !now && !self.live.is_due() {
            return;
        }
        if now || self.pace.is_due() {
            let began = Instant::now();
            self.preview = strips_html(&preview());
            self.pace.rest(began);
        }
        let began = Instant::now();
        self.live.show(&self.html(), &self.text(), began);
    }

    /// Share of the whole run that is done, from 0 to 1.
    fn done(&self) -> f64 {
        let all = (self.batches * self.epochs[1]).max(1);
        (self.losses.len() as f64 / all as f64).min(1.0)
    }

    fn text(&self) -> String {
        let [epoch, epochs] = self.epochs;
        let mut text = format!("epoch {epoch}/{epochs}, {:.0} %", 100.0 * self.done());
        match (self.end, self.start.elapsed().as_secs_f64()) {
            ("", past) if self.done() > 0.0 => {
                let left = past / self.done() - past;
                write!(text, ", {left:.0} s left").expect("text");
            }
            ("", _) => {}
            (end, past) => write!(text, ", {end} after {past:.1} s").expect("text"),
        }
        if let Some(last) = &self.last {
            write!(text, "; {last}").expect("text");
        }
        text
    }

    fn html(&self) -> String {
        format!(
            "<div style=\"max-width:640px;font:13px sans-serif\">\
             <progress style=\"width:100%\" max=\"1\" value=\"{:.4}\"></progress>\
             <div>{}</div>{}{}</div>",
            self.done(),
            self.text(),
            self.curve(),
            self.preview
        )
    }

    /// Training losses as a line and validation losses as dots, against epochs; nothing if
    /// there are no losses yet.
    fn curve(&self) -> String {
        let epoch = |batch: f64| batch / self.batches.max(1) as f64;
        let piece = self.losses.len().div_ceil(POINTS).max(1);
        let means = self
            .losses
            .chunks(piece)
            .enumerate()
            .map(|(number, losses)| {
                let middle = (number * piece) as f64 + losses.len() as f64 / 2.0;
                (
                    epoch(middle),
                    losses.iter().sum::<f64>() / losses.len() as f64,
                )
            });
        let dots = self
            .validation
            .iter()
            .map(|(batch, loss)| (epoch(*batch as f64), *loss));
        // The first batches of an untrained model would flatten all the rest.
        let mut sorted = Vec::from_iter(means.clone().chain(dots.clone()).map(|(_, loss)| loss));
        sorted.retain(|loss| loss.is_finite());
        sorted.sort_by(f64::total_cmp);
        let high = sorted.get(sorted.len().saturating_sub(1 + sorted.len() / 50));
        let Some((low, high)) = sorted.first().zip(high) else {
            return String::new();
        };
        let lines = [
            ("training, each batch", means.collect()),
            ("validation", dots.collect()),
        ];
        let svg = running_losses(lines, *low..*high).svg(Theme::Light);
        text::image("losses so far", "image/svg+xml", svg)
    }
}

/// Rows of images as HTML; nothing where there is no row.
fn strips_html(strips: &[Strip]) -> String {
    if strips.is_empty() {
        return String::new();
    }
    let rows = strips.iter().map(|strip| (&*strip.name, &strip.images));
    let picture = image_strips(&Vec::from_iter(rows));
    text::image(&picture.to_string(), "image/png", picture.png())
}
