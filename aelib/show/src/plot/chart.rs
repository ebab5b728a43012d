//! Two axes in the look of the course, and what is drawn between them.

use super::recorder::Recorder;
use super::scene::Scene;
use super::style::{self, STEPS, place};
use super::theme::{FAINT, INK, PALE, PAPER};
use crate::text::plain;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use std::ops::Range;

/// What is written around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Above the chart; may be empty.
    pub title: String,
    /// Below the horizontal axis, with the unit.
    pub x_label: String,
    /// Beside the vertical axis, with the unit.
    pub y_label: String,
    /// Below everything, small: data, seed, metric. May be empty.
    pub caption: String,
}

impl Words {
    /// Axes with these words, and everything else as it is by default.
    pub(super) fn axes(&self) -> Axes {
        Axes {
            title: self.title.clone(),
            x_label: self.x_label.clone(),
            y_label: self.y_label.clone(),
            caption: self.caption.clone(),
            ..Axes::default()
        }
    }

    /// The title, some lines, the caption: what stands for a chart in a terminal.
    pub(super) fn around(&self, lines: impl IntoIterator<Item = String>) -> String {
        let mut text = vec![self.title.clone()];
        text.extend(lines);
        text.push(self.caption.clone());
        text.retain(|line| !line.is_empty());
        text.join("\n")
    }
}

/// What stands around a chart.
#[derive(Clone, Debug)]
pub struct Axes {
    /// Above the chart; may be empty.
    pub title: String,
    /// Below the horizontal axis, with the unit.
    pub x_label: String,
    /// Beside the vertical axis, with the unit.
    pub y_label: String,
    /// Below everything, small: data, seed, metric. May be empty.
    pub caption: String,
    /// From left to right.
    pub x: Range<f64>,
    /// From bottom to top.
    pub y: Range<f64>,
    /// How many labels the horizontal axis has, about.
    pub x_labels: usize,
    /// The text at a value of the horizontal axis.
    pub x_text: fn(f64) -> String,
    /// The text at a value of the vertical axis.
    pub y_text: fn(f64) -> String,
    /// Width and height in pixels.
    pub size: [f32; 2],
}

impl Default for Axes {
    fn default() -> Self {
        Self {
            title: String::new(),
            x_label: String::new(),
            y_label: String::new(),
            caption: String::new(),
            x: 0.0..1.0,
            y: 0.0..1.0,
            x_labels: 8,
            x_text: |x| plain(x, 2),
            y_text: |y| plain(y, 3),
            size: [1200.0, 720.0],
        }
    }
}

/// What a chart's series are drawn on.
pub type Chart<'a, 'b> =
    ChartContext<'a, Recorder<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A scene with two axes; `draw` adds the series, each with its label. Labels appear in a
/// box where `legend` says, if it says.
pub fn chart(
    axes: &Axes,
    legend: Option<SeriesLabelPosition>,
    draw: impl FnOnce(&mut Chart<'_, '_>),
) -> Scene {
    let [width, height] = axes.size;
    let mut scene = Scene::new(width, height);
    let top = if axes.title.is_empty() { 10.0 } else { 64.0 };
    let foot = if axes.caption.is_empty() { 10.0 } else { 44.0 };
    scene.text(&axes.title, [28.0, 18.0], 34.0, INK);
    scene.text(&axes.caption, [28.0, height - foot + 4.0], 22.0, PALE);
    // Drawing into a scene does not fail, so plotters' results are dropped.
    scene.plotters([0.0, top], [width, height - top - foot], |area| {
        let context = ChartBuilder::on(area)
            .margin(20 * STEPS)
            .x_label_area_size(70 * STEPS)
            .y_label_area_size(120 * STEPS)
            .build_cartesian_2d(axes.x.clone(), axes.y.clone());
        let Ok(mut context) = context else { return };
        let _ = context
            .configure_mesh()
            .light_line_style(PAPER)
            .bold_line_style(FAINT)
            .axis_style(PALE)
            .set_all_tick_mark_size(5 * STEPS)
            .x_labels(axes.x_labels)
            .y_labels(7)
            .x_label_formatter(&|x| (axes.x_text)(*x))
            .y_label_formatter(&|y| (axes.y_text)(*y))
            .x_desc(axes.x_label.clone())
            .y_desc(axes.y_label.clone())
            .label_style(style::text(24, INK))
            .axis_desc_style(style::text(26, INK))
            .draw();
        draw(&mut context);
        if let Some(position) = legend {
            let _ = context
                .configure_series_labels()
                .position(position)
                .margin(16 * STEPS)
                .legend_area_size(40 * STEPS)
                .background_style(PAPER.mix(0.9))
                .border_style(FAINT)
                .label_font(style::text(26, INK))
                .draw();
        }
    });
    scene
}

/// The mark of a series in the legend: a short thick line of its colour.
pub fn key(colour: RGBColor) -> impl Fn((i32, i32)) -> Rectangle<(i32, i32)> {
    let [left_top, right_bottom] = [(0, -3), (30, 3)].map(place);
    move |(x, y)| {
        let corners = [left_top, right_bottom].map(|(dx, dy)| (x + dx, y + dy));
        Rectangle::new(corners, colour.filled())
    }
}
