//! The checks of `predicted_error`: by hand, at random, and against what PCA does.

use crate::check::{Check, Failure};
use crate::numbers::{Numbers, list};
use aelib::data::Images;
use aelib::metrics::mse_per_image;
use aelib::models::Pca;
use aelib::nn::Map;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_05::code_size::Calls;

const HINT: &str = "leave out the first k variances, add up the others, and divide by the \
                    number of pixels, which is that of all variances";

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let (by_hand, random, measured) = (calls.clone(), calls.clone(), calls.clone());
    vec![
        Check::new("predicted_error_by_hand", 1, move || {
            let variances = [4.0, 2.0, 1.0, 1.0];
            [2, 1, 3, 0, 4]
                .iter()
                .try_for_each(|k| case(&by_hand, &variances, *k))
        }),
        Check::new("predicted_error_of_many_numbers", 1, move || {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            (5..15).try_for_each(|n| {
                let mut variances: Vec<f32> = (0..n).map(|_| rng.gen_range(0.1..9.0)).collect();
                variances.sort_by(|a, b| b.total_cmp(a));
                case(&random, &variances, rng.gen_range(1..n))
            })
        }),
        Check::new("the_prediction_is_what_pca_measures", 1, move || {
            against_pca(&measured, seed)
        }),
    ]
}

fn right(variances: &[f32], k: usize) -> f32 {
    variances[k..].iter().sum::<f32>() / variances.len() as f32
}

fn case(calls: &Calls, variances: &[f32], k: usize) -> Result<(), Failure> {
    let n = variances.len();
    let lost: f32 = variances[k..].iter().sum();
    let total: f32 = variances.iter().sum();
    Numbers {
        call: format!("predicted_error(&{}, {k})", list(variances)),
        expected: vec![right(variances, k)],
        mistakes: vec![
            (
                vec![(total - lost) / n as f32],
                "these are the variances that the code keeps; the error is what it loses",
            ),
            (
                vec![lost],
                "this is the error of a whole image: divide by the number of pixels",
            ),
            (
                vec![lost / n.saturating_sub(k).max(1) as f32],
                "divided by the number of lost components: an image has `variances.len()` \
                 pixels, whatever k is",
            ),
            (
                vec![lost / total],
                "this is the share of the variance that is lost; the error per pixel is \
                 its sum over the number of pixels",
            ),
            (
                vec![variances[(k + 1).min(n)..].iter().sum::<f32>() / n as f32],
                "one component too many is kept: the first k are at the places 0 to k - 1",
            ),
        ],
        hint: HINT,
    }
    .check(calls.predicted_error(variances, k))
}

/// Images of 36 pixels through aelib's PCA, with codes of several sizes.
fn against_pca(calls: &Calls, seed: u64) -> Result<(), Failure> {
    type Small = Map<1, 6, 6>;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // Brighter and brighter to the right, so that there are more and less important ways
    // to vary.
    let bytes = (0..200 * 36).map(|i| rng.gen_range(0..=40 * (i % 6) as u8));
    let images = Images::<Small>::from_bytes(bytes.collect()).expect("whole images");
    let all = Pca::fit(&images, 36);
    let variances: Vec<f32> = all.variances().iter().map(|v| *v as f32).collect();
    for k in [0, 3, 12, 30] {
        let restored = all.keep(k).reconstruct(&images.tensor());
        let errors = mse_per_image(&restored, &images.tensor());
        let measured = errors.iter().sum::<f32>() / errors.len() as f32;
        let call = format!("predicted_error(the variances of 200 images of 6x6 pixels, {k})");
        let found = match calls.predicted_error(&variances, k) {
            Ok(found) => found,
            Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
        };
        // Measured on f32 pixels: equal to about six digits.
        let near = (found - measured).abs() <= 1e-6 + 1e-3 * measured;
        if !near {
            return Err(Failure {
                call,
                finding: format!("PCA's measured error is {measured}\nfound {found}"),
                hint: HINT.into(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_in_the_exercise_is_right() {
        assert_eq!(right(&[4.0, 2.0, 1.0, 1.0], 2), 0.5);
    }
}
