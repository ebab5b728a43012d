//! Calls in a worker process, one for each exercise: whatever ends it, or goes on in it for
//! ever, costs that exercise only.

use crate::answer::{Call, Caller, decode, encode};
use crate::guard::Trouble;
use crate::worker::{Reply, Request, receive, send};
use std::io::{Error, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What a worker may take beyond a call's limit, before it is ended.
const GRACE: Duration = Duration::from_secs(3);

/// Calls functions of a worker program. For code that one trusts: nothing here stops it from
/// doing harm.
pub struct Remote {
    program: PathBuf,
    running: Mutex<Option<Running>>,
}

struct Running {
    exercise: &'static str,
    child: Child,
    socket: UnixStream,
}

impl Remote {
    /// Calls those of this program.
    pub fn new(program: PathBuf) -> Self {
        let running = Mutex::default();
        Self { program, running }
    }

    fn start(&self, exercise: &'static str) -> Result<Running, Error> {
        let (socket, theirs) = UnixStream::pair()?;
        let mut command = Command::new(&self.program);
        let child = command.stdin(Stdio::from(OwnedFd::from(theirs))).spawn()?;
        Ok(Running {
            exercise,
            child,
            socket,
        })
    }
}

impl Running {
    fn ask(&mut self, request: &[u8], limit: Duration) -> Result<Vec<u8>, Trouble> {
        let wait = limit.checked_add(GRACE);
        let reply = self
            .socket
            .set_read_timeout(wait)
            .and_then(|()| send(&mut self.socket, request))
            .and_then(|()| receive(&mut self.socket, usize::MAX));
        match reply {
            Ok(bytes) => decode::<Reply>(&bytes).flatten(),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Err(Trouble::TooSlow(limit))
            }
            Err(_) => Err(Trouble::Died(match self.child.wait() {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            })),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Caller for Remote {
    fn call(&self, call: Call) -> Result<Vec<u8>, Trouble> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut worker = match running.take() {
            Some(worker) if worker.exercise == call.exercise => worker,
            _ => self
                .start(call.exercise)
                .map_err(|error| Trouble::Died(format!("{}: {error}", self.program.display())))?,
        };
        let request = encode(&Request {
            exercise: call.exercise.into(),
            function: call.function.into(),
            arguments: call.arguments,
            limit: call.limit,
        });
        let result = worker.ask(&request, call.limit);
        // A call that goes on would take the time of the next one.
        let lost = matches!(
            result,
            Err(Trouble::TooSlow(_) | Trouble::Died(_) | Trouble::Garbled(_))
        );
        *running = (!lost).then_some(worker);
        result
    }
}
