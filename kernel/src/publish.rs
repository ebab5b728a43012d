//! What everybody hears: the messages on the kernel's `iopub` socket, in their order.

use jupyter_protocol::{CommClose, CommId, JupyterMessage, JupyterMessageContent, Status};
use jupyter_zmq_client::KernelIoPubConnection;
use serde_json::{Map, Value};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// Hands messages to the one task that sends them.
#[derive(Clone)]
pub struct Publisher(UnboundedSender<JupyterMessage>);

impl Publisher {
    /// A publisher, and what it hands over.
    pub fn new() -> (Self, UnboundedReceiver<JupyterMessage>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Publishes what came of `parent`.
    pub fn publish(
        &self,
        content: impl Into<JupyterMessageContent>,
        parent: Option<&JupyterMessage>,
    ) {
        self.publish_with(content, Map::new(), parent);
    }

    /// The same with metadata.
    pub fn publish_with(
        &self,
        content: impl Into<JupyterMessageContent>,
        metadata: Map<String, Value>,
        parent: Option<&JupyterMessage>,
    ) {
        let mut message = JupyterMessage::new(content, parent);
        message.metadata = Value::Object(metadata);
        let topic = message.message_type().to_string().into_bytes();
        // An error means that the kernel is about to end.
        let _ = self.0.send(message.with_zmq_identities(vec![topic.into()]));
    }

    /// Says that these comms are closed.
    pub fn close_comms(&self, ids: Vec<String>, parent: Option<&JupyterMessage>) {
        for id in ids {
            let (comm_id, data) = (CommId(id), Default::default());
            self.publish(CommClose { comm_id, data }, parent);
        }
    }

    /// Says that the kernel works on `request`, or no more.
    pub fn status(&self, status: Status, request: &JupyterMessage) {
        self.publish(status, Some(request));
    }
}

/// Sends what the publishers hand over.
pub async fn send(
    mut iopub: KernelIoPubConnection,
    mut messages: UnboundedReceiver<JupyterMessage>,
) {
    while let Some(message) = messages.recv().await {
        if let Err(error) = iopub.send(message).await {
            eprintln!("iopub: {error}");
        }
    }
}
