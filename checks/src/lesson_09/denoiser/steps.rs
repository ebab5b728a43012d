//! The points for what is restored: more for less error, in steps.

use super::super::quality::{self, LIMIT, Measured};
use super::super::{Homework, picture, weights};
use super::covered;
use crate::check::{Check, Failure};
use interface::lesson_09::denoiser::Calls;
use std::sync::{Arc, Mutex, PoisonError};

/// The error that a step allows, and in words; and the error that is looked at.
struct Step {
    function: &'static str,
    /// What has to be better, and what is measured.
    call: &'static str,
    name: &'static str,
    points: u32,
    allowed: fn(&Measured) -> f64,
    words: &'static str,
    found: fn(&Measured) -> f64,
}

const STEPS: [Step; 6] = [
    inside(
        "better_than_the_mean_image",
        2,
        |m| m.baselines[2].1.inside,
        "the mean image's error",
    ),
    inside(
        "better_than_straight_lines",
        3,
        |m| m.interpolation(),
        "the interpolation's error",
    ),
    inside(
        "two_thirds_of_straight_lines",
        3,
        |m| m.interpolation() * 2.0 / 3.0,
        "two thirds of the interpolation's error",
    ),
    inside(
        "half_of_straight_lines",
        3,
        |m| m.interpolation() / 2.0,
        "half of the interpolation's error",
    ),
    outside("outside_about_as_it_was", 2, |_| 0.01),
    outside("outside_as_it_was", 2, |_| 0.001),
];

const fn inside(
    name: &'static str,
    points: u32,
    allowed: fn(&Measured) -> f64,
    words: &'static str,
) -> Step {
    let found = |m: &Measured| m.errors.inside;
    Step {
        function: "learn",
        call: "learn(&mut ration), then the mean squared error on test digits",
        name,
        points,
        allowed,
        words,
        found,
    }
}

const fn outside(name: &'static str, points: u32, allowed: fn(&Measured) -> f64) -> Step {
    let found = |m: &Measured| m.errors.outside;
    let words = "what is not covered should stay as it is";
    Step {
        function: "restore",
        call: "restore(&network, &occluded), then the mean squared error on test digits",
        name,
        points,
        allowed,
        words,
        found,
    }
}

/// Networks of this size get to about a third of the interpolation's error, 0.009 on MNIST.
/// Whatever is far below has not been learned.
const FLOOR: f64 = 0.002;

fn learned(inside: f64) -> Result<(), Failure> {
    if inside >= FLOOR {
        return Ok(());
    }
    Err(Failure {
        call: "restore(&network, &occluded)".into(),
        finding: format!(
            "held back: an error of {inside:.4} under the stripe is below what any network \
             reaches, so an instructor looks at it"
        ),
        hint: "does it know these digits otherwise than by learning from others?".into(),
    })
}

/// Weights and what they restore: found out once, by the check that comes first.
struct Run {
    calls: Calls,
    seed: u64,
    homework: Homework,
    weights: Mutex<Option<Result<Vec<u8>, Failure>>>,
    measured: Mutex<Option<Result<Measured, Failure>>>,
}

/// The checks, on one answer.
pub fn checks(calls: Calls, seed: u64, homework: Homework) -> Vec<Check> {
    let run = Arc::new(Run {
        calls,
        seed,
        homework,
        weights: Mutex::default(),
        measured: Mutex::default(),
    });
    let budget = {
        let run = run.clone();
        Check::new("the_budget_is_kept", 1, move || run.budget()).of("learn")
    };
    let steps = STEPS.into_iter().map(|step| {
        let run = run.clone();
        let (name, points, function) = (step.name, step.points, step.function);
        Check::new(name, points, move || step.judge(&run.measured()?)).of(function)
    });
    [budget].into_iter().chain(steps).collect()
}

/// The value, found out if it is not known yet.
fn once<T: Clone>(place: &Mutex<Option<T>>, find: impl FnOnce() -> T) -> T {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    place.get_or_insert_with(find).clone()
}

impl Run {
    /// Nothing is trained with stripes that are wrong.
    fn weights(&self) -> Result<Vec<u8>, Failure> {
        once(&self.weights, || {
            if let Err(failure) = covered::right(&self.calls, self.seed) {
                let first = if failure.unwritten() { "write" } else { "mend" };
                return Err(Failure {
                    call: "learn(&mut ration)".into(),
                    finding: format!("first {first} `occlude`: nothing is trained before"),
                    hint: String::new(),
                });
            }
            weights::weights(&self.calls, &self.homework)
        })
    }

    fn budget(&self) -> Result<(), Failure> {
        weights::small_enough(&self.weights()?)
    }

    fn measured(&self) -> Result<Measured, Failure> {
        let weights = self.weights()?;
        // Points are for networks that are allowed.
        self.budget()?;
        once(&self.measured, || {
            let denoise = |occluded: &_| self.calls.within(LIMIT).denoise(&weights, occluded);
            let measured = quality::measure(self.seed, denoise)?;
            if let Homework::Package(_) = self.homework {
                println!("{}\n{}", picture::show(&measured), measured.table());
            }
            learned(measured.errors.inside).map(|()| measured)
        })
    }
}

impl Step {
    fn judge(&self, measured: &Measured) -> Result<(), Failure> {
        let (allowed, found) = ((self.allowed)(measured), (self.found)(measured));
        if found <= allowed {
            return Ok(());
        }
        let (inside, outside) = (measured.errors.inside, measured.errors.outside);
        let lines = measured.interpolation();
        let hint = if inside > 0.5 {
            "the stripe is still white: does `restore` give back what the network says?"
        } else if self.words.starts_with("what") {
            "outside the stripe every pixel is known: take it from the occluded image, and \
             only the white rows from the network"
        } else if outside > 0.05 && inside > lines {
            "the network loses most of the digit: is it trained with the clean images as \
             targets, and are logits made pixels with `.sigmoid()`?"
        } else if inside > lines {
            "a narrow bottleneck cannot carry a whole digit: widen it, or use convolutions"
        } else {
            "use the whole ration and small batches, make the steps smaller towards the end \
             (`adam.learning_rate`), and let the loss look at the stripe only"
        };
        Err(Failure {
            call: self.call.into(),
            finding: format!(
                "expected at most {allowed:.4} ({})\nfound    {found:.4}, on {}",
                self.words, measured.data
            ),
            hint: hint.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_good_is_held_back() {
        assert!(learned(0.009).is_ok());
        let failure = learned(0.0).unwrap_err().to_string();
        assert!(failure.contains("an instructor looks at it"), "{failure}");
    }
}
