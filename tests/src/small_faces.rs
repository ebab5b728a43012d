//! A deepfake of small grey faces, which learns in a moment.

use aelib::models::{FromCode, ToCode};
use aelib::prelude::*;

/// 1x32x32 → 12x16x16 → 24x8x8 → 1536 → 128 → 12 → 128 → 1536 → 24x8x8.
type Down = (
    (
        (
            Conv2d<Map<1, 32, 32>, Map<12, 16, 16>, 4, 2, 1>,
            Relu,
            Conv2d<Map<12, 16, 16>, Map<24, 8, 8>, 4, 2, 1>,
            Relu,
        ),
        Flatten<Map<24, 8, 8>, 1536>,
        ToCode<1536, 12>,
    ),
    (FromCode<1536, 12>, Unflatten<1536, Map<24, 8, 8>>),
);

/// 24x8x8 → 12x16x16 → 1x32x32.
type Up = (
    ConvTranspose2d<Map<24, 8, 8>, Map<12, 16, 16>, 4, 2, 1>,
    Relu,
    ConvTranspose2d<Map<12, 16, 16>, Map<1, 32, 32>, 4, 2, 1>,
);

/// Faces of 1x32x32.
pub type SmallFaces = Faces<Map<1, 32, 32>>;

/// One encoder and two decoders of them.
pub type SmallFaceSwap = FaceSwap<Map<1, 32, 32>, Down, Up>;
