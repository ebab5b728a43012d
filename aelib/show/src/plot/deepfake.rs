//! The lecture's picture of a deepfake, with the faces of a real one in it.

use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PALE, PALETTE};
use crate::display::Picture;
use aelib_core::corrupt::{recolour, warp};
use aelib_core::images::Images;
use aelib_core::models::Character;
use aelib_core::models::{FaceSwap, SwapFit};
use aelib_core::nn::{Batch, Map};
use aelib_core::ops::storage::to_vec;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const MARGIN: f32 = 28.0;
const TITLE: f32 = 34.0;
const LABEL: f32 = 26.0;
const CAPTION: f32 = 22.0;
/// Screen pixels per pixel of a face, and the side of a face.
const SCALE: f32 = 2.5;
const FACE: f32 = 64.0 * SCALE;
const GAP: f32 = 18.0;
const ARROW: f32 = 44.0;
const NETWORK: f32 = 130.0;
/// The 48 maps of a latent face stand in so many columns.
const COLUMNS: usize = 6;
const LATENT: f32 = COLUMNS as f32 * 8.0 * SCALE;

/// What one row of the picture shows, from left to right.
struct Row {
    name: &'static str,
    seen: Vec<f32>,
    latent: Vec<f32>,
    decoder: Character,
    face: Vec<f32>,
}

/// How a deepfake learns and how it swaps: a row for each character, with an input as it is
/// bent and recoloured in training, and below them A's face, decoded as B's. Each face is
/// the first of its images.
///
/// # Panics
/// If there is no image.
pub fn swap_diagram(
    model: &FaceSwap,
    a: &Images<Map<3, 64, 64>>,
    b: &Images<Map<3, 64, 64>>,
    caption: &str,
) -> Picture {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let options = SwapFit::default();
    let mut changed = |faces: &Images<Map<3, 64, 64>>| {
        let bent = warp(&faces.first(1).tensor(), options.warp, &mut rng);
        recolour(&bent, options.recolour, &mut rng)
    };
    let row = |name, seen: Batch<Map<3, 64, 64>>, decoder| Row {
        name,
        latent: to_vec(&model.encode(seen.clone())),
        face: to_vec(&model.as_face_of(decoder, seen.clone())),
        seen: to_vec(&seen),
        decoder,
    };
    let rows = [
        row("A learns", changed(a), Character::A),
        row("B learns", changed(b), Character::B),
        row("the swap", a.first(1).tensor(), Character::B),
    ];
    draw(&rows, caption)
}

fn draw(rows: &[Row; 3], caption: &str) -> Picture {
    let title = "One encoder, two decoders";
    let names = rows.iter().map(|row| letters::width(row.name, LABEL));
    let seen = MARGIN + names.fold(0.0, f32::max) + GAP;
    let encoder = seen + FACE + ARROW;
    let latent = encoder + NETWORK + ARROW;
    let decoder = latent + LATENT + ARROW;
    let face = decoder + NETWORK + ARROW;
    let top = MARGIN + 1.5 * TITLE + 1.5 * LABEL;
    // The swap stands apart from what came before it.
    let y = [0.0, FACE + GAP, 2.0 * (FACE + GAP) + GAP].map(|y| y + top);
    let bottom = y[2] + FACE;
    let width = (face + FACE).max(MARGIN + letters::width(caption, CAPTION)) + MARGIN;
    let mut scene = Scene::new(width, bottom + 2.2 * CAPTION);
    scene.text(title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    for (name, x, wide) in [
        ("what it sees", seen, FACE),
        ("latent face", latent, LATENT),
        ("what comes out", face, FACE),
    ] {
        let at = [x + wide / 2.0, top - 1.4 * LABEL];
        scene.text_at(name, at, LABEL, Anchor(0.5, 0.0), INK);
    }
    scene.text_at(
        "two batches in turn, then:",
        [MARGIN, y[2] - GAP],
        CAPTION,
        Anchor(0.0, 0.5),
        PALE,
    );
    trapezoid(&mut scene, [encoder, top], bottom - top, true);
    let middle = [encoder + NETWORK / 2.0, (top + bottom) / 2.0];
    scene.text_at("encoder", middle, LABEL, Anchor::CENTRE, INK);
    for (row, y) in rows.iter().zip(y) {
        let middle = y + FACE / 2.0;
        let name = [seen - GAP, middle];
        scene.text_at(row.name, name, LABEL, Anchor(1.0, 0.5), INK);
        scene.planes(&row.seen, [3, 64, 64], [seen, y], SCALE);
        let (maps, size) = side_by_side(&row.latent);
        scene.image(&maps, size, [latent, y], SCALE);
        scene.planes(&row.face, [3, 64, 64], [face, y], SCALE);
        let (colour, decoded) = match row.decoder {
            Character::A => (PALETTE[1], "decoder A"),
            Character::B => (PALETTE[0], "decoder B"),
        };
        trapezoid(&mut scene, [decoder, y], FACE, false);
        let at = [decoder + NETWORK / 2.0, middle];
        scene.text_at(decoded, at, LABEL, Anchor::CENTRE, colour);
        for from in [
            seen + FACE,
            encoder + NETWORK,
            latent + LATENT,
            decoder + NETWORK,
        ] {
            scene.arrow(
                [from + 5.0, middle],
                [from + ARROW - 5.0, middle],
                3.0,
                PALE,
            );
        }
    }
    scene.text(caption, [MARGIN, bottom + CAPTION / 2.0], CAPTION, PALE);
    let words = rows.iter().map(|row| {
        let decoder = row.decoder;
        format!(
            "{}: face, encoder, latent face, decoder {decoder:?}, face",
            row.name
        )
    });
    let words = Vec::from_iter(words).join("\n");
    scene.picture(format!("{title}\n{words}\n{caption}"))
}

/// A network: wide where the images are.
fn trapezoid(scene: &mut Scene, [x, y]: [f32; 2], height: f32, narrows: bool) {
    let cut = 0.18 * FACE;
    let [left, right] = if narrows { [0.0, cut] } else { [cut, 0.0] };
    let points = vec![
        [x, y + left],
        [x + NETWORK, y + right],
        [x + NETWORK, y + height - right],
        [x, y + height - left],
    ];
    scene.polygon(points, FAINT);
}

/// All maps of a latent face as one grey image, the strongest number white; and its width
/// and height.
fn side_by_side(latent: &[f32]) -> (Vec<f32>, [usize; 2]) {
    let strongest = latent.iter().fold(f32::MIN_POSITIVE, |s, v| s.max(*v));
    let (width, height) = (8 * COLUMNS, latent.len() / (8 * COLUMNS));
    let pixel = |i: usize| {
        let (x, y) = (i % width, i / width);
        let map = y / 8 * COLUMNS + x / 8;
        latent[64 * map + 8 * (y % 8) + x % 8] / strongest
    };
    ((0..latent.len()).map(pixel).collect(), [width, height])
}
