//! How often each pixel of the output is written: what makes checkerboards.

use super::maps::Maps;
use super::picture::{Cell, Part, WRITTEN, row};
use super::problem::Problem;
use crate::plot::Picture;
use aelib_core::Result;
use aelib_core::ops::ConvTranspose2dOptions;

/// How many products land on each pixel of a transposed convolution's output, for one
/// channel.
///
/// Where `k` is not divisible by the stride, neighbours get different numbers of them, in
/// a pattern that repeats with the stride: a decoder has to unlearn it, and where it fails
/// one sees a checkerboard.
///
/// ```
/// use aelib_show::explain::overlap;
/// use aelib_core::ops::ConvTranspose2dOptions;
/// let even = overlap([4, 4], [4, 4], ConvTranspose2dOptions::new(2, 1))?;
/// assert_eq!(even.at([0, 3, 3]), 4.0);
/// let uneven = overlap([4, 4], [3, 3], ConvTranspose2dOptions::new(2, 1))?;
/// assert_eq!([uneven.at([0, 2, 2]), uneven.at([0, 3, 3])], [1.0, 4.0]);
/// # Ok::<(), aelib_core::Error>(())
/// ```
///
/// # Shapes
/// `input` (H, W), `kernel` (K_h, K_w) → (1, H', W')
///
/// # Errors
/// As [`Problem::conv_transpose2d`].
///
/// # Source
/// Odena, Dumoulin & Olah, "Deconvolution and checkerboard artifacts", Distill 2016.
pub fn overlap(
    input: [usize; 2],
    kernel: [usize; 2],
    options: ConvTranspose2dOptions,
) -> Result<Maps> {
    options.require_size("height", input[0], kernel[0])?;
    options.require_size("width", input[1], kernel[1])?;
    // Ones everywhere: each product is 1, and the sums count them.
    let problem = Problem::conv_transpose2d(
        Maps::from_fn([1, input[0], input[1]], |_| 1.0),
        Maps::from_fn([1, kernel[0], kernel[1]], |_| 1.0),
        options,
    )?;
    Ok(problem.output())
}

/// How often each cell is written, as a picture: the more, the darker. Each of the maps,
/// which [`overlap`] counts, under its name.
pub fn overlap_maps(maps: &[(&str, &Maps)]) -> Picture {
    let most = maps.iter().flat_map(|(_, map)| map.values());
    let most = most.copied().fold(1.0, f32::max);
    let panels = maps.iter().map(|(name, map)| {
        Part::maps(name, map.sizes(), |place| {
            let count = map.at(place);
            Cell::number(count).tinted(WRITTEN, 0.6 * count / most)
        })
    });
    let text = maps.iter().map(|(name, map)| format!("{name}\n{map}"));
    let text = text.collect::<Vec<_>>().join("\n\n");
    row(&Vec::from_iter(panels), 36.0).picture(text)
}
