//! Looks after the thread that works: nobody waits for ever.

use crate::descendants;
use crate::reply;
use crate::ways::Ways;
use crate::work::{self, Worker};
use jupyter_protocol::{JupyterMessage, Status, Stdio, StreamContent};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

/// How often somebody looks.
const LOOK: Duration = quickly(Duration::from_millis(200));
/// Who presses Tab waits no longer.
const TAB: Duration = quickly(Duration::from_secs(8));
/// rust-analyzer has not come to an end after this.
const LOST: Duration = quickly(Duration::from_secs(60));
/// A stopped cell that does not compute has to end before this.
const STOPPED: Duration = quickly(Duration::from_secs(11));
/// A thread that is left behind may take so long to notice it.
const LEAVING: Duration = quickly(Duration::from_secs(5));
/// Whoever waits longer for a compiler is told so.
const LONG: Duration = Duration::from_secs(8);

/// Tests wait for a fiftieth of the time.
const fn quickly(time: Duration) -> Duration {
    match cfg!(test) {
        true => time.checked_div(50).expect("not by nothing"),
        false => time,
    }
}

/// Looks after the thread that works.
pub fn look_after<W: Worker>(ways: &Ways) {
    loop {
        thread::sleep(LOOK);
        for task in ways.queue.overdue(TAB) {
            ways.aside(task.request(), || {
                let reply = reply::empty(task.request());
                let _ = ways
                    .replies
                    .send(JupyterMessage::new(reply, Some(task.request())));
            });
        }
        let job = ways.lock().clone();
        match &job {
            Some(job) if !job.runs && job.since.elapsed() > TAB => {
                ways.conclude(&job.request, reply::empty(&job.request));
            }
            _ => {}
        }
        if ways.queue.is_stuck(LOST) {
            give_up::<W>(ways, "has been at something other than a cell for too long");
        } else if ways.stop.waits_since().is_some_and(|since| since > STOPPED) {
            give_up::<W>(ways, "does not come to the end of a cell that was stopped");
        }
        tell(ways);
    }
}

/// The thread that works is left behind, and another one begins.
fn give_up<W: Worker>(ways: &Ways, why: &str) {
    eprintln!("the thread that runs cells {why}; another one begins");
    work::leave(ways);
    ways.fail(
        "the part of the kernel that runs cells did not answer any more, so it was started anew, \
         and all variables are gone: run the cells above again",
    );
    // What it waits for is taken away from it: two that compile in one folder would take each
    // other's files.
    let since = Instant::now();
    while ways.at_work.load(Ordering::SeqCst) > 0 && since.elapsed() < LEAVING {
        ways.stop.kill_all();
        thread::sleep(LOOK);
    }
    ways.stop.end();
    work::start::<W>(ways);
}

