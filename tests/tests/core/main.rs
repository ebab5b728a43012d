//! Tests of the mathematics. One program, because each one is linked with all of aelib.

mod checkpoints;
mod codes;
mod corrupt;
mod face_swap;
mod golden;
mod gradients;
mod layers;
mod losses;
mod models;
mod optimiser;
mod pca;
mod properties;
mod same_bits;
mod samples;
mod search;
mod size_check;
mod sizes;
mod training_says;
mod vae;
mod way_back;
mod wide_channels;
