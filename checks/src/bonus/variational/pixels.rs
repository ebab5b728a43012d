//! What is restored: by the means, and by draws.

use super::Case;
use crate::check::Failure;
use crate::lesson_09::blocks;
use aelib::prelude::*;
use interface::Trouble;
use interface::bonus::variational::Calls;

/// Byte values that rounding may cost.
const ROUNDING: u8 = 1;

/// Whether `restore` decodes the means.
pub fn restored(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let expected = |case: &Case| {
        let network = case.network();
        network.decode(network.encode(case.occluded.tensor()).mu)
    };
    judge(
        case,
        "restore(&network, &occluded)",
        calls.restore(case.seed, &case.occluded),
        expected(case),
        &[],
        "decode `latent.mu`, and take two rows of its pixels",
    )
}

/// Whether `draw` decodes a draw.
pub fn drawn(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let network = case.network();
    let latent = network.encode(case.occluded.tensor());
    let device = Cpu::default();
    let unmoved = Latent::new(device.zeros_like(&latent.mu), device.zeros_like(&latent.mu));
    let without_mean = network.decode(reparameterize(&unmoved, &case.noise()));
    judge(
        case,
        "draw(&network, &occluded, &eps)",
        calls.draw(case.seed, &case.occluded, &case.eps),
        network.decode(reparameterize(&latent, &case.noise())),
        &[
            (
                network.decode(latent.mu.clone()),
                "this is what the means decode to: `reparameterize(&latent, eps)` adds the noise",
            ),
            (
                without_mean,
                "the noise alone is decoded: that is a digit, and not one that fits this image",
            ),
        ],
        "decode `reparameterize(&latent, eps)`, and take two rows of its pixels",
    )
}

type Logits = Batch<Map<1, 28, 28>>;

fn judge(
    case: &Case,
    call: &str,
    found: Result<Images, Trouble>,
    expected: Logits,
    mistakes: &[(Logits, &'static str)],
    hint: &'static str,
) -> Result<(), Failure> {
    let found = found.map_err(|trouble| Failure::no_result(trouble, call.into(), hint))?;
    let occluded = &case.occluded;
    let failure = |finding: String, hint: &str| Failure {
        call: format!("{call}, {} images", occluded.len()),
        finding,
        hint: hint.into(),
    };
    if found.len() != occluded.len() {
        let finding = format!("expected {} images, found {}", occluded.len(), found.len());
        return Err(failure(finding, "one answer for each image"));
    }
    let known = |images: &Images| covered(occluded, images, false);
    if known(&found) != known(occluded) {
        let hint = "outside the stripe every pixel is known: keep it, as in the homework";
        return Err(failure(shown(&found, occluded), hint));
    }
    let under = |images: &Images| covered(occluded, images, true);
    let pixels = Images::from(&expected.clone().sigmoid());
    let found_under = under(&found);
    let same = |images: &Images| close(&found_under, &under(images));
    if same(&pixels) {
        return Ok(());
    }
    let hint = if same(occluded) {
        "the stripe is still white: fill it with what the network says"
    } else if same(&Images::from(&expected)) {
        "these are logits: `.sigmoid()` makes pixels of them"
    } else {
        let known = mistakes
            .iter()
            .find(|(logits, _)| same(&Images::from(&logits.clone().sigmoid())));
        known.map_or(hint, |(_, hint)| hint)
    };
    let row = |images: &Images| {
        Vec::from_iter(
            under(images)
                .into_iter()
                .take(28)
                .skip(9)
                .step_by(2)
                .take(8),
        )
    };
    let finding = format!(
        "pixels 9, 11, … of the first stripe, as bytes\nexpected {:?}\nfound    {:?}",
        row(&pixels),
        row(&found)
    );
    Err(failure(finding, hint))
}

/// The bytes under the stripes, or those outside.
fn covered(occluded: &Images, images: &Images, inside: bool) -> Vec<u8> {
    let pairs = occluded
        .bytes()
        .chunks_exact(784)
        .zip(images.bytes().chunks_exact(784));
    let of_image = |(occluded, image): (&[u8], &[u8])| {
        let stripe = stripe(occluded).map_or(0..0, |row| row * 28..(row + 2) * 28);
        let places = (0..784).filter(|place| stripe.contains(place) == inside);
        places.map(|place| image[place]).collect::<Vec<u8>>()
    };
    pairs.flat_map(of_image).collect()
}

fn close(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= ROUNDING)
}

/// The first image of both, beside each other.
fn shown(found: &Images, occluded: &Images) -> String {
    let [left, right] = [occluded, found].map(|images| blocks(&images.bytes()[..784], 128));
    let mut text = format!("{:<30}found\n", "given");
    for (left, right) in left.iter().zip(&right) {
        text += format!("{left}  {right}").trim_end();
        text.push('\n');
    }
    text
}
