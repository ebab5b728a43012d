//! `cargo course bench`: seconds per epoch of the three models, beside other libraries.

mod medians;
mod peers;

use crate::failure::{Failure, Result};
use crate::project::Project;
use medians::medians;
use peers::{Peer, installed};
use results::Results;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Measures the three models, and the peers that are installed
#[derive(clap::Args)]
pub struct Args {
    /// Measure the installed peers too, in turn with aelib
    #[arg(long)]
    peers: bool,
    /// A Python that may have the peers
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: String,
    /// Times that each is measured
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    /// One model only: dense, conv or vae
    #[arg(long)]
    model: Option<String>,
    /// Write the medians to results/speed.json
    #[arg(long, requires = "peers", conflicts_with = "model")]
    record: bool,
    /// One JSON object per measurement
    #[arg(long)]
    json: bool,
}

/// Where the programs of other libraries are.
const PEERS: &str = "course/peers";
const MODELS: [&str; 3] = ["dense", "conv", "vae"];
/// The first epoch warms up; the second is measured.
const EPOCHS: usize = 2;

/// One run of one model.
#[derive(Clone, Serialize)]
struct Measurement {
    model: String,
    backend: String,
    seconds_per_epoch: f64,
    processor_seconds: f64,
    loss: f64,
    val_loss: f64,
    peak_mib: f64,
}

/// The last line of a run: ours and the peers' scripts print the same.
#[derive(Deserialize)]
struct Epoch {
    seconds: f64,
    loss: f64,
    val_loss: f64,
    #[serde(default)]
    processor_seconds: f64,
    #[serde(default)]
    peak_mib: f64,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let project = Project::find()?;
    let models: Vec<&str> = match &args.model {
        Some(name) => vec![known(name)?],
        None => MODELS.to_vec(),
    };
    let peers = if args.peers {
        installed(&project.root.join(PEERS), &args.python)
    } else {
        Vec::new()
    };
    if args.peers && peers.is_empty() {
        eprintln!("aelib alone is measured");
    }
    let start = Instant::now();
    let mut measured_models = Vec::new();
    for model in models {
        let mut all = Vec::new();
        for round in 1..=args.rounds {
            eprintln!("{model}, round {round} of {}", args.rounds);
            let mut measured = vec![aelib(&project, model)?];
            for peer in &peers {
                measured.push(ask(&project, &args.python, peer, model)?);
            }
            if args.json {
                for measurement in &measured {
                    println!("{}", serde_json::to_string(measurement).expect("numbers"));
                }
            }
            all.extend(measured);
        }
        let medians = medians(model, args.rounds, &all);
        if !args.json {
            print!("{medians}");
        }
        measured_models.push(medians);
    }
    if args.record {
        let results = Results {
            command: format!(
                "cargo course bench --peers --record --rounds {}",
                args.rounds
            ),
            digest: String::new(),
            seconds: Some(start.elapsed().as_secs_f64().round()),
            measured: measured_models,
        };
        results.save(&project.root, "speed")?;
    }
    Ok(())
}

fn known(name: &str) -> Result<&str> {
    match MODELS.contains(&name) {
        true => Ok(name),
        false => Err(Failure::new(format!(
            "unknown model {name:?}; the models are: {}",
            MODELS.join(", ")
        ))),
    }
}

/// A run of this program in a process of its own, as the peers have theirs.
fn aelib(project: &Project, model: &str) -> Result<Measurement> {
    let this = std::env::current_exe().map_err(Failure::file("cargo course"))?;
    let mut command = Command::new(this);
    command.args(["train", model, "--json", "--epochs", &EPOCHS.to_string()]);
    measure(project, command, "aelib", model)
}

fn ask(project: &Project, python: &str, peer: &Peer, model: &str) -> Result<Measurement> {
    let mut command = peer.command(&project.root.join(PEERS), python, model, EPOCHS);
    command.env("MNIST", aelib::data::data_dir()?);
    measure(project, command, &peer.name(), model)
}

fn measure(
    project: &Project,
    mut command: Command,
    backend: &str,
    model: &str,
) -> Result<Measurement> {
    let output = command
        .current_dir(&project.root)
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(Failure::file(Path::new(command.get_program())))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text
        .lines()
        .rfind(|line| line.starts_with('{'))
        .unwrap_or("");
    match serde_json::from_str::<Epoch>(last) {
        Ok(epoch) if output.status.success() => Ok(Measurement {
            model: model.into(),
            backend: backend.into(),
            seconds_per_epoch: epoch.seconds,
            processor_seconds: epoch.processor_seconds,
            loss: epoch.loss,
            val_loss: epoch.val_loss,
            peak_mib: epoch.peak_mib,
        }),
        _ => Err(Failure::new(format!(
            "{backend} did not finish {model}; see above"
        ))),
    }
}
