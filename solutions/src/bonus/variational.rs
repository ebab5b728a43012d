//! A denoiser that says what else could be under the stripe.
//!
//! The homework's network has one answer. A variational one has a distribution: its mean is
//! one answer, each draw is another. It is lesson 8's autoencoder with one change: the
//! encoder sees the occluded image, and the reconstruction is measured against the *clean*
//! one.
//!
//! These points are a bonus. They are counted apart, and nothing is trained for them.
//!
//! ```text
//! cargo test -p exercises -- bonus::variational
//! ```

use aelib::prelude::*;

/// The network: 32 latent numbers. `network.encode(images)` gives a [`Latent`], the means
/// and the logarithms of the variances; `network.decode(z)` gives logits of pixels.
pub type Network = Vae<32>;

/// Standard normal numbers, as many as there are latent ones: (N, 32).
pub type Noise = Batch<Rank1<32>>;

/// What training makes small, in nats per image:
///
/// ```text
/// reconstruction of the clean images, from a draw  +  β · divergence
/// ```
///
/// The library has the parts: [`reparameterize`] draws with the given noise,
/// [`bce_with_logits_per_image`] sums over the pixels, [`kl_divergence`] over the latent
/// numbers, and both are means over the images.
///
/// # Example
/// A reconstruction of 100 nats and a divergence of 20 make 110 with β = 0.5.
///
/// `.leaky_trace()` makes a tensor record what is computed of it, so that
/// `loss(…).backward()` finds the gradients of all layers, the encoder's too.
pub fn loss(
    network: &Network,
    occluded: &Images,
    clean: &Images,
    eps: &Noise,
    beta: f32,
) -> Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>> {
    // begin solution (network, occluded, clean, eps, beta): encode, draw, decode; then both terms
    let latent = network.encode(occluded.tensor().leaky_trace());
    let logits = network.decode(reparameterize(&latent, eps));
    bce_with_logits_per_image(logits, &clean.tensor()) + kl_divergence(&latent) * beta
    // end solution
}

/// The one answer: what the *means* decode to, under the stripe. Outside of it every pixel
/// stays as it is, as in the homework.
///
/// # Example
/// The same images always give the same answer: there is no noise in it.
pub fn restore(network: &Network, occluded: &Images) -> Images {
    // begin solution (network, occluded): encode, decode the means, keep what is known
    let latent = network.encode(occluded.tensor());
    under_the_stripe(occluded, network.decode(latent.mu))
    // end solution
}

/// Another answer: what a *draw* decodes to, under the stripe.
///
/// # Example
/// With noise of zeros it is the answer of [`restore`]; other noise gives other strokes
/// under the stripe, and the same pixels outside.
pub fn draw(network: &Network, occluded: &Images, eps: &Noise) -> Images {
    // begin solution (network, occluded, eps): encode, draw, decode, keep what is known
    let latent = network.encode(occluded.tensor());
    under_the_stripe(occluded, network.decode(reparameterize(&latent, eps)))
    // end solution
}
// begin solution

/// The images, with the pixels of these logits in the two white rows.
fn under_the_stripe(occluded: &Images, logits: Batch<Map<1, 28, 28>>) -> Images {
    put(occluded, &Images::from(&logits.sigmoid()))
}

/// The images, with the pixels of these in the two white rows.
fn put(occluded: &Images, said: &Images) -> Images {
    let mut bytes = occluded.bytes().to_vec();
    for (image, said) in bytes
        .chunks_exact_mut(784)
        .zip(said.bytes().chunks_exact(784))
    {
        if let Some(row) = stripe(image) {
            let covered = row * 28..(row + 2) * 28;
            image[covered.clone()].copy_from_slice(&said[covered]);
        }
    }
    Images::from_bytes(bytes).expect("as many as before")
}
// end solution
// begin source

use crate::source::*;
use crate::{args, function};

