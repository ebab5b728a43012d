//! The five sockets, and who answers what comes in on them.

use crate::comms::Comms;
use crate::complete::is_complete;
use crate::debug;
use crate::evaluator::Evaluator;
use crate::history::History;
use crate::info::kernel_info;
use crate::publish::{self, Publisher};
use crate::queue::{Queue, Task};
use crate::reply;
use crate::stop::Stop;
use crate::watchdog;
use crate::ways::{Question, Ways};
use crate::wire;
use crate::work;
use jupyter_protocol::{
    CommInfoReply, CommMsg, ConnectionInfo, DebugReply, InputRequest, InterruptReply,
    JupyterMessage, JupyterMessageContent, ReplyStatus, ShutdownReply, Status,
};
use jupyter_zmq_client::{
    KernelHeartbeatConnection, KernelStdinConnection, RouterRecvConnection, RouterSendConnection,
    create_kernel_control_connection, create_kernel_heartbeat_connection,
    create_kernel_iopub_connection, create_kernel_shell_connection, create_kernel_stdin_connection,
};
use rustix::process::getppid;
use serde_json::{Map, Value};
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Serves until a client asks for the kernel's end.
pub async fn serve(info: &ConnectionInfo, comms: Comms) -> Result<(), Box<dyn Error>> {
    let session = format!("rust-kernel-{}", std::process::id());
    let heartbeat = create_kernel_heartbeat_connection(info).await?;
    let iopub = create_kernel_iopub_connection(info, &session).await?;
    let (shell_out, shell_in) = create_kernel_shell_connection(info, &session)
        .await?
        .split();
    let (control_out, control_in) = create_kernel_control_connection(info, &session)
        .await?
        .split();
    let stdin = create_kernel_stdin_connection(info, &session).await?;

    let (publisher, published) = Publisher::new();
    let (replies, shell_replies) = unbounded_channel();
    let (control_replies, to_control) = unbounded_channel();
    let (questions, asked) = unbounded_channel();
    let ways = Ways {
        publisher: publisher.clone(),
        replies,
        questions,
        stop: Stop::default(),
        history: History::default(),
        queue: Queue::default(),
        job: Arc::default(),
        shift: Arc::default(),
        at_work: Arc::default(),
        told: Arc::default(),
        variables: Arc::default(),
        comms,
    };
    tokio::spawn(beat(heartbeat));
    tokio::spawn(publish::send(iopub, published));
    tokio::spawn(answer(shell_out, shell_replies));
    let control = tokio::spawn(answer(control_out, to_control));
    tokio::spawn(ask(stdin, asked));
    ways.publisher.publish(Status::starting(), None);
    work::start::<Evaluator>(&ways);
    let looking = ways.clone();
    thread::spawn(move || watchdog::look_after::<Evaluator>(&looking));

    let stop = ways.stop.clone();
    let desk = Desk {
        ways,
        lists_variables: Arc::default(),
    };
    let shell = desk.clone();
    tokio::select! {
        () = desk.attend(control_in, Some(control_replies)) => {}
        // Where older clients ask for the end.
        () = shell.attend(shell_in, None) => {}
        () = orphaned() => {}
    }
    stop.kill_all();
    // The reply to the request for the end is still on its way.
    let _ = tokio::time::timeout(Duration::from_secs(1), control).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

/// Where requests come in.
#[derive(Clone)]
struct Desk {
    ways: Ways,
    /// Whether JupyterLab's list of variables is open.
    lists_variables: Arc<Mutex<bool>>,
}

impl Desk {
    /// Answers requests, or hands them on, until one asks for the end.
    async fn attend(
        &self,
        mut requests: RouterRecvConnection,
        replies: Option<UnboundedSender<JupyterMessage>>,
    ) {
        let replies = replies.unwrap_or_else(|| self.ways.replies.clone());
        loop {
            let request = match wire::read(&mut requests).await {
                Ok(request) => request,
                Err(error) => {
                    // A wrong signature, or no message at all: nobody gets an answer.
                    eprintln!("dropped a message: {error}");
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    continue;
                }
            };
            if self.take(request, &replies) {
                return;
            }
        }
    }

    /// Whether the kernel is to end.
    fn take(&self, request: JupyterMessage, replies: &UnboundedSender<JupyterMessage>) -> bool {
        use JupyterMessageContent as Content;
        let busy = self.ways.is_busy();
        let mut ends = false;
        let content: Content = match request.content.clone() {
            Content::ExecuteRequest(execute) => {
                self.ways.queue.add(Task::Execute(request, execute));
                return false;
            }
            Content::CompleteRequest(complete) if !busy => {
                self.ways.queue.add(Task::Complete(request, complete));
                return false;
            }
            Content::InspectRequest(inspect) if !busy => {
                self.ways.queue.add(Task::Inspect(request, inspect));
                return false;
            }
            // While a cell runs, nobody wants to wait for its end.
            Content::CompleteRequest(complete) => reply::no_completions(complete.cursor_pos).into(),
            Content::InspectRequest(_) => reply::nothing_found().into(),
            Content::IsCompleteRequest(code) => is_complete(&code.code).into(),
            Content::HistoryRequest(history) => self.ways.history.answer(&history).into(),
            Content::KernelInfoRequest(_) => kernel_info().into(),
            Content::CommInfoRequest(info) => CommInfoReply {
                status: ReplyStatus::Ok,
                comms: self.ways.comms.list(info.target_name.as_deref()),
                error: None,
            }
            .into(),
            Content::DebugRequest(asked) => {
                let mut open = self
                    .lists_variables
                    .lock()
                    .unwrap_or_else(|e| e.into_inner());
                let content = debug::answer(&asked.content, &self.ways.variables(), &mut open);
                DebugReply { content }.into()
            }
            Content::InterruptRequest(_) => {
                // The cells that wait would only begin when this one has ended.
                self.ways.abort(self.ways.queue.take_cells());
                tokio::spawn(self.ways.stop.clone().press(self.ways.publisher.clone()));
                InterruptReply::default().into()
            }
            Content::ShutdownRequest(shutdown) => {
                ends = true;
                ShutdownReply {
                    restart: shutdown.restart,
                    status: ReplyStatus::Ok,
                    error: None,
                }
                .into()
            }
            Content::CommOpen(open) => {
                // The cells open comms; whoever else opens one hears that it is closed.
                self.ways.aside(&request, || {
                    let ids = vec![open.comm_id.0];
                    self.ways.publisher.close_comms(ids, Some(&request));
                });
                return false;
            }
            Content::CommMsg(message) => {
                self.hear(request, message);
                return false;
            }
            Content::CommClose(close) => {
                self.ways
                    .aside(&request, || self.ways.comms.forget(&close.comm_id.0));
                return false;
            }
            _ => return false,
        };
        self.ways.aside(&request, || {
            // An error means that the kernel is about to end.
            let _ = replies.send(JupyterMessage::new(content, Some(&request)));
        });
        ends
    }
}

impl Desk {
    /// A page says something of a widget.
    fn hear(&self, request: JupyterMessage, message: CommMsg) {
        let (ways, id) = (&self.ways, &message.comm_id.0);
        let tell = |data: Map<String, Value>| {
            let comm_id = message.comm_id.clone();
            ways.publisher
                .publish(CommMsg { comm_id, data }, Some(&request));
        };
        if message
            .data
            .get("method")
            .is_some_and(|method| method == "request_state")
        {
            ways.aside(&request, || {
                ways.comms.state(id).map(tell);
            });
            return;
        }
        // What waits already takes this along.
        if !ways.comms.change(id, &message.data) {
            ways.aside(&request, || {});
            return;
        }
        if ways.runs_cell() {
            ways.comms.waits(id, true).map(tell);
        }
        ways.queue.add(Task::Change(request, id.clone()));
    }
}

/// Waits until whoever has started this kernel has ended. Jupyter says that it is one who
/// ends its kernels.
async fn orphaned() {
    let parent = getppid();
    if std::env::var_os("JPY_PARENT_PID").is_none() {
        return std::future::pending().await;
    }
    while getppid() == parent {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    eprintln!("Jupyter has ended, and this kernel with it");
}

async fn beat(mut heartbeat: KernelHeartbeatConnection) {
    while heartbeat.single_heartbeat().await.is_ok() {}
}

/// Sends replies as they come.
async fn answer(mut socket: RouterSendConnection, mut replies: UnboundedReceiver<JupyterMessage>) {
    while let Some(reply) = replies.recv().await {
        if let Err(error) = socket.send(reply).await {
            eprintln!("reply: {error}");
        }
    }
}

/// Asks the person at the notebook, one question at a time, as long as somebody waits for
/// the answer.
async fn ask(mut stdin: KernelStdinConnection, mut questions: UnboundedReceiver<Question>) {
    while let Some(mut question) = questions.recv().await {
        // Answers to questions that nobody waits for any more.
        while tokio::time::timeout(Duration::ZERO, stdin.read())
            .await
            .is_ok()
        {}
        let content = InputRequest {
            prompt: question.prompt,
            password: question.password,
        };
        let message = JupyterMessage::new(content, Some(&question.request));
        if stdin.send(message).await.is_err() {
            continue;
        }
        let said = tokio::select! {
            said = answered(&mut stdin) => said,
            () = question.answer.closed() => continue,
        };
        // Nobody waits if the cell has ended meanwhile.
        let _ = question.answer.send(said);
    }
}

/// The next answer.
async fn answered(stdin: &mut KernelStdinConnection) -> String {
    loop {
        match stdin.read().await {
            Ok(JupyterMessage {
                content: JupyterMessageContent::InputReply(reply),
                ..
            }) => {
                return reply.value;
            }
            Ok(_) => {}
            Err(error) => {
                eprintln!("stdin: {error}");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }
}
