//! How a page and this process tell each other of a control: a state on each side, and a line
//! for each change. The kernel stands between the two, and keeps the state for pages that come
//! later.
//!
//! To the kernel go lines as in [`crate::live`]. From it come lines of JSON, through the pipe
//! that `JUPYTER_COMMS` names: one change after the other, and each is answered when all that
//! it causes is done. Other kernels have no such pipe, and no control is shown there.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is called after a change.
pub(super) type Listener = Arc<dyn Fn() + Send + Sync>;

/// One end of the line to a control in a page.
pub struct Comm {
    id: String,
    state: Mutex<Map<String, Value>>,
    listeners: Mutex<Vec<Listener>>,
}

/// Those that are open: until the kernel says that they are closed, because the page may be
/// loaded again.
static OPEN: LazyLock<Mutex<HashMap<String, Arc<Comm>>>> = LazyLock::new(Mutex::default);

/// What the kernel tells of a control.
#[derive(Deserialize)]
struct Line {
    number: u64,
    comm_id: String,
    /// What a page has changed.
    #[serde(default)]
    state: Map<String, Value>,
    /// Whether no page shows it any more.
    #[serde(default)]
    closed: bool,
}

/// Whether the kernel passes on what a page changes; from the first call on, a thread listens.
fn is_connected() -> bool {
    static CONNECTED: LazyLock<bool> = LazyLock::new(|| {
        let pipe = std::env::var_os("JUPYTER_COMMS").and_then(|pipe| File::open(pipe).ok());
        pipe.map(|pipe| thread::Builder::new().spawn(|| listen(pipe)))
            .is_some_and(|thread| thread.is_ok())
    });
    *CONNECTED
}

/// Does what changes ask for, one after the other, as long as the kernel lives.
fn listen(pipe: File) {
    for line in BufReader::new(pipe).lines().map_while(Result::ok) {
        let Ok(line) = serde_json::from_str::<Line>(&line) else {
            continue;
        };
        let number = line.number;
        let comm = match line.closed {
            true => lock(&OPEN).remove(&line.comm_id),
            false => lock(&OPEN).get(&line.comm_id).cloned(),
        };
        if let Some(comm) = comm {
            comm.hear(line);
        }
        tell("handled", json!(number));
    }
}

/// Tells the kernel.
fn tell(kind: &str, content: Value) {
    println!("\u{1b}_jupyter:{}\u{1b}\\", json!({ kind: content }));
}

impl Comm {
    /// Not open yet. The state has what the control shows, and its `value`.
    pub(super) fn new(state: Value) -> Arc<Self> {
        // No other process has ever had this name.
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let number = rand::random::<u64>();
        Arc::new(Self {
            id: format!("{:x}-{number:x}", now.map_or(0, |now| now.as_nanos())),
            state: Mutex::new(state.as_object().cloned().unwrap_or_default()),
            listeners: Mutex::default(),
        })
    }

    /// Does what a line asks for.
    fn hear(&self, line: Line) {
        if line.closed {
            // They hold the function, which holds the controls.
            drop(std::mem::take(&mut *lock(&self.listeners)));
            return;
        }
        lock(&self.state).extend(line.state);
        let listeners = lock(&self.listeners).clone();
        listeners.iter().for_each(|listener| listener());
    }

    /// What the state has under this name.
    pub(super) fn get(&self, name: &str) -> Value {
        lock(&self.state).get(name).cloned().unwrap_or_default()
    }

    /// Before it is shown.
    pub(super) fn set(&self, name: &str, value: Value) {
        lock(&self.state).insert(name.into(), value);
    }

    /// This is called after each change from now on.
    pub(super) fn listen(&self, listener: &Listener) {
        lock(&self.listeners).push(listener.clone());
    }

    /// The label with the value, as a reader of a picture wants to know it.
    pub(super) fn said(&self) -> String {
        let (label, value) = (self.get("label"), self.get("value"));
        let label = label.as_str().unwrap_or_default();
        let chosen = value.as_u64().map(|place| place as usize);
        match chosen.and_then(|place| self.get("options").get(place).cloned()) {
            Some(name) => format!("{label} = {}", name.as_str().unwrap_or_default()),
            // What was drawn.
            None if value.is_string() => label.into(),
            None => format!("{label} = {value}"),
        }
    }

    /// Shows it in the notebook; whether that is possible.
    pub(super) fn show(self: &Arc<Self>) -> bool {
        if !is_connected() {
            return false;
        }
        if lock(&OPEN).insert(self.id.clone(), self.clone()).is_none() {
            let mut state = lock(&self.state).clone();
            state.extend(anywidget());
            tell(
                "comm_open",
                json!({
                    "comm_id": self.id,
                    "target_name": "jupyter.widget",
                    "data": {"state": state, "buffer_paths": []},
                    "metadata": {"version": "2.1.0"},
                }),
            );
        }
        let view = json!({"version_major": 2, "version_minor": 1, "model_id": self.id});
        let data = json!({
            "application/vnd.jupyter.widget-view+json": view,
            "text/plain": self.said(),
        });
        tell("display_data", json!({ "data": data }));
        true
    }
}

/// What has the page load `widget.js`: anywidget's part of a state.
fn anywidget() -> Map<String, Value> {
    let parts = json!({
        "_model_module": "anywidget", "_model_name": "AnyModel", "_model_module_version": "*",
        "_view_module": "anywidget", "_view_name": "AnyView", "_view_module_version": "*",
        "_view_count": null, "_anywidget_id": "aelib.control",
        "_esm": concat!(include_str!("../explore/sketch.js"), include_str!("widget.js")),
        "_css": include_str!("widget.css"),
    });
    parts.as_object().cloned().unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}
