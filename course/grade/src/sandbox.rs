//! Where a student's code is compiled and run: without network, without the machine's
//! files, as a user that owns nothing, within limits. Bubblewrap does it.

use super::group::Group;
use super::{filter, watch};
use rand::Rng;
use setup::failure::{Failure, Result};
use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Bytes of memory for one process, and for its temporary files.
const PROCESS: u64 = 6 << 30;
const FILES: u64 = 300 << 20;
/// Processes and threads.
const PROCESSES: u64 = 200;
/// The users that a grader who is root runs submissions as: of each process its own, because
/// the system counts processes and keys by their user. Nobody gives these numbers to people.
const USERS: Range<u32> = 0x7000_0000..0x7fff_fff0;
/// The same where the grader itself lives in a namespace with few users.
const FEW_USERS: Range<u32> = 20_000..60_000;

/// Joins the group whose door is the first argument, and closes what the grader has
/// inherited, a terminal's log file or folder, say: through it one could get out. Only then
/// comes bubblewrap, with two filters of system calls.
const SCRIPT: &str = r#"
if [ -n "$1" ]; then echo $$ > "$1" || exit 1; fi
first=$2 second=$3
shift 3
for file in /proc/self/fd/*; do
    n=${file##*/}
    if [ "$n" -gt 2 ]; then eval "exec $n>&-"; fi
done
exec 3< <(printf "$first") 4< <(printf "$second")
exec bwrap --add-seccomp-fd 3 --add-seccomp-fd 4 "$@"
"#;

/// How processes are shut in.
pub enum Sandbox {
    /// By bubblewrap, as a user that is not `root`.
    Bubblewrap {
        /// The numbers of other users that the grader can take, if it is root itself.
        users: Option<Range<u32>>,
        /// Filters of system calls, as `printf` writes them.
        filters: [String; 2],
    },
    /// Not at all: the instructor trusts the submissions.
    Trust,
}

/// A program that will be shut in.
pub struct Shut {
    /// How it is started.
    pub command: Command,
    /// What counts its memory, to be kept until it has ended.
    pub group: Option<Group>,
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
        let users = root.then(|| if all_users() { USERS } else { FEW_USERS });
        let filters = filter::programs()
            .map_err(|error| Failure::new(format!("no sandbox: no filter: {error}")))?;
        let printf = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        let filters = filters.map(printf);
        let sandbox = Self::Bubblewrap { users, filters };
        match sandbox.fault() {
            None => Ok(sandbox),
            Some(fault) => Err(Failure::new(format!(
                "no sandbox: {fault}; install it (Debian: `apt-get install bubblewrap`), or \
                 give --trust to run submissions without protection"
            ))),
        }
    }

    /// Why nothing can be run in it just now, if that is so.
    pub fn fault(&self) -> Option<String> {
        let mut trial = self.command(self.view(), &["id".into(), "-u".into()]);
        match trial.command.stdin(Stdio::null()).output() {
            Err(error) => Some(format!("bash: {error}")),
            Ok(output) if output.status.success() && output.stdout.trim_ascii() != b"0" => None,
            Ok(_) if matches!(self, Self::Trust) => None,
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().next().unwrap_or("it gives no other user");
                Some(format!("bubblewrap does not work here: {said}"))
            }
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

    /// A program with its arguments, shut in.
    pub fn command(&self, view: View, program: &[OsString]) -> Shut {
        let Self::Bubblewrap { users, filters } = self else {
            let mut command = Command::new(&program[0]);
            command
                .args(&program[1..])
                .env_clear()
                .env("PATH", "/usr/bin:/bin");
            return Shut {
                command,
                group: None,
            };
        };
        let group = Group::new(watch::MEMORY);
        let mut bwrap = Command::new("bash");
        let door = group.as_ref().map(Group::door).unwrap_or_default();
        // Ctrl-C is for the grader alone: it ends what it has started.
        bwrap.process_group(0);
        bwrap.args(["-c", SCRIPT, "bash"]).arg(door).args(filters);
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
        match users {
            Some(_) => bwrap.args(["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]),
            None => bwrap.args(["--unshare-user", "--uid", "65534", "--gid", "65534"]),
        };
        bwrap.args(["--", "prlimit", "--core=0", &format!("--as={PROCESS}")]);
        bwrap.args([&format!("--nproc={PROCESSES}"), &format!("--fsize={FILES}")]);
        if let Some(users) = users {
            let user = rand::thread_rng().gen_range(users.clone()).to_string();
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
        Shut {
            command: bwrap,
            group,
        }
    }
}

/// Whether there are all users that a system can have.
fn all_users() -> bool {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    map.lines().any(|line| {
        let mut numbers = line.split_whitespace().map(|number| number.parse::<u64>());
        match (numbers.next(), numbers.nth(1)) {
            (Some(Ok(first)), Some(Ok(count))) => first + count >= u64::from(USERS.end),
            _ => false,
        }
    })
}
