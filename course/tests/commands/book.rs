//! The book: made as an instructor would, read as a reader would, without a network.

use crate::common::{course, failure, root, says};
use aelib::prelude::predict;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::browser::Browser;

#[test]
fn nobodys_folder_is_emptied() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.tex"), "years of work").unwrap();
    let mut book = course(&["book", "--out"]);
    let line = failure(book.arg(folder.path()));
    says(&line, &["something else in it", "name a new folder"]);
    assert!(folder.path().join("thesis.tex").exists());
}

/// All pages, from the first one on.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if !name.starts_with('_') => found.extend(pages(&path)),
            false if name.ends_with(".html") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

/// axe-core, which looks for what shuts readers out.
fn axe(folder: &Path) -> String {
    let npm = Command::new("npm")
        .args(["install", "--silent", "--prefix"])
        .arg(folder)
        .arg("axe-core@4")
        .status();
    assert!(npm.expect("npm starts").success(), "npm brings axe-core");
    fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap()
}

/// Addresses outside of the book that a page has asked for.
const FOREIGN: &str = "return performance.getEntriesByType('resource').map(e => e.name)
    .filter(name => !/^(file|data|blob):/.test(name))";

/// Links of a page to files that are not there; anchors are looked for in the page itself.
fn broken(page: &Path, browser: &Browser) -> Vec<String> {
    let links = browser.run(
        "return [...document.querySelectorAll('a[href], img[src], script[src], link[href]')]
             .map(e => e.getAttribute('href') ?? e.getAttribute('src'))",
    );
    let links = links.as_array().unwrap().iter().filter_map(Value::as_str);
    let local = links.filter(|link| !link.contains(':'));
    let there = |link: &&str| {
        let path = link.split(['#', '?']).next().unwrap();
        path.is_empty() || page.parent().unwrap().join(path).exists()
    };
    local
        .filter(|link| !there(link))
        .map(String::from)
        .collect()
}

/// Colours change at once: what is measured while they fade is nobody's colour.
const STILL: &str = "document.head.insertAdjacentHTML('beforeend',
    '<style>* { transition: none !important; animation: none !important }</style>')";

/// What is folded is looked at, too.
const OPEN: &str = "document.querySelectorAll('.bd-article details').forEach(e => e.open = true)";

#[test]
#[ignore = "needs Chromium, which it installs as root with apt, PyPI and npm"]
fn the_book_is_whole_and_shuts_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    let made = course(&["book", "--out"]).arg(&book).status().unwrap();
    assert!(made.success());
    let size = Command::new("du").arg("-sm").arg(&book).output().unwrap();
    let size = String::from_utf8(size.stdout).unwrap();
    let mib: u64 = size.split_whitespace().next().unwrap().parse().unwrap();
    assert!(mib <= 60, "{mib} MiB");
    let (axe, browser) = (axe(folder.path()), Browser::start());
    let all = pages(&book);
    assert!(all.len() > 25, "{all:?}");
    read(&book, &axe, &browser);
    print(&book, &browser);
    serve(folder.path(), &browser);
    for page in &all {
        for dark in [false, true] {
            browser.open(page);
            browser.run(STILL);
            browser.run(OPEN);
            browser.prefer_dark(dark);
            let what = format!("{}, dark: {dark}", page.display());
            assert_eq!(browser.run(FOREIGN), json!([]), "{what}");
            assert_eq!(broken(page, &browser), [""; 0], "{what}");
            shuts_nobody_out(&axe, &what, &browser);
        }
    }
}

/// Fails if axe-core finds something on the page as it is now.
#[track_caller]
fn shuts_nobody_out(axe: &str, what: &str, browser: &Browser) {
    browser.run(axe);
    let found = browser.run(
        // For axe a heading that is a formula is empty; screen readers read MathML.
        "return axe.run().then(r => r.violations.flatMap(v => v.nodes
             .filter(n => v.id !== 'empty-table-header' || !n.html.includes('<math'))
             .map(n => `${v.id}: ${n.html}`)))",
    );
    assert_eq!(found, json!([]), "{what}");
}

