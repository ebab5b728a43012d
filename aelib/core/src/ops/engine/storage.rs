//! Numbers out of tensors, and into gradients. dfdx keeps a tensor's storage to itself: numbers
//! are copied out of it, and where they lie is found out from addresses.

use super::buffer::{self, Buffer};
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// The numbers of a tensor of any shape, in row-major order.
pub fn to_vec<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> Vec<f32> {
    if !is_contiguous(x) {
        return x.as_vec();
    }
    let mut out = vec![0.0; x.shape().num_elements()];
    x.copy_into(&mut out);
    out
}

/// As [`to_vec`], into memory that is used again.
pub fn to_buffer<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> Buffer {
    let mut out = buffer::take(x.shape().num_elements());
    match is_contiguous(x) {
        true => x.copy_into(&mut out),
        false => out.copy_from_slice(&x.as_vec()),
    }
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
pub fn places<S: Shape, T>(x: &Tensor<S, f32, Cpu, T>) -> Option<Vec<usize>> {
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
pub fn add(gradient: &mut [f32], values: &[f32], places: Option<&[usize]>) {
    match places {
        None => gradient
            .iter_mut()
            .zip(values)
            .for_each(|(sum, v)| *sum += v),
        Some(places) => {
            let pairs = places.iter().zip(values);
            pairs.for_each(|(place, v)| gradient[*place] += v);
        }
    }
}
