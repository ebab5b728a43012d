//! Charts of what the course measures.

use super::axis::{Point, extent};
use super::chart::{Chart, Series};
use super::picture::Plot;
use super::theme::PALETTE;
use crate::text::plain;
use aelib_core::metrics::Roc;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use std::ops::Range;

/// For each size the numbers of all seeds, or a single one where chance has no part.
pub type Sizes = Vec<(f64, Vec<f64>)>;

/// From here on a loss is written with one decimal: nats per image, and no longer per pixel.
const LARGE: f64 = 10.0;

/// Series in the colours of the course, one after the other.
fn coloured(series: impl Iterator<Item = (String, Vec<Point>, Vec<Point>)>) -> Vec<Series> {
    let series = series.zip(PALETTE.iter().cycle());
    let series = series.map(|((label, line, dots), colour)| Series {
        label,
        colour: *colour,
        width: 4.0,
        line,
        dots,
    });
    series.collect()
}

/// With some air on both sides.
fn airy(Range { start, end }: Range<f64>, air: f64) -> Range<f64> {
    start - air..end + air
}

/// The text at a whole number; nothing at the others.
fn whole(x: f64, text: impl Fn(f64) -> f64) -> String {
    match (x - x.round()).abs() < 1e-6 {
        true => format!("{:.0}", text(x)),
        false => String::new(),
    }
}

/// Named series of one value per epoch, the first one at epoch 1. Values that are not
/// finite are left out.
pub fn loss_curve(series: &[(&str, Vec<f64>)]) -> Plot<Chart> {
    // With as many decimals as a loss of its size needs.
    let rounded = |value: f64| match value.abs() < LARGE {
        true => format!("{value:.4}"),
        false => format!("{value:.1}"),
    };
    let lines = series.iter().map(|(name, values)| {
        let points = values.iter().enumerate().map(|(i, v)| ((i + 1) as f64, *v));
        let points = Vec::from_iter(points.filter(|(_, v)| v.is_finite()));
        let last = points.last().map(|(_, v)| rounded(*v));
        let last = last.unwrap_or_else(|| "no finite values yet".into());
        (format!("{name}  {last}"), points.clone(), points)
    });
    let text = series.iter().map(|(name, values)| {
        let values = Vec::from_iter(values.iter().map(|v| rounded(*v)));
        format!("{name}: {}", values.join(" "))
    });
    let mut chart = Chart::of(coloured(lines), text.collect());
    let epochs = series.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let Range { start, end } = extent(series.iter().flat_map(|(_, v)| v).copied());
    chart.y.range = airy(start..end, ((end - start) * 0.08).max(end.abs() * 0.01));
    chart.x.range = 0.8..epochs.max(2) as f64 + 0.2;
    chart.x.label = "epoch".into();
    chart.y.label = "loss".into();
    chart.x.count = epochs.clamp(2, 10);
    chart.x.text = |x| whole(x, |x| x);
    chart.y.text = match end < LARGE {
        true => |y| format!("{y:.3}"),
        false => |y| plain(y, 1),
    };
    Plot::of(chart)
}

/// Losses of a run so far against epochs: those of batches as a line, those of epochs as
/// dots. The vertical axis ends at `y`.
pub(crate) fn running_losses(
    [batches, epochs]: [(&str, Vec<Point>); 2],
    y: Range<f64>,
) -> Plot<Chart> {
    let (line, dots) = ((batches.1, vec![]), (vec![], epochs.1));
    let lines = [(batches.0, line), (epochs.0, dots)].into_iter();
    let lines = lines.filter(|(_, (line, dots))| !line.is_empty() || !dots.is_empty());
    let lines = lines.map(|(name, (line, dots))| (name.to_string(), line, dots));
    let mut chart = Chart::of(coloured(lines), Vec::new());
    chart.x.range.start = 0.0;
    chart.y.range = extent([y.start, y.end].into_iter());
    chart.x.label = "epoch".into();
    chart.size = [1152.0, 420.0];
    Plot::of(chart)
}

/// Named lines through points (x, y), in the order in which they come. Points that are not
/// finite interrupt their line; what leaves the axes is cut off.
///
/// ```
/// use aelib_show::plot::line_chart;
///
/// let square: Vec<(f64, f64)> = (0..=10).map(|i| f64::from(i) / 10.0).map(|x| (x, x * x)).collect();
/// let picture = line_chart(&[("square", square)]).x_label("x").y(0.0..2.0);
/// assert!(picture.to_string().contains("square: (0, 0) to (1, 1)"));
/// ```
pub fn line_chart(series: &[(&str, Vec<(f64, f64)>)]) -> Plot<Chart> {
    let lines = series
        .iter()
        .map(|(name, points)| (name.to_string(), points.clone(), Vec::new()));
    let text = series.iter().filter_map(|(name, points)| {
        let end = |(x, y): &Point| format!("({}, {})", plain(*x, 4), plain(*y, 4));
        let (first, last) = (points.first().map(end)?, points.last().map(end)?);
        Some(format!("{name}: {first} to {last}"))
    });
    Plot::of(Chart::of(coloured(lines), text.collect()))
}

