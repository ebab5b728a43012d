//! Images side by side, as on the lecture's slides.

use super::letters;
use super::scene::Scene;
use super::theme::{INK, PALE, PALETTE};
use crate::display::Picture;
use aelib_core::ops::storage;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

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
    /// For each panel or strip the places of images that get a frame; those that went
    /// wrong, say. May be empty.
    pub framed: Vec<Vec<usize>>,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            columns: 10,
            scale: 2,
            title: String::new(),
            caption: String::new(),
            framed: Vec::new(),
        }
    }
}

impl Grid {
    /// Whether an image of a panel gets a frame.
    pub(super) fn frames(&self, panel: usize, image: usize) -> bool {
        self.framed.get(panel).is_some_and(|f| f.contains(&image))
    }
}

pub(super) const MARGIN: f32 = 24.0;
pub(super) const GAP: f32 = 2.0;
pub(super) const TITLE: f32 = 34.0;
pub(super) const LABEL: f32 = 26.0;
pub(super) const CAPTION: f32 = 22.0;
/// The width of a frame.
const FRAME: f32 = 3.0;

/// A grid of images with pixels in [0, 1], grey or in colour; what lies outside is cut off.
///
/// # Shapes
/// (N, 1, H, W), or (N, 3, H, W) for red, green and blue
///
/// # Panics
/// If the images have another number of channels.
pub fn image_grid<S: Shape>(images: &Tensor<S, f32, Cpu>, options: Grid) -> Picture {
    image_grids(&[("", images)], options)
}

/// Several grids side by side, each under its name: input, before, after.
///
/// # Shapes
/// (N, 1, H, W) each, or (N, 3, H, W) each
///
/// # Panics
/// If there is no grid, images have another number of channels, or grids images of different
/// sizes.
pub fn image_grids<S: Shape>(panels: &[(&str, &Tensor<S, f32, Cpu>)], options: Grid) -> Picture {
    let (panels, size) = named(panels);
    draw(&panels, size, &options)
}

/// Images under one name: a grid, or a strip.
pub(super) struct Panel {
    pub name: String,
    pub pixels: Vec<f32>,
}

/// The panels of these images, and channels, height and width of an image.
///
/// # Panics
/// If there is no panel, images have another number of channels, or panels images of
/// different sizes.
pub(super) fn named<S: Shape>(panels: &[(&str, &Tensor<S, f32, Cpu>)]) -> (Vec<Panel>, [usize; 3]) {
    let sizes_of = |images: &Tensor<S, f32, Cpu>| -> Vec<usize> {
        images.shape().concrete().into_iter().collect()
    };
    let (_, first) = panels
        .first()
        .expect("image_grids: there is no panel to draw");
    let sizes = sizes_of(first);
    let [_, channels @ (1 | 3), height, width] = sizes[..] else {
        panic!(
            "image_grids: expected images of shape (N, 1, H, W) or (N, 3, H, W), found {sizes:?}"
        );
    };
    let panel = |(name, images): &(&str, &Tensor<S, f32, Cpu>)| {
        let own = sizes_of(images);
        assert_eq!(
            own[1..],
            sizes[1..],
            "image_grids: channels, height and width of the panel {name:?} and of the first one"
        );
        Panel {
            name: name.to_string(),
            pixels: storage::to_vec(images),
        }
    };
    (
        panels.iter().map(panel).collect(),
        [channels, height, width],
    )
}

fn draw(panels: &[Panel], [c, h, w]: [usize; 3], options: &Grid) -> Picture {
    let columns = options.columns.max(1);
    let scale = options.scale.max(1) as f32;
    let count = |panel: &Panel| panel.pixels.len() / (c * h * w);
    let images = panels.iter().map(count).max().unwrap_or(0);
    let tile = [w as f32 * scale + GAP, h as f32 * scale + GAP];
    let shown = columns.min(images.max(1)) as f32;
    let rows = images.div_ceil(columns) as f32;
    let panel = [shown * tile[0] - GAP, rows * tile[1] - GAP];
    let line = |text: &str, size: f32| if text.is_empty() { 0.0 } else { size * 1.5 };
    let named = panels.iter().any(|p| !p.name.is_empty());
    let label = if named { LABEL * 1.5 } else { 0.0 };
    let top = MARGIN + line(&options.title, TITLE);
    let bottom = line(&options.caption, CAPTION) + MARGIN;
    // A name, caption or title may be wider than few small images.
    let names = panels.iter().map(|p| letters::width(&p.name, LABEL));
    let step = names.fold(panel[0], f32::max) + MARGIN;
    let words = [(&options.title, TITLE), (&options.caption, CAPTION)]
        .map(|(text, size)| letters::width(text, size));
    let content = panels.len() as f32 * step - MARGIN;
    let width = 2.0 * MARGIN + content.max(words[0]).max(words[1]);
    let mut scene = Scene::new(width, top + label + panel[1] + bottom);
    scene.text(&options.title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    for (p, Panel { name, pixels }) in panels.iter().enumerate() {
        let left = MARGIN + p as f32 * step;
        scene.text(name, [left, top], LABEL, INK);
        for (i, image) in pixels.chunks_exact(c * h * w).enumerate() {
            let x = left + (i % columns) as f32 * tile[0];
            let y = top + label + (i / columns) as f32 * tile[1];
            scene.planes(image, [c, h, w], [x, y], scale);
            if options.frames(p, i) {
                frame(&mut scene, [x, y], [w as f32 * scale, h as f32 * scale]);
            }
        }
    }
    let caption = top + label + panel[1] + CAPTION / 2.0;
    scene.text(&options.caption, [MARGIN, caption], CAPTION, PALE);
    scene.picture(as_text(panels, [c, h, w], options))
}

/// A frame just inside an image, which a black background does not hide.
pub(super) fn frame(scene: &mut Scene, [x, y]: [f32; 2], [w, h]: [f32; 2]) {
    let inner = [w - FRAME, h - FRAME];
    scene.frame([x + FRAME / 2.0, y + FRAME / 2.0], inner, FRAME, PALETTE[1]);
}

/// The first image of each panel as blocks of characters, two pixels in each.
pub(super) fn as_text(panels: &[Panel], [c, h, w]: [usize; 3], options: &Grid) -> String {
    let mut text = vec![options.title.clone()];
    for Panel { name, pixels } in panels {
        let images = pixels.len() / (c * h * w);
        let what = format!("{images} images of {h}x{w}, the first one:");
        text.push(format!("{name} {what}").trim_start().to_string());
        let Some(image) = pixels.chunks_exact(c * h * w).next() else {
            continue;
        };
        let mean = |at: usize| image[at..].iter().step_by(h * w).sum::<f32>() / c as f32;
        for y in (0..h).step_by(2) {
            let bright = |y: usize, x: usize| y < h && mean(y * w + x) > 0.5;
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
