//! The checks of `occlude`.

use super::super::picture::blocks;
use crate::check::{Check, Failure};
use aelib::data::Images;
use aelib::rand_chacha::ChaCha8Rng;
use aelib::rand_chacha::rand_core::SeedableRng;
use interface::lesson_09::denoiser::Calls;
use sha2::{Digest, Sha256};

const HINT: &str = "draw `rng.gen_range(0..=25)` for each image, and set the bytes of this row \
                    and of the next one to 255";

/// So many that every row comes.
const IMAGES: usize = 520;

/// A grey that no stripe has.
const GREY: u8 = 100;

/// Looks at what came of two calls with the same generator.
type Judge = fn(&[u8], &[u8]) -> Result<(), (String, &'static str)>;

const PARTS: [(&str, Judge); 2] = [
    ("two_rows_are_covered", two_rows),
    ("every_place_comes", places),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let check = |(name, judge): (_, Judge)| {
        let calls = calls.clone();
        Check::new(name, 2, move || try_part(&calls, seed, judge)).of("occlude")
    };
    PARTS.map(check).into()
}

/// Whether all of them pass.
///
/// # Errors
/// The first that does not.
pub fn right(calls: &Calls, seed: u64) -> Result<(), Failure> {
    PARTS
        .into_iter()
        .try_for_each(|(_, judge)| try_part(calls, seed, judge))
}

fn try_part(calls: &Calls, seed: u64, judge: Judge) -> Result<(), Failure> {
    let call = format!("occlude(&images, &mut rng), {IMAGES} grey images");
    let clean = Images::from_bytes(vec![GREY; 784 * IMAGES]).expect("whole images");
    // It must not tell the seed, from which the digits are changed on which a network is judged.
    let key = Sha256::digest(seed.to_le_bytes()).into();
    let again = || calls.occlude(&clean, &mut ChaCha8Rng::from_seed(key));
    let (found, second) = match (again(), again()) {
        (Ok(found), Ok(second)) => (found, second),
        (Err(trouble), _) | (_, Err(trouble)) => {
            return Err(Failure::no_result(trouble, call, HINT));
        }
    };
    judge(found.bytes(), second.bytes()).map_err(|(finding, hint)| Failure {
        call,
        finding,
        hint: hint.into(),
    })
}

/// The rows of an image that are white from side to side.
fn white_rows(image: &[u8]) -> Vec<usize> {
    let rows = image.chunks_exact(28).enumerate();
    rows.filter(|(_, row)| row.iter().all(|byte| *byte == 255))
        .map(|(y, _)| y)
        .collect()
}

fn two_rows(found: &[u8], _: &[u8]) -> Result<(), (String, &'static str)> {
    let images = found.len() / 784;
    if images != IMAGES {
        return Err((
            format!("expected {IMAGES} images, found {images}"),
            "give back as many images as you get",
        ));
    }
    for (place, image) in found.chunks_exact(784).enumerate() {
        let rows = white_rows(image);
        let changed = image.iter().filter(|byte| **byte != GREY).count();
        if rows.len() == 2 && rows[1] == rows[0] + 1 && changed == 56 {
            continue;
        }
        let hint = match (rows.len(), changed) {
            (_, 0) => "nothing is covered: change the bytes that you give back",
            (1, 28) => "one row only: `x..x + 2` are the rows x and x + 1",
            (3, _) => "three rows: `x..=x + 2` has one row too many, `x..x + 2` has two",
            (0, 56) if white_rows(&turned(image)).len() == 2 => {
                "these are columns: the bytes of an image come row by row"
            }
            (0, 56) => "a white pixel is the byte 255: 1.0 is what it is in a tensor",
            _ => HINT,
        };
        let finding = format!(
            "image {place}:\nexpected white rows: 2, changed pixels: 56\nfound    white rows: {}, \
             changed pixels: {changed}\n\nwhat has changed:\n{}",
            rows.len(),
            framed(image)
        );
        return Err((finding, hint));
    }
    Ok(())
}

/// The pixels that are no longer grey, in a frame.
fn framed(image: &[u8]) -> String {
    let changed = image.iter().map(|byte| match byte {
        &GREY => 0,
        _ => 255,
    });
    let lines = blocks(&Vec::from_iter(changed), 255);
    let edge = "─".repeat(28);
    format!("┌{edge}┐\n│{}│\n└{edge}┘", lines.join("│\n│"))
}

/// Rows become columns.
fn turned(image: &[u8]) -> Vec<u8> {
    (0..784).map(|i| image[i % 28 * 28 + i / 28]).collect()
}

fn places(found: &[u8], again: &[u8]) -> Result<(), (String, &'static str)> {
    let mut counts = [0; 28];
    for image in found.chunks_exact(784) {
        if let Some(row) = white_rows(image).first() {
            counts[*row] += 1;
        }
    }
    let missing: Vec<usize> = (0..=25).filter(|row| counts[*row] == 0).collect();
    let seen: Vec<usize> = (0..28).filter(|row| counts[*row] > 0).collect();
    if missing.is_empty() && counts[26..] == [0, 0] {
        return match found == again {
            true => Ok(()),
            false => Err((
                "the same generator gave other stripes the second time".into(),
                "draw from `rng`, not from a generator of your own: then a run can be repeated",
            )),
        };
    }
    let finding = format!(
        "expected stripes that begin at every row from 0 to 25, found these: {}",
        seen.iter()
            .map(usize::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    );
    let hint = match (&missing[..], &seen[..]) {
        (_, [_]) => "all stripes lie at one place: draw inside the loop, once for each image",
        ([25], _) => "25 never comes: `0..=25` has both ends, as Python's `randint(0, 25)`",
        ([0], _) => "0 never comes: `0..=25` has both ends, as Python's `randint(0, 25)`",
        ([], _) => "the last row, 27, is never covered: the stripe begins at 25 at the latest",
        _ => HINT,
    };
    Err((finding, hint))
}