/// Says, once, that a cell waits for the compiler.
fn tell(ways: &Ways) {
    // In an automatic run nobody waits, and what the kernel says would be kept as the cell's.
    if std::env::var_os("COURSE_KERNEL_CONFIG").is_some() {
        return;
    }
    // Nothing begins meanwhile.
    let job = ways.lock();
    let cell = match &*job {
        Some(job) if job.runs => Some((job.request.clone(), job.since)),
        Some(_) => None,
        None => ways.queue.first_cell(),
    };
    let Some((request, since)) = cell else {
        return;
    };
    let name = request.header.msg_id.clone();
    if since.elapsed() < LONG || ways.told().as_ref() == Some(&name) {
        return;
    }
    if !ways.stop.compiles() || !descendants::exist(ways.stop.process()) {
        return;
    }
    if job.is_none() {
        // It waits for what the kernel does before the first cell.
        ways.publisher.status(Status::busy(), &request);
    }
    let text = "this takes long because the compiler is still at work; the stop button ends it\n";
    let content = StreamContent {
        name: Stdio::Stderr,
        text: text.into(),
    };
    ways.publisher.publish(content, Some(&request));
    *ways.told() = Some(name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::History;
    use crate::publish::Publisher;
    use crate::queue::{Queue, Task};
    use crate::stop::Stop;
    use jupyter_protocol::{
        CompleteRequest, ExecuteRequest, ExecutionCount, InspectRequest, JupyterMessageContent,
    };
    use std::sync::Arc;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    /// Does what the code says.
    struct Student(Ways);

    impl Worker for Student {
        fn start(ways: Ways) -> Result<Self, String> {
            Ok(Self(ways))
        }

        fn execute(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) {
            act(&execute.code);
            let reply = reply::execute(ExecutionCount::new(1), None);
            self.0.conclude(request, reply);
        }

        fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest) {
            act(&complete.code);
            self.0.conclude(request, reply::no_completions(7));
        }

        fn inspect(&mut self, _: &JupyterMessage, _: &InspectRequest) {}

        fn change(&mut self, _: &JupyterMessage, _: &str) {}
    }

    fn act(code: &str) {
        match code {
            "panic" => panic!("as wanted"),
            "hang" => thread::sleep(Duration::from_secs(1000)),
            _ => {}
        }
    }

    struct Desk {
        ways: Ways,
        replies: UnboundedReceiver<JupyterMessage>,
    }

    impl Desk {
        fn new() -> Self {
            let (replies, answers) = unbounded_channel();
            let ways = Ways {
                publisher: Publisher::new().0,
                replies,
                questions: unbounded_channel().0,
                stop: Stop::default(),
                history: History::default(),
                queue: Queue::default(),
                job: Arc::default(),
                told: Arc::default(),
                comms: Default::default(),
                variables: Arc::default(),
                shift: Arc::default(),
                at_work: Arc::default(),
            };
            work::start::<Student>(&ways);
            let looking = ways.clone();
            thread::spawn(move || look_after::<Student>(&looking));
            Self {
                ways,
                replies: answers,
            }
        }

        fn cell(&mut self, code: &str) -> JupyterMessageContent {
            let execute = ExecuteRequest::new(code.into());
            let request = JupyterMessage::new(execute.clone(), None);
            self.ways.queue.add(Task::Execute(request, execute));
            self.answer()
        }

        fn tab(&mut self, code: &str) -> JupyterMessageContent {
            let complete = CompleteRequest {
                code: code.into(),
                cursor_pos: 7,
            };
            let request = JupyterMessage::new(complete.clone(), None);
            self.ways.queue.add(Task::Complete(request, complete));
            self.answer()
        }

        fn answer(&mut self) -> JupyterMessageContent {
            self.replies.blocking_recv().expect("an answer").content
        }
    }

    fn is_error(reply: &JupyterMessageContent, why: &str) -> bool {
        match reply {
            JupyterMessageContent::ExecuteReply(reply) => {
                let error = reply.error.as_ref();
                error.is_some_and(|error| error.evalue.contains(why))
            }
            _ => false,
        }
    }

    fn is_well(reply: &JupyterMessageContent) -> bool {
        matches!(reply, JupyterMessageContent::ExecuteReply(reply) if reply.error.is_none())
    }

    #[test]
    fn a_panic_is_an_answer_and_the_next_request_gets_its_own() {
        let mut desk = Desk::new();
        let empty = |reply| matches!(reply, JupyterMessageContent::CompleteReply(reply) if reply.matches.is_empty());
        assert!(empty(desk.tab("panic")));
        assert!(is_well(&desk.cell("1")));
        assert!(is_error(
            &desk.cell("panic"),
            "one of its parts has panicked"
        ));
        assert!(is_well(&desk.cell("1")));
    }

    #[test]
    fn a_thread_that_hangs_is_replaced() {
        let mut desk = Desk::new();
        let empty = |reply| matches!(reply, JupyterMessageContent::CompleteReply(reply) if reply.matches.is_empty());
        assert!(empty(desk.tab("hang")), "Tab is answered all the same");
        assert!(is_well(&desk.cell("1")), "by another thread");
        // A cell may take as long as it likes, until the button is pressed and it has not begun
        // to compute.
        let execute = ExecuteRequest::new("hang".into());
        let request = JupyterMessage::new(execute.clone(), None);
        desk.ways.queue.add(Task::Execute(request, execute));
        thread::sleep(LOST * 2);
        assert!(desk.replies.is_empty());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let press = desk.ways.stop.clone().press(desk.ways.publisher.clone());
        runtime.unwrap().block_on(press);
        assert!(is_error(&desk.answer(), "started anew"));
        assert!(is_well(&desk.cell("1")));
    }
}
