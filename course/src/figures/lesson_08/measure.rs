//! Lesson 8's numbers over three seeds.

use super::super::Studio;
use super::models::{self, EPOCHS, Judge, LATENT, SAMPLES, SHORT};
use crate::failure::Result;
use aelib::prelude::*;
use results::{Measured, Results, Row};

/// The file's name, and the command that makes it.
pub const NAME: &str = "lesson_08";
const COMMAND: &str = "cargo course figures vae-samples";

const SEEDS: [u64; 3] = [0, 1, 2];
/// Test images whose likelihood is estimated, from so many draws each.
const ESTIMATED: usize = 1000;
const DRAWS: usize = 100;
/// A latent number is in use whose divergence is above this, in nats per image.
const USED: f64 = 0.05;

/// The measurements, old ones if they are of this code and data.
pub fn results(studio: &Studio) -> Result<Results> {
    studio.results(NAME, COMMAND, |studio| {
        Ok(vec![elbo(studio)?, samples(studio)?, traps(studio)?])
    })
}

/// One list of cells per column, from one list of values per seed.
fn row(name: &str, seeds: Vec<Vec<f64>>) -> Row {
    let columns = seeds[0].len();
    let column = |i: usize| seeds.iter().map(|values| values[i]).collect();
    Row {
        name: name.into(),
        cells: (0..columns).map(column).collect(),
    }
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

/// What the bound, its two terms and the likelihood are after all epochs.
fn elbo(studio: &Studio) -> Result<Measured> {
    let test = &studio.digits.test.images;
    let mut seeds = Vec::new();
    for seed in SEEDS {
        let model = models::vae::<LATENT>(studio, Objective::default(), EPOCHS, seed)?;
        let elbo = model.measure(test, seed);
        let likelihood = model.log_likelihood(&test.first(ESTIMATED), DRAWS, seed);
        let mean = likelihood.iter().sum::<f64>() / likelihood.len() as f64;
        seeds.push(vec![elbo.negative(), elbo.reconstruction, elbo.kl(), -mean]);
    }
    Ok(Measured {
        name: "elbo".into(),
        caption: format!(
            "{}, nats per image; {LATENT} latent numbers, {}, seeds 0 to 2; \
             −ln p(x): of the first {ESTIMATED} test images, {DRAWS} draws for each",
            studio.data(),
            studio.epochs_in_words(EPOCHS)
        ),
        columns: strings(&["model", "−ELBO", "reconstruction", "KL", "−ln p(x)"]),
        rows: vec![row("variational autoencoder", seeds)],
    })
}

/// How samples are judged, in words for captions.
fn judged(studio: &Studio, epochs: usize) -> String {
    format!(
        "precision: samples that lie among test digits, recall: test digits that lie among \
         samples, of {SAMPLES} each, by what a classifier sees in them, with 3 neighbours; \
         {LATENT} latent numbers, {}, seeds 0 to 2",
        studio.epochs_in_words(epochs)
    )
}

/// Whether samples look like digits, and whether they are as manifold.
fn samples(studio: &Studio) -> Result<Measured> {
    let judge = Judge::new(studio)?;
    let (mut plain_prior, mut plain_fitted, mut prior) = (vec![], vec![], vec![]);
    for seed in SEEDS {
        let drawn = normal_codes(SAMPLES, seed);
        let judge = |logits: Batch<Map<1, 28, 28>>| judge.percent(logits.sigmoid()).to_vec();
        let plain = models::plain::<LATENT>(studio, seed)?;
        let codes = plain.encode(studio.digits.train.images.first(10_000).tensor());
        plain_prior.push(judge(plain.decode(drawn.clone())));
        plain_fitted.push(judge(
            plain.decode(normal_codes_like(&codes, SAMPLES, seed)),
        ));
        let vae = models::vae::<LATENT>(studio, Objective::default(), EPOCHS, seed)?;
        prior.push(judge(vae.decode(drawn)));
    }
    let train = &studio.digits.train.images;
    let digits = judge.percent(train.first(SAMPLES).tensor()).to_vec();
    let same = judge.percent(train.mean(SAMPLES)).to_vec();
    Ok(Measured {
        name: "samples".into(),
        caption: format!("{}; {}", studio.data(), judged(studio, EPOCHS)),
        columns: strings(&["images", "precision, %", "recall, %"]),
        rows: vec![
            row("plain autoencoder, z from N(0, I)", plain_prior),
            row(
                "plain autoencoder, z from a normal distribution like its codes",
                plain_fitted,
            ),
            row("variational autoencoder, z from N(0, I)", prior),
            row("training digits", vec![digits]),
            row("the mean digit, again and again", vec![same]),
        ],
    })
}

/// What known mistakes do, and how good their own loss says they are.
fn traps(studio: &Studio) -> Result<Measured> {
    let judge = Judge::new(studio)?;
    let test = &studio.digits.test.images;
    let judge = |model: &Vae<LATENT>, divergence: &dyn Fn(&Elbo) -> f64, seed| {
        let elbo = model.measure(test, seed);
        let kls = elbo.kl_per_dimension.iter();
        let used = kls.filter(|kl| **kl > USED).count();
        let images = model.decode(normal_codes(SAMPLES, seed)).sigmoid();
        let [precision, recall] = judge.percent(images);
        vec![
            elbo.reconstruction + divergence(&elbo),
            elbo.negative(),
            elbo.reconstruction,
            elbo.kl(),
            used as f64,
            precision,
            recall,
        ]
    };
    let mut rows = Vec::new();
    for (name, beta) in [
        ("none: both sums, β = 1", 1.0),
        ("cross entropy as mean over pixels: β = 784", 784.0),
        ("KL as mean over 4 numbers: β = 1/4", 0.25),
        (
            "KL as mean over a batch of 256, cross entropy as its sum: β = 1/256",
            1.0 / 256.0,
        ),
    ] {
        let mut seeds = Vec::new();
        for seed in SEEDS {
            let model = models::vae(studio, models::with_beta(beta), SHORT, seed)?;
            seeds.push(judge(&model, &|elbo| f64::from(beta) * elbo.kl(), seed));
        }
        rows.push(row(name, seeds));
    }
    let mut seeds = Vec::new();
    for seed in SEEDS {
        let model = models::wrong(studio, seed)?;
        let latent = model.encode(test.tensor());
        let claimed = f64::from(models::wrong_divergence(&latent).array());
        seeds.push(judge(&model, &|_| claimed, seed));
    }
    rows.insert(1, row("ln σ where ln σ² belongs", seeds));
    Ok(Measured {
        name: "traps".into(),
        caption: format!(
            "{}, nats per image; a number is used if its KL is above {USED}; {}",
            studio.data(),
            judged(studio, SHORT)
        ),
        columns: strings(&[
            "mistake",
            "its own loss",
            "−ELBO",
            "reconstruction",
            "KL",
            "numbers used",
            "precision, %",
            "recall, %",
        ]),
        rows,
    })
}
