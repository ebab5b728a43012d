//! The deepfake: one encoder, two decoders.

mod focus;
mod layers;
mod swap;
mod training;

pub use focus::mean_face_loss;
pub use layers::{FaceDecoder, FaceEncoder, FaceLayers, FromCode, ToCode};
pub use swap::{Character, FaceSwap};
pub use training::SwapFit;
