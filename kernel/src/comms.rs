//! Widgets: what a page and the cells' process tell each other beside the cells.
//!
//! Each widget has a comm, which the cells open, with a state: a map of JSON. The kernel keeps
//! that state, so a page that is loaded again gets it at once, even while a cell runs. A change
//! made by hand goes to the cells' process between two cells, through a pipe, a line each; what
//! has changed in the meantime goes along, so the function there always sees the last state.

use crate::protocol::Comm;
use jupyter_protocol::{CommId, CommInfo, JupyterMessage};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard};

/// Where the cells' process reads changes.
const VARIABLE: &str = "JUPYTER_COMMS";

/// What a widget's state has, if it shows that it waits.
const WAITS: &str = "waits";

/// The comms that are open.
#[derive(Clone, Default)]
pub struct Comms(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    comms: BTreeMap<String, State>,
    pipe: Option<Pipe>,
    /// Those that pages have closed, and the cells have not heard.
    left: Vec<String>,
    /// How many lines have gone to the cells.
    sent: u64,
}

impl Open {
    /// Sends the cells a line; the number under which they answer.
    fn send(&mut self, mut line: Value) -> Option<u64> {
        self.sent += 1;
        line["number"] = self.sent.into();
        writeln!(self.pipe.as_mut()?.write, "{line}").ok()?;
        Some(self.sent)
    }
}

struct Pipe {
    /// Kept open, so that nobody who writes finds nobody.
    _read: OwnedFd,
    write: File,
}

struct State {
    target: String,
    /// The notebook's cell that has opened it.
    cell: Option<String>,
    all: Map<String, Value>,
    /// What the page has changed, and the cells have not heard.
    changed: Map<String, Value>,
}

impl Comms {
    /// Opens the pipe, and names it to the processes that are started from now on.
    ///
    /// # Errors
    /// If the system has no pipe.
    #[allow(unsafe_code)]
    pub fn connect(&self) -> io::Result<()> {
        let (read, write) = io::pipe()?;
        // The cells' process finds it under the same number.
        rustix::io::fcntl_setfd(&read, rustix::io::FdFlags::empty())?;
        // SAFETY: `main` calls this before there is another thread.
        unsafe {
            std::env::set_var(VARIABLE, format!("/dev/fd/{}", read.as_raw_fd()));
        }
        self.lock().pipe = Some(Pipe {
            _read: read.into(),
            write: OwnedFd::from(write).into(),
        });
        Ok(())
    }

    /// This cell of the notebook opens one.
    pub fn open(&self, comm: &Comm, cell: Option<String>) {
        let state = State {
            target: comm.target_name.clone(),
            cell,
            all: state_in(&comm.data),
            changed: Map::new(),
        };
        self.lock().comms.insert(comm.comm_id.clone(), state);
    }

    /// The cells change a state.
    pub fn tell(&self, comm: &Comm) {
        if let Some(state) = self.lock().comms.get_mut(&comm.comm_id) {
            state.all.extend(state_in(&comm.data));
        }
    }

    /// The page changes a state; whether there is such a comm, and the cells have heard all
    /// that was changed before.
    pub fn change(&self, id: &str, data: &Map<String, Value>) -> bool {
        let mut open = self.lock();
        let Some(state) = open.comms.get_mut(id) else {
            return false;
        };
        let is_first = state.changed.is_empty();
        let change = state_in(data);
        state.all.extend(change.clone());
        state.changed.extend(change);
        is_first && !state.changed.is_empty()
    }

    /// A widget waits for a cell, or no more; what a page is told of that, if it is new and
    /// the widget shows it.
    pub fn waits(&self, id: &str, waits: bool) -> Option<Map<String, Value>> {
        let mut open = self.lock();
        let shown = open.comms.get_mut(id)?.all.get_mut(WAITS)?;
        if *shown == waits {
            return None;
        }
        *shown = waits.into();
        update(&Map::from_iter([(WAITS.into(), waits.into())]))
    }

    /// A page needs it no more.
    pub fn forget(&self, id: &str) {
        let mut open = self.lock();
        if open.comms.remove(id).is_some() {
            open.left.push(id.into());
        }
    }

    /// A cell of the notebook is run again: what it has opened before is closed, and the cells'
    /// process hears of all that is closed. The names, and the number under which it answers.
    pub fn close_of(&self, cell: Option<String>) -> (Vec<String>, Option<u64>) {
        let mut open = self.lock();
        let is_of = |state: &State| cell.is_some() && state.cell == cell;
        let ids = open.comms.extract_if(.., |_, state| is_of(state));
        let ids = Vec::from_iter(ids.map(|(id, _)| id));
        let mut left = std::mem::take(&mut open.left);
        left.extend_from_slice(&ids);
        let lines = left
            .into_iter()
            .map(|id| json!({"comm_id": id, "closed": true}));
        (ids, lines.filter_map(|line| open.send(line)).last())
    }

