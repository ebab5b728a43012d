//! The course's command line: `cargo course …`.
//!
//! One module per command: its arguments, and `run`.

mod bench;
mod book;
mod conv;
mod data;
mod figures;
#[cfg(feature = "solutions")]
mod handout;
mod machine;
mod results;
mod run;
#[cfg(feature = "solutions")]
mod sync;
mod train;

use clap::{Parser, Subcommand};
use failure::Result;
use setup::{environment, failure, project};
use std::ffi::OsString;
use std::process::ExitCode;

/// A course on autoencoders, in Rust notebooks.
#[derive(Parser)]
#[command(
    name = "cargo course",
    bin_name = "cargo course",
    subcommand_required = true
)]
#[command(arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sets everything up and opens JupyterLab on the first lesson
    #[command(disable_help_flag = true)]
    Lab {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        arguments: Vec<OsString>,
    },
    Data(data::Args),
    Train(train::Args),
    Conv(conv::Args),
    Run(run::Args),
    Figures(figures::Args),
    #[cfg(feature = "solutions")]
    Grade(grade::Args),
    #[cfg(feature = "solutions")]
    #[command(hide = true)]
    GradeUnpack(grade::archive::Args),
    #[cfg(feature = "solutions")]
    Handout(handout::Args),
    Results(results::Args),
    #[cfg(feature = "solutions")]
    Sync(sync::Args),
    Bench(bench::Args),
    Book(book::Args),
}

fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Lab { arguments } => setup::lab::run(arguments),
        Command::Data(args) => data::run(args),
        Command::Train(args) => train::run(args),
        Command::Conv(args) => conv::run(args),
        Command::Run(args) => run::run(args),
        Command::Figures(args) => figures::run(args),
        #[cfg(feature = "solutions")]
        Command::Grade(args) => {
            let root = project::Project::find()?.root;
            let clean = sync::generate(&root)?;
            grade::run(args, &root, clean)
        }
        #[cfg(feature = "solutions")]
        Command::GradeUnpack(args) => grade::archive::run(args),
        #[cfg(feature = "solutions")]
        Command::Handout(args) => handout::run(args),
        Command::Results(args) => results::run(args),
        #[cfg(feature = "solutions")]
        Command::Sync(args) => sync::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Book(args) => book::run(args),
    }
}

fn main() -> ExitCode {
    environment::forget_package();
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
