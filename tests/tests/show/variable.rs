//! What stands beside a variable's name in a notebook's list of variables.

use aelib::dfdx::prelude::{Const, TensorFromVec};
use aelib::prelude::*;

#[test]
fn shapes_and_first_numbers_are_said() {
    let values: Vec<f32> = (0..8).map(|i| i as f32 / 2.0).collect();
    let tensor = Cpu::default().tensor_from_vec(values, (2usize, Const::<4>));
    let text = "2x4: 0, 0.5, 1, 1.5, 2, 2.5, …";
    assert_eq!(tensor.notebook_summary().as_deref(), Some(text));
    let none = Cpu::default().tensor_from_vec(Vec::new(), (0usize, Const::<4>));
    assert_eq!(none.notebook_summary().as_deref(), Some("0x4: "));
    let one = Cpu::default().tensor_from_vec(vec![7.5], ());
    assert_eq!(one.notebook_summary().as_deref(), Some("7.5"));
    let images: Images = Images::from_bytes(vec![0; 2 * 784]).unwrap();
    assert_eq!(images.notebook_summary().as_deref(), Some("2 of 1x28x28"));
    let model: DenseAutoencoder = DenseAutoencoder::new(0);
    assert_eq!(model.notebook_summary().as_deref(), Some("50992 numbers"));
}
