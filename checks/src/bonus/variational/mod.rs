//! The checks of `bonus::variational`: on a network that has learned nothing, so that no
//! training is needed. What is right there is right everywhere.

mod pixels;
mod terms;

use crate::check::{Check, Exercise, Failure};
use crate::lesson_09::quality::digits;
use aelib::prelude::*;
use aelib::rand::Rng;
use interface::bonus::variational::{Calls, NAME};

/// Images of a case, and its latent numbers for each.
const IMAGES: usize = 3;
const LATENT: usize = 32;

/// What the functions are called with.
struct Case {
    seed: u64,
    clean: Images,
    occluded: Images,
    eps: Vec<f32>,
}

impl Case {
    fn new(seed: u64) -> Result<Self, Failure> {
        let test = &digits()?.test.images;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let places = [(); IMAGES].map(|()| rng.gen_range(0..test.len()));
        let clean = test.at(&places);
        let occluded = occlude(&clean, &mut rng);
        // Further out than most noise, so that bytes can show it.
        let eps = (0..IMAGES * LATENT).map(|_| rng.gen_range(-4.0..4.0));
        let eps = eps.collect();
        Ok(Self {
            seed,
            clean,
            occluded,
            eps,
        })
    }

    fn network(&self) -> Vae<LATENT> {
        Vae::new(self.seed)
    }

    fn noise(&self) -> Batch<Rank1<LATENT>> {
        Cpu::default().tensor_from_vec(self.eps.clone(), (IMAGES, Const))
    }
}

/// The exercise, checked by calling `calls`; `seed` is of digits, stripes, noise and weights.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, points, judge: fn(&Calls, &Case) -> Result<(), Failure>| {
        let calls = calls.clone();
        Check::new(name, points, move || judge(&calls, &Case::new(seed)?))
    };
    Exercise {
        name: NAME,
        hints: &[
            "loss: `let latent = network.encode(occluded.tensor().leaky_trace());`, then decode \
             `reparameterize(&latent, eps)` to logits",
            "restore: `latent.mu` are the means; `Images::from(&logits.sigmoid())` makes pixels, \
             of which two rows are needed, as in the homework",
            "draw: as restore, but what is decoded is `reparameterize(&latent, eps)`",
        ],
        checks: vec![
            check("both_terms", 2, |calls, case| {
                terms::judge(calls, case, 1.0)
            }),
            check("beta_weighs_the_divergence", 1, |calls, case| {
                terms::judge(calls, case, 8.0)
            }),
            check("the_encoder_learns", 1, terms::gradients),
            check("the_means_restore", 1, pixels::restored),
            check("noise_draws_another", 1, pixels::drawn),
        ],
    }
}
