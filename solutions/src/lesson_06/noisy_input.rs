//! An honest figure of denoising: it shows what the model really saw.
//!
//! A well-known tutorial trains a denoiser, then gives it *clean* images for its figure.
//! Nobody notices, because the results look good.
//!
//! ```text
//! cargo test -p exercises -- lesson_06::noisy_input
//! ```

/// The pixels of an image, row by row: `image[row][column]`, each in [0, 1].
pub type Matrix = Vec<Vec<f32>>;

/// Adds noise to an image, pixel by pixel. A sum below 0 becomes 0, one above 1 becomes 1.
///
/// # Example
/// The image `[0.5, 0.9]` with the noise `[-0.2, 0.3]` becomes `[0.3, 1.0]`.
pub fn add_noise(clean: &Matrix, noise: &Matrix) -> Matrix {
    // begin solution (clean, noise): add row by row, and clamp each sum
    let add = |(pixel, noise): (&f32, &f32)| (pixel + noise).clamp(0.0, 1.0);
    let rows = clean.iter().zip(noise);
    rows.map(|(row, noise)| row.iter().zip(noise).map(add).collect())
        .collect()
    // end solution
}

/// The mean squared error between two images of one size: the mean over all pixels.
///
/// # Example
/// Between `[0.0, 1.0]` and `[0.5, 1.0]` it is (0.25 + 0) / 2 = 0.125.
pub fn mean_squared_error(found: &Matrix, truth: &Matrix) -> f32 {
    // begin solution (found, truth): sum the squares, and divide by the number of pixels
    let pairs = || found.iter().flatten().zip(truth.iter().flatten());
    let squares: f32 = pairs().map(|(f, t)| (f - t) * (f - t)).sum();
    squares / pairs().count() as f32
    // end solution
}

/// Stands for a trained network, and is finished: each pixel becomes the mean of itself
/// and its neighbours on the left and on the right. At the border the pixel itself stands
/// in for the neighbour that is missing.
pub fn model(image: &Matrix) -> Matrix {
    let row = |row: &Vec<f32>| {
        let at = |x: usize| row[x.min(row.len() - 1)];
        let mean = |x: usize| (at(x.saturating_sub(1)) + at(x) + at(x + 1)) / 3.0;
        (0..row.len()).map(mean).collect()
    };
    image.iter().map(row).collect()
}

/// What a figure of denoising shows, and the numbers below it: what the model saw, what it
/// made of it, and the mean squared error of each against the clean image. The first error
/// says what doing nothing would cost.
pub type Strip = (Matrix, Matrix, f32, f32);