    /// The whole state, as a message to a page that asks for it.
    pub fn state(&self, id: &str) -> Option<Map<String, Value>> {
        let open = self.lock();
        update(&open.comms.get(id)?.all)
    }

    /// Sends the cells what has changed; the number under which they answer.
    pub fn send(&self, id: &str) -> Option<u64> {
        let mut open = self.lock();
        let changed = std::mem::take(&mut open.comms.get_mut(id)?.changed);
        open.send(json!({"comm_id": id, "state": changed}))
    }

    /// The cells' process is gone, and its comms with it: their names.
    pub fn close(&self) -> Vec<String> {
        let mut open = self.lock();
        open.left.clear();
        std::mem::take(&mut open.comms).into_keys().collect()
    }

    /// All that are open, or those of a target.
    pub fn list(&self, target: Option<&str>) -> HashMap<CommId, CommInfo> {
        let open = self.lock();
        let all = open.comms.iter();
        all.filter(|(_, state)| target.is_none_or(|target| target == state.target))
            .map(|(id, state)| {
                let target_name = state.target.clone();
                (CommId(id.clone()), CommInfo { target_name })
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// The notebook's cell in which a request came, if the front end says so.
pub fn cell_of(request: &JupyterMessage) -> Option<String> {
    let cell = request.metadata.get("cellId")?;
    cell.as_str().map(String::from)
}

/// A message with this of a state.
fn update(state: &Map<String, Value>) -> Option<Map<String, Value>> {
    let data = json!({"method": "update", "state": state, "buffer_paths": []});
    data.as_object().cloned()
}

/// The state in a message's data.
fn state_in(data: &Map<String, Value>) -> Map<String, Value> {
    let state = data.get("state").and_then(Value::as_object);
    state.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};

    fn data(value: f64) -> Map<String, Value> {
        let data = json!({"method": "update", "state": {"value": value}});
        data.as_object().cloned().unwrap()
    }

    fn comm(id: &str) -> Comm {
        Comm {
            comm_id: id.into(),
            target_name: "jupyter.widget".into(),
            data: data(0.0),
            metadata: Map::new(),
        }
    }

    /// With a pipe, and its other end.
    fn connected() -> (Comms, impl Iterator<Item = Value>) {
        let (read, write) = io::pipe().unwrap();
        let comms = Comms::default();
        let kept = read.try_clone().unwrap();
        comms.lock().pipe = Some(Pipe {
            _read: kept.into(),
            write: OwnedFd::from(write).into(),
        });
        let lines = BufReader::new(read).lines();
        let lines = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
        (comms, lines)
    }

    #[test]
    fn changes_are_merged_and_the_last_one_wins() {
        let (comms, lines) = connected();
        comms.open(&comm("a"), None);
        assert!(!comms.change("b", &data(1.0)), "nobody has opened it");
        assert!(comms.change("a", &data(1.0)));
        for value in 2..1000 {
            assert!(
                !comms.change("a", &data(f64::from(value))),
                "it waits already"
            );
        }
        assert_eq!(comms.send("a"), Some(1));
        assert!(comms.change("a", &data(1000.0)), "the cells have heard all");
        assert_eq!(comms.send("a"), Some(2));
        let lines = Vec::from_iter(lines.take(2));
        assert_eq!(
            lines[0],
            json!({"number": 1, "comm_id": "a", "state": {"value": 999.0}})
        );
        assert_eq!(lines[1]["state"]["value"], 1000.0);
        assert_eq!(comms.state("a").unwrap()["state"]["value"], 1000.0);
        assert_eq!(comms.list(Some("other")).len(), 0);
        assert_eq!(comms.close(), ["a"]);
        assert!(comms.list(None).is_empty());
    }

    #[test]
    fn a_cell_that_is_run_again_closes_its_own_ones() {
        let (comms, lines) = connected();
        let cell = |name: &str| Some(name.to_string());
        comms.open(&comm("a"), cell("first"));
        comms.open(&comm("b"), cell("second"));
        comms.open(&comm("c"), None);
        comms.open(&comm("d"), cell("second"));
        comms.forget("d");
        comms.forget("unknown");
        assert_eq!(comms.close_of(cell("first")), (vec!["a".into()], Some(2)));
        assert_eq!(comms.close_of(cell("first")), (vec![], None));
        assert_eq!(comms.close_of(None), (vec![], None));
        assert_eq!(comms.list(None).len(), 2);
        let told = lines
            .take(2)
            .map(|line| (line["comm_id"].clone(), line["closed"].clone()));
        assert_eq!(
            Vec::from_iter(told),
            [("d".into(), true.into()), ("a".into(), true.into())]
        );
    }
}
