//! How large does a code have to be? Predict, then measure, then choose.
//!
//! ```text
//! cargo test -p exercises -- code_size
//! ```

/// The mean squared error per pixel that PCA makes with its first `k` components, without
/// decoding a single image.
///
/// `variances` has one number for each component, the largest first: how much the images
/// vary along it. There are as many components as pixels, and together they describe every
/// image exactly. A code of `k` numbers keeps the first `k` of them; what the images vary
/// along the others is lost.
///
/// # Example
/// With variances 4, 2, 1, 1 of images with 4 pixels and `k` = 2 the error is 0.5.
pub fn predicted_error(variances: &[f32], k: usize) -> f32 {
    // begin solution (variances, k): add up the variances that are lost, and divide by the pixels
    let lost: f32 = variances.iter().skip(k).sum();
    lost / variances.len() as f32
    // end solution
}

/// The share of digits, from 0 to 1, that are read as the same digit before an autoencoder
/// and after it. `before[i]` and `after[i]` are the readings of the same image; there is at
/// least one.
///
/// # Example
/// `kept(&[4, 9, 1, 7], &[9, 9, 1, 7])` is 0.75: the 4 came back as a 9.
pub fn kept(before: &[u8], after: &[u8]) -> f32 {
    // begin solution (before, after): count the places where both are equal, and divide
    let pairs = before.iter().zip(after);
    let same = pairs.filter(|(before, after)| before == after).count();
    same as f32 / before.len() as f32
    // end solution
}

