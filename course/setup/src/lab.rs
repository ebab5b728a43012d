//! `cargo course lab`: sets everything up inside the project, and opens JupyterLab.

use crate::board::Board;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::install::{self, Plan};
use crate::job::terminate;
use crate::machine;
use crate::project::Project;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What `--help` says.
const HELP: &str = "Sets everything up and opens JupyterLab on the first lesson

The notebooks that it opens are your own, in the folder `work`: copies of the lessons without
outputs. What you change in them stays when the lessons are renewed.

Usage: cargo course lab [OPTIONS]

Options:
      --no-browser  Only start the server, and print its address
      --port <N>    The server's port [default: the first free one from 8888]
      --check       Set up, run the first cells of the first notebook through the kernel, and exit
      --stock       Offer the stock kernel too, evcxr_jupyter, as \"rust-stock\"
  -h, --help        Print help
";

/// What was asked for.
#[derive(Debug, Default, PartialEq)]
struct Args {
    no_browser: bool,
    port: Option<u16>,
    check: bool,
    stock: bool,
    help: bool,
}

impl Args {
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self> {
        use lexopt::prelude::*;
        let mut args = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        let see =
            |error: lexopt::Error| Failure::new(format!("{error}; see `cargo course lab --help`"));
        while let Some(argument) = parser.next().map_err(see)? {
            match argument {
                Long("no-browser") => args.no_browser = true,
                Long("port") => {
                    let value = parser.value().map_err(see)?;
                    let port = value
                        .to_str()
                        .and_then(|text| text.parse().ok())
                        .filter(|port| *port > 0);
                    args.port = Some(port.ok_or_else(|| {
                        Failure::new(format!("--port {value:?} is no number from 1 to 65535"))
                    })?);
                }
                Long("check") => args.check = true,
                Long("stock") => args.stock = true,
                Short('h') | Long("help") => args.help = true,
                other => return Err(see(other.unexpected())),
            }
        }
        Ok(args)
    }
}

/// Runs the command with these arguments.
///
/// # Errors
/// If the arguments are wrong, the set-up fails, or JupyterLab does.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let args = Args::parse(arguments)?;
    if args.help {
        print!("{HELP}");
        return Ok(());
    }
    let project = Project::find()?;
    // Before the minutes of a first set-up, not after them.
    machine::rust(&project)?;
    let port = match args.check {
        true => None,
        false => Some(free_port(args.port)?),
    };
    let start = Instant::now();
    let Some(port) = port else {
        install::set_up(&project, args.stock)?;
        check(&project)?;
        println!("ready after {:.1} s", start.elapsed().as_secs_f64());
        return Ok(());
    };
    for line in copies::refresh(&project)? {
        println!("{line}");
    }
    if Plan::of(&project, args.stock).is_done() {
        install::set_up(&project, args.stock)?;
        println!("ready after {:.1} s", start.elapsed().as_secs_f64());
        return ended(
            &mut spawn(&mut jupyter(&project, port, args.no_browser))?,
            None,
        );
    }
    open_early(&project, &args, port, start)
}

/// Opens JupyterLab while the rest is still being set up.
fn open_early(project: &Project, args: &Args, port: u16, start: Instant) -> Result<()> {
    let lock = install::lock(project)?;
    let board = Board::new(project.progress());
    let server = Mutex::new(None);
    let seconds = || start.elapsed().as_secs_f64();
    thread::scope(|scope| {
        let outcome = install::run(project, &board, &lock, args.stock, || {
            let mut child = spawn(jupyter(project, port, args.no_browser).stderr(Stdio::piped()))?;
            if let Some(words) = child.stderr.take() {
                scope.spawn(|| relay(&board, words));
            }
            board.say(&format!("JupyterLab was started after {:.1} s", seconds()));
            *server.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
            Ok(())
        });
        drop(lock);
        let server = server.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(mut server) = server else {
            return outcome;
        };
        match &outcome {
            Ok(()) => board.say(&format!("everything was set up after {:.1} s", seconds())),
            Err(_) if board.is_asked_to_end() => terminate(&server),
            Err(failure) => board.say(&format!(
                "error: {failure} (JupyterLab goes on; Ctrl-C ends it)"
            )),
        }
        ended(&mut server, Some(&board)).and(outcome)
    })
}

