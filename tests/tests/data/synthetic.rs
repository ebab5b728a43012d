//! The digits that the course makes itself.

use aelib::data::{Digits, Labelled};
use std::time::Instant;

#[test]
fn the_same_for_the_same_seed_on_any_number_of_threads() {
    let pool = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| Digits::synthetic(7))
    };
    let (one, three) = (pool(1), pool(3));
    assert_eq!(one.train.images, three.train.images);
    assert_eq!(one.test.labels, three.test.labels);
    let other = Digits::synthetic(8);
    assert_ne!(one.train.images, other.train.images);
}

#[test]
fn as_many_and_as_placed_as_promised() {
    let digits = Digits::synthetic(0);
    assert_eq!(digits.name, "synthetic digits");
    let mut of_each = [0; 10];
    for (Labelled { images, labels }, count) in [(&digits.train, 12_000), (&digits.test, 2_000)] {
        assert_eq!([images.len(), labels.len()], [count, count]);
        for (image, label) in images.bytes().chunks_exact(784).zip(labels) {
            of_each[usize::from(*label)] += 1;
            is_placed_as_in_mnist(image);
        }
    }
    assert!(
        of_each.iter().all(|n| (1_250..1_550).contains(n)),
        "{of_each:?}"
    );
    let same = digits.test.images.bytes().chunks_exact(784);
    let train: std::collections::HashSet<&[u8]> =
        digits.train.images.bytes().chunks_exact(784).collect();
    assert_eq!(same.filter(|image| train.contains(image)).count(), 0);
}

/// Ink with its centre of mass near the image's centre, 20 pixels high or wide.
#[track_caller]
fn is_placed_as_in_mnist(image: &[u8]) {
    let (mut mass, mut x_moment, mut y_moment) = (0.0, 0.0, 0.0);
    let (mut columns, mut rows) = ([false; 28], [false; 28]);
    for (i, byte) in image.iter().enumerate() {
        let (x, y, ink) = (i % 28, i / 28, f64::from(*byte));
        mass += ink;
        x_moment += ink * (x as f64 + 0.5);
        y_moment += ink * (y as f64 + 0.5);
        columns[x] |= *byte > 127;
        rows[y] |= *byte > 127;
    }
    assert!(mass > 20.0 * 255.0, "{mass}: hardly any ink");
    let centre = [x_moment / mass, y_moment / mass];
    assert!(
        centre.iter().all(|at| (at - 14.0).abs() < 1.5),
        "{centre:?}"
    );
    let extent = |inked: [bool; 28]| inked.iter().filter(|inked| **inked).count();
    let longer = extent(columns).max(extent(rows));
    assert!((17..=22).contains(&longer), "{longer} pixels");
}

/// The yardstick: who has only seen synthetic digits reads real ones.
#[test]
#[ignore = "needs MNIST: AELIB_DATA_DIR or `cargo course data`"]
fn three_nearest_neighbours_read_mnist() {
    let (synthetic, real) = (Digits::synthetic(0), Digits::mnist().unwrap().test);
    let answers = synthetic.train.nearest_labels(&real.images, 3);
    let (mut right, mut of) = ([0; 10], [0; 10]);
    for (answer, label) in answers.iter().zip(&real.labels) {
        of[usize::from(*label)] += 1;
        right[usize::from(*label)] += usize::from(answer == label);
    }
    for digit in 0..10 {
        println!(
            "{digit}: {:.1} %",
            100.0 * right[digit] as f64 / of[digit] as f64
        );
    }
    let share = right.iter().sum::<usize>() as f64 / answers.len() as f64;
    println!("all: {:.2} %", 100.0 * share);
    assert!(share >= 0.85, "{share}");
}

#[test]
#[ignore = "measures time: needs a quiet machine"]
fn made_in_two_seconds() {
    let start = Instant::now();
    let digits = Digits::synthetic(0);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} + {} digits in {seconds:.2} s",
        digits.train.images.len(),
        digits.test.images.len()
    );
    assert!(seconds < 2.0);
}
