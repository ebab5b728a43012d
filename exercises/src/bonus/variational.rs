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
    let _ = (network, occluded, clean, eps, beta); // Replace this line, too.
    todo!("encode, draw, decode; then both terms")
}

/// The one answer: what the *means* decode to, under the stripe. Outside of it every pixel
/// stays as it is, as in the homework.
///
/// # Example
/// The same images always give the same answer: there is no noise in it.
pub fn restore(network: &Network, occluded: &Images) -> Images {
    let _ = (network, occluded); // Replace this line, too.
    todo!("encode, decode the means, keep what is known")
}

/// Another answer: what a *draw* decodes to, under the stripe.
///
/// # Example
/// With noise of zeros it is the answer of [`restore`]; other noise gives other strokes
/// under the stripe, and the same pixels outside.
pub fn draw(network: &Network, occluded: &Images, eps: &Noise) -> Images {
    let _ = (network, occluded, eps); // Replace this line, too.
    todo!("encode, draw, decode, keep what is known")
}
