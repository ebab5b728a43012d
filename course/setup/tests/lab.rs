//! `cargo course lab` on machines that lack something, played by small scripts.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A machine with a copy of the project's outside, and only these programs.
struct Machine {
    dir: TempDir,
}

const RUSTC: &str = r#"
case "$1" in
--version) echo 'rustc 1.95.0 (f00ba 2026-04-01)' ;;
-vV) echo 'rustc 1.95.0'; echo 'host: here' ;;
esac"#;
/// Answers the probe, and makes an environment whose Python does whatever it is asked. MNIST
/// cannot be fetched.
const PYTHON: &str = r#"
case "$1" in
*probe.py) echo '{"version": [3, 11], "venv": true, "free": 100000000000}' ;;
*mnist.py) exit 1 ;;
-m) /bin/mkdir -p "$3/bin" && printf '#!/bin/sh\nexit 0\n' > "$3/bin/python" && /bin/chmod +x "$3/bin/python" ;;
esac"#;
/// Builds a kernel, and whatever else it is asked for.
const CARGO: &str = r#"
case "$*" in
tree*) echo 'aelib v0.1.0' ;;
"build --package kernel"*) /bin/mkdir -p target/debug && printf '#!/bin/sh\n' > target/debug/rust-kernel && /bin/chmod +x target/debug/rust-kernel ;;
esac"#;

impl Machine {
    fn new(programs: &[(&str, &str)]) -> Self {
        let machine = Self {
            dir: TempDir::new().unwrap(),
        };
        let project = machine.project();
        for folder in [
            "notebooks",
            "course/python",
            "aelib",
            "kernel/src",
            "data/mnist",
        ] {
            fs::create_dir_all(project.join(folder)).unwrap();
        }
        fs::create_dir(machine.dir.path().join("bin")).unwrap();
        fs::write(project.join("Cargo.toml"), "[workspace]").unwrap();
        fs::write(project.join("Cargo.lock"), "").unwrap();
        fs::write(project.join("notebooks/01.ipynb"), "{}").unwrap();
        fs::write(project.join("kernel/Cargo.toml"), "").unwrap();
        fs::write(project.join("aelib/lib.rs"), "").unwrap();
        fs::copy(
            root().join("course/python/requirements.txt"),
            project.join("course/python/requirements.txt"),
        )
        .unwrap();
        for (name, script) in programs {
            machine.program(name, script);
        }
        machine
    }

    fn project(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    fn kernel(&self) -> PathBuf {
        self.project().join(".venv/evcxr/bin/rust-kernel")
    }

    /// Changes a file of the project.
    fn edit(&self, name: &str) {
        let path = self.project().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, old + "\n").unwrap();
    }

    /// Installs a program, or another version of it.
    fn program(&self, name: &str, script: &str) {
        put_program(&self.dir.path().join("bin").join(name), script);
    }

    fn lab(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_setup"));
        command
            .arg("lab")
            .args(arguments)
            .current_dir(self.project())
            .env("PATH", self.dir.path().join("bin"))
            .env("HOME", self.dir.path())
            .env_remove("CARGO")
            .env_remove("CARGO_HOME")
            .env_remove("CARGO_TARGET_DIR");
        command
    }
}

/// The project's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().into()
}

/// What a command said when it failed: its last line, which begins with `error: `.
#[track_caller]
fn failure(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    let all = format!(
        "stdout:\n{}\nstderr:\n{said}",
        String::from_utf8_lossy(&stdout)
    );
    assert_eq!(status.code(), Some(1), "{all}");
    let line = said.lines().last().unwrap_or_default();
    assert!(
        line.starts_with("error: ") && said.lines().count() == 1,
        "{all}"
    );
    line.into()
}

/// Fails unless all of these words are in the line.
#[track_caller]
fn says(line: &str, words: &[&str]) {
    for word in words {
        assert!(line.contains(word), "expected {word:?} in: {line}");
    }
}

fn put_program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn no_rust() {
    let machine = Machine::new(&[]);
    says(
        &failure(&mut machine.lab(&[])),
        &["rustc does not run", "rustup.rs"],
    );
}

#[test]
fn an_old_rust() {
    let machine = Machine::new(&[("rustc", "echo 'rustc 1.94.1 (f00ba 2026-03-01)'")]);
    let line = failure(&mut machine.lab(&[]));
    says(&line, &["1.95", "found rustc 1.94.1", "rustup update"]);
}

#[test]
fn no_python() {
    let machine = Machine::new(&[("rustc", RUSTC)]);
    says(
        &failure(&mut machine.lab(&[])),
        &["Python 3.10", "apt install python3-venv"],
    );
}

