//! The book: made as an instructor would, read as a reader would, without a network.

use crate::common::{course, failure, says};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
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
    for page in &all {
        for dark in [false, true] {
            browser.open(page);
            browser.run(STILL);
            browser.prefer_dark(dark);
            let what = format!("{}, dark: {dark}", page.display());
            assert_eq!(browser.run(FOREIGN), json!([]), "{what}");
            assert_eq!(broken(page, &browser), [""; 0], "{what}");
            browser.run(&axe);
            let found = browser.run(
                // For axe a heading that is a formula is empty; screen readers read MathML.
                "return axe.run().then(r => r.violations.flatMap(v => v.nodes
                     .filter(n => v.id !== 'empty-table-header' || !n.html.includes('<math'))
                     .map(n => `${v.id}: ${n.html}`)))",
            );
            assert_eq!(found, json!([]), "{what}");
        }
    }
    read(&book, &browser);
}

/// Searches, answers a question, steps, and turns to a telephone.
fn read(book: &Path, browser: &Browser) {
    browser.visit(&format!(
        "file://{}?q=checkerboard",
        book.join("search.html").display()
    ));
    browser
        .wait_for("document.querySelector('#search-results a')?.href.includes('03_convolution')");
    let lesson = book.join("notebooks/03_convolution_arithmetic.html");
    browser.open(&lesson);
    browser.wait_for(
        "document.querySelector('.aelib-stepper.live') && document.querySelector('math')",
    );
    let title = "document.querySelector('.aelib-stepper .title').textContent";
    let before = browser.run(&format!("return {title}"));
    browser.click(".aelib-stepper button[aria-label='step forward']");
    browser.wait_for(&format!("{title} !== {before}"));
    browser.wait_for("document.querySelector('.aelib-predict.live button')");
    assert_eq!(
        browser.run("return document.body.textContent.includes('fn stamp_backward')"),
        false
    );
    browser.resize(400, 800);
    for page in [
        "index.html",
        "notebooks/03_convolution_arithmetic.html",
        "exercises/lesson_02.html",
    ] {
        browser.open(&book.join(page));
        let wide = browser.run("return document.documentElement.scrollWidth - innerWidth");
        assert!(
            wide.as_i64().unwrap() <= 0,
            "{page}: {wide} pixels too wide"
        );
    }
}
