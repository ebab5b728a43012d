//! Lesson 7: a deepfake of drawn faces, beside the truth.

mod measure;
mod models;

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::plot::Theme;
use aelib::prelude::*;
use measure::HELD_OUT_SEED;
use results::spread;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "swap-faces",
        about: "both characters with the same expressions",
        draw: faces,
    },
    Figure {
        name: "swap-diagram",
        about: "the lecture's diagram: one encoder, two decoders, with real faces",
        draw: diagram,
    },
    Figure {
        name: "swap-strip",
        about: "A, A as B by one encoder and by two, and the true B",
        draw: strip,
    },
    Figure {
        name: "swap-film",
        about: "A acts, B follows, the truth beside; moves as SVG and GIF",
        draw: film_strip,
    },
];

fn caption(studio: &Studio) -> String {
    let trained = trained(studio);
    format!("drawn faces, expressions of seed {HELD_OUT_SEED}; {trained}")
}

fn trained(studio: &Studio) -> String {
    let epochs = studio.epochs_in_words(SwapFit::default().epochs);
    format!("{epochs}, seed 0")
}

fn faces(_: &Studio) -> Result<Drawn> {
    let a: Faces = Faces::any(Character::A, 8, HELD_OUT_SEED);
    let b: Faces = Faces::draw(Character::B, &a.expressions);
    let rows = [("A", &a.images.tensor()), ("B", &b.images.tensor())];
    let picture = image_strips(&rows)
        .title("Two characters, the same expressions")
        .caption(format!("drawn faces, expressions of seed {HELD_OUT_SEED}"));
    Ok(picture.into())
}

fn diagram(studio: &Studio) -> Result<Drawn> {
    let model = models::swap(studio, 0)?;
    let [a, b] = Character::ALL.map(|who| Faces::any(who, 1, HELD_OUT_SEED).images);
    Ok(swap_diagram(&model, &a, &b).caption(caption(studio)).into())
}

fn strip(studio: &Studio) -> Result<Drawn> {
    let results = measure::results(studio)?;
    let model = models::swap(studio, 0)?;
    let first = models::alone(studio, Character::A, 0)?;
    let second = models::alone(studio, Character::B, 100)?;
    let acting: Faces = Faces::any(Character::A, 7, HELD_OUT_SEED);
    let truth: Faces = Faces::draw(Character::B, &acting.expressions);
    let (a, b) = (acting.images.tensor(), truth.images.tensor());
    let one = model.as_face_of(Character::B, a.clone());
    let two = second
        .decode(Character::B, first.encode(a.clone()))
        .sigmoid();
    let measured = results.get("swap")?;
    let error = |row: usize| spread(&measured.rows[row].cells[0]).0;
    let picture = image_strips(&[
        ("A", &a),
        ("A as B, one encoder", &one),
        ("the true B", &b),
        ("A as B, two encoders", &two),
    ])
    .title("A deepfake, and what it should have been")
    .caption(format!(
        "{}; MSE: one encoder {:.4} (of {} seeds), two {:.4}, B's mean face {:.4}",
        caption(studio),
        error(0),
        measured.rows[0].cells[0].len(),
        error(1),
        error(3)
    ));
    let metrics = ["one_encoder", "two_encoders", "copy", "mean_b", "b_as_b"];
    let metric = |(i, name): (usize, &&str)| (format!("mse_{name}"), error(i));
    Ok(Drawn {
        metrics: metrics.iter().enumerate().map(metric).collect(),
        ..picture.into()
    })
}

/// Pictures of the film, and how long each stays, in seconds.
const PICTURES: usize = 32;
const SECONDS: f32 = 0.12;

fn film_strip(studio: &Studio) -> Result<Drawn> {
    let model = models::swap(studio, 0)?;
    let scene = Expression::scene(PICTURES);
    let [a, b] =
        Character::ALL.map(|who| Faces::<Map<3, 64, 64>>::draw(who, &scene).images.tensor());
    let swapped = model.as_face_of(Character::B, a.clone());
    let panels = [("A acts", &a), ("B follows", &swapped), ("the true B", &b)];
    let film = image_grids(&panels)
        .scale(3)
        .title("A acts, B follows")
        .caption(format!("drawn faces; {}", trained(studio)))
        .film(SECONDS);
    let still = film.frames()[PICTURES / 4].clone();
    Ok(Drawn {
        others: vec![
            ("-film.svg", film.svg(Theme::Light).into_bytes()),
            ("-film.gif", film.gif(Theme::Light, 1.0)),
        ],
        ..still.picture(film.to_string()).into()
    })
}
