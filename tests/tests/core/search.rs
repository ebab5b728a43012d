//! The nearest of many, and what a threshold does to scores, against their definitions.

use aelib::prelude::*;
use proptest::prelude::*;
use rand::Rng;

/// The definition: all distances, sorted.
fn plain(rows: &[f32], query: &[f32], k: usize) -> Vec<usize> {
    let distances = rows.chunks(query.len()).map(|row| distance(row, query));
    let mut order: Vec<(f64, usize)> = distances.zip(0..).collect();
    order.sort_by(|a, b| a.partial_cmp(b).unwrap());
    order.into_iter().take(k).map(|(_, place)| place).collect()
}

/// The `k` nearest of `rows` are those that all distances give.
fn compare<const W: usize>(rows: &[f32], asked: &[f32], k: usize) {
    let batch = |numbers: &[f32]| {
        let shape = (numbers.len() / W, Const::<W>);
        Cpu::default().tensor_from_vec(numbers.to_vec(), shape)
    };
    let found = Index::new(&batch(rows)).nearest(&batch(asked), k);
    assert_eq!(found.len(), asked.len() / W);
    for (found, query) in found.iter().zip(asked.chunks(W)) {
        let places = Vec::from_iter(found.iter().map(|n| n.place));
        assert_eq!(places, plain(rows, query, k));
        for n in found {
            let expected = distance(&rows[n.place * W..][..W], query).sqrt();
            assert_eq!(n.distance, expected as f32);
        }
    }
}

fn numbers(count: usize, seed: u64, levels: i32) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let level = |_| rng.gen_range(0..levels) as f32 / levels as f32;
    (0..count).map(level).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    /// With few levels many distances are equal, and those rows come in their order.
    #[test]
    fn the_nearest_are_those_that_all_distances_give(
        n in 1usize..300, queries in 1usize..4, k in 1usize..20, seed: u64,
    ) {
        for levels in [1, 4, 1000] {
            let (rows, asked) = (numbers(3 * n, seed, levels), numbers(3 * queries, !seed, levels));
            for k in [0, k, n, usize::MAX] {
                compare::<3>(&rows, &asked, k);
            }
        }
    }
}

#[test]
fn several_blocks_of_1024_rows_and_of_64_queries() {
    let rows = numbers(9 * (3 * 1024 + 5), 0, 1000);
    compare::<9>(&rows, &rows[..9 * (2 * 64 + 1)], 10);
    // Each row is nearer than all before.
    let nearer = Vec::from_iter((0..3 * 1024).rev().map(|i| i as f32));
    compare::<1>(&nearer, &[0.0], 3);
}

/// Codes that lie far from zero, in two heaps far from each other, or that are tiny or
/// huge: distances are differences of numbers that are nearly equal, or none at all.
#[test]
fn the_nearest_are_found_wherever_the_rows_lie() {
    for (seed, (mean, spread, heaps)) in (0..).zip([
        (100.0, 0.1, 0.0),
        (-3e4, 1e-2, 0.0),
        (0.0, 1e-3, 50.0),
        (7.0, 1e-4, -90.0),
        (0.0, 1e-21, 0.0),
        (1e-30, 1e-32, 0.0),
        (0.0, 1e25, 1e25),
    ]) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let numbers = (0..3000 * 8).map(|i| {
            let heap = if (i / 8) % 2 == 0 { heaps } else { -heaps };
            mean + heap + spread * rng.gen_range(-1.0f32..1.0)
        });
        let numbers = Vec::from_iter(numbers);
        compare::<8>(&numbers, &numbers[..50 * 8], 10);
    }
}

#[test]
#[should_panic(expected = "a number of query 1 is NaN")]
fn nothing_is_near_a_query_that_is_no_number() {
    let rows = Cpu::default().tensor([[0.0], [5.0]]);
    let queries = Cpu::default().tensor([[1.0], [f32::NAN]]);
    let _ = Index::new(&rows).nearest(&queries, 1);
}

