//! The course's command line: `cargo course`.

mod failure;
mod sync;

use clap::Parser;
use failure::Result;
use std::process::ExitCode;

/// Autoencoders in Rust: everything around the notebooks
#[derive(Parser)]
#[command(name = "cargo course", bin_name = "cargo course", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Generate the exercises from the solutions
    Sync(sync::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Sync(args) => sync::run(args),
    }
}
