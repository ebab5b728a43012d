//! A lesson in JupyterLab, as a student runs it: the curve grows, the stop button keeps the
//! model. Screenshots to look at are in `target/jupyterlab`.

use crate::common::{course, root};
use serde_json::{Value, json};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tests::browser::Browser;

/// For whatever a busy machine may be slow at.
const PATIENCE: Duration = Duration::from_secs(300);

const AFTER: &str = "println!(\"stopped: {}\", history.stopped.is_some());
println!(\"a code of {} numbers\", model.encode(seven.clone()).as_vec().len());";

/// JupyterLab on a port of its own, without the notebooks that were open in it before. Its kernels
/// end with it.
pub(crate) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    pub(crate) fn start() -> Self {
        let _ = fs::remove_dir_all(root().join(".venv/jupyter/workspaces"));
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
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
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
            source.replace("epochs: 10,", "epochs: 200,")
        })
        .collect();
    assert!(sources.len() == 4 && sources[3].contains("epochs: 200,"));
    sources.push(AFTER.into());
    let cell = |(number, source): (usize, &String)| {
        json!({"cell_type": "code", "id": number.to_string(), "metadata": {},
               "execution_count": null, "outputs": [], "source": source})
    };
    notebook["cells"] = sources.iter().enumerate().map(cell).collect();
    notebook
}

/// The picture of the losses in the output of the cell that trains, as text.
fn curve(browser: &Browser) -> String {
    let picture = browser.run(
        "return document.querySelector('.jp-OutputArea-output img[alt=\"losses so far\"]')?.src ?? ''",
    );
    picture.as_str().unwrap().into()
}

/// What stands before a cell: `[ ]:`, `[*]:` while it runs, then `[1]:`.
fn prompt(browser: &Browser, cell: usize) -> String {
    let prompts =
        "return [...document.querySelectorAll('.jp-InputPrompt')].map(e => e.innerText.trim())";
    let prompts = browser.run(prompts);
    prompts[cell - 1].as_str().unwrap_or_default().into()
}

pub(crate) fn has_run(browser: &Browser, cell: usize) -> bool {
    prompt(browser, cell) == format!("[{cell}]:")
}

/// Presses Shift+Enter. A page that is still being laid out may miss it.
pub(crate) fn run(browser: &Browser, cell: usize) {
    until("a cell begins", || {
        if prompt(browser, cell) == "[ ]:" {
            browser.chord("\u{e008}\u{e007}");
        }
        sleep(Duration::from_secs(1));
        prompt(browser, cell) != "[ ]:"
    });
}

/// A folder in which JupyterLab sees this notebook, and its address on the server.
pub(crate) fn page_of(notebook: &Value, server: &Server) -> (tempfile::TempDir, String) {
    // JupyterLab shows what is in the project only.
    let folder = tempfile::Builder::new()
        .prefix("lesson-")
        .tempdir_in(root().join("target"))
        .unwrap();
    let path = folder.path().join("lesson.ipynb");
    fs::write(&path, notebook.to_string()).unwrap();
    let inside = path.strip_prefix(root()).unwrap().display().to_string();
    let address = format!(
        "http://127.0.0.1:{}/lab/tree/{inside}?token=test",
        server.port
    );
    (folder, address)
}

/// What Jupyter is told of the kernel; as it was, when this is dropped.
struct Spec {
    path: PathBuf,
    before: String,
}

impl Spec {
    /// As while the kernel is being built.
    fn standing_in(progress: &Path) -> Self {
        let path = root().join(".venv/share/jupyter/kernels/rust/kernel.json");
        let before = fs::read_to_string(&path).unwrap();
        let mut spec: Value = serde_json::from_str(&before).unwrap();
        spec["argv"] = json!([
            root().join(".venv/bin/python"),
            root().join("course/python/standing_in.py"),
            progress,
            root().join(".venv/evcxr/bin/rust-kernel"),
            "{connection_file}",
        ]);
        fs::write(&path, spec.to_string()).unwrap();
        Self { path, before }
    }
}

impl Drop for Spec {
    fn drop(&mut self) {
        fs::write(&self.path, &self.before).unwrap();
    }
}

/// What stands below the cells.
fn outputs(browser: &Browser) -> String {
    let text =
        "return [...document.querySelectorAll('.jp-OutputArea')].map(e => e.innerText).join('\\n')";
    browser.run(text).as_str().unwrap_or_default().into()
}

#[test]
#[ignore = "needs the kernel, and Chromium, which it installs as root with apt"]
fn a_cell_waits_for_a_kernel_that_is_still_being_built() {
    let shots = root().join("target/jupyterlab");
    fs::create_dir_all(&shots).unwrap();
    let server = Server::start();
    let sources = ["println!(\"first: {}\", 40 + 2);", "println!(\"second\");"];
    let cell = |(number, source): (usize, &&str)| {
        json!({"cell_type": "code", "id": number.to_string(), "metadata": {},
               "execution_count": null, "outputs": [], "source": source})
    };
    let mut notebook = part_of_lesson_04();
    notebook["cells"] = sources.iter().enumerate().map(cell).collect();
    let (folder, address) = page_of(&notebook, &server);
    let progress = folder.path().join("progress.json");
    let say = |ready: bool| {
        let step = json!({"name": "build the Rust kernel", "usual": 360, "done": 120, "of": 368,
                          "ended": false, "seconds": 95});
        let all = json!({"process": std::process::id(), "steps": [step], "failed": null,
                         "ready": ready});
        fs::write(&progress, all.to_string()).unwrap();
    };
    say(false);
    let _spec = Spec::standing_in(&progress);
    let browser = Browser::start();
    browser.resize(1300, 900);
    browser.visit(&address);
    wait_for_kernel(&browser);
    run(&browser, 1);
    until("the cell says why it waits", || {
        outputs(&browser).contains("1:35 of about 6:00, 120 of 368 parts")
    });
    browser.screenshot(&shots.join("still-being-built.png"));
    assert_eq!(prompt(&browser, 1), "[*]:");
    say(true);
    until("the cell has run", || has_run(&browser, 1));
    run(&browser, 2);
    until("the next one has run", || has_run(&browser, 2));
    browser.screenshot(&shots.join("built.png"));
    let text = outputs(&browser);
    assert!(
        text.contains("first: 42") && text.contains("second"),
        "{text}"
    );
    assert!(!text.contains("still being built"), "{text}");
}

#[test]
#[ignore = "needs the kernel, and Chromium, which it installs as root with apt"]
fn the_curve_grows_and_the_stop_button_keeps_the_model() {
    let shots = root().join("target/jupyterlab");
    fs::create_dir_all(&shots).unwrap();
    let server = Server::start();
    let (_folder, address) = page_of(&part_of_lesson_04(), &server);
    let browser = Browser::start();
    browser.resize(1300, 1600);
    browser.visit(&address);
    watch(&browser, &shots);
}

pub(crate) fn wait_for_kernel(browser: &Browser) {
    until("the kernel is there", || {
        let idle =
            "return !!document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')";
        browser.run(idle) == true
    });
}

fn watch(browser: &Browser, shots: &Path) {
    wait_for_kernel(browser);
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
