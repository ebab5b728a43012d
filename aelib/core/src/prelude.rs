//! The names of this crate that a notebook uses.

pub use crate::anomaly::{anomaly_scores, share_above, threshold};
pub use crate::check_size;
pub use crate::checkpoint::{from_bytes, load, save, to_bytes};
pub use crate::codes::{code_grid, deflated_len, interpolate, round_to_bytes, walk};
pub use crate::codes::{normal_codes, normal_codes_like};
pub use crate::corrupt::{Hole, cover_rectangles, gaussian_noise, invert, occlude, stripe};
pub use crate::corrupt::{fill_holes, salt_and_pepper, shuffle_pixels, stripe_errors};
pub use crate::corrupt::{recolour, warp};
pub use crate::filter::median_filter;
pub use crate::fit::{Fit, Training, evaluate, fit_watched};
pub use crate::history::{History, Stopped};
pub use crate::images::{Images, Labelled};
pub use crate::loss::squared_error_with_logits_per_image;
pub use crate::loss::{bce_floor, bce_per_pixel, bce_with_logits, bce_with_logits_per_image, mse};
pub use crate::metrics::{PrecisionRecall, Roc, auc, mse_per_image, precision_at_k, psnr};
pub use crate::models::{Autoencoder, ConvAutoencoder, DeepAutoencoder, DenseAutoencoder};
pub use crate::models::{Character, FaceSwap, SwapFit, mean_face_loss};
pub use crate::models::{DigitClassifier, Fates, Pca, Readers, agreement};
pub use crate::models::{Elbo, Objective, Reconstruction, negative_elbo, reparameterize};
pub use crate::models::{Latent, Model, Vae, VariationalAutoencoder};
pub use crate::models::{kl_divergence, kl_monte_carlo, kl_per_dimension, kl_per_image};
pub use crate::nn::{Batch, Conv2d, ConvTranspose2d, Flatten, Gaussian, Linear, Map, Relu};
pub use crate::nn::{Unflatten, Upsample};
pub use crate::ops::{Conv2dOptions, ConvTranspose2dOptions, NO_BIAS, Nchw};
pub use crate::ops::{conv_transpose2d, conv2d};
pub use crate::optim::Adam;
pub use crate::retrieval::{Index, Neighbour};
pub use crate::watch::Show;
pub use crate::{Error, Result};
pub use dfdx::prelude::{
    AsArray, Backward, BuildModule, Const, Cpu, Gradients, HasShape, LoadFromSafetensors, Module,
    NoneTape, OnesTensor, OwnedTape, Rank0, Rank1, Rank2, Rank3, Rank4, SampleTensor,
    SaveToSafetensors, Shape, SumTo, Tape, Tensor, TensorFrom, TensorFromVec, Trace, WithEmptyTape,
    ZerosTensor,
};
pub use rand::SeedableRng;
pub use rand_chacha::ChaCha8Rng;
