//! Files of weights that another program wrote: other types of numbers, other names, other
//! formats.

use super::Tensors;
use crate::kind;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, SafeTensorError, TensorView};

/// The numbers of a tensor, if they are floating-point ones: those of 64 bits are rounded.
pub(super) fn numbers(tensor: &TensorView) -> Vec<f32> {
    fn each<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|bytes| number(*bytes))
            .collect()
    }
    match tensor.dtype() {
        Dtype::F32 => each(tensor.data(), f32::from_le_bytes),
        Dtype::F64 => each(tensor.data(), |bytes| f64::from_le_bytes(bytes) as f32),
        Dtype::F16 => each(tensor.data(), |bytes| f16::from_le_bytes(bytes).to_f32()),
        Dtype::BF16 => each(tensor.data(), |bytes| bf16::from_le_bytes(bytes).to_f32()),
        _ => Vec::new(),
    }
}

/// What a file is that cannot be read, and what to do about it.
pub(super) fn instead(bytes: &[u8], error: SafeTensorError) -> (String, &'static str) {
    const OURS: &str = "name a file that a training wrote";
    const CONVERT: &str = "in Python, safetensors.torch.save_file(model.state_dict(), \
                           \"model.safetensors\") writes a file that can be read here";
    match kind::of(bytes) {
        // Behind its length a safetensors file has a JSON object.
        _ if bytes.get(8) == Some(&b'{') => (
            format!("one that is cut short or damaged ({error:?})"),
            OURS,
        ),
        Some((what, _)) if what.contains("pickle") || is_pytorch(bytes) => {
            (format!("{what}, as PyTorch's torch.save writes"), CONVERT)
        }
        Some((what, todo)) => (what.into(), todo),
        None => (format!("another kind of file ({error:?})"), OURS),
    }
}

/// PyTorch's ZIP archives begin with a pickle.
fn is_pytorch(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(512)];
    start.starts_with(b"PK") && start.windows(8).any(|name| name == b"data.pkl")
}

/// What stands before the names of all of a model's tensors in a file: PyTorch writes
/// `module.encoder.0.weight` for a model that is trained on several devices, and `_orig_mod.`
/// for a compiled one. Nothing, unless it is the same for all.
pub(super) fn prefix(names: &[&str], tensors: &Tensors) -> String {
    let Some(first) = names.first() else {
        return String::new();
    };
    let fits = |before: &&str| {
        let mut full = names.iter().map(|name| format!("{before}{name}"));
        (before.is_empty() || before.ends_with('.')) && full.all(|n| tensors.contains_key(&n))
    };
    let before = tensors.keys().filter_map(|name| name.strip_suffix(first));
    let mut before = before.filter(fits);
    match (before.next(), before.next()) {
        (Some(one), None) => one.to_string(),
        _ => String::new(),
    }
}
