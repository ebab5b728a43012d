//! The commands, run as a user would. One program, so that what one test waits for does not
//! hold up the others.

mod book;
#[path = "../common/mod.rs"]
mod common;
mod conv;
mod data;
mod figures;
mod handout;
mod jupyterlab;
mod notebooks;
mod sliders;
mod sync;
mod train;
