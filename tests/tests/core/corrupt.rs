//! Damage to images, and the filter that has learned nothing: what is hit, what is not, how
//! often, and the same for the same seed.

use aelib::corrupt::interpolate;
use aelib::prelude::*;
use proptest::prelude::{prop, prop_assert, proptest};

type Small = Images<Map<2, 6, 9>>;

#[test]
fn covers_two_full_rows_anywhere_but_the_last() {
    let clean: Images = Images::from_bytes(vec![7; 784 * 2000]).unwrap();
    let covered = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(0));
    assert!(
        clean.bytes().iter().all(|b| *b == 7),
        "the input is not changed"
    );
    let mut seen = [0; 28];
    for image in covered.bytes().chunks_exact(784) {
        let row = image.iter().position(|b| *b == 255).unwrap();
        let expected = [vec![7; row], vec![255; 56], vec![7; 784 - 56 - row]].concat();
        assert_eq!(image, expected);
        seen[row / 28] += 1;
        assert_eq!(row % 28, 0);
    }
    assert_eq!(seen[26..], [0, 0]);
    assert!(
        seen[..26].iter().all(|n| *n > 30),
        "rows 0..=25, evenly: {seen:?}"
    );
}

#[test]
fn interpolation_draws_straight_lines_through_the_stripe() {
    // Brighter from row to row, from black above the first: a straight line.
    let clean = Images::from_bytes((0..784).map(|i| (i / 28 + 1) as u8 * 3).collect()).unwrap();
    assert_eq!(stripe(clean.bytes()), None);
    for seed in 0..20 {
        let occluded = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(seed));
        assert!(stripe(occluded.bytes()).is_some());
        assert_eq!(interpolate(&occluded), clean);
    }
}

#[test]
fn errors_are_counted_under_the_stripe_and_outside() {
    let clean = Images::from_bytes(vec![51; 3 * 784]).unwrap();
    let occluded = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(0));
    let black = Images::from_bytes(vec![0; 3 * 784]).unwrap();
    let square = |difference: f64| difference * difference;
    let close = |found: [f64; 2], expected: [f64; 2]| {
        let pairs = found.into_iter().zip(expected);
        pairs.for_each(|(a, b)| assert!((a - b).abs() < 1e-9, "{found:?}"));
    };
    close(stripe_errors(&clean, &occluded, &clean), [0.0, 0.0]);
    close(
        stripe_errors(&occluded, &occluded, &clean),
        [square(0.8), 0.0],
    );
    close(stripe_errors(&black, &occluded, &clean), [square(0.2); 2]);
}

#[test]
fn covers_and_fills_what_it_says_and_nothing_else() {
    let clean = Small::from_bytes(vec![7; 2 * 6 * 9 * 500]).unwrap();
    let filling = Small::from_bytes(vec![9; 2 * 6 * 9 * 500]).unwrap();
    let (covered, holes) = cover_rectangles(&clean, [2, 4], &mut ChaCha8Rng::seed_from_u64(0));
    assert!(
        clean.bytes().iter().all(|b| *b == 7),
        "the input is not changed"
    );
    let filled = fill_holes(&covered, &holes, &filling);
    assert_eq!(holes.len(), 500);
    for (i, pixels) in covered.bytes().iter().zip(filled.bytes()).enumerate() {
        let hole = holes[i / (2 * 6 * 9)];
        let lost = hole.contains(i / 9 % 6, i % 9);
        let expected = if lost { (&128, &9) } else { (&7, &7) };
        assert_eq!(pixels, expected, "{hole:?} pixel {i}");
    }
    assert_eq!(
        filled.bytes().iter().filter(|b| **b == 9).count(),
        500 * 2 * 2 * 4
    );
    for (top, left) in (0..=4).flat_map(|top| (0..=5).map(move |left| (top, left))) {
        let here = holes.iter().filter(|h| (h.top, h.left) == (top, left));
        assert!(here.count() > 3, "no hole at {top}, {left}");
    }
    let fewer = std::panic::catch_unwind(|| fill_holes(&covered, &holes[1..], &filling));
    assert!(fewer.is_err());
}

