//! The stop button: a notebook's, or Ctrl-C in a terminal.
//!
//! Both send the signal SIGINT. While something listens, the signal only leaves a mark, and
//! who computes looks at it between two batches: so the cell ends as it should, with the
//! model as far as it has come. In a terminal a second Ctrl-C ends the program at once, and
//! while nothing listens, already the first.

use signal_hook::consts::SIGINT;
use signal_hook::flag::{register, register_conditional_default, register_conditional_shutdown};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// The process of a notebook's cells has this in its environment. Its variables must
/// survive the button, whenever it is pressed.
const NOTEBOOK: &str = "EVCXR_IS_RUNTIME";

/// What a program reports that was ended by Ctrl-C.
const ENDED: i32 = 130;

struct Signal {
    pressed: Arc<AtomicBool>,
    deaf: Arc<AtomicBool>,
    listeners: AtomicUsize,
    /// Held while `deaf` and `listeners` change together.
    change: Mutex<()>,
}

/// Where the signal leaves its mark; the first call asks the system for it.
fn signal() -> &'static Signal {
    static SIGNAL: OnceLock<Signal> = OnceLock::new();
    SIGNAL.get_or_init(|| {
        let signal = Signal {
            pressed: Arc::default(),
            deaf: Arc::new(AtomicBool::new(true)),
            listeners: AtomicUsize::new(0),
            change: Mutex::new(()),
        };
        let (pressed, deaf) = (&signal.pressed, &signal.deaf);
        let asked = match std::env::var_os(NOTEBOOK) {
            Some(_) => register(SIGINT, pressed.clone()).map(|_| ()),
            // In this order: the mark of the first signal ends the program at the second.
            None => register_conditional_default(SIGINT, deaf.clone())
                .and_then(|_| register_conditional_shutdown(SIGINT, ENDED, pressed.clone()))
                .and_then(|_| register(SIGINT, pressed.clone()))
                .map(|_| ()),
        };
        // Without the signal the button does what it did before.
        let _ = asked;
        signal
    })
}

/// Whether the button was pressed since this was last asked, for a loop of one's own:
///
/// ```
/// # use aelib_show::interrupt;
/// for step in 0..3 {
///     if interrupt::is_requested() {
///         break;
///     }
/// }
/// ```
///
/// In a notebook the button is heard from the first call on; in a terminal Ctrl-C ends the
/// program, as it does without this.
pub fn is_requested() -> bool {
    signal().pressed.swap(false, Ordering::SeqCst)
}

/// Listens to the button until it is dropped.
#[derive(Debug)]
pub struct Listener(());

/// Listens from now on; what was pressed before does not count.
pub fn listen() -> Listener {
    let signal = signal();
    let _change = signal.change.lock().unwrap_or_else(|e| e.into_inner());
    if signal.listeners.fetch_add(1, Ordering::SeqCst) == 0 {
        signal.pressed.store(false, Ordering::SeqCst);
        signal.deaf.store(false, Ordering::SeqCst);
    }
    Listener(())
}

impl Listener {
    /// Whether the button was pressed.
    pub fn pressed(&self) -> bool {
        signal().pressed.load(Ordering::SeqCst)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let signal = signal();
        let _change = signal.change.lock().unwrap_or_else(|e| e.into_inner());
        if signal.listeners.fetch_sub(1, Ordering::SeqCst) == 1 {
            signal.deaf.store(true, Ordering::SeqCst);
            signal.pressed.store(false, Ordering::SeqCst);
        }
    }
}
