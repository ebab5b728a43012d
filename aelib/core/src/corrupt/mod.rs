//! Damage to images, for models that shall undo it.
//!
//! Every function leaves its input as it is, takes the generator of its randomness as an
//! argument (same seed, same damage), and gives images whose pixels lie in [0, 1] again:
//! what a camera could have stored.

mod noise;
mod occlude;
mod rectangle;
mod strange;
mod warp;

pub use noise::{gaussian_noise, salt_and_pepper};
pub use occlude::{interpolate, occlude, stripe};
pub use rectangle::{Hole, cover_rectangles, fill_holes};
pub use strange::{invert, shuffle_pixels};
pub use warp::{recolour, warp};
