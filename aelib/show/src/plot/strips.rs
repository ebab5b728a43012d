//! Images in rows, each row under the same images of another kind: before, after.

use super::grid::{CAPTION, GAP, Grid, LABEL, MARGIN, Panel, TITLE, as_text, frame, named};
use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{INK, PALE};
use crate::display::Picture;
use dfdx::prelude::{Cpu, Shape, Tensor};

/// One row for each name and its images, so that the same column shows the same thing:
/// clean, noisy, restored. Of each at most `columns` images.
///
/// # Shapes
/// (N, 1, H, W) each, or (N, 3, H, W) each
///
/// # Panics
/// If there is no row, images have another number of channels, or rows images of different
/// sizes.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let clean: Images = Images::from_bytes(vec![200; 3 * 784]).unwrap();
/// let noisy = gaussian_noise(&clean, 0.2, &mut ChaCha8Rng::seed_from_u64(0));
/// let rows = [("clean", &clean.tensor()), ("noisy", &noisy.tensor())];
/// let picture: Picture = image_strips(&rows, Grid::default());
/// assert!(picture.to_string().contains("noisy 3 images of 28x28"));
/// ```
pub fn image_strips<S: Shape>(rows: &[(&str, &Tensor<S, f32, Cpu>)], options: Grid) -> Picture {
    let (rows, size) = named(rows);
    draw(&rows, size, &options)
}

fn draw(rows: &[Panel], [c, h, w]: [usize; 3], options: &Grid) -> Picture {
    let scale = options.scale.max(1) as f32;
    let size = [w as f32 * scale, h as f32 * scale];
    let images = rows.iter().map(|row| row.pixels.len() / (c * h * w)).max();
    let columns = images.unwrap_or(0).min(options.columns.max(1));
    let names = rows.iter().map(|row| letters::width(&row.name, LABEL));
    let left = MARGIN + names.fold(0.0, f32::max) + MARGIN / 2.0;
    let line = |text: &str, size: f32| if text.is_empty() { 0.0 } else { size * 1.5 };
    let top = MARGIN + line(&options.title, TITLE);
    // Rows stand apart by more than the images of one row.
    let step = [size[0] + GAP, size[1] + 3.0 * GAP];
    let bottom = top + rows.len() as f32 * step[1];
    let words = [(&options.title, TITLE), (&options.caption, CAPTION)]
        .map(|(text, size)| MARGIN + letters::width(text, size));
    let width = (left + columns as f32 * step[0] - GAP)
        .max(words[0])
        .max(words[1]);
    let height = bottom + line(&options.caption, CAPTION) + MARGIN / 2.0;
    let mut scene = Scene::new(width + MARGIN, height);
    scene.text(&options.title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    for (r, Panel { name, pixels }) in rows.iter().enumerate() {
        let y = top + r as f32 * step[1];
        let middle = [left - MARGIN / 2.0, y + size[1] / 2.0];
        scene.text_at(name, middle, LABEL, Anchor(1.0, 0.5), INK);
        for (i, image) in pixels.chunks_exact(c * h * w).take(columns).enumerate() {
            let at = [left + i as f32 * step[0], y];
            scene.planes(image, [c, h, w], at, scale);
            if options.frames(r, i) {
                frame(&mut scene, at, size);
            }
        }
    }
    scene.text(
        &options.caption,
        [MARGIN, bottom + CAPTION / 4.0],
        CAPTION,
        PALE,
    );
    scene.picture(as_text(rows, [c, h, w], options))
}
