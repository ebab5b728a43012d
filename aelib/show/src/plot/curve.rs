//! Losses against epochs.

use super::chart::{Axes, chart, key};
use super::theme::PALETTE;
use crate::display::Picture;
use crate::text::plain;
use plotters::prelude::*;

/// What stands around a curve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// Above the curve; may be empty.
    pub title: String,
    /// Beside the vertical axis, with the unit.
    pub y_label: String,
    /// Below everything, small: data, seed. May be empty.
    pub caption: String,
}

/// From here on a loss is written with one decimal: nats per image, and no longer per pixel.
const LARGE: f64 = 10.0;

/// Named series of one value per epoch, the first one at epoch 1. Values that are not
/// finite are left out.
pub fn loss_curve(series: &[(&str, Vec<f64>)], options: Curve) -> Picture {
    let text = as_text(series, &options);
    let finite = series.iter().flat_map(|(_, v)| v).copied();
    let (low, high) = finite
        .filter(|v| v.is_finite())
        .fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let air = ((high - low) * 0.08).max(high.abs() * 0.01).max(1e-9);
    let epochs = series.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let axes = Axes {
        title: options.title,
        x_label: "epoch".into(),
        y_label: options.y_label,
        caption: options.caption,
        x: 0.8..epochs.max(2) as f64 + 0.2,
        y: low - air..high + air,
        x_labels: epochs.clamp(2, 10),
        x_text: |x| match (x - x.round()).abs() < 1e-6 {
            true => format!("{x:.0}"),
            false => String::new(),
        },
        y_text: if high < LARGE {
            |y| format!("{y:.3}")
        } else {
            |y| plain(y, 1)
        },
        ..Axes::default()
    };
    let legend = Some(SeriesLabelPosition::UpperRight);
    let scene = chart(&axes, legend, |chart| {
        for ((name, values), colour) in series.iter().zip(PALETTE.iter().cycle()) {
            let points = values.iter().enumerate().map(|(i, v)| ((i + 1) as f64, *v));
            let points: Vec<(f64, f64)> = points.filter(|(_, v)| v.is_finite()).collect();
            let last = points
                .last()
                .map(|(_, v)| format!("{name}  {}", rounded(*v)));
            let line = ShapeStyle::from(colour).stroke_width(4);
            if let Ok(drawn) = chart.draw_series(LineSeries::new(points.clone(), line)) {
                drawn
                    .label(last.unwrap_or_else(|| format!("{name}  no finite values yet")))
                    .legend(key(*colour));
            }
            let dots = points.iter().map(|p| Circle::new(*p, 6, colour.filled()));
            let _ = chart.draw_series(dots);
        }
    });
    scene.picture(text)
}

/// With as many decimals as a loss of its size needs.
fn rounded(value: f64) -> String {
    let decimals = if value.abs() < LARGE { 4 } else { 1 };
    format!("{value:.decimals$}")
}

/// A table of the values.
fn as_text(series: &[(&str, Vec<f64>)], options: &Curve) -> String {
    let mut text = vec![options.title.clone()];
    for (name, values) in series {
        let values: Vec<String> = values.iter().map(|v| rounded(*v)).collect();
        text.push(format!("{name}: {}", values.join(" ")));
    }
    text.push(options.caption.clone());
    text.retain(|line| !line.is_empty());
    text.join("\n")
}
