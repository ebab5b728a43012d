//! Every gradient against central differences.
//!
//! The loss is `Σ r⊙y` with random r (all ones would hide a wrong index), summed in f64.
//! Where y is linear or quadratic in each argument, differences have no truncation error,
//! so a step of 0.5 keeps rounding small even in f32.

use aelib::dfdx::prelude::SumTo;
use aelib::ops::storage::to_vec;
use aelib::prelude::*;
use tests::{Convolution, Operation, close, dot, random_tensor, randoms};

const RTOL: f64 = 1e-5;
const ATOL: f64 = 2e-5;

/// Compares `gradients` of `Σ r⊙f(arguments)`, one per argument, with central differences.
fn check(
    f: impl Fn(&[Vec<f32>]) -> Vec<f32>,
    arguments: &[Vec<f32>],
    gradients: &[Vec<f32>],
    r: &[f32],
    step: f32,
) -> std::result::Result<(), String> {
    assert_eq!(arguments.len(), gradients.len(), "a gradient per argument");
    for (which, gradient) in gradients.iter().enumerate() {
        let mut moved = arguments.to_vec();
        let mut differences = Vec::new();
        for i in 0..arguments[which].len() {
            let middle = arguments[which][i];
            let (above, below) = (middle + step, middle - step);
            moved[which][i] = above;
            let up = dot(&f(&moved), r);
            moved[which][i] = below;
            let down = dot(&f(&moved), r);
            moved[which][i] = middle;
            // What the step really was, after rounding.
            differences.push(((up - down) / f64::from(above - below)) as f32);
        }
        close(gradient, &differences, RTOL, ATOL)
            .map_err(|worst| format!("gradient of argument {which} {worst}"))?;
    }
    Ok(())
}

fn check_convolution(convolution: Convolution) {
    let (arguments, r) = (convolution.arguments(0), convolution.upstream(9));
    let gradients = convolution.backward(&arguments, &r).gradients;
    check(|a| convolution.forward(a), &arguments, &gradients, &r, 0.5)
        .unwrap_or_else(|e| panic!("{convolution:?}: {e}"));
}

/// Two images, 2 channels to 3, and a kernel that is not square.
const SMALL: Convolution = Convolution {
    operation: Operation::Conv2d,
    x: [2, 2, 5, 4],
    weight: [3, 2, 3, 2],
    bias: true,
    stride: 2,
    padding: 1,
    output_padding: 0,
    dilation: 1,
};

#[test]
fn conv2d() {
    check_convolution(SMALL);
    check_convolution(Convolution {
        stride: 3,
        dilation: 2,
        padding: 3,
        bias: false,
        ..SMALL
    });
    check_convolution(Convolution {
        x: [17, 1, 2, 3],
        weight: [2, 1, 3, 3],
        ..SMALL
    });
}

#[test]
fn conv_transpose2d() {
    let up = Convolution {
        operation: Operation::ConvTranspose2d,
        x: [2, 2, 3, 2],
        weight: [2, 3, 3, 2],
        ..SMALL
    };
    check_convolution(up);
    check_convolution(Convolution {
        stride: 3,
        dilation: 2,
        output_padding: 2,
        bias: false,
        ..up
    });
    check_convolution(Convolution {
        x: [17, 1, 2, 2],
        weight: [1, 2, 3, 3],
        ..up
    });
}

#[test]
fn linear() {
    let forward = |a: &[Vec<f32>]| {
        let (layer, x) = linear_layer(a);
        to_vec(&layer.forward(x))
    };
    let arguments = [randoms(18 * 4, 0), randoms(3 * 4, 1), randoms(3, 2)];
    let r = randoms(18 * 3, 3);
    let (layer, x) = linear_layer(&arguments);
    let y = layer.forward(x.clone().leaky_traced());
    let grads = (y * Cpu::default().tensor_from_vec(r.clone(), (18, Const::<3>)))
        .sum()
        .backward();
    let gradients = [
        to_vec(&grads.get(&x)),
        to_vec(&grads.get(&layer.weight)),
        to_vec(&grads.get(&layer.bias)),
    ];
    check(forward, &arguments, &gradients, &r, 0.5).unwrap();
}

