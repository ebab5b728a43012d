//! What `cargo course` calls. Cargo has to be quiet in it, or each error of the course would
//! be followed by one of cargo's. This program is built in seconds: it sets up the notebooks,
//! and builds the rest of the command when it is needed, in sight.

use setup::{environment, failure, lab};
use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// From here on waiting needs a word.
const PATIENCE: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    // Crates that look at what cargo says of *this* package would be built anew.
    environment::forget_package();
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    match arguments
        .iter()
        .map(|argument| argument.to_str())
        .collect::<Vec<_>>()[..]
    {
        [Some("lab"), ..] => report(lab::run(arguments.into_iter().skip(1))),
        [Some("help"), Some("lab")] => report(lab::run(["--help".into()])),
        _ => the_rest(),
    }
}

fn report(outcome: failure::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// All other commands.
fn the_rest() -> ExitCode {
    let course = match env::current_exe() {
        Ok(this) => this.with_file_name("course"),
        Err(error) => return fail(&error),
    };
    match build(course.exists()) {
        Ok(status) if status.success() => {
            // Returns only if it could not be called.
            fail(&Command::new(course).args(env::args_os().skip(1)).exec())
        }
        // Cargo has said why.
        Ok(status) => ExitCode::from(status.code().unwrap_or(1) as u8),
        Err(error) => fail(&error),
    }
}

/// Builds the command; cargo shows its progress where there is none yet.
fn build(is_there: bool) -> io::Result<ExitStatus> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--package", "course"]);
    if !is_there {
        eprintln!("building the command `cargo course`, once: this takes minutes");
        return build.status();
    }
    let mut build = build.arg("--quiet").spawn()?;
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = build.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    eprintln!("building the command `cargo course` anew, something in it has changed …");
    build.wait()
}

fn fail(error: &io::Error) -> ExitCode {
    eprintln!("error: `cargo course` cannot be called: {error}");
    ExitCode::FAILURE
}
