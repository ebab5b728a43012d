//! Lesson 2: what losses cost, what they teach, and where they sit.

use super::lesson_01::{SEEDS, trained};
use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;
use results::{Measured, Row};

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "loss-curves",
        about: "the cost of one pixel by the answer, for cross entropy and squared error",
        draw: curves,
    },
    Figure {
        name: "loss-gradients",
        about: "the gradient of one pixel by its logit, for both losses",
        draw: gradients,
    },
    Figure {
        name: "loss-per-pixel",
        about: "ten test digits, restored, and what each pixel costs",
        draw: per_pixel,
    },
];

/// As in the notebook.
const EPOCHS: usize = 10;

/// The network of lesson 1.
fn dense(studio: &Studio, seed: u64) -> Result<DenseAutoencoder<32>> {
    trained(studio, "dense 32", EPOCHS, DenseAutoencoder::new, seed)
}

fn curves(_: &Studio) -> Result<Drawn> {
    let line = |cost: fn(f64) -> f64| {
        let answers = (1..200).map(|i| f64::from(i) / 200.0);
        answers.map(|p| (p, cost(p))).collect()
    };
    let series = [
        ("BCE, target 1", line(|p| -p.ln())),
        (
            "BCE, target 0.3",
            line(|p| -(0.3 * p.ln() + 0.7 * (1.0 - p).ln())),
        ),
        ("squared error, target 1", line(|p| (1.0 - p) * (1.0 - p))),
        ("squared error, target 0.3", line(|p| (0.3 - p) * (0.3 - p))),
    ];
    let chart = line_chart(&series).x(0.0..1.0).y(0.0..4.0);
    let chart = chart
        .x_label("the network's answer p")
        .y_label("cost; of BCE in nats");
    let caption = "target t: BCE −(t ln p + (1 − t) ln(1 − p)), squared error (t − p)²";
    Ok(chart.title("The cost of one pixel").caption(caption).into())
}

/// Derived by the library, at logits from -8 to 8.
fn gradients(_: &Studio) -> Result<Drawn> {
    const LOGITS: usize = 161;
    let device = Cpu::default();
    let logits: [f32; LOGITS] = std::array::from_fn(|i| i as f32 / 10.0 - 8.0);
    let x: Tensor<Rank1<LOGITS>, f32, Cpu> = device.tensor(logits);
    let white: Tensor<Rank1<LOGITS>, f32, Cpu> = device.ones();
    let cross = bce_with_logits(x.leaky_trace(), &white).backward();
    let square = mse(x.leaky_trace().sigmoid(), &white).backward();
    // The library's losses are means.
    let line = |gradients: &Gradients<f32, Cpu>| {
        let slopes = gradients.get(&x).as_vec().into_iter();
        let slopes = slopes.map(|g| f64::from(g) * LOGITS as f64);
        logits.map(f64::from).into_iter().zip(slopes).collect()
    };
    let series = [("BCE", line(&cross)), ("squared error", line(&square))];
    let chart = line_chart(&series).x(-8.0..8.0).y(-1.1..0.4);
    let chart = chart
        .x_label("logit x")
        .y_label("derivative of the cost by x");
    let chart = chart.title("The gradient of a pixel that should be white");
    let caption = "target 1; p = sigmoid(x); derivatives as the library finds them";
    Ok(chart.caption(caption).into())
}

fn per_pixel(studio: &Studio) -> Result<Drawn> {
    let command = "cargo course figures loss-per-pixel --measure";
    let results = studio.results("lesson_02", command, |studio| Ok(vec![losses(studio)?]))?;
    let model = dense(studio, SEEDS[0])?;
    let input = studio.digits.test.images.first(10).tensor();
    let logits = model.decode(model.encode(input.clone()));
    let restored = logits.clone().sigmoid();
    let square = (restored.clone() - input.clone()).square();
    let picture = heat_strips(
        &[("input", &input), ("restored", &restored)],
        &[
            ("BCE", &bce_per_pixel(&logits, &input)),
            ("squared error", &square),
        ],
    )
    .title("What each pixel costs")
    .caption(format!(
        "{}, test digits; 784-32-784 trained on BCE, {}, seed 0; in nats, and squared",
        studio.digits.name,
        studio.epochs_in_words(EPOCHS)
    ));
    let test = studio.digits.test.images.tensor();
    let mut metrics = vec![("least possible BCE".into(), bce_floor(&test))];
    for row in &results.get("losses")?.rows {
        metrics.push((format!("BCE, {}", row.name), row.cells[0][0]));
    }
    Ok(Drawn {
        metrics,
        ..picture.into()
    })
}

/// Both losses on the test digits, of networks that learned with one of them.
fn losses(studio: &Studio) -> Result<Measured> {
    let test = studio.digits.test.images.tensor();
    let judge = |model: &DenseAutoencoder<32>| {
        let logits = model.decode(model.encode(test.clone()));
        let cross = bce_with_logits(logits.clone(), &test).array();
        [cross, mse(logits.sigmoid(), &test).array()].map(f64::from)
    };
    let mut rows = ["BCE", "squared error"].map(|name| Row {
        name: name.into(),
        cells: vec![vec![], vec![]],
    });
    for seed in SEEDS {
        let models = [dense(studio, seed)?, by_square(studio, seed)?];
        for (row, model) in rows.iter_mut().zip(&models) {
            for (cell, value) in row.cells.iter_mut().zip(judge(model)) {
                cell.push(value);
            }
        }
    }
    Ok(Measured {
        name: "losses".into(),
        caption: format!(
            "{}; 784-32-784, {}; mean ± spread of seeds 0, 1, 2",
            studio.data(),
            studio.epochs_in_words(EPOCHS)
        ),
        columns: ["trained on", "BCE", "squared error"]
            .map(String::from)
            .into(),
        rows: rows.into(),
    })
}

/// The same, trained on the squared error instead.
fn by_square(studio: &Studio, seed: u64) -> Result<DenseAutoencoder<32>> {
    let epochs = studio.epochs(EPOCHS);
    let settings = format!("dense 32 by squared error, epochs {epochs} seed {seed}");
    studio.trained(DenseAutoencoder::new(seed), &settings, |model| {
        let (mut adam, mut rng) = (Adam::new(1e-3), ChaCha8Rng::seed_from_u64(seed));
        for _ in 0..epochs {
            for x in studio.digits.train.images.shuffled(256, &mut rng) {
                let logits = model.decode(model.encode(x.leaky_trace()));
                let loss = mse(logits.sigmoid(), &x);
                adam.step(model, loss.backward());
            }
        }
    })
}
