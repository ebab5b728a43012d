//! A lesson in JupyterLab, as a student runs it: the curve grows, the stop button keeps the
//! model. Screenshots to look at are in `target/jupyterlab`.

mod common;

use common::{course, root};
use serde_json::{Value, json};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tests::browser::Browser;

/// For whatever a busy machine may be slow at.
const PATIENCE: Duration = Duration::from_secs(300);

const AFTER: &str = "println!(\"stopped: {}\", history.stopped.is_some());
println!(\"a code of {} numbers\", model.encode(shown.first(1).tensor()).as_vec().len());";

/// JupyterLab on a port of its own. Its kernels end with it.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = course(&["lab", "--no-browser", "--port", &port.to_string()])
            .env("JUPYTER_TOKEN", "test")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let server = Self { child, port };
        until("JupyterLab listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _ = self.child.wait();
    }
}

/// Waits until something holds.
#[track_caller]
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "not within minutes: {what}");
        sleep(Duration::from_millis(200));
    }
}

/// Four cells of lesson 04, with more epochs than anybody waits for, and one after them.
fn part_of_lesson_04() -> Value {
    let path = root().join("notebooks/04_conv_autoencoder.ipynb");
    let mut notebook: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter();
    let source = |cell: &Value| -> String {
        let lines = cell["source"].as_array().unwrap().iter();
        lines.map(|line| line.as_str().unwrap()).collect()
    };
    let wanted = cells.filter(|cell| {
        ["import", "digits", "model", "fit"].contains(&cell["id"].as_str().unwrap())
    });
    let library = format!("path = {:?}", root().join("notebooks/aelib"));
    let mut sources: Vec<String> = wanted
        .map(|cell| {
            let source = source(cell).replace("path = \"aelib\"", &library);
            source.replace("epochs: 10,", "epochs: 1_000_000,")
        })
        .collect();
    assert!(sources.len() == 4 && sources[3].contains("1_000_000"));
    sources.push(AFTER.into());
    let cell = |(number, source): (usize, &String)| {
        json!({"cell_type": "code", "id": number.to_string(), "metadata": {},
               "execution_count": null, "outputs": [], "source": source})
    };
    notebook["cells"] = sources.iter().enumerate().map(cell).collect();
    notebook
}

/// What the output of the cell that trains looks like: the curve's points.
fn curve(browser: &Browser) -> String {
    let points = browser.run(
        "return document.querySelector('.jp-OutputArea-output polyline')?.getAttribute('points') ?? ''",
    );
    points.as_str().unwrap().into()
}

/// What stands before a cell: `[ ]:`, `[*]:` while it runs, then `[1]:`.
fn prompt(browser: &Browser, cell: usize) -> String {
    let prompts =
        "return [...document.querySelectorAll('.jp-InputPrompt')].map(e => e.innerText.trim())";
    let prompts = browser.run(prompts);
    prompts[cell - 1].as_str().unwrap_or_default().into()
}

fn has_run(browser: &Browser, cell: usize) -> bool {
    prompt(browser, cell) == format!("[{cell}]:")
}

/// Presses Shift+Enter. A page that is still being laid out may miss it.
fn run(browser: &Browser, cell: usize) {
    until("a cell begins", || {
        if prompt(browser, cell) == "[ ]:" {
            browser.chord("\u{e008}\u{e007}");
        }
        sleep(Duration::from_secs(1));
        prompt(browser, cell) != "[ ]:"
    });
}

#[test]
#[ignore = "needs the kernel, and Chromium, which it installs as root with apt"]
fn the_curve_grows_and_the_stop_button_keeps_the_model() {
    let shots = root().join("target/jupyterlab");
    fs::create_dir_all(&shots).unwrap();
    // JupyterLab shows what is in the project only.
    let folder = tempfile::Builder::new()
        .prefix("lesson-")
        .tempdir_in(root().join("target"))
        .unwrap();
    let notebook = folder.path().join("lesson.ipynb");
    fs::write(&notebook, part_of_lesson_04().to_string()).unwrap();
    let server = Server::start();
    let browser = Browser::start();
    browser.resize(1300, 1600);
    let inside = notebook.strip_prefix(root()).unwrap().display().to_string();
    browser.visit(&format!(
        "http://127.0.0.1:{}/lab/tree/{inside}?token=test",
        server.port
    ));
    watch(&browser, &shots);
}

fn watch(browser: &Browser, shots: &Path) {
    until("the kernel is there", || {
        let idle =
            "return !!document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')";
        browser.run(idle) == true
    });
    for cell in 1..=3 {
        run(browser, cell);
        until("a cell ends", || has_run(browser, cell));
    }
    run(browser, 4);
    let mut seen: Vec<String> = Vec::new();
    for shot in ["growing-1", "growing-2"] {
        until("the curve grows", || {
            let now = curve(browser);
            !now.is_empty() && seen.last().is_none_or(|last| now.len() > last.len() + 200)
        });
        seen.push(curve(browser));
        browser.screenshot(&shots.join(format!("{shot}.png")));
    }
    assert!(!has_run(browser, 4), "both while the cell runs");
    let read = |shot: &str| fs::read(shots.join(shot)).unwrap();
    assert!(read("growing-1.png") != read("growing-2.png"));

    browser.click(".jp-NotebookPanel-toolbar [data-jp-item-name=interrupt] jp-button");
    until("training stops", || has_run(browser, 4));
    browser.screenshot(&shots.join("stopped.png"));
    run(browser, 5);
    until("the next cell ends", || has_run(browser, 5));
    browser.screenshot(&shots.join("after.png"));
    let text = browser.run("return document.body.innerText");
    let text = text.as_str().unwrap();
    for line in ["stopped in epoch", "stopped: true", "a code of 5 numbers"] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
