//! Helpers shared by the workspace tests.

pub mod apt;
pub mod browser;
mod close;
mod convolution;
pub mod golden;
pub mod idx;
mod parameters;
pub mod server;
mod small_faces;
pub mod small_set;

pub use close::{assert_close, close};
pub use convolution::{Convolution, Operation, Outcome, convolutions};
pub use parameters::{Named, gradients, parameters, set_parameters};
pub use small_faces::{SmallFaceSwap, SmallFaces};

use aelib::dfdx::prelude::{Cpu, Shape, Tensor, TensorFromVec};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// `count` numbers in [-1, 1), the same for the same seed.
pub fn randoms(count: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| rng.gen_range(-1.0..1.0)).collect()
}

/// A tensor of [`randoms`].
pub fn random_tensor<S: Shape>(shape: S, seed: u64) -> Tensor<S, f32, Cpu> {
    Cpu::default().tensor_from_vec(randoms(shape.num_elements(), seed), shape)
}

/// `Σ a⊙b`, in f64.
pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len(), "a product of as many numbers");
    let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
    products.sum()
}

/// The numbers' bits: equality that tells zeros apart and does not pass NaN by.
pub fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|v| v.to_bits()).collect()
}
