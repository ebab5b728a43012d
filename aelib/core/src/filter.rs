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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Map;
    use proptest::prelude::*;

    type Small = Images<Map<1, 3, 4>>;

    #[test]
    fn a_hand_example() {
        let image = Small::from_bytes([[1, 2, 3, 4], [5, 90, 7, 8], [9, 10, 11, 12]].concat());
        // First: 1 1 2, 1 1 2, 5 5 90; second row: 1 2 3, 5 90 7, 9 10 11.
        let expected = [[2, 3, 4, 4], [5, 7, 8, 8], [9, 10, 11, 11]].concat();
        let image = image.unwrap();
        assert_eq!(median_filter(&image, 3).bytes(), expected);
        assert_eq!(median_filter(&image, 1), image);
    }

    #[test]
    fn thin_lines_vanish_and_thick_ones_stay() {
        let bar = |rows: std::ops::Range<usize>| -> Images {
            let bytes = (0..784).map(|i| if rows.contains(&(i / 28)) { 255 } else { 0 });
            Images::from_bytes(bytes.collect()).unwrap()
        };
        let (none, thin, thick) = (bar(0..0), bar(10..11), bar(10..12));
        assert_eq!(median_filter(&thin, 3), none);
        assert_eq!(median_filter(&thick, 3), thick);
        assert_eq!(median_filter(&thick, 5), none);
    }

    proptest! {
        /// What grows no pixel shrinks none of the medians, and order is all that counts.
        #[test]
        fn brighter_in_brighter_out(
            bytes in prop::array::uniform12(0u8..128), more in prop::array::uniform12(0u8..128),
        ) {
            let filtered = |change: &dyn Fn(usize) -> u8| {
                let image = Small::from_bytes((0..12).map(change).collect()).unwrap();
                median_filter(&image, 3).bytes().to_vec()
            };
            let (own, above) = (filtered(&|i| bytes[i]), filtered(&|i| bytes[i] + more[i]));
            prop_assert!(own.iter().zip(&above).all(|(own, above)| own <= above));
            let twice = filtered(&|i| 2 * bytes[i]);
            prop_assert!(own.iter().zip(&twice).all(|(own, twice)| 2 * own == *twice));
        }
    }
}
