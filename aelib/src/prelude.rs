//! What a notebook imports: `use aelib::prelude::*;`.

pub use crate::check_size;
pub use crate::checkpoint::{load, save};
pub use crate::corrupt::occlude;
pub use crate::data::{Digits, Images};
pub use crate::fit::{Fit, evaluate, fit};
pub use crate::history::History;
pub use crate::loss::{bce_with_logits, bce_with_logits_per_image, mse};
pub use crate::models::{ConvAutoencoder, DenseAutoencoder, Latent, Model, Vae};
pub use crate::nn::{Batch, Conv2d, ConvTranspose2d, Flatten, Linear, Map, Relu, Unflatten};
pub use crate::ops::{Conv2dOptions, ConvTranspose2dOptions, conv_transpose2d, conv2d};
pub use crate::optim::Adam;
pub use crate::plot::{self, Curve, Grid, Picture, image_grid, image_grids, loss_curve};
pub use crate::progress::Show;
pub use crate::training::Training;
pub use crate::{Error, Result};
pub use dfdx::prelude::{
    AsArray, Backward, BuildModule, Const, Cpu, Gradients, HasShape, LoadFromSafetensors, Module,
    NoneTape, OnesTensor, OwnedTape, Rank0, Rank1, Rank2, Rank3, Rank4, SampleTensor,
    SaveToSafetensors, Shape, Tape, Tensor, TensorFrom, TensorFromVec, Trace, ZerosTensor,
};
pub use rand::SeedableRng;
pub use rand_chacha::ChaCha8Rng;
