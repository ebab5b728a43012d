//! The bonus of the homework, measured: what one answer is worth, and what many are.
//!
//! ```text
//! cargo run -p solutions --example variational_denoiser
//! ```
//!
//! The homework's reference and variational autoencoders with 32 latent numbers learn from the
//! same 600,000 digits under stripes, and restore 2,000 test digits. Outside the stripe all
//! of them keep what is there, so only what is under it is counted.

use aelib::prelude::*;
use solutions::lesson_09::denoiser::{learn, restore};

const LATENT: usize = 32;
const IMAGES: usize = 600_000;
const RATE: f32 = 2e-3;
const DRAWS: u64 = 16;
const SEEDS: [u64; 3] = [0, 1, 2];

fn main() -> Result<()> {
    let digits = Digits::load()?;
    let truth = digits.test.images.first(2_000);
    let occluded = occlude(&truth, &mut ChaCha8Rng::seed_from_u64(0));
    let error = |images: &Images| square(&under(&occluded, images), &under(&occluded, &truth));
    let fill = |logits: Batch<Map<1, 28, 28>>| Images::from(&logits.sigmoid());

    println!("{}; mean squared error under the stripe", digits.name);
    let lines = aelib::corrupt::interpolate(&occluded);
    println!("straight lines                 {:.4}", error(&lines));
    let plain = learn(&mut Ration::new(&digits.train.images, IMAGES));
    println!(
        "denoiser, seed 0               {:.4}",
        error(&restore(&plain, &occluded))
    );
    let known = under(&occluded, &truth);
    for beta in [1.0, 0.1] {
        let seeds = SEEDS.map(|seed| {
            let objective = Objective {
                beta,
                ..Objective::default()
            };
            let model = Vae::<LATENT>::new(seed).with(objective);
            let model = trained(model, &digits.train.images, seed);
            let latent = model.encode(occluded.tensor());
            let draws = (0..DRAWS).map(|seed| {
                let eps = normal_codes(truth.len(), seed);
                let z = reparameterize(&latent, &eps);
                under(&occluded, &fill(model.decode(z)))
            });
            let draws: Vec<Vec<f64>> = draws.collect();
            let mean: Vec<f64> = (0..draws[0].len())
                .map(|place| draws.iter().map(|draw| draw[place]).sum::<f64>() / DRAWS as f64)
                .collect();
            [
                error(&fill(model.decode(latent.mu.clone()))),
                square(&draws[0], &known),
                square(&mean, &known),
                square(&draws[0], &draws[1]).sqrt(),
            ]
        });
        println!("variational, beta {beta}, seeds {SEEDS:?}");
        let names = [
            "the means",
            "one draw",
            "mean of the draws",
            "between two draws, root",
        ];
        for (place, name) in names.iter().enumerate() {
            println!("  {name:28} {}", spread(seeds.map(|found| found[place])));
        }
    }
    Ok(())
}

/// As the homework's reference learns: fresh stripes, and smaller steps towards the end.
fn trained<M: Model<Image = Map<1, 28, 28>>>(mut model: M, images: &Images, seed: u64) -> M {
    let mut ration = Ration::new(images, IMAGES);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut adam = Adam::new(RATE);
    while let Some(clean) = ration.batch(256, &mut rng) {
        let x = occlude(&clean, &mut rng).tensor();
        let loss = model.loss(&x, &clean.tensor(), OwnedTape::default(), &mut rng);
        adam.learning_rate = RATE * (ration.left() as f32 / IMAGES as f32).max(0.02);
        adam.step(&mut model, loss.backward());
    }
    model
}

/// The pixels under the stripes, in [0, 1].
fn under(occluded: &Images, images: &Images) -> Vec<f64> {
    let pairs = occluded
        .bytes()
        .chunks_exact(784)
        .zip(images.bytes().chunks_exact(784));
    let pixels = pairs.flat_map(|(occluded, image)| {
        let place = stripe(occluded).expect("a stripe") * 28;
        &image[place..place + 56]
    });
    pixels.map(|byte| f64::from(*byte) / 255.0).collect()
}

fn square(a: &[f64], b: &[f64]) -> f64 {
    let gaps = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    gaps.sum::<f64>() / a.len() as f64
}

/// Mean and standard deviation.
fn spread(found: [f64; 3]) -> String {
    let mean = found.iter().sum::<f64>() / 3.0;
    let variance = found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 2.0;
    format!("{mean:.4} ± {:.4}", variance.sqrt())
}
