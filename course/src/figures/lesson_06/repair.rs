//! Damaged digits, and how well they are repaired.

use super::{EPOCHS, SEEDS, caption, error, results, shown};
use crate::failure::Result;
use crate::figures::{Drawn, Studio};
use aelib::corrupt::interpolate;
use aelib::prelude::*;
use results::{Measured, Row};

/// Noise: where it hits is not known.
struct Noise {
    name: &'static str,
    add: fn(&Images, &mut ChaCha8Rng) -> Images,
}

const NOISES: [Noise; 2] = [
    Noise {
        name: "Gaussian, sigma 0.3",
        add: |images, rng| gaussian_noise(images, 0.3, rng),
    },
    Noise {
        name: "salt and pepper, 20 %",
        add: |images, rng| salt_and_pepper(images, 0.2, rng),
    },
];

/// Pixels that are lost, and one knows which.
struct Cover {
    name: &'static str,
    /// Lost pixels in an image.
    lost: usize,
    hide: fn(&Images, &mut ChaCha8Rng) -> (Images, Vec<Hole>),
}

const COVERS: [Cover; 2] = [
    Cover {
        name: "rectangle of 8x8",
        lost: 8 * 8,
        hide: |images, rng| cover_rectangles(images, [8, 8], rng),
    },
    Cover {
        name: "the lecture's stripe",
        lost: 2 * 28,
        hide: under_stripes,
    },
];

fn under_stripes(images: &Images, rng: &mut ChaCha8Rng) -> (Images, Vec<Hole>) {
    let covered = occlude(images, rng);
    let hole = |image| Hole {
        top: stripe(image).expect("every image has one"),
        left: 0,
        height: 2,
        width: 28,
    };
    let holes = covered.bytes().chunks_exact(784).map(hole).collect();
    (covered, holes)
}

/// Of the damage to the test images, which is the same for all models.
fn test_rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1000)
}

/// A model with 32 numbers that has learned to turn damaged training images into the clean
/// ones.
fn undo(
    studio: &Studio,
    name: &str,
    damage: impl Fn(&Images, &mut ChaCha8Rng) -> Images,
    seed: u64,
) -> Result<ConvAutoencoder<32>> {
    let clean = &studio.digits.train.images;
    let damaged = damage(clean, &mut ChaCha8Rng::seed_from_u64(seed));
    let name = format!("conv 32 undoes {name}");
    let model = ConvAutoencoder::new(seed);
    studio.learned(&name, model, [&damaged, clean], EPOCHS, seed)
}

/// Error against the clean image: of models that know the noise, the other noise or none,
/// beside median filters.
pub fn denoising(studio: &Studio) -> Result<Measured> {
    let clean = &studio.digits.test.images;
    let mut rows = Vec::new();
    for (i, noise) in NOISES.iter().enumerate() {
        let noisy = (noise.add)(clean, &mut test_rng());
        let other = &NOISES[1 - i];
        let mut learned = vec![vec![]; 3];
        for seed in SEEDS {
            let models = [
                undo(studio, noise.name, noise.add, seed)?,
                undo(studio, other.name, other.add, seed)?,
                studio.conv::<32>(EPOCHS, seed)?,
            ];
            for (cell, model) in learned.iter_mut().zip(models) {
                cell.push(error(&noisy.map(|x| model.reconstruct(x)), clean));
            }
            eprintln!("{}, seed {seed}: {learned:.4?}", noise.name);
        }
        let filtered = |window| vec![error(&median_filter(&noisy, window), clean)];
        let mut cells = vec![vec![error(&noisy, clean)], filtered(3), filtered(5)];
        cells.extend(learned);
        let name = noise.name.into();
        rows.push(Row { name, cells });
    }
    let columns = [
        "noise",
        "as it is",
        "median 3x3",
        "median 5x5",
        "learned with it",
        "learned with the other",
        "learned without",
    ];
    Ok(Measured {
        name: "denoising".into(),
        caption: caption(
            studio,
            "mean squared error per pixel against the clean digit; autoencoders of 32 numbers",
        ),
        columns: columns.map(String::from).into(),
        rows,
    })
}

