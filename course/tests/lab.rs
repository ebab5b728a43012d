//! `cargo course lab` on machines that lack something, played by small scripts.

mod common;

use common::{failure, root, says};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A machine with a copy of the project's outside, and only these programs.
struct Machine {
    dir: TempDir,
}

const RUSTC: &str = "echo 'rustc 1.95.0 (f00ba 2026-04-01)'";
/// Answers the probe, and makes an environment whose Python does whatever it is asked.
const PYTHON: &str = r#"
case "$1" in
*probe.py) echo '{"version": [3, 11], "venv": true, "free": 100000000000}' ;;
-m) /bin/mkdir -p "$3/bin" && printf '#!/bin/sh\nexit 0\n' > "$3/bin/python" && /bin/chmod +x "$3/bin/python" ;;
esac"#;
/// Installs a kernel.
const CARGO: &str = r#"
case "$1" in
install) /bin/mkdir -p "$7/bin" && echo > "$7/bin/rust-kernel" ;;
esac"#;

impl Machine {
    fn new(programs: &[(&str, &str)]) -> Self {
        let machine = Self {
            dir: TempDir::new().unwrap(),
        };
        let project = machine.project();
        for folder in ["notebooks", "course/python", "aelib", "kernel/src"] {
            fs::create_dir_all(project.join(folder)).unwrap();
        }
        fs::create_dir(machine.dir.path().join("bin")).unwrap();
        fs::write(project.join("Cargo.toml"), "[workspace]").unwrap();
        let lock = "name = \"evcxr\"\nversion = \"0.22.0\"\n";
        fs::write(project.join("Cargo.lock"), lock).unwrap();
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

    fn project(&self) -> std::path::PathBuf {
        self.dir.path().join("project")
    }

    /// Installs a program, or another version of it.
    fn program(&self, name: &str, script: &str) {
        put_program(&self.dir.path().join("bin").join(name), script);
    }

    fn course(&self, arguments: &[&str]) -> Command {
        let mut command = common::course(arguments);
        command
            .current_dir(self.project())
            .env("PATH", self.dir.path().join("bin"))
            .env("HOME", self.dir.path())
            .env_remove("CARGO_HOME");
        command
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
        &failure(&mut machine.course(&["lab"])),
        &["rustc does not run", "rustup.rs"],
    );
}

#[test]
fn an_old_rust() {
    let machine = Machine::new(&[("rustc", "echo 'rustc 1.94.1 (f00ba 2026-03-01)'")]);
    let line = failure(&mut machine.course(&["lab"]));
    says(&line, &["1.95", "found rustc 1.94.1", "rustup update"]);
}

#[test]
fn no_python() {
    let machine = Machine::new(&[("rustc", RUSTC)]);
    says(
        &failure(&mut machine.course(&["lab"])),
        &["Python 3.10", "apt install python3-venv"],
    );
}

/// A Python that says this of itself.
fn probed(answer: &str) -> String {
    failure(
        &mut Machine::new(&[("rustc", RUSTC), ("python3", &format!("echo '{answer}'"))])
            .course(&["lab"]),
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
        &failure(&mut machine.course(&["lab", "--port", &port])),
        &[&port, "in use", "--port"],
    );
    assert!(
        !machine.project().join(".venv").exists(),
        "found out before anything is set up"
    );
}

#[test]
fn no_network_and_then_one() {
    let machine = Machine::new(&[("rustc", RUSTC), ("python3", PYTHON), ("cargo", "exit 101")]);
    let no_pip = PYTHON.replace("exit 0", "exit 1");
    machine.program("python3", &no_pip);
    let set_up = || machine.course(&["run"]);
    says(
        &failure(&mut set_up()),
        &["pip", "connect to the network", "again"],
    );
    machine.program("python3", PYTHON);
    says(
        &failure(&mut set_up()),
        &["cargo could not build the kernel", "connect"],
    );
    // What is there is not made again: an interpreter that fails would be noticed.
    machine.program("python3", &PYTHON.replace("printf", "exit 3; printf"));
    machine.program("cargo", CARGO);
    let done = set_up().output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(said.contains("build aelib for notebooks: "), "{said}");
    let again = set_up().output().unwrap();
    assert!(
        again.status.success() && again.stdout.is_empty(),
        "nothing is left to do"
    );
    fs::write(machine.project().join("kernel/src/main.rs"), "fn main() {}").unwrap();
    let anew = set_up().output().unwrap();
    let said = String::from_utf8_lossy(&anew.stdout).into_owned();
    assert!(
        said.contains("build the Rust kernel: ") && !said.contains("aelib"),
        "{said}"
    );
}
