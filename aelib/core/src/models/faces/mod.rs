//! The deepfake: one encoder, two decoders.

mod focus;
mod layers;
mod swap;
mod training;

pub use layers::{Bottleneck, FaceDecoder, FaceEncoder, FaceLayers};
pub use layers::{SmallFaceDecoder, SmallFaceEncoder};
pub use swap::{Character, FaceSwap, SmallFaceSwap};
pub use training::SwapFit;
