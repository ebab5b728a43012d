//! What the kernel says of itself.

use jupyter_protocol::UnknownMessage;
use serde_json::json;

/// The answer to who asks. JupyterLab writes `language_info` into each notebook that it
/// opens, so the course's notebooks have it in them just so.
pub fn kernel_info() -> UnknownMessage {
    UnknownMessage {
        msg_type: "kernel_info_reply".into(),
        content: json!({
            "status": "ok",
            "protocol_version": "5.4",
            "implementation": "rust-kernel",
            "implementation_version": env!("CARGO_PKG_VERSION"),
            "language_info": {
                "name": "rust",
                "version": "",
                "mimetype": "text/rust",
                "file_extension": ".rs",
                "pygments_lexer": "rust",
                "codemirror_mode": "rust",
            },
            "banner": "Rust, compiled cell by cell",
            "help_links": [
                {"text": "The standard library", "url": "https://doc.rust-lang.org/std/"},
            ],
            "debugger": true,
            "supported_features": ["debugger"],
        }),
    }
}
