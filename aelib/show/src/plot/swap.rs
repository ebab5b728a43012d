//! How a deepfake learns and swaps, as a diagram.

use super::diagram::diagram;
use super::parts::{WAY, arrows, cells, network};
use super::picture::Picture;
use super::scene::Scene;
use super::theme::PALETTE;
use aelib_core::corrupt::{recolour, warp};
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap, SwapFit};
use aelib_core::nn::Map;
use aelib_core::ops::storage::to_vec;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How a deepfake learns and how it swaps: a row for each character, with an input as it is
/// bent and recoloured in training, and below them A's face, decoded as B's. Each face is
/// the first of its images. Between encoder and decoder stand the numbers of the code.
///
/// # Panics
/// If there is no image.
pub fn swap_diagram(
    model: &FaceSwap,
    a: &Images<Map<3, 64, 64>>,
    b: &Images<Map<3, 64, 64>>,
) -> Picture {
    const FACE: f32 = 160.0;
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let options = SwapFit::default();
    let mut changed = |faces: &Images<Map<3, 64, 64>>| {
        let bent = warp(&faces.first(1).tensor(), options.warp, &mut rng);
        to_vec(&recolour(&bent, options.recolour, &mut rng))
    };
    let seen = [changed(a), changed(b), to_vec(&a.first(1).tensor())].concat();
    let seen = Images::<Map<3, 64, 64>>::from_pixels(&seen).tensor();
    let codes = to_vec(&model.code(seen.clone()));
    let numbers = codes.len() / 3;
    let [as_a, as_b] = Character::ALL.map(|who| to_vec(&model.as_face_of(who, seen.clone())));
    let found = [&as_a[..as_a.len() / 3], &as_b[as_b.len() / 3..]].concat();
    let found = Images::<Map<3, 64, 64>>::from_pixels(&found).tensor();
    let decoders = [
        ("decoder A", PALETTE[1]),
        ("decoder B", PALETTE[0]),
        ("decoder B", PALETTE[0]),
    ];
    let networks = decoders.map(|named| {
        let mut scene = Scene::new(WAY, FACE);
        network(&mut scene, named, false, [0.0, 0.0], FACE);
        arrows(&mut scene, [0.0, FACE / 2.0]);
        scene
    });
    let names = Vec::from_iter(decoders.map(|(name, _)| name)).join("; ");
    let most = codes
        .iter()
        .fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
    let rows = codes.chunks(numbers);
    let text = rows
        .clone()
        .map(|code| Vec::from_iter(code.iter().map(|v| format!("{v:.1}"))).join(" "));
    let text = Vec::from_iter(text).join("; ");
    let rows = Vec::from_iter(rows.map(|code| cells(code, [2, 1], FACE, most)));
    let way = diagram()
        .words("", ["A learns", "B learns", "then the swap"])
        .large("what it sees", &seen, FACE)
        .encoder("encoder")
        .scenes(&format!("{numbers} numbers"), text, rows)
        .scenes("", names, networks.to_vec())
        .large("what comes out", &found, FACE);
    Picture::from(&way.title("One encoder, two decoders"))
}
