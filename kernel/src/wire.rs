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
    complete(
        header["msg_type"].as_str().unwrap_or_default(),
        &mut content,
    );
    let message = json!({
        "header": header,
        "parent_header": part(1)?,
        "metadata": part(2)?,
        "content": content,
        "buffers": [],
    });
    Ok(JupyterMessage::from_value(message)?.with_zmq_identities(raw.zmq_identities))
}

/// The protocol lets clients leave these out, and some send `null`.
fn complete(kind: &str, content: &mut Value) {
    if !content.is_object() {
        *content = json!({});
    }
    let letters = content["code"]
        .as_str()
        .map_or(0, |code| code.chars().count());
    let silent = content["silent"] == true;
    let defaults = match kind {
        "execute_request" => json!({
            "code": "", "silent": false, "store_history": !silent, "user_expressions": {},
            "allow_stdin": true, "stop_on_error": true,
        }),
        "complete_request" => json!({"code": "", "cursor_pos": letters}),
        "inspect_request" => json!({"code": "", "cursor_pos": letters, "detail_level": 0}),
        "is_complete_request" => json!({"code": ""}),
        "history_request" => json!({
            "output": false, "raw": true, "unique": false, "n": 1000, "hist_access_type": "tail",
            "session": 0, "start": 0, "stop": i32::MAX, "pattern": "*",
        }),
        "shutdown_request" => json!({"restart": false}),
        "comm_open" => json!({"comm_id": "", "target_name": "", "data": {}}),
        "comm_msg" | "comm_close" => json!({"comm_id": "", "data": {}}),
        _ => json!({}),
    };
    let (Value::Object(content), Value::Object(defaults)) = (content, defaults) else {
        return;
    };
    for (name, default) in defaults {
        let given = content.entry(name).or_insert(Value::Null);
        if given.is_null() {
            *given = default;
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
        complete("history_request", &mut content);
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

    #[test]
    fn requests_need_no_more_than_they_must_have() {
        for (kind, content) in [
            ("execute_request", json!({"code": "1"})),
            (
                "complete_request",
                json!({"code": "le", "cursor_pos": null}),
            ),
            ("inspect_request", json!({"code": "x"})),
            ("history_request", json!({"hist_access_type": "range"})),
            ("shutdown_request", json!({})),
            ("comm_info_request", json!({})),
            ("comm_open", json!({"comm_id": "a"})),
            ("kernel_info_request", json!([])),
        ] {
            let mut content = content;
            complete(kind, &mut content);
            let message = json!({
                "header": {"msg_id": "1", "username": "", "session": "", "date": null,
                           "msg_type": kind, "version": "5.3"},
                "parent_header": {}, "metadata": {}, "content": content, "buffers": [],
            });
            let read = JupyterMessage::from_value(message).unwrap();
            assert_eq!(read.content.message_type(), kind);
        }
    }
}
