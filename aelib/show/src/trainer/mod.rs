//! A page in which a network learns: the library itself, as WebAssembly, with what the reader
//! sets, and what the network makes of digits meanwhile.

use crate::plot::DIGITS;
use crate::text;
use aelib_core::images::Labelled;
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::io::Write;

/// A lesson's page.
#[derive(Clone, Debug)]
pub struct Trainer {
    title: &'static str,
    /// The kinds of networks to choose from; the first is the one to begin with.
    models: &'static [&'static str],
    latent: usize,
    module: Vec<u8>,
    /// Files as MNIST has them, gzipped: images and labels; none where digits are drawn.
    digits: Vec<Vec<u8>>,
}

/// A page for lesson 04, which trains an autoencoder. `module` is the crate `aelib-web`, compiled
/// for WebAssembly.
pub fn trainer(module: &[u8]) -> Trainer {
    Trainer {
        title: "Train an autoencoder",
        models: &["conv", "dense"],
        latent: 5,
        module: module.to_vec(),
        digits: Vec::new(),
    }
}

/// A page for lesson 08, which trains a variational autoencoder, with β and samples.
pub fn variational_trainer(module: &[u8]) -> Trainer {
    Trainer {
        title: "Train a variational autoencoder",
        models: &["vae", "conv"],
        latent: 2,
        module: module.to_vec(),
        digits: Vec::new(),
    }
}

crate::text::paged!(Trainer);

impl Trainer {
    /// What the page is called.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// With these digits in the page, to train on and to test on, instead of drawn ones.
    pub fn with(mut self, digits: &Labelled) -> Self {
        let Labelled { images, labels } = digits;
        let count = labels.len() as u32;
        let file = |sizes: &[u32], bytes: &[u8]| {
            let mut file = vec![0, 0, 8, sizes.len() as u8];
            file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
            file.extend(bytes);
            packed(&file)
        };
        self.digits = vec![
            file(&[count, 28, 28], images.bytes()),
            file(&[count], labels),
        ];
        self
    }

    fn page(&self) -> text::Page {
        let settings = json!({
            "model": self.models[0], "latent": self.latent, "loss": "bce", "beta": 1, "batch": 64,
            "rate": 1e-3,
        });
        let data = json!({
            "module": text::base64(packed(&self.module)),
            "digits": Vec::from_iter(self.digits.iter().map(text::base64)),
            "worker": include_str!("worker.js"),
            "models": self.models,
            "settings": settings,
            "colours": DIGITS.map(text::css),
        });
        text::Page {
            class: "aelib-trainer",
            title: self.title.into(),
            css: concat!(include_str!("../page.css"), include_str!("trainer.css")),
            scripts: &[
                include_str!("../explore/sketch.js"),
                include_str!("../explore/cloud.js"),
                include_str!("settings.js"),
                include_str!("curve.js"),
                include_str!("desk.js"),
                include_str!("trainer.js"),
            ],
            still:
                "<p>Here a network learns in your browser, if it may run scripts: to begin, run \
                    this cell, or trust the notebook.</p>"
                    .into(),
            data: data.to_string(),
        }
    }
}

impl std::fmt::Display for Trainer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}: to be shown in a browser", self.title)
    }
}

/// A third of the size; every browser unpacks it.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("into memory");
    packed.finish().expect("into memory")
}