/// The two terms in nats per image, where the encoder sees `seen`, and the reconstruction is
/// measured against `target`.
fn terms(seed: u64, seen: &Images, target: &Images, eps: Option<&Noise>) -> [f32; 2] {
    let network = Network::new(seed);
    let latent = network.encode(seen.tensor());
    let z = match eps {
        Some(eps) => reparameterize(&latent, eps),
        None => latent.mu.clone(),
    };
    let reconstruction = bce_with_logits_per_image(network.decode(z), &target.tensor());
    [reconstruction.array(), kl_divergence(&latent).array()]
}

fn noise(eps: &[f32]) -> Noise {
    Cpu::default().tensor_from_vec(eps.to_vec(), (eps.len() / 32, Const::<32>))
}

/// A wrong loss, from its usual terms, and from those with three mistakes: the occluded images
/// as targets, the clean ones seen, the means decoded.
fn with(seed: u64, make: impl Fn([f32; 2], [[f32; 2]; 3]) -> f32) -> f32 {
    let given = interface::bonus::given(seed);
    let (clean, occluded, eps) = (&given.clean, &given.occluded, noise(&given.eps));
    make(
        terms(seed, occluded, clean, Some(&eps)),
        [
            terms(seed, occluded, occluded, Some(&eps)),
            terms(seed, clean, clean, Some(&eps)),
            terms(seed, occluded, clean, None),
        ],
    )
}

/// What is told of a wrong answer.
fn told(
    seed: u64,
    answer: impl Fn(&Network, &Images, &Noise) -> Images,
) -> (usize, usize, Vec<f32>) {
    let given = interface::bonus::given(seed);
    let answer = answer(&Network::new(seed), &given.occluded, &noise(&given.eps));
    interface::bonus::told(&given.occluded, &answer)
}

/// The gradients at the biases of μ and of ln σ².
fn gradients_of(seed: u64, beta: f32) -> (Vec<f32>, Vec<f32>) {
    let given = interface::bonus::given(seed);
    let network = Network::new(seed);
    let loss = loss(
        &network,
        &given.occluded,
        &given.clean,
        &noise(&given.eps),
        beta,
    );
    let gradients = loss.backward();
    let waist = &network.encoder.5;
    let [mu, log_var] =
        [&waist.mu.bias, &waist.log_var.bias].map(|bias| gradients.get(bias).array().to_vec());
    (mu, log_var)
}

inventory::submit!(Entry { place: 101, source });

