//! Pictures as pages need them that ask: images without anything around, and a chart's axes
//! and lines as numbers.

use super::chart::Chart;
use super::images::colours;
use super::picture::Plot;
use super::pixels::png;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
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
        let sizes = Vec::from_iter(images.shape().concrete());
        let [count @ (1..), channels @ (1 | 3), h, w] = sizes[..] else {
            panic!("expected images of shape (N, 1, H, W) or (N, 3, H, W), found {sizes:?}")
        };
        let rows = count.div_ceil(columns);
        let mut rgb = vec![0; 3 * rows * h * columns * w];
        for (i, image) in to_vec(images).chunks_exact(channels * h * w).enumerate() {
            let (top, left) = (i / columns * h, i % columns * w);
            for (y, row) in colours(image, channels).chunks_exact(3 * w).enumerate() {
                let start = 3 * ((top + y) * columns * w + left);
                rgb[start..start + 3 * w].copy_from_slice(row);
            }
        }
        Self {
            png: png(&rgb, [columns * w, rows * h]),
            count,
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
        let [x, y] = chart.ticks();
        Axes {
            x: Axis {
                label: chart.x_label.clone(),
                range: [chart.x.start, chart.x.end],
                ticks: x,
            },
            y: Axis {
                label: chart.y_label.clone(),
                range: [chart.y.start, chart.y.end],
                ticks: y,
            },
            lines: lines.collect(),
        }
    }
}
