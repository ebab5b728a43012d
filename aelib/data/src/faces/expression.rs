//! What a face does, apart from whose face it is.

use rand::Rng;
use serde::{Deserialize, Serialize};

/// What a face does, as seven numbers in [-1, 1]; all zero is a calm face that looks
/// straight ahead.
///
/// ```
/// use aelib_data::prelude::*;
///
/// let laugh = Expression { smile: 1.0, open: 0.8, brows: 0.6, ..Expression::default() };
/// assert_eq!(Expression::from(laugh.numbers()), laugh);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// The head turns: -1 to the picture's left, 1 to its right.
    pub yaw: f32,
    /// The head leans: -1 to the picture's left, 1 to its right.
    pub tilt: f32,
    /// The eyes look: -1 to the picture's left, 1 to its right.
    pub gaze: f32,
    /// -1 frowning, 1 raised.
    pub brows: f32,
    /// The corners of the mouth: -1 down, 1 up.
    pub smile: f32,
    /// The mouth: -1 shut, 1 wide open.
    pub open: f32,
    /// Where the light comes from: -1 the picture's left, 1 its right.
    pub light: f32,
}

impl Expression {
    /// The numbers' names, in the order of [`numbers`](Self::numbers).
    pub const NAMES: [&str; 7] = ["yaw", "tilt", "gaze", "brows", "smile", "open", "light"];

    /// The seven numbers.
    pub fn numbers(self) -> [f32; 7] {
        [
            self.yaw, self.tilt, self.gaze, self.brows, self.smile, self.open, self.light,
        ]
    }

    /// Any expression: each number uniform in [-1, 1], and independent of the others.
    pub fn any(rng: &mut impl Rng) -> Self {
        [(); 7].map(|()| rng.gen_range(-1.0..=1.0)).into()
    }

    /// A little scene of so many pictures, whose last leads to its first: each number
    /// swings, once or twice, and none together with another.
    pub fn scene(pictures: usize) -> Vec<Self> {
        const SWINGS: [(f32, f32); 7] = [
            (1.0, 0.0),
            (2.0, 0.1),
            (2.0, 0.45),
            (1.0, 0.3),
            (1.0, 0.7),
            (2.0, 0.75),
            (1.0, 0.5),
        ];
        let picture = |i: usize| {
            let swing = |(times, start): (f32, f32)| {
                let turns = times * i as f32 / pictures as f32 + start;
                0.9 * (std::f32::consts::TAU * turns).sin()
            };
            SWINGS.map(swing).into()
        };
        (0..pictures).map(picture).collect()
    }
}

impl From<[f32; 7]> for Expression {
    fn from([yaw, tilt, gaze, brows, smile, open, light]: [f32; 7]) -> Self {
        Self {
            yaw,
            tilt,
            gaze,
            brows,
            smile,
            open,
            light,
        }
    }
}
