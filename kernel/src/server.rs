//! The five sockets, and who answers what comes in on them.

use crate::complete::is_complete;
use crate::history::History;
use crate::publish::{self, Publisher};
use crate::reply;
use crate::stop::Stop;
use crate::wire;
use crate::work::{self, Question, Task, Ways};
use jupyter_protocol::{
    CodeMirrorMode, CommClose, CommInfoReply, ConnectionInfo, HelpLink, InputRequest,
    InterruptReply, JupyterMessage, JupyterMessageContent, KernelInfoReply, LanguageInfo,
    ReplyStatus, ShutdownReply, Status,
};
use jupyter_zmq_client::{
    KernelHeartbeatConnection, KernelStdinConnection, RouterRecvConnection, RouterSendConnection,
    create_kernel_control_connection, create_kernel_heartbeat_connection,
    create_kernel_iopub_connection, create_kernel_shell_connection, create_kernel_stdin_connection,
};
use std::error::Error;
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Serves until a client asks for the kernel's end.
pub async fn serve(info: &ConnectionInfo) -> Result<(), Box<dyn Error>> {
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
    let (tasks, to_do) = mpsc::channel();
    let ways = Ways {
        publisher: publisher.clone(),
        replies,
        questions,
        stop: Stop::default(),
        history: History::default(),
        busy: Arc::default(),
    };
    tokio::spawn(beat(heartbeat));
    tokio::spawn(publish::send(iopub, published));
    tokio::spawn(answer(shell_out, shell_replies));
    let control = tokio::spawn(answer(control_out, to_control));
    tokio::spawn(ask(stdin, asked));
    let working = ways.clone();
    thread::spawn(move || work::work(working, &to_do));

    let desk = Desk { ways, tasks };
    let shell = desk.clone();
    tokio::select! {
        () = desk.attend(control_in, Some(control_replies)) => {}
        // Where older clients ask for the end.
        () = shell.attend(shell_in, None) => {}
    }
    // The reply to the request for the end is still on its way.
    let _ = tokio::time::timeout(Duration::from_secs(1), control).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

/// Where requests come in.
#[derive(Clone)]
struct Desk {
    ways: Ways,
    tasks: mpsc::Sender<Task>,
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
            if let Some(ended) = self.take(request, &replies)
                && ended
            {
                return;
            }
        }
    }

    /// `Some(true)`: the kernel is to end.
    fn take(
        &self,
        request: JupyterMessage,
        replies: &UnboundedSender<JupyterMessage>,
    ) -> Option<bool> {
        use JupyterMessageContent as Content;
        let busy = self.ways.busy.load(Ordering::SeqCst);
        let content = match request.content.clone() {
            Content::ExecuteRequest(execute) => {
                self.tasks.send(Task::Execute(request, execute)).ok()?;
                return None;
            }
            Content::CompleteRequest(complete) if !busy => {
                self.tasks.send(Task::Complete(request, complete)).ok()?;
                return None;
            }
            Content::InspectRequest(inspect) if !busy => {
                self.tasks.send(Task::Inspect(request, inspect)).ok()?;
                return None;
            }
            // While a cell runs, nobody wants to wait for its end.
            Content::CompleteRequest(complete) => reply::no_completions(complete.cursor_pos).into(),
            Content::InspectRequest(_) => reply::nothing_found().into(),
            Content::IsCompleteRequest(code) => is_complete(&code.code).into(),
            Content::HistoryRequest(history) => self.ways.history.answer(&history).into(),
            Content::KernelInfoRequest(_) => Content::from(kernel_info()),
            Content::CommInfoRequest(_) => CommInfoReply {
                status: ReplyStatus::Ok,
                comms: Default::default(),
                error: None,
            }
            .into(),
            Content::InterruptRequest(_) => {
                tokio::spawn(self.ways.stop.clone().press(self.ways.publisher.clone()));
                InterruptReply::default().into()
            }
            Content::ShutdownRequest(shutdown) => {
                let reply = ShutdownReply {
                    restart: shutdown.restart,
                    status: ReplyStatus::Ok,
                    error: None,
                };
                self.reply(&request, reply.into(), replies);
                self.ways.stop.kill();
                return Some(true);
            }
            Content::CommOpen(open) => {
                let close = CommClose {
                    comm_id: open.comm_id,
                    data: Default::default(),
                };
                self.ways.publisher.publish(close, Some(&request));
                return None;
            }
            _ => return None,
        };
        self.reply(&request, content, replies);
        None
    }

    fn reply(
        &self,
        request: &JupyterMessage,
        content: JupyterMessageContent,
        replies: &UnboundedSender<JupyterMessage>,
    ) {
        self.ways.publisher.status(Status::busy(), request);
        // An error means that the kernel is about to end.
        let _ = replies.send(JupyterMessage::new(content, Some(request)));
        self.ways.publisher.status(Status::idle(), request);
    }
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

/// Asks the person at the notebook, one question at a time.
async fn ask(mut stdin: KernelStdinConnection, mut questions: UnboundedReceiver<Question>) {
    while let Some(question) = questions.recv().await {
        let content = InputRequest {
            prompt: question.prompt,
            password: question.password,
        };
        let message = JupyterMessage::new(content, Some(&question.request));
        if stdin.send(message).await.is_err() {
            continue;
        }
        while let Ok(message) = stdin.read().await {
            if let JupyterMessageContent::InputReply(reply) = message.content {
                // Nobody waits if the cell has ended meanwhile.
                let _ = question.answer.send(reply.value);
                break;
            }
        }
    }
}

fn kernel_info() -> KernelInfoReply {
    KernelInfoReply {
        status: ReplyStatus::Ok,
        protocol_version: "5.3".into(),
        implementation: "rust-kernel".into(),
        implementation_version: env!("CARGO_PKG_VERSION").into(),
        language_info: LanguageInfo {
            name: "rust".into(),
            version: "".into(),
            mimetype: Some("text/rust".into()),
            file_extension: Some(".rs".into()),
            pygments_lexer: Some("rust".into()),
            codemirror_mode: Some(CodeMirrorMode::Simple("rust".into())),
            nbconvert_exporter: None,
        },
        banner: "Rust, compiled cell by cell".into(),
        help_links: vec![HelpLink {
            text: "The standard library".into(),
            url: "https://doc.rust-lang.org/std/".into(),
        }],
        debugger: false,
        error: None,
    }
}
