//! The same numbers as PyTorch: outputs, all gradients, and ten steps of training.
//! tests/golden/make.py makes the files and says which version of PyTorch it used.

use aelib::dfdx::prelude::{Cpu, Rank0, Tensor, TensorFromVec};
use aelib::prelude::*;
use tests::golden::{array, check_projections, formula, four, golden, number, numbers, size};
use tests::{Convolution, Operation, assert_close, gradients, set_parameters};

fn convolutions(name: &str, operation: Operation, expected_cases: usize) {
    let file = golden("convolutions.json");
    let cases = array(&file["cases"])
        .iter()
        .filter(|case| case["operation"] == name);
    let mut seen = 0;
    for case in cases {
        let what = format!("{name}, {}", case["what"]);
        let convolution = Convolution {
            operation,
            x: four(&case["x_shape"]),
            weight: four(&case["weight_shape"]),
            bias: array(&case["arguments"]).len() == 3,
            stride: size(&case["stride"]),
            padding: size(&case["padding"]),
            output_padding: size(&case["output_padding"]),
            dilation: size(&case["dilation"]),
        };
        assert_eq!(convolution.y(), Some(four(&case["y_shape"])), "{what}");
        let arguments = Vec::from_iter(array(&case["arguments"]).iter().map(numbers));
        let outcome = convolution.backward(&arguments, &numbers(&case["dy"]));
        let y = numbers(&case["y"]);
        assert_close(&what, &outcome.y, &y, 1e-5, 1e-5);
        assert_close(&what, &convolution.forward(&arguments), &y, 1e-5, 1e-5);
        let expected = array(&case["gradients"]);
        assert_eq!(outcome.gradients.len(), expected.len(), "{what}");
        for (argument, (found, expected)) in outcome.gradients.iter().zip(expected).enumerate() {
            let what = format!("{what}, gradient of {}", ["x", "weight", "bias"][argument]);
            assert_close(&what, found, &numbers(expected), 1e-5, 3e-5);
        }
        seen += 1;
    }
    assert_eq!(seen, expected_cases, "cases of {name} in the file");
}

#[test]
fn conv2d_is_pytorchs() {
    convolutions("conv2d", Operation::Conv2d, 13);
}

#[test]
fn conv_transpose2d_is_pytorchs() {
    convolutions("conv_transpose2d", Operation::ConvTranspose2d, 12);
}

type Logits<T> = Tensor<(usize, usize, usize), f32, Cpu, T>;
type Loss = Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>;

#[test]
fn losses_are_pytorchs() {
    let file = golden("losses.json");
    let shape = &file["shape"];
    let shape = (size(&shape[0]), size(&shape[1]), size(&shape[2]));
    let device = Cpu::default();
    let logits = device.tensor_from_vec(numbers(&file["logits"]), shape);
    let targets = device.tensor_from_vec(numbers(&file["targets"]), shape);
    type Function = fn(Logits<OwnedTape<f32, Cpu>>, &Logits<NoneTape>) -> Loss;
    let functions: [(&str, Function); 3] = [
        ("bce_with_logits", bce_with_logits),
        ("bce_with_logits_per_image", bce_with_logits_per_image),
        ("mse", mse),
    ];
    for (name, function) in functions {
        let expected = &file["losses"][name];
        let loss = function(logits.clone().leaky_traced(), &targets);
        let value = number(&expected["value"]);
        assert_close(name, &[loss.array()], &[value], 1e-6, 0.0);
        let gradients = (loss * number(&file["upstream"])).backward();
        let found = gradients.get(&logits).as_vec();
        assert_close(name, &found, &numbers(&expected["gradient"]), 1e-5, 1e-8);
    }
}

#[test]
fn ten_steps_of_training_are_pytorchs() {
    let file = golden("training.json");
    let mut model = ConvAutoencoder::<5>::new(0);
    set_parameters(&mut model, |tensor, len| {
        formula(len, tensor, |sine| 0.25 * sine)
    });
    let images = size(&file["images"]);
    let x = Cpu::default().tensor_from_vec(
        formula(images * 784, 99, |sine| sine.max(0.0)),
        (images, Const::<1>, Const::<28>, Const::<28>),
    );
    let mut adam = Adam::new(1e-3);
    let mut losses = Vec::new();
    for step in 0..10 {
        let loss = bce_with_logits(model.forward(x.clone().leaky_traced()), &x);
        losses.push(loss.array());
        let grads = loss.backward();
        if step == 0 {
            check_projections(&gradients(&model, grads.clone()), &file["gradients"]);
        }
        adam.step(&mut model, grads);
    }
    assert_close("losses", &losses, &numbers(&file["losses"]), 1e-4, 0.0);
}
