//! Charts of one's own, with plotters.

use super::picture::Picture;
use super::scene::Scene;
use plotters::coord::Shift;
use plotters::prelude::{BitMapBackend, DrawingArea, IntoDrawingArea};
use plotters::style::{FontStyle, register_font};
use std::sync::Once;

/// What plotters draws on a white rectangle of so many pixels, in the course's font: for
/// what no chart here shows. `text` stands for it where no picture can.
///
/// ```
/// use aelib_show::plot::plotters::prelude::*;
/// use aelib_show::plot::{PALETTE, plotters_chart};
///
/// let bars = plotters_chart([300, 200], "three bars", |area| {
///     let mut chart = ChartBuilder::on(area).margin(10).build_cartesian_2d(0..3, 0..5)?;
///     let bars = [2, 5, 3].into_iter().enumerate();
///     let bars = bars.map(|(i, n)| Rectangle::new([(i as i32, 0), (i as i32 + 1, n)], PALETTE[i].filled()));
///     chart.draw_series(bars)?;
///     Ok(())
/// })?;
/// assert!(!bars.title("Bars").png().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What plotters or `draw` says.
pub fn plotters_chart(
    size: [u32; 2],
    text: &str,
    draw: impl FnOnce(&DrawingArea<BitMapBackend<'_>, Shift>) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<Picture, Box<dyn std::error::Error>> {
    static FONT: Once = Once::new();
    FONT.call_once(|| {
        let bytes = include_bytes!("../../assets/DejaVuSans.ttf");
        for name in ["sans-serif", "DejaVu Sans"] {
            // The file is part of this crate: it is a font.
            let _ = register_font(name, FontStyle::Normal, bytes);
        }
    });
    let [w, h] = size.map(|side| side as usize);
    let mut rgb = vec![255; 3 * w * h];
    let area = BitMapBackend::with_buffer(&mut rgb, (size[0], size[1])).into_drawing_area();
    draw(&area)?;
    drop(area);
    let mut scene = Scene::new(w as f32, h as f32);
    scene.rgb(rgb, [w, h], [0.0, 0.0], 1.0);
    Ok(scene.picture(text))
}
