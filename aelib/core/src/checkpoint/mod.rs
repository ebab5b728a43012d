//! Models and training runs as safetensors files.
//!
//! A model's tensors have PyTorch's names (`encoder.0.weight`), so PyTorch reads the file
//! and this crate reads PyTorch's. A file appears whole or not at all.

mod foreign;

use crate::file::{self, write_whole};
use crate::fit::Training;
use crate::nn::{each_tensor, each_tensor_mut};
use crate::optim::{Moments, first_difference, parameters};
use crate::{Error, Result};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::Cpu;
use foreign::{instead, numbers, prefix};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

/// Writes a model's weights.
///
/// # Errors
/// If the folder cannot be written.
pub fn save<M: TensorCollection<f32, Cpu>>(model: &M, path: impl AsRef<Path>) -> Result<()> {
    write_whole(path.as_ref(), &to_bytes(model))
}

/// A model's weights, as the file that [`save`] writes.
pub fn to_bytes<M: TensorCollection<f32, Cpu>>(model: &M) -> Vec<u8> {
    serialize(Tensors::from_iter(weights(model)), None)
}

/// Reads a model's weights. The model changes only if all of them are there.
///
/// # Errors
/// If the file cannot be read, is no safetensors file, or lacks a tensor or has it in
/// another shape.
pub fn load<M: TensorCollection<f32, Cpu>>(model: &mut M, path: impl AsRef<Path>) -> Result<()> {
    let (tensors, _) = read(path.as_ref())?;
    set_weights(model, &tensors, path.as_ref())
}

/// Reads a model's weights from what [`to_bytes`] gave; `name` is what an error calls it.
/// The model changes only if all of them are there.
///
/// # Errors
/// As [`load`].
pub fn from_bytes<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    bytes: &[u8],
    name: &str,
) -> Result<()> {
    let (tensors, _) = parse(bytes, Path::new(name))?;
    set_weights(model, &tensors, Path::new(name))
}

impl Training {
    /// Writes the run with the weights of its model: all that [`resume`](Self::resume) needs.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn save<M: TensorCollection<f32, Cpu>>(&self, model: &M, path: &Path) -> Result<()> {
        let mut tensors = Tensors::from_iter(weights(model));
        for own in &self.adam.moments {
            for (which, values) in [("m", &own.m), ("v", &own.v)] {
                let (shape, values) = (vec![values.len()], values.clone());
                tensors.insert(moment_name(&own.name, which), Stored { shape, values });
            }
        }
        let run = serde_json::to_string(self).expect("numbers and text");
        write_whole(path, &serialize(tensors, Some(run)))
    }

    /// Reads a run, and the weights of its model into `model`.
    ///
    /// # Errors
    /// As [`load`]; also if the file holds a model only.
    pub fn resume<M: TensorCollection<f32, Cpu>>(model: &mut M, path: &Path) -> Result<Self> {
        let (mut tensors, run) = read(path)?;
        let wrong = |expected: &str, found: String, advice: &str| {
            Error::content(path, expected, found, advice)
        };
        let run = run.ok_or_else(|| {
            let advice = "name the file that the run wrote to be resumed";
            wrong("a training run", "no state of a run".into(), advice)
        })?;
        let mut run: Self = serde_json::from_str(&run).map_err(|e| {
            let found = format!("one that cannot be read: {e}");
            wrong("the state of a training run", found, BEGIN_ANEW)
        })?;
        let mut lens = [Vec::new(), Vec::new()];
        for Moments { name, m, v, .. } in &mut run.adam.moments {
            for ((which, values), lens) in [("m", m), ("v", v)].into_iter().zip(&mut lens) {
                let key = moment_name(name, which);
                let expected = format!("the optimiser's tensor {key}");
                let stored = tensors.remove(&key);
                let stored = stored.ok_or_else(|| wrong(&expected, "none".into(), BEGIN_ANEW))?;
                *values = stored.values;
                lens.push((name.clone(), values.len()));
            }
        }
        for found in lens.into_iter().filter(|_| run.adam.steps > 0) {
            if let Some((expected, found)) = first_difference(parameters(model), found) {
                let expected = format!("the optimiser's moments for {expected}");
                return Err(wrong(&expected, found, BEGIN_ANEW));
            }
        }
        set_weights(model, &tensors, path)?;
        Ok(run)
    }
}

