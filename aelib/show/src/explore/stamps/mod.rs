//! A page in which to follow a pixel of a restored digit back to the code.

use super::model::Explorable;
use crate::plot::{Grid, Plot, image_grids};
use crate::text::{Page, base64, still};
use aelib_core::images::Images;
use aelib_core::nn::{Batch, Features, Map};
use dfdx::prelude::{Cpu, TensorFromVec};
use serde_json::{Value, json};

/// A digit that went through a model, with all that its decoder computed.
///
/// It shows itself in a notebook as a page: click a pixel of the restored digit, and see which
/// channels of the layer before made it and with which stamps; click one of these, and see how
/// it was made, down to the code. The page computes that itself, from the decoder's weights.
#[derive(Clone, Debug)]
pub struct Stamps {
    digit: Images,
    restored: Batch<Map<1, 28, 28>>,
    /// What the script gets: the decoder's layers, the code, and the digit's bytes as base64.
    given: Value,
}

/// Follows the first of the images through a model, whose decoder has linear layers and
/// transposed convolutions.
///
/// ```
/// use aelib_show::prelude::*;
/// let model = ConvAutoencoder::<5>::new(0);
/// let digits = Images::from_bytes(vec![128; 784]).expect("a whole image");
/// assert!(stamps(&model, &digits).html().contains("<script>"));
/// ```
///
/// # Panics
/// If there is no image.
pub fn stamps<M: Explorable>(model: &M, digits: &Images) -> Stamps {
    assert!(!digits.is_empty(), "stamps: there is no digit to follow");
    let digit = digits.first(1);
    let code = model.codes(&digit);
    let shape = <Map<1, 28, 28> as Features>::batch(1);
    Stamps {
        restored: Cpu::default().tensor_from_vec(model.pixels(&code), shape),
        given: json!({
            "layers": model.decoder(),
            "code": code,
            "digit": base64(digit.bytes()),
        }),
        digit,
    }
}

crate::text::paged!(Stamps);

impl Stamps {
    /// What stands there until the script runs.
    fn picture(&self) -> Plot<Grid> {
        image_grids(&[
            ("the digit", &self.digit.tensor()),
            ("restored", &self.restored),
        ])
    }

    fn page(&self) -> Page {
        let title = "From a pixel back to the code";
        Page {
            class: "aelib-stamps",
            title: title.into(),
            css: concat!(include_str!("../../page.css"), include_str!("stamps.css")),
            scripts: &[include_str!("../network.js"), include_str!("stamps.js")],
            still: still(title, &self.picture().shown(), "follow a pixel"),
            data: self.given.to_string(),
        }
    }
}

/// The digit, and what the model makes of it.
impl std::fmt::Display for Stamps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.picture().fmt(f)
    }
}
