//! Networks that learn in a browser: the same losses as here, and what a person does on the page.

use crate::page;
use aelib::models::Model;
use aelib::nn::Map;
use aelib::prelude::*;
use aelib::trainer::{Trainer, trainer, variational_trainer};
use aelib::watch::{Preview, Watch};
use serde_json::{Value, json};
use setup::project::Project;
use setup::web;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tests::browser::Browser;
use tests::idx;

/// The library for browsers; says what is missing, where it cannot be built.
fn module() -> Option<&'static Path> {
    static MODULE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = MODULE.get_or_init(|| {
        let project = Project::find().expect("the course's folder");
        web::build(&project).unwrap_or_else(|failure| panic!("{failure}"))
    });
    if built.is_none() {
        eprintln!("left out: {}", web::MISSING);
    }
    built.as_deref()
}

/// The losses of a model's first batches, as the course's own loop has them.
fn losses<M: Model<Image = Map<1, 28, 28>>>(mut model: M, digits: usize, batch: usize) -> Vec<f64> {
    struct Losses(Vec<f64>);
    impl Watch for Losses {
        fn batch(&mut self, loss: f64, _preview: Preview) {
            self.0.push(loss);
        }
    }
    let mut losses = Losses(Vec::new());
    let images = Digits::drawn(0, 0, digits).images;
    let options = Fit {
        epochs: 3,
        batch_size: batch,
        ..Fit::default()
    };
    fit_watched(&mut model, &images, &images, &options, &mut losses);
    losses.0
}

#[track_caller]
fn assert_same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs();
        // In nats per image 1e-3 would be less than the last place of a sum of 784 pixels.
        assert!(
            off <= 1e-3 * expected.max(1.0),
            "{what}, batch {i}: {found} for {expected}"
        );
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    let values = values.as_array().expect("numbers").iter();
    values.map(|v| v.as_f64().expect("a number")).collect()
}

#[test]
#[ignore = "needs Node, and Rust's standard library for browsers"]
fn losses_are_those_of_the_course() {
    let Some(module) = module() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/show/trainer.js");
    let learned = |kind: u32, latent: usize, squared: u32, beta: f32| {
        let order = json!({
            "kind": kind, "latent": latent, "squared": squared, "beta": beta, "batch": 64,
            "digits": 300, "steps": 15,
        });
        let node = Command::new("node")
            .arg(&script)
            .arg(module)
            .arg(order.to_string())
            .output();
        let node = node.expect("node starts");
        let said = String::from_utf8_lossy(&node.stderr).into_owned();
        assert!(node.status.success(), "{said}");
        numbers(&serde_json::from_slice(&node.stdout).expect("losses"))
    };
    let squared = Reconstruction::SquaredError;
    let objective = Objective {
        reconstruction: squared,
        beta: 4.0,
    };
    for (what, found, expected) in [
        (
            "dense",
            learned(0, 32, 0, 1.0),
            losses(DenseAutoencoder::<32>::new(0), 300, 64),
        ),
        (
            "conv",
            learned(1, 5, 0, 1.0),
            losses(ConvAutoencoder::<5>::new(0), 300, 64),
        ),
        (
            "conv, squared error",
            learned(1, 3, 1, 1.0),
            losses(ConvAutoencoder::<3>::new(0).with(squared), 300, 64),
        ),
        (
            "vae",
            learned(2, 4, 0, 1.0),
            losses(Vae::<4>::new(0), 300, 64),
        ),
        (
            "vae, squared error, β 4",
            learned(2, 2, 1, 4.0),
            losses(Vae::<2>::new(0).with(objective), 300, 64),
        ),
    ] {
        assert_same(what, &found, &expected);
    }
}

#[test]
fn a_page_brings_everything_along() {
    for page in [trainer(&[0; 9]), variational_trainer(&[0; 9])] {
        let html = page.html();
        page::brings_everything_along(&html);
        assert!(
            html.len() < 60_000,
            "{} bytes without the module",
            html.len()
        );
    }
}

/// A page whose digits are drawn.
fn open(browser: &Browser, page: &Trainer, settings: &str, folder: &Path) {
    let path = folder.join("page.html");
    page.save(&path).unwrap();
    browser.visit(&format!("file://{}{settings}", path.display()));
    browser.wait_for("window.t = document.querySelector('.aelib-trainer').trainer");
    browser.wait_for("t.state.ready && !t.state.fresh");
}

/// What a page of this kind says in words.
const SAID: &str = "document.querySelector('.said').textContent";

