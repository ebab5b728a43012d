//! Adam, an optimiser with its state in the open so that a run can be saved and resumed.

use crate::nn::each_tensor_mut;
use crate::ops::engine::simd;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{AsArray, Backward, Cpu, Gradients, OwnedTape, Rank0, Tensor};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Adam.
///
/// `m = β₁m + (1 − β₁)g`, `v = β₂v + (1 − β₂)g²`,
/// `w −= lr · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)`, `v̂ = v / (1 − β₂ᵗ)`.
///
/// One optimiser belongs to one model: it keeps two moments for each of its parameters.
///
/// # Source
/// Kingma & Ba 2014, algorithm 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Adam {
    /// Step size; 1e-3 is the usual one.
    #[serde(with = "crate::number")]
    pub learning_rate: f32,
    /// Steps taken so far.
    pub steps: i32,
    /// What is kept of each parameter tensor, in the model's order; empty before the first
    /// step.
    pub moments: Vec<Moments>,
}

/// What Adam keeps of one parameter tensor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// The tensor's name in the model: `encoder.0.weight`.
    pub name: String,
    /// Steps in which the tensor had a gradient, t.
    pub steps: i32,
    /// Decaying mean of the gradients.
    #[serde(skip)]
    pub m: Vec<f32>,
    /// Decaying mean of the squared gradients.
    #[serde(skip)]
    pub v: Vec<f32>,
}

/// β₁ and β₂, the decay of the means of gradient and squared gradient.
const BETAS: [f32; 2] = [0.9, 0.999];

/// ε, which keeps the division finite.
const EPSILON: f32 = 1e-8;

impl Adam {
    /// Before its first step, with the usual constants: β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    pub fn new(learning_rate: f32) -> Self {
        Self {
            learning_rate,
            steps: 0,
            moments: Vec::new(),
        }
    }

    /// One step against the gradients of a loss, whose value it returns.
    pub(crate) fn learn<M: TensorCollection<f32, Cpu>>(
        &mut self,
        model: &mut M,
        loss: Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>,
    ) -> f64 {
        let value = f64::from(loss.array());
        self.step(model, loss.backward());
        value
    }

    /// Moves the model's parameters one step against `gradients`.
    ///
    /// A parameter whose gradient is zero everywhere took no part in the loss: it stays where
    /// it is, and so do its moments.
    ///
    /// # Panics
    /// If this is another model than at the first step, with other parameters. Nothing has
    /// moved then.
    pub fn step<M: TensorCollection<f32, Cpu>>(
        &mut self,
        model: &mut M,
        mut gradients: Gradients<f32, Cpu>,
    ) {
        self.belong_to(parameters(model));
        self.steps += 1;
        let mut moved = Vec::new();
        each_tensor_mut(model, &mut |_, tensor, moves| {
            if moves {
                moved.push((tensor.values(), tensor.gradient(&mut gradients)));
            }
        });
        self.update(&mut moved);
        let mut moved = moved.into_iter();
        each_tensor_mut(model, &mut |_, tensor, moves| {
            if moves {
                let (values, _) = moved.next().expect("as many as before");
                tensor.set(&values);
            }
        });
    }

    /// Before the first step: moments for each parameter. Later: they have to fit.
    fn belong_to(&mut self, found: Vec<(String, usize)>) {
        if self.moments.is_empty() {
            let new = |(name, len)| Moments {
                name,
                steps: 0,
                m: vec![0.0; len],
                v: vec![0.0; len],
            };
            self.moments = found.into_iter().map(new).collect();
            return;
        }
        let known = self.moments.iter();
        let known = known.map(|own| (own.name.clone(), own.m.len())).collect();
        if let Some((began, now)) = first_difference(known, found) {
            panic!(
                "Adam::step: this Adam began with a model that has {began}, and this one has \
                 {now}: make an Adam for each model"
            );
        }
    }

    /// One step of all parameter tensors, of their values and gradients, on all cores.
    fn update(&mut self, moved: &mut [(Vec<f32>, Vec<f32>)]) {
        let ([b1, b2], rate) = (BETAS, self.learning_rate);
        let mut pieces = Vec::new();
        for ((w, g), Moments { steps, m, v, .. }) in moved.iter_mut().zip(&mut self.moments) {
            if g.iter().all(|g| *g == 0.0) {
                continue;
            }
            *steps += 1;
            let [scale_m, scale_v] = BETAS.map(|b| 1.0 / (1.0 - b.powi(*steps)));
            let moments = m.chunks_mut(PIECE).zip(v.chunks_mut(PIECE));
            let numbers = w.chunks_mut(PIECE).zip(g.chunks(PIECE)).zip(moments);
            pieces.extend(numbers.map(|numbers| (numbers, scale_m, scale_v)));
        }
        let pieces = pieces.into_par_iter();
        pieces.for_each(|(((w, g), (m, v)), scale_m, scale_v)| {
            simd::wide!({
                for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
                    *m = b1 * *m + (1.0 - b1) * g;
                    *v = b2 * *v + (1.0 - b2) * g * g;
                    *w -= rate * (*m * scale_m) / ((*v * scale_v).sqrt() + EPSILON);
                }
            });
        });
    }
}

/// Names and lengths of the tensors that an optimiser moves, in the model's order.
pub(crate) fn parameters<M: TensorCollection<f32, Cpu>>(model: &mut M) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    each_tensor_mut(model, &mut |name, tensor, moves| {
        if moves {
            found.push((name, tensor.sizes().iter().product()));
        }
    });
    found
}

/// The first place at which two lists of parameters differ, in words.
pub(crate) fn first_difference(
    expected: Vec<(String, usize)>,
    found: Vec<(String, usize)>,
) -> Option<(String, String)> {
    let mut places = 0..expected.len().max(found.len());
    let place = places.find(|i| expected.get(*i) != found.get(*i))?;
    let words = |list: &[(String, usize)]| match list.get(place) {
        Some((name, len)) => format!("{len} numbers in {name:?}"),
        None => format!("no more than {place} parameters"),
    };
    Some((words(&expected), words(&found)))
}

/// Numbers that one thread takes at a time.
const PIECE: usize = 8192;
