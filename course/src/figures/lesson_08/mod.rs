//! Lesson 8: the variational autoencoder beside the plain one.

mod measure;
mod models;
mod traps;

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;
use models::{EPOCHS, LATENT, SAMPLES};

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "vae-plain-diagram",
        about: "the lecture's diagram of a plain autoencoder, with real tensors",
        draw: plain_diagram,
    },
    Figure {
        name: "vae-diagram",
        about: "the lecture's diagram of a variational autoencoder, with real tensors",
        draw: vae_diagram,
    },
    Figure {
        name: "vae-samples",
        about: "decoded random codes, of the plain autoencoder and of the variational one",
        draw: samples,
    },
    Figure {
        name: "vae-interpolation",
        about: "from one test digit to another in a straight line of codes, plain and variational",
        draw: interpolation,
    },
    Figure {
        name: "vae-manifold",
        about: "what two latent numbers stand for, all over the plane",
        draw: manifold,
    },
    Figure {
        name: "vae-latent-spaces",
        about: "test digits in both latent spaces, on the same axes and on their own",
        draw: spaces,
    },
    Figure {
        name: "vae-log-sigma",
        about: "samples of a model that took ln σ for ln σ²",
        draw: traps::log_sigma,
    },
    Figure {
        name: "vae-sum-or-mean",
        about: "samples of models whose loss mixes sums and means, and the β that this means",
        draw: traps::sum_or_mean,
    },
];

/// Rows of the diagrams.
const ROWS: usize = 4;

fn caption(studio: &Studio, epochs: usize) -> String {
    let epochs = studio.epochs_in_words(epochs);
    format!("{}, {epochs}, seed 0", studio.data())
}

/// The lecture's ‖x − x̂‖, for each image.
fn distances(x: &Batch<Map<1, 28, 28>>, restored: &Batch<Map<1, 28, 28>>) -> Vec<String> {
    let errors = mse_per_image(restored, x).into_iter();
    errors
        .map(|error| format!("{:.2}", (784.0 * error).sqrt()))
        .collect()
}

fn plain_diagram(studio: &Studio) -> Result<Drawn> {
    let model = models::plain::<LATENT>(studio, 0)?;
    let x = studio.digits.test.images.first(ROWS).tensor();
    let z = model.encode(x.clone());
    let restored = model.decode(z.clone()).sigmoid();
    let distances = distances(&x, &restored);
    let way = diagram()
        .images("x", &x)
        .encoder("encoder")
        .numbers("z", &z)
        .decoder("decoder")
        .images("x̂", &restored)
        .words("‖x − x̂‖", distances);
    let title = "An autoencoder: x to z to x̂";
    Ok(way.title(title).caption(caption(studio, EPOCHS)).into())
}

fn vae_diagram(studio: &Studio) -> Result<Drawn> {
    let model = models::vae::<LATENT>(studio, Objective::default(), EPOCHS, 0)?;
    let x = studio.digits.test.images.first(ROWS).tensor();
    let latent = model.encode(x.clone());
    let eps = normal_codes(ROWS, 0);
    let z = reparameterize(&latent, &eps);
    let restored = model.decode(z.clone()).sigmoid();
    let distances = distances(&x, &restored);
    let divergences = kl_per_image(&latent).into_iter();
    let way = diagram()
        .images("x", &x)
        .encoder("encoder")
        .numbers("μ", &latent.mu)
        .sign("+")
        .numbers("σ", &latent.sigma())
        .sign("·")
        .numbers("ε", &eps)
        .sign("=")
        .numbers("z", &z)
        .decoder("decoder")
        .images("x̂", &restored)
        .words("‖x − x̂‖", distances)
        .words("KL", divergences.map(|kl| format!("{kl:.2}")));
    let title = "A variational autoencoder: z is drawn";
    Ok(way.title(title).caption(caption(studio, EPOCHS)).into())
}