const TOO_WIDE: &str = "const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth";

/// Searches, steps, answers a question, trains, opens what there is to open, and turns to a
/// telephone.
fn read(book: &Path, axe: &str, browser: &Browser) {
    browser.visit(&format!(
        "file://{}?q=checkerboard",
        book.join("search.html").display()
    ));
    browser
        .wait_for("document.querySelector('#search-results a')?.href.includes('03_convolution')");
    shuts_nobody_out(axe, "search results", browser);
    let lesson = book.join("notebooks/03_convolution_arithmetic.html");
    browser.open(&lesson);
    browser.run(STILL);
    browser.wait_for(
        "document.querySelector('.aelib-stepper.live') && document.querySelector('math')",
    );
    let title = "document.querySelector('.aelib-stepper .title').textContent";
    let before = browser.run(&format!("return {title}"));
    browser.click(".aelib-stepper button[aria-label='step forward']");
    browser.wait_for(&format!("{title} !== {before}"));
    // The first question: how many rows does the result have?
    for (guess, feedback) in [("4", "1 too small"), ("5", "right")] {
        browser.click(".aelib-predict.live input");
        browser.run("document.activeElement.value = ''");
        browser.keys(&format!("{guess}\u{e007}"));
        let said = "document.querySelector('.aelib-predict .verdict').textContent";
        browser.wait_for(&format!("{said}.toLowerCase().includes('{feedback}')"));
        shuts_nobody_out(axe, feedback, browser);
        browser.keys("\u{e007}"); // "Guess again" has the focus.
    }
    browser.run("document.querySelector('.search-button-field').click()");
    shuts_nobody_out(axe, "the search field", browser);
    assert_eq!(
        browser.run("return document.body.textContent.includes('fn stamp_backward')"),
        false
    );
    let trainer = book.join("train/04.html");
    if trainer.exists() {
        browser.open(&trainer);
        browser.run(STILL);
        browser.wait_for("document.querySelector('.aelib-trainer').trainer?.state.ready");
        browser.click(".aelib-trainer .tools button:nth-child(2)");
        browser.wait_for("document.querySelector('.said').textContent.includes('after it')");
        shuts_nobody_out(axe, "a network that has learned", browser);
    }
    browser.resize(390, 800);
    for page in pages(book) {
        browser.open(&page);
        let wide = browser.run(TOO_WIDE);
        assert_eq!(wide, 0, "{}: pixels too wide", page.display());
    }
    for menu in [".primary-toggle", ".secondary-toggle"] {
        browser.open(&lesson);
        browser.run(STILL);
        browser.run(&format!("document.querySelector('{menu}').click()"));
        browser.wait_for("document.querySelector('dialog[open]')");
        shuts_nobody_out(axe, menu, browser);
    }
    browser.resize(1000, 800);
}

/// On paper nothing is cut off, and what can be played with shows its still picture.
fn print(book: &Path, browser: &Browser) {
    // A sheet of A4 less its margins.
    browser.resize(718, 1000);
    for page in pages(book) {
        browser.open(&page);
        browser.wait_for(
            "[...document.querySelectorAll('.aelib-page')].every(e => e.matches('.live'))",
        );
        browser.print_media(true);
        let cut = browser.run(
            "return [...document.querySelectorAll('.bd-article *')]
                 .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                     && getComputedStyle(e).overflowX !== 'visible' && e.checkVisibility())
                 .map(e => e.outerHTML.slice(0, 200))",
        );
        assert_eq!(cut, json!([]), "{}", page.display());
        let wide = browser.run(TOO_WIDE);
        assert_eq!(wide, 0, "{}: pixels too wide", page.display());
        let live = browser.run(
            "return [...document.querySelectorAll('.aelib-page:not(.aelib-trainer)')]
                 .filter(e => e.querySelector(':scope > .stage').checkVisibility()
                     || !e.querySelector(':scope > .still').checkVisibility())
                 .map(e => e.className)",
        );
        assert_eq!(live, json!([]), "{}", page.display());
        browser.print_media(false);
    }
    browser.resize(1000, 800);
}

