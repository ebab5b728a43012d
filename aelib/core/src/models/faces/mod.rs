//! The deepfake: one encoder, two decoders.

mod character;
mod focus;
mod layers;
mod swap;
mod training;

pub use character::Character;
pub use layers::{Bottleneck, FaceDecoder, FaceEncoder, FaceLayers};
pub use layers::{SmallFaceDecoder, SmallFaceEncoder};
pub use swap::{FaceSwap, SmallFaceSwap};
pub use training::SwapFit;
