//! A batch on its way through a network, with its real numbers: read from left to right.

use super::letters;
use super::scene::{Anchor, Ink, Item, Scene};
use super::theme::{FAINT, INK, PALE, PALETTE};
use crate::display::Picture;
use aelib_core::nn::{Batch, Map};
use aelib_core::ops::storage::to_vec;

/// A column of the diagram; each image of the batch has a row.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Images, and what they are called.
    Images(&'static str, Batch<Map<1, 28, 28>>),
    /// Numbers, equally many for each image, and what they are called.
    Numbers(&'static str, Vec<f32>),
    /// A sign between two columns: +, ·, =.
    Sign(&'static str),
    /// A network with fewer numbers at its end than at its beginning.
    Encoder(&'static str),
    /// A network with more.
    Decoder(&'static str),
    /// A line of words for each image, and what they are called.
    Words(&'static str, Vec<String>),
}

const MARGIN: f32 = 28.0;
const TITLE: f32 = 34.0;
const LABEL: f32 = 28.0;
const NUMBER: f32 = 20.0;
const CAPTION: f32 = 22.0;
/// Screen pixels per image pixel, and what is between two rows.
const SCALE: f32 = 4.0;
const ROW: f32 = 28.0 * SCALE;
const GAP: f32 = 16.0;
const CELL: f32 = 84.0;
const NETWORK: f32 = 150.0;
const ARROW: f32 = 34.0;
/// The size at which a number's colour is full.
const FULL: f32 = 3.0;

/// The stages side by side, with a title above and a caption below: data, seed, metric.
///
/// # Panics
/// If the stages do not have a row for each of `rows` images.
pub fn diagram(rows: usize, stages: &[Stage], title: &str, caption: &str) -> Picture {
    let top = MARGIN + if title.is_empty() { 0.0 } else { TITLE * 1.5 };
    let height = rows as f32 * (ROW + GAP) - GAP;
    let widths: Vec<f32> = stages.iter().map(|stage| width(stage) + 14.0).collect();
    let content = widths.iter().sum::<f32>();
    let words = letters::width(title, TITLE).max(letters::width(caption, CAPTION));
    let below = top + LABEL * 1.5 + height;
    let mut scene = Scene::new(
        content.max(words) + 2.0 * MARGIN,
        below + CAPTION * 1.8 + MARGIN / 2.0,
    );
    scene.text(title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    let (mut x, mut text) = (MARGIN, vec![title.to_string()]);
    for (stage, width) in stages.iter().zip(widths) {
        let at = [x, top + LABEL * 1.5];
        let middle = x + (width - 14.0) / 2.0;
        if let Some(name) = heading(stage) {
            scene.text_at(name, [middle, top], LABEL, Anchor(0.5, 0.0), INK);
        }
        draw(&mut scene, stage, rows, at);
        text.extend(words_of(stage));
        x += width;
    }
    scene.text(caption, [MARGIN, below + CAPTION / 2.0], CAPTION, PALE);
    text.push(caption.to_string());
    text.retain(|line| !line.is_empty());
    scene.picture(text.join("\n"))
}

/// What stands above a column.
fn heading(stage: &Stage) -> Option<&'static str> {
    match stage {
        Stage::Images(name, _) | Stage::Numbers(name, _) | Stage::Words(name, _) => Some(name),
        Stage::Sign(_) | Stage::Encoder(_) | Stage::Decoder(_) => None,
    }
}

fn width(stage: &Stage) -> f32 {
    let of_words = match stage {
        Stage::Images(..) => ROW,
        Stage::Numbers(..) => CELL,
        Stage::Sign(_) => 20.0,
        Stage::Encoder(_) | Stage::Decoder(_) => NETWORK + 2.0 * ARROW,
        Stage::Words(_, lines) => lines
            .iter()
            .map(|line| letters::width(line, LABEL))
            .fold(0.0, f32::max),
    };
    of_words.max(heading(stage).map_or(0.0, |name| letters::width(name, LABEL)))
}

/// The top of a row.
fn row(top: f32, i: usize) -> f32 {
    top + i as f32 * (ROW + GAP)
}

fn draw(scene: &mut Scene, stage: &Stage, rows: usize, [x, top]: [f32; 2]) {
    let middle = |i: usize| row(top, i) + ROW / 2.0;
    match stage {
        Stage::Images(_, images) => {
            let pixels = to_vec(images);
            assert_eq!(pixels.len(), rows * 784, "diagram: an image for each row");
            let x = x + (width(stage) - ROW) / 2.0;
            for (i, image) in pixels.chunks_exact(784).enumerate() {
                scene.image(image, [28, 28], [x, row(top, i)], SCALE);
            }
        }
        Stage::Numbers(_, numbers) => {
            let count = numbers.len() / rows;
            assert!(
                count > 0 && numbers.len() == count * rows,
                "diagram: numbers for each row"
            );
            let x = x + (width(stage) - CELL) / 2.0;
            for (i, numbers) in numbers.chunks_exact(count).enumerate() {
                cells(scene, numbers, [x, row(top, i)]);
            }
        }
        Stage::Sign(sign) => {
            for i in 0..rows {
                scene.text_at(
                    *sign,
                    [x + 10.0, middle(i)],
                    LABEL * 1.2,
                    Anchor::CENTRE,
                    INK,
                );
            }
        }
        Stage::Encoder(name) | Stage::Decoder(name) => {
            let narrows = matches!(stage, Stage::Encoder(_));
            let left = x + (width(stage) - NETWORK) / 2.0;
            network(
                scene,
                name,
                narrows,
                [left, top],
                row(top, rows) - GAP - top,
            );
            for i in 0..rows {
                for from in [left - ARROW, left + NETWORK + 4.0] {
                    let (y, length) = (middle(i), ARROW - 6.0);
                    scene.arrow([from, y], [from + length, y], 3.0, PALE);
                }
            }
        }
        Stage::Words(_, lines) => {
            assert_eq!(lines.len(), rows, "diagram: words for each row");
            for (i, line) in lines.iter().enumerate() {
                scene.text_at(line, [x, middle(i)], LABEL, Anchor(0.0, 0.5), INK);
            }
        }
    }
}

/// Numbers one under the other: blue below 0, red above, the stronger the larger.
fn cells(scene: &mut Scene, numbers: &[f32], [x, y]: [f32; 2]) {
    let height = ROW / numbers.len() as f32;
    for (i, number) in numbers.iter().enumerate() {
        let y = y + i as f32 * height;
        let rgb = PALETTE[usize::from(*number > 0.0)];
        let alpha = 0.6 * (number.abs() / FULL).min(1.0);
        let points = vec![
            [x, y],
            [x + CELL, y],
            [x + CELL, y + height],
            [x, y + height],
        ];
        scene.items.push(Item::Path {
            points,
            stroke: None,
            colour: Ink { rgb, alpha },
        });
        scene.frame([x, y], [CELL, height], 1.5, FAINT);
        let size = NUMBER.min(height * 0.9);
        let at = [x + CELL / 2.0, y + height / 2.0];
        scene.text_at(format!("{number:.2}"), at, size, Anchor::CENTRE, INK);
    }
}

/// A trapezoid as high as all rows; its short side is that of the code.
fn network(scene: &mut Scene, name: &str, narrows: bool, [x, y]: [f32; 2], height: f32) {
    let cut = (height * 0.22).min(60.0);
    let [left, right] = if narrows { [0.0, cut] } else { [cut, 0.0] };
    let points = vec![
        [x, y + left],
        [x + NETWORK, y + right],
        [x + NETWORK, y + height - right],
        [x, y + height - left],
    ];
    scene.polygon(points, FAINT);
    let middle = [x + NETWORK / 2.0, y + height / 2.0];
    scene.text_at(name, middle, LABEL, Anchor::CENTRE, INK);
}

fn words_of(stage: &Stage) -> Option<String> {
    Some(match stage {
        Stage::Numbers(name, numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|v| format!("{v:.2}")).collect();
            format!("{name}: {}", numbers.join(" "))
        }
        Stage::Words(name, lines) => format!("{name}: {}", lines.join("; ")),
        Stage::Encoder(name) | Stage::Decoder(name) => (*name).into(),
        Stage::Images(name, _) => format!("{name}: images"),
        Stage::Sign(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Theme;

    #[test]
    fn every_number_stands_in_its_row() {
        let stages = [
            Stage::Encoder("encoder"),
            Stage::Numbers("z", vec![0.5, -1.25, 7.0, 0.0]),
        ];
        let svg = diagram(2, &stages, "a title", "seed 0").svg(Theme::Light);
        for word in ["encoder", "z", "0.50", "-1.25", "7.00", "a title", "seed 0"] {
            assert!(svg.contains(&format!("<title>{word}</title>")), "{word}");
        }
    }

    #[test]
    #[should_panic(expected = "numbers for each row")]
    fn a_row_without_its_numbers_is_refused() {
        diagram(2, &[Stage::Numbers("z", vec![1.0; 3])], "", "");
    }
}
