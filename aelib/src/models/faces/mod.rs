//! The deepfake: one encoder, two decoders; and a reader of expressions, to judge it.

mod focus;
mod layers;
mod reader;
mod swap;
mod training;

pub use layers::{Bottleneck, FaceDecoder, FaceEncoder, FaceLayers};
pub use layers::{SmallFaceDecoder, SmallFaceEncoder};
pub use reader::{ExpressionReader, expression_error};
pub use swap::{FaceSwap, SmallFaceSwap};
pub use training::SwapFit;
