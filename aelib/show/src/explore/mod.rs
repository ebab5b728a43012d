//! A page in which to drag through a model's latent space, and to draw a digit and see its code.
//! It holds the networks themselves: their weights, and the few lines of JavaScript that compute
//! with them.

mod layers;
mod model;
mod stamps;

pub use aelib_core::codes::walk;
pub use layers::{Describe, Packed};
pub use model::Explorable;
pub use stamps::{Stamps, stamps};

use crate::plot::{DIGITS, Grid, Plot, image_grids, reach};
use crate::text;
use aelib_core::images::{Images, Labelled};
use aelib_core::nn::{Features, Map};
use aelib_data::Digits;
use dfdx::prelude::{Cpu, TensorFromVec};
use serde_json::json;

/// Test digits that can be clicked.
const SHOWN: usize = 40;
/// Test digits that are drawn as a cloud of codes.
const CLOUD: usize = 800;
/// Images on a side of the picture that stands for the page.
const SIDE: usize = 9;
/// At most so many times of a training are in the page, the first and the last among them.
const STAGES: usize = 8;

/// Shows a model as a page with handles: a field to drag in for two latent numbers, a slider for
/// each further one, a field to draw a digit in whose code is marked, and test digits to jump to.
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
        models: vec![Shown::new("", model)],
        digits: None,
    }
}

/// One model, or several side by side. It shows itself in a notebook.
pub struct Explorer {
    models: Vec<Shown>,
    digits: Option<Labelled>,
}

/// A model with its name, as it was after one epoch or after several.
struct Shown {
    name: String,
    stages: Vec<(usize, Box<dyn Explorable>)>,
}

/// A model as it was after an epoch.
fn stage<M: Explorable + Clone + 'static>(epoch: usize, model: &M) -> (usize, Box<dyn Explorable>) {
    (epoch, Box::new(model.clone()))
}

impl Shown {
    fn new<M: Explorable + Clone + 'static>(name: &str, model: &M) -> Self {
        let (name, stages) = (name.to_string(), vec![stage(0, model)]);
        Self { name, stages }
    }

    /// As it is at the end.
    fn model(&self) -> &dyn Explorable {
        &*self.stages.last().expect("a model").1
    }
}

crate::text::paged!(Explorer);

impl Explorer {
    /// With a name above the last model.
    pub fn named(mut self, name: &str) -> Self {
        self.last().name = name.to_string();
        self
    }

    /// With another model beside, and its name.
    pub fn beside<M: Explorable + Clone + 'static>(mut self, name: &str, model: &M) -> Self {
        self.models.push(Shown::new(name, model));
        self
    }

    /// With a slider over the training of the last model: `stages` are this model before its
    /// first epoch and after each one, as [`fit_stages`](crate::fit::fit_stages) gives them. The
    /// page keeps eight at most, most of them from the beginning, where more happens.
    ///
    /// # Panics
    /// If there are none.
    pub fn epochs<M: Explorable + Clone + 'static>(mut self, stages: &[M]) -> Self {
        assert!(!stages.is_empty(), "epochs: a model for each epoch");
        let chosen = chosen(stages.len() - 1).into_iter();
        self.last().stages = chosen.map(|epoch| stage(epoch, &stages[epoch])).collect();
        self
    }

    fn last(&mut self) -> &mut Shown {
        self.models.last_mut().expect("explore begins with a model")
    }

    /// With these digits to jump to; without it, they are the course's test digits, where
    /// those are.
    pub fn digits(mut self, digits: &Labelled) -> Self {
        self.digits = Some(digits.first(CLOUD));
        self
    }

    /// The page; its script gets, of each model and each stage of it, layers and the digits'
    /// codes.
    fn page(&self) -> text::Page {
        let digits = self.known_digits();
        let stage = |(epoch, model): &(usize, Box<dyn Explorable>)| {
            json!({
                "epoch": epoch,
                "encoder": model.encoder(),
                "decoder": model.decoder(),
                "codes": Packed::new(&model.codes(&digits.images)),
            })
        };
        let model = |shown: &Shown| {
            let stages = Vec::from_iter(shown.stages.iter().map(stage));
            json!({"name": shown.name, "latent": shown.model().latent(), "stages": stages})
        };
        let data = json!({
            "models": Vec::from_iter(self.models.iter().map(model)),
            // Base64 of bytes, 784 for each of the first digits.
            "thumbnails": text::base64(digits.first(SHOWN).images.bytes()),
            "labels": digits.labels,
            "colours": DIGITS.map(text::css),
        });
        text::Page {
            class: "aelib-explorer",
            title: "Latent space".into(),
            css: include_str!("explorer.css"),
            scripts: &[
                include_str!("network.js"),
                include_str!("sketch.js"),
                include_str!("cloud.js"),
                include_str!("explorer.js"),
                include_str!("drawing.js"),
                include_str!("tools.js"),
            ],
            still: text::still(
                "Latent space",
                &self.picture(&digits).shown(),
                "draw a digit, and drag through the latent space",
            ),
            data: data.to_string(),
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
        let grid = |shown: &Shown| {
            let model = shown.model();
            let reach = match reach(&model.codes(&digits.images), 900) {
                reach if reach > 0.0 => reach,
                _ => 2.0,
            };
            let along = |i: usize| reach * (2.0 * i as f32 / (SIDE - 1) as f32 - 1.0);
            let code = |i: usize| {
                let plane = [along(i % SIDE), -along(i / SIDE)];
                let others = std::iter::repeat(0.0);
                plane.into_iter().chain(others).take(model.latent())
            };
            let codes: Vec<f32> = (0..SIDE * SIDE).flat_map(code).collect();
            let shape = <Map<1, 28, 28> as Features>::batch(SIDE * SIDE);
            let images = Cpu::default().tensor_from_vec(model.pixels(&codes), shape);
            (shown.name.clone(), images)
        };
        let grids = Vec::from_iter(self.models.iter().map(grid));
        let panels = grids.iter().map(|(name, grid)| (name.as_str(), grid));
        image_grids(&Vec::from_iter(panels)).columns(SIDE).scale(1)
    }
}

impl std::fmt::Display for Explorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for shown in &self.models {
            let (name, latent) = (&shown.name, shown.model().latent());
            let name = if name.is_empty() { "a model" } else { name };
            writeln!(
                f,
                "{name}: {latent} latent numbers, to be explored in a notebook"
            )?;
        }
        Ok(())
    }
}

/// Epochs from 0 to the last one, at distances that grow as Fibonacci's numbers do.
fn chosen(last: usize) -> Vec<usize> {
    let (mut epochs, mut next) = (vec![0], [1, 2]);
    while next[0] < last && epochs.len() < STAGES - 1 {
        epochs.push(next[0]);
        next = [next[1], next[0] + next[1]];
    }
    epochs.extend((last > 0).then_some(last));
    epochs
}
