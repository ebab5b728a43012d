//! A question before its answer: what a page holds, and in a real browser what a person sees
//! before and after the guess.

use aelib::prelude::*;
use serde_json::json;
use std::path::Path;
use tests::browser::{Browser, Pointer};

fn side() -> Prediction {
    predict("How long is the side?")
        .number(13)
        .then("because 2 · 6 + 1 = 13")
}

fn matrix() -> Prediction {
    let result: Maps = "1 3; -1 0.5".parse().unwrap();
    predict("What comes out?").matrix(&result)
}

/// Images of which every fourth becomes white.
fn images() -> Prediction {
    let image = |change: bool| {
        let byte = move |i: usize| match (i / 784).is_multiple_of(4) && change {
            true => 255,
            false => (i % 29) as u8,
        };
        let bytes = (0..20 * 784).map(byte).collect();
        Images::<Map<1, 28, 28>>::from_bytes(bytes)
            .unwrap()
            .tensor()
    };
    predict("Which change?").which(&image(false), &image(true), |i| i.is_multiple_of(4))
}

fn curve() -> Prediction {
    let line = |to: f64| Vec::from_iter((0..=10).map(|i| (f64::from(i), to * f64::from(i) / 10.0)));
    let chart = line_chart(&[("half", line(0.5)), ("whole", line(1.0))]);
    let chart = chart.x_label("epoch").y_label("share").y(0.0..1.0);
    predict("How does it grow?").curve(&chart)
}

fn choice() -> Prediction {
    predict("What does a larger k do?").choice(["shrinks it", "makes it <larger>"], 1)
}

