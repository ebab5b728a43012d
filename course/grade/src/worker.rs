//! Calls of a student's functions, in a process of their own.

use super::libraries::open_to_others;
use super::sandbox::{Sandbox, Shut};
use super::turn::Turn;
use super::watch::{COMPUTING, MACHINE, TIME, Watched};
use interface::answer::{decode, encode};
use interface::worker::{Reply, Request, receive, send};
use interface::{Call, Caller, Trouble};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Bytes of one reply: the largest right one is the homework's weights, 4 MB.
const REPLY: usize = 8 << 20;
/// A limit is meant for a machine that has nothing else to do. So it is twice as much of
/// processor time, which may be that of several threads, and three times as much of a clock.
const COMPUTED: u32 = 2;
const PATIENCE: u32 = 3;
/// What a call may take beyond that, before the process is ended.
const GRACE: Duration = Duration::from_secs(3);
/// A call that may take longer has the machine for itself: it is a training, on all cores.
const LONG: Duration = Duration::from_secs(120);
/// For all calls of one exercise that end in nothing.
const FAILURES: u32 = 2;
/// For all calls of one exercise together, in time limits of one call. Right answers take
/// hundredths of one.
const TOGETHER: f64 = 8.0;

/// A worker, started when it is needed: a new one for each exercise, when it is asked for, and
/// after a call that has not returned.
pub struct Worker {
    sandbox: Arc<Sandbox>,
    turn: Arc<Turn>,
    folder: TempDir,
    state: Mutex<State>,
    fault: OnceLock<String>,
}

#[derive(Default)]
struct State {
    running: Option<(UnixStream, Watched)>,
    exercise: &'static str,
    failures: u32,
    /// By its calls so far, in time limits.
    spent: f64,
}

impl Worker {
    /// Of this program, which is written below `home`.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn new(
        sandbox: Arc<Sandbox>,
        turn: Arc<Turn>,
        home: &Path,
        program: &[u8],
    ) -> io::Result<Self> {
        let folder = tempfile::tempdir_in(home)?;
        open_to_others(folder.path())?;
        let path = folder.path().join("worker");
        fs::write(&path, program)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        let state = Mutex::default();
        Ok(Self {
            sandbox,
            turn,
            folder,
            state,
            fault: OnceLock::new(),
        })
    }

    /// The next call is made in a new process: what one has seen, no other knows.
    pub fn anew(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.stop();
    }

    /// What went wrong that is no fault of the student's code.
    pub fn fault(&self) -> Option<&String> {
        self.fault.get()
    }

    fn start(&self) -> io::Result<(UnixStream, Watched)> {
        let (ours, theirs) = UnixStream::pair()?;
        let mut view = self.sandbox.view();
        let program = view.show(&self.folder.path().join("worker"), "/worker");
        let Shut { mut command, group } = self.sandbox.command(view, &[program.into()]);
        command.stdin(Stdio::from(OwnedFd::from(theirs)));
        // What a student prints goes nowhere.
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let watched = Watched::new(child, group, None);
        self.turn.stays(watched.clone());
        Ok((ours, watched))
    }
}

impl State {
    fn stop(&mut self) {
        if let Some((_, watched)) = self.running.take() {
            watched.end();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.stop();
    }
}

impl Caller for Worker {
    /// A call that takes too long while others run is made once more alone: the points must
    /// not depend on what else the machine has to do.
    fn call(&self, call: Call) -> Result<Vec<u8>, Trouble> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.exercise != call.exercise {
            state.stop();
            (state.exercise, state.failures, state.spent) = (call.exercise, 0, 0.0);
        }
        let no_more = match (state.failures >= FAILURES, state.spent > TOGETHER) {
            (true, _) => Some("after two calls that did not return, no more are made"),
            (_, true) => Some("its calls together took so long that no more are made"),
            _ => None,
        };
        if let Some(why) = no_more {
            return Err(Trouble::Died(why.into()));
        }
        let request = encode(&Request {
            exercise: call.exercise.into(),
            function: call.function.into(),
            arguments: call.arguments,
            limit: clock(call.limit),
        });
        let shared = (call.limit <= LONG).then(|| {
            let _with_others = self.turn.share();
            self.ask(&mut state, &request, call.limit)
        });
        let result = match shared {
            Some((result, Fault::None)) => result,
            _ => {
                let _alone = self.turn.alone();
                let (result, fault) = self.ask(&mut state, &request, call.limit);
                let fault = match fault {
                    Fault::None | Fault::Slow => None,
                    Fault::Gone => self.sandbox.fault(),
                    Fault::Machine(said) => Some(said),
                };
                if let Some(fault) = fault {
                    let _ = self.fault.set(fault);
                }
                result
            }
        };
        if lost(&result) {
            state.failures += 1;
        }
        result
    }
}

