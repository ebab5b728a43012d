//! What Jupyter expects as answers.

use jupyter_protocol::{
    CompleteReply, ErrorOutput, ExecuteReply, ExecutionCount, InspectReply, JupyterMessage,
    JupyterMessageContent, Media, ReplyError, ReplyStatus, UnknownMessage,
};
use serde_json::{Map, Value, json};

/// The answer to a cell, which may have failed.
pub fn execute(count: ExecutionCount, error: Option<&ErrorOutput>) -> ExecuteReply {
    ExecuteReply {
        status: match error {
            Some(_) => ReplyStatus::Error,
            None => ReplyStatus::Ok,
        },
        execution_count: count,
        payload: Vec::new(),
        user_expressions: Some(Default::default()),
        error: error.map(|error| {
            Box::new(ReplyError {
                ename: error.ename.clone(),
                evalue: error.evalue.clone(),
                traceback: error.traceback.clone(),
            })
        }),
    }
}

/// The answer to a cell that is not run. It has no number.
pub fn aborted() -> UnknownMessage {
    UnknownMessage {
        msg_type: "execute_reply".into(),
        content: json!({"status": "aborted"}),
    }
}

/// The answer to a request about code, when there is none.
pub fn empty(request: &JupyterMessage) -> JupyterMessageContent {
    match &request.content {
        JupyterMessageContent::CompleteRequest(complete) => {
            no_completions(complete.cursor_pos).into()
        }
        _ => nothing_found().into(),
    }
}

/// The answer when there is nothing to complete, or no time for it.
pub fn no_completions(cursor: usize) -> CompleteReply {
    CompleteReply {
        matches: Vec::new(),
        cursor_start: cursor,
        cursor_end: cursor,
        metadata: Map::new(),
        status: ReplyStatus::Ok,
        error: None,
    }
}

/// The answer when a name means nothing, or there is no time for it.
pub fn nothing_found() -> InspectReply {
    InspectReply {
        found: false,
        data: Media::default(),
        metadata: Map::new(),
        status: ReplyStatus::Ok,
        error: None,
    }
}

/// A cell's result.
pub fn media(contents: impl IntoIterator<Item = (String, String)>) -> Media {
    let value = |(mime, text): (String, String)| {
        let json = mime
            .contains("json")
            .then(|| serde_json::from_str(&text).ok());
        (mime, json.flatten().unwrap_or(Value::String(text)))
    };
    let data = contents.into_iter().map(value).collect();
    serde_json::from_value(Value::Object(data)).unwrap_or_default()
}
