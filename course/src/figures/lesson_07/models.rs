//! The models of lesson 7, each trained once.

use super::super::Studio;
use crate::failure::Result;
use aelib::prelude::*;

/// The faces that all models of the lesson learn from.
pub struct Albums {
    pub a: Faces,
    pub b: Faces,
}

impl Albums {
    pub fn new() -> Self {
        Self {
            a: Faces::album(Character::A),
            b: Faces::album(Character::B),
        }
    }
}

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
pub fn swap(studio: &Studio, albums: &Albums, seed: u64) -> Result<FaceSwap> {
    let faces = [
        (Character::A, &albums.a.images),
        (Character::B, &albums.b.images),
    ];
    trained(studio, "A and B", &faces, seed)
}

/// An autoencoder of one character: half of the control with two encoders.
pub fn alone(studio: &Studio, who: Character, faces: &Faces, seed: u64) -> Result<FaceSwap> {
    trained(studio, &format!("{who:?}"), &[(who, &faces.images)], seed)
}

fn trained(
    studio: &Studio,
    name: &str,
    faces: &[(Character, &Images<Map<3, 64, 64>>)],
    seed: u64,
) -> Result<FaceSwap> {
    let options = options(studio, seed);
    let settings = format!("faces of {name}, {options:?}");
    studio.trained(FaceSwap::new(seed), &settings, |model| {
        model.fit(faces, options);
    })
}

/// Who reads what a face does.
pub fn reader(studio: &Studio, albums: &Albums) -> Result<ExpressionReader> {
    let epochs = studio.epochs(10);
    let settings = format!("reader of expressions, {epochs} epochs");
    studio.trained(ExpressionReader::new(0), &settings, |reader| {
        reader.fit(&[&albums.a, &albums.b], epochs, 0);
    })
}
