//! `cargo course train`: one of the course's models on all of MNIST.

use crate::failure::{Failure, Result};
use aelib::models::{ConvAutoencoder, Model};
use aelib::nn::Map;
use aelib::prelude::{Digits, Fit, Show, Training, save};
use std::path::{Path, PathBuf};

/// Trains a model; one line per epoch with loss, validation loss, seconds
#[derive(clap::Args)]
pub struct Args {
    /// The model: conv
    model: String,
    /// Numbers in the code: 1, 2, 3, 4, 5, 8, 16 or 32
    #[arg(long, value_name = "N", default_value_t = 5)]
    latent: usize,
    /// Times that every image is seen
    #[arg(long, value_name = "N", default_value_t = 20)]
    epochs: usize,
    /// Of the weights and of the order of the images
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Where the model goes (safetensors), after every epoch; the state of the run goes
    /// beside it, into FILE.training
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on from FILE.training
    #[arg(long, requires = "out")]
    resume: bool,
    /// One JSON object per epoch
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    if args.model != "conv" {
        let line = format!("unknown model {:?}; the models are: conv", args.model);
        return Err(Failure::new(line));
    }
    match args.latent {
        1 => conv::<1>(&args),
        2 => conv::<2>(&args),
        3 => conv::<3>(&args),
        4 => conv::<4>(&args),
        5 => conv::<5>(&args),
        8 => conv::<8>(&args),
        16 => conv::<16>(&args),
        32 => conv::<32>(&args),
        other => Err(Failure::new(format!(
            "no model with {other} latent numbers; there are 1, 2, 3, 4, 5, 8, 16 and 32"
        ))),
    }
}

fn conv<const LATENT: usize>(args: &Args) -> Result<()> {
    train(&mut ConvAutoencoder::<LATENT>::new(args.seed), args)
}

fn train<M: Model<Image = Map<1, 28, 28>>>(model: &mut M, args: &Args) -> Result<()> {
    let mut training = begin(model, args)?;
    let digits = Digits::load()?;
    let (train, test) = (&digits.train.images, &digits.test.images);
    let options = Fit {
        epochs: args.epochs,
        validation_data: Some((test, test)),
        show: if args.json { Show::Silent } else { Show::Lines },
        ..Fit::default()
    };
    while training.history.epochs.len() < args.epochs {
        let report = training.epoch(model, train, train, &options);
        if args.json {
            println!("{}", serde_json::to_string(report).expect("numbers"));
        }
        if let Some(out) = &args.out {
            save(model, out)?;
            training.save(model, &state(out))?;
        }
    }
    Ok(())
}

/// A new run, or the one to be resumed. What cannot be written is found out before the
/// first epoch.
fn begin<M: Model>(model: &mut M, args: &Args) -> Result<Training> {
    let Some(out) = &args.out else {
        return Ok(Training::new(1e-3, args.seed));
    };
    if args.resume {
        let training = Training::resume(model, &state(out))?;
        if training.seed != args.seed {
            return Err(Failure::new(format!(
                "{}: this run has seed {seed}, not {}; give --seed {seed}",
                state(out).display(),
                args.seed,
                seed = training.seed
            )));
        }
        return Ok(training);
    }
    save(model, out)?;
    Ok(Training::new(1e-3, args.seed))
}

/// Where the state of a run goes whose model goes to `out`.
fn state(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".training");
    name.into()
}
