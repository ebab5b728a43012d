//! The stop button: a signal to what computes, an end to what compiles, and patience.

use crate::child;
use crate::descendants;
use crate::publish::Publisher;
use jupyter_protocol::{JupyterMessage, Stdio, StreamContent};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A cell that has run for so long, and was asked to stop all the while, is told about.
const HINT: Duration = Duration::from_secs(1);
/// It is ended, with its process and all variables.
const LIMIT: Duration = Duration::from_secs(5);
/// So is one that says that it comes to its end, and does not.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often what compiles is ended: there may be more to compile.
const AGAIN: Duration = Duration::from_millis(50);
/// Every so many times, what computes is asked.
const ASKED: u32 = 5;

/// What runs, and whether it was ended.
#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<Running>>);

#[derive(Default)]
struct Running {
    /// What evcxr has started: it passes on what the cells print.
    child: Option<Arc<Mutex<Child>>>,
    /// The process of the cells.
    cells: Option<Pid>,
    /// What runs: its number, and the cell, unless it is something that nobody sees.
    cell: Option<(u64, Option<JupyterMessage>)>,
    number: u64,
    /// Whether it is compiled, and runs.
    computes: bool,
    /// Whether it waits for input.
    asks: bool,
    pressed: Option<Instant>,
    /// When it was asked to stop for the first time.
    asked: Option<Instant>,
    /// When it said last that it comes to its end.
    heard: Option<Instant>,
    outcome: Outcome,
}

/// What the button did to a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Outcome {
    /// Nobody has pressed it.
    #[default]
    Untouched,
    /// It was pressed while the cell was being compiled; the cell has not run.
    NotRun,
    /// It was pressed while the cell waited for input, which then was empty.
    NoInput,
    /// The cell was asked to stop.
    Asked,
    /// The cell did not look, and was ended with its process.
    Killed,
}

impl Stop {
    /// The process in which cells run, or which stands before it.
    pub fn watch(&self, child: Arc<Mutex<Child>>) {
        self.lock().child = Some(child);
    }

    /// The number of the process in which cells run.
    pub fn runs_in(&self, process: u32) {
        self.lock().cells = Pid::from_raw(process as i32);
    }

    /// A cell begins, or something that nobody sees: it is going to be compiled.
    pub fn begin(&self, request: Option<&JupyterMessage>) {
        let mut running = self.lock();
        running.number += 1;
        running.computes = false;
        running.asks = false;
        running.pressed = None;
        running.asked = None;
        running.heard = None;
        running.outcome = Outcome::Untouched;
        running.cell = Some((running.number, request.cloned()));
        // It is there only if somebody has pressed the button.
        let _ = fs::remove_file(child::stopped());
    }

    /// The process in which cells run computes from now on, or waits for the next cell.
    pub fn computes(&self, computes: bool) {
        self.lock().computes = computes;
    }

    /// The cell comes to its end.
    pub fn heard(&self) {
        self.lock().heard = Some(Instant::now());
    }

    /// The cell waits for input from now on, or goes on.
    pub fn asks(&self, asks: bool) {
        self.lock().asks = asks;
    }

    /// The cell has ended; what the button did to it.
    pub fn end(&self) -> Outcome {
        let mut running = self.lock();
        running.cell = None;
        running.pressed = None;
        let _ = fs::remove_file(child::stopped());
        std::mem::take(&mut running.outcome)
    }

    /// Whether the button was pressed for what runs.
    pub fn is_pressed(&self) -> bool {
        self.lock().pressed.is_some()
    }

    /// How long ago the button was pressed for something that does not compute.
    pub fn waits_since(&self) -> Option<Duration> {
        let running = self.lock();
        let pressed = running.pressed.filter(|_| !running.computes);
        pressed.map(|pressed| pressed.elapsed())
    }

    /// Whether something runs that does not compute yet.
    pub fn compiles(&self) -> bool {
        let running = self.lock();
        running.cell.is_some() && !running.computes
    }

    /// Whether the cells' process computes.
    pub fn computing(&self) -> bool {
        self.lock().computes
    }

    /// The process that evcxr has started for the cells.
    pub fn process(&self) -> Option<u32> {
        let child = self.lock().child.clone()?;
        Some(child.lock().unwrap_or_else(|e| e.into_inner()).id())
    }

