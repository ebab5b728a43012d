//! The same numbers as PyTorch: outputs, all gradients, and ten steps of training.
//! tests/golden/make.py makes the files and says which version of PyTorch it used.

use aelib::dfdx::prelude::{Cpu, Rank0, Tensor, TensorFromVec};
use aelib::prelude::*;
use serde_json::Value;
use tests::{Convolution, Operation, assert_close, dot, gradients, set_parameters};

fn golden(file: &str) -> Value {
    let path = format!("{}/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn size(value: &Value) -> usize {
    value.as_u64().expect("a size") as usize
}

fn four(value: &Value) -> [usize; 4] {
    std::array::from_fn(|i| size(&value[i]))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn numbers(value: &Value) -> Vec<f32> {
    array(value).iter().map(number).collect()
}

fn number(value: &Value) -> f32 {
    value.as_f64().expect("a number") as f32
}

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

/// `sin(0.37 i² + tensor)`, so that no weights need to be stored.
fn formula(count: usize, tensor: usize, f: impl Fn(f64) -> f64) -> Vec<f32> {
    let angle = |i: usize| 0.37 * (i * i) as f64 + tensor as f64;
    (0..count).map(|i| f(angle(i).sin()) as f32).collect()
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
            check_gradients(&gradients(&model, grads.clone()), &file["gradients"]);
        }
        adam.step(&mut model, grads);
    }
    assert_close("losses", &losses, &numbers(&file["losses"]), 1e-4, 0.0);
}

/// Names, norms, and projections on the formula: Adam would hide a wrong scale, and a norm
/// alone wrong indices.
fn check_gradients(found: &[tests::Named], expected: &Value) {
    assert_eq!(found.len(), expected.as_object().expect("tensors").len());
    for (tensor, (name, gradient)) in found.iter().enumerate() {
        let expected = &expected[name];
        assert!(expected.is_object(), "PyTorch has no tensor {name}");
        let norm = dot(gradient, gradient).sqrt();
        let projection = dot(gradient, &formula(gradient.len(), tensor, |sine| sine));
        let found = [norm as f32, projection as f32];
        let expected = [number(&expected["norm"]), number(&expected["projection"])];
        assert_close(name, &found, &expected, 1e-4, 1e-4 * norm);
    }
}
