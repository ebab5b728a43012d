//! Functions against numbers.

use super::chart::{Axes, chart, key};
use super::theme::PALETTE;
use crate::display::Picture;
use crate::text::plain;
use plotters::prelude::*;

/// Named lines through points (x, y), in the order in which they come. Points that are not
/// finite interrupt their line; what leaves the axes is cut off.
///
/// ```
/// use aelib_show::plot::{Axes, line_chart};
///
/// let square: Vec<(f64, f64)> = (0..=10).map(|i| f64::from(i) / 10.0).map(|x| (x, x * x)).collect();
/// let picture = line_chart(&[("square", square)], Axes::default());
/// assert!(picture.to_string().contains("square: (0, 0) to (1, 1)"));
/// ```
pub fn line_chart(series: &[(&str, Vec<(f64, f64)>)], axes: Axes) -> Picture {
    let text = as_text(series, &axes);
    let scene = chart(&axes, Some(SeriesLabelPosition::UpperMiddle), |chart| {
        for ((name, points), colour) in series.iter().zip(PALETTE.iter().cycle()) {
            let line = ShapeStyle::from(colour).stroke_width(4);
            let mut label = Some(*name);
            for run in visible(points, &axes) {
                let Ok(drawn) = chart.draw_series(LineSeries::new(run, line)) else {
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

type Point = (f64, f64);

/// The parts of a line between the axes, each cut where the line leaves them: plotters
/// would draw what is outside along the border.
fn visible(points: &[Point], axes: &Axes) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut goes_on = false;
    for pair in points.windows(2) {
        let Some([from, to]) = inside(pair[0], pair[1], axes) else {
            goes_on = false;
            continue;
        };
        match runs.last_mut() {
            Some(run) if goes_on => run.push(to),
            _ => runs.push(vec![from, to]),
        }
        goes_on = to == pair[1];
    }
    runs
}

/// The part of a straight line from `a` to `b` that lies between the axes.
fn inside(a: Point, b: Point, axes: &Axes) -> Option<[Point; 2]> {
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (a, b, range) in [(a.0, b.0, &axes.x), (a.1, b.1, &axes.y)] {
        if a == b && (range.start..=range.end).contains(&a) {
            continue;
        }
        let [low, high] = [range.start, range.end].map(|end| (end - a) / (b - a));
        enter = enter.max(low.min(high));
        leave = leave.min(low.max(high));
    }
    let at = |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
    let end = if leave < 1.0 { at(leave) } else { b };
    let finite = [a.0, a.1, b.0, b.1].iter().all(|v| v.is_finite());
    (finite && enter < leave).then(|| [at(enter), end])
}

/// Where each line begins and ends.
fn as_text(series: &[(&str, Vec<(f64, f64)>)], axes: &Axes) -> String {
    let mut text = vec![axes.title.clone()];
    for (name, points) in series {
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            let [first, last] =
                [first, last].map(|(x, y)| format!("({}, {})", plain(*x, 4), plain(*y, 4)));
            text.push(format!("{name}: {first} to {last}"));
        }
    }
    text.push(axes.caption.clone());
    text.retain(|line| !line.is_empty());
    text.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_leave_the_axes() {
        let zigzag = [
            (0.0, -1.0),
            (0.5, 1.0),
            (0.5, 3.0),
            (1.0, -1.0),
            (2.0, -1.0),
        ];
        let found = visible(&zigzag, &Axes::default());
        let expected = [[(0.25, 0.0), (0.5, 1.0)], [(0.75, 1.0), (0.875, 0.0)]];
        assert_eq!(found, expected);
        let gap = [(0.0, 0.5), (0.2, 0.5), (0.4, f64::NAN), (0.6, 0.5)];
        let found = visible(&gap, &Axes::default());
        assert_eq!(found, [vec![(0.0, 0.5), (0.2, 0.5)]]);
    }

    #[test]
    fn text_keeps_small_numbers() {
        let line = vec![(0.001, -0.00001), (0.05, 10.0)];
        let text = line_chart(&[("small", line)], Axes::default()).to_string();
        assert_eq!(text, "small: (0.001, 0) to (0.05, 10)");
    }
}
