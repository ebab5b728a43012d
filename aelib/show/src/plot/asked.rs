//! Pictures as pages need them that ask: images without anything around, and a chart's axes
//! and lines as numbers.

use super::axis;
use super::chart::Chart;
use super::images::coloured;
use super::picture::Plot;
use super::pixels::png;
use dfdx::prelude::{Cpu, Shape, Tensor};
use serde::Serialize;

/// Images side by side in one picture, without gaps.
#[derive(Serialize)]
pub(crate) struct Sprite {
    #[serde(skip)]
    pub png: Vec<u8>,
    pub count: usize,
    /// In a row.
    pub columns: usize,
    /// Height and width of each.
    pub size: [usize; 2],
}

impl Sprite {
    /// # Panics
    /// If there is no image, or it is neither grey nor of three colours.
    pub(crate) fn of<S: Shape>(images: &Tensor<S, f32, Cpu>, columns: usize) -> Self {
        let ([_, h, w], images) = coloured("predict", images);
        assert!(!images.is_empty(), "predict: no image");
        let rows = images.len().div_ceil(columns);
        let mut rgb = vec![0; 3 * rows * h * columns * w];
        for (i, image) in images.iter().enumerate() {
            let (top, left) = (i / columns * h, i % columns * w);
            for (y, row) in image.chunks_exact(3 * w).enumerate() {
                let start = 3 * ((top + y) * columns * w + left);
                rgb[start..start + 3 * w].copy_from_slice(row);
            }
        }
        Self {
            png: png(&rgb, [columns * w, rows * h]),
            count: images.len(),
            columns,
            size: [h, w],
        }
    }
}

/// What a chart shows, as numbers.
#[derive(Serialize)]
pub(crate) struct Axes {
    x: Axis,
    y: Axis,
    pub lines: Vec<AxesLine>,
}

#[derive(Serialize)]
struct Axis {
    label: String,
    range: [f64; 2],
    /// Where a label stands, and the label.
    ticks: Vec<(f64, String)>,
}

#[derive(Serialize)]
pub(crate) struct AxesLine {
    label: String,
    pub points: Vec<(f64, f64)>,
}

impl Plot<Chart> {
    pub(crate) fn axes(&self) -> Axes {
        let chart = &self.body;
        let lines = chart.series.iter().map(|series| {
            let points = series.line.iter();
            let finite = points.filter(|(x, y)| x.is_finite() && y.is_finite());
            AxesLine {
                label: series.label.clone(),
                points: finite.copied().collect(),
            }
        });
        let axis = |axis: &axis::Axis| Axis {
            label: axis.label.clone(),
            range: [axis.range.start, axis.range.end],
            ticks: axis.ticks(),
        };
        Axes {
            x: axis(&chart.x),
            y: axis(&chart.y),
            lines: lines.collect(),
        }
    }
}
