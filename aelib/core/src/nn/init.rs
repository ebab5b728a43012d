//! How weights begin: Glorot's uniform distribution, with biases of zero, as in Keras.

use super::each_tensor_mut;
use dfdx::nn::tensor_collection::{TensorCollection, TensorOptions};
use dfdx::prelude::{BuildModule, ConstShape, Cpu, Device, Dtype};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// `U(-a, a)` with `a = sqrt(6 / (fan_in + fan_out))`, where both fans count the taps
/// of the kernel: the first two sizes of the shape times all others.
///
/// # Source
/// Glorot & Bengio 2010, equation 16.
fn glorot_values(sizes: &[usize], rng: &mut ChaCha8Rng) -> Vec<f32> {
    let taps: usize = sizes[2..].iter().product();
    let limit = (6.0 / ((sizes[0] + sizes[1]) * taps) as f32).sqrt();
    let count = 0..sizes.iter().product();
    count.map(|_| rng.gen_range(-limit..limit)).collect()
}

/// How a layer's weight is reset: seeded by its device.
pub(super) fn glorot<S: ConstShape, E: Dtype, D: Device<E>>() -> TensorOptions<S, E, D> {
    TensorOptions::reset_with(|tensor| {
        let mut rng = ChaCha8Rng::seed_from_u64(tensor.device().random_u64());
        let sizes: Vec<usize> = S::default().concrete().into_iter().collect();
        let values = glorot_values(&sizes, &mut rng).into_iter();
        let values = values.map(|value| E::from_f32(value).expect("a small number"));
        tensor.copy_from(&Vec::from_iter(values));
        Ok(())
    })
}

/// An untrained model: built, and [`init`]ialised with `seed`.
pub(crate) fn seeded<M: TensorCollection<f32, Cpu, To<f32, Cpu> = M>>(seed: u64) -> M {
    let mut model = M::build(&Cpu::default());
    init(&mut model, seed);
    model
}

/// Draws all weights of a model anew from `seed`, and sets all biases to zero. The same
/// seed gives the same weights on every machine and in every version.
pub fn init<M: TensorCollection<f32, Cpu>>(model: &mut M, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    each_tensor_mut(model, &mut |_, tensor, _| {
        let sizes = tensor.sizes();
        let values = match sizes.len() {
            0 | 1 => vec![0.0; sizes.iter().product()],
            _ => glorot_values(&sizes, &mut rng),
        };
        tensor.set(&values);
    });
}
