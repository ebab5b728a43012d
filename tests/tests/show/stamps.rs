//! The page that follows a pixel back to the code, in a real browser: what it says of each
//! layer adds up, and is what the model computes.

use aelib::ops::storage::to_vec;
use aelib::prelude::{ConvAutoencoder, Images, stamps};
use serde_json::json;
use tests::browser::Browser;

fn drawn() -> Images {
    let pixel = |i: usize| if (i / 28 + i % 28) % 9 < 4 { 255 } else { 0 };
    Images::from_bytes((0..784).map(pixel).collect()).expect("a whole image")
}

fn texts(browser: &Browser, selector: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll({})].map(e => e.textContent)",
        json!(selector)
    );
    serde_json::from_value(browser.run(&script)).expect("texts")
}

/// All numbers in a text, in order; a sign belongs to the number behind it.
fn numbers(text: &str) -> Vec<f32> {
    let text = text.replace('−', "-");
    let words = text.split(|c: char| !(c.is_ascii_digit() || "+-.".contains(c)));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Sums of numbers that were rounded to two decimals.
fn close(a: f32, b: f32, rounded: usize) -> bool {
    (a - b).abs() <= 0.0051 * (rounded + 1) as f32
}

#[test]
fn a_page_brings_everything_along() {
    let html = stamps(&ConvAutoencoder::<5>::new(0), &drawn()).html();
    for outside in ["http", "src=\"/", "import ", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("run this cell, or trust the notebook"));
    assert!(html.len() < 400_000, "{} bytes", html.len());
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn every_layer_adds_up_down_to_the_code() {
    let model = ConvAutoencoder::<5>::new(0);
    let code = to_vec(&model.encode(drawn().tensor()));
    let restored = to_vec(&model.reconstruct(drawn().tensor()));
    let (folder, browser) = (tempfile::tempdir().unwrap(), Browser::start());
    let page = folder.path().join("page.html");
    stamps(&model, &drawn()).save(&page).unwrap();
    browser.open(&page);
    browser.wait_for("document.querySelector('.aelib-stamps.live')");
    for [row, column] in [[0, 0], [13, 14], [27, 9]] {
        let [x, y] = browser.middle(".pair div:last-child canvas");
        let at = |middle: i64, place: usize| middle - 112 + 8 * place as i64 + 4;
        let place = [at(x, column), at(y, row)];
        browser.drag(place, place);
        let heads = texts(&browser, ".below > h3");
        assert_eq!(heads.len(), 3, "{heads:?}");
        let [r, c, value, _] = numbers(&heads[0])[..] else {
            panic!("{heads:?}");
        };
        assert_eq!([r, c], [row as f32, column as f32]);
        assert!(close(value, restored[row * 28 + column], 1), "{heads:?}");
        // The sum of each layer is its bias and its channels, a channel the sum of its products.
        for (level, sum) in texts(&browser, ".below > h3 + p").iter().enumerate() {
            let [sum, bias, rest, ..] = numbers(sum)[..] else {
                panic!("{sum}");
            };
            assert!(close(sum, bias + rest, 2));
            let below = ".below > ".repeat(level + 1);
            let list = texts(
                &browser,
                &format!("{below}.channels b, {below}.channels .others"),
            );
            let shares = list
                .iter()
                .map(|text| *numbers(text).last().expect("a share"));
            assert!(close(shares.sum(), rest, list.len()), "{level}: {list:?}");
        }
        for level in 0..2 {
            let below = ".below > ".repeat(level + 1);
            let share = texts(&browser, &format!("{below}.channels [aria-pressed=true] b"));
            let chips = texts(&browser, &format!("{below}.chips button"));
            let products = chips
                .iter()
                .map(|text| *numbers(text).last().expect("a product"));
            assert!(close(products.sum(), numbers(&share[0])[0], chips.len()));
            // What is multiplied is the number that is explained next.
            let chosen = texts(&browser, &format!("{below}.chips [aria-pressed=true]"));
            let next = heads[level + 1].split(": ").nth(1).expect("a value");
            assert_eq!(numbers(&chosen[0])[0], numbers(next)[0], "{heads:?}");
        }
        // At the bottom stands the code.
        let last = texts(&browser, ".below > .below > .below > .channels button");
        assert_eq!(last.len(), 5);
        for text in last {
            let z: usize = text[1..2].parse().expect("z and its number");
            let value = numbers(text.split(": ").nth(1).expect("a product"))[0];
            assert!(close(value, code[z - 1], 0), "{text}: {code:?}");
        }
    }
    // By keys: the pixel below. Another channel leads somewhere else.
    browser.run("document.querySelector('.pair div:last-child canvas').focus()");
    browser.keys("\u{e013}\u{e014}");
    let head = texts(&browser, ".below > h3").remove(0);
    assert_eq!(numbers(&head)[..2], [26.0, 10.0]);
    let before = texts(&browser, ".below > h3").remove(1);
    browser.click(".channels button:nth-child(2)");
    assert_ne!(texts(&browser, ".below > h3")[1], before);
    browser.resize(500, 900);
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.run(fits), true);
    if let Some(folder) = std::env::var_os("STAMPS_SHOTS") {
        browser.resize(1000, 1400);
        browser.screenshot(&std::path::Path::new(&folder).join("stamps.png"));
    }
}
