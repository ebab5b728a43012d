//! Images side by side, as on the lecture's slides.

use super::canvas::Canvas;
use super::style::{self, INK, PALE};
use crate::display::Picture;
use crate::ops::storage;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use plotters::prelude::*;

/// How a grid of images is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Images per row.
    pub columns: usize,
    /// Screen pixels per image pixel.
    pub scale: u32,
    /// Above everything; may be empty.
    pub title: String,
    /// Below everything, small: data, seed, metric. May be empty.
    pub caption: String,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            columns: 10,
            scale: 2,
            title: String::new(),
            caption: String::new(),
        }
    }
}

const MARGIN: u32 = 24;
const GAP: u32 = 2;
const TITLE: u32 = 34;
const LABEL: u32 = 26;
const CAPTION: u32 = 22;

/// A grid of grey images with pixels in [0, 1]; what lies outside is cut off.
///
/// # Shapes
/// (N, 1, H, W)
///
/// # Panics
/// If the images have another number of channels than one.
pub fn image_grid<S: Shape>(images: &Tensor<S, f32, Cpu>, options: Grid) -> Picture {
    image_grids(&[("", images)], options)
}

/// Several grids side by side, each under its name: input, before, after.
///
/// # Shapes
/// (N, 1, H, W) each
///
/// # Panics
/// If there is no grid, or images have another number of channels than one.
pub fn image_grids<S: Shape>(panels: &[(&str, &Tensor<S, f32, Cpu>)], options: Grid) -> Picture {
    let sizes: Vec<usize> = panels[0].1.shape().concrete().into_iter().collect();
    let [_, 1, height, width] = sizes[..] else {
        panic!("image_grids: expected images of shape (N, 1, H, W), found {sizes:?}");
    };
    let panels: Vec<Panel> = panels
        .iter()
        .map(|(name, images)| Panel {
            name: name.to_string(),
            pixels: storage::to_vec(images),
        })
        .collect();
    draw(&panels, [height, width], &options)
}

/// One grid, and what it is called.
struct Panel {
    name: String,
    pixels: Vec<f32>,
}

fn draw(panels: &[Panel], [h, w]: [usize; 2], options: &Grid) -> Picture {
    let columns = options.columns.max(1);
    let scale = options.scale.max(1);
    let images = panels
        .iter()
        .map(|p| p.pixels.len() / (h * w))
        .max()
        .unwrap_or(0);
    let tile = [w as u32 * scale + GAP, h as u32 * scale + GAP];
    let shown = columns.min(images.max(1)) as u32;
    let rows = images.div_ceil(columns) as u32;
    let panel = [shown * tile[0] + GAP, rows * tile[1] + GAP];
    let line = |text: &str, size: u32| if text.is_empty() { 0 } else { size + size / 2 };
    let named = panels.iter().any(|p| !p.name.is_empty());
    let label = if named { line("x", LABEL) } else { 0 };
    let top = MARGIN + line(&options.title, TITLE);
    let bottom = line(&options.caption, CAPTION) + MARGIN;
    let count = panels.len() as u32;
    let content = count * panel[0] + count.saturating_sub(1) * MARGIN;
    // A caption or title may be wider than few small images.
    let words = [(&options.title, TITLE), (&options.caption, CAPTION)]
        .map(|(text, size)| text.chars().count() as u32 * size * 3 / 5);
    let width = 2 * MARGIN + content.max(words[0]).max(words[1]);
    let mut canvas = Canvas::new(width, top + label + panel[1] + bottom);
    let left = |i: usize| MARGIN + i as u32 * (panel[0] + MARGIN);
    {
        let height = canvas.height;
        let area = canvas.area();
        let write = |text: &str, size, colour, x: u32, y: u32| {
            let style = style::text(size, colour);
            let _ = area.draw(&Text::new(text.to_string(), (x as i32, y as i32), style));
        };
        write(&options.title, TITLE, INK, MARGIN, MARGIN / 2);
        for (i, panel) in panels.iter().enumerate() {
            write(&panel.name, LABEL, INK, left(i), top);
        }
        let caption = height - MARGIN / 2 - CAPTION;
        write(&options.caption, CAPTION, PALE, MARGIN, caption);
        let _ = area.present();
    }
    for (p, Panel { pixels, .. }) in panels.iter().enumerate() {
        for (i, image) in pixels.chunks_exact(h * w).enumerate() {
            let x = left(p) + GAP + (i % columns) as u32 * tile[0];
            let y = top + label + GAP + (i / columns) as u32 * tile[1];
            for (pixel, value) in image.iter().enumerate() {
                let at = [
                    x + (pixel % w) as u32 * scale,
                    y + (pixel / w) as u32 * scale,
                ];
                canvas.fill(
                    at,
                    [scale; 2],
                    (value.clamp(0.0, 1.0) * 255.0).round() as u8,
                );
            }
        }
    }
    Picture::new(canvas.png(), None, as_text(panels, [h, w], options))
}

/// The first image of each panel as blocks of characters, two pixels in each.
fn as_text(panels: &[Panel], [h, w]: [usize; 2], options: &Grid) -> String {
    let mut text = vec![options.title.clone()];
    for Panel { name, pixels } in panels {
        let images = pixels.len() / (h * w);
        let what = format!("{images} images of {h}x{w}, the first one:");
        text.push(format!("{name} {what}").trim_start().to_string());
        let Some(image) = pixels.chunks_exact(h * w).next() else {
            continue;
        };
        for y in (0..h).step_by(2) {
            let bright = |y: usize, x: usize| image.get(y * w + x).is_some_and(|v| *v > 0.5);
            let block = |x| match (bright(y, x), bright(y + 1, x)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            };
            text.push((0..w).map(block).collect::<String>().trim_end().to_string());
        }
    }
    text.push(options.caption.clone());
    text.retain(|line| !line.is_empty());
    text.join("\n")
}
