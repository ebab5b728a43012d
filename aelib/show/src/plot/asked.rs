//! Pictures as pages need them that ask: images without anything around, and a chart's axes
//! and lines as numbers.

use super::axis::Axis;
use super::chart::{Chart, Series};
use super::colours::coloured;
use super::picture::Plot;
use super::pixels::png;
use dfdx::prelude::{Cpu, Shape, Tensor};
use serde::Serialize;
use serde_json::{Value, json};

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

impl Plot<Chart> {
    /// What the chart shows, as numbers: axes with their ticks, and lines of points.
    ///
    /// # Panics
    /// If its last line has no points.
    pub(crate) fn axes(&self) -> Value {
        let chart = &self.body;
        let axis = |axis: &Axis| {
            let range = [axis.range.start, axis.range.end];
            json!({"label": axis.label, "range": range, "ticks": axis.ticks()})
        };
        let points = |series: &Series| {
            let points = series.line.iter().copied();
            Vec::from_iter(points.filter(|(x, y)| x.is_finite() && y.is_finite()))
        };
        let last = chart.series.last().map_or(Vec::new(), points);
        assert!(
            !last.is_empty(),
            "predict: no points in the chart's last line"
        );
        let line = |series: &Series| json!({"label": series.label, "points": points(series)});
        json!({
            "x": axis(&chart.x),
            "y": axis(&chart.y),
            "lines": Vec::from_iter(chart.series.iter().map(line)),
        })
    }
}
