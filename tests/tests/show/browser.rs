//! The browser that other tests use sees what a person does.

use serde_json::json;
use tests::browser::{Browser, Pointer};

const PAGE: &str = "<!doctype html><title>A page</title>
<style>html { background: white } @media (prefers-color-scheme: dark) { html { background: black } }</style>
<input id='field'><canvas width=200 height=200 style='touch-action: none'></canvas>
<script>
window.seen = [];
for (const name of ['pointerdown', 'pointermove', 'pointerup'])
  document.querySelector('canvas').addEventListener(name, e => seen.push([name, e.pointerType]));
</script>";

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_page_sees_mouse_finger_keys_and_theme() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, PAGE).unwrap();
    let browser = Browser::start();
    browser.open(&page);
    assert_eq!(browser.run("return document.title"), "A page");
    let [x, y] = browser.middle("canvas");
    for (pointer, name) in [(Pointer::Mouse, "mouse"), (Pointer::Touch, "touch")] {
        browser.run("seen.length = 0");
        browser.drag_with(pointer, [x, y], [x + 50, y + 20]);
        let seen = browser.run("return seen");
        let seen = seen.as_array().unwrap();
        let (first, last) = (&seen[0], seen.last().unwrap());
        assert!(seen.contains(&json!(["pointermove", name])), "{seen:?}");
        assert!(seen.contains(&json!(["pointerdown", name])), "{first}");
        assert_eq!(last, &json!(["pointerup", name]));
    }
    browser.click("#field");
    browser.keys("abc\u{e012}d");
    assert_eq!(browser.run("return field.value"), "abdc");
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    for wanted in [true, false] {
        browser.prefer_dark(wanted);
        assert_eq!(browser.run(dark), wanted);
    }
    let shot = folder.path().join("page.png");
    browser.screenshot(&shot);
    let bytes = std::fs::read(shot).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "a picture");
}
