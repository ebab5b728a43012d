//! What stands beside a variable's name in a notebook's list of variables.

use crate::text::sizes;
use aelib_core::images::Images;
use aelib_core::models::Autoencoder;
use aelib_core::nn::FeatureMap;
use dfdx::nn::NumParams;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// So many numbers of a tensor are written.
const NUMBERS: usize = 6;

/// Says what a variable is in a line, without copying it: the kernel calls this at the end of
/// each cell.
pub trait ShowVariable {
    /// The line. `None`: what `Debug` writes says more.
    fn notebook_summary(&self) -> Option<String>;
}

/// The shape and the first numbers.
impl<S: Shape, T> ShowVariable for Tensor<S, f32, Cpu, T> {
    fn notebook_summary(&self) -> Option<String> {
        let shape: Vec<usize> = self.shape().concrete().into_iter().collect();
        let count: usize = shape.iter().product();
        let numbers = (0..count.min(NUMBERS)).map(|number| {
            let (mut at, mut rest) = (S::Concrete::default(), number);
            for axis in (0..shape.len()).rev() {
                at[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            format!("{}", self[at])
        });
        let mut text = match shape.is_empty() {
            true => String::new(),
            false => format!("{}: ", sizes(&shape, "x")),
        };
        text += &Vec::from_iter(numbers).join(", ");
        if count > NUMBERS {
            text += ", …";
        }
        Some(text)
    }
}

/// How many there are, and their shape.
impl<S: FeatureMap> ShowVariable for Images<S> {
    fn notebook_summary(&self) -> Option<String> {
        Some(format!("{} of {}", self.len(), sizes(&S::SIZES, "x")))
    }
}

/// How many numbers it has learned.
impl<E, D, I, O> ShowVariable for Autoencoder<E, D, I, O>
where
    Self: TensorCollection<f32, Cpu>,
{
    fn notebook_summary(&self) -> Option<String> {
        Some(format!("{} numbers", self.num_trainable_params()))
    }
}
