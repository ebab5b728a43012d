//! Losses against epochs.

use super::canvas::Canvas;
use super::style::{self, FONT, INK, PALE, PALETTE};
use crate::display::Picture;
use plotters::coord::Shift;
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

const SIZE: (u32, u32) = (1200, 720);

/// Named series of one value per epoch, the first one at epoch 1. Values that are not
/// finite are left out.
pub fn loss_curve(series: &[(&str, Vec<f64>)], options: Curve) -> Picture {
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    draw(&canvas.area(), series, &options);
    let mut svg = String::new();
    draw(
        &SVGBackend::with_string(&mut svg, SIZE).into_drawing_area(),
        series,
        &options,
    );
    Picture::new(canvas.png(), Some(svg), as_text(series, &options))
}

/// Drawing into memory does not fail, so results are dropped.
fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    series: &[(&str, Vec<f64>)],
    options: &Curve,
) {
    let _ = area.fill(&WHITE);
    let finite = || {
        series
            .iter()
            .flat_map(|(_, v)| v)
            .copied()
            .filter(|v| v.is_finite())
    };
    let epochs = series.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let (low, high) = finite().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    if low > high {
        let style = style::text(30, INK);
        let _ = area.draw(&Text::new("no finite values yet", (40, 40), style));
        return;
    }
    let air = ((high - low) * 0.08).max(high.abs() * 0.01).max(1e-9);
    let (title, rest) = area.split_vertically(if options.title.is_empty() { 10 } else { 64 });
    let _ = title.draw(&Text::new(
        options.title.clone(),
        (28, 20),
        style::text(34, INK),
    ));
    let foot = if options.caption.is_empty() { 10 } else { 44 };
    let (body, caption) = rest.split_vertically(rest.dim_in_pixel().1 - foot);
    let _ = caption.draw(&Text::new(
        options.caption.clone(),
        (28, 4),
        style::text(22, PALE),
    ));
    let chart = ChartBuilder::on(&body)
        .margin(20)
        .x_label_area_size(70)
        .y_label_area_size(120)
        .build_cartesian_2d(0.8..epochs.max(2) as f64 + 0.2, low - air..high + air);
    let Ok(mut chart) = chart else { return };
    let _ = chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .axis_style(PALE)
        .x_labels(epochs.clamp(2, 10))
        .y_labels(7)
        .x_label_formatter(&|x| match (x - x.round()).abs() < 1e-6 {
            true => format!("{x:.0}"),
            false => String::new(),
        })
        .y_label_formatter(&|y| format!("{y:.3}"))
        .x_desc("epoch")
        .y_desc(options.y_label.clone())
        .label_style(style::text(24, INK))
        .axis_desc_style(style::text(26, INK))
        .draw();
    for ((name, values), colour) in series.iter().zip(PALETTE.iter().cycle()) {
        let points = values.iter().enumerate().map(|(i, v)| ((i + 1) as f64, *v));
        let points: Vec<(f64, f64)> = points.filter(|(_, v)| v.is_finite()).collect();
        let line = ShapeStyle::from(colour).stroke_width(4);
        let last = points
            .last()
            .map(|(_, v)| format!("{name}  {v:.4}"))
            .unwrap_or_default();
        if let Ok(drawn) = chart.draw_series(LineSeries::new(points.clone(), line)) {
            drawn.label(last).legend(move |(x, y)| {
                Rectangle::new([(x, y - 3), (x + 30, y + 3)], colour.filled())
            });
        }
        let dots = points.iter().map(|p| Circle::new(*p, 6, colour.filled()));
        let _ = chart.draw_series(dots);
    }
    let _ = chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .margin(16)
        .legend_area_size(40)
        .background_style(WHITE.mix(0.9))
        .border_style(RGBColor(225, 225, 225))
        .label_font((FONT, 26).into_font().color(&INK))
        .draw();
    let _ = area.present();
}

/// A table of the values.
fn as_text(series: &[(&str, Vec<f64>)], options: &Curve) -> String {
    let mut text = vec![options.title.clone()];
    for (name, values) in series {
        let values: Vec<String> = values.iter().map(|v| format!("{v:.4}")).collect();
        text.push(format!("{name}: {}", values.join(" ")));
    }
    text.push(options.caption.clone());
    text.retain(|line| !line.is_empty());
    text.join("\n")
}