/// Shows what a program says above the bars.
fn relay(board: &Board, words: impl Read) {
    for line in BufReader::new(words)
        .split(b'\n')
        .map_while(|line| line.ok())
    {
        board.complain(&String::from_utf8_lossy(&line));
    }
}

/// JupyterLab's server, on the first lesson.
fn jupyter(project: &Project, port: u16, no_browser: bool) -> Command {
    let notebooks = project.notebooks().unwrap_or_default();
    let first = notebooks.first().and_then(|path| path.file_name());
    let page = first.map_or("/lab".into(), |name| {
        format!("/lab/tree/work/{}", name.to_string_lossy())
    });
    let mut lab = Command::new(project.program("python"));
    lab.args([
        "-m",
        "jupyterlab",
        "--ip=127.0.0.1",
        "--ServerApp.port_retries=0",
    ])
    .arg(format!("--port={port}"))
    .arg(format!(
        "--config={}",
        project.python_file("server.py").display()
    ))
    .arg(format!("--ServerApp.root_dir={}", project.root.display()))
    .arg(format!("--LabApp.default_url={page}"))
    // On servers and in containers one often is root; the address is local all the same.
    .arg("--allow-root");
    if no_browser {
        lab.arg("--no-browser");
    }
    project.confine(&mut lab).current_dir(&project.root);
    lab
}

fn spawn(command: &mut Command) -> Result<Child> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.spawn().map_err(Failure::file(program))
}

/// Waits for the server's end. It hears Ctrl-C by itself, and asks; a request to end is
/// handed on.
fn ended(server: &mut Child, board: Option<&Board>) -> Result<()> {
    let mut asked = false;
    loop {
        match server.try_wait().map_err(Failure::file("JupyterLab"))? {
            Some(status) if status.success() || asked => return Ok(()),
            Some(status) => return Err(Failure::new(format!("JupyterLab ended with {status}"))),
            None => thread::sleep(Duration::from_millis(100)),
        }
        if board.is_some_and(Board::is_ended) && !std::mem::replace(&mut asked, true) {
            terminate(server);
        }
    }
}

/// The port that was asked for, or the first free one from 8888.
fn free_port(asked: Option<u16>) -> Result<u16> {
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    match asked {
        Some(port) if is_free(&port) => Ok(port),
        Some(port) => Err(Failure::new(format!(
            "port {port} is in use; name another with --port, or leave it out"
        ))),
        None => (8888..8988)
            .find(is_free)
            .ok_or_else(|| Failure::new("no free port from 8888 to 8987; name one with --port")),
    }
}

/// The first cells of the first notebook, through the kernel.
fn check(project: &Project) -> Result<()> {
    let notebooks = project.notebooks()?;
    let first = notebooks
        .first()
        .ok_or_else(|| Failure::new("there is no notebook in notebooks/"))?;
    println!("run the first cells of the first notebook …");
    let mut python = Command::new(project.program("python"));
    python.arg(project.python_file("notebooks.py"));
    let status = project
        .confine(&mut python)
        .args(["--cells", "2"])
        .arg(first)
        .status();
    match status.map_err(Failure::file(project.program("python")))? {
        status if status.success() => Ok(()),
        _ => Err(Failure::new(
            "the kernel does not answer as it should; see above",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args> {
        Args::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn arguments() {
        let args = parse("--port 8899 --no-browser --stock").unwrap();
        assert_eq!(args.port, Some(8899));
        assert!(args.no_browser && args.stock && !args.check);
        assert_eq!(parse("--port=1").unwrap().port, Some(1));
        for (line, said) in [
            ("--port", "--port"),
            ("--port x", "no number from 1 to 65535"),
            ("--port 0", "no number"),
            ("--chek", "--chek"),
            ("file", "file"),
        ] {
            let failure = parse(line).unwrap_err().to_string();
            assert!(failure.contains(said), "{line}: {failure}");
        }
    }
}