fn samples(studio: &Studio) -> Result<Drawn> {
    let results = measure::results(studio)?;
    let measured = results.get("samples")?;
    let plain = models::plain::<LATENT>(studio, 0)?;
    let vae = models::vae::<LATENT>(studio, Objective::default(), EPOCHS, 0)?;
    let codes = plain.encode(studio.digits.train.images.first(10_000).tensor());
    let drawn = normal_codes(50, 0);
    let images = [
        plain.decode(drawn.clone()).sigmoid(),
        plain.decode(normal_codes_like(&codes, 50, 0)).sigmoid(),
        vae.decode(drawn).sigmoid(),
    ];
    let names = [
        "plain, z from N(0, I)",
        "plain, z like its codes",
        "variational, z from N(0, I)",
    ];
    let percent = |row: usize| {
        let cells = measured.rows[row].cells.iter();
        Vec::from_iter(cells.map(|cell| results::spread(cell).0))
    };
    let names = names.iter().enumerate();
    let names = names.map(|(row, name)| {
        let found = percent(row);
        format!(
            "{name}: precision {:.0} %, recall {:.0} %",
            found[0], found[1]
        )
    });
    let names = Vec::from_iter(names);
    let panels = names.iter().map(String::as_str).zip(&images);
    let picture = image_grids(&Vec::from_iter(panels))
        .columns(5)
        .title("Decoded random codes")
        .caption(format!(
            "{}; shares: of {SAMPLES} samples, 3 seeds",
            caption(studio, EPOCHS)
        ));
    let metrics = ["plain_prior", "plain_fitted", "vae_prior", "train_digits"];
    let metrics = metrics.iter().enumerate().flat_map(|(row, name)| {
        let found = percent(row);
        [
            (format!("precision_{name}"), found[0]),
            (format!("recall_{name}"), found[1]),
        ]
    });
    Ok(Drawn {
        metrics: metrics.collect(),
        ..picture.into()
    })
}

/// Pairs of test digits that are walked between: places in the test set.
const WALKS: [(usize, usize); 4] = [(0, 1), (2, 3), (4, 61), (7, 18)];
const STEPS: usize = 10;

fn interpolation(studio: &Studio) -> Result<Drawn> {
    let plain = models::plain::<LATENT>(studio, 0)?;
    let vae = models::vae::<LATENT>(studio, Objective::default(), EPOCHS, 0)?;
    let x = studio.digits.test.images.first(100).tensor();
    let (codes, means) = (plain.encode(x.clone()), vae.encode(x).mu);
    let walk = |codes: &Batch<Rank1<LATENT>>| {
        let lines = WALKS.map(|(from, to)| interpolate(codes, from, to, STEPS).as_vec());
        let shape = (WALKS.len() * STEPS, Const::<LATENT>);
        Cpu::default().tensor_from_vec(lines.concat(), shape)
    };
    let images = [
        plain.decode(walk(&codes)).sigmoid(),
        vae.decode(walk(&means)).sigmoid(),
    ];
    let picture = image_grids(&[("plain", &images[0]), ("variational", &images[1])])
        .columns(STEPS)
        .title("From one test digit to another, in a straight line of codes")
        .caption(caption(studio, EPOCHS));
    Ok(picture.into())
}

fn manifold(studio: &Studio) -> Result<Drawn> {
    let vae = models::vae::<2>(studio, Objective::default(), EPOCHS, 0)?;
    let picture = image_grid(&vae.decode(code_grid(20, 2.5)).sigmoid())
        .columns(20)
        .title("z₁ from −2.5 to 2.5 across, z₂ from −2.5 to 2.5 up")
        .caption(caption(studio, EPOCHS));
    Ok(picture.into())
}

fn spaces(studio: &Studio) -> Result<Drawn> {
    let plain = models::plain::<2>(studio, 0)?;
    let vae = models::vae::<2>(studio, Objective::default(), EPOCHS, 0)?;
    let test = studio.digits.test.first(800);
    let (codes, means) = (
        plain.encode(test.images.tensor()),
        vae.encode(test.images.tensor()).mu,
    );
    let reach = codes
        .as_vec()
        .iter()
        .fold(3f32, |reach, v| reach.max(v.abs()));
    let both = [
        ("plain", &codes, &*test.labels),
        ("variational", &means, &*test.labels),
    ];
    let spaces = latent_spaces(&both).circles();
    let spaces = spaces.caption(format!(
        "{}; 800 digits, circles: 1 and 2",
        caption(studio, EPOCHS)
    ));
    let title = "Test digits in both latent spaces, each on its own axes";
    let own = spaces.clone().title(title);
    let title = "Test digits in both latent spaces, on the same axes";
    let same = spaces.reach(reach).title(title);
    let others = vec![
        ("-own-axes.svg", own.svg(Default::default()).into_bytes()),
        ("-own-axes.png", own.png()),
    ];
    Ok(Drawn {
        others,
        ..same.into()
    })
}