/// A Python that says this of itself.
fn probed(answer: &str) -> String {
    failure(
        &mut Machine::new(&[("rustc", RUSTC), ("python3", &format!("echo '{answer}'"))]).lab(&[]),
    )
}

#[test]
fn an_old_python() {
    let line = probed(r#"{"version": [3, 8], "venv": true, "free": 100000000000}"#);
    says(&line, &["Python 3.10", "found python3 3.8"]);
}

#[test]
fn no_venv_module() {
    let line = probed(r#"{"version": [3, 11], "venv": false, "free": 100000000000}"#);
    says(&line, &["no venv module", "apt install python3-venv"]);
}

#[test]
fn a_full_disk() {
    let line = probed(r#"{"version": [3, 11], "venv": true, "free": 1073741824}"#);
    says(&line, &["5 GB", "found 1.0 GB"]);
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON)]);
    says(
        &failure(&mut machine.lab(&["--port", &port])),
        &[&port, "in use", "--port"],
    );
    assert!(
        !machine.project().join(".venv").exists(),
        "found out before anything is set up"
    );
}

/// What a set-up said that has ended well.
#[track_caller]
fn success(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert!(
        status.success(),
        "{said}{}",
        String::from_utf8_lossy(&stderr)
    );
    said
}

#[test]
fn no_network_and_then_one() {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON), ("cargo", CARGO)]);
    let set_up = || machine.lab(&["--check"]);
    // Cargo gets nowhere before pip has failed.
    machine.program("cargo", "exec /bin/sleep 60");
    machine.program("python3", &PYTHON.replace("exit 0", "exit 1"));
    says(
        &failure(&mut set_up()),
        &["pip", "connect to the network", "again"],
    );
    machine.program("python3", PYTHON);
    machine.program("cargo", "exit 101");
    says(
        &failure(&mut set_up()),
        &["cargo could not fetch all crates", "connect"],
    );
    machine.program("cargo", CARGO);
    let said = success(&mut set_up());
    for line in [
        "build aelib for notebooks: ",
        "build the Rust kernel: ",
        "ready after",
    ] {
        assert!(said.contains(line), "{said}");
    }
    // What is there is not made again: an interpreter that fails would be noticed.
    machine.program("python3", &PYTHON.replace("printf", "exit 3; printf"));
    let again = success(&mut set_up());
    assert!(!again.contains("build"), "nothing is left to do: {again}");
    assert!(!again.contains("MNIST"), "{again}");
}

/// A machine on which everything is set up.
fn ready() -> Machine {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON), ("cargo", CARGO)]);
    success(&mut machine.lab(&["--check"]));
    machine
}

#[test]
fn what_is_stale_is_built_anew_and_the_reason_is_said() {
    type Change = fn(&Machine);
    let changes: [(&str, Change, [bool; 2]); 7] = [
        (
            "another kernel",
            |m| m.edit("kernel/src/main.rs"),
            [true, false],
        ),
        ("another Cargo.lock", |m| m.edit("Cargo.lock"), [true, true]),
        ("another Cargo.toml", |m| m.edit("Cargo.toml"), [true, true]),
        ("", |m| m.edit("aelib/lib.rs"), [false, true]),
        ("", |m| m.edit("notebooks/aelib/Cargo.toml"), [false, true]),
        (
            "another rustc",
            |m| m.program("rustc", &RUSTC.replace("1.95.0", "1.96.0")),
            [true, true],
        ),
        (
            "does not run on this system",
            |m| put_program(&m.kernel(), "exit 1"),
            [true, false],
        ),
    ];
    let machine = ready();
    for (reason, change, builds) in changes {
        change(&machine);
        let said = success(&mut machine.lab(&["--check"]));
        let found = ["build the Rust kernel: ", "build aelib for notebooks: "]
            .map(|line| said.contains(line));
        assert_eq!(found, builds, "{said}");
        assert!(said.contains(reason), "{reason}: {said}");
        let again = success(&mut machine.lab(&["--check"]));
        assert!(!again.contains("build"), "once: {again}");
    }
}

#[test]
fn the_stock_kernel_is_built_in_when_it_is_asked_for() {
    let machine = ready();
    let said = success(&mut machine.lab(&["--check", "--stock"]));
    assert!(said.contains("the stock kernel is not in it"), "{said}");
    for arguments in [&["--check"][..], &["--check", "--stock"]] {
        let again = success(&mut machine.lab(arguments));
        assert!(!again.contains("build"), "{arguments:?}: {again}");
    }
    machine.edit("kernel/src/main.rs");
    success(&mut machine.lab(&["--check"]));
    let said = success(&mut machine.lab(&["--check", "--stock"]));
    assert!(said.contains("the stock kernel is not in it"), "{said}");
}

