//! The seam to dfdx's tape: the only file that touches it. Numbers are copied out of a tensor
//! where an operation begins; inside a chain of kernels nothing is copied.

use super::buffer::Buffer;
use super::kernel::Kernel;
use super::lanes::gather;
use super::run::{Chain, Link, Loss, backward, forward, learn, measure};
use super::storage::{add, places, to_buffer, to_vec};
use crate::ops::identity::Identity;
use crate::ops::source::Source;
use dfdx::prelude::*;

/// Where a parameter's gradient goes.
type Sink = Box<dyn FnOnce(&mut Gradients<f32, Cpu>, &[f32])>;

/// One operation with the tensors that its gradients belong to.
pub struct Step {
    /// What the operation is, for people.
    pub name: &'static str,
    /// The shape of what comes out of it for one image.
    pub shape: Vec<usize>,
    link: Link,
    /// Take the gradients, one behind the other, each so many numbers.
    sinks: Vec<(usize, Sink)>,
}

impl Step {
    /// An operation without parameters.
    pub fn new(kernel: impl Kernel + 'static) -> Self {
        let (kernel, rectified) = (Box::new(kernel), false);
        Self {
            name: "",
            shape: vec![kernel.lens()[1]],
            link: Link { kernel, rectified },
            sinks: Vec::new(),
        }
    }

    /// An operation that changes nothing, on `len` numbers an image.
    pub fn identity(len: usize) -> Self {
        Self::new(Identity { len })
    }

    /// With a name, and a shape that is not a row of numbers.
    pub fn named(self, name: &'static str, shape: impl Into<Vec<usize>>) -> Self {
        let shape = shape.into();
        Self {
            name,
            shape,
            ..self
        }
    }

    /// The next numbers of the kernel's parameters are a copy of `tensor`.
    pub fn param<S: Shape>(mut self, tensor: &Tensor<S, f32, Cpu>) -> Self {
        let (ghost, places) = (tensor.ghost(), places(tensor));
        let sink: Sink = Box::new(move |grads, values| {
            let grad = grads.get_or_alloc_mut(&ghost).expect("memory");
            add(grad, values, places.as_deref());
        });
        self.sinks.push((tensor.shape().num_elements(), sink));
        self
    }

    /// A rectifier follows, in place.
    pub fn rectify(&mut self) {
        self.link.rectified = true;
    }
}

/// What is computed, and where the gradients of all its parameters go.
fn split(steps: Vec<Step>) -> (Chain, Vec<(usize, Sink)>) {
    let (mut chain, mut sinks) = (Chain::new(), Vec::new());
    for Step {
        link, sinks: own, ..
    } in steps
    {
        let taken: usize = own.iter().map(|(len, _)| len).sum();
        assert_eq!(taken, link.kernel.params(), "a tensor for each parameter");
        sinks.extend(own);
        chain.push(link);
    }
    (chain, sinks)
}

fn pour(sinks: Vec<(usize, Sink)>, grads: &mut Gradients<f32, Cpu>, mut dparams: &[f32]) {
    for (len, sink) in sinks {
        let (values, rest) = dparams.split_at(len);
        sink(grads, values);
        dparams = rest;
    }
}

/// Runs `steps` on a batch as one operation of the tape.
///
/// # Shapes
/// `x` (N, …) → `shape`, which starts with the same N
pub fn apply<In: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<In, f32, Cpu, T>,
    steps: Vec<Step>,
    shape: Out,
) -> Tensor<Out, f32, Cpu, T> {
    let (x, tape) = x.split_tape();
    run(&x, tape, steps, shape, true)
}

/// As [`apply`]; unless `traced`, `x` is data: gradients go to the parameters only.
pub fn run<In: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: &Tensor<In, f32, Cpu>,
    mut tape: T,
    mut steps: Vec<Step>,
    shape: Out,
    traced: bool,
) -> Tensor<Out, f32, Cpu, T> {
    let input = to_vec(x);
    if steps.is_empty() {
        let images = shape.concrete().into_iter().next().unwrap_or(1);
        steps.push(Step::identity(shape.num_elements() / images.max(1)));
    }
    let (chain, sinks) = split(steps);
    let (output, kept) = forward(&chain, &input, T::OWNS_TAPE);
    let y = x.device().tensor_from_vec(output, shape);
    if !T::OWNS_TAPE {
        return y.put_tape(tape);
    }
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(x));
    tape.add_backward_op(move |grads| {
        // One gradient can be borrowed at a time: take the output's out and put it back.
        let dy = std::mem::take(&mut **grads.get_or_alloc_mut(&output_ghost)?);
        let mut dx = traced.then(|| vec![0.0; input.len()]);
        let dparams = backward(&chain, [&input, &dy], &kept, dx.as_deref_mut());
        **grads.get_or_alloc_mut(&output_ghost)? = dy;
        if let Some(dx) = dx {
            let gradient = grads.get_or_alloc_mut(&input_ghost)?;
            add(gradient, &dx, places.as_deref());
        }
        pour(sinks, grads, &dparams);
        Ok(())
    });
    y.put_tape(tape)
}

