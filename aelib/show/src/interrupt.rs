//! The stop button: a notebook's, or Ctrl-C in a terminal.
//!
//! Both send the signal SIGINT. While something listens, the signal only leaves a mark, and
//! who computes looks at it between two batches: so the cell ends as it should, with the
//! model as far as it has come. In a terminal a second Ctrl-C ends the program at once, and
//! while nothing listens, already the first.
//!
//! The course's kernel says which cell runs, in a file that `JUPYTER_CELL` names. There the
//! mark stays until the next cell, so that one press ends all loops of a cell, one after the
//! other; and the kernel is told that somebody has seen it, so that it waits.

use signal_hook::consts::SIGINT;
use signal_hook::flag::{register, register_conditional_default, register_conditional_shutdown};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// The process of a notebook's cells has this in its environment. Its variables must
/// survive the button, whenever it is pressed.
const NOTEBOOK: &str = "EVCXR_IS_RUNTIME";

/// What a program reports that was ended by Ctrl-C.
const ENDED: i32 = 130;

/// Where the course's kernel says which cell runs.
const CELL: &str = "JUPYTER_CELL";

/// How often that kernel is told that the mark was seen.
const TOLD: Duration = Duration::from_millis(200);

struct Signal {
    pressed: Arc<AtomicBool>,
    deaf: Arc<AtomicBool>,
    listeners: AtomicUsize,
    /// The file that says which cell runs, and what it said last.
    cell: Option<(PathBuf, Mutex<Vec<u8>>)>,
    /// When the kernel was told last.
    told: Mutex<Option<Instant>>,
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
            cell: std::env::var_os(CELL)
                .filter(|file| !file.is_empty())
                .map(|file| (file.into(), Mutex::default())),
            told: Mutex::default(),
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

impl Signal {
    /// Forgets what was pressed before; in the course's kernel, before this cell.
    fn forget(&self) {
        let Some((file, last)) = &self.cell else {
            return self.pressed.store(false, Ordering::SeqCst);
        };
        let now = std::fs::read(file).unwrap_or_default();
        let mut last = last.lock().unwrap_or_else(|e| e.into_inner());
        if *last != now {
            *last = now;
            self.pressed.store(false, Ordering::SeqCst);
        }
    }

    /// Whether the button was pressed.
    fn is_pressed(&self) -> bool {
        let pressed = self.pressed.load(Ordering::SeqCst);
        if pressed && self.cell.is_some() {
            self.tell();
        }
        pressed
    }

    /// Tells the kernel that the cell is coming to its end.
    fn tell(&self) {
        let mut told = self.told.lock().unwrap_or_else(|e| e.into_inner());
        if told.is_none_or(|told| told.elapsed() >= TOLD) {
            println!("\u{1b}_jupyter:\"stopping\"\u{1b}\\");
            *told = Some(Instant::now());
        }
    }
}

/// Whether the button was pressed, for a loop of one's own:
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
/// In a notebook the button is heard from the first call on, and once pressed it counts for the
/// rest of the cell; in a terminal Ctrl-C ends the program, as it does without this.
pub fn is_requested() -> bool {
    let signal = signal();
    if signal.cell.is_some() {
        signal.forget();
        return signal.is_pressed();
    }
    signal.pressed.swap(false, Ordering::SeqCst)
}

/// Listens to the button until it is dropped.
#[derive(Debug)]
pub struct Listener(());

/// Listens from now on; what was pressed before does not count.
pub fn listen() -> Listener {
    let signal = signal();
    let _change = signal.change.lock().unwrap_or_else(|e| e.into_inner());
    if signal.listeners.fetch_add(1, Ordering::SeqCst) == 0 {
        signal.forget();
        signal.deaf.store(false, Ordering::SeqCst);
    }
    Listener(())
}

/// The same, in a notebook: in a terminal Ctrl-C still ends the program.
pub fn listen_in_notebook() -> Option<Listener> {
    std::env::var_os(NOTEBOOK).map(|_| listen())
}

impl Listener {
    /// Whether the button was pressed.
    pub fn pressed(&self) -> bool {
        signal().is_pressed()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let signal = signal();
        let _change = signal.change.lock().unwrap_or_else(|e| e.into_inner());
        if signal.listeners.fetch_sub(1, Ordering::SeqCst) == 1 {
            signal.deaf.store(true, Ordering::SeqCst);
            signal.forget();
        }
    }
}
