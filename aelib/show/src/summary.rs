//! What a model is made of, as a table.

use crate::table::Table;
use aelib_core::checkpoint::weights;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::Cpu;

/// Lets a cell end with a model: it shows its tensors and how many numbers it has learned,
/// not the numbers themselves.
pub trait ShowModel {
    /// Name, shape and count of each tensor of weights.
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
                let shape: Vec<String> = tensor.shape.iter().map(usize::to_string).collect();
                table.row([
                    name.clone(),
                    shape.join(" x "),
                    tensor.values.len().to_string(),
                ])
            },
        );
        let total: usize = tensors.values().map(|tensor| tensor.values.len()).sum();
        table.caption(format!("{total} numbers in all, {} bytes", 4 * total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aelib_core::models::DenseAutoencoder;

    #[test]
    fn every_number_is_counted() {
        let table = DenseAutoencoder::<2>::new(0).summary().to_string();
        let lines = [
            "tensor           shape    numbers",
            "decoder.0.bias   784          784",
            "decoder.0.weight 784 x 2     1568",
        ];
        for line in lines {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                table.lines().any(|found| words(found) == words(line)),
                "{line:?} in\n{table}"
            );
        }
        let total = 2 * (784 * 2) + 784 + 2;
        assert!(table.ends_with(&format!("{total} numbers in all, {} bytes\n", 4 * total)));
    }
}
