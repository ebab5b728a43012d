//! `cargo course data` on machines that lack something: one line, and no trace.

use crate::common::{course, failure, says};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tests::server::{Answer, Server};

/// A project with nothing in it, and `cargo course data` in it.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("notebooks")).unwrap();
        fs::write(dir.path().join("Cargo.toml"), "[workspace]").unwrap();
        Self(dir)
    }

    fn data(&self, arguments: &[&str]) -> Command {
        let mut command = course(&["data"]);
        command.args(arguments).current_dir(self.0.path());
        command.env_remove("AELIB_DATA_DIR");
        command
    }

    /// One line with these words, and no trace.
    #[track_caller]
    fn fails(&self, arguments: &[&str], words: &[&str]) {
        says(&failure(&mut self.data(arguments)), words);
        assert!(!self.0.path().join("data").exists(), "no trace");
    }
}

#[test]
fn an_unknown_data_set() {
    Project::new().fails(&["--dataset", "cifar"], &["\"cifar\"", "mnist and fashion"]);
}

#[test]
fn a_folder_without_the_files() {
    let empty = TempDir::new().unwrap();
    let folder = empty.path().to_str().unwrap();
    let words = ["train-images-idx3-ubyte", folder, "original files"];
    Project::new().fails(&["--from", folder], &words);
    Project::new().fails(&["--from", "/no/such/folder"], &["/no/such/folder"]);
}

#[test]
fn a_folder_with_another_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("train-images-idx3-ubyte.gz");
    fs::write(&path, "something else").unwrap();
    let words = [path.to_str().unwrap(), "expected ", "found "];
    Project::new().fails(&["--from", folder.path().to_str().unwrap()], &words);
}

#[test]
fn no_server() {
    let words = ["MNIST could not be fetched", "Connection refused", "--from"];
    Project::new().fails(&["--from", "http://127.0.0.1:1/mnist"], &words);
}

#[test]
fn a_server_with_a_web_page() {
    let server = Server::start(|_| Answer::new(200, b"<html>Please log in</html>"));
    let words = ["train-images-idx3-ubyte.gz", "found a web page"];
    Project::new().fails(&["--from", server.url(), "--dataset", "fashion"], &words);
}

#[test]
fn a_folder_that_must_not_be_written() {
    let project = Project::new();
    let root = project.0.path();
    fs::set_permissions(root, fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = project.data(&["--from", "http://127.0.0.1:1"]);
    // Root may write anywhere: then it is somebody else, who runs a copy of the program.
    let copy = TempDir::new().unwrap();
    if fs::write(root.join("probe"), "").is_ok() {
        fs::remove_file(root.join("probe")).unwrap();
        command = as_nobody(&command, copy.path());
    }
    let line = failure(&mut command);
    says(&line, &["data/mnist.part: Permission denied"]);
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(!root.join("data").exists());
}

fn as_nobody(command: &Command, dir: &Path) -> Command {
    let copy = dir.join("course");
    fs::copy(command.get_program(), &copy).unwrap();
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    let mut other = Command::new(copy);
    other.args(command.get_args()).uid(65_534).gid(65_534);
    other.current_dir(command.get_current_dir().unwrap());
    other
}

/// The command with some of the system's parts replaced, in its own view of the machine.
fn unshared(command: &Command, option: &str, prepare: &str) -> Command {
    let mut other = Command::new("unshare");
    let script = format!("{prepare} && exec \"$0\" \"$@\"");
    other.args([option, "sh", "-c", &script]);
    other.arg(command.get_program()).args(command.get_args());
    let dir = command.get_current_dir().unwrap();
    other.current_dir(dir).env("DIR", dir);
    other.env_remove("AELIB_DATA_DIR");
    other
}

#[test]
#[ignore = "mounts file systems: needs root"]
fn a_full_disk() {
    let project = Project::new();
    let page = Server::start(|request| Answer::file(request, &[1; 3_000_000]));
    let command = project.data(&["--from", page.url()]);
    // From the folder itself again: it is another one now.
    let prepare = "mount -t tmpfs -o size=1m tmpfs \"$DIR\" && cd \"$DIR\" && \
                   mkdir notebooks && echo '[workspace]' > Cargo.toml";
    let mut command = unshared(
        &command,
        "-m",
        &format!(
            "{prepare} && {{ (exec \"$0\" \"$@\"); code=$?; test -e data && echo trace; exit $code; }}"
        ),
    );
    let line = failure(&mut command);
    says(&line, &["data/mnist.part/", "No space left on device"]);
    let output = command.output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stdout).contains("trace"));
}