/// The smallest code that keeps at least the share `wanted` of the digits. `kept[i]` was
/// measured with a code of `sizes[i]` numbers. The sizes come in any order, and chance may
/// have made a larger code worse than a smaller one. `None` if no size keeps so many.
///
/// # Example
/// `smallest_code(&[32, 2, 8], &[0.98, 0.49, 0.89], 0.8)` is `Some(8)`.
pub fn smallest_code(sizes: &[usize], kept: &[f32], wanted: f32) -> Option<usize> {
    // begin solution (sizes, kept, wanted): of the sizes that keep enough, return the smallest
    let measured = sizes.iter().zip(kept);
    let enough = measured.filter(|(_, kept)| **kept >= wanted);
    enough.map(|(size, _)| *size).min()
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 51, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let by_hand = [2usize, 1, 3, 0, 4].map(|k| args![vec![4.0f32, 2.0, 1.0, 1.0], k]);
    let many = (4..15usize).map(|n| {
        let mut variances: Vec<f32> = (0..n)
            .map(|_| rng.gen_range(10..900) as f32 / 100.0)
            .collect();
        variances.sort_by(|a, b| b.total_cmp(a));
        args![variances, rng.gen_range(1..n)]
    });
    let mut many: Vec<_> = many.collect();
    let mut by_hand = Vec::from(by_hand);
    by_hand.push(many.remove(0));
    let measured = [0usize, 3, 12, 30].map(|k| args![pca_variances(rng), k]);
    let mut readings = vec![
        args![vec![4u8, 9, 1, 7], vec![9u8, 9, 1, 7]],
        args![vec![3u8], vec![3u8]],
    ];
    for n in 5..12 {
        let before: Vec<u8> = (0..n).map(|_| rng.gen_range(0..10)).collect();
        let change = |digit: &u8| (digit + u8::from(rng.gen_bool(0.3))) % 10;
        let after: Vec<u8> = before.iter().map(change).collect();
        readings.push(args![before, after]);
    }
    let mut hand = vec![
        args![
            vec![8usize, 32, 2, 5],
            vec![0.89f32, 0.98, 0.49, 0.6],
            0.8f32
        ],
        args![vec![32usize, 2, 8], vec![0.98f32, 0.49, 0.89], 0.8f32],
        args![vec![2usize, 5, 8], vec![0.5f32, 0.75, 1.0], 0.75f32],
        args![vec![2usize, 5, 8], vec![0.5f32, 0.75, 0.875], 0.9f32],
        // Chance: 3 numbers did better than 5.
        args![
            vec![2usize, 3, 5, 8],
            vec![0.5f32, 0.75, 0.6, 0.875],
            0.7f32
        ],
    ];
    let any = (3..20usize).map(|n| {
        // Different sizes from 1 up, in no order.
        let mut sizes: Vec<usize> = (0..n).map(|i| 3 * i + 1 + rng.gen_range(0..3)).collect();
        for i in 1..n {
            sizes.swap(i, rng.gen_range(0..=i));
        }
        let kept: Vec<f32> = (0..n).map(|_| rng.gen_range(0..9) as f32 / 8.0).collect();
        args![sizes, kept, rng.gen_range(1..9) as f32 / 8.0]
    });
    let any: Vec<_> = any.collect();
    hand.extend([any[1].clone(), any[2].clone()]);
    Source::new(
        "lesson_05::code_size",
        [
            "predicted_error: `variances.iter().skip(k).sum::<f32>()` adds what is lost; \
             there are `variances.len()` pixels",
            "kept: `before.iter().zip(after)` gives pairs; count those that are equal, and \
             divide as f32",
            "smallest_code: `sizes.iter().zip(kept)`, then `filter` what keeps enough, `map` \
             to the size, and `min()`, which is None if nothing is left",
        ],
    )
    .function(function! {
        predicted_error(variances: &[f32], k: usize)
        needs [] "leave out the first k variances, add up the others, and divide by the number \
                  of pixels, which is that of all variances"
        "these are the variances that the code keeps; the error is what it loses" =>
            variances[..k].iter().sum::<f32>() / variances.len() as f32;
        "this is the error of a whole image: divide by the number of pixels" =>
            variances[k..].iter().sum::<f32>();
        "divided by the number of lost components: an image has `variances.len()` pixels, \
         whatever k is" =>
            variances[k..].iter().sum::<f32>() / (variances.len() - k).max(1) as f32;
        "this is the share of the variance that is lost; the error per pixel is its sum over \
         the number of pixels" =>
            variances[k..].iter().sum::<f32>() / variances.iter().sum::<f32>();
        "one component too few is kept: the first k are at the places 0 to k - 1" =>
            predicted_error(variances, k.max(1) - 1);
        "one component too many is kept: the first k are at the places 0 to k - 1" =>
            predicted_error(variances, k + 1);
    })
    .function(function! {
        kept(before: &[u8], after: &[u8])
        needs [] "`before[i]` and `after[i]` belong together: count the places where they are \
                  equal"
        "this is the share that changed: those are wanted that did not" => 1.0 - kept(before, after);
        "it is 0: is anything counted? Or are whole numbers divided? That gives a whole number: \
         turn both into f32 first" => kept(before, after).floor();
        "this is how many; a share is how many of all" => kept(before, after) * before.len() as f32;
    })
    .function(function! {
        smallest_code(sizes: &[usize], kept: &[f32], wanted: f32)
        needs [] "look at every size; remember the smallest one that keeps at least `wanted`"
        "exactly `wanted` is enough: `>=`, not `>`" => smallest_code(sizes, kept, wanted + 1e-4);
        "this is the first in the list that keeps enough; the sizes come in any order" =>
            kept.iter().position(|k| *k >= wanted).map(|place| sizes[place]);
        "this is the largest that keeps enough: which is the smallest?" => {
            let enough = sizes.iter().zip(kept).filter(|(_, k)| **k >= wanted);
            enough.map(|(size, _)| *size).max()
        };
        "this is a place in the list: return the size that stands there" =>
            kept.iter().position(|k| *k >= wanted);
        "this is the smallest of all sizes, whether it keeps enough or not" =>
            sizes.iter().copied().min();
        "no size keeps so many: None" =>
            smallest_code(sizes, kept, wanted).or(sizes.iter().copied().max());
    })
    .check("predicted_error_by_hand", 1, "predicted_error", by_hand)
    .check("predicted_error_of_many_numbers", 1, "predicted_error", many)
    .check("the_prediction_is_what_pca_measures", 1, "predicted_error", measured.into())
    .hint("these are the variances of 200 images of 6 x 6 pixels, and the error is what PCA \
           measures: leave out the first k, add up the others, divide by the number of pixels")
    .check("kept", 1, "kept", readings)
    .check("smallest_code_by_hand", 1, "smallest_code", hand)
    .check("smallest_code_in_any_order", 1, "smallest_code", any)
}

/// Of images that are brighter and brighter to the right, so that there are more and less
/// important ways to vary.
fn pca_variances(rng: &mut Draw) -> Vec<f32> {
    use aelib::{data::Images, models::Pca, nn::Map};
    let bytes = (0..200 * 36).map(|i| rng.gen_range(0..=40 * (i % 6) as u8));
    let images = Images::<Map<1, 6, 6>>::from_bytes(bytes.collect()).expect("whole images");
    let variances = Pca::fit(&images, 36);
    variances.variances().iter().map(|v| *v as f32).collect()
}
// end source
