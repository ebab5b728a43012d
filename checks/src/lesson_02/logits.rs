//! The checks of `lesson_02::logits`.

use crate::check::{Check, Exercise, Failure};
use crate::numbers::{Numbers, same};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_02::logits::{Calls, NAME};

/// Logit and target.
type Case = [f32; 2];

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, run: fn(&Calls, Case) -> Result<(), Failure>, cases: &[Case]| {
        let (calls, cases) = (calls.clone(), cases.to_vec());
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| run(&calls, *case))
        })
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut random = || {
        let (x, t) = (rng.gen_range(-400..400), rng.gen_range(0..100));
        [x as f32 / 100.0, t as f32 / 100.0]
    };
    let any = [(); 6].map(|()| random());
    let mut small = vec![[0.0, 1.0], [1.0, 0.0], [-2.0, 0.25]];
    let mut large = vec![[20.0, 0.0], [100.0, 0.0], [-100.0, 1.0], [1000.0, 0.5]];
    for _ in 0..3 {
        let [x, t] = random();
        small.push([x / 2.0, t]);
        large.push([x * 250.0, t]);
    }
    let count = calls.clone();
    Exercise {
        name: NAME,
        hints: &[
            "first_that_breaks: a loop over 1, 2, 3, …; `(1.0 - p).ln().is_finite()` says \
             whether it still works",
            "bce_with_logits: `logit.max(0.0)`, `logit.abs()`, `x.exp()`, and `x.ln_1p()` for \
             ln(1 + x)",
            "gradient: with σ' = σ(1 − σ), t/σ · σ' is t(1 − σ), and (1 − t)/(1 − σ) · σ' is \
             (1 − t)σ",
        ],
        checks: vec![
            Check::new("the_first_that_breaks", 1, move || first(&count)),
            check("small_logits", loss, &small),
            check("large_logits", loss, &large),
            check("any_logits", loss, &any),
            check("gradients", gradient, &any),
            check("gradients_of_large_logits", gradient, &large),
        ],
    }
}

fn sigmoid(x: f32) -> f64 {
    1.0 / (1.0 + f64::from(-x).exp())
}

/// In f32, as a student would write it without thinking of overflow.
fn naive(x: f32, t: f32) -> f32 {
    let p = 1.0 / (1.0 + (-x).exp());
    -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
}

fn first(calls: &Calls) -> Result<(), Failure> {
    let call = "first_that_breaks()".to_string();
    let hint = "for x = 1, 2, 3, … compute (1.0 - sigmoid(x)).ln() in f32, and stop where it is \
                not finite";
    let found = match calls.first_that_breaks() {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, hint)),
    };
    let breaks = |x: &u32| !naive(*x as f32, 0.0).is_finite();
    let expected = (1..100).find(breaks).expect("17 breaks");
    if found == expected {
        return Ok(());
    }
    let hint = match found {
        37 => "this is where f64 breaks: count in f32, as networks do",
        88..=89 | 104 => {
            "this is where e^x or e^-x leaves f32; 1 - sigmoid(x) has become 0 long before"
        }
        _ if found == expected - 1 => "at this logit it still works: the next one is the first",
        _ if found == expected + 1 => "one before this breaks already",
        _ => hint,
    };
    Err(Failure {
        call,
        finding: format!("expected {expected}\nfound    {found}"),
        hint: hint.into(),
    })
}

fn loss(calls: &Calls, [x, t]: Case) -> Result<(), Failure> {
    let call = format!("bce_with_logits({x:?}, {t:?})");
    let found = calls.bce_with_logits(x, t);
    let stable = |x: f64, t: f64| (x.max(0.0) - x * t + (-x.abs()).exp().ln_1p()) as f32;
    let expected = stable(f64::from(x), f64::from(t));
    // NaN equals nothing, so it cannot be in the list of known mistakes.
    if let Ok(found) = found
        && !found.is_finite()
    {
        // Whoever computes a probability has failed at 20 already.
        let hint = if x.abs() < 80.0 {
            "a probability was computed on the way: it rounds to 0 or 1, and its logarithm is \
             infinite. The formula with max(x, 0) never computes one"
        } else {
            "e^x of a large x is infinite: the exponent has to be -|x|, never above 0"
        };
        return Err(Failure {
            call,
            finding: format!("expected {expected}\nfound    {found}"),
            hint: hint.into(),
        });
    }
    let clamped = |least: f32| {
        let p = (1.0 / (1.0 + (-x).exp())).clamp(least, 1.0 - least);
        vec![-(t * p.ln() + (1.0 - t) * (1.0 - p).ln())]
    };
    let mut mistakes = vec![
        (
            vec![-expected],
            "the sign is the other one: a loss is never negative",
        ),
        (
            vec![expected + x * t],
            "the term - x t is missing: without it the target plays no part",
        ),
        (vec![expected - x.max(0.0)], "max(x, 0) is missing"),
        (
            vec![expected - x.max(0.0) + x],
            "x stands where max(x, 0) should: negative logits must not make the loss smaller",
        ),
    ];
    for least in [1e-7, 1e-6, 1e-5] {
        let clamped = clamped(least);
        if !same(&[expected], &clamped) {
            mistakes.push((
                clamped,
                "the probability was clamped: no infinity, but from there on the loss stands \
                 still, and a pixel that is utterly wrong teaches nothing",
            ));
        }
    }
    Numbers {
        call,
        expected: vec![expected],
        mistakes,
        hint: "max(x, 0) - x t + ln(1 + e^-|x|), term by term",
    }
    .check(found)
}

fn gradient(calls: &Calls, [x, t]: Case) -> Result<(), Failure> {
    let (p, target) = (sigmoid(x), f64::from(t));
    let value = |value: f64| vec![value as f32];
    Numbers {
        call: format!("gradient({x:?}, {t:?})"),
        expected: value(p - target),
        mistakes: vec![
            (
                value(target - p),
                "the sign is the other one: where the output is too large, the loss grows with \
                 the logit",
            ),
            (
                value((p - target) / (p * (1.0 - p))),
                "this is the derivative by the probability: times σ(1 − σ) it is by the logit",
            ),
            (
                value((p - target) * p * (1.0 - p)),
                "the factor σ(1 − σ) cancels: it stands above and below",
            ),
            (
                value(2.0 * (p - target) * p * (1.0 - p)),
                "this is the gradient of the squared error",
            ),
            (
                value(f64::from(x) - target),
                "the logit itself was taken: the pixel is σ(x)",
            ),
        ],
        hint: "after cancelling, σ(x) and t are left, and nothing else",
    }
    .check(calls.gradient(x, t))
}
