//! The homework: a denoiser for digits under a white stripe.
//!
//! Two rows of each digit are lost. Your network restores them, on test digits with stripes
//! at places that it has not seen. What is counted is the mean squared error under the
//! stripe and outside of it. Interpolation, straight lines from the row above the stripe to
//! the row below, has 0.026 under the stripe on MNIST, the mean image 0.068, and doing
//! nothing 0.85.
//!
//! | for | points |
//! |---|---|
//! | `occlude` | 4 |
//! | a network that keeps the budget | 1 |
//! | an error under the stripe below the mean image's | 2 |
//! | below the interpolation's | 3 more |
//! | at most two thirds of the interpolation's | 3 more |
//! | at most half of the interpolation's | 3 more |
//! | an error outside of the stripe of at most 0.01 | 2 |
//! | of at most 0.001 | 2 more |
//!
//! The budget: 600,000 training images seen (ten times all of MNIST), at most 500,000
//! parameters, and a file of at most 4 MB. There is no limit of time.
//!
//! The first test trains the network and keeps its weights in `exercises/denoiser.safetensors`,
//! which is part of what you hand in. It trains again when the code in this file has changed.
//!
//! ```text
//! cargo test -p exercises -- lesson_09::denoiser
//! ```

use aelib::prelude::*;

// begin solution
use aelib::rand::Rng;
// end solution
/// Covers each image with a white stripe, as the lecture's Python does:
///
/// ```text
/// x = random.randint(0, 25)        # both ends may come
/// new_array[k, x:x+2, :] = 1.0     # rows x and x + 1
/// ```
///
/// The images themselves stay as they are. A white pixel is the byte 255;
/// `images.bytes()` are 784 bytes for each image, row by row, and
/// [`Images::from_bytes`] makes images of bytes again.
///
/// # Example
/// An image for which `rng.gen_range(0..=25)` draws 3 has 255 in the 56 bytes from 3 * 28.
///
/// `gen_range` is a method of the trait `Rng`, so it needs `use aelib::rand::Rng;` at the top.
pub fn occlude(images: &Images, rng: &mut ChaCha8Rng) -> Images {
    // begin solution (images, rng): draw a row for each image, and fill two rows of its bytes
    let mut bytes = images.bytes().to_vec();
    for image in bytes.chunks_exact_mut(784) {
        let row = rng.gen_range(0..=25);
        image[row * 28..(row + 2) * 28].fill(255);
    }
    Images::from_bytes(bytes).expect("whole images")
    // end solution
}

// begin solution
//= /// The network, from an image to the logits of its pixels. This one is a first try with a
//= /// narrow bottleneck: change its layers as you like, the compiler checks their sizes.
//= pub type Network = (
//=     Flatten<Map<1, 28, 28>, 784>,
//=     Linear<784, 32>,
//=     Relu,
//=     Linear<32, 784>,
//=     Unflatten<784, Map<1, 28, 28>>,
//= );
/// The network: convolutions down to a map that is a quarter as high and as wide, and has seen
/// the rows around the stripe, and transposed ones back up. The map is no narrow bottleneck:
/// what is not covered need not be compressed, because it need not be restored.
///
/// 1x28x28 → 16x14x14 → 64x7x7 → 64x7x7 → 16x14x14 → 1x28x28
pub type Network = (Encoder, Decoder);

/// To the map in the middle.
pub type Encoder = (
    Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 4, 2, 1>,
    Relu,
    Conv2d<Map<16, 14, 14>, Map<64, 7, 7>, 4, 2, 1>,
    Relu,
    Conv2d<Map<64, 7, 7>, Map<64, 7, 7>, 3, 1, 1>,
    Relu,
);

/// To the logits of the restored pixels.
pub type Decoder = (
    ConvTranspose2d<Map<64, 7, 7>, Map<16, 14, 14>, 4, 2, 1>,
    Relu,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>,
);
// end solution

/// A network that has learned nothing; the same seed gives the same weights.
pub fn new_network(seed: u64) -> Network {
    let mut network = BuildModule::build(&Cpu::default());
    aelib::nn::init(&mut network, seed);
    network
}

/// Trains a new network, with all images that the ration gives.
///
/// For each batch: occlude it, let the network restore it, measure the loss against the
/// *clean* batch, and let Adam make a step. Lesson 4 has such a loop:
///
/// ```text
/// let logits = aelib::nn::forward_data(&network, &occluded.tensor(), OwnedTape::default());
/// let loss = bce_with_logits(logits, &clean.tensor());
/// adam.step(&mut network, loss.backward());
/// ```
///
/// # Example
/// A ration of 1000 images gives the batches of `ration.batch(256, &mut rng)` with 256, 256,
/// 256 and 232 images, then `None`.
pub fn learn(ration: &mut Ration) -> Network {
    // begin solution ration: while the ration gives a batch, occlude it and learn from it
    const RATE: f32 = 2e-3;
    let whole = ration.left() as f32;
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut network = new_network(0);
    let mut adam = Adam::new(RATE);
    while let Some(clean) = ration.batch(256, &mut rng) {
        let occluded = occlude(&clean, &mut rng);
        // 1 under the stripe and 0 elsewhere, where the network has nothing to learn: logits
        // of 0 against targets of ½ have no gradient.
        let covered = under_the_stripe(&occluded);
        let targets = clean.tensor() * covered.clone() + (covered.clone() * -0.5 + 0.5);
        let x = occluded.tensor();
        let logits = aelib::nn::forward_data(&network, &x, OwnedTape::default());
        let loss = bce_with_logits(logits * covered, &targets);
        // Smaller steps towards the end, where the weights need no long way any more.
        adam.learning_rate = RATE * (ration.left() as f32 / whole).max(0.02);
        adam.step(&mut network, loss.backward());
    }
    network
    // end solution
}

/// What the network makes of occluded images. `network` gives logits, of which
/// `.sigmoid()` makes pixels.
///
/// Think about what you know without the network.
///
/// # Example
/// `Images::from(&aelib::nn::forward(network, occluded.tensor()).sigmoid())` is what the network
/// says about every pixel.
pub fn restore(network: &Network, occluded: &Images) -> Images {
    // begin solution (network, occluded): the network's pixels, at least under the stripe
    let mut bytes = occluded.bytes().to_vec();
    let places = Vec::from_iter(0..occluded.len());
    for places in places.chunks(500) {
        let logits = aelib::nn::forward(network, occluded.batch(places));
        let said: Images = Images::from(&logits.sigmoid());
        for (place, said) in places.iter().zip(said.bytes().chunks_exact(784)) {
            let image = &mut bytes[place * 784..(place + 1) * 784];
            if let Some(row) = stripe(image) {
                let covered = row * 28..(row + 2) * 28;
                image[covered.clone()].copy_from_slice(&said[covered]);
            }
        }
    }
    Images::from_bytes(bytes).expect("as many as before")
    // end solution
}
// begin solution

/// 1 where an image is covered, and 0 elsewhere.
fn under_the_stripe(occluded: &Images) -> Batch<Map<1, 28, 28>> {
    let mut mask = vec![0; occluded.bytes().len()];
    for (image, mask) in occluded
        .bytes()
        .chunks_exact(784)
        .zip(mask.chunks_exact_mut(784))
    {
        if let Some(row) = stripe(image) {
            mask[row * 28..(row + 2) * 28].fill(255);
        }
    }
    let mask: Images = Images::from_bytes(mask).expect("as many as before");
    mask.tensor()
}
// end solution
