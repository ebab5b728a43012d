//! How well digits are restored, beside what is restored without learning anything.

use super::warp::warped;
use crate::check::Failure;
use aelib::corrupt::{interpolate, occlude, stripe_errors};
use aelib::data::{Digits, Images};
use aelib::rand::seq::index::sample;
use aelib::rand_chacha::ChaCha8Rng;
use aelib::rand_chacha::rand_core::SeedableRng;
use interface::Trouble;
use std::fmt::Write;
use std::sync::OnceLock;
use std::time::Duration;

/// Test digits that are restored.
const DIGITS: usize = 2_000;

/// For a hundred times what the library's network needs.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The digits, loaded once.
///
/// # Errors
/// If there is data that cannot be read.
pub fn digits() -> Result<&'static Digits, Failure> {
    static DIGITS: OnceLock<Result<Digits, String>> = OnceLock::new();
    let loaded = DIGITS.get_or_init(|| {
        let found = Digits::find().map_err(|error| error.to_string());
        found.map(|(digits, _)| digits)
    });
    loaded.as_ref().map_err(|error| Failure {
        call: "the digits".into(),
        finding: error.clone(),
        hint: "`cargo course data` fetches them".into(),
    })
}

/// The mean squared error under the stripes, and outside of them: mean over the pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// Over the two covered rows.
    pub inside: f64,
    /// Over all others.
    pub outside: f64,
}

/// Digits before and after, and their errors.
#[derive(Clone)]
pub struct Measured {
    /// What was given.
    pub occluded: Images,
    /// What came of it.
    pub restored: Images,
    /// What it should be.
    pub truth: Images,
    /// Of what came.
    pub errors: Errors,
    /// Of what needs no learning, with its name: nothing done, straight lines, mean image.
    pub baselines: [(&'static str, Errors); 3],
    /// Which digits these are.
    pub data: &'static str,
    seed: u64,
}

/// Places of so many digits: nobody knows which digit comes at which place.
fn drawn(of: usize, seed: u64) -> Vec<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x0064_7261_776e_2020);
    sample(&mut rng, of, DIGITS.min(of)).into_vec()
}

/// Measures what `denoise` makes of test digits under stripes drawn from `seed`. A grader draws
/// the digits, too, and changes each a little, so that it does not help to remember them.
///
/// # Errors
/// If it gives no result, or not as many images.
pub fn measure(
    seed: u64,
    denoise: impl Fn(&Images) -> Result<Images, Trouble>,
) -> Result<Measured, Failure> {
    const HINT: &str = "restore gives back as many images as it gets";
    let digits = digits()?;
    let test = &digits.test.images;
    let truth = match seed {
        crate::PUBLIC => test.first(DIGITS),
        _ => warped(&test.at(&drawn(test.len(), seed)), seed),
    };
    let occluded = occlude(&truth, &mut ChaCha8Rng::seed_from_u64(seed));
    let call = || format!("restore(&network, &occluded), {} images", truth.len());
    let restored =
        denoise(&occluded).map_err(|trouble| Failure::no_result(trouble, call(), HINT))?;
    if restored.len() != truth.len() {
        return Err(Failure {
            call: call(),
            finding: format!("expected {} images, found {}", truth.len(), restored.len()),
            hint: HINT.into(),
        });
    }
    let errors = |images: &Images| {
        let [inside, outside] = stripe_errors(images, &occluded, &truth);
        Errors { inside, outside }
    };
    let mean = Images::from(&digits.train.images.mean(truth.len()));
    Ok(Measured {
        errors: errors(&restored),
        baselines: [
            ("nothing done", errors(&occluded)),
            ("straight lines", errors(&interpolate(&occluded))),
            ("mean image", errors(&mean)),
        ],
        data: digits.name,
        occluded,
        restored,
        truth,
        seed,
    })
}

impl Measured {
    /// The error of straight lines under the stripes: what the points are counted against.
    pub fn interpolation(&self) -> f64 {
        self.baselines[1].1.inside
    }

    /// Data, seed and metric, for a picture.
    pub fn caption(&self) -> String {
        let Errors { inside, outside } = self.errors;
        let (data, seed) = (self.data, self.seed);
        format!(
            "{data}, test digits; seed {seed}; MSE {inside:.4} under the stripe, {outside:.5} outside"
        )
    }

    /// All errors, as a table.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<20}{:>18}{:>12}\n",
            "mean squared error", "under the stripe", "outside"
        );
        text += &format!("{}, {} test digits\n", self.data, self.truth.len());
        for (name, errors) in [("your network", self.errors)]
            .iter()
            .chain(&self.baselines)
        {
            let Errors { inside, outside } = errors;
            let _ = writeln!(text, "{name:<20}{inside:>18.4}{outside:>12.5}");
        }
        text
    }
}