/// The squared distance.
fn distance(a: &[f32], b: &[f32]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum()
}

/// The definition, pair by pair.
fn auc_of_pairs(positives: &[f32], negatives: &[f32]) -> f64 {
    let pairs = positives
        .iter()
        .flat_map(|p| negatives.iter().map(move |n| (p, n)));
    let worth = |(p, n)| f64::from(u8::from(p > n)) + 0.5 * f64::from(u8::from(p == n));
    pairs.map(worth).sum::<f64>() / (positives.len() * negatives.len()) as f64
}

/// Few levels, so that many scores are equal.
fn scores() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec((-3i8..4).prop_map(f32::from), 1..20)
}

proptest! {
    #[test]
    fn the_area_is_the_share_of_pairs(positives in scores(), negatives in scores()) {
        let expected = auc_of_pairs(&positives, &negatives);
        prop_assert!((auc(&positives, &negatives) - expected).abs() < 1e-12);
        prop_assert!((auc(&negatives, &positives) - (1.0 - expected)).abs() < 1e-12);
        // Only the order counts.
        let grown = |s: &[f32]| s.iter().map(|s| s.exp()).collect::<Vec<_>>();
        let changed = auc(&grown(&positives), &grown(&negatives));
        prop_assert_eq!(auc(&positives, &negatives), changed);
    }

    /// Each point is what its threshold does to the scores, and the curve never falls.
    #[test]
    fn points_are_what_their_threshold_does(positives in scores(), negatives in scores()) {
        let roc = Roc::new("", &positives, &negatives);
        for point in &roc.points {
            let above = |scores: &[f32]| share_above(scores, point.threshold);
            prop_assert_eq!(point.true_positive_rate, above(&positives));
            prop_assert_eq!(point.false_positive_rate, above(&negatives));
        }
        prop_assert!(roc.points.windows(2).all(|p| p[0].threshold > p[1].threshold));
    }
}

#[test]
fn scores_without_a_number_are_refused() {
    assert!(std::panic::catch_unwind(|| auc(&[f32::NAN], &[0.0])).is_err());
    assert!(std::panic::catch_unwind(|| auc(&[], &[0.0])).is_err());
    assert_eq!(auc(&[0.0], &[-0.0]), 0.5);
}

proptest! {
    /// No more alarms than allowed; any lower threshold among the scores has more.
    #[test]
    fn the_threshold_is_the_lowest_that_keeps_its_word(
        scores in prop::collection::vec((0u8..20).prop_map(f32::from), 1..50),
        percent in 0u8..=100,
    ) {
        let allowed = f64::from(percent) / 100.0 + 1e-9;
        let chosen = threshold(&scores, f64::from(percent) / 100.0);
        prop_assert!(share_above(&scores, chosen) <= allowed);
        let mut lower = scores.iter().filter(|s| **s < chosen);
        prop_assert!(lower.all(|lower| share_above(&scores, *lower) > allowed));
    }
}

#[test]
fn a_share_of_all_is_all() {
    assert_eq!(threshold(&[1.0, 2.0], 1.0), f32::NEG_INFINITY);
    assert_eq!(share_above(&[1.0, 2.0], f32::NEG_INFINITY), 1.0);
    // 0.29 · 100 is a little less than 29 in floating point.
    let hundred = Vec::from_iter((0..100).map(|i| i as f32));
    assert_eq!(threshold(&hundred, 0.29), 70.0);
}

#[test]
fn scores_follow_the_images_across_batches() {
    let bytes = (0..2003).map(|i| (i % 256) as u8).collect();
    let images = Images::<Rank1<1>>::from_bytes(bytes).unwrap();
    let scores = anomaly_scores(&images, |batch| batch * 0.0);
    for (byte, score) in images.bytes().iter().zip(scores) {
        assert!(
            (score - (f32::from(*byte) / 255.0).powi(2)).abs() < 1e-6,
            "{byte}: {score}"
        );
    }
}
