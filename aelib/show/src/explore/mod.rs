//! A page in which to drag through a model's latent space.
//! It holds the decoder itself: its weights, and the few lines of JavaScript that compute with
//! them.

mod layers;
mod model;
mod stamps;

pub use aelib_core::codes::walk;
pub use layers::{Describe, Description};
pub use model::Explorable;
pub use stamps::{Stamps, stamps};

use crate::plot::{DIGITS, Grid, Plot, image_grids};
use crate::text;
use aelib_core::Result;
use aelib_core::images::{Images, Labelled};
use aelib_core::nn::{Features, Map};
use aelib_data::Digits;
use dfdx::prelude::{Cpu, TensorFromVec};
use layers::base64;
use serde::Serialize;
use std::path::Path;

/// Test digits that can be clicked.
const SHOWN: usize = 40;
/// Test digits that are drawn as a cloud of codes.
const CLOUD: usize = 800;
/// Images on a side of the picture that stands for the page.
const SIDE: usize = 9;

/// Shows a model's decoder as a page with handles: a field to drag in for two latent
/// numbers, a slider for each further one, and test digits to jump to.
///
/// ```
/// use aelib_show::prelude::*;
/// let (plain, variational) = (ConvAutoencoder::<2>::new(0), Vae::<2>::new(0));
/// let stripes = (0..64 * 784).map(|i| if i / 28 % 4 < 2 { 255 } else { 0 }).collect();
/// let images = Images::from_bytes(stripes).expect("whole images");
/// let digits = Labelled { images, labels: vec![0; 64] };
///
/// let explorer = explore(&variational).named("VAE").beside("plain", &plain).digits(&digits);
/// assert!(explorer.html().contains("<script>"));
/// ```
pub fn explore<M: Explorable + Clone + 'static>(model: &M) -> Explorer {
    Explorer {
        models: vec![(String::new(), Box::new(model.clone()))],
        digits: None,
    }
}

/// One model, or several side by side. It shows itself in a notebook.
pub struct Explorer {
    models: Vec<(String, Box<dyn Explorable>)>,
    digits: Option<Labelled>,
}

impl Explorer {
    /// With a name above the last model.
    pub fn named(mut self, name: &str) -> Self {
        if let Some((last, _)) = self.models.last_mut() {
            *last = name.to_string();
        }
        self
    }

    /// With another model beside, and its name.
    pub fn beside<M: Explorable + Clone + 'static>(mut self, name: &str, model: &M) -> Self {
        self.models
            .push((name.to_string(), Box::new(model.clone())));
        self
    }

    /// With these digits to jump to; without it, they are the course's test digits, where
    /// those are.
    pub fn digits(mut self, digits: &Labelled) -> Self {
        self.digits = Some(digits.first(CLOUD));
        self
    }

    /// The page's part that goes into a document: it brings its own style and script.
    pub fn html(&self) -> String {
        self.page().html()
    }

    /// Shows the page as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        text::show("text/html", &self.html(), self);
    }

    /// Writes the page as a file for a browser. The file appears whole or not at all.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.page().save(path.as_ref())
    }

    fn page(&self) -> text::Page {
        let digits = self.known_digits();
        let models = self.models.iter().map(|(name, model)| Model {
            name: name.clone(),
            latent: model.latent(),
            layers: model.layers(),
            codes: base64(&model.codes(&digits.images)),
        });
        let page = Page {
            models: models.collect(),
            thumbnails: text::base64(digits.first(SHOWN).images.bytes()),
            labels: digits.labels.clone(),
            colours: DIGITS.map(text::css),
        };
        text::Page {
            class: "aelib-explorer",
            title: "Latent space".into(),
            css: include_str!("explorer.css"),
            scripts: &[
                include_str!("decoder.js"),
                include_str!("explorer.js"),
                include_str!("drawing.js"),
            ],
            still: text::still(
                "Latent space",
                &self.picture(&digits).png(),
                "drag through the latent space",
            ),
            data: serde_json::to_string(&page).expect("numbers and names"),
        }
    }

    fn known_digits(&self) -> Labelled {
        let course = || Some(Digits::find().ok()?.0.test.first(CLOUD));
        self.digits.clone().or_else(course).unwrap_or(Labelled {
            images: Images::from_pixels(&[]),
            labels: Vec::new(),
        })
    }

    /// What stands there until the script runs: images from all over the field.
    fn picture(&self, digits: &Labelled) -> Plot<Grid> {
        let grid = |(name, model): &(String, Box<dyn Explorable>)| {
            let reach = reach(&model.codes(&digits.images));
            let along = |i: usize| reach * (2.0 * i as f32 / (SIDE - 1) as f32 - 1.0);
            let code = |i: usize| {
                let plane = [along(i % SIDE), -along(i / SIDE)];
                let others = std::iter::repeat(0.0);
                plane.into_iter().chain(others).take(model.latent())
            };
            let codes: Vec<f32> = (0..SIDE * SIDE).flat_map(code).collect();
            let shape = <Map<1, 28, 28> as Features>::batch(SIDE * SIDE);
            let images = Cpu::default().tensor_from_vec(model.pixels(&codes), shape);
            (name.clone(), images)
        };
        let grids = Vec::from_iter(self.models.iter().map(grid));
        let panels = grids.iter().map(|(name, grid)| (name.as_str(), grid));
        image_grids(&Vec::from_iter(panels)).columns(SIDE).scale(1)
    }
}

/// How far codes lie from 0: nine tenths of their numbers are nearer.
fn reach(codes: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = codes.iter().map(|v| v.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let most = sizes.get(sizes.len() * 9 / 10).copied();
    most.filter(|reach| *reach > 0.0).unwrap_or(2.0)
}

impl std::fmt::Display for Explorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, model) in &self.models {
            let latent = model.latent();
            writeln!(
                f,
                "{name} a decoder of {latent} latent numbers, to be shown in a notebook"
            )?;
        }
        Ok(())
    }
}

/// What the script gets.
#[derive(Serialize)]
struct Page {
    models: Vec<Model>,
    /// Base64 of bytes, 784 for each of the first digits.
    thumbnails: String,
    /// What all digits show.
    labels: Vec<u8>,
    /// One for each digit, as in the course's other pictures.
    colours: [String; 10],
}

#[derive(Serialize)]
struct Model {
    name: String,
    latent: usize,
    layers: Vec<Description>,
    /// Base64 of f32: the codes of all digits.
    codes: String,
}