#[test]
#[ignore = "needs Chromium, which it installs as root with apt, and Rust's standard library for browsers"]
fn the_page_answers_while_it_trains() {
    let Some(module) = module() else { return };
    let module = std::fs::read(module).unwrap();
    // Whatever else the machine does: a task that is too long is so each time.
    for page in [trainer(&module), variational_trainer(&module)] {
        let longest = || {
            let (folder, browser) = (tempfile::tempdir().unwrap(), Browser::start_traced());
            open(&browser, &page, "#batch=32", folder.path());
            browser.click(".aelib-trainer .tools button");
            browser.wait_for("t.state.losses.length > 100");
            browser.click(".aelib-trainer .tools button:nth-child(2)");
            browser.wait_for(&format!("{SAID}.includes('before the step')"));
            let longest = browser.longest_task();
            println!("{}: at most {longest:.0} ms at a time", page.title());
            longest
        };
        assert!((0..3).any(|_| longest() <= 50.0), "{}", page.title());
    }
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt, and Rust's standard library for browsers"]
fn a_step_shows_what_it_changes_and_everything_has_a_key() {
    let Some(module) = module() else { return };
    let page = trainer(&std::fs::read(module).unwrap()).with(&Digits::drawn(1, 0, 3000));
    let (folder, browser) = (tempfile::tempdir().unwrap(), Browser::start());
    open(&browser, &page, "#model=dense&rate=0.001", folder.path());
    browser.wait_for(
        "document.body.textContent.includes('2,000 digits to train on and 1,000 held out, of MNIST')",
    );
    // By keyboard alone, from the top of the page: Tab to the second button, Enter.
    browser.keys("\u{e004}\u{e004}\u{e007}");
    browser.wait_for(&format!("{SAID}.includes('before the step')"));
    browser.wait_for("t.state.stepped && t.state.weights !== t.state.stepped.weights");
    // Adam's first step moves each weight that has a gradient by the learning rate.
    let most = browser.run(
        "return Math.max(...t.state.weights.map((w, i) => Math.abs(w - t.state.stepped.weights[i])))",
    );
    let most = most.as_f64().unwrap();
    assert!((most - 1e-3).abs() < 1e-5, "{most}");
    let shown = "document.querySelectorAll('.layer canvas:not([hidden])').length === 2
        && document.querySelector('.layer').textContent.includes('±0.0010')";
    browser.wait_for(shown);
    // What can be clicked or set can be reached, and says what it is.
    let nameless = browser.run(
        "return [...document.querySelectorAll('button, select, input, summary, canvas[tabindex]')]
             .filter(e => e.tabIndex < 0 || !(e.textContent || e.labels?.[0]?.textContent || e.ariaLabel))
             .map(e => e.outerHTML)",
    );
    assert_eq!(nameless, json!([]));
    // A reader who wants less to move sees the pictures change more rarely.
    assert_eq!(browser.run("return t.state.every"), 250);
    browser.prefer("reduced-motion", "reduce");
    browser.wait_for("t.state.every === 2000");
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt, and Rust's standard library for browsers"]
fn a_pause_changes_no_loss() {
    let Some(module) = module() else { return };
    let page = trainer(&std::fs::read(module).unwrap());
    let size = page.html().len();
    assert!(size <= 400_000, "{size} bytes");
    let (folder, browser) = (tempfile::tempdir().unwrap(), Browser::start());
    open(&browser, &page, "#latent=3&batch=32", folder.path());
    for until in [10, 25] {
        browser.click(".aelib-trainer .tools button");
        browser.wait_for(&format!("t.state.losses.length > {until}"));
        browser.click(".aelib-trainer .tools button");
        browser.wait_for("document.querySelector('.said').textContent.startsWith('Paused')");
    }
    browser.run(
        "[...document.querySelectorAll('button')].find(b => b.textContent === 'one batch').click()",
    );
    browser.wait_for("document.querySelector('.said').textContent.includes('before the step')");
    let found = numbers(&browser.run("return t.state.losses"));
    let mut expected = losses(ConvAutoencoder::<3>::new(0), 12_000, 32);
    expected.truncate(found.len());
    assert_same("with pauses", &found, &expected);
    let address = browser.run("return location.hash");
    let address = address.as_str().unwrap();
    assert!(
        address.contains("latent=3") && address.contains("batch=32"),
        "{address}"
    );
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt, and Rust's standard library for browsers"]
fn a_reader_brings_other_digits_and_draws_one() {
    let Some(module) = module() else { return };
    let page = variational_trainer(&std::fs::read(module).unwrap());
    let (folder, browser) = (tempfile::tempdir().unwrap(), Browser::start());
    open(&browser, &page, "#latent=7&model=nothing", folder.path());
    // What the address says wrongly is passed over.
    assert_eq!(
        browser.run("return [t.wanted.latent, t.wanted.model]"),
        json!([2, "vae"])
    );
    let give = |name: &str, bytes: &[u8], how: &str| {
        browser.run(&format!(
            "const files = document.querySelector('input[type=file]'), own = new DataTransfer();
             own.items.add(new File([new Uint8Array({})], '{name}'));
             {how}",
            json!(bytes)
        ));
    };
    let choose = "files.files = own.files; files.dispatchEvent(new Event('change'))";
    let drop = "document.querySelector('.curve').dispatchEvent(
        new DragEvent('drop', { dataTransfer: own, bubbles: true }))";
    give("letter.txt", b"Dear reader", choose);
    browser.wait_for(&format!("{SAID}.startsWith('letter.txt: expected')"));
    give("images", &idx::file(&[40, 28, 28], &[9; 40 * 784]), drop);
    browser.wait_for("document.body.textContent.includes('20 digits to train on and 20 held out, out of your files')");
    browser.wait_for("t.state.ready && !t.state.fresh");
    let place = browser.middle(".aelib-trainer .ink");
    browser.drag([place[0], place[1] - 60], [place[0], place[1] + 60]);
    browser.wait_for(
        "[...document.querySelectorAll('figure canvas')].every(c => c.getContext('2d').getImageData(0, 0, 28, 28).data.some((v, i) => i % 4 < 3 && v > 9))",
    );
}
