//! How much smaller a code is.

use crate::check::{Check, Failure};
use crate::numbers::Numbers;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_01::compression::Calls;

/// Arguments that nobody has seen.
type Draw = fn(&mut ChaCha8Rng) -> [usize; 3];

/// A call by its three arguments.
type Case = fn(&Calls, [usize; 3]) -> Result<(), Failure>;

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut check = |name, case: Case, cases: &[[usize; 3]], draw: Draw| {
        let calls = calls.clone();
        let mut arguments = cases.to_vec();
        arguments.extend((0..5).map(|_| draw(&mut rng)));
        Check::new(name, 1, move || {
            arguments.iter().try_for_each(|call| case(&calls, *call))
        })
    };
    const RATIOS: &[[usize; 3]] = &[
        [784, 32, 4],
        [784, 784, 1],
        [784, 196, 4],
        [3072, 100, 2],
        [784, 1000, 4],
    ];
    const PAY_OFF: &[[usize; 3]] = &[
        [784, 128, 6560],
        [784, 128, 0],
        [784, 20, 207_936],
        [10, 9, 5],
    ];
    const NEVER: &[[usize; 3]] = &[[784, 3136, 100], [784, 784, 100]];
    vec![
        check("compression_ratio", ratio, RATIOS, |rng| {
            [
                rng.gen_range(100..5000),
                rng.gen_range(1..500),
                rng.gen_range(1..9),
            ]
        }),
        check("images_to_pay_off", pay_off, PAY_OFF, |rng| {
            let code = rng.gen_range(1..500);
            [code + rng.gen_range(1..500), code, rng.gen_range(0..9999)]
        }),
        check("a_code_that_never_pays_off", pay_off, NEVER, |rng| {
            let image = rng.gen_range(1..500);
            [image, image + rng.gen_range(0..500), rng.gen_range(1..9999)]
        }),
    ]
}

fn ratio(calls: &Calls, [pixels, numbers, bytes]: [usize; 3]) -> Result<(), Failure> {
    let value = |a: usize, b: usize| vec![a as f32 / b as f32];
    Numbers {
        call: format!("compression_ratio({pixels}, {numbers}, {bytes})"),
        expected: value(pixels, numbers * bytes),
        mistakes: vec![
            (
                vec![(pixels / (numbers * bytes)) as f32],
                "integers were divided, which drops what is behind the point: convert both \
                 with `as f32` first",
            ),
            (
                value(numbers * bytes, pixels),
                "this says how large the code is beside the image; the ratio is the other \
                 way round, and larger than 1 where something is saved",
            ),
            (
                value(pixels, numbers),
                "numbers were counted, not bytes: one number of the code takes \
                 `bytes_per_number` bytes, a pixel takes one",
            ),
        ],
        hint: "bytes of the image are `pixels`, bytes of the code are \
               `numbers * bytes_per_number`",
    }
    .check(calls.compression_ratio(pixels, numbers, bytes))
}

fn pay_off(calls: &Calls, [image, code, decoder]: [usize; 3]) -> Result<(), Failure> {
    let call = format!("images_to_pay_off({image}, {code}, {decoder})");
    let hint = "with n images: is n * code_bytes + decoder_bytes < n * image_bytes?";
    let found = match calls.images_to_pay_off(image, code, decoder) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, hint)),
    };
    let fewer = |n: usize| n * code + decoder < n * image;
    // Where one image saves a byte, this many pay for any decoder.
    let expected = (1..=decoder + 1).find(|n| fewer(*n));
    if found == expected {
        return Ok(());
    }
    let hint = match (expected, found) {
        (None, _) => "an image takes no more bytes than its code, so nothing is ever saved: None",
        (Some(right), Some(n)) if n == right - 1 => {
            "that is one image too few: with it both ways take equally many bytes, and \
             fewer are asked for"
        }
        (Some(right), Some(n)) if n == right + 1 => "one image less is enough: try it",
        _ => hint,
    };
    Err(Failure {
        call,
        finding: format!("expected {expected:?}\nfound    {found:?}"),
        hint: hint.into(),
    })
}
