//! What a model is made of, as a table.

use crate::table::Table;
use crate::text::sizes;
use aelib_core::checkpoint::weights;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::Cpu;

/// Lets a cell end with a model: it shows its tensors and how many numbers it has learned,
/// not the numbers themselves.
pub trait ShowModel {
    /// Name, shape and count of each tensor of weights, in the order of the layers.
    fn summary(&self) -> Table;

    /// Shows the table as a cell's result; evcxr calls this.
    fn evcxr_display(&self) {
        self.summary().evcxr_display();
    }
}

impl<M: TensorCollection<f32, Cpu>> ShowModel for M {
    fn summary(&self) -> Table {
        let tensors = weights(self);
        let table = tensors.iter().fold(
            Table::new(["tensor", "shape", "numbers"]),
            |table, (name, tensor)| {
                let (shape, count) = (sizes(&tensor.shape, " x "), tensor.values.len());
                table.row([name.clone(), shape, count.to_string()])
            },
        );
        let total: usize = tensors.iter().map(|(_, tensor)| tensor.values.len()).sum();
        table.caption(format!("{total} numbers in all, {} bytes", 4 * total))
    }
}
