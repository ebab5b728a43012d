//! A page with a puppet: seven sliders move A's face, and beside it stands what a deepfake
//! makes of it, and what B really looks like. It holds the networks and what draws the faces.

use crate::explore::Describe;
use crate::plot::{Grid, Plot, image_strips};
use crate::text;
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap};
use aelib_core::nn::Map;
use aelib_data::{Expression, FACE_JS, Faces, look};
use serde_json::{Value, json};

/// Faces of B of which the mean face is made.
const MEAN_OF: usize = 500;
/// A scene: its expressions, between which the page goes on evenly, and its seconds.
const SCENE: usize = 96;
const SECONDS: f32 = 12.0;

/// Shows a deepfake as a page in which seven sliders move A's face, and B follows. The
/// page holds the networks.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let page = puppet(&FaceSwap::new(0)).two_encoders(&FaceSwap::new(1), &FaceSwap::new(2));
/// assert!(page.html().contains("two encoders"));
/// ```
pub fn puppet(model: &FaceSwap) -> Puppet {
    Puppet {
        model: model.clone(),
        control: None,
    }
}

/// A deepfake that shows itself in a notebook as a page with sliders.
#[derive(Clone, Debug)]
pub struct Puppet {
    model: FaceSwap,
    control: Option<[FaceSwap; 2]>,
}

crate::text::paged!(Puppet);

impl Puppet {
    /// With a switch to two autoencoders that were trained apart: the encoder of the one that
    /// learned from A, and the decoder of the one that learned from B.
    pub fn two_encoders(mut self, only_a: &FaceSwap, only_b: &FaceSwap) -> Self {
        self.control = Some([only_a.clone(), only_b.clone()]);
        self
    }

    fn page(&self) -> text::Page {
        text::Page {
            class: "aelib-puppet",
            title: "A acts, B follows".into(),
            css: concat!(include_str!("../page.css"), include_str!("puppet.css")),
            scripts: &[
                include_str!("../explore/network.js"),
                FACE_JS,
                include_str!("puppet.js"),
            ],
            still: text::still(
                "A acts, B follows",
                &self.picture().shown(),
                "move A's face yourself",
            ),
            data: self.data().to_string(),
        }
    }

    /// What the script gets.
    fn data(&self) -> Value {
        let mut encoders = vec![layers(&self.model.encoder.0)];
        let mut models = vec![painter("one encoder", 0, &self.model, &self.model)];
        if let Some([only_a, only_b]) = &self.control {
            encoders.push(layers(&only_a.encoder.0));
            models.push(painter("two encoders", 1, only_a, only_b));
        }
        let b: Faces = Faces::any(Character::B, MEAN_OF, 2);
        let mean = Images::<Map<3, 64, 64>>::from(&b.images.mean(1));
        let scene = Expression::scene(SCENE);
        json!({
            "encoders": encoders,
            "models": models,
            "names": Expression::NAMES,
            "looks": {"A": look(Character::A), "B": look(Character::B)},
            "mean": text::base64(mean.bytes()),
            "scene": Vec::from_iter(scene.into_iter().map(Expression::numbers)),
            "seconds": SECONDS,
        })
    }

    /// What stands there until the script runs.
    fn picture(&self) -> Plot<Grid> {
        let scene = Expression::scene(6);
        let [a, b] = Character::ALL.map(|who| Faces::<Map<3, 64, 64>>::draw(who, &scene));
        let (a, b) = (a.images.tensor(), b.images.tensor());
        let swapped = self.model.as_face_of(Character::B, a.clone());
        image_strips(&[("A acts", &a), ("A as B", &swapped), ("the true B", &b)]).scale(1)
    }
}

impl std::fmt::Display for Puppet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let switch = match self.control {
            Some(_) => "; a switch between one encoder and two",
            None => "",
        };
        let names = Expression::NAMES.join(", ");
        writeln!(
            f,
            "sliders for {names}; A, A as B, the true B{switch}: to be shown in a notebook"
        )
    }
}

/// A position of the switch: whose encoder makes A's code, and what makes a face of it.
fn painter(name: &str, encoder: usize, encodes: &FaceSwap, paints: &FaceSwap) -> Value {
    let mut decoder = layers(&encodes.encoder.1);
    decoder.extend(layers(&paints.decoder_b));
    json!({"name": name, "encoder": encoder, "decoder": decoder})
}

/// What a network says of itself, with weights of 8 bits: it is large, and for a look that is
/// enough.
fn layers(network: &impl Describe) -> Vec<Value> {
    let mut layers = network.described();
    let weights = layers
        .iter_mut()
        .filter_map(|layer| layer.get_mut("weight"));
    weights.for_each(halve);
    layers
}

/// [`Packed`](crate::explore::Packed) numbers with one byte instead of two.
fn halve(packed: &mut Value) {
    const SHARE: f64 = 32767.0 / 127.0;
    let multiples = packed["multiples"].as_str().expect("packed numbers");
    let bytes = text::bytes(multiples);
    let (pairs, _) = bytes.as_chunks::<2>();
    let level = |pair: &[u8; 2]| (f64::from(i16::from_le_bytes(*pair)) / SHARE).round() as i8 as u8;
    let levels = Vec::from_iter(pairs.iter().map(level));
    let step = packed["step"].as_f64().expect("a step");
    *packed = json!({"step": step * SHARE, "levels": text::base64(levels)});
}
