//! Detectors: what each catches for how many false alarms.

use super::chart::{Words, chart, key};
use super::theme::{PALE, PALETTE};
use crate::display::Picture;
use aelib_core::metrics::Roc;
use plotters::prelude::*;

/// Steps of a curve that are drawn, about.
const STEPS: f64 = 400.0;

/// The curves of named detectors with their areas, and the line on which guessing lies.
pub fn roc_curve(detectors: &[(&str, &Roc)], words: Words) -> Picture {
    let mut axes = words.axes();
    let ink = |label: &mut String, text: &str| {
        if label.is_empty() {
            *label = text.into();
        }
    };
    ink(&mut axes.x_label, "false alarms: share of the negatives");
    let positive = detectors.first().map_or("", |(_, roc)| &roc.positive);
    ink(&mut axes.y_label, &format!("caught: share of {positive}"));
    axes.size = [900.0, 760.0];
    (axes.x, axes.y) = (-0.01..1.01, -0.01..1.01);
    let legend = Some(SeriesLabelPosition::LowerRight);
    let scene = chart(&axes, legend, |chart| {
        let guess = LineSeries::new([(0.0, 0.0), (1.0, 1.0)], PALE.stroke_width(2));
        if let Ok(drawn) = chart.draw_series(guess) {
            drawn.label("guessing  AUC 0.5").legend(key(PALE));
        }
        for ((name, roc), colour) in detectors.iter().zip(PALETTE.iter().cycle()) {
            let line = ShapeStyle::from(colour).stroke_width(4);
            if let Ok(drawn) = chart.draw_series(LineSeries::new(thinned(roc), line)) {
                let label = format!("{name}  AUC {:.3}", roc.auc);
                drawn.label(label).legend(key(*colour));
            }
        }
    });
    let line = |(name, roc): &(&str, &Roc)| {
        format!("{name}: AUC {:.3}, positive: {}", roc.auc, roc.positive)
    };
    scene.picture(words.around(detectors.iter().map(line)))
}

/// The curve's corners without those that lie closer together than one can see.
fn thinned(roc: &Roc) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for point in &roc.points {
        let (x, y) = (point.false_positive_rate, point.true_positive_rate);
        let far = |(a, b): &(f64, f64)| (x - a) + (y - b) >= 1.0 / STEPS;
        if kept.last().is_none_or(far) || (x, y) == (1.0, 1.0) {
            kept.push((x, y));
        }
    }
    kept
}
