//! A reader of expressions, to say what a swapped face does.

use super::{Expression, Faces};
use aelib_core::fit::fit_places;
use aelib_core::history::History;
use aelib_core::images::Images;
use aelib_core::loss::mse;
use aelib_core::models::FaceLayers;
use aelib_core::nn::{Batch, Flatten, Linear, Map, forward, forward_data, init};
use aelib_core::ops::storage::to_vec;
use aelib_core::optim::Adam;
use aelib_core::watch::Watch;
use dfdx::prelude::{BuildModule, Const, Cpu, Dtype, OwnedTape, Storage, TensorFromVec};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Numbers of an expression.
const NUMBERS: usize = Expression::NAMES.len();

/// A small convolutional network that reads a face's seven numbers off its picture. It
/// learns from drawn faces, whose numbers are known, and judges faces that were swapped.
#[derive(Clone, Debug)]
pub struct ExpressionReader<E: Dtype = f32, D: Storage<E> = Cpu> {
    /// Layers from faces to the numbers of an [`Expression`].
    pub layers: (
        FaceLayers<E, D>,
        Flatten<Map<48, 8, 8>, 3072>,
        Linear<3072, NUMBERS, E, D>,
    ),
}

impl ExpressionReader {
    /// An untrained reader; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        let mut model = Self::build(&Cpu::default());
        init(&mut model, seed);
        model
    }

    /// Learns from drawn faces, all in one order: what a network saw last it reads best. Adam
    /// on the mean squared error, batches of 64, a fresh random order in every epoch, and a
    /// step size that falls from 1e-3 towards 0.
    pub fn fit(&mut self, faces: &[&Faces], epochs: usize, seed: u64) {
        let bytes = Vec::from_iter(faces.iter().map(|faces| faces.images.bytes())).concat();
        let images = Images::<Map<3, 64, 64>>::from_bytes(bytes).expect("whole images");
        let expressions = Vec::from_iter(faces.iter().flat_map(|faces| &faces.expressions));
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut adam = Adam::new(1e-3);
        for epoch in 0..epochs {
            adam.learning_rate = 1e-3 * (1.0 - epoch as f32 / epochs as f32);
            let mut order = Vec::from_iter(0..images.len());
            order.shuffle(&mut rng);
            let unwatched = (&mut History::default(), &mut () as &mut dyn Watch);
            fit_places(self, &mut adam, &order, 64, unwatched, |model, places| {
                let batch = images.batch(places);
                let found = forward_data(&model.layers, &batch, OwnedTape::default());
                let numbers = places.iter().flat_map(|i| expressions[*i].numbers());
                let shape = (places.len(), Const::<NUMBERS>);
                let truth = Cpu::default().tensor_from_vec(numbers.collect(), shape);
                mse(found, &truth)
            });
        }
    }

    /// What each face does.
    ///
    /// # Shapes
    /// (N, 3, 64, 64) → N expressions
    pub fn read(&self, faces: Batch<Map<3, 64, 64>>) -> Vec<Expression> {
        let numbers = to_vec(&forward(&self.layers, faces));
        let (rows, _) = numbers.as_chunks::<NUMBERS>();
        rows.iter().map(|row| Expression::from(*row)).collect()
    }
}

/// How far expressions are from what they should be: for each of the seven numbers the mean
/// absolute difference. Guessing 0 for a number that is uniform in [-1, 1] costs 0.5.
///
/// # Panics
/// If one list is longer than the other, or both are empty.
pub fn expression_error(found: &[Expression], truth: &[Expression]) -> [f32; 7] {
    assert_eq!(found.len(), truth.len(), "expression_error: the same faces");
    assert!(!found.is_empty(), "expression_error: no faces");
    let mut error = [0.0; NUMBERS];
    for (found, truth) in found.iter().zip(truth) {
        let pairs = found.numbers().into_iter().zip(truth.numbers());
        for (error, (found, truth)) in error.iter_mut().zip(pairs) {
            *error += (found - truth).abs();
        }
    }
    error.map(|sum| sum / found.len() as f32)
}

aelib_core::collection!({} ExpressionReader, ExpressionReader<E, D> => ExpressionReader<E2, D2>
    { layers: module });
