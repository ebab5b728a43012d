//! `cargo course train`: one of the course's models on all of MNIST.

use crate::failure::{Failure, Result};
use aelib::corrupt::occlude;
use aelib::data::{Images, Labelled};
use aelib::interrupt;
use aelib::models::{ConvAutoencoder, DenseAutoencoder, Model, Vae};
use aelib::nn::Map;
use aelib::prelude::{ChaCha8Rng, Digits, Epoch, Fit, SeedableRng, Show, Training, save};
use aelib::progress::EpochReport;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Trains a model; one line per epoch with loss, validation loss, seconds
#[derive(clap::Args)]
pub struct Args {
    /// The model: dense, conv or vae
    model: String,
    /// Numbers in the code: 1, 2, 3, 4, 5, 8, 16 or 32 [default: dense 32, conv 5, vae 4]
    #[arg(long, value_name = "N")]
    latent: Option<usize>,
    /// The model sees each digit under a white stripe, and learns the digit without it
    #[arg(long)]
    occluded: bool,
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
    let default = match args.model.as_str() {
        "dense" => 32,
        "conv" => 5,
        "vae" => 4,
        other => {
            let line = format!("unknown model {other:?}; the models are: dense, conv, vae");
            return Err(Failure::new(line));
        }
    };
    match args.latent.unwrap_or(default) {
        1 => of_size::<1>(&args),
        2 => of_size::<2>(&args),
        3 => of_size::<3>(&args),
        4 => of_size::<4>(&args),
        5 => of_size::<5>(&args),
        8 => of_size::<8>(&args),
        16 => of_size::<16>(&args),
        32 => of_size::<32>(&args),
        other => Err(Failure::new(format!(
            "no model with {other} latent numbers; there are 1, 2, 3, 4, 5, 8, 16 and 32"
        ))),
    }
}

fn of_size<const LATENT: usize>(args: &Args) -> Result<()> {
    match args.model.as_str() {
        "dense" => train(&mut DenseAutoencoder::<LATENT>::new(args.seed), args),
        "conv" => train(&mut ConvAutoencoder::<LATENT>::new(args.seed), args),
        _ => train(&mut Vae::<LATENT>::new(args.seed), args),
    }
}

/// The label is the digit; so is the input, unless it lies under a stripe.
fn train<M: Model<Image = Map<1, 28, 28>>>(model: &mut M, args: &Args) -> Result<()> {
    train_on(model, args, |digits, epoch| {
        let mut rng = ChaCha8Rng::seed_from_u64(args.seed);
        // Other streams than those of the order of the images.
        rng.set_stream((1 << 32) + epoch);
        args.occluded.then(|| occlude(&digits.images, &mut rng))
    })
}

/// `input` makes of digits what the model sees, where that is not the digits themselves; its
/// number is the epoch's, and 0 for the test digits, so that damage differs from epoch to
/// epoch.
fn train_on<M: Model<Image = Map<1, 28, 28>>>(
    model: &mut M,
    args: &Args,
    input: impl Fn(&Labelled, u64) -> Option<Images>,
) -> Result<()> {
    let mut training = begin(model, args)?;
    let (digits, line) = Digits::find()?;
    match args.json {
        true => eprintln!("{line}"),
        false => println!("{line}"),
    }
    let (train, test) = (&digits.train.images, &digits.test.images);
    let test_input = input(&digits.test, 0);
    let options = Fit {
        epochs: args.epochs,
        validation_data: Some((test_input.as_ref().unwrap_or(test), test)),
        show: if args.json { Show::Silent } else { Show::Lines },
        ..Fit::default()
    };
    // Also between two epochs, while a file is written.
    let _stop = interrupt::listen();
    while training.history.epochs.len() < args.epochs {
        let epoch = training.history.epochs.len() as u64 + 1;
        let train_input = input(&digits.train, epoch);
        let x = train_input.as_ref().unwrap_or(train);
        let begun = processor_seconds();
        let Some(report) = training.epoch(model, x, train, &options) else {
            return Err(interrupted(&training, args));
        };
        if args.json {
            let line = Line {
                report,
                processor_seconds: processor_seconds()
                    .zip(begun)
                    .map(|(now, begun)| now - begun),
                peak_mib: peak_mib(),
            };
            println!("{}", serde_json::to_string(&line).expect("numbers"));
        }
        if let Some(out) = &args.out {
            save(model, out)?;
            training.save(model, &state(out))?;
        }
    }
    Ok(())
}

/// What is lost, and how to go on.
fn interrupted(training: &Training, args: &Args) -> Failure {
    let done = training.history.epochs.len();
    Failure::new(match &args.out {
        Some(_) if done == 0 => "stopped in epoch 1; nothing is kept before its end".into(),
        Some(out) => format!(
            "stopped; {} is as after epoch {done}: go on from there with --resume",
            out.display()
        ),
        None => "stopped; nothing is kept without --out FILE".into(),
    })
}

/// What `--json` prints of an epoch.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    report: &'a EpochReport,
    /// Of all threads, in the program and in the system, the validation included, where the
    /// system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    processor_seconds: Option<f64>,
    /// The most memory that this process has held, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_mib: Option<f64>,
}

/// What this process has used of all processors so far.
fn processor_seconds() -> Option<f64> {
    /// Linux counts for programs in hundredths of a second.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in brackets, may hold anything; user and system are the 12th and
    // 13th number behind it.
    let (_, numbers) = stat.rsplit_once(')')?;
    let used = numbers.split_whitespace().skip(11).take(2);
    let ticks: Option<f64> = used.map(|ticks| ticks.parse::<f64>().ok()).sum();
    Some(ticks? / TICKS)
}

fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
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
