//! The seam to dfdx: the only file that touches its tape and its gradients.
//!
//! dfdx keeps a tensor's storage to itself, so numbers are copied out of a tensor where
//! an operation begins. Inside a chain of kernels nothing is copied.

use super::kernel::{Kernel, Pass};
use super::run;
use dfdx::prelude::*;

/// Where a parameter's gradient goes.
type Sink = Box<dyn FnOnce(&mut Gradients<f32, Cpu>, &[f32])>;

/// One operation with the tensors that its gradients belong to.
pub struct Step {
    /// What is computed.
    pub kernel: Box<dyn Kernel>,
    /// Takes the gradients, in the order of [`Kernel::param_lens`].
    sinks: Vec<Sink>,
}

impl Step {
    /// An operation without parameters.
    pub fn new(kernel: impl Kernel + 'static) -> Self {
        Self {
            kernel: Box::new(kernel),
            sinks: Vec::new(),
        }
    }

    /// The next parameter in the kernel's order is a copy of `tensor`.
    pub fn param<S: Shape>(mut self, tensor: &Tensor<S, f32, Cpu>) -> Self {
        let (ghost, places) = (tensor.ghost(), places(tensor));
        self.sinks.push(Box::new(move |grads, values| {
            let grad = grads.get_or_alloc_mut(&ghost).expect("memory");
            add(grad, values, places.as_deref());
        }));
        self
    }
}

/// Runs `steps` on a batch as one operation of the tape.
///
/// # Shapes
/// `x` (N, …) → `shape`, which starts with the same N
pub fn apply<In: Shape, Out: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<In, f32, Cpu, T>,
    mut steps: Vec<Step>,
    shape: Out,
) -> Tensor<Out, f32, Cpu, T> {
    let (x, mut tape) = x.split_tape();
    let input = to_vec(&x);
    if steps.is_empty() {
        let len = input.len() / shape.concrete().into_iter().next().unwrap_or(1).max(1);
        steps.push(Step::new(Copy { len }));
    }
    let (chain, sinks): (Vec<_>, Vec<_>) = steps.into_iter().map(|s| (s.kernel, s.sinks)).unzip();
    let (output, activations) = run::forward(&chain, &input, T::OWNS_TAPE);
    if !T::OWNS_TAPE {
        return x.device().tensor_from_vec(output, shape).put_tape(tape);
    }
    let y = x.device().tensor_from_vec(output, shape);
    let (input_ghost, output_ghost, places) = (x.ghost(), y.ghost(), places(&x));
    let kept = y.clone();
    tape.add_backward_op(move |grads| {
        // One gradient can be borrowed at a time: take the output's out and put it back.
        let dy = std::mem::take(&mut **grads.get_or_alloc_mut(&output_ghost)?);
        let output = to_vec(&kept);
        let pass = Pass {
            x: &input,
            y: &output,
            dy: &dy,
        };
        let mut dx = vec![0.0; input.len()];
        let dparams = run::backward(&chain, pass, &activations, &mut dx);
        **grads.get_or_alloc_mut(&output_ghost)? = dy;
        add(
            grads.get_or_alloc_mut(&input_ghost)?,
            &dx,
            places.as_deref(),
        );
        let mut start = 0;
        for (kernel, sinks) in chain.iter().zip(sinks) {
            let mut lens = kernel.param_lens().into_iter();
            for sink in sinks {
                let end = start + lens.next().expect("a length per parameter");
                sink(grads, &dparams[start..end]);
                start = end;
            }
            start += lens.sum::<usize>();
        }
        Ok(())
    });
    y.put_tape(tape)
}

/// A number computed from `x`, whose gradient with respect to `x` is known: a loss.
///
/// `gradient` is only called when the tape records.
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

/// A tensor's numbers in row-major order.
pub fn to_vec<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> Vec<f32> {
    if !is_contiguous(x) {
        return x.as_vec();
    }
    let mut out = vec![0.0; x.shape().num_elements()];
    x.copy_into(&mut out);
    out
}

/// Whether the numbers lie one behind the other, as the shape reads. dfdx tells nobody
/// a tensor's strides, but an index into it gives away an address.
fn is_contiguous<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> bool {
    let (sizes, strides) = (x.shape().concrete(), x.shape().strides());
    if x.shape().num_elements() == 0 {
        return true;
    }
    let address = |index: S::Concrete| std::ptr::from_ref(&x[index]) as usize;
    let origin = address(Default::default());
    (0..S::NUM_DIMS).all(|dim| {
        let mut index = S::Concrete::default();
        index[dim] = sizes[dim] - 1;
        address(index) == origin + (sizes[dim] - 1) * strides[dim] * size_of::<f32>()
    })
}

/// Where each number of a permuted or broadcast tensor lies in its storage, and so in its
/// gradient; `None` if they lie as the shape reads.
fn places<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> Option<Vec<usize>> {
    if is_contiguous(x) {
        return None;
    }
    let address = |index: S::Concrete| std::ptr::from_ref(&x[index]) as usize;
    let origin = address(Default::default());
    let mut places = vec![0];
    for (dim, size) in x.shape().concrete().into_iter().enumerate() {
        let mut index = S::Concrete::default();
        index[dim] = size - 1;
        let stride = (address(index) - origin) / size_of::<f32>() / (size - 1).max(1);
        places = places
            .iter()
            .flat_map(|place| (0..size).map(move |i| place + i * stride))
            .collect();
    }
    Some(places)
}

/// Adds `values`, in the order of a tensor's shape, to its gradient.
fn add(gradient: &mut [f32], values: &[f32], places: Option<&[usize]>) {
    match places {
        None => {
            for (sum, value) in gradient.iter_mut().zip(values) {
                *sum += value;
            }
        }
        Some(places) => {
            for (place, value) in places.iter().zip(values) {
                gradient[*place] += value;
            }
        }
    }
}

/// The operation of a layer that only changes the shape, when it stands alone.
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

    fn forward(&self, _n: usize, x: &[f32], y: &mut [f32]) {
        y.copy_from_slice(x);
    }

    fn backward(&self, _n: usize, pass: Pass, dx: &mut [f32], _dparams: &mut [f32]) {
        dx.copy_from_slice(pass.dy);
    }
}
