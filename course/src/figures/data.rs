//! The digits that the course makes itself, beside real ones.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;

/// For docs/data.md.
pub const FIGURES: &[Figure] = &[Figure {
    name: "synthetic-digits",
    about: "100 digits that the course makes itself, beside 100 test digits",
    draw: beside_real_ones,
}];

const SEED: u64 = 0;

fn beside_real_ones(studio: &Studio) -> Result<Drawn> {
    let synthetic = Digits::synthetic(SEED);
    let test = &studio.digits.test;
    let share = studio.remembered(&format!("read by synthetic digits of seed {SEED}"), || {
        let read = synthetic.train.nearest_labels(&test.images, 3);
        let right = read.iter().zip(&test.labels).filter(|(a, b)| a == b);
        Ok(right.count() as f64 / read.len() as f64)
    })?;
    let picture = image_grids(&[
        ("synthetic", &synthetic.test.images.first(100).tensor()),
        (studio.digits.name, &test.images.first(100).tensor()),
    ])
    .title("Digits that the course makes itself")
    .caption(format!(
        "seed {SEED}; 3 nearest neighbours among 12,000 synthetic digits read {:.1} % of: {}",
        100.0 * share,
        studio.data()
    ));
    Ok(Drawn {
        metrics: vec![("read_by_3_nearest_neighbours".into(), share)],
        ..picture.into()
    })
}
