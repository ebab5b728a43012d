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
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
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
    /// The file that says which cell runs.
    cell: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    listeners: usize,
    /// What the file said last.
    cell: Vec<u8>,
    /// When the kernel was told last.
    told: Option<Instant>,
}

/// Where the signal leaves its mark; the first call asks the system for it.
fn signal() -> &'static Signal {
    static SIGNAL: OnceLock<Signal> = OnceLock::new();
    SIGNAL.get_or_init(|| {
        let signal = Signal {
            pressed: Arc::default(),
            deaf: Arc::new(AtomicBool::new(true)),
            cell: std::env::var_os(CELL)
                .filter(|file| !file.is_empty())
                .map(PathBuf::from),
            state: Mutex::default(),
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
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Forgets what was pressed before; in the course's kernel, before this cell.
    fn forget(&self, state: &mut State) {
        if let Some(file) = &self.cell {
            let now = std::fs::read(file).unwrap_or_default();
            if state.cell == now {
                return;
            }
            state.cell = now;
        }
        self.pressed.store(false, Ordering::SeqCst);
    }

    /// Whether the button was pressed. Then it tells the kernel that the cell is coming to its
    /// end.
    fn is_pressed(&self, state: &mut State) -> bool {
        let pressed = self.pressed.load(Ordering::SeqCst);
        let tells = pressed && self.cell.is_some();
        if tells && state.told.is_none_or(|told| told.elapsed() >= TOLD) {
            println!("\u{1b}_jupyter:\"stopping\"\u{1b}\\");
            state.told = Some(Instant::now());
        }
        pressed
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
        let mut state = signal.state();
        signal.forget(&mut state);
        return signal.is_pressed(&mut state);
    }
    signal.pressed.swap(false, Ordering::SeqCst)
}

/// Listens to the button until it is dropped.
#[derive(Debug)]
pub struct Listener(());

/// Listens from now on; what was pressed before does not count.
pub fn listen() -> Listener {
    let signal = signal();
    let mut state = signal.state();
    if state.listeners == 0 {
        signal.forget(&mut state);
        signal.deaf.store(false, Ordering::SeqCst);
    }
    state.listeners += 1;
    Listener(())
}

/// The same, in a notebook: in a terminal Ctrl-C still ends the program.
pub fn listen_in_notebook() -> Option<Listener> {
    std::env::var_os(NOTEBOOK).map(|_| listen())
}

impl Listener {
    /// Whether the button was pressed.
    pub fn pressed(&self) -> bool {
        let signal = signal();
        signal.is_pressed(&mut signal.state())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let signal = signal();
        let mut state = signal.state();
        state.listeners -= 1;
        if state.listeners == 0 {
            signal.deaf.store(true, Ordering::SeqCst);
            signal.forget(&mut state);
        }
    }
}