fn linear_layer(arguments: &[Vec<f32>]) -> (Linear<4, 3>, Batch<Rank1<4>>) {
    let device = Cpu::default();
    let mut layer: Linear<4, 3> = BuildModule::build(&device);
    layer.weight.copy_from(&arguments[1]);
    layer.bias.copy_from(&arguments[2]);
    let x = device.tensor_from_vec(arguments[0].clone(), (18, Const));
    (layer, x)
}

#[test]
fn relu() {
    let device = Cpu::default();
    // At least 0.1 from the kink, which the step must not cross.
    let away = |v: &f32| v + 0.1f32.copysign(*v);
    let x = Vec::from_iter(randoms(18 * 5, 0).iter().map(away));
    let batch = |x: &[f32]| device.tensor_from_vec(x.to_vec(), (18, Const::<5>));
    let r = randoms(18 * 5, 1);
    let input = batch(&x);
    let y = Relu.forward(input.clone().leaky_traced());
    let grads = (y * batch(&r)).sum().backward();
    let gradients = [to_vec(&grads.get(&input))];
    let forward = |a: &[Vec<f32>]| to_vec(&Relu.forward(batch(&a[0])));
    check(forward, &[x], &gradients, &r, 0.0625).unwrap();
}

/// Checks a loss with an upstream gradient of 0.7.
macro_rules! check_loss {
    ($loss:ident, $step:expr) => {
        let shape = (3, 2, 4);
        let targets = Cpu::default().tensor_from_vec(
            Vec::from_iter(randoms(24, 1).iter().map(|v| 0.5 + v / 2.0)),
            shape,
        );
        let x = random_tensor(shape, 0);
        let grads = ($loss(x.clone().leaky_traced(), &targets) * 0.7).backward();
        let f = |a: &[Vec<f32>]| {
            let x = Cpu::default().tensor_from_vec(a[0].clone(), shape);
            vec![$loss(x, &targets).array()]
        };
        let gradients = [to_vec(&grads.get(&x))];
        check(f, &[to_vec(&x)], &gradients, &[0.7], $step).unwrap();
    };
}

#[test]
fn losses() {
    check_loss!(mse, 0.5);
    // Not quadratic: a step that balances truncation (h²/6 · 0.1) and rounding.
    check_loss!(bce_with_logits, 0.0625);
    check_loss!(bce_with_logits_per_image, 0.0625);
    check_loss!(squared_error_with_logits_per_image, 0.03125);
}

#[test]
fn the_checker_rejects_wrong_gradients() {
    let convolution = SMALL;
    let (arguments, r) = (convolution.arguments(0), convolution.upstream(9));
    let right = convolution.backward(&arguments, &r).gradients;
    let rejects = |what: &str, wrong: &[Vec<f32>]| {
        let verdict = check(|a| convolution.forward(a), &arguments, wrong, &r, 0.5);
        assert!(verdict.is_err(), "accepted: {what}");
    };
    for which in 0..right.len() {
        let change = |f: fn(&mut Vec<f32>)| {
            let mut wrong = right.clone();
            f(&mut wrong[which]);
            wrong
        };
        rejects(
            "too large",
            &change(|g| g.iter_mut().for_each(|v| *v *= 1.01)),
        );
        rejects(
            "wrong sign",
            &change(|g| g.iter_mut().for_each(|v| *v = -*v)),
        );
        rejects("two exchanged", &change(|g| g.swap(0, 1)));
        rejects("one missing", &change(|g| *g.last_mut().unwrap() = 0.0));
        rejects("NaN", &change(|g| g[0] = f32::NAN));
        rejects("too short", &change(|g| g.truncate(1)));
    }
}
