//! Where a student's code is compiled and run: without network, without the machine's
//! files, as a user that owns nothing, within limits. Bubblewrap does it.

use crate::failure::{Failure, Result};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Bytes of memory for one process, and for its temporary files.
const PROCESS: u64 = 6 << 30;
const FILES: u64 = 300 << 20;
/// Processes and threads.
const PROCESSES: u64 = 200;
/// The first of the users that a grader who is root runs submissions as.
const USER: usize = 61_000;

/// Closes what the grader has inherited, a terminal's log file or folder, say: through it
/// one could get out. Only then comes bubblewrap.
const SCRIPT: &str = r#"
for file in /proc/self/fd/*; do
    n=${file##*/}
    if [ "$n" -gt 2 ]; then eval "exec $n>&-"; fi
done
exec bwrap "$@"
"#;

/// How processes are shut in.
pub enum Sandbox {
    /// By bubblewrap, as a user that is not `root`.
    Bubblewrap {
        /// Whether the grader itself is: then it takes another user's number.
        root: bool,
    },
    /// Not at all: the instructor trusts the submissions.
    Trust,
}

/// What a shut-in process sees: paths of the machine, and what they are called inside.
pub struct View {
    places: Vec<(PathBuf, String)>,
    trust: bool,
}

impl View {
    /// Shows a file or a folder, to be read; gives the name it has inside.
    pub fn show(&mut self, path: &Path, inside: &str) -> String {
        match self.trust {
            true => path.display().to_string(),
            false => {
                self.places.push((path.into(), inside.into()));
                inside.into()
            }
        }
    }
}

impl Sandbox {
    /// The sandbox that this system offers.
    ///
    /// # Errors
    /// If it offers none, and nobody said to do without.
    pub fn find(trust: bool) -> Result<Self> {
        if trust {
            return Ok(Self::Trust);
        }
        // Where there is no such folder, there is no bubblewrap either.
        let root = fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0);
        let sandbox = Self::Bubblewrap { root };
        let mut trial = sandbox.command(0, sandbox.view(), &["id".into(), "-u".into()]);
        let output = trial.stdin(Stdio::null()).output();
        let advice = "install it (Debian: `apt-get install bubblewrap`), or give --trust to run \
                      submissions without protection";
        match output {
            Err(error) => Err(Failure::new(format!("no sandbox: bash: {error}; {advice}"))),
            Ok(output) if !output.status.success() || output.stdout.trim_ascii() == b"0" => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().next().unwrap_or("it gives no other user");
                Err(Failure::new(format!(
                    "no sandbox: bubblewrap does not work here: {said}; {advice}"
                )))
            }
            Ok(_) => Ok(sandbox),
        }
    }

    /// Nothing to see yet but the system's programs.
    pub fn view(&self) -> View {
        let trust = matches!(self, Self::Trust);
        View {
            places: Vec::new(),
            trust,
        }
    }

    /// Where a shut-in process may write: `outside` only if nothing shuts it in.
    pub fn scratch(&self, outside: &Path) -> String {
        match self {
            Self::Trust => outside.display().to_string(),
            Self::Bubblewrap { .. } => "/tmp".into(),
        }
    }

    /// A program with its arguments, shut in. `slot` tells processes apart that run at the
    /// same time.
    pub fn command(&self, slot: usize, view: View, program: &[OsString]) -> Command {
        let Self::Bubblewrap { root } = *self else {
            let mut command = Command::new(&program[0]);
            command
                .args(&program[1..])
                .env_clear()
                .env("PATH", "/usr/bin:/bin");
            return command;
        };
        let mut bwrap = Command::new("bash");
        bwrap.args(["-c", SCRIPT, "bash"]);
        // Bubblewrap is the first process inside, and its environment can be read there.
        let path = std::env::var_os("PATH").unwrap_or_default();
        bwrap.env_clear().env("PATH", path);
        bwrap.args([
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
        ]);
        bwrap.args([
            "--unshare-cgroup-try",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
        ]);
        bwrap.args([
            "--setenv",
            "PATH",
            "/usr/bin:/bin",
            "--setenv",
            "HOME",
            "/tmp",
        ]);
        bwrap.args(["--ro-bind", "/usr", "/usr"]);
        for name in ["bin", "lib", "lib64"] {
            let path = Path::new("/").join(name);
            match fs::read_link(&path) {
                Ok(_) => bwrap.args(["--symlink", &format!("usr/{name}"), &format!("/{name}")]),
                Err(_) => bwrap.args(["--ro-bind-try", &format!("/{name}"), &format!("/{name}")]),
            };
        }
        // Where Debian's `cc` leads, and where the linker looks; as a folder for all users.
        bwrap.args(["--perms", "0755", "--dir", "/etc"]);
        for path in ["/etc/alternatives", "/etc/ld.so.cache"] {
            bwrap.args(["--ro-bind-try", path, path]);
        }
        for (path, inside) in view.places {
            bwrap.arg("--ro-bind").arg(path).arg(inside);
        }
        bwrap.args(["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]);
        bwrap.args([
            "--perms",
            "1777",
            "--size",
            &FILES.to_string(),
            "--tmpfs",
            "/tmp",
        ]);
        bwrap.args(["--remount-ro", "/", "--chdir", "/tmp"]);
        match root {
            true => bwrap.args(["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]),
            false => bwrap.args(["--unshare-user", "--uid", "65534", "--gid", "65534"]),
        };
        bwrap.args(["--", "prlimit", "--core=0", &format!("--as={PROCESS}")]);
        bwrap.args([&format!("--nproc={PROCESSES}"), &format!("--fsize={FILES}")]);
        if root {
            let user = (USER + slot).to_string();
            bwrap.args([
                "setpriv",
                "--reuid",
                &user,
                "--regid",
                &user,
                "--clear-groups",
            ]);
            bwrap.args(["--no-new-privs", "--inh-caps=-all"]);
        }
        bwrap.args(program);
        bwrap
    }
}