fn all() -> [(&'static str, Prediction); 5] {
    let names = ["number", "choice", "matrix", "which", "curve"];
    let mut all = [side(), choice(), matrix(), images(), curve()].into_iter();
    names.map(|name| (name, all.next().expect("one of each")))
}

#[test]
fn a_page_brings_everything_along() {
    for (name, asked) in all() {
        let html = asked.html();
        assert_eq!(html.matches("</script>").count(), 1, "{name}");
        // The name of SVG's elements is an address that nobody visits.
        let html = html.replace("http://www.w3.org/2000/svg", "");
        for outside in ["http", "src=\"/", "import ", "@import"] {
            assert!(!html.contains(outside), "{name}: {outside}");
        }
        let still = &html[..html.find("<script>").expect("a script")];
        assert!(still.contains("<details><summary>"), "{name}");
    }
}

#[test]
fn in_a_terminal_the_answer_stands_there() {
    let text = side().to_string();
    assert_eq!(text, "How long is the side?\n13\nbecause 2 · 6 + 1 = 13");
    let text = images().to_string();
    assert_eq!(text, "Which change?\n5 of 20 change: 1, 5, 9, 13, 17");
    assert_eq!(matrix().to_string(), "What comes out?\n  1   3\n -1 0.5");
    assert!(choice().to_string().ends_with("\nmakes it <larger>"));
}

#[test]
#[should_panic(expected = "begins with a number, found \"about 5\"")]
fn words_are_no_number() {
    let _ = predict("How many?").number("about 5");
}

#[test]
#[should_panic(expected = "the right option is number 2, counted from 0, of 2")]
fn the_right_option_is_one_of_them() {
    let _ = predict("Which?").choice(["a", "b"], 2);
}

#[test]
#[should_panic(expected = "images before and after")]
fn images_before_and_after_are_as_many() {
    let images: Images = Images::from_bytes(vec![0; 3 * 784]).unwrap();
    let (before, after) = (images.tensor(), images.first(2).tensor());
    let _ = predict("Which?").which(&before, &after, |_| true);
}

/// Without a guess from before: pages of all tests lie under one address, where the browser
/// keeps guesses.
fn open(browser: &Browser, asked: &Prediction, folder: &Path) {
    let page = folder.join("page.html");
    asked.save(&page).unwrap();
    browser.open(&page);
    browser.run("localStorage.clear()");
    browser.open(&page);
    browser.wait_for("document.querySelector('.aelib-predict.live')");
}

/// What a person can read.
fn seen(browser: &Browser) -> String {
    let text = browser.run("return document.body.innerText");
    text.as_str().expect("text").to_string()
}

const TELL: &str = ".tools button:nth-child(1)";
const AGAIN: &str = ".tools button:nth-child(2)";
const LEFT: &str = "\u{e012}";
const UP: &str = "\u{e013}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn the_answer_comes_after_the_guess_which_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &side(), folder.path());
    let before = seen(&browser);
    assert!(before.contains("How long is the side?"), "{before}");
    browser.click(TELL);
    assert!(seen(&browser).contains("Make a guess first."));
    browser.click(".number");
    browser.keys("ab\u{e007}");
    assert!(seen(&browser).contains("“ab” is no number"));
    for shown in [before, seen(&browser)] {
        assert!(
            !shown.contains("13") && !shown.contains("because"),
            "{shown}"
        );
    }
    browser.run("document.querySelector('.number').value = ''");
    browser.keys("10,5\u{e007}");
    let told = |browser: &Browser| {
        let shown = seen(browser);
        let line = "It is 13; your guess, 10.5, is 2.5 too small.";
        assert!(shown.contains(line), "{shown}");
        assert!(shown.contains("because 2 · 6 + 1 = 13"), "{shown}");
    };
    told(&browser);
    browser.run("location.reload()");
    browser.wait_for("document.querySelector('.aelib-predict.told')");
    told(&browser);
    browser.click(AGAIN);
    assert!(!seen(&browser).contains("13"));
    browser.run("document.querySelector('.number').value = '13'");
    browser.click(TELL);
    assert!(seen(&browser).contains("is right."));
    // Another answer is another question: the guess belongs to the old one.
    let other = predict("How long is the side?").number(14);
    other.save(folder.path().join("page.html")).unwrap();
    browser.run("location.reload()");
    browser.wait_for("document.querySelector('.aelib-predict.live:not(.told)')");
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_matrix_is_filled_in_with_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &matrix(), folder.path());
    browser.click(".matrix input");
    browser.keys(&["1", RIGHT, "4", DOWN, "0.5", LEFT, "-1", UP, "1\u{e007}"].concat());
    assert!(seen(&browser).contains("3 of 4 numbers are right."));
    let missed = "return [...document.querySelectorAll('.miss')].map(e => e.ariaLabel)";
    let label = "row 1, column 2: you wrote 4, it is 3";
    assert_eq!(browser.run(missed), json!([label]));
    browser.click(AGAIN);
    assert_eq!(
        browser.run("return document.querySelectorAll('.miss, .matrix span').length"),
        0
    );
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn images_are_marked_with_pointer_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &images(), folder.path());
    let ground = "return document.querySelector('.tiles button').style.backgroundImage";
    let before = browser.run(ground);
    browser.click(".tiles button:nth-child(1)");
    assert!(seen(&browser).contains("1 of 20 marked"));
    browser.keys(&[RIGHT, " "].concat());
    browser.keys(&[DOWN, RIGHT, RIGHT, RIGHT, " "].concat());
    browser.click(TELL);
    let shown = seen(&browser);
    // The first does change, the second and the fifteenth do not.
    let line = "5 of 20 changed; you marked 1 of them. 2 of your marks did not change.";
    assert!(shown.contains(line), "{shown}");
    let kinds = "return ['found', 'missed', 'false'].map(k => [...document.querySelectorAll('.tiles button')].flatMap((b, i) => b.className === k ? [i] : []))";
    assert_eq!(browser.run(kinds), json!([[0], [4, 8, 12, 16], [1, 14]]));
    assert_ne!(browser.run(ground), before);
    browser.click(".legend button");
    assert_eq!(browser.run(ground), before);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_curve_is_drawn_with_finger_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &curve(), folder.path());
    let truth = "return document.querySelector('.truth').getAttribute('points')";
    assert_eq!(browser.run(truth), "");
    let [x, y] = browser.middle(".field");
    browser.drag_with(Pointer::Touch, [x - 300, y], [x + 360, y]);
    let drawn = "return document.querySelector('.drawn').getAttribute('points').split(' ').length";
    assert!(browser.run(drawn).as_u64().unwrap() > 5);
    browser.run("document.querySelector('.field').focus()");
    browser.keys(&[UP, UP].concat());
    browser.click(TELL);
    assert!(
        seen(&browser).contains("apart, at epoch"),
        "{}",
        seen(&browser)
    );
    assert_ne!(browser.run(truth), "");
    // Then nothing moves any more.
    let label = "return document.querySelector('.drawn').getAttribute('points')";
    let before = browser.run(label);
    browser.drag([x - 200, y], [x, y - 60]);
    assert_eq!(browser.run(label), before);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn without_scripts_the_answer_is_folded_away() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let html = side().html();
    let page = folder.path().join("page.html");
    let still = &html[..html.find("<script>").unwrap()];
    std::fs::write(&page, format!("<!doctype html>{still}</div>")).unwrap();
    browser.open(&page);
    assert!(!seen(&browser).contains("13"), "{}", seen(&browser));
    browser.click("summary");
    assert!(seen(&browser).contains("13"));
}

/// To be looked at: `PREDICT_SHOTS=DIR cargo test -p tests --test show predict:: -- --ignored shots`.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn shots_in_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    let shots =
        std::env::var_os("PREDICT_SHOTS").map_or(folder.path().into(), std::path::PathBuf::from);
    let browser = Browser::start();
    for (name, asked) in all() {
        for dark in [false, true] {
            browser.prefer_dark(dark);
            open(&browser, &asked, folder.path());
            let mark = if dark { "dark" } else { "light" };
            browser.screenshot(&shots.join(format!("{name}-asked-{mark}.png")));
            browser.run(
                "document.querySelectorAll('[type=text]').forEach((e, i) => e.value = i + 1);
                 document.querySelectorAll('[type=radio]').forEach(e => e.checked = true);
                 document.querySelectorAll('.tiles button').forEach((e, i) => i % 3 || e.click())",
            );
            if name == "curve" {
                let [x, y] = browser.middle(".field");
                browser.drag([x - 300, y + 40], [x + 300, y - 40]);
            }
            browser.click(TELL);
            browser.wait_for("document.querySelector('.told')");
            browser.screenshot(&shots.join(format!("{name}-told-{mark}.png")));
            // On a telephone nothing sticks out.
            browser.resize(500, 900);
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.run(fits), true, "{name}");
            browser.resize(1000, 800);
        }
    }
}
