//! Drawn faces of two invented characters: no people, and every expression can be had from
//! both, so that a swapped face has a true answer.
//!
//! [`expression`] says what a face does, [`look`] whose face it is, [`head`] and [`hair`]
//! draw it from the shapes in [`shape`] on a [`canvas`].

mod canvas;
mod expression;
mod features;
mod hair;
mod head;
mod look;
mod portrait;
mod reader;
mod shape;

pub use expression::Expression;
pub use reader::{ExpressionReader, expression_error};

use crate::digits::quick;
use aelib_core::images::Images;
use aelib_core::models::Character;
use aelib_core::nn::{FeatureMap, Map};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Faces of one character, and what each of them does.
///
/// # Shapes
/// 3x64x64, in colour; or any square map with 3 channels, or with 1 for grey.
///
/// ```
/// use aelib_data::prelude::*;
///
/// let a: Faces = Faces::any(Character::A, 10, 0);
/// let b: Faces = Faces::draw(Character::B, &a.expressions);
/// assert_eq!(b.images.len(), 10);
/// ```
#[derive(Clone, Debug)]
pub struct Faces<S = Map<3, 64, 64>> {
    /// Pixels in [0, 1].
    pub images: Images<S>,
    /// What each face does, in the order of the images.
    pub expressions: Vec<Expression>,
}

impl<S: FeatureMap> Faces<S> {
    const CHECK: () = assert!(
        matches!(S::SIZES, [1 | 3, h, w] if h == w),
        "faces are square, with 1 or 3 channels"
    );

    /// The faces that a character makes with these expressions.
    pub fn draw(who: Character, expressions: &[Expression]) -> Self {
        const { Self::CHECK }
        let [channels, side, _] = S::SIZES;
        let bytes = draw(who, expressions, channels, side);
        Self {
            images: Images::from_bytes(bytes).expect("whole images"),
            expressions: expressions.to_vec(),
        }
    }

    /// Faces with [any](Expression::any) expressions. The first ones of a seed are the same
    /// for both characters and however many are drawn.
    pub fn any(who: Character, count: usize, seed: u64) -> Self {
        Self::draw(who, &expressions(count, seed))
    }

    /// What a model learns a character from: 4,000 faces, or with `AELIB_QUICK=1` the first
    /// 400. No face of the one makes the expression of a face of the other: nobody has taken
    /// two people's pictures in pairs.
    pub fn album(who: Character) -> Self {
        let count = if quick() { 400 } else { 4_000 };
        Self::any(who, count, 1 + who as u64)
    }
}

/// The same drawing for a page, as JavaScript: `drawFace(look, expression, side)`.
pub const FACE_JS: &str = include_str!("face.js");

/// Each from a random stream of its own.
fn expressions(count: usize, seed: u64) -> Vec<Expression> {
    let one = |stream| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Expression::any(&mut rng)
    };
    (0..count as u64).map(one).collect()
}

/// On all cores; compiled here, not in a notebook's cell.
fn draw(who: Character, expressions: &[Expression], channels: usize, side: usize) -> Vec<u8> {
    let look = look(who);
    let faces = expressions.par_iter().with_min_len(8);
    let planes = faces.map(|face| portrait::draw(look, *face, side).planes(channels));
    planes.collect::<Vec<_>>().concat()
}

/// How this character looks; serialised, it is what [`FACE_JS`] draws.
pub fn look(who: Character) -> &'static look::Look {
    match who {
        Character::A => &look::A,
        Character::B => &look::B,
    }
}
