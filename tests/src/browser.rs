//! A headless Chromium that tests drive as a person would: by ChromeDriver, over WebDriver.
//!
//! ```no_run
//! let browser = tests::browser::Browser::start();
//! browser.open(std::path::Path::new("page.html"));
//! browser.drag([100, 100], [200, 150]);
//! assert_eq!(browser.run("return document.title"), "A title");
//! browser.screenshot(std::path::Path::new("page.png"));
//! ```

use crate::apt;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::Duration;
use tempfile::TempDir;

/// One browser window with an empty profile; it closes when this is dropped.
pub struct Browser {
    driver: Child,
    session: String,
    agent: ureq::Agent,
    _profile: TempDir,
}

/// A pointing device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse.
    Mouse,
    /// A finger.
    Touch,
}

impl Browser {
    /// Starts one. Chromium and ChromeDriver are installed first where that is possible: as
    /// root, with apt.
    ///
    /// # Panics
    /// If it does not start; as all functions here, with what went wrong.
    pub fn start() -> Self {
        Self::start_with(false)
    }

    /// As [`start`](Self::start); the browser notes down what its threads do, for
    /// [`longest_task`](Self::longest_task).
    pub fn start_traced() -> Self {
        Self::start_with(true)
    }

    fn start_with(traced: bool) -> Self {
        install();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver names its port");
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let data = format!("--user-data-dir={}", profile.path().display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-quic",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--force-device-scale-factor=1",
            "--window-size=1000,800",
            &data,
        ];
        let mut wanted = json!({"goog:chromeOptions": {"args": arguments}});
        if traced {
            wanted["goog:chromeOptions"]["perfLoggingPrefs"] = json!({"traceCategories": "toplevel,blink.user_timing", "enableNetwork": false, "enablePage": false});
            wanted["goog:loggingPrefs"] = json!({"performance": "ALL"});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": wanted}});
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(120)))
            .http_status_as_error(false)
            .build();
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            agent: config.into(),
            _profile: profile,
        };
        let id = browser.post("", wanted)["sessionId"].clone();
        let id = id.as_str().expect("a session");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// Opens a file.
    pub fn open(&self, file: &Path) {
        let file = file.canonicalize().expect("a page");
        self.visit(&format!("file://{}", file.display()));
    }

    /// Opens an address.
    pub fn visit(&self, url: &str) {
        self.post("/url", json!({"url": url}));
    }

    /// What JavaScript returns; a promise is awaited.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []}))
    }

    /// The longest that a page has kept its main thread busy at a time, in milliseconds of
    /// processor time: what else the machine does counts little. Since the last call; for a
    /// browser that was [traced](Self::start_traced).
    pub fn longest_task(&self) -> f64 {
        // The browser has pages of its own: this one tells its thread by a mark.
        self.run("performance.mark('this page')");
        let log = self.post("/se/log", json!({"type": "performance"}));
        let entries = log.as_array().expect("a log").iter();
        let events = entries.map(|entry| {
            let text = entry["message"].as_str().expect("a text");
            let mut event: Value = serde_json::from_str(text).expect("JSON");
            event["message"]["params"].take()
        });
        let events = Vec::from_iter(events);
        let of = |event: &Value| [&event["pid"], &event["tid"]].map(Value::as_u64);
        let mark = events.iter().find(|event| event["name"] == "this page");
        let page = of(mark.expect("a mark"));
        let tasks = events.iter().filter(|event| {
            let name = event["name"].as_str().unwrap_or_default();
            name.ends_with("RunTask") && of(event) == page
        });
        let times = tasks.filter_map(|task| task["tdur"].as_f64());
        let longest = times.max_by(f64::total_cmp).expect("tasks");
        longest / 1000.0
    }

    /// Waits until JavaScript gives something true.
    pub fn wait_for(&self, expression: &str) {
        for _ in 0..300 {
            if self.run(&format!("return !!({expression})")) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("not true after 30 s: {expression}");
    }

    /// The middle of the first element that a CSS selector finds, once scrolled to. Waits until
    /// the element is there, and a reader could use it.
    pub fn middle(&self, selector: &str) -> [i64; 2] {
        let selector = json!(selector);
        self.wait_for(&format!(
            "document.querySelector({selector})?.closest('[disabled], [inert]') === null"
        ));
        let script = format!(
            "const e = document.querySelector({selector});
             e.scrollIntoView({{block: 'center', behavior: 'instant'}});
             const r = e.getBoundingClientRect();
             return [r.x + r.width / 2, r.y + r.height / 2].map(Math.round)"
        );
        let place = self.run(&script);
        [0, 1].map(|i| place[i].as_i64().expect("a place"))
    }

    /// Clicks in the middle of an element.
    pub fn click(&self, selector: &str) {
        let place = self.middle(selector);
        self.drag(place, place);
    }

    /// Presses the mouse at one place of the window, and releases it at another.
    pub fn drag(&self, from: [i64; 2], to: [i64; 2]) {
        self.drag_with(Pointer::Mouse, from, to);
    }

    /// As [`drag`](Self::drag), with a device.
    pub fn drag_with(&self, pointer: Pointer, from: [i64; 2], to: [i64; 2]) {
        let kind = match pointer {
            Pointer::Mouse => "mouse",
            Pointer::Touch => "touch",
        };
        let go =
            |[x, y]: [i64; 2], ms| json!({"type": "pointerMove", "x": x, "y": y, "duration": ms});
        let actions = json!([
            go(from, 0),
            {"type": "pointerDown", "button": 0},
            go(to, if from == to { 0 } else { 400 }),
            {"type": "pointerUp", "button": 0},
        ]);
        let device = json!({
            "type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": actions,
        });
        self.post("/actions", json!({"actions": [device]}));
    }

    /// Presses keys, one after the other, where the focus is. `\u{e012}` to `\u{e015}` are
    /// the arrows left, up, right and down, `\u{e004}` is Tab.
    pub fn keys(&self, keys: &str) {
        let press =
            |key: char| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key}));
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        let device = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("/actions", json!({"actions": [device]}));
    }

    /// Presses keys all together, in this order. `\u{e008}` is Shift, `\u{e007}` Enter.
    pub fn chord(&self, keys: &str) {
        let press = |kind: &'static str| move |key: char| json!({"type": kind, "value": key});
        let down = keys.chars().map(press("keyDown"));
        let actions: Vec<Value> = down.chain(keys.chars().rev().map(press("keyUp"))).collect();
        let device = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("/actions", json!({"actions": [device]}));
    }

    /// Asks pages for their dark or light look, and waits until they have drawn it.
    pub fn prefer_dark(&self, dark: bool) {
        self.prefer("color-scheme", if dark { "dark" } else { "light" });
    }

    /// Tells pages what a reader prefers, and waits until they have drawn it.
    pub fn prefer(&self, what: &str, value: &str) {
        let features = json!([{"name": format!("prefers-{what}"), "value": value}]);
        let params = json!({"features": features});
        self.post(
            "/goog/cdp/execute",
            json!({"cmd": "Emulation.setEmulatedMedia", "params": params}),
        );
        self.wait_for(&format!("matchMedia('(prefers-{what}: {value})').matches"));
        self.run("return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
    }

    /// Shows pages as they will be on paper, or again as they are on a screen.
    pub fn print_media(&self, paper: bool) {
        let params = json!({"media": if paper { "print" } else { "" }});
        self.post(
            "/goog/cdp/execute",
            json!({"cmd": "Emulation.setEmulatedMedia", "params": params}),
        );
        self.wait_for(&format!("matchMedia('print').matches === {paper}"));
    }

    /// Prints the page, as a reader's menu does, to nowhere.
    pub fn print(&self) {
        self.post("/print", json!({}));
    }

    /// Sets the window's size, and waits until the page has drawn itself again.
    pub fn resize(&self, width: u32, height: u32) {
        self.post("/window/rect", json!({"width": width, "height": height}));
        self.run("return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
    }

    /// What the window shows, as a PNG file.
    pub fn screenshot(&self, file: &Path) {
        use base64::Engine;
        let shot = self.get("/screenshot");
        let png = base64::engine::general_purpose::STANDARD
            .decode(shot.as_str().expect("a picture"))
            .expect("base64");
        std::fs::write(file, png).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }

    fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.session);
        self.value(path, self.agent.post(&url).send_json(body))
    }

    fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.session);
        self.value(path, self.agent.get(&url).call())
    }

    fn value(
        &self,
        path: &str,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Value {
        let mut response = response.unwrap_or_else(|e| panic!("{path}: {e}"));
        let answer: Value = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_json()
            .unwrap_or_else(|e| panic!("{path}: {e}"));
        let value = answer["value"].clone();
        if value["error"].is_string() {
            panic!("{path}: {}: {}", value["error"], value["message"]);
        }
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closes the window; what fails here has been said before.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Installs Chromium and ChromeDriver, unless they are there.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if apt::there("chromedriver") {
            return;
        }
        apt::install(&["chromium", "chromium-driver"]);
        assert!(
            apt::there("chromedriver"),
            "no chromedriver: install Chromium with its ChromeDriver (Debian: apt install chromium chromium-driver)"
        );
    });
}