const BEGIN_ANEW: &str = "the run cannot go on from this file: begin it anew, or name another one";

fn moment_name(parameter: &str, which: &str) -> String {
    format!("adam.{parameter}.{which}")
}

const RUN: &str = "training";

/// A tensor as it stands in a file.
pub struct Stored {
    /// Its sizes.
    pub shape: Vec<usize>,
    /// Its numbers, row by row; none where a file has them in a type that f32 cannot stand for.
    pub values: Vec<f32>,
}

type Tensors = BTreeMap<String, Stored>;

fn serialize(tensors: Tensors, run: Option<String>) -> Vec<u8> {
    let bytes = |t: &Stored| t.values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let bytes = Vec::<Vec<u8>>::from_iter(tensors.values().map(bytes));
    let views = tensors.iter().zip(&bytes).map(|((name, t), bytes)| {
        let view = TensorView::new(Dtype::F32, t.shape.clone(), bytes);
        (name, view.expect("four bytes a number"))
    });
    let metadata = run.map(|run| HashMap::from([(RUN.to_string(), run)]));
    safetensors::serialize(views, &metadata).expect("whole tensors")
}

fn read(path: &Path) -> Result<(Tensors, Option<String>)> {
    let mut bytes = Vec::new();
    let read = file::open(path)?.read_to_end(&mut bytes);
    read.map_err(Error::io(path))?;
    parse(&bytes, path)
}

/// Bytes that a packed file of weights unpacks to at most.
const MOST: u64 = 1 << 30;

fn parse(packed: &[u8], path: &Path) -> Result<(Tensors, Option<String>)> {
    let wrong =
        |(found, advice): (String, &str)| Error::content(path, "a safetensors file", found, advice);
    let mut plain = Vec::new();
    if packed.starts_with(file::GZIP) {
        let unpacked = file::unpacked(packed);
        let read = unpacked.and_then(|(source, _)| source.take(MOST).read_to_end(&mut plain));
        let broken = |e| {
            wrong((
                format!("a gzip file that breaks off ({e})"),
                "fetch it again",
            ))
        };
        read.map_err(broken)?;
    }
    let bytes = if plain.is_empty() { packed } else { &plain };
    let unreadable = |e| wrong(instead(bytes, e));
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
    let file = SafeTensors::deserialize(bytes).map_err(unreadable)?;
    let mut tensors = Tensors::new();
    for (name, view) in file.tensors() {
        let (shape, values) = (view.shape().to_vec(), numbers(&view));
        tensors.insert(name, Stored { shape, values });
    }
    let run = header.metadata().as_ref().and_then(|m| m.get(RUN)).cloned();
    Ok((tensors, run))
}

/// A model's tensors with their names, in the order of its layers.
pub fn weights<M: TensorCollection<f32, Cpu>>(model: &M) -> Vec<(String, Stored)> {
    let mut all = Vec::new();
    each_tensor(model, &mut |name, tensor, _| {
        let (shape, values) = (tensor.sizes(), tensor.values());
        all.push((name, Stored { shape, values }));
    });
    all
}

/// All or none: a first walk looks, a second one writes.
fn set_weights<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    tensors: &Tensors,
    path: &Path,
) -> Result<()> {
    let mut wanted = Vec::new();
    each_tensor(model, &mut |name, tensor, _| {
        wanted.push((name, tensor.sizes()))
    });
    let names = Vec::from_iter(wanted.iter().map(|(name, _)| name.as_str()));
    let before = prefix(&names, tensors);
    let find = |name: &str| tensors.get(&format!("{before}{name}"));
    for (name, shape) in &wanted {
        let found = match find(name) {
            Some(stored) if stored.shape != *shape => format!("shape {:?}", stored.shape),
            Some(stored) if stored.values.is_empty() => "no floating-point numbers".into(),
            Some(_) => continue,
            None => "none of that name".into(),
        };
        let expected = format!("a tensor {name} of shape {shape:?}");
        let advice = "load it into the model that wrote it, with the same latent size";
        return Err(Error::content(path, expected, found, advice));
    }
    each_tensor_mut(model, &mut |name, tensor, _| {
        let stored = find(&name).expect("found above");
        tensor.set(&stored.values);
    });
    Ok(())
}
