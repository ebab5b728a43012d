//! How samples are judged: what a measure has to see, and a reader's word for it.

use aelib::models::{Fates, Readers};
use aelib::prelude::*;
use tests::randoms;

fn rows(count: usize, seed: u64) -> Batch<Rank1<5>> {
    Cpu::default().tensor_from_vec(randoms(count * 5, seed), (count, Const::<5>))
}

/// The definition, number by number: is `q` no farther from one of `rows` than that one's own
/// `k`-th neighbour?
fn inside(rows: &[Vec<f32>], q: &[f32], k: usize) -> bool {
    let square = |a: &[f32], b: &[f32]| {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>()
    };
    rows.iter().any(|row| {
        let mut own = Vec::from_iter(rows.iter().map(|other| square(row, other)));
        own.sort_by(f64::total_cmp);
        square(row, q) <= own[k]
    })
}

#[test]
fn precision_and_recall_are_what_their_definition_says() {
    // More rows than are compared at a time; different in number and in place.
    let (real, samples) = (rows(150, 1), rows(70, 2) * 1.3 + 0.2);
    let lists = |batch: &Batch<Rank1<5>>| {
        let numbers = batch.as_vec();
        Vec::from_iter(numbers.chunks(5).map(<[f32]>::to_vec))
    };
    let (r, s) = (lists(&real), lists(&samples));
    for k in [1, 3] {
        let share = |of: &[Vec<f32>], among: &[Vec<f32>]| {
            let found = of.iter().filter(|q| inside(among, q, k)).count();
            found as f64 / of.len() as f64
        };
        let found = PrecisionRecall::of(&real, &samples, k);
        assert_eq!(found.precision, share(&s, &r));
        assert_eq!(found.recall, share(&r, &s));
        assert!(found.precision > 0.1 && found.precision < 0.9, "{found}");
    }
}

/// What counting recognised samples cannot see.
#[test]
fn samples_that_are_all_the_same_have_no_recall() {
    let real = rows(200, 1);
    let same = rows(1, 0) * 0.1;
    let same = Cpu::default().tensor_from_vec(same.as_vec().repeat(200), (200, Const::<5>));
    let found = PrecisionRecall::of(&real, &same, 3);
    assert_eq!((found.precision, found.recall), (1.0, 0.0));
    let other = PrecisionRecall::of(&real, &rows(200, 2), 3);
    assert!(other.precision > 0.8 && other.recall > 0.8, "{other}");
}

#[test]
#[should_panic(expected = "with k = 3, more than 3 rows")]
fn too_few_samples_are_refused() {
    PrecisionRecall::of(&rows(9, 1), &rows(3, 2), 3);
}

/// A reader decides by its features alone: its last layer gives the same digit from them.
#[test]
fn features_are_what_the_last_layer_reads() {
    let reader = DigitClassifier::new(4);
    let images = tests::random_tensor((20, Const, Const, Const), 0).sigmoid();
    let logits = reader.layers.5.forward(reader.features(images.clone()));
    let best = |row: &[f32]| (0..10).max_by(|a, b| row[*a].total_cmp(&row[*b]));
    let read = logits
        .as_vec()
        .chunks(10)
        .map(|row| best(row).unwrap() as u8)
        .collect::<Vec<_>>();
    assert_eq!(read, reader.read(images));
}

#[test]
fn readers_say_what_all_of_them_see() {
    let each = Vec::from_iter((0..3).map(DigitClassifier::new));
    let readers = Readers { each };
    let pixels = randoms(50 * 784, 3)
        .iter()
        .map(|v| v.abs())
        .collect::<Vec<_>>();
    let images = Images::from_pixels(&pixels);
    let read = Vec::from_iter(readers.each.iter().map(|reader| reader.read_all(&images)));
    let expected = (0..50).map(|i| Some(read[0][i]).filter(|d| read.iter().all(|r| r[i] == *d)));
    assert_eq!(readers.read(&images), Vec::from_iter(expected));
    assert!(
        readers.read(&images).contains(&None),
        "untrained readers disagree"
    );
}

#[test]
fn every_digit_that_was_clear_has_one_fate() {
    let signs = |text: &str| Vec::from_iter(text.chars().map(|c| c.to_digit(10).map(|d| d as u8)));
    let fates = Fates::of(&signs("4911?0"), &signs("99?133"));
    assert_eq!(fates.kept, [1, 3]);
    assert_eq!(fates.changed, [0, 5]);
    assert_eq!(fates.unclear, [2]);
    assert_eq!(fates.percent(), [40.0, 40.0, 20.0]);
}
