//! Autoencoders on dfdx, for a course: convolutions, models, data, training, pictures.
//!
//! | module | what is in it |
//! |---|---|
//! | [`ops`] | convolutions, linear maps and losses on batches, forward and backward |
//! | [`explain`] | the convolutions step by step, for small examples |
//! | [`nn`] | layers whose types state their input and output maps |
//! | [`models`] | the course's autoencoders |
//! | [`data`] | MNIST, verified; drawn faces; batches of images |
//! | [`corrupt`] | damage to images: noise, holes, `occlude` |
//! | [`filter`] | the median filter, which has learned nothing |
//! | [`metrics`] | error of images, ROC and its area, precision at k, precision and recall of samples |
//! | [`retrieval`] | the nearest of many images or codes |
//! | [`anomaly`] | images unlike those that a model has learned from |
//! | [`loss`] | reconstruction losses, with their reductions |
//! | [`mod@fit`] | the training loop, and its state between two epochs |
//! | [`progress`], [`live`] | what training shows while it runs |
//! | [`interrupt`], [`shuffled`] | the stop button, and batches that end with it |
//! | [`optim`] | Adam |
//! | [`checkpoint`] | models and runs as safetensors files |
//! | [`codes`] | codes to decode: drawn, between two others, all over a plane; codes in bytes, and what compression without a network costs |
//! | [`mod@predict`] | a question before its answer |
//! | [`explore`] | pages in which to drag through a latent space and to draw into it, and to follow a pixel back to the code |
//! | [`mod@puppet`] | a page in which A acts and B follows |
//! | [`mod@trainer`] | pages in which a network learns, in a browser |
//! | [`plot`], [`display`] | pictures that show themselves in notebooks |
//! | [`table`] | tables that do |
//! | [`widgets`] | sliders, a field to draw in, and a function that answers them |
//!
//! A notebook imports [`prelude`]. A whole example:
//!
//! ```
//! use aelib::prelude::*;
//!
//! // Stripes instead of digits, so that this needs no files.
//! let stripes: Vec<u8> = (0..64 * 784).map(|i| if i / 28 % 4 < 2 { 255 } else { 0 }).collect();
//! let images = Images::from_bytes(stripes).expect("whole images");
//!
//! let mut model = ConvAutoencoder::<2>::new(0);
//! let options = Fit { epochs: 2, batch_size: 32, show: Show::Silent, ..Fit::default() };
//! let history = fit(&mut model, &images, &images, options);
//! assert!(history.epochs[1].loss < history.epochs[0].loss);
//!
//! let restored = model.reconstruct(images.tensor());
//! let picture = image_grid(&restored).title("Stripes through two numbers");
//! assert!(!picture.png().is_empty());
//! ```

pub mod prelude;

pub use aelib_core::{Error, Result, check_size};
pub use aelib_core::{
    anomaly, checkpoint, codes, corrupt, error, filter, loss, metrics, nn, ops, optim, retrieval,
    watch,
};
pub use aelib_data as data;
pub use aelib_show::trainer;
pub use aelib_show::{
    explain, explore, interrupt, live, plot, predict, puppet, shuffled, table, widgets,
};
pub use {dfdx, rand, rand_chacha};

/// The training loop, once: what Keras calls `fit`.
pub mod fit {
    pub use aelib_core::fit::*;
    pub use aelib_show::fit::*;
}

/// What training brought, epoch by epoch.
pub mod history {
    pub use aelib_core::history::*;
    pub use aelib_show::history::*;
}

/// The course's models, and what `fit` needs of one.
pub mod models {
    pub use aelib_core::models::*;
    pub use aelib_data::{ExpressionReader, expression_error};
    pub use aelib_show::summary::ShowModel;
}

/// How training shows that it moves.
pub mod progress {
    pub use aelib_core::history::EpochReport;
    pub use aelib_core::watch::Show;
    pub use aelib_show::progress::*;
}

/// Values that show themselves, and files that appear whole or not at all.
pub mod display {
    pub use aelib_core::file::write_whole;
    pub use aelib_show::plot::Picture;
}