impl Worker {
    /// Sends a request, and waits for its reply; whose fault it may be, if there is none.
    /// After a call that has not returned, the process is ended.
    fn ask(
        &self,
        state: &mut State,
        request: &[u8],
        limit: Duration,
    ) -> (Result<Vec<u8>, Trouble>, Fault) {
        if state.running.as_ref().is_none_or(|(_, it)| it.over()) {
            match self.start() {
                Ok(running) => state.running = Some(running),
                Err(error) => {
                    let error = error.to_string();
                    return (Err(Trouble::Died(error.clone())), Fault::Machine(error));
                }
            }
        }
        let (socket, watched) = state.running.as_mut().expect("it was started");
        let start = Instant::now();
        let before = watched.computed();
        let computing = (limit <= LONG).then_some(limit * COMPUTED);
        watched.set_limits(start + clock(limit) + GRACE, computing);
        let sent = send(socket, request);
        let reply = sent.and_then(|()| receive(socket, REPLY));
        let computed = watched.take_limits().saturating_sub(before);
        let took = computed.max(start.elapsed() / PATIENCE);
        state.spent += took.div_duration_f64(limit);
        let reason = watched.reason();
        let result = match reply {
            Ok(bytes) => match decode::<Reply>(&bytes).flatten() {
                Err(Trouble::TooSlow(_)) => Err(Trouble::TooSlow(limit)),
                result => result,
            },
            Err(error) => {
                watched.end();
                Err(match reason {
                    Some(TIME | COMPUTING) => Trouble::TooSlow(limit),
                    Some(reason) => Trouble::Died(reason.into()),
                    None if error.kind() == ErrorKind::InvalidData => {
                        Trouble::Garbled(format!("{error}, and at most {REPLY} are read"))
                    }
                    None => Trouble::Died("before it gave a result".into()),
                })
            }
        };
        let fault = match (&result, reason) {
            (_, Some(MACHINE)) => Fault::Machine(MACHINE.into()),
            // Its own time on the processors, which others do not take.
            (_, Some(COMPUTING)) => Fault::None,
            (Err(Trouble::TooSlow(_)), _) => Fault::Slow,
            (Err(Trouble::Died(_)), None) => Fault::Gone,
            _ => Fault::None,
        };
        if lost(&result) {
            state.stop();
        }
        (result, fault)
    }
}

/// Whose fault it may be that a call gave no result, if not the student's.
enum Fault {
    /// Nobody else's.
    None,
    /// Of whatever kept the machine busy.
    Slow,
    /// Of the sandbox: the process is gone, and nobody has ended it.
    Gone,
    /// Of the machine: what it says.
    Machine(String),
}

/// What a call may take by the clock. One that has the machine for itself is no exception to
/// its limit.
fn clock(limit: Duration) -> Duration {
    if limit <= LONG {
        limit * PATIENCE
    } else {
        limit
    }
}

/// Whether the process is of no use any more.
fn lost(result: &Result<Vec<u8>, Trouble>) -> bool {
    matches!(
        result,
        Err(Trouble::TooSlow(_) | Trouble::Died(_) | Trouble::Garbled(_))
    )
}
