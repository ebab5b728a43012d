//! From a socket's parts to a message, also where a client leaves out what it may leave out.

use jupyter_protocol::JupyterMessage;
use jupyter_zmq_client::{RawMessage, RouterRecvConnection};
use serde_json::{Value, json};
use std::error::Error;
use zeromq::SocketRecv;

/// The next message.
///
/// # Errors
/// If its signature is wrong, or it is no message.
pub async fn read(
    connection: &mut RouterRecvConnection,
) -> Result<JupyterMessage, Box<dyn Error + Send + Sync>> {
    let parts = connection.socket.recv().await?;
    let raw = RawMessage::from_multipart(parts, &connection.mac)?;
    let part = |number: usize| serde_json::from_slice::<Value>(&raw.jparts[number]);
    let (header, mut content) = (part(0)?, part(3)?);
    if header["msg_type"] == "history_request" {
        complete(&mut content);
    }
    let message = json!({
        "header": header,
        "parent_header": part(1)?,
        "metadata": part(2)?,
        "content": content,
        "buffers": [],
    });
    Ok(JupyterMessage::from_value(message)?.with_zmq_identities(raw.zmq_identities))
}

/// The protocol lets clients leave these out.
fn complete(history: &mut Value) {
    let Value::Object(history) = history else {
        return;
    };
    for (name, value) in [
        ("output", json!(false)),
        ("raw", json!(true)),
        ("unique", json!(false)),
        ("n", json!(1000)),
    ] {
        let given = history.entry(name).or_insert(Value::Null);
        if given.is_null() {
            *given = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jupyter_protocol::HistoryRequest;

    #[test]
    fn a_search_needs_only_a_pattern() {
        let mut content = json!({"hist_access_type": "search", "pattern": "let*", "n": null});
        complete(&mut content);
        let request: HistoryRequest = serde_json::from_value(content).unwrap();
        assert!(matches!(
            request,
            HistoryRequest::Search {
                unique: false,
                n: 1000,
                ..
            }
        ));
    }
}