/// Adds the noise to the clean image, denoises it with [`model`], and fills in the strip.
///
/// # Example
/// The clean image `[0.0, 0.0, 0.9]` with the noise `[0.3, 0.0, 0.0]` gives the strip
/// (`[0.3, 0.0, 0.9]`, `[0.2, 0.4, 0.6]`, 0.03, 0.0967): here the denoiser does harm, and
/// the strip says so.
pub fn strip(clean: &Matrix, noise: &Matrix) -> Strip {
    // begin solution (clean, noise): one noisy image, for the model and for the strip
    let input = add_noise(clean, noise);
    let output = model(&input);
    let errors = [&input, &output].map(|image| mean_squared_error(image, clean));
    (input, output, errors[0], errors[1])
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 63, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut image = |rows: usize, columns: usize| -> Matrix {
        let mut row = || {
            (0..columns)
                .map(|_| rng.gen_range(0..=64) as f32 / 64.0)
                .collect()
        };
        (0..rows).map(|_| row()).collect()
    };
    let mut between = |times: f32| {
        let (clean, other) = (image(4, 3), image(4, 3));
        let noise = cell_by_cell(&other, &clean, |other, clean| times * (other - clean));
        args![clean, noise]
    };
    // No sum leaves [0, 1].
    let inside = vec![
        args![vec![vec![0.5f32]], vec![vec![0.25f32]]],
        args![
            vec![vec![0.25f32, 0.5, 0.75], vec![0.5, 0.5, 0.5]],
            vec![vec![0.25f32, -0.25, 0.0], vec![-0.5, 0.5, 0.25]],
        ],
        between(1.0),
        between(1.0),
    ];
    let outside = vec![
        args![vec![vec![0.5f32, 0.9, 0.1]], vec![vec![-0.2f32, 0.3, -0.4]]],
        args![
            vec![vec![0.0f32, 1.0], vec![0.25, 0.75]],
            vec![vec![-0.5f32, 0.5], vec![-0.5, 0.5]],
        ],
        between(3.0),
        between(3.0),
    ];
    let strips = || {
        vec![args![
            vec![
                vec![0.0f32, 1.0, 0.0],
                vec![0.0, 1.0, 0.0],
                vec![0.0, 1.0, 0.5]
            ],
            vec![
                vec![0.3f32, -0.4, 0.2],
                vec![-0.5, 0.5, 0.6],
                vec![0.1, -0.2, -0.25]
            ],
        ]]
    };
    let mut strip_of = || {
        let mut strips = strips();
        strips.extend([between(1.7), between(1.3)]);
        strips
    };
    let (shown, seen, measured) = (strip_of(), strip_of(), strip_of());
    let errors = vec![
        args![
            vec![vec![0.0f32, 1.0], vec![0.5, 0.5], vec![0.0, 0.0]],
            vec![vec![0.5f32, 1.0], vec![0.0, 0.5], vec![0.25, 0.0]],
        ],
        args![
            vec![vec![0.0f32, 0.5, 1.0], vec![1.0, 1.0, 0.25]],
            vec![vec![1.0f32, 0.5, 0.5], vec![0.5, 1.0, 0.0]],
        ],
        args![image(4, 3), image(4, 3)],
        args![image(2, 5), image(2, 5)],
    ];
    let part = "make the noisy image once, keep it, give it to the model and show it; both errors \
                are measured against the clean image";
    Source::new(
        "lesson_06::noisy_input",
        [
            "add_noise: two `zip`s, one over rows and one over the pixels of two rows, and \
             `(pixel + noise).clamp(0.0, 1.0)`",
            "mean_squared_error: `found.iter().flatten()` goes through all pixels",
            "strip: three variables, `input`, `output` and the clean image; the model gets \
             `input`, and both errors are measured against the clean image",
        ],
    )
    .function(function! {
        add_noise(clean: &Matrix, noise: &Matrix)
        needs [] "go through both images row by row, and through two rows pixel by pixel, with \
                  `zip`; `sum.clamp(0.0, 1.0)` keeps a number in [0, 1]"
        "the image is as clean as before" => clean.clone();
        "some pixels have left [0, 1]: no camera could have stored them, and the model has \
         never seen any. Clamp each sum" => cell_by_cell(clean, noise, |p, n| p + n);
        "nothing is above 1, but some pixels are below 0" =>
            cell_by_cell(clean, noise, |p, n| (p + n).min(1.0));
        "nothing is below 0, but some pixels are above 1" =>
            cell_by_cell(clean, noise, |p, n| (p + n).max(0.0));
        "the noise is clamped: it may be negative. Clamp the sum" =>
            cell_by_cell(clean, noise, |p, n| p + n.clamp(0.0, 1.0));
    })
    .function(function! {
        mean_squared_error(found: &Matrix, truth: &Matrix)
        needs [] "add up the squared differences of all pixels, and divide by how many pixels \
                  there are: rows times columns"
        "this is the sum: divide by the number of pixels" =>
            mean_squared_error(found, truth) * found.concat().len() as f32;
        "divided by the rows only: there are rows times columns pixels" =>
            mean_squared_error(found, truth) * found[0].len() as f32;
        "divided by the columns only: there are rows times columns pixels" =>
            mean_squared_error(found, truth) * found.len() as f32;
        "this is its root: leave that out" => mean_squared_error(found, truth).sqrt();
        "this is the mean absolute difference: square each difference" => {
            let differences = cell_by_cell(found, truth, |a, b| (a - b).abs()).concat();
            differences.iter().sum::<f32>() / differences.len() as f32
        };
    })
    .function(function! {
        strip(clean: &Matrix, noise: &Matrix)
        needs [add_noise, mean_squared_error]
        "make the noisy image once, keep it, give it to the model and show it; both errors are \
         measured against the clean image"
        "the strip shows the clean image as the model's input: show what it saw" => {
            let (_, output, before, after) = strip(clean, noise);
            (clean.clone(), output, before, after)
        };
        "the model was given the clean image: that is no denoising, and the result looks far \
         too good" => {
            let (input, _, before, _) = strip(clean, noise);
            let output = model(clean);
            let after = mean_squared_error(&output, clean);
            (input, output, before, after)
        };
        "the output is the clean image, not the model's work" => {
            let (input, _, before, _) = strip(clean, noise);
            (input, clean.clone(), before, 0.0f32)
        };
        "the model was not called: `model(&input)`" => {
            let (input, _, before, _) = strip(clean, noise);
            (input.clone(), input, before, before)
        };
        "the model was called twice in a row" => {
            let (input, output, before, _) = strip(clean, noise);
            let output = model(&output);
            let after = mean_squared_error(&output, clean);
            (input, output, before, after)
        };
        "the error after is measured against the noisy image: a model that does nothing would \
         have error 0. The truth is the clean image" => {
            let (input, output, before, _) = strip(clean, noise);
            let after = mean_squared_error(&output, &input);
            (input, output, before, after)
        };
        "the two errors are swapped: before is that of the input" => {
            let (input, output, before, after) = strip(clean, noise);
            (input, output, after, before)
        };
        "the error after belongs to what the model makes of the clean image" => {
            let (input, output, before, _) = strip(clean, noise);
            (input, output, before, mean_squared_error(&model(clean), clean))
        };
        "the error before is 0: compare the noisy image with the clean one" => {
            let (input, output, _, after) = strip(clean, noise);
            (input, output, 0.0f32, after)
        };
    })
    .check("noise_is_added", 1, "add_noise", inside)
    .check("pixels_stay_between_0_and_1", 1, "add_noise", outside)
    .check("mean_squared_error", 1, "mean_squared_error", errors)
    .check("the_strip_shows_the_noisy_image", 1, "strip", shown)
    .hint(part)
    .check("the_model_saw_what_is_shown", 1, "strip", seen)
    .hint(part)
    .check("errors_against_the_clean_image", 1, "strip", measured)
    .hint(part)
}
// end source
