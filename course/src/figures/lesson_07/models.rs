//! The models of lesson 7, each trained once.

use super::super::Studio;
use crate::failure::Result;
use aelib::prelude::*;
use std::sync::LazyLock;

/// The faces that all models of the lesson learn from. Drawing them takes seconds: it waits
/// until a model does.
pub static ALBUMS: [LazyLock<Faces>; 2] = [
    LazyLock::new(|| Faces::album(Character::A)),
    LazyLock::new(|| Faces::album(Character::B)),
];

fn options(studio: &Studio, seed: u64) -> SwapFit {
    let options = SwapFit::default();
    SwapFit {
        epochs: studio.epochs(options.epochs),
        seed,
        show: Show::Silent,
        ..options
    }
}

/// The deepfake.
pub fn swap(studio: &Studio, seed: u64) -> Result<FaceSwap> {
    trained(studio, "A and B", &Character::ALL, seed)
}

/// An autoencoder of one character: half of the control with two encoders.
pub fn alone(studio: &Studio, who: Character, seed: u64) -> Result<FaceSwap> {
    trained(studio, &format!("{who:?}"), &[who], seed)
}

fn trained(studio: &Studio, name: &str, who: &[Character], seed: u64) -> Result<FaceSwap> {
    let options = options(studio, seed);
    let settings = format!("faces of {name}, {options:?}");
    studio.trained(FaceSwap::new(seed), &settings, |model| {
        let faces = who.iter().map(|who| (*who, &ALBUMS[*who as usize].images));
        model.fit(&Vec::from_iter(faces), options);
    })
}

/// Who reads what a face does.
pub fn reader(studio: &Studio) -> Result<ExpressionReader> {
    let epochs = studio.epochs(10);
    let settings = format!("reader of expressions, {epochs} epochs");
    studio.trained(ExpressionReader::new(0), &settings, |reader| {
        let [a, b] = &ALBUMS;
        reader.fit(&[a, b], epochs, 0);
    })
}
