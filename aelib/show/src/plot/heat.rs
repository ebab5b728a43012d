//! Where something is large: numbers per pixel, below the images that they belong to.

use super::grid::Grid;
use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{INK, PALE};
use crate::display::Picture;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

const MARGIN: f32 = 24.0;
const GAP: f32 = 4.0;
const TITLE: f32 = 34.0;
const LABEL: f32 = 24.0;
const CAPTION: f32 = 22.0;

/// Rows of grey images, then rows of numbers per pixel from 0 up as colours: black is 0,
/// white is the largest of the row, which stands beside it. Of each row at most `columns`.
///
/// # Shapes
/// (N, 1, H, W) each
///
/// # Panics
/// If there is no row, or images have another number of channels than one.
pub fn heat_strips<S: Shape>(
    images: &[(&str, &Tensor<S, f32, Cpu>)],
    heat: &[(&str, &Tensor<S, f32, Cpu>)],
    options: Grid,
) -> Picture {
    let first = images.iter().chain(heat).next();
    let sizes = first.map(|(_, tensor)| tensor.shape().concrete().into_iter().collect());
    let sizes: Vec<usize> = sizes.unwrap_or_default();
    let [count, 1, height, width] = sizes[..] else {
        panic!("heat_strips: expected images of shape (N, 1, H, W), found {sizes:?}");
    };
    let grey = images.iter().map(|(name, tensor)| Row {
        name: name.to_string(),
        range: String::new(),
        colours: to_vec(tensor).iter().flat_map(|v| [byte(*v); 3]).collect(),
    });
    let hot = heat.iter().map(|(name, tensor)| {
        let values = to_vec(tensor);
        let finite = values.iter().copied().filter(|v| v.is_finite());
        let most = finite.fold(0.0, f32::max);
        Row {
            name: name.to_string(),
            range: format!("0 to {most:.3}"),
            colours: values
                .iter()
                .flat_map(|v| colour(v / most.max(f32::MIN_POSITIVE)))
                .collect(),
        }
    });
    let rows: Vec<Row> = grey.chain(hot).collect();
    draw(&rows, [count, height, width], &options)
}

struct Row {
    name: String,
    /// What black and white stand for, where that is not 0 and 1.
    range: String,
    colours: Vec<u8>,
}

fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// From black through red and yellow to white.
fn colour(value: f32) -> [u8; 3] {
    [0.0, 1.0, 2.0].map(|from| byte(3.0 * value - from))
}

fn draw(rows: &[Row], [count, h, w]: [usize; 3], options: &Grid) -> Picture {
    let scale = options.scale.max(1) as f32;
    let columns = count.min(options.columns.max(1));
    let [wide, high] = [w as f32 * scale + GAP, h as f32 * scale + GAP];
    let words = rows.iter().flat_map(|row| [&row.name, &row.range]);
    let words = words.map(|text| letters::width(text, LABEL));
    let left = 2.0 * MARGIN + words.fold(0.0, f32::max);
    let line = |text: &str, size: f32| if text.is_empty() { 0.0 } else { size * 1.6 };
    let top = MARGIN + line(&options.title, TITLE);
    let foot = top + rows.len() as f32 * high;
    let width = [(&options.title, TITLE), (&options.caption, CAPTION)]
        .map(|(text, size)| letters::width(text, size) + MARGIN)
        .into_iter()
        .fold(left + columns as f32 * wide, f32::max);
    let height = foot + line(&options.caption, CAPTION) + MARGIN / 2.0;
    let mut scene = Scene::new(width + MARGIN, height);
    scene.text(&options.title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    for (r, row) in rows.iter().enumerate() {
        let y = top + r as f32 * high;
        let lift = if row.range.is_empty() { 0.5 } else { 1.0 };
        let middle = [left - MARGIN, y + (high - GAP) / 2.0];
        scene.text_at(&row.name, middle, LABEL, Anchor(1.0, lift), INK);
        scene.text_at(&row.range, middle, CAPTION, Anchor(1.0, 0.0), PALE);
        for (i, image) in row
            .colours
            .chunks_exact(3 * h * w)
            .take(columns)
            .enumerate()
        {
            scene.rgb(image.to_vec(), [w, h], [left + i as f32 * wide, y], scale);
        }
    }
    scene.text(
        &options.caption,
        [MARGIN, foot + CAPTION / 4.0],
        CAPTION,
        PALE,
    );
    scene.picture(as_text(rows, options))
}

fn as_text(rows: &[Row], options: &Grid) -> String {
    let mut text = vec![options.title.clone()];
    text.extend(rows.iter().map(|row| format!("{} {}", row.name, row.range)));
    text.push(options.caption.clone());
    text.retain(|line| !line.trim().is_empty());
    text.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::*;

    #[test]
    fn black_is_nothing_and_white_the_most() {
        assert_eq!(colour(0.0), [0, 0, 0]);
        assert_eq!(colour(0.5), [255, 128, 0]);
        assert_eq!(colour(1.0), [255; 3]);
    }

    #[test]
    fn a_row_says_what_white_stands_for() {
        let device = Cpu::default();
        let image: Tensor<Rank4<2, 1, 4, 4>, f32, _> = device.ones();
        let loss = image.clone() * 2.5;
        let picture = heat_strips(&[("input", &image)], &[("loss", &loss)], Grid::default());
        assert_eq!(picture.to_string(), "input \nloss 0 to 2.500");
    }
}