/// What it is checked for: on a network that has learned nothing, so that no training is
/// needed. What is right there is right everywhere.
pub fn source(rng: &mut Draw) -> Source {
    let mut seed = || rng.gen_range(0..1000u64);
    let once = vec![args![seed(), 1.0f32], args![seed(), 1.0f32]];
    let weighed = vec![args![seed(), 8.0f32], args![seed(), 0.5f32]];
    let learned = vec![args![seed(), 2.0f32]];
    let (restored, drawn) = (
        vec![args![seed()], args![seed()]],
        vec![args![seed()], args![seed()]],
    );
    Source::new(
        "bonus::variational",
        [
            "loss: `let latent = network.encode(occluded.tensor().leaky_trace());`, then decode \
             `reparameterize(&latent, eps)` to logits",
            "restore: `latent.mu` are the means; `Images::from(&logits.sigmoid())` makes pixels, \
             of which two rows are needed, as in the homework",
            "draw: as restore, but what is decoded is `reparameterize(&latent, eps)`",
        ],
    )
    .served_by("interface::variational!(exercises)")
    .function(function! {
        loss(seed: u64, beta: f32) = with(seed, |[r, d], _| r + beta * d);
        needs [] "encode the occluded images, draw with `eps`, decode; then \
                  bce_with_logits_per_image against the clean ones, plus β times kl_divergence"
        "the divergence is missing: without it the draws may shrink to points" =>
            with(seed, |[r, _], _| r);
        "the divergence is subtracted: it is a cost, too" => with(seed, |[r, d], _| r - beta * d);
        "beta is missing: it multiplies the divergence" => with(seed, |[r, d], _| r + d);
        "beta multiplies the reconstruction: it weighs the divergence" =>
            with(seed, |[r, d], _| beta * r + d);
        "beta multiplies both terms: it weighs the divergence only" =>
            with(seed, |[r, d], _| beta * (r + d));
        "the reconstruction is measured against the occluded images: so the network learns to \
         paint stripes" => with(seed, |[_, d], [copied, ..]| copied[0] + beta * d);
        "the encoder sees the clean images: so it never learns to do without them" =>
            with(seed, |_, [_, cheated, _]| cheated[0] + beta * cheated[1]);
        "the means are decoded: in training a draw is, so that the decoder learns what lies \
         around them" => with(seed, |[_, d], [.., certain]| certain[0] + beta * d);
        "the reconstruction is a mean over the pixels, the divergence a sum over the numbers: \
         bce_with_logits_per_image sums, too" => with(seed, |[r, d], _| r / 784.0 + beta * d);
    })
    .function(function! {
        gradients(seed: u64, beta: f32) = gradients_of(seed, beta);
        needs [loss] "the gradients of the loss at the biases of μ and of ln σ²: everything \
                      between the images and the loss has to be recorded"
        "nothing of the loss reaches the encoder: `occluded.tensor().leaky_trace()` records what \
         it does, and the z from `reparameterize` carries that on" =>
            (vec![0.0f32; 32], vec![0.0f32; 32]);
        "ln σ² learns nothing: nothing that depends on it is in the loss" =>
            (gradients_of(seed, beta).0, vec![0.0f32; 32]);
    })
    .function(function! {
        restore(seed: u64) = told(seed, |network, occluded, _| restore(network, occluded));
        needs [] "how many images, how many pixels changed outside of the stripes, and some of \
                  the pixels under them: decode `latent.mu`, and take two rows of its pixels"
        "outside the stripe every pixel is known: keep it, as in the homework" =>
            told(seed, |network, occluded, _| {
                let latent = network.encode(occluded.tensor());
                Images::from(&network.decode(latent.mu).sigmoid())
            });
        "the stripe is still white: fill it with what the network says" =>
            told(seed, |_, occluded, _| occluded.clone());
        "these are logits: `.sigmoid()` makes pixels of them" =>
            told(seed, |network, occluded, _| {
                let logits = network.decode(network.encode(occluded.tensor()).mu);
                let said: Images = Images::from(&logits);
                put(occluded, &said)
            });
        "this is a draw: the one answer is what the means decode to" =>
            told(seed, draw);
    })
    .function(function! {
        draw(seed: u64) = told(seed, draw);
        needs [] "decode `reparameterize(&latent, eps)`, and take two rows of its pixels"
        "outside the stripe every pixel is known: keep it, as in the homework" =>
            told(seed, |network, occluded, eps| {
                let latent = network.encode(occluded.tensor());
                Images::from(&network.decode(reparameterize(&latent, eps)).sigmoid())
            });
        "the stripe is still white: fill it with what the network says" =>
            told(seed, |_, occluded, _| occluded.clone());
        "this is what the means decode to: `reparameterize(&latent, eps)` adds the noise" =>
            told(seed, |network, occluded, _| restore(network, occluded));
        "the noise alone is decoded: that is a digit, and not one that fits this image" =>
            told(seed, |network, occluded, eps| {
                under_the_stripe(occluded, network.decode(eps.clone()))
            });
    })
    .check("both_terms", 2, "loss", once)
    .check("beta_weighs_the_divergence", 1, "loss", weighed)
    .check("the_encoder_learns", 1, "gradients", learned)
    .check("the_means_restore", 1, "restore", restored)
    .check("noise_draws_another", 1, "draw", drawn)
}
// end source