/// The curves of named detectors with their areas, and the line on which guessing lies: what
/// each catches for how many false alarms.
pub fn roc_curve(detectors: &[(&str, &Roc)]) -> Plot<Chart> {
    let lines = detectors.iter().map(|(name, roc)| {
        let label = format!("{name}  AUC {:.3}", roc.auc);
        (label, thinned(roc), Vec::new())
    });
    let text = detectors
        .iter()
        .map(|(name, roc)| format!("{name}: AUC {:.3}, positive: {}", roc.auc, roc.positive));
    let guessing = Series::guide("guessing  AUC 0.5".into(), vec![(0.0, 0.0), (1.0, 1.0)]);
    let series = [guessing].into_iter().chain(coloured(lines));
    let mut chart = Chart::of(series.collect(), text.collect());
    let positive = detectors.first().map_or("", |(_, roc)| &roc.positive);
    chart.x.label = "false alarms: share of the negatives".into();
    chart.y.label = format!("caught: share of {positive}");
    chart.size = [852.0, 628.0];
    (chart.x.range, chart.y.range) = (-0.01..1.01, -0.01..1.01);
    Plot::of(chart)
}

/// The curve's corners without those that lie closer together than one can see.
fn thinned(roc: &Roc) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in &roc.points {
        let (x, y) = (point.false_positive_rate, point.true_positive_rate);
        let far = |(a, b): &Point| (x - a) + (y - b) >= 1.0 / 400.0;
        if kept.last().is_none_or(far) || (x, y) == (1.0, 1.0) {
            kept.push((x, y));
        }
    }
    kept
}

/// Measurements over several seeds against a size that doubles from step to step, from 0 up:
/// a line through the means, a dot for every seed.
///
/// # Panics
/// If a size is not positive.
pub fn spread_curve(series: &[(&str, Sizes)]) -> Plot<Chart> {
    let all = || series.iter().flat_map(|(_, points)| points);
    assert!(all().all(|(x, _)| *x > 0.0), "spread_curve: a size of 0");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let lines = series.iter().map(|(name, points)| {
        let means = points.iter().map(|(x, values)| (x.log2(), mean(values)));
        let seeds = points
            .iter()
            .flat_map(|(x, v)| v.iter().map(|v| (x.log2(), *v)));
        (name.to_string(), means.collect(), seeds.collect())
    });
    let text = series.iter().map(|(name, points)| {
        let point = |(x, values): &(f64, Vec<f64>)| format!("{x}: {:.4}", mean(values));
        format!(
            "{name}  {}",
            Vec::from_iter(points.iter().map(point)).join("  ")
        )
    });
    let mut chart = Chart::of(coloured(lines), text.collect());
    let top = chart.y.range.end.max(1e-9);
    chart.x.range = airy(chart.x.range, 0.2);
    chart.y.range = 0.0..1.05 * top;
    chart.x.text = |x| whole(x, f64::exp2);
    Plot::of(chart)
}

/// Codes of two numbers as points, each in the colour of its digit, with a legend; in the
/// middle of a digit's points (by the median of each number) stands the digit.
///
/// # Shapes
/// (N, 2), and N labels from 0 to 9
///
/// # Panics
/// If the codes have another shape, or there are more or fewer labels.
pub fn scatter<S: Shape>(codes: &Tensor<S, f32, Cpu>, labels: &[u8]) -> Plot<Chart> {
    let sizes: Vec<usize> = codes.shape().concrete().into_iter().collect();
    assert_eq!(sizes, [labels.len(), 2], "scatter: two numbers per label");
    let numbers = to_vec(codes);
    let points = numbers.chunks_exact(2).zip(labels).map(|(code, label)| {
        let point = (f64::from(code[0]), f64::from(code[1]));
        (point, usize::from(*label))
    });
    let cloud = points.filter(|((x, y), _)| x.is_finite() && y.is_finite());
    let mut chart = Chart::of(Vec::new(), Vec::new());
    chart.cloud = cloud.collect();
    chart.marks = (0..10)
        .filter_map(|digit| middle(&chart.cloud, digit))
        .collect();
    let air = |range: Range<f64>| airy(range.clone(), 0.04 * (range.end - range.start));
    chart.x.range = air(extent(chart.cloud.iter().map(|((x, _), _)| *x)));
    chart.y.range = air(extent(chart.cloud.iter().map(|((_, y), _)| *y)));
    let line = |((x, y), digit): &(Point, usize)| format!("{digit}: around ({x:.2}, {y:.2})");
    chart.text = chart.marks.iter().map(line).collect();
    Plot::of(chart)
}

/// The median of each number of a digit's points, if there are any.
fn middle(cloud: &[(Point, usize)], digit: usize) -> Option<(Point, usize)> {
    let own = cloud.iter().filter(|(_, label)| *label == digit);
    let (x, y): (Vec<f64>, Vec<f64>) = own.map(|(point, _)| *point).unzip();
    let median = |mut values: Vec<f64>| {
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f64::total_cmp).1
    };
    (!x.is_empty()).then(|| ((median(x), median(y)), digit))
}
