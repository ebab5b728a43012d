//! How a deepfake learns: a batch of A's faces, a batch of B's, and so on.

use super::Character;
use super::swap::FaceSwap;
use crate::corrupt::{recolour, warp};
use crate::fit::Epoch;
use crate::history::History;
use crate::images::Images;
use crate::nn::{FeatureMap, Network};
use crate::optim::Adam;
use crate::watch::{SHOWN, Show, Strip, Watch, strips};
use dfdx::prelude::OwnedTape;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// How to train a [`FaceSwap`].
#[derive(Clone, Debug)]
pub struct SwapFit {
    /// Number of times that every face is seen.
    pub epochs: usize,
    /// Faces per step; the last batch of an epoch may be short and is trained on too.
    pub batch_size: usize,
    /// Adam's step size at the beginning; it falls evenly towards 0.
    pub learning_rate: f32,
    /// Weight of a pixel of the eyes against one outside; one of the mouth has three times as
    /// much: see [`FaceSwap::loss`].
    pub focus: f32,
    /// Distance by which what the encoder sees is bent: see [`warp`].
    pub warp: f32,
    /// Share by which its colours are changed: see [`recolour`].
    pub recolour: f32,
    /// Seed for the order of the faces, the warps and the colours.
    pub seed: u64,
    /// Where progress goes.
    pub show: Show,
}

impl Default for SwapFit {
    fn default() -> Self {
        Self {
            epochs: 10,
            batch_size: 16,
            learning_rate: 2e-3,
            focus: 5.0,
            warp: 0.01,
            recolour: 1.0,
            seed: 0,
            show: Show::Lines,
        }
    }
}

impl<S: FeatureMap, Down: Network<S>, Up: Network<Down::Out, Out = S>> FaceSwap<S, Down, Up> {
    /// Trains on the characters in turn, one batch each: the encoder learns from all of
    /// them, each decoder from its own. With one character alone this is a plain autoencoder.
    ///
    /// # Panics
    /// If there are no faces, or not equally many of each character, or the batch size is 0.
    pub fn fit_watched(
        &mut self,
        faces: &[(Character, &Images<S>)],
        options: &SwapFit,
        watch: &mut dyn Watch,
    ) -> History {
        let count = faces.first().map_or(0, |(_, images)| images.len());
        assert!(count > 0, "fit: no faces to train on");
        for (who, images) in faces {
            assert_eq!(
                images.len(),
                count,
                "fit: as many faces of {who:?} as of the first"
            );
        }
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let mut adam = Adam::new(options.learning_rate);
        let of = count.div_ceil(options.batch_size);
        let steps = (options.epochs * of) as f32;
        let mut history = History::default();
        for epoch in 0..options.epochs {
            let mut orders = vec![Vec::from_iter(0..count); faces.len()];
            orders.iter_mut().for_each(|order| order.shuffle(&mut rng));
            let learn = |model: &mut Self, places: Range<usize>| {
                let done = (epoch * of + places.start / options.batch_size) as f32 / steps;
                adam.learning_rate = options.learning_rate * (1.0 - done);
                let mut value = 0.0;
                for ((who, images), order) in faces.iter().zip(&orders) {
                    let x = images.batch(&order[places.clone()]);
                    let seen = warp(&x, options.warp, &mut rng);
                    let seen = recolour(&seen, options.recolour, &mut rng);
                    let loss = model.loss(*who, &seen, &x, options.focus, OwnedTape::default());
                    value += adam.learn(model, loss) / faces.len() as f64;
                }
                value
            };
            let epoch = Epoch {
                images: count,
                batch_size: options.batch_size,
                history: &mut history,
                watch: &mut *watch,
            };
            if !epoch.run(self, learn, |model| model.preview(faces), |_| None) {
                break;
            }
        }
        history
    }

    /// A few faces of the first character, and what each decoder makes of them.
    fn preview(&self, faces: &[(Character, &Images<S>)]) -> Vec<Strip> {
        let Some((_, acting)) = faces.first() else {
            return Vec::new();
        };
        let acting = acting.first(SHOWN.min(acting.len())).tensor();
        let as_face = |who| (format!("as {who:?}"), self.as_face_of(who, acting.clone()));
        let made = faces.iter().map(|(who, _)| as_face(*who));
        strips::<S>(std::iter::once(("input".into(), acting.clone())).chain(made))
    }
}
