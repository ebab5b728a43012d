//! Calls what a student wrote. It may be a `todo!`, panic, or never end; the caller goes on
//! in each case, and says which it was.

use serde::{Deserialize, Serialize};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt::{Display, Formatter};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// How long one call may take, unless a check says otherwise. The exercises take
/// milliseconds.
pub const LIMIT: Duration = Duration::from_secs(5);

/// Why a call did not return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Trouble {
    /// It came upon a `todo!`.
    Unwritten {
        /// The text in the `todo!`.
        task: String,
        /// File and line of it.
        place: String,
    },
    /// It panicked.
    Panicked {
        /// What the panic said.
        message: String,
        /// File and line of it.
        place: String,
    },
    /// It took longer than this.
    TooSlow(Duration),
    /// The process in which it ran is gone: how it ended.
    Died(String),
    /// What came is not what was asked for: what is wrong with it.
    Garbled(String),
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The result of `f`, called on a thread of its own.
///
/// # Errors
/// If it does not return within [`LIMIT`].
pub fn call<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Trouble> {
    call_within(LIMIT, f)
}

/// The result of `f`, called on a thread of its own. After the time limit the thread is
/// left alone: nothing can end it before the program ends.
///
/// # Errors
/// If it does not return within `limit`.
pub fn call_within<T: Send + 'static>(
    limit: Duration,
    f: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    keep_guarded_panics_quiet();
    let (sender, receiver) = mpsc::channel();
    let guarded = move || {
        GUARDED.set(true);
        let result = panic::catch_unwind(AssertUnwindSafe(f))
            .map_err(|payload| trouble(&*payload, PLACE.take()));
        // Nobody listens any more after the time limit.
        let _ = sender.send(result);
    };
    // The name is what a stack overflow reports, which ends the whole program.
    thread::Builder::new()
        .name("your function".into())
        .spawn(guarded)
        .expect("the system has a thread left");
    receiver
        .recv_timeout(limit)
        .unwrap_or(Err(Trouble::TooSlow(limit)))
}

/// A guarded thread notes where it panicked, instead of printing it with a backtrace.
fn keep_guarded_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| match info.location() {
            Some(at) if GUARDED.get() => PLACE.set(format!("{}:{}", at.file(), at.line())),
            _ => usual(info),
        }));
    });
}

fn trouble(payload: &(dyn Any + Send), place: String) -> Trouble {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or(payload.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("a panic without a text").to_string();
    match message.strip_prefix("not yet implemented") {
        Some(task) => Trouble::Unwritten {
            task: task.trim_start_matches(": ").to_string(),
            place,
        },
        None => Trouble::Panicked { message, place },
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unwritten { task, place } => write!(f, "not written yet: {task}\nat {place}"),
            Self::Panicked { message, place } => write!(f, "it panicked: {message}\nat {place}"),
            Self::TooSlow(limit) => write!(f, "no result after {} seconds", limit.as_secs_f32()),
            Self::Died(how) => write!(f, "the program ended: {how}"),
            Self::Garbled(what) => write!(f, "no result that can be read: {what}"),
        }
    }
}
