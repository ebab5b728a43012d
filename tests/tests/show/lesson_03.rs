//! The notebook of lesson 3 as it is committed, where no kernel runs: exported, and in
//! JupyterLab just after a clone. `cargo course lab --check` has to have set JupyterLab up.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tests::browser::Browser;

const NOTEBOOK: &str = "notebooks/03_convolution_arithmetic.ipynb";
const STEPPERS: usize = 3;

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the project").to_path_buf()
}

/// The project's Python as a user who has trusted nothing yet.
fn python(home: &Path) -> Command {
    let program = root().join(".venv/bin/python");
    assert!(
        program.exists(),
        "no {}: run cargo course lab --check first",
        program.display()
    );
    let mut python = Command::new(program);
    let folders = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"];
    for folder in folders {
        python.env(format!("JUPYTER_{folder}"), home.join(folder));
    }
    python
        .env("JUPYTERLAB_SETTINGS_DIR", home.join("settings"))
        .env("JUPYTERLAB_WORKSPACES_DIR", home.join("workspaces"))
        .env("IPYTHONDIR", home.join("ipython"))
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    python
}

fn text(browser: &Browser, selector: &str) -> String {
    let script = format!("return document.querySelector('{selector}').textContent");
    browser.run(&script).as_str().expect("text").to_string()
}

#[test]
#[ignore = "needs JupyterLab, and Chromium, which it installs as root with apt"]
fn exported_it_steps() {
    let folder = tempfile::tempdir().unwrap();
    let mut export = python(folder.path());
    export.args(["-m", "nbconvert", "--to", "html", "--output", "page.html"]);
    export.arg("--output-dir").arg(folder.path()).arg(NOTEBOOK);
    assert!(export.status().unwrap().success());
    let browser = Browser::start();
    browser.open(&folder.path().join("page.html"));
    let live = format!("document.querySelectorAll('.aelib-stepper.live').length === {STEPPERS}");
    browser.wait_for(&live);
    let first = "step 1 of 9: input[0][0] = 1 stamps the kernel";
    assert_eq!(text(&browser, ".aelib-stepper .title"), first);
    browser.click(".aelib-stepper [aria-label=\"step forward\"]");
    let second = "step 2 of 9: input[0][1] = 2 stamps the kernel";
    assert_eq!(text(&browser, ".aelib-stepper .title"), second);
    browser.click(".aelib-stepper [aria-label=\"step back\"]");
    assert_eq!(text(&browser, ".aelib-stepper .title"), first);
}

/// A server that ends with the test.
struct Lab {
    server: Child,
    port: u16,
    _home: tempfile::TempDir,
}

impl Lab {
    fn start() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("its number").port();
        drop(free);
        let mut lab = python(home.path());
        lab.args(["-m", "jupyterlab", "--no-browser", "--allow-root"])
            .args(["--ip=127.0.0.1", "--IdentityProvider.token="])
            .arg(format!("--port={port}"))
            .arg(format!("--ServerApp.root_dir={}", root().display()));
        let server = lab.spawn().expect("JupyterLab starts");
        let lab = Self {
            server,
            port,
            _home: home,
        };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return lab;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("JupyterLab does not answer after 60 s");
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // Asked to, it ends its kernels first.
        let _ = Command::new("kill")
            .arg(self.server.id().to_string())
            .status();
        let _ = self.server.wait();
    }
}

#[test]
#[ignore = "needs JupyterLab, and Chromium, which it installs as root with apt"]
fn just_cloned_it_shows_a_still_picture_in_jupyterlab() {
    let lab = Lab::start();
    let browser = Browser::start();
    browser.visit(&format!(
        "http://127.0.0.1:{}/lab/tree/{NOTEBOOK}",
        lab.port
    ));
    let line = "run this cell, or trust the notebook";
    browser.wait_for(&format!(
        "[...document.querySelectorAll('.jp-OutputArea p')].some(p => p.textContent.includes('{line}'))"
    ));
    let image = "[...document.querySelectorAll('.jp-OutputArea img')].find(i => i.alt === 'transposed convolution, stride 1, padding 0')";
    browser.wait_for(&format!("({image})?.naturalWidth > 600"));
    // No script has run, and what moves without one is there.
    assert_eq!(
        browser.run("return document.querySelectorAll('.aelib-stepper.live').length"),
        0
    );
    if let Some(folder) = std::env::var_os("LESSON_SHOTS") {
        browser.run(&format!("({image}).scrollIntoView({{block: 'center'}})"));
        browser.screenshot(&Path::new(&folder).join("jupyterlab.png"));
    }
}

/// What cells of the lesson printed when they were run, by a part of their source.
fn printed(source: &str) -> String {
    let text = std::fs::read_to_string(root().join(NOTEBOOK)).unwrap();
    let notebook: serde_json::Value = serde_json::from_str(&text).unwrap();
    let lines = |value: &serde_json::Value| -> String {
        let lines = value.as_array().expect("lines").iter();
        lines.map(|line| line.as_str().expect("text")).collect()
    };
    let cells = notebook["cells"].as_array().expect("cells").iter();
    let mut cells = cells.filter(|cell| lines(&cell["source"]).contains(source));
    let outputs = cells.next().expect("such a cell")["outputs"].clone();
    let outputs = outputs.as_array().expect("outputs").iter();
    outputs.map(|output| lines(&output["text"])).collect()
}

#[test]
fn its_loops_compute_what_the_library_does() {
    assert_eq!(printed("fn stamp<"), "the lecture's result: true\n");
    let gradients = printed("fn stamp_backward<");
    let (ours, library) = gradients.split_once("backward()\n").expect("both");
    let ours = ours.strip_prefix("our loop\n").expect("ours first");
    assert_eq!(ours.trim_end(), library.trim_end());
    assert_eq!(ours.split_whitespace().count(), 9);
}
