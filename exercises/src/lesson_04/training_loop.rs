//! The training loop, written by you.
//!
//! ```text
//! cargo test -p exercises -- lesson_04::training_loop
//! ```

use aelib::prelude::*;

/// Trains `DenseAutoencoder::<4>::new(seed)` to give back `images`, and returns the loss of
/// each epoch.
///
/// - One `Adam` with learning rate 1e-2, and one `ChaCha8Rng` from `seed`, for the whole run.
/// - Each epoch goes through `images.shuffled(batch_size, &mut rng)`. For each batch x: the
///   logits are `model.decode(model.encode(x.leaky_trace()))`, the loss is `bce_with_logits`
///   against x, and `adam.step` moves the model against the loss's gradients.
/// - The loss of an epoch is the mean over its *images*, each as it was when it was seen. The
///   last batch may be short: `x.shape().concrete()[0]` says how many images are in one.
pub fn train(images: &Images, epochs: usize, batch_size: usize, seed: u64) -> Vec<f32> {
    let _ = (images, epochs, batch_size, seed); // Replace this line, too.
    todo!("the model, Adam, the loop")
}
