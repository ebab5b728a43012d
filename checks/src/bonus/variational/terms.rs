//! The loss: its value, and whether its gradients reach the encoder.

use super::Case;
use crate::check::Failure;
use aelib::prelude::*;
use interface::bonus::variational::Calls;

const HINT: &str = "encode the occluded images, draw with `eps`, decode; then \
                    bce_with_logits_per_image against the clean ones, plus β times kl_divergence";
const CALL: &str = "loss(&network, &occluded, &clean, &eps, beta)";

/// The two terms, in nats per image, where the encoder sees `seen`, and the reconstruction is
/// measured against `target`.
fn terms(case: &Case, seen: &Images, target: &Images, noisy: bool) -> [f32; 2] {
    let network = case.network();
    let latent = network.encode(seen.tensor());
    let z = match noisy {
        true => reparameterize(&latent, &case.noise()),
        false => latent.mu.clone(),
    };
    let reconstruction = bce_with_logits_per_image(network.decode(z), &target.tensor());
    [reconstruction.array(), kl_divergence(&latent).array()]
}

/// The value of the loss.
pub fn judge(calls: &Calls, case: &Case, beta: f32) -> Result<(), Failure> {
    let Case {
        seed,
        clean,
        occluded,
        eps,
    } = case;
    let call = format!("{CALL}, {} images, with beta = {beta}", clean.len());
    let found = match calls.learn(*seed, occluded, clean, eps, beta) {
        Ok((found, ..)) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    let [reconstruction, divergence] = terms(case, occluded, clean, true);
    let expected = reconstruction + beta * divergence;
    if close(found, expected) {
        return Ok(());
    }
    let [copied, _] = terms(case, occluded, occluded, true);
    let [cheated, seen] = terms(case, clean, clean, true);
    let [certain, _] = terms(case, occluded, clean, false);
    let mistakes = [
        (
            reconstruction,
            "the divergence is missing: without it the draws may shrink to points",
        ),
        (
            reconstruction - beta * divergence,
            "the divergence is subtracted: it is a cost, too",
        ),
        (
            reconstruction + divergence,
            "beta is missing: it multiplies the divergence",
        ),
        (
            beta * reconstruction + divergence,
            "beta multiplies the reconstruction: it weighs the divergence",
        ),
        (
            beta * (reconstruction + divergence),
            "beta multiplies both terms: it weighs the divergence only",
        ),
        (
            copied + beta * divergence,
            "the reconstruction is measured against the occluded images: so the network learns \
             to paint stripes",
        ),
        (
            cheated + beta * seen,
            "the encoder sees the clean images: so it never learns to do without them",
        ),
        (
            certain + beta * divergence,
            "the means are decoded: in training a draw is, so that the decoder learns what \
             lies around them",
        ),
        (
            reconstruction / 784.0 + beta * divergence,
            "the reconstruction is a mean over the pixels, the divergence a sum over the \
             numbers: bce_with_logits_per_image sums, too",
        ),
    ];
    let known = mistakes.iter().find(|(value, _)| close(found, *value));
    Err(Failure {
        call,
        finding: format!(
            "expected {expected:.3} = {reconstruction:.3} + {beta} · {divergence:.3} nats per \
             image\nfound    {found:.3}"
        ),
        hint: known.map_or(HINT, |(_, hint)| hint).into(),
    })
}

/// Equal up to rounding; NaN never is.
fn close(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + b.abs())
}

/// Whether the gradients of the loss are right where μ and ln σ² begin.
pub fn gradients(calls: &Calls, case: &Case) -> Result<(), Failure> {
    const BETA: f32 = 2.0;
    let call = format!("{CALL}.backward()");
    let found = calls.learn(case.seed, &case.occluded, &case.clean, &case.eps, BETA);
    let found = match found {
        Ok((_, mu, log_var)) => [mu, log_var],
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    let expected = expected_gradients(case, BETA);
    let same = |which: usize| {
        let (found, expected) = (&found[which], &expected[which]);
        let gap = found.iter().zip(expected).map(|(a, b)| (a - b).powi(2));
        found.len() == expected.len() && gap.sum::<f32>().sqrt() <= 1e-3 * length(expected)
    };
    if same(0) && same(1) {
        return Ok(());
    }
    let hint = match [length(&found[0]), length(&found[1])] {
        [0.0, 0.0] => {
            "nothing of the loss reaches the encoder: `occluded.tensor().leaky_trace()` records \
             what it does, and the z from `reparameterize` carries that on"
        }
        [_, 0.0] => "ln σ² learns nothing: nothing that depends on it is in the loss",
        _ => HINT,
    };
    let told =
        |rows: &[Vec<f32>; 2]| format!("{:.3} and {:.3}", length(&rows[0]), length(&rows[1]));
    Err(Failure {
        call,
        finding: format!(
            "the lengths of the gradients at the biases of μ and of ln σ²\nexpected {}\nfound    {}",
            told(&expected),
            told(&found)
        ),
        hint: hint.into(),
    })
}

fn expected_gradients(case: &Case, beta: f32) -> [Vec<f32>; 2] {
    let network = case.network();
    let latent = network.encode(case.occluded.tensor().leaky_trace());
    let logits = network.decode(reparameterize(&latent, &case.noise()));
    let objective = Objective {
        beta,
        ..Objective::default()
    };
    let gradients = negative_elbo(logits, &case.clean.tensor(), &latent, objective).backward();
    let waist = &network.encoder.5;
    [&waist.mu.bias, &waist.log_var.bias].map(|bias| gradients.get(bias).array().to_vec())
}

fn length(numbers: &[f32]) -> f32 {
    numbers
        .iter()
        .map(|number| number * number)
        .sum::<f32>()
        .sqrt()
}
