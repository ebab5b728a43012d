//! What the exercises have of aelib: images, layers, two models, an optimiser and the losses
//! on which models train. What an exercise asks for is not here, and a call of it says so:
//! see [`missing`](missing::GivenToExercises).
#![allow(non_camel_case_types)]

pub mod missing;

pub use aelib::rand_chacha;

/// Random numbers.
pub mod rand {
    pub use aelib::rand::{Rng, RngCore, SeedableRng, distributions, seq};
}

/// Layers.
pub mod nn {
    pub use aelib::nn::{
        Batch, Conv2d, ConvTranspose2d, FeatureMap, Features, Flatten, Layer, Linear, Map, Relu,
        Unflatten, Upsample, forward, forward_data, init,
    };
}

/// Images.
pub mod data {
    pub use aelib::data::{Images, Ration};
    crate::missing::types! {
        Digits<> { find() load(A) synthetic(A) }
    }
}

/// What is done to images.
pub mod corrupt {
    pub use aelib::corrupt::{shuffle_pixels, stripe};
    crate::missing::functions! {
        occlude(A B) interpolate(A) gaussian_noise(A B C) salt_and_pepper(A B C)
    }
}

/// Losses on which a model trains, of tensors that are recorded.
pub mod loss {
    use crate::missing::for_lessons;
    use aelib::prelude::{Cpu, Rank0, Shape, Tape, Tensor};

    /// Binary cross entropy in nats, of logits, mean over all pixels of all images.
    ///
    /// # Panics
    /// In an exercise that asks for it.
    pub fn bce_with_logits<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
        logits: Tensor<S, f32, Cpu, T>,
        targets: &Tensor<R, f32, Cpu>,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        for_lessons(&["lesson_04", "lesson_09"]);
        aelib::loss::bce_with_logits(logits, targets)
    }

    /// Binary cross entropy in nats per image, of logits: sum over the pixels, mean over the
    /// images.
    ///
    /// # Panics
    /// In an exercise that asks for it.
    pub fn bce_with_logits_per_image<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
        logits: Tensor<S, f32, Cpu, T>,
        targets: &Tensor<R, f32, Cpu>,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        for_lessons(&["lesson_04", "lesson_09", "bonus"]);
        aelib::loss::bce_with_logits_per_image(logits, targets)
    }

    crate::missing::functions! { mse(A B) bce_per_pixel(A B) bce_floor(A) }
}

/// Models.
pub mod models {
    use crate::missing::for_lessons;
    use aelib::prelude::{Batch, Cpu, Rank0, Rank1, Tape, Tensor};

    pub use aelib::models::{DenseAutoencoder, Latent, Vae};

    /// `z = μ + σ·ε`: a draw from each distribution, with the noise ε.
    ///
    /// # Panics
    /// In an exercise that asks for it.
    pub fn reparameterize<const LATENT: usize, T: Tape<f32, Cpu>>(
        latent: &Latent<LATENT, T>,
        eps: &Batch<Rank1<LATENT>>,
    ) -> Batch<Rank1<LATENT>, T> {
        for_lessons(&["bonus"]);
        aelib::models::reparameterize(latent, eps)
    }

    /// The divergence of the distributions from the standard normal one in nats per image: sum
    /// over the latent numbers, mean over the images.
    ///
    /// # Panics
    /// In an exercise that asks for it.
    pub fn kl_divergence<const LATENT: usize, T: Tape<f32, Cpu>>(
        latent: &Latent<LATENT, T>,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        for_lessons(&["bonus"]);
        aelib::models::kl_divergence(latent)
    }

    crate::missing::functions! {
        negative_elbo(A B C D) kl_monte_carlo(A B) kl_per_dimension(A)
    }
    crate::missing::types! {
        Decoder<LATENT> { build(A) }
        ConvAutoencoder<LATENT> { new(A) }
        DeepAutoencoder<LATENT> { new(A) }
        Denoiser<> { new(A) restore(A B) }
        Pca<> { fit(A B) }
        FaceSwap<LATENT> { new(A) }
    }
}

/// Optimisers.
pub mod optim {
    pub use aelib::optim::Adam;
}

/// Operations.
pub mod ops {
    crate::missing::functions! { conv2d(A B C D) conv_transpose2d(A B C D) }
    crate::missing::types! {
        Conv2dOptions<> { new(A B) output_size(A B C) }
        ConvTranspose2dOptions<> { new(A B) output_size(A B C) }
    }
    /// The plain loops.
    pub mod reference {
        crate::missing::functions! { conv2d(A B C D E F) conv_transpose2d(A B C D E F) }
    }
    /// Draws and their divergence.
    pub mod gaussian {
        crate::missing::functions! {
            sample(A B C) sample_backward(A B C D) kl_divergence(A B C)
        }
    }
}

/// One convolution, step by step.
pub mod explain {
    crate::missing::functions! { overlap(A B C) overlap_maps(A B C) }
    crate::missing::types! {
        Problem<> { conv2d(A B C) conv_transpose2d(A B C) }
    }
}

/// Scores of anomalies.
pub mod anomaly {
    crate::missing::functions! { anomaly_scores(A B) threshold(A B) share_above(A B) }
}

/// How good a result is.
pub mod metrics {
    crate::missing::functions! { mse_per_image(A B) psnr(A) precision_at_k(A B C D E) auc(A B) }
}

/// Similar images.
pub mod retrieval {
    crate::missing::types! {
        Index<> { new(A) nearest(A B C) }
    }
}

/// Training.
pub mod fit {
    crate::missing::functions! { fit(A B C D) evaluate(A B C) }
}

/// What an exercise imports: `use aelib::prelude::*;`.
pub mod prelude {
    pub use crate::anomaly::*;
    pub use crate::corrupt::*;
    pub use crate::data::*;
    pub use crate::explain::*;
    pub use crate::fit::*;
    pub use crate::loss::*;
    pub use crate::metrics::*;
    pub use crate::models::*;
    pub use crate::nn::*;
    pub use crate::ops::{Conv2dOptions, ConvTranspose2dOptions, conv_transpose2d, conv2d};
    pub use crate::optim::Adam;
    pub use crate::rand::SeedableRng;
    pub use crate::rand_chacha::ChaCha8Rng;
    pub use crate::retrieval::*;
    pub use aelib::prelude::{
        AsArray, Backward, BuildModule, Const, Cpu, Gradients, HasShape, Module, NoneTape,
        OnesTensor, OwnedTape, Rank0, Rank1, Rank2, Rank3, Rank4, SampleTensor, Shape, Shuffled,
        SumTo, Tape, Tensor, TensorFrom, TensorFromVec, Trace, WithEmptyTape, ZerosTensor,
    };
}
