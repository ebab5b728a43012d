//! Lesson 7's numbers over several seeds.

use super::super::Studio;
use super::models::{self, ALBUMS};
use crate::failure::Result;
use aelib::prelude::*;
use results::{Measured, Results, Row};

/// The file's name, and the command that makes it.
const NAME: &str = "lesson_07";
const COMMAND: &str = "cargo course figures swap-strip --measure";

const SEEDS: [u64; 3] = [0, 1, 2];
/// The control costs as much as the swap, and fails by far more than seeds differ.
const CONTROL_SEEDS: [u64; 1] = [0];
/// Faces of A that are swapped, with expressions that no album has, and their seed.
pub const HELD_OUT: usize = 1000;
pub const HELD_OUT_SEED: u64 = 3;

/// The measurements, old ones if they are of this code.
pub fn results(studio: &Studio) -> Result<Results> {
    studio.results(NAME, COMMAND, |studio| {
        let (swap, expression) = measure(studio)?;
        Ok(vec![swap, expression])
    })
}

/// What stands for B: its pixels' error for each seed, and that of its seven numbers.
struct Candidate {
    name: &'static str,
    errors: Vec<f64>,
    numbers: Vec<[f32; 7]>,
}

impl Candidate {
    fn row(&self, cells: Vec<Vec<f64>>) -> Row {
        let name = self.name.into();
        Row { name, cells }
    }

    /// One number of the expression, for each seed.
    fn number(&self, i: usize) -> Vec<f64> {
        let of = |numbers: &[f32; 7]| f64::from(numbers[i]);
        self.numbers.iter().map(of).collect()
    }

    /// The mean of all seven, for each seed.
    fn mean(&self) -> Vec<f64> {
        let mean = |numbers: &[f32; 7]| f64::from(numbers.iter().sum::<f32>()) / 7.0;
        self.numbers.iter().map(mean).collect()
    }
}

fn measure(studio: &Studio) -> Result<(Measured, Measured)> {
    let reader = models::reader(studio)?;
    let acting: Faces = Faces::any(Character::A, HELD_OUT, HELD_OUT_SEED);
    let truth: Faces = Faces::draw(Character::B, &acting.expressions);
    let (a, b) = (&acting.images, &truth.images);
    let candidate = |name, found: Vec<Images<Map<3, 64, 64>>>| {
        let error = |found: &Images<Map<3, 64, 64>>| {
            let errors = mse_per_image(&found.tensor(), &b.tensor());
            f64::from(errors.iter().sum::<f32>()) / errors.len() as f64
        };
        let numbers = |found: &Images<Map<3, 64, 64>>| {
            expression_error(&reader.read(found.tensor()), &truth.expressions)
        };
        Candidate {
            name,
            errors: found.iter().map(error).collect(),
            numbers: found.iter().map(numbers).collect(),
        }
    };
    let (mut one, mut two, mut own) = (vec![], vec![], vec![]);
    for seed in SEEDS {
        let model = models::swap(studio, seed)?;
        one.push(a.map(|faces| model.as_face_of(Character::B, faces)));
        own.push(b.map(|faces| model.as_face_of(Character::B, faces)));
    }
    for seed in CONTROL_SEEDS {
        let first = models::alone(studio, Character::A, seed)?;
        let second = models::alone(studio, Character::B, seed + 100)?;
        let swap = |faces| second.decode(Character::B, first.encode(faces)).sigmoid();
        two.push(a.map(swap));
    }
    let mean = Images::from(&ALBUMS[1].images.mean(HELD_OUT));
    let candidates = [
        candidate("one encoder: A decoded as B", one),
        candidate("two encoders: A decoded as B", two),
        candidate("A itself: a copy of the input", vec![a.clone()]),
        candidate("the mean face of B", vec![mean]),
        candidate("B decoded as B", own),
        candidate("the true B, blurred", vec![blurred(b)]),
        candidate("the true B", vec![b.clone()]),
    ];
    let data = format!("{HELD_OUT} drawn faces with expressions of seed {HELD_OUT_SEED}");
    let epochs = studio.epochs_in_words(SwapFit::default().epochs);
    let swap = Measured {
        name: "swap".into(),
        caption: format!(
            "{data}; MSE per pixel against the true B, pixels in [0, 1]; mean absolute error of \
             the seven numbers as a network reads them, each in [-1, 1]; {epochs}, \
             seeds 0 to 2; two encoders: seed 0; blurred: the mean of 3x3 pixels"
        ),
        columns: ["instead of the true B", "MSE", "expression"]
            .map(Into::into)
            .into(),
        rows: Vec::from_iter(
            candidates
                .iter()
                .map(|c| c.row(vec![c.errors.clone(), c.mean()])),
        ),
    };
    let names = Expression::NAMES.map(String::from);
    let expression = Measured {
        name: "expression".into(),
        caption: format!(
            "{data}; mean absolute error of each number as a network reads it; a guess of 0 \
             costs 0.5; seeds as above"
        ),
        columns: ["read from".to_string()].into_iter().chain(names).collect(),
        rows: Vec::from_iter(
            candidates
                .iter()
                .map(|c| c.row((0..7).map(|i| c.number(i)).collect())),
        ),
    };
    Ok((swap, expression))
}

/// Each pixel as the mean of the 3x3 around it, at the border of those that there are: the
/// reader has learned from sharp faces, and this says what it makes of blurred ones.
fn blurred(faces: &Images<Map<3, 64, 64>>) -> Images<Map<3, 64, 64>> {
    const SIDE: usize = 64;
    let blur = |plane: &[u8]| {
        let mean = |i: usize| {
            let around = |at: usize| at.saturating_sub(1)..(at + 2).min(SIDE);
            let rows = around(i / SIDE);
            let pixels = rows.flat_map(|y| around(i % SIDE).map(move |x| y * SIDE + x));
            let (sum, count) = pixels.fold((0, 0), |(sum, count), pixel| {
                (sum + u32::from(plane[pixel]), count + 1)
            });
            (sum / count) as u8
        };
        Vec::from_iter((0..SIDE * SIDE).map(mean))
    };
    let planes = faces.bytes().chunks_exact(SIDE * SIDE).flat_map(blur);
    Images::from_bytes(planes.collect()).expect("whole images")
}
