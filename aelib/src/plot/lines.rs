//! Functions against numbers.

use super::chart::{Axes, chart, key};
use super::theme::PALETTE;
use crate::display::Picture;
use plotters::prelude::*;

/// Named lines through points (x, y), in the order in which they come. Points that are not
/// finite interrupt their line; what leaves the axes is cut off.
///
/// ```
/// use aelib::plot::{Axes, line_chart};
///
/// let square: Vec<(f64, f64)> = (0..=10).map(|i| f64::from(i) / 10.0).map(|x| (x, x * x)).collect();
/// let picture = line_chart(&[("square", square)], Axes::default());
/// assert!(picture.to_string().contains("square: (0, 0) to (1, 1)"));
/// ```
pub fn line_chart(series: &[(&str, Vec<(f64, f64)>)], axes: Axes) -> Picture {
    let text = as_text(series, &axes);
    let inside = |(x, y): &(f64, f64)| {
        let reach = axes.y.end - axes.y.start;
        // A little outside, so that a line leaves the chart where it should.
        x.is_finite() && *y > axes.y.start - reach && *y < axes.y.end + reach
    };
    let scene = chart(&axes, Some(SeriesLabelPosition::UpperMiddle), |chart| {
        for ((name, points), colour) in series.iter().zip(PALETTE.iter().cycle()) {
            let line = ShapeStyle::from(colour).stroke_width(4);
            let mut label = Some(*name);
            for run in points.split(|point| !inside(point)) {
                let Ok(drawn) = chart.draw_series(LineSeries::new(run.to_vec(), line)) else {
                    continue;
                };
                if let Some(name) = label.take() {
                    drawn.label(name).legend(key(*colour));
                }
            }
        }
    });
    scene.picture(text)
}

/// Where each line begins and ends.
fn as_text(series: &[(&str, Vec<(f64, f64)>)], axes: &Axes) -> String {
    let mut text = vec![axes.title.clone()];
    for (name, points) in series {
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            text.push(format!("{name}: {first:?} to {last:?}").replace(".0", ""));
        }
    }
    text.push(axes.caption.clone());
    text.retain(|line| !line.is_empty());
    text.join("\n")
}
