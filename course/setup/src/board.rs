//! How far the steps of the set-up are: bars on a terminal, lines elsewhere, and a file for
//! the kernel that stands in until all is done.

use crate::files::write_whole;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::json;
use signal_hook::consts;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often the file says how far the steps are.
const EVERY: Duration = Duration::from_millis(500);

/// Where all steps say how far they are.
pub struct Board {
    bars: MultiProgress,
    file: PathBuf,
    state: Mutex<State>,
    /// Ctrl-C was pressed.
    interrupted: Arc<AtomicBool>,
    /// Somebody asks this program to end.
    ended: Arc<AtomicBool>,
    /// A step has failed.
    failed: AtomicBool,
}

struct State {
    steps: Vec<Known>,
    /// Notebooks can run.
    ready: bool,
    written: Option<Instant>,
}

/// What the file says of a step.
struct Known {
    name: &'static str,
    usual: u64,
    start: Instant,
    done: u64,
    of: u64,
    /// How long it has taken, if it has ended.
    took: Option<Duration>,
}

/// One step, on the board.
pub struct Step<'a> {
    board: &'a Board,
    number: usize,
    bar: ProgressBar,
}

impl Board {
    /// With no step on it. Ctrl-C, and a polite request to end, are seen from now on.
    pub fn new(file: PathBuf) -> Self {
        let [interrupted, ended] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        for (signal, flag) in [
            (consts::SIGINT, &interrupted),
            (consts::SIGTERM, &ended),
            (consts::SIGHUP, &ended),
        ] {
            // If it cannot be registered it ends this program at once; the next set-up goes on.
            let _ = signal_hook::flag::register(signal, flag.clone());
        }
        Self {
            bars: MultiProgress::new(),
            file,
            state: Mutex::new(State {
                steps: Vec::new(),
                ready: false,
                written: None,
            }),
            interrupted,
            ended,
            failed: AtomicBool::new(false),
        }
    }

    /// Whether all steps are to end.
    pub fn is_stopped(&self) -> bool {
        self.failed.load(Ordering::SeqCst) || self.is_asked_to_end()
    }

    /// Whether somebody wants all steps to end.
    pub fn is_asked_to_end(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst) || self.is_ended()
    }

    /// The same, and not by Ctrl-C, which every program on the terminal hears.
    pub fn is_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// Has all steps end, because one has failed.
    pub fn stop(&self) {
        self.failed.store(true, Ordering::SeqCst);
    }

    /// Puts a step on the board that usually takes so many seconds on two cores.
    pub fn begin(&self, name: &'static str, usual: u64) -> Step<'_> {
        let style = "{prefix:30} {bar:24} {elapsed:>4}{msg}";
        let style = ProgressStyle::with_template(style).map(|style| style.progress_chars("━╸ "));
        let bar = self.bars.add(ProgressBar::new(0));
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.set_prefix(name);
        bar.set_message(format!(" of about {}", minutes(usual)));
        bar.enable_steady_tick(Duration::from_millis(250));
        if !self.is_shown() {
            println!("{name} … (about {})", minutes(usual));
        }
        let mut state = self.state();
        state.steps.push(Known {
            name,
            usual,
            start: Instant::now(),
            done: 0,
            of: 0,
            took: None,
        });
        let number = state.steps.len() - 1;
        state.written = None;
        self.write(&mut state, json!(null));
        Step {
            board: self,
            number,
            bar,
        }
    }

    /// Shows a line above the bars.
    pub fn say(&self, line: &str) {
        match self.is_shown() {
            true => drop(self.bars.println(line)),
            false => println!("{line}"),
        }
    }

    /// The same on standard error.
    pub fn complain(&self, line: &str) {
        self.bars.suspend(|| eprintln!("{line}"));
    }

    /// All that notebooks need is done, or cannot be done, for this reason.
    pub fn end(&self, failed: Option<&str>) {
        let mut state = self.state();
        state.written = None;
        state.ready = failed.is_none();
        self.write(&mut state, json!(failed));
    }

    /// Whether bars are drawn.
    fn is_shown(&self) -> bool {
        !self.bars.is_hidden()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, state: &mut State, failed: serde_json::Value) {
        if state.written.is_some_and(|at| at.elapsed() < EVERY) {
            return;
        }
        state.written = Some(Instant::now());
        let step = |step: &Known| {
            json!({
                "name": step.name, "usual": step.usual, "done": step.done, "of": step.of,
                "ended": step.took.is_some(),
                "seconds": step.took.unwrap_or_else(|| step.start.elapsed()).as_secs(),
            })
        };
        let steps: Vec<_> = state.steps.iter().map(step).collect();
        let all = json!({
            "process": std::process::id(), "steps": steps, "failed": failed,
            "ready": state.ready,
        });
        // Who cannot read how far it is waits all the same.
        let _ = write_whole(&self.file, all.to_string().as_bytes());
    }
}

impl Step<'_> {
    /// So much of it is done.
    pub fn reached(&self, done: u64, of: u64) {
        self.bar.set_length(of);
        self.bar.set_position(done);
        let mut state = self.board.state();
        let known = &mut state.steps[self.number];
        (known.done, known.of) = (done, of);
        self.board.write(&mut state, json!(null));
    }

    /// Ends the step, with a line on how long it took.
    pub fn end(self) {
        self.bar.finish_and_clear();
        let mut state = self.board.state();
        let known = &mut state.steps[self.number];
        let took = known.start.elapsed();
        known.took = Some(took);
        let line = format!("{}: {:.1} s", known.name, took.as_secs_f64());
        state.written = None;
        self.board.write(&mut state, json!(null));
        drop(state);
        self.board.say(&line);
    }

    /// The board that it stands on.
    pub fn board(&self) -> &Board {
        self.board
    }
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn minutes(seconds: u64) -> String {
    match seconds {
        0..100 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}
