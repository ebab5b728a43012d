//! Damage to images, for models that shall undo it.
//!
//! Every function leaves its input as it is, takes the generator of its randomness as an
//! argument (same seed, same damage), and gives images whose pixels lie in [0, 1] again:
//! what a camera could have stored.

mod occlude;
mod pixels;
mod rectangle;
mod warp;

pub use occlude::{interpolate, occlude, stripe};
pub use pixels::{gaussian_noise, invert, salt_and_pepper, shuffle_pixels};
pub use rectangle::{Hole, cover_rectangles, fill_holes};
pub use warp::{recolour, warp};