#[test]
fn jupyter_opens_before_the_kernel_is_built_and_ends_when_it_is_asked_to() {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON)]);
    machine.program(
        "python3",
        &PYTHON.replace(
            "exit 0",
            r#"case "$2" in jupyterlab) echo open > opened; exec /bin/sleep 600 ;; esac"#,
        ),
    );
    // A kernel takes until the page is open, and then until the test says so.
    let slow = CARGO.replace(
        "/bin/mkdir",
        "while [ ! -e go ]; do /bin/sleep 0.1; done; /bin/mkdir",
    );
    machine.program("cargo", &slow);
    let mut lab = Running::start(&machine);
    let spec = machine
        .project()
        .join(".venv/share/jupyter/kernels/rust/kernel.json");
    let argv = || fs::read_to_string(&spec).unwrap_or_default();
    lab.until("the page opens", || {
        machine.project().join("opened").exists()
    });
    assert!(argv().contains("standing_in.py"), "{}", argv());
    assert!(!machine.kernel().exists());
    machine.edit("go");
    lab.until("the kernel is offered", || {
        !argv().contains("standing_in.py")
    });
    let progress = machine.project().join(".venv/set-up.json");
    lab.until("the stand-in is told", || {
        fs::read_to_string(&progress)
            .unwrap()
            .contains("\"ready\":true")
    });
    assert!(lab.child.try_wait().unwrap().is_none(), "the page stays");
    assert!(
        Command::new("kill")
            .arg(lab.child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    lab.ends();
}

#[test]
fn exercises_that_cannot_be_built_keep_no_notebook_from_running() {
    let broken = CARGO.replace("esac", "*exercises*) exit 1 ;;\nesac");
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON), ("cargo", &broken)]);
    let said = success(&mut machine.lab(&["--check"]));
    says(
        &said,
        &["`cargo test -p exercises` says why", "ready after"],
    );
}

/// Each signal has its own machine, and waits beside the others.
#[test]
fn a_set_up_that_is_stopped_goes_on_the_next_time() {
    thread::scope(|scope| {
        for signal in ["-INT", "-TERM", "-KILL"] {
            scope.spawn(move || goes_on_after(signal));
        }
    });
}

fn goes_on_after(signal: &str) {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON)]);
    let slow = CARGO.replace("/bin/mkdir", "/bin/sleep 2; /bin/mkdir");
    machine.program("cargo", &slow);
    let mut lab = Running::start(&machine);
    let stamp = machine.project().join(".venv/installed.txt");
    lab.until("JupyterLab is installed", || stamp.exists());
    let id = lab.child.id().to_string();
    let killed = Command::new("kill").args([signal, &id]).status();
    assert!(killed.unwrap().success());
    lab.ends();
    machine.program("python3", &PYTHON.replace("printf", "exit 3; printf"));
    machine.program("cargo", CARGO);
    let said = success(&mut machine.lab(&["--check"]));
    assert!(said.contains("ready after"), "{signal}: {said}");
}

/// Ctrl-C in a terminal reaches all programs of the command, and so one that is only asked.
#[test]
fn a_set_up_that_is_stopped_at_a_question_says_so() {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON)]);
    let slow = CARGO.replace(
        "echo 'aelib",
        "echo asked > asked; /bin/sleep 1; echo 'aelib",
    );
    machine.program("cargo", &slow);
    thread::scope(|scope| {
        let mut command = machine.lab(&["--check"]);
        command.process_group(0).stderr(Stdio::piped());
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let group = format!("-{}", child.id());
        let said = scope.spawn(|| child.wait_with_output().unwrap().stderr);
        let start = Instant::now();
        while !machine.project().join("asked").exists() {
            assert!(start.elapsed() < Duration::from_secs(60), "not asked");
            sleep(Duration::from_millis(20));
        }
        let stopped = Command::new("kill").args(["-INT", "--", &group]).status();
        assert!(stopped.unwrap().success());
        let said = String::from_utf8(said.join().unwrap()).unwrap();
        says(said.lines().last().unwrap(), &["the set-up was stopped"]);
    });
}

/// `lab --no-browser`, and what to do with it.
struct Running {
    child: Child,
}

impl Running {
    fn start(machine: &Machine) -> Self {
        let child = machine
            .lab(&["--no-browser"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self {
            child: child.unwrap(),
        }
    }

    /// Waits until something holds.
    #[track_caller]
    fn until(&mut self, what: &str, mut holds: impl FnMut() -> bool) {
        let start = Instant::now();
        while !holds() {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "not within a minute: {what}"
            );
            sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    fn ends(&mut self) {
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(60), "it goes on");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
