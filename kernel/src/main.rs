//! The course's Jupyter kernel: cells are compiled and run by evcxr; output appears while a
//! cell runs, and the stop button keeps the variables.
//!
//! | module | what is in it |
//! |---|---|
//! | [`slot`], [`connection`] | a working folder for each kernel, and where it listens |
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
//! | [`complete`], [`history`], [`info`] | for consoles; what the kernel is |

mod analyzer;
mod cell;
mod child;
mod commands;
mod compiler;
mod complete;
mod connection;
mod cursor;
mod descendants;
mod errors;
mod evaluator;
mod gathered;
mod help;
mod history;
mod info;
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
mod watchdog;
mod ways;
mod wire;
mod words;
mod work;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// rust-analyzer allocates much. The stock kernel brings the same allocator.
#[cfg(not(feature = "stock"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: rust-kernel CONNECTION_FILE
       rust-kernel --version
       rust-kernel --control_file CONNECTION_FILE    (the stock kernel)";

fn main() -> ExitCode {
    // This same program is also the process in which cells run, wraps the compiler, and
    // stands in for cargo.
    if let Some(code) = analyzer::hook().or_else(compiler::hook) {
        return code;
    }
    child::hook();
    evcxr::runtime_hook();
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<(), Box<dyn Error>> {
    // The log needs no backtrace of rust-analyzer's, which takes seconds to write.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    if args == ["--version"] {
        println!("rust-kernel {}", env!("CARGO_PKG_VERSION"));
        return Ok(());
    }
    let (stock, file) = match args {
        [option, file] if option == "--control_file" => (true, file),
        [file] if !file.starts_with('-') => (false, file),
        _ => return Err(USAGE.into()),
    };
    let info = connection::read(Path::new(file))?;
    // The kernel lies in `bin` of its own folder.
    let this = std::env::current_exe()?;
    let home = this
        .parent()
        .and_then(Path::parent)
        .ok_or("no folder above bin")?;
    // The stock kernel can be told that a panic is to end the cell with an error; this one
    // does so anyway.
    let config = std::env::var("COURSE_KERNEL_CONFIG");
    let config = config.ok().filter(|_| stock);
    let _slot = slot::enter(home, config.as_deref().unwrap_or("config"))?;
    if stock {
        #[cfg(feature = "stock")]
        return Ok(evcxr_jupyter::main()?);
        #[cfg(not(feature = "stock"))]
        return Err("this program was built without evcxr's own kernel; `cargo course lab --stock` builds it in".into());
    }
    analyzer::redirect(home)?;
    announce();
    // A terminal's Ctrl-C is meant for what runs, not for the kernel.
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::<AtomicBool>::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(work::STACK)
        .enable_all()
        .build()?;
    let result = runtime.block_on(server::serve(&info));
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
