//! Filters without anything learned, to hold a denoiser against.

use crate::images::Images;
use crate::nn::{FeatureMap, Features};
use rayon::prelude::*;

/// The median filter: each pixel becomes the median of the `window` x `window` pixels
/// around it. Beyond the border the nearest pixel is repeated. It is good against single
/// wrong pixels, and it wipes out lines that are thinner than half the window.
///
/// # Panics
/// If the window is even, or larger than 15.
///
/// # Source
/// Tukey 1977, in two dimensions.
pub fn median_filter<S: FeatureMap + Features>(images: &Images<S>, window: usize) -> Images<S> {
    assert!(
        window % 2 == 1 && window <= 15,
        "median_filter: a window of 1, 3, 5, … 15 pixels, found {window}"
    );
    let [_, height, width] = S::SIZES;
    images.changed(|bytes| medians(bytes, [height, width], window))
}

fn medians(bytes: &mut [u8], [height, width]: [usize; 2], window: usize) {
    let reach = window / 2;
    bytes.par_chunks_mut(height * width).for_each(|filtered| {
        let map = filtered.to_vec();
        let mut around = Vec::with_capacity(window * window);
        for (i, pixel) in filtered.iter_mut().enumerate() {
            let (row, column) = (i / width, i % width);
            around.clear();
            for y in row..=row + 2 * reach {
                let y = y.saturating_sub(reach).min(height - 1);
                for x in column..=column + 2 * reach {
                    let x = x.saturating_sub(reach).min(width - 1);
                    around.push(map[y * width + x]);
                }
            }
            let middle = around.len() / 2;
            *pixel = *around.select_nth_unstable(middle).1;
        }
    });
}