/// Error inside the holes, beside what needs no network.
pub fn inpainting(studio: &Studio) -> Result<Measured> {
    let clean = &studio.digits.test.images;
    let mean = studio.pca(0)?;
    let mut rows = Vec::new();
    for cover in &COVERS {
        let (covered, holes) = (cover.hide)(clean, &mut test_rng());
        // Outside the holes nothing is wrong, so all the error is inside.
        let share = cover.lost as f64 / 784.0;
        let filled = |with: &Images| error(&fill_holes(&covered, &holes, with), clean) / share;
        let mut learned = Vec::new();
        for seed in SEEDS {
            let model = undo(
                studio,
                cover.name,
                |images, rng| (cover.hide)(images, rng).0,
                seed,
            )?;
            learned.push(filled(&covered.map(|x| model.reconstruct(x))));
            eprintln!("{}, seed {seed}: {learned:.4?}", cover.name);
        }
        let lines = interpolate(&covered);
        let is_stripe = lines != covered;
        rows.push(Row {
            name: cover.name.into(),
            cells: vec![
                vec![filled(&covered)],
                vec![filled(&clean.map(|x| mean.reconstruct(&x)))],
                is_stripe.then(|| filled(&lines)).into_iter().collect(),
                learned,
            ],
        });
    }
    let columns = [
        "hole",
        "as it is",
        "mean image",
        "straight lines",
        "autoencoder",
    ];
    Ok(Measured {
        name: "inpainting".into(),
        caption: caption(
            studio,
            "mean squared error per lost pixel; autoencoders of 32 numbers",
        ),
        columns: columns.map(String::from).into(),
        rows,
    })
}

/// The clean digits, and for each noise what is made of them.
pub fn denoised(studio: &Studio) -> Result<Drawn> {
    let measured = results(studio)?.get("denoising")?.clone();
    let test = &studio.digits.test.images;
    let clean = test.first(10);
    let mut rows = vec![("clean", clean.tensor())];
    let mut metrics = Vec::new();
    for noise in &NOISES {
        let model = undo(studio, noise.name, noise.add, SEEDS[0])?;
        // Of all test images, as in the measurement: in their order the seed decides.
        let noisy = (noise.add)(test, &mut test_rng()).first(10);
        rows.push((noise.name, noisy.tensor()));
        rows.push(("median 3x3", median_filter(&noisy, 3).tensor()));
        rows.push(("autoencoder", model.reconstruct(noisy.tensor())));
        let errors = measured.cell(noise.name, "learned with it")?;
        metrics.push((format!("MSE, {}", noise.name), errors[0]));
    }
    let picture = strips(studio, &rows, "Noise, and what is left of it", "noise");
    Ok(Drawn {
        metrics,
        ..picture.into()
    })
}

/// The clean digits, and for each kind of hole what is put into it.
pub fn inpainted(studio: &Studio) -> Result<Drawn> {
    let measured = results(studio)?.get("inpainting")?.clone();
    let test = &studio.digits.test.images;
    let mut rows = vec![("clean", test.first(10).tensor())];
    let mut metrics = Vec::new();
    for cover in &COVERS {
        let model = undo(
            studio,
            cover.name,
            |images, rng| (cover.hide)(images, rng).0,
            SEEDS[0],
        )?;
        let (covered, holes) = (cover.hide)(test, &mut test_rng());
        let covered = covered.first(10);
        let network = covered.map(|x| model.reconstruct(x));
        rows.push((cover.name, covered.tensor()));
        rows.push((
            "filled in",
            fill_holes(&covered, &holes[..10], &network).tensor(),
        ));
        let errors = measured.cell(cover.name, "autoencoder")?;
        metrics.push((format!("MSE in the {}", cover.name), errors[0]));
    }
    let picture = strips(studio, &rows, "Holes, and what is put into them", "hole");
    Ok(Drawn {
        metrics,
        ..picture.into()
    })
}

/// Rows of digits under a title; `each` is what there is one network for.
fn strips(
    studio: &Studio,
    rows: &[(&str, Batch<Map<1, 28, 28>>)],
    title: &str,
    each: &str,
) -> Plot<Grid> {
    let rows: Vec<_> = rows.iter().map(|(name, row)| (*name, row)).collect();
    image_strips(&rows).title(title).caption(format!(
        "{}, test digits; one autoencoder of 32 numbers for each {each}, {}",
        studio.digits.name,
        shown(studio)
    ))
}
