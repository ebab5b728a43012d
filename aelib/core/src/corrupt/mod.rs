//! Damage to images, for models that shall undo it. Every function leaves its input as it is,
//! and takes the generator of its randomness as an argument: same seed, same damage.

mod cover;
mod pixels;
mod warp;

pub use cover::{Hole, cover_rectangles, fill_holes, interpolate, occlude, stripe, stripe_errors};
pub use pixels::{gaussian_noise, invert, salt_and_pepper, shuffle_pixels};
pub use warp::{recolour, warp};
