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
    let _ = (clean, noise); // Replace this line, too.
    todo!("add row by row, and clamp each sum")
}

/// The mean squared error between two images of one size: the mean over all pixels.
///
/// # Example
/// Between `[0.0, 1.0]` and `[0.5, 1.0]` it is (0.25 + 0) / 2 = 0.125.
pub fn mean_squared_error(found: &Matrix, truth: &Matrix) -> f32 {
    let _ = (found, truth); // Replace this line, too.
    todo!("sum the squares, and divide by the number of pixels")
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
    let _ = (clean, noise); // Replace this line, too.
    todo!("one noisy image, for the model and for the strip")
}
