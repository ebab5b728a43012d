//! Measurements over several seeds against a size that doubles from step to step.

use super::chart::{Words, chart, key};
use super::theme::PALETTE;
use crate::display::Picture;
use crate::results::spread;
use plotters::prelude::*;

/// For each size the numbers of all seeds, or a single one where chance has no part.
pub type Series = Vec<(f64, Vec<f64>)>;

/// Named series against sizes on a scale of powers of two, from 0 up: a line through the
/// means, a dot for every seed.
///
/// # Panics
/// If a size is not positive.
pub fn spread_curve(series: &[(&str, Series)], words: Words) -> Picture {
    let all = || series.iter().flat_map(|(_, points)| points);
    assert!(all().all(|(x, _)| *x > 0.0), "spread_curve: a size of 0");
    let fold = |values: &mut dyn Iterator<Item = f64>| {
        values
            .filter(|v| v.is_finite())
            .fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)))
    };
    let (left, right) = fold(&mut all().map(|(x, _)| x.log2()));
    let (_, top) = fold(&mut all().flat_map(|(_, values)| values.iter().copied()));
    let mut axes = words.axes();
    axes.x = left.min(right) - 0.2..right.max(left) + 0.2;
    axes.y = 0.0..top.max(1e-9) * 1.05;
    axes.x_text = |x| match (x - x.round()).abs() < 1e-6 {
        true => format!("{}", x.exp2().round()),
        false => String::new(),
    };
    let legend = match falls(series) {
        true => SeriesLabelPosition::UpperRight,
        false => SeriesLabelPosition::LowerRight,
    };
    let scene = chart(&axes, Some(legend), |chart| {
        for ((name, points), colour) in series.iter().zip(PALETTE.iter().cycle()) {
            let means = points
                .iter()
                .map(|(x, values)| (x.log2(), spread(values).0));
            let line = ShapeStyle::from(colour).stroke_width(4);
            if let Ok(drawn) = chart.draw_series(LineSeries::new(means, line)) {
                drawn.label(*name).legend(key(*colour));
            }
            let seeds = points
                .iter()
                .flat_map(|(x, values)| values.iter().map(|v| (x.log2(), *v)));
            let _ = chart.draw_series(seeds.map(|p| Circle::new(p, 6, colour.filled())));
        }
    });
    scene.picture(as_text(series, &words))
}

/// Whether the first series ends lower than it begins.
fn falls(series: &[(&str, Series)]) -> bool {
    let ends = series.first().and_then(|(_, s)| s.first().zip(s.last()));
    ends.is_some_and(|(first, last)| spread(&first.1).0 > spread(&last.1).0)
}

fn as_text(series: &[(&str, Series)], words: &Words) -> String {
    words.around(series.iter().map(|(name, points)| {
        let point = |(x, values): &(f64, Vec<f64>)| format!("{x}: {:.4}", spread(values).0);
        let points: Vec<String> = points.iter().map(point).collect();
        format!("{name}  {}", points.join("  "))
    }))
}