    /// Whether the process that evcxr has started is gone, and the cells' with it.
    pub fn is_gone(&self) -> bool {
        let child = self.lock().child.clone();
        child.is_some_and(|child| {
            let mut child = child.lock().unwrap_or_else(|e| e.into_inner());
            matches!(child.try_wait(), Ok(Some(_)))
        })
    }

    /// Ends the process in which cells run.
    pub fn kill(&self) {
        self.lock().kill();
    }

    /// Ends what this kernel has started, except that process: nothing is started before the
    /// one for the cells.
    fn kill_compilers(&self, spared: Option<u32>) {
        if self.process().is_some() {
            descendants::kill(spared);
        }
    }

    /// Ends everything that this kernel has started.
    pub fn kill_all(&self) {
        self.kill();
        self.kill_compilers(None);
    }

    /// Somebody has pressed the button.
    pub async fn press(self, publisher: Publisher) {
        let Some(pressed) = self.note() else {
            return;
        };
        let (mut times, mut told) = (0, false);
        while self.signal(pressed, times) {
            tokio::time::sleep(AGAIN).await;
            times += 1;
            if !told && self.lock().is_deaf(HINT) {
                self.tell(pressed, &publisher);
                told = true;
            }
        }
    }

    /// Remembers that the button was pressed; the number of what runs.
    fn note(&self) -> Option<u64> {
        let mut running = self.lock();
        let number = running.cell.as_ref().map(|(number, _)| *number)?;
        // Pressed before: somebody sees to it.
        if running.pressed.is_some() {
            return None;
        }
        running.pressed = Some(Instant::now());
        running.outcome = match (running.computes, running.asks) {
            (true, true) => Outcome::NoInput,
            (true, false) => Outcome::Asked,
            // If the cell is compiled just now, it does not run all the same.
            (false, _) => Outcome::NotRun,
        };
        if !running.computes
            && let Err(error) = fs::write(child::stopped(), "")
        {
            eprintln!("the stop button cannot say so: {error}");
        }
        Some(number)
    }

    /// Asks the cell to stop, or ends it; whether there is any need to come again.
    fn signal(&self, pressed: u64, times: u32) -> bool {
        // The lock is held over the signal, so that no later cell gets it.
        let mut running = self.lock();
        if !matches!(running.cell, Some((number, _)) if number == pressed) {
            return false;
        }
        if !running.computes {
            drop(running);
            self.kill_compilers(self.process());
            return true;
        }
        if running.outcome == Outcome::NotRun {
            // It has begun all the same.
            running.outcome = Outcome::Asked;
        }
        let asked = *running.asked.get_or_insert_with(Instant::now);
        if running.is_deaf(LIMIT) || asked.elapsed() >= PATIENCE {
            running.outcome = Outcome::Killed;
            running.kill();
            return false;
        }
        if times.is_multiple_of(ASKED)
            && let Some(cells) = running.cells
        {
            // It may have ended by itself.
            let _ = kill_process(cells, Signal::INT);
        }
        true
    }

    fn tell(&self, pressed: u64, publisher: &Publisher) {
        if let Some((number, Some(request))) = &self.lock().cell
            && *number == pressed
        {
            let left = LIMIT.saturating_sub(HINT).as_secs();
            let text = format!(
                "this cell does not look at the stop button; in {left} s it is ended, and all \
                 variables with it (in a loop of your own, `if interrupt::is_requested() {{ break; }}` \
                 looks at it)\n"
            );
            let name = Stdio::Stderr;
            publisher.publish(StreamContent { name, text }, Some(request));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Running {
    /// Whether it has computed for so long, was asked to stop, and has said nothing of it.
    fn is_deaf(&self, patience: Duration) -> bool {
        let since = self.heard.or(self.asked).filter(|_| self.computes);
        since.is_some_and(|since| since.elapsed() >= patience)
    }

    /// The process before the cells' ends by itself, when it has passed on all that they said.
    fn kill(&self) {
        match (self.cells, &self.child) {
            // Either may have ended by itself.
            (Some(cells), _) => drop(kill_process(cells, Signal::KILL)),
            (None, Some(child)) => {
                let _ = child.lock().unwrap_or_else(|e| e.into_inner()).kill();
            }
            _ => {}
        }
    }
}
