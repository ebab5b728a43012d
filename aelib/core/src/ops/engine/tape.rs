//! The seam to dfdx's tape: the only file that touches it.
//!
//! Numbers are copied out of a tensor where an operation begins. Inside a chain of
//! kernels nothing is copied.

use super::kernel::{Kernel, Pass};
use super::run::{self, Chain, Link, Loss};
use super::storage::{add, places, to_buffer, to_vec};
use dfdx::prelude::*;
use std::ops::Range;

/// Where a parameter's gradient goes.
type Sink = Box<dyn FnOnce(&mut Gradients<f32, Cpu>, &[f32])>;

/// One operation with the tensors that its gradients belong to.
pub struct Step {
    kernel: Box<dyn Kernel>,
    rectified: bool,
    /// Take the gradients, one behind the other, each so many numbers.
    sinks: Vec<(usize, Sink)>,
}

impl Step {
    /// An operation without parameters.
    pub fn new(kernel: impl Kernel + 'static) -> Self {
        Self {
            kernel: Box::new(kernel),
            rectified: false,
            sinks: Vec::new(),
        }
    }

    /// An operation that changes nothing, on `len` numbers an image.
    pub fn identity(len: usize) -> Self {
        Self::new(Copy { len })
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
        self.rectified = true;
    }
}

/// What is computed, and where the gradients of all its parameters go.
type Split<S> = (Chain, S);

/// Splits steps.
fn split(steps: Vec<Step>) -> Split<impl FnOnce(&mut Gradients<f32, Cpu>, &[f32])> {
    let (mut chain, mut sinks) = (Chain::new(), Vec::new());
    for step in steps {
        let len: usize = step.kernel.param_lens().iter().sum();
        let taken: usize = step.sinks.iter().map(|(len, _)| len).sum();
        assert_eq!(taken, len, "a tensor for each parameter");
        sinks.extend(step.sinks);
        chain.push(Link {
            kernel: step.kernel,
            rectified: step.rectified,
        });
    }
    let pour = move |grads: &mut Gradients<f32, Cpu>, mut dparams: &[f32]| {
        for (len, sink) in sinks {
            let (values, rest) = dparams.split_at(len);
            sink(grads, values);
            dparams = rest;
        }
    };
    (chain, pour)
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
    chain_op(&x, tape, steps, shape, true)
}

/// As [`apply`], for data: gradients go to the parameters only, and `x`'s is not computed.
pub fn apply_to_data<In: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: &Tensor<In, f32, Cpu>,
    tape: T,
    steps: Vec<Step>,
    shape: Out,
) -> Tensor<Out, f32, Cpu, T> {
    chain_op(x, tape, steps, shape, false)
}

fn chain_op<In: Shape, Out: Shape, T: Tape<f32, Cpu>>(
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
    let (chain, pour) = split(steps);
    let (output, kept) = run::forward(&chain, &input, T::OWNS_TAPE);
    let y = x.device().tensor_from_vec(output, shape);
    if !T::OWNS_TAPE {
        return y.put_tape(tape);
    }
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(x));
    tape.add_backward_op(move |grads| {
        // One gradient can be borrowed at a time: take the output's out and put it back.
        let dy = std::mem::take(&mut **grads.get_or_alloc_mut(&output_ghost)?);
        let pass = Pass { x: &input, dy: &dy };
        let mut dx = traced.then(|| vec![0.0; input.len()]);
        let dparams = run::backward(&chain, pass, &kept, dx.as_deref_mut());
        **grads.get_or_alloc_mut(&output_ghost)? = dy;
        if let Some(dx) = dx {
            let gradient = grads.get_or_alloc_mut(&input_ghost)?;
            add(gradient, &dx, places.as_deref());
        }
        pour(grads, &dparams);
        Ok(())
    });
    y.put_tape(tape)
}

/// `factor · Σ loss(steps(x), targets)`: a chain with its loss as one operation of the
/// tape, which learns in one go. The same numbers as [`apply`] and then [`scalar`], up to
/// rounding. Gradients go to the parameters only: `x` is data.
pub fn learn_from_data<In: Shape, R: Shape, T: Tape<f32, Cpu>>(
    x: &Tensor<In, f32, Cpu>,
    mut tape: T,
    steps: Vec<Step>,
    targets: &Tensor<R, f32, Cpu>,
    loss: (Loss, f32),
) -> Tensor<Rank0, f32, Cpu, T> {
    let input = to_buffer(x);
    // Where the label is the input, it is read once.
    let other = (!std::ptr::addr_eq(x, targets)).then(|| to_buffer(targets));
    let targets = other.as_ref().unwrap_or(&input);
    let (chain, pour) = split(steps);
    if !T::OWNS_TAPE {
        let value = run::measure(&chain, &input, targets, loss);
        return x.device().tensor(value as f32).put_tape(tape);
    }
    let (value, mut dparams) = run::learn(&chain, &input, targets, loss);
    let y = x.device().tensor(value as f32);
    let output_ghost = y.ghost();
    tape.add_backward_op(move |grads| {
        let scale = grads.get_or_alloc_mut(&output_ghost)?[0];
        if scale != 1.0 {
            dparams.iter_mut().for_each(|v| *v *= scale);
        }
        pour(grads, &dparams);
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
    let (x, mut tape) = x.split_tape();
    let input = to_vec(&x);
    let y = x.device().tensor_from_vec(compute(&input), shape);
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(&x));
    tape.add_backward_op(move |grads| {
        let dx = backward(&input, grads.get_or_alloc_mut(&output_ghost)?);
        add(
            grads.get_or_alloc_mut(&input_ghost)?,
            &dx,
            places.as_deref(),
        );
        Ok(())
    });
    y.put_tape(tape)
}

/// A number computed from `x`, whose gradient with respect to `x` is known: a loss.
///
/// `compute(x, keep)` gives the gradient only if it is to be kept.
pub fn scalar<S: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<S, f32, Cpu, T>,
    compute: impl FnOnce(&[f32], bool) -> (f32, Vec<f32>),
) -> Tensor<Rank0, f32, Cpu, T> {
    let (x, mut tape) = x.split_tape();
    let (value, gradient) = compute(&to_vec(&x), T::OWNS_TAPE);
    let y = x.device().tensor(value);
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(&x));
    tape.add_backward_op(move |grads| {
        let scale = grads.get_or_alloc_mut(&output_ghost)?[0];
        let dx = grads.get_or_alloc_mut(&input_ghost)?;
        let scaled: Vec<f32> = gradient.iter().map(|g| scale * g).collect();
        add(dx, &scaled, places.as_deref());
        Ok(())
    });
    y.put_tape(tape)
}

/// What changes nothing: for a layer that only changes the shape, when it stands alone.
struct Copy {
    len: usize,
}

impl Kernel for Copy {
    fn input_len(&self) -> usize {
        self.len
    }

    fn output_len(&self) -> usize {
        self.len
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        y.copy_from_slice(x);
    }

    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        _dparams: &mut [f32],
    ) {
        if let Some(dx) = dx {
            dx.copy_from_slice(pass.dy);
        }
    }
}
