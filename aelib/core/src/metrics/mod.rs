//! Numbers that say how good something is: errors of images, curves of detectors,
//! precision of a search.

mod error;
mod precision;
mod roc;

pub use error::{mse_per_image, psnr};
pub use precision::precision_at_k;
pub use roc::{Roc, RocPoint, auc};
