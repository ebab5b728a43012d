//! Filters without anything learned, to hold a denoiser against.

use crate::images::Images;
use crate::nn::{FeatureMap, Features};
use rayon::prelude::*;

/// The median filter: each pixel becomes the median of the `window` x `window` pixels
/// around it. Beyond the border the nearest pixel is repeated. A window of 1 changes
/// nothing.
///
/// It is good against single wrong pixels (the median of 9 does not care how wrong up to
/// four of them are), and it wipes out lines that are thinner than half the window.
///
/// # Panics
/// If the window is even, or larger than 15.
///
/// # Source
/// Tukey 1977, in two dimensions.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let mut bytes = vec![0; 784];
/// bytes[100] = 255;
/// let speck: Images = Images::from_bytes(bytes).unwrap();
/// assert!(median_filter(&speck, 3).bytes().iter().all(|byte| *byte == 0));
/// ```
pub fn median_filter<S: FeatureMap + Features>(images: &Images<S>, window: usize) -> Images<S> {
    assert!(
        window % 2 == 1 && window <= 15,
        "median_filter: a window of 1, 3, 5, … 15 pixels, found {window}"
    );
    let [_, height, width] = S::SIZES;
    let bytes = medians(images.bytes(), [height, width], window);
    Images::from_bytes(bytes).expect("as many as before")
}

/// Not generic: compiled here, at full speed, whoever calls it.
fn medians(bytes: &[u8], [height, width]: [usize; 2], window: usize) -> Vec<u8> {
    let reach = window / 2;
    let mut medians = vec![0; bytes.len()];
    let maps = medians.par_chunks_mut(height * width);
    maps.zip(bytes.par_chunks(height * width))
        .for_each(|(filtered, map)| {
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
    medians
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Map;
    use proptest::prelude::*;

    type Small = Images<Map<1, 3, 4>>;

    #[test]
    fn a_hand_example() {
        let image = Small::from_bytes(vec![
            1, 2, 3, 4, //
            5, 90, 7, 8, //
            9, 10, 11, 12,
        ])
        .unwrap();
        let expected = [
            2, 3, 4, 4, // first: 1 1 2, 1 1 2, 5 5 90
            5, 7, 8, 8, // second: 1 2 3, 5 90 7, 9 10 11
            9, 10, 11, 11, // last: 7 8 8, 11 12 12, 11 12 12
        ];
        assert_eq!(median_filter(&image, 3).bytes(), expected);
        assert_eq!(median_filter(&image, 1), image);
    }

    #[test]
    fn thin_lines_vanish_and_thick_ones_stay() {
        let bar = |rows: std::ops::Range<usize>| {
            let bytes = (0..784).map(|i| if rows.contains(&(i / 28)) { 255 } else { 0 });
            Images::<Map<1, 28, 28>>::from_bytes(bytes.collect()).unwrap()
        };
        assert!(
            median_filter(&bar(10..11), 3)
                .bytes()
                .iter()
                .all(|b| *b == 0)
        );
        assert_eq!(median_filter(&bar(10..12), 3), bar(10..12));
        assert!(
            median_filter(&bar(10..12), 5)
                .bytes()
                .iter()
                .all(|b| *b == 0)
        );
    }

    proptest! {
        /// What grows no pixel shrinks none of the medians, and order is all that counts.
        #[test]
        fn brighter_in_brighter_out(
            bytes in prop::collection::vec(0u8..128, 12),
            more in prop::collection::vec(0u8..128, 12),
        ) {
            let brighter = bytes.iter().zip(&more).map(|(a, b)| a + b).collect();
            let doubled = bytes.iter().map(|b| 2 * b).collect();
            let filtered = median_filter(&Small::from_bytes(bytes).unwrap(), 3);
            let above = median_filter(&Small::from_bytes(brighter).unwrap(), 3);
            let twice = median_filter(&Small::from_bytes(doubled).unwrap(), 3);
            for i in 0..12 {
                prop_assert!(filtered.bytes()[i] <= above.bytes()[i]);
                prop_assert_eq!(2 * filtered.bytes()[i], twice.bytes()[i]);
            }
        }
    }
}
