//! The stop button: a signal to what computes, and patience.
//!
//! A cell that is still being compiled hears nothing, so it is asked again until it has run
//! for a while: only then can it be said that it does not look.

use crate::publish::Publisher;
use jupyter_protocol::{JupyterMessage, Stdio, StreamContent};
use rustix::process::{Pid, Signal, kill_process};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A cell that has run for so long, and was asked to stop all the while, is told about.
const HINT: Duration = Duration::from_secs(1);
/// It is ended, with its process and all variables.
const LIMIT: Duration = Duration::from_secs(5);
/// How often it is asked.
const AGAIN: Duration = Duration::from_millis(250);

/// What runs, and whether it was ended.
#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<Running>>);

#[derive(Default)]
struct Running {
    child: Option<Arc<Mutex<Child>>>,
    /// The cell that runs, and a number that no other has.
    cell: Option<(u64, JupyterMessage)>,
    cells: u64,
    /// Whether it is compiled, and runs.
    computes: bool,
    killed: bool,
}

impl Stop {
    /// The process in which cells run.
    pub fn watch(&self, child: Arc<Mutex<Child>>) {
        self.lock().child = Some(child);
    }

    /// A cell begins: it is going to be compiled.
    pub fn begin(&self, request: &JupyterMessage) {
        let mut running = self.lock();
        running.cells += 1;
        running.computes = false;
        running.killed = false;
        running.cell = Some((running.cells, request.clone()));
    }

    /// The process in which cells run computes from now on, or waits for the next cell.
    pub fn computes(&self, computes: bool) {
        self.lock().computes = computes;
    }

    /// The cell has ended; whether it was ended from here.
    pub fn end(&self) -> bool {
        let mut running = self.lock();
        running.cell = None;
        std::mem::take(&mut running.killed)
    }

    /// Ends the process in which cells run.
    pub fn kill(&self) {
        if let Some(child) = &self.lock().child {
            // It may have ended by itself.
            let _ = child.lock().unwrap_or_else(|e| e.into_inner()).kill();
        }
    }

    /// Somebody has pressed the button.
    pub async fn press(self, publisher: Publisher) {
        let Some(pressed) = self.running() else {
            return;
        };
        let mut waited = Duration::ZERO;
        while self.signal(pressed, waited >= LIMIT) {
            tokio::time::sleep(AGAIN).await;
            if !self.lock().computes {
                continue;
            }
            waited += AGAIN;
            if waited == HINT {
                self.tell(pressed, &publisher);
            }
        }
    }

    fn running(&self) -> Option<u64> {
        self.lock().cell.as_ref().map(|(number, _)| *number)
    }

    /// Asks the cell to stop, or ends it; whether there is any need to come again.
    fn signal(&self, pressed: u64, end: bool) -> bool {
        // The lock is held over the signal, so that no later cell gets it.
        let mut running = self.lock();
        let same = matches!(running.cell, Some((number, _)) if number == pressed);
        let Some(child) = running.child.clone().filter(|_| same) else {
            return false;
        };
        let mut child = child.lock().unwrap_or_else(|e| e.into_inner());
        if end {
            running.killed = true;
            // It may have ended by itself.
            let _ = child.kill();
            return false;
        }
        if let Some(pid) = Pid::from_raw(child.id() as i32) {
            let _ = kill_process(pid, Signal::INT);
        }
        true
    }

    fn tell(&self, pressed: u64, publisher: &Publisher) {
        if let Some((number, request)) = &self.lock().cell
            && *number == pressed
        {
            let left = LIMIT.saturating_sub(HINT).as_secs();
            let text = format!(
                "this cell does not look at the stop button; in {left} s it is ended, and all \
                 variables with it\n"
            );
            let name = Stdio::Stderr;
            publisher.publish(StreamContent { name, text }, Some(request));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}
