//! A control group: the kernel counts all memory of what runs in it, also memory that belongs
//! to no process, and holds it to a limit. It needs a folder that root may write.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// How groups are called, before the number of the grader's process.
const PREFIX: &str = "autoencoders-grade-";

/// One of the two ways in which Linux has groups.
struct Kind {
    controller: &'static str,
    mount: &'static str,
    limit: &'static str,
    swap: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        controller: "memory",
        mount: "/sys/fs/cgroup/memory",
        limit: "memory.limit_in_bytes",
        swap: "memory.memsw.limit_in_bytes",
    },
    Kind {
        controller: "",
        mount: "/sys/fs/cgroup",
        limit: "memory.max",
        swap: "memory.swap.max",
    },
];

/// The folders in which groups may be made, beside or below the grader's own.
fn places() -> Vec<(PathBuf, &'static Kind)> {
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let place = |kind: &'static Kind| {
        let path = own.lines().find_map(|line| {
            let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
            let ours = controllers.split(',').any(|name| name == kind.controller);
            ours.then_some(path)
        })?;
        let mut folder = Path::new(kind.mount).join(path.trim_start_matches('/'));
        // In the newer kind a group that has processes has no groups.
        if kind.controller.is_empty() && path != "/" {
            folder.pop();
        }
        Some((folder, kind))
    };
    KINDS.iter().filter_map(place).collect()
}

/// A group of its own for one shut-in process and all that it starts; gone with this value.
pub struct Group {
    folder: PathBuf,
}

impl Group {
    /// A new one that may hold so many bytes; `None` where this machine offers none.
    pub fn new(bytes: u64) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{number}", std::process::id());
        places().into_iter().find_map(|(parent, kind)| {
            let folder = parent.join(&name);
            fs::create_dir(&folder).ok()?;
            let group = Self { folder };
            let limit = group.folder.join(kind.limit);
            if !limit.exists() || fs::write(limit, bytes.to_string()).is_err() {
                return None;
            }
            // Of memory and what is written to the disk for it together, or of the second.
            let all = if kind.controller.is_empty() { 0 } else { bytes };
            let _ = fs::write(group.folder.join(kind.swap), all.to_string());
            Some(group)
        })
    }

    /// Removes those of graders that were killed.
    pub fn clear() {
        for (parent, _) in places() {
            for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let process = name
                    .strip_prefix(PREFIX)
                    .and_then(|rest| rest.split('-').next());
                if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
                    let _ = fs::remove_dir(entry.path());
                }
            }
        }
    }

    /// The file that takes a process into the group.
    pub fn door(&self) -> PathBuf {
        self.folder.join("cgroup.procs")
    }

    /// Whether something in it was ended because it wanted more.
    pub fn ran_out(&self) -> bool {
        ["memory.oom_control", "memory.events"].iter().any(|file| {
            let text = fs::read_to_string(self.folder.join(file)).unwrap_or_default();
            let number = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
            number.is_some_and(|number| number.trim() != "0")
        })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The last processes may be on their way out.
        for _ in 0..100 {
            match fs::remove_dir(&self.folder) {
                Err(error) if error.raw_os_error() == Some(libc::EBUSY) => {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                _ => break,
            }
        }
    }
}