#[test]
fn a_hole_may_be_as_large_as_the_image_and_no_larger() {
    let clean = Images::<Map<1, 3, 3>>::from_bytes(vec![0; 9]).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    assert_eq!(
        cover_rectangles(&clean, [3, 3], &mut rng).0.bytes(),
        [128; 9]
    );
    let larger = std::panic::catch_unwind(move || cover_rectangles(&clean, [4, 3], &mut rng));
    assert!(larger.is_err());
}

const PIXELS: usize = 784 * 100;

fn grey(byte: u8) -> Images {
    Images::from_bytes(vec![byte; PIXELS]).unwrap()
}

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn share(images: &Images, byte: u8) -> f64 {
    let equal = images.bytes().iter().filter(|b| **b == byte);
    equal.count() as f64 / PIXELS as f64
}

#[test]
fn gaussian_noise_has_the_mean_and_the_deviation_it_states() {
    let clean = grey(128);
    let noisy = gaussian_noise(&clean, 0.1, &mut rng(0));
    let shifts = noisy
        .bytes()
        .iter()
        .map(|b| (f64::from(*b) - 128.0) / 255.0);
    let mean = shifts.clone().sum::<f64>() / PIXELS as f64;
    let deviation = (shifts.map(|s| s * s).sum::<f64>() / PIXELS as f64).sqrt();
    assert!(mean.abs() < 0.002, "{mean}");
    assert!((deviation - 0.1).abs() < 0.002, "{deviation}");
    assert_eq!(clean, grey(128), "the input is not changed");
    for byte in [0, 255] {
        // Half of the noise points outwards and is cut off: nothing wraps around.
        let same = share(&gaussian_noise(&grey(byte), 0.5, &mut rng(1)), byte);
        assert!((0.48..0.52).contains(&same), "{same}");
    }
}

#[test]
fn salt_and_pepper_hit_the_stated_share_evenly() {
    let noisy = salt_and_pepper(&grey(100), 0.2, &mut rng(2));
    for (byte, expected) in [(255, 0.1), (0, 0.1), (100, 0.8)] {
        let found = share(&noisy, byte);
        assert!((found - expected).abs() < 0.005, "{byte}: {found}");
    }
    assert_eq!(salt_and_pepper(&grey(100), 0.0, &mut rng(3)), grey(100));
}

#[test]
fn the_seed_decides_the_noise() {
    let noisy = |seed| gaussian_noise(&grey(128), 0.3, &mut rng(seed));
    let salted = |seed| salt_and_pepper(&grey(128), 0.3, &mut rng(seed));
    assert_eq!((noisy(5), salted(5)), (noisy(5), salted(5)));
    assert!(noisy(5) != noisy(6) && salted(5) != salted(6));
}

#[test]
fn strange_images_keep_their_own_pixels() {
    let images: Images = Images::from_bytes((0..=255).cycle().take(2 * 784).collect()).unwrap();
    assert_eq!(invert(&grey(0)), grey(255));
    assert_eq!(invert(&invert(&images)), images);
    let shuffled = shuffle_pixels(&images, &mut rng(0));
    for (image, shuffled) in images.bytes().chunks(784).zip(shuffled.bytes().chunks(784)) {
        let moved = image.iter().zip(shuffled).filter(|(a, b)| a != b);
        assert!(moved.count() > 750);
        let [mut image, mut shuffled] = [image, shuffled].map(<[u8]>::to_vec);
        image.sort();
        shuffled.sort();
        assert_eq!(image, shuffled);
    }
}

type Tiny = Images<Map<1, 3, 4>>;

#[test]
fn a_hand_example() {
    let image = Tiny::from_bytes([[1, 2, 3, 4], [5, 90, 7, 8], [9, 10, 11, 12]].concat());
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
            let image = Tiny::from_bytes((0..12).map(change).collect()).unwrap();
            median_filter(&image, 3).bytes().to_vec()
        };
        let (own, above) = (filtered(&|i| bytes[i]), filtered(&|i| bytes[i] + more[i]));
        prop_assert!(own.iter().zip(&above).all(|(own, above)| own <= above));
        let twice = filtered(&|i| 2 * bytes[i]);
        prop_assert!(own.iter().zip(&twice).all(|(own, twice)| 2 * own == *twice));
    }
}
