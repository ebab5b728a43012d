//! Exercises whose points count apart.

use crate::exercise;
use aelib::data::Images;

exercise! {
    /// The denoiser as a variational autoencoder. Each function is called with a new network,
    /// which a seed makes the same everywhere.
    bonus::variational {
        /// The loss, and its gradients at the biases of μ and of ln σ².
        learn(seed: u64, occluded: &Images, clean: &Images, eps: &[f32], beta: f32)
            -> (f32, Vec<f32>, Vec<f32>);
        /// From the means.
        restore(seed: u64, occluded: &Images) -> Images;
        /// From a draw with this noise.
        draw(seed: u64, occluded: &Images, eps: &[f32]) -> Images;
    }
}

/// The exercise with these three functions, which take a network.
#[macro_export]
macro_rules! variational {
    ($loss:expr, $restore:expr, $draw:expr $(,)?) => {{
        use $crate::aelib::prelude::*;
        fn noise(eps: &[f32]) -> Batch<Rank1<32>> {
            Cpu::default().tensor_from_vec(eps.to_vec(), (eps.len() / 32, Const::<32>))
        }
        $crate::bonus::variational::Answer {
            learn: |seed, occluded, clean, eps, beta| {
                let network = Vae::<32>::new(seed);
                let loss = $loss(&network, occluded, clean, &noise(eps), beta);
                let value = loss.array();
                let mut gradients = loss.backward();
                let waist = &network.encoder.5;
                let mut of = |bias| gradients.get_or_alloc_mut(bias).expect("memory").to_vec();
                (value, of(&waist.mu.bias), of(&waist.log_var.bias))
            },
            restore: |seed, occluded| $restore(&Vae::<32>::new(seed), occluded),
            draw: |seed, occluded, eps| $draw(&Vae::<32>::new(seed), occluded, &noise(eps)),
        }
    }};
}