/// The page of that class that a lesson has stored.
fn stored(lesson: &str, class: &str) -> String {
    let path = root().join(format!("notebooks/{lesson}.ipynb"));
    let notebook: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter();
    let outputs = cells
        .filter_map(|cell| cell["outputs"].as_array())
        .flatten();
    let lines = outputs.filter_map(|output| output["data"]["text/html"].as_array());
    let mut pages = lines.map(|lines| lines.iter().filter_map(Value::as_str).collect::<String>());
    let start = format!("<div class=\"aelib-page {class}\">");
    pages.find(|page| page.starts_with(&start)).expect("a page")
}

/// An explorer after a click on a digit, and a puppet that plays a scene.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt, and npm"]
fn what_was_played_with_shuts_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let (axe, browser) = (axe(folder.path()), Browser::start());
    for (lesson, class, toy) in [
        ("08_vae", "aelib-explorer", ".digits button:nth-child(8)"),
        ("07_deepfake", "aelib-puppet", ".tools button"),
    ] {
        let page = folder.path().join("page.html");
        let head = "<!doctype html><html lang=en><meta charset=utf-8><title>Lesson</title><main><h1>Lesson</h1><h2>Page</h2>";
        fs::write(&page, format!("{head}{}</main>", stored(lesson, class))).unwrap();
        for dark in [false, true] {
            browser.open(&page);
            browser.run(STILL);
            browser.prefer_dark(dark);
            browser.wait_for(&format!("document.querySelector('.{class}.live')"));
            browser.click(&format!(".{class} {toy}"));
            shuts_nobody_out(&axe, &format!("{class}, dark: {dark}"), &browser);
        }
    }
}

/// Whoever reads in the dark prints on white paper, and reads on in the dark.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_dark_book_is_printed_light() {
    let folder = tempfile::tempdir().unwrap();
    let (page, script) = (
        folder.path().join("page.html"),
        root().join("course/python/book/book.js"),
    );
    let question = predict("Is it dark?").choice(["yes", "no"], 0).html();
    let head = format!("<!doctype html><html data-theme=dark><script src={script:?}></script>");
    fs::write(&page, head + &question).unwrap();
    let browser = Browser::start();
    browser.open(&page);
    let looks = "[document.documentElement.dataset.theme,
        document.querySelector('.aelib-page.live').matches('.dark')]";
    // After those who follow the theme.
    browser.run(&format!(
        "addEventListener('beforeprint', () => queueMicrotask(() => window.printed = {looks}))"
    ));
    assert_eq!(
        browser.run(&format!("return {looks}")),
        json!(["dark", true])
    );
    browser.print();
    assert_eq!(browser.run("return printed"), json!(["light", false]));
    browser.wait_for(&format!("{looks}[1]"));
}

/// Reads the book where a web server has it in some folder.
fn serve(folder: &Path, browser: &Browser) {
    let mut server = Command::new("python3")
        .args(["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Python starts");
    let mut line = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let (_, port) = line.split_once(" port ").expect("a port");
    let port = port.split(' ').next().unwrap();
    let top = format!("http://127.0.0.1:{port}/book/");
    browser.visit(&format!("{top}search.html?q=checkerboard"));
    browser.wait_for("document.querySelector('#search-results a')");
    browser.run("document.querySelector('#search-results a').click()");
    browser.wait_for("document.querySelector('.aelib-stepper.live')");
    if folder.join("book/train/08.html").exists() {
        browser.visit(&format!("{top}train/08.html#model=conv"));
        browser.wait_for("document.querySelector('.aelib-trainer')?.trainer?.state.now");
    }
    let foreign = browser.run(&format!(
        "return performance.getEntriesByType('resource').map(e => e.name)
             .filter(name => !/^(data|blob):/.test(name) && !name.startsWith('{top}'))"
    ));
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(foreign, json!([]));
}
