//! The puppet: what it brings along, and in a real browser what a person does with it.

use crate::page;
use aelib::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use tests::browser::Browser;

fn page() -> Puppet {
    puppet(&FaceSwap::new(0)).two_encoders(&FaceSwap::new(1), &FaceSwap::new(2))
}

fn open(browser: &Browser, page: &Puppet, folder: &Path) {
    let path = folder.join("page.html");
    page.save(&path).unwrap();
    browser.open(&path);
    browser.run("window.p = document.querySelector('.aelib-puppet').puppet");
    browser.wait_for("p && !p.state.dirty");
}

fn floats(values: &Value) -> Vec<f32> {
    let values = values.as_array().expect("numbers").iter();
    values
        .map(|v| v.as_f64().expect("a number") as f32)
        .collect()
}

/// Mean absolute difference, and the share of numbers that are off by more than a level or
/// two of 256.
fn differences(found: &[f32], expected: &[f32]) -> (f32, f32) {
    assert_eq!(found.len(), expected.len());
    let off = Vec::from_iter(found.iter().zip(expected).map(|(f, e)| (f - e).abs()));
    let many = off.iter().filter(|off| **off > 2.5 / 255.0).count();
    let all = off.len() as f32;
    (off.iter().sum::<f32>() / all, many as f32 / all)
}

#[test]
fn a_page_brings_everything_along_and_stays_small() {
    let html = page().html();
    assert!(html.len() < 2_500_000, "{} bytes", html.len());
    page::brings_everything_along(&html);
    assert!(!puppet(&FaceSwap::new(0)).html().contains("two encoders"));
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn the_page_draws_and_computes_what_rust_does() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let (one, first, second) = (FaceSwap::new(0), FaceSwap::new(1), FaceSwap::new(2));
    open(
        &browser,
        &puppet(&one).two_encoders(&first, &second),
        folder.path(),
    );
    let a: Faces = Faces::any(Character::A, 12, 5);
    let b: Faces = Faces::draw(Character::B, &a.expressions);
    for (i, expression) in a.expressions.iter().enumerate() {
        for (who, faces) in [("A", &a), ("B", &b)] {
            let numbers = json!(expression.numbers());
            let drawn = floats(&browser.run(&format!("return [...p.draw('{who}', {numbers})]")));
            let (mean, many) = differences(&drawn, &faces.images.batch(&[i]).as_vec());
            assert!(
                mean < 2e-4 && many < 1e-3,
                "{who} {expression:?}: {mean} {many}"
            );
        }
    }
    for (which, (encoder, decoder)) in [(&one, &one), (&first, &second)].into_iter().enumerate() {
        let numbers = json!(a.expressions[0].numbers());
        let script = format!("return [...p.compute({numbers}, {which}).swapped]");
        let latent = encoder.encode(a.images.batch(&[0]));
        let expected = decoder.decode(Character::B, latent).sigmoid().as_vec();
        let (mean, many) = differences(&floats(&browser.run(&script)), &expected);
        assert!(mean < 2e-3 && many < 1e-2, "{which}: {mean} {many}");
    }
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_person_slides_types_switches_and_plays() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &page(), folder.path());
    let smile = "return p.state.face[4]";
    browser.run("document.querySelectorAll('.sliders input')[4].focus()");
    browser.keys("\u{e014}\u{e014}\u{e014}\u{e014}");
    assert!((browser.run(smile).as_f64().unwrap() - 0.2).abs() < 1e-6);
    browser.wait_for("!p.state.dirty");
    let verdict = "return document.querySelector('.verdict').textContent";
    let one = browser.run(verdict);
    assert!(
        one.as_str().unwrap().contains("% of that of B's mean face"),
        "{one}"
    );
    // With one encoder both faces have a code that can be compared, with two only A's.
    let second = "return document.querySelectorAll('.codes span')[1].hidden";
    assert_eq!(browser.run(second), false);
    browser.click("label:nth-of-type(2) input");
    browser.wait_for("p.state.model === 1 && !p.state.dirty");
    assert_eq!(browser.run(second), true);
    browser.click(".tools button");
    browser.wait_for("Math.abs(p.state.face[0]) > 0.2");
    browser.click(".tools button:last-of-type");
    browser.wait_for("p.state.playing === null && p.state.face.every(v => v === 0)");
}

/// To be looked at: `PUPPET_SHOTS=DIR cargo test -p tests --test show puppet:: -- --ignored shots`.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn shots_in_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    let shots =
        std::env::var_os("PUPPET_SHOTS").map_or(folder.path().into(), std::path::PathBuf::from);
    let browser = Browser::start();
    open(&browser, &page(), folder.path());
    for (dark, width) in [(false, 400), (true, 400), (false, 1000), (true, 1900)] {
        browser.prefer_dark(dark);
        browser.resize(width, 900);
        browser.wait_for("!p.state.dirty");
        let still = "return getComputedStyle(document.querySelector('.still')).display";
        assert_eq!(browser.run(still), "none");
        let paper = "getComputedStyle(document.querySelector('.aelib-puppet')).backgroundColor";
        let expected = if dark {
            "rgb(22, 24, 28)"
        } else {
            "rgb(255, 255, 255)"
        };
        browser.wait_for(&format!("{paper} === '{expected}'"));
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.run(fits), true, "something sticks out at {width}");
        browser.screenshot(&shots.join(format!("puppet-{width}-{dark}.png")));
    }
}
