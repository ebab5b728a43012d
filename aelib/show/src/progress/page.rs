//! Training as a notebook shows it while it runs: a bar, the losses so far, and what the
//! model makes of a few images.

use super::preview;
use crate::live::{Live, Pace};
use crate::plot::{FAINT, PALETTE};
use crate::text::css;
use aelib_core::history::EpochReport;
use aelib_core::watch::Preview;
use std::fmt::Write;
use std::time::Instant;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 180.0;
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
        Live::new().map(Self::on)
    }

    /// Nothing has happened yet.
    fn on(live: Live) -> Self {
        Self {
            live,
            start: Instant::now(),
            epochs: [0, 0],
            batches: 0,
            losses: Vec::new(),
            validation: Vec::new(),
            last: None,
            preview: String::new(),
            pace: Pace::default(),
            end: "",
        }
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
            self.preview = preview::html(&preview());
            self.pace.rest(Instant::now(), began.elapsed());
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
            "<div style=\"max-width:{WIDTH}px;font:13px sans-serif\">\
             <progress style=\"width:100%\" max=\"1\" value=\"{:.4}\"></progress>\
             <div>{}</div>{}{}</div>",
            self.done(),
            self.text(),
            self.curve(),
            self.preview
        )
    }

    /// Training losses as a line, validation losses as dots, and what is which.
    fn curve(&self) -> String {
        let finite = self
            .losses
            .iter()
            .chain(self.validation.iter().map(|(_, loss)| loss));
        let finite: Vec<f64> = finite.copied().filter(|loss| loss.is_finite()).collect();
        let low = finite.iter().copied().fold(f64::MAX, f64::min);
        // The first batches of an untrained model would flatten all the rest.
        let mut sorted = finite.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(&high) = sorted.get(sorted.len().saturating_sub(1 + sorted.len() / 50)) else {
            return String::new();
        };
        let (left, top, bottom) = (60.0, 8.0, HEIGHT - 8.0);
        let across = self.losses.len().max(2) as f64;
        let x = |batch: f64| left + (WIDTH - left - 8.0) * batch / across;
        let span = (high - low).max(1e-9);
        let y = |loss: f64| bottom - (bottom - top) * ((loss - low) / span).clamp(0.0, 1.0);
        let piece = self.losses.len().div_ceil(POINTS).max(1);
        let mut line = String::new();
        for (number, losses) in self.losses.chunks(piece).enumerate() {
            let mean = losses.iter().sum::<f64>() / losses.len() as f64;
            if mean.is_finite() {
                let at = (number * piece) as f64 + losses.len() as f64 / 2.0;
                write!(line, "{:.1},{:.1} ", x(at), y(mean)).expect("text");
            }
        }
        let (training, validation, axes) = (css(PALETTE[0]), css(PALETTE[1]), css(FAINT));
        let beside = left - 6.0;
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"100%\" role=\"img\" \
             aria-label=\"losses so far\" fill=\"currentColor\" font-size=\"12\">\
             <path d=\"M{left} {top}V{bottom}H{WIDTH}\" fill=\"none\" stroke=\"{axes}\"/>\
             <text x=\"{beside}\" y=\"{}\" text-anchor=\"end\">{high:.3}</text>\
             <text x=\"{beside}\" y=\"{bottom}\" text-anchor=\"end\">{low:.3}</text>\
             <polyline points=\"{line}\" fill=\"none\" stroke=\"{training}\" stroke-width=\"2\"/>",
            top + 10.0,
        );
        for (batch, loss) in self.validation.iter().filter(|(_, loss)| loss.is_finite()) {
            let (x, y) = (x(*batch as f64), y(*loss));
            write!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{validation}\"/>"
            )
            .expect("text");
        }
        for (row, (name, colour)) in [
            ("training, each batch", &training),
            ("validation", &validation),
        ]
        .iter()
        .enumerate()
        .take(1 + usize::from(!self.validation.is_empty()))
        {
            let y = 20 + 18 * row;
            write!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\
                 <text x=\"{}\" y=\"{y}\">{name}</text>",
                WIDTH - 160.0,
                y - 10,
                WIDTH - 144.0
            )
            .expect("text");
        }
        svg + "</svg>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run of two epochs with four batches each, after its first five batches.
    fn page() -> Page {
        let mut page = Page::on(Live::numbered(0));
        page.begin([1, 2], 4);
        page.losses = vec![0.7, 0.5, 0.4, 0.3];
        let report = EpochReport {
            epoch: 1,
            loss: 0.475,
            val_loss: Some(0.25),
            seconds: 1.0,
        };
        page.epoch(&report, &Vec::new);
        page.preview = "<img>".into();
        page.begin([2, 2], 4);
        page.losses.push(0.2);
        page
    }

    #[test]
    fn it_says_how_far_it_is() {
        let mut page = page();
        let text = page.text();
        assert!(text.starts_with("epoch 2/2, 62 %, "), "{text}");
        assert!(text.contains(" s left; epoch 1: loss 0.4750  val_loss 0.2500"));
        assert!(page.html().ends_with("<img></div>"));
        page.end = "stopped";
        assert!(page.text().contains("62 %, stopped after 0."));
    }

    #[test]
    fn losses_that_are_no_numbers_leave_gaps() {
        let mut page = page();
        page.losses[1] = f64::NAN;
        let html = page.html();
        let line = html.split("points=\"").nth(1).unwrap();
        let line = line.split('"').next().unwrap();
        assert_eq!(line.split_whitespace().count(), 4, "{line}");
        assert_eq!(html.matches("<circle").count(), 1);
        assert!(!html.contains("NaN"), "{html}");
        page.losses = vec![f64::NAN];
        page.validation.clear();
        assert!(!page.html().contains("<svg"));
    }
}