#[test]
#[ignore = "mounts file systems: needs root"]
fn a_home_that_can_only_be_read() {
    let project = Project::new();
    let command = project.data(&["--from", "http://127.0.0.1:1"]);
    let prepare =
        "mount --bind \"$DIR\" \"$DIR\" && mount -o remount,bind,ro \"$DIR\" && cd \"$DIR\"";
    let line = failure(&mut unshared(&command, "-m", prepare));
    says(&line, &["data/mnist.part: Read-only file system"]);
}

#[test]
#[ignore = "takes the network away: needs root"]
fn no_network() {
    let project = Project::new();
    let start = std::time::Instant::now();
    let line = failure(&mut unshared(&project.data(&[]), "-n", "true"));
    says(
        &line,
        &["MNIST could not be fetched: https://", "try again later"],
    );
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(!project.0.path().join("data").exists());
}

/// The folder with the real files.
fn mnist() -> PathBuf {
    aelib::data::data_dir().unwrap()
}

fn is_right(project: &Project) {
    let dir = project.0.path().join("data/mnist");
    aelib::data::Digits::mnist_in(&dir).unwrap();
    assert_eq!(
        fs::read_dir(project.0.path().join("data")).unwrap().count(),
        1
    );
}

#[test]
#[ignore = "needs MNIST: AELIB_DATA_DIR or `cargo course data`"]
fn mnist_from_a_folder() {
    let project = Project::new();
    let folder = mnist();
    let mut command = project.data(&["--from", folder.to_str().unwrap()]);
    let says = |command: &mut Command| String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert_eq!(says(&mut command), "MNIST is in data/mnist, and is right\n");
    is_right(&project);
    let again = "MNIST is in data/mnist already, and is right\n";
    assert_eq!(says(&mut command), again);
}

/// A server with MNIST, about as fast as a good line to the world.
fn mnist_server() -> Server {
    let folder = mnist();
    Server::start(move |request| {
        let path = folder.join(request.path.trim_start_matches('/'));
        match fs::read(path) {
            Ok(bytes) => Answer::file(request, &bytes).slowly(100_000, Duration::from_millis(5)),
            Err(_) => Answer::status(404),
        }
    })
}

#[test]
#[ignore = "needs MNIST: AELIB_DATA_DIR or `cargo course data`"]
fn two_processes_fetch_mnist_once() {
    let (project, server) = (Project::new(), mnist_server());
    let start = || project.data(&["--from", server.url()]).spawn().unwrap();
    let mut both = [start(), start()];
    assert!(
        both.iter_mut()
            .all(|process| process.wait().unwrap().success())
    );
    is_right(&project);
    assert_eq!(server.requests().len(), 4);
}

#[test]
#[ignore = "needs MNIST: AELIB_DATA_DIR or `cargo course data`"]
fn killed_at_fifty_moments_while_it_fetches_mnist() {
    let server = mnist_server();
    let mut killed = 0;
    for i in 0..50 {
        let project = Project::new();
        let mut run = project.data(&["--from", server.url()]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(25 * i));
        let _ = run.kill();
        killed += usize::from(!run.wait().unwrap().success());
        let mut second = project.data(&["--from", server.url()]);
        assert!(second.status().unwrap().success());
        is_right(&project);
    }
    assert!(killed >= 20, "{killed} of 50 were still at work");
}
