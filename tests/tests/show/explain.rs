//! The three views of a convolution and the operation itself give PyTorch's numbers, to
//! the bit. tests/golden/make_explain.py makes the file.

use aelib::explain::{Maps, Matrix, Operation, Problem, Sliding};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions, NO_BIAS};
use aelib::prelude::{AsArray, conv_transpose2d, mse};
use aelib::prelude::{Backward, Cpu, Rank4, Tensor, TensorFromVec, Trace, ZerosTensor};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    transposed: bool,
    stride: usize,
    padding: usize,
    output_padding: usize,
    dilation: usize,
    x_sizes: [usize; 3],
    x: Vec<f32>,
    weight_sizes: [usize; 3],
    weight: Vec<f32>,
    y_sizes: [usize; 3],
    y: Vec<f32>,
}

impl Case {
    fn problem(&self) -> Problem {
        let operation = match self.transposed {
            false => Operation::Conv2d(Conv2dOptions {
                stride: self.stride,
                padding: self.padding,
                dilation: self.dilation,
            }),
            true => Operation::ConvTranspose2d(ConvTranspose2dOptions {
                stride: self.stride,
                padding: self.padding,
                output_padding: self.output_padding,
                dilation: self.dilation,
            }),
        };
        let x = Maps::new(self.x_sizes, self.x.clone());
        let weight = Maps::new(self.weight_sizes, self.weight.clone());
        Problem::new(x, weight, operation).expect("PyTorch has a result")
    }
}

fn cases() -> Vec<Case> {
    let text = include_str!("../../golden/explain.json");
    let file: File = serde_json::from_str(text).expect("the file of golden values");
    file.cases
}

#[test]
fn all_views_give_pytorchs_numbers() {
    let cases = cases();
    assert_eq!(cases.len(), 200);
    for (i, case) in cases.iter().enumerate() {
        let (problem, y) = (case.problem(), Maps::new(case.y_sizes, case.y.clone()));
        assert_eq!(problem.output(), y, "case {i}, the operation");
        let explanation = problem.explain();
        let steps = explanation.steps().len();
        assert_eq!(explanation.so_far(steps), y, "case {i}, stamp and add");
        assert_eq!(Sliding::of(&problem).output(), y, "case {i}, slide");
        let matrix = Matrix::of(&problem);
        assert_eq!(matrix.times(problem.input()), y, "case {i}, matrix");
    }
}

#[test]
fn the_cases_have_all_that_can_be_set() {
    let cases = cases();
    let some = |what: &str, has: fn(&Case) -> bool| {
        let count = cases.iter().filter(|case| has(case)).count();
        assert!(count >= 10, "{count} cases with {what}");
    };
    some("an output padding", |c| c.output_padding > 0);
    some("a dilation", |c| c.dilation > 1);
    some("a stride of 4", |c| c.stride == 4);
    some("a stride of 3, transposed", |c| {
        c.stride == 3 && c.transposed
    });
    some("several channels in", |c| c.x_sizes[0] > 1);
    some("several channels out", |c| c.y_sizes[0] > 1);
    some("a padding of at least the kernel", |c| {
        c.padding >= c.weight_sizes[1]
    });
    some("7 rows", |c| c.x_sizes[1] == 7);
    some("1 row", |c| c.x_sizes[1] == 1);
}

#[test]
fn formulas_add_up() {
    for case in cases() {
        let explanation = case.problem().explain();
        for cell in explanation.output().places() {
            let formula = explanation.formula(cell);
            let products = formula.terms.iter().map(|(_, tap)| tap.value * tap.weight);
            assert_eq!(products.sum::<f32>(), formula.value);
            assert_eq!(formula.value, explanation.output().at(cell));
        }
    }
}

#[test]
fn each_step_goes_on_from_the_one_before() {
    for case in cases().iter().step_by(7) {
        let explanation = case.problem().explain();
        for (i, step) in explanation.steps().iter().enumerate() {
            let mut sum = explanation.so_far(i).values().to_vec();
            let [_, height, width] = explanation.output().sizes();
            for landing in step.taps.iter().filter_map(|tap| tap.lands.as_ref()) {
                let [c, y, x] = landing.cell;
                let cell = &mut sum[(c * height + y) * width + x];
                assert_eq!(*cell, landing.before);
                *cell = landing.after;
            }
            assert_eq!(sum, explanation.so_far(i + 1).values());
        }
    }
}

/// Lesson 3's "not the inverse": the transpose with the same kernel is worse than an empty
/// image, and gradient descent finds the best kernel.
#[test]
fn back_propagation_identifies_the_kernel() {
    let image: Maps = "0 0 1 0 0; 0 1 1 0 0; 0 0 1 0 0; 0 0 1 0 0; 0 1 1 1 0"
        .parse()
        .unwrap();
    let edges: Maps = "0 1 0; 1 -4 1; 0 1 0".parse().unwrap();
    let code = Problem::conv2d(image.clone(), edges.clone(), Default::default())
        .unwrap()
        .output();
    let device = Cpu::default();
    let target: Tensor<Rank4<1, 1, 5, 5>, f32, Cpu> =
        device.tensor_from_vec(image.values().to_vec(), Default::default());
    let given: Tensor<Rank4<1, 1, 3, 3>, f32, Cpu> =
        device.tensor_from_vec(code.values().to_vec(), Default::default());
    let kernel = |values: Vec<f32>| -> Tensor<Rank4<1, 1, 3, 3>, f32, Cpu> {
        device.tensor_from_vec(values, Default::default())
    };
    let error = |kernel: &Tensor<Rank4<1, 1, 3, 3>, f32, Cpu>| {
        let restored = conv_transpose2d(given.leaky_trace(), kernel, NO_BIAS, Default::default());
        mse(restored.unwrap(), &target)
    };
    let mut learned = device.zeros();
    for _ in 0..200 {
        let gradients = error(&learned).backward();
        learned = learned.clone() - gradients.get(&learned) * 0.1;
    }
    let (best, empty) = (error(&learned).array(), error(&device.zeros()).array());
    let same = error(&kernel(edges.values().to_vec())).array();
    // The kernel of the way down as well, with the factor that suits it best: the error is a
    // square in it, and half the sum of two opposite ones is what lies above that of zeros.
    let opposite = error(&kernel(edges.values().iter().map(|w| -w).collect())).array();
    let (bend, slope) = ((same + opposite) / 2.0 - empty, (same - opposite) / 2.0);
    let scaled = empty - slope * slope / (4.0 * bend);
    assert!(
        0.1 < best && best < 0.9 * scaled && scaled < empty && empty < same,
        "{best} {scaled} {empty} {same}"
    );
    // The error is a square of each number of the kernel: at its least, both ways lead up.
    for i in 0..9 {
        for change in [-0.05, 0.05] {
            let mut values = learned.as_vec();
            values[i] += change;
            assert!(error(&kernel(values)).array() > best, "number {i}");
        }
    }
}