/// What each of `steps` gives for one image, with its name and its shape.
pub fn outputs<In: Shape>(x: &Tensor<In, f32, Cpu>, steps: Vec<Step>) -> Vec<Output> {
    let names = Vec::from_iter(steps.iter().map(|step| (step.name, step.shape.clone())));
    let (_, kept) = forward(&split(steps).0, &to_vec(x), true);
    let outputs = names.into_iter().zip(kept.iter().flatten());
    let output = |((name, shape), side_by_side): ((_, Vec<usize>), &Buffer)| {
        let mut numbers = vec![0.0; shape.iter().product()];
        gather(numbers.len(), side_by_side, &mut numbers);
        Output {
            name,
            shape,
            numbers,
        }
    };
    outputs.map(output).collect()
}

/// What came out of a layer for one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// What the layer does: "linear", "convolution".
    pub name: &'static str,
    /// Channels, height and width, or how many numbers.
    pub shape: Vec<usize>,
    /// As many as the shape says.
    pub numbers: Vec<f32>,
}

/// What is learned: `factor · Σ loss(steps(x), targets)`.
pub struct Task {
    /// From images to what is compared with the targets.
    pub steps: Vec<Step>,
    /// The loss and its factor.
    pub loss: (Loss, f32),
}

/// A [`Task`], `factor · Σ loss(steps(x), targets)`: a chain with its loss as one operation of the
/// tape, which learns in one go. The same numbers as [`apply`] and then [`scalar`], up to
/// rounding. Gradients go to the parameters only: `x` is data.
pub fn learn_from_data<In: Shape, R: Shape, T: Tape<f32, Cpu>>(
    x: &Tensor<In, f32, Cpu>,
    targets: &Tensor<R, f32, Cpu>,
    tape: T,
    task: Task,
) -> Tensor<Rank0, f32, Cpu, T> {
    let input = to_buffer(x);
    // Where the label is the input, it is read once.
    let other = (!std::ptr::addr_eq(x, targets)).then(|| to_buffer(targets));
    let targets = other.as_ref().unwrap_or(&input);
    let sources = [&input, targets].map(|numbers| Source::Numbers(numbers));
    learn_from(sources, tape, task)
}

/// As [`learn_from_data`], of images that are no tensors.
pub fn learn_from<T: Tape<f32, Cpu>>(
    sources: [Source; 2],
    mut tape: T,
    Task { steps, loss }: Task,
) -> Tensor<Rank0, f32, Cpu, T> {
    let (device, (chain, sinks)) = (Cpu::default(), split(steps));
    if !T::OWNS_TAPE {
        let value = measure(&chain, sources, loss);
        return device.tensor(value as f32).put_tape(tape);
    }
    let (value, mut dparams) = learn(&chain, sources, loss);
    let y = device.tensor(value as f32);
    let output_ghost = y.ghost();
    tape.add_backward_op(move |grads| {
        let scale = grads.get_or_alloc_mut(&output_ghost)?[0];
        if scale != 1.0 {
            dparams.iter_mut().for_each(|v| *v *= scale);
        }
        pour(sinks, grads, &dparams);
        Ok(())
    });
    y.put_tape(tape)
}

/// The gradient that has come to `from` goes on to `to`, a tensor of the same numbers with
/// another way back, and is gone from there: nothing is counted twice.
pub fn hand_on<S: Shape, T: Tape<f32, Cpu>>(
    tape: &mut T,
    from: &Tensor<S, f32, Cpu>,
    to: &Tensor<S, f32, Cpu>,
) {
    let (from, to) = (from.ghost(), to.ghost());
    tape.add_backward_op(move |grads| {
        let gradient = grads.get_or_alloc_mut(&from)?;
        let zeros = vec![0.0; gradient.len()];
        let gradient = std::mem::replace(&mut **gradient, zeros);
        add(grads.get_or_alloc_mut(&to)?, &gradient, None);
        Ok(())
    });
}

/// Numbers computed from `x`: `compute` gives them, `backward` makes the gradient of `x`
/// from theirs.
pub fn map<S: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<S, f32, Cpu, T>,
    shape: Out,
    compute: impl FnOnce(&[f32]) -> Vec<f32>,
    backward: impl FnOnce(&[f32], &[f32]) -> Vec<f32> + 'static,
) -> Tensor<Out, f32, Cpu, T> {
    let input = to_vec(&x);
    let values = compute(&input);
    record(x, values, shape, move |dy| backward(&input, dy))
}

/// A number computed from `x`, whose gradient with respect to `x` is known: a loss.
///
/// `compute(x, keep)` gives the gradient only if it is to be kept.
pub fn scalar<S: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<S, f32, Cpu, T>,
    compute: impl FnOnce(&[f32], bool) -> (f32, Vec<f32>),
) -> Tensor<Rank0, f32, Cpu, T> {
    let (value, gradient) = compute(&to_vec(&x), T::OWNS_TAPE);
    let backward = move |dy: &[f32]| gradient.iter().map(|g| dy[0] * g).collect();
    record(x, vec![value], (), backward)
}

/// `values` that were computed from `x`, as an operation of the tape.
fn record<S: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<S, f32, Cpu, T>,
    values: Vec<f32>,
    shape: Out,
    backward: impl FnOnce(&[f32]) -> Vec<f32> + 'static,
) -> Tensor<Out, f32, Cpu, T> {
    let (x, mut tape) = x.split_tape();
    let y = x.device().tensor_from_vec(values, shape);
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(&x));
    tape.add_backward_op(move |grads| {
        let dx = backward(grads.get_or_alloc_mut(&output_ghost)?);
        let gradient = grads.get_or_alloc_mut(&input_ghost)?;
        add(gradient, &dx, places.as_deref());
        Ok(())
    });
    y.put_tape(tape)
}
