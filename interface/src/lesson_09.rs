//! Lesson 9: the homework.

use crate::exercise;
use aelib::data::Images;
use aelib::rand_chacha::ChaCha8Rng;

exercise! {
    /// Digits under a white stripe.
    lesson_09::denoiser {
        /// Covers each image with a stripe.
        occlude(images: &Images, rng: &mut ChaCha8Rng) -> Images;
        /// The weights of a network that has learned nothing, as a safetensors file: their
        /// names and shapes say which network it is.
        untrained() -> Vec<u8>;
        /// The weights of a network that has learned from `clean`, and has seen at most
        /// `limit` images.
        train(clean: &Images, limit: usize) -> Vec<u8>;
        /// What the network with these weights makes of occluded images.
        denoise(weights: &Vec<u8>, occluded: &Images) -> Images;
    }
}

/// The homework with the functions of the crate `$answers`. What happens to weights and
/// budget is the course's own code, so no submission can change it: `learn` gets its images
/// from a ration that is counted here.
#[macro_export]
macro_rules! homework {
    ($answers:ident) => {{
        use $answers::lesson_09::denoiser::{learn, new_network, occlude, restore};
        use $crate::aelib::prelude::{Ration, from_bytes, to_bytes};
        ::std::sync::Arc::new($crate::lesson_09::denoiser::Answer {
            occlude,
            untrained: || to_bytes(&new_network(0)),
            train: |clean, limit| to_bytes(&learn(&mut Ration::new(clean, limit))),
            denoise: |weights, occluded| {
                let mut network = new_network(0);
                let loaded = from_bytes(&mut network, weights, "denoiser.safetensors");
                loaded.unwrap_or_else(|error| panic!("{error}"));
                restore(&network, occluded)
            },
        }) as ::std::sync::Arc<dyn $crate::Serve>
    }};
}
