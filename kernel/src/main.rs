//! A Jupyter kernel for Rust: cells are compiled and run by evcxr; output appears while a
//! cell runs, and the stop button keeps the variables.
//!
//! | module | what is in it |
//! |---|---|
//! | [`install`] | what Jupyter is told of the kernel, and whether all that it needs is there |
//! | [`home`], [`slot`], [`connection`] | a working folder for each kernel, and where it listens |
//! | [`server`], [`wire`] | the sockets, and who answers |
//! | [`queue`], [`work`], [`ways`] | what is to be done, the thread that does it, its ways to the sockets |
//! | [`watchdog`] | nobody waits for ever |
//! | [`evaluator`], [`mod@run`], [`commands`], [`reply`] | evcxr and what it needs, one cell, its lines for evcxr, the answers |
//! | [`help`], [`cursor`], [`offers`] | how code can go on, what a name means |
//! | [`analyzer`] | what rust-analyzer reads, so that types are known soon |
//! | [`child`], [`words`] | the process before the cells': what they print, on its way to the kernel |
//! | [`protocol`] | how a cell says more than text: pictures, updates |
//! | [`router`], [`gathered`] | from events to messages; text on its way to a page |
//! | [`publish`] | the messages that everybody hears |
//! | [`cell`] | what a cell says, and where its lines stand in what is compiled |
//! | [`compiler`] | between cargo and rustc, when a cell is compiled |
//! | [`stop`], [`descendants`] | the stop button, and what it ends |
//! | [`errors`] | what a student reads when a cell fails |
//! | [`comms`] | widgets: what a page and the cells' process tell each other |
//! | [`variables`], [`debug`] | the variables that there are, as text and for JupyterLab's list |
//! | [`complete`], [`history`], [`info`] | for consoles; what the kernel is |

mod analyzer;
mod cell;
mod child;
mod commands;
mod comms;
mod compiler;
mod complete;
mod connection;
mod cursor;
mod debug;
mod descendants;
mod errors;
mod evaluator;
mod gathered;
mod help;
mod history;
mod home;
mod info;
mod install;
mod offers;
mod protocol;
mod publish;
mod queue;
mod reply;
mod router;
mod run;
mod server;
mod slot;
mod stop;
mod variables;
mod watchdog;
mod ways;
mod wire;
mod words;
mod work;

use clap::{Parser, Subcommand};
use home::Home;
use install::Place;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// rust-analyzer allocates much. The stock kernel brings the same allocator.
#[cfg(not(feature = "stock"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A Jupyter kernel for Rust: live output, and a stop button that keeps the variables.
#[derive(Parser)]
#[command(name = "rust-kernel", version, args_conflicts_with_subcommands = true)]
#[command(arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The file in which Jupyter says where a kernel is to listen
    connection_file: Option<PathBuf>,
    /// The same, for the stock kernel
    #[arg(
        long = "control_file",
        value_name = "CONNECTION_FILE",
        conflicts_with = "connection_file"
    )]
    control_file: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Tells Jupyter of this kernel
    Install(Place),
    /// Takes that back, and removes what kernels have built
    Uninstall(Place),
    /// Says whether all that the kernel needs is there
    Doctor,
}

fn main() -> ExitCode {
    // This same program is also the process in which cells run, wraps the compiler, and
    // stands in for cargo.
    if let Some(code) = analyzer::hook().or_else(compiler::hook) {
        return code;
    }
    child::hook();
    evcxr::runtime_hook();
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::Install(place)) => install::install(&place),
        Some(Command::Uninstall(place)) => install::uninstall(&place),
        Some(Command::Doctor) => install::doctor::examine(),
        None => serve(arguments.connection_file, arguments.control_file),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(own: Option<PathBuf>, stock: Option<PathBuf>) -> Result<(), Box<dyn Error>> {
    // The log needs no backtrace of rust-analyzer's, which takes seconds to write.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let Some(file) = own.as_ref().or(stock.as_ref()) else {
        return Err("which connection file? `rust-kernel --help` says more".into());
    };
    let stock = stock.is_some();
    let info = connection::read(file)?;
    let home = Home::of_this_program()?;
    // The stock kernel can be told that a panic is to end the cell with an error; this one
    // does so anyway.
    let config = std::env::var("COURSE_KERNEL_CONFIG");
    let config = config.ok().filter(|_| stock);
    let _slot = slot::enter(&home, config.as_deref().unwrap_or(home::CONFIG))?;
    if stock {
        #[cfg(feature = "stock")]
        return Ok(evcxr_jupyter::main()?);
        #[cfg(not(feature = "stock"))]
        return Err("this program was built without evcxr's own kernel; `cargo course lab --stock` builds it in".into());
    }
    analyzer::redirect(&home.folder)?;
    announce();
    let comms = comms::Comms::default();
    comms.connect()?;
    // A terminal's Ctrl-C is meant for what runs, not for the kernel.
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::<AtomicBool>::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(work::STACK)
        .enable_all()
        .build()?;
    let result = runtime.block_on(server::serve(&info, comms));
    // A cell that still runs waits for nobody.
    runtime.shutdown_background();
    result
}

/// Says to the cells that this kernel understands more than text.
#[allow(unsafe_code)]
fn announce() {
    // SAFETY: there is no other thread yet.
    unsafe {
        std::env::set_var(protocol::VARIABLE, "1");
    }
}
