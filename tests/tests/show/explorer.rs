//! The explorer: what it brings along, and in a real browser what a person does with it.

use crate::page;
use aelib::explore::{Explorable, Explorer, explore};
use aelib::models::Coded;
use aelib::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tests::browser::{Browser, Pointer};
use tests::{assert_close, parameters, randoms, set_parameters};

/// Stripes in many directions, so that no data set is needed.
fn digits(count: usize) -> Labelled {
    let pixel = |i: usize| {
        let (image, y, x) = (i / 784, i / 28 % 28, i % 28);
        if (y * (image % 5) + x * (image % 7)) / 9 % 2 == 0 {
            200
        } else {
            0
        }
    };
    Labelled {
        images: Images::from_bytes((0..count * 784).map(pixel).collect()).unwrap(),
        labels: (0..count).map(|i| (i % 10) as u8).collect(),
    }
}

/// Weights large enough that pixels lie anywhere between 0 and 1.
fn loud<M: aelib::dfdx::nn::tensor_collection::TensorCollection<f32, Cpu>>(mut model: M) -> M {
    let weights = parameters(&model);
    set_parameters(&mut model, |tensor, len| match tensor % 2 {
        0 => weights[tensor].1.iter().map(|w| 3.0 * w).collect(),
        _ => randoms(len, tensor as u64)
            .iter()
            .map(|w| 0.2 * w)
            .collect(),
    });
    model
}

fn open(browser: &Browser, explorer: &Explorer, folder: &Path) {
    let page = folder.join("page.html");
    explorer.save(&page).unwrap();
    browser.open(&page);
    browser.run("window.e = document.querySelector('.aelib-explorer').explorer");
    browser.wait_for("e && e.frames() > 2");
}

fn code(browser: &Browser, model: usize) -> Vec<f32> {
    floats(&browser.run(&format!("return [...e.models[{model}].code]")))
}

fn floats(values: &Value) -> Vec<f32> {
    let values = values.as_array().expect("numbers").iter();
    values
        .map(|v| v.as_f64().expect("a number") as f32)
        .collect()
}

/// What the page's decoder gives for a code, against aelib's.
fn check_pixels(browser: &Browser, which: usize, model: &impl Explorable) {
    let latent = model.latent();
    for seed in 0..5 {
        let z: Vec<f32> = randoms(latent, seed).iter().map(|v| 3.0 * v).collect();
        let script = format!("return [...e.models[{which}].decode({})]", json!(z));
        let found = floats(&browser.run(&script));
        let expected = model.pixels(&z);
        let range = expected
            .iter()
            .fold((1f32, 0f32), |(l, h), v| (l.min(*v), h.max(*v)));
        assert!(range.1 - range.0 > 0.2, "the pixels say little: {range:?}");
        assert_close("pixels", &found, &expected, 0.0, 1e-4);
    }
}

/// What the page's encoder gives for an image, against aelib's: a code, and for a variational
/// model the deviations of its numbers.
fn check_code(browser: &Browser, which: usize, code: &[f32], deviation: Option<&[f32]>) {
    let seen = browser.run(&format!(
        "const {{ code, deviation }} = e.models[{which}].encode(e.input());
         return [[...code], deviation && [...deviation]]"
    ));
    let size = code.iter().fold(0f32, |most, v| most.max(v.abs()));
    assert!(size > 0.5, "the codes say little: {code:?}");
    assert_close("code", &floats(&seen[0]), code, 1e-3, 1e-3);
    match deviation {
        Some(deviation) => assert_close("deviation", &floats(&seen[1]), deviation, 1e-3, 1e-4),
        None => assert_eq!(seen[1], Value::Null),
    }
}

/// What the encoders see in the page.
fn input(browser: &Browser) -> Batch<Map<1, 28, 28>> {
    let pixels = floats(&browser.run("return [...e.input()]"));
    Cpu::default().tensor_from_vec(pixels, (1, Const, Const, Const))
}

#[test]
fn the_beginning_and_the_end_of_a_training_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let stages = vec![DenseAutoencoder::<2>::new(0); 61];
    for (last, kept) in [
        (0, &[0][..]),
        (1, &[0, 1]),
        (5, &[0, 1, 2, 3, 5]),
        (20, &[0, 1, 2, 3, 5, 8, 13, 20]),
        (60, &[0, 1, 2, 3, 5, 8, 13, 60]),
    ] {
        let explorer = explore(&stages[last]).epochs(&stages[..=last]);
        explorer.digits(&digits(2)).save(&page).unwrap();
        let text = fs::read_to_string(&page).unwrap();
        let after = text.split("\"epoch\":").skip(1);
        let epochs = after.map(|rest| rest.split([',', '}']).next().unwrap().parse().unwrap());
        assert_eq!(Vec::<usize>::from_iter(epochs), kept);
    }
}

#[test]
fn a_page_brings_everything_along_and_stays_small() {
    let model = Vae::<32>::new(0);
    let beside = ConvAutoencoder::<32>::new(0);
    let explorer = explore(&model)
        .named("a </script> b")
        .beside("plain", &beside);
    let html = explorer.digits(&digits(2000)).html();
    assert!(html.len() < 1_500_000, "{} bytes", html.len());
    page::brings_everything_along(&html);
    // Without digits there is less to click, and all the rest.
    let none = digits(0);
    assert!(explore(&model).digits(&none).html().contains("<script>"));
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn the_page_computes_what_rust_computes() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let (vae, conv) = (loud(Vae::<4>::new(1)), loud(ConvAutoencoder::<2>::new(2)));
    let (dense, one) = (loud(DenseAutoencoder::<32>::new(3)), loud(Vae::<1>::new(4)));
    let explorer = explore(&vae)
        .beside("conv", &conv)
        .beside("dense", &dense)
        .beside("one", &one);
    open(&browser, &explorer.digits(&digits(50)), folder.path());
    check_pixels(&browser, 0, &vae);
    check_pixels(&browser, 1, &conv);
    check_pixels(&browser, 2, &dense);
    check_pixels(&browser, 3, &one);
    browser.click(".digits button:nth-child(8)");
    let eighth = digits(50).images.batch(&[7]);
    assert_close(
        "what is seen",
        &input(&browser).as_vec(),
        &eighth.as_vec(),
        0.0,
        1e-6,
    );
    let latent = vae.encode(eighth.clone());
    let deviation = latent.sigma().as_vec();
    check_code(&browser, 0, &latent.mu.as_vec(), Some(&deviation));
    check_code(&browser, 1, &conv.encode(eighth.clone()).as_vec(), None);
    check_code(&browser, 2, &dense.encode(eighth).as_vec(), None);
    assert_eq!(
        browser.run("return e.models.map(m => m.sliders.length)"),
        json!([2, 0, 30, 0])
    );
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_person_drags_slides_types_and_jumps() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let (vae, plain) = (loud(Vae::<4>::new(1)), loud(ConvAutoencoder::<4>::new(2)));
    let explorer = explore(&vae).named("VAE").beside("plain", &plain);
    open(&browser, &explorer.digits(&digits(300)), folder.path());
    let hidden = "return getComputedStyle(document.querySelector('.still')).display";
    assert_eq!(browser.run(hidden), "none");

    // A quarter of the pad to the right and up is half of the way to its edge.
    let reach = browser.run("return e.models[0].ownReach").as_f64().unwrap() as f32;
    for pointer in [Pointer::Mouse, Pointer::Touch] {
        browser.run("e.models[0].code.fill(0)");
        let [x, y] = browser.middle(".pad");
        browser.drag_with(pointer, [x, y], [x + 66, y - 66]);
        let expected = [reach / 2.0, reach / 2.0, 0.0, 0.0];
        assert_close(
            "dragged",
            &code(&browser, 0),
            &expected,
            0.0,
            f64::from(reach) / 50.0,
        );
    }
    // Beyond the edge is the edge.
    let [x, y] = browser.middle(".pad");
    browser.drag([x, y], [x, y - 150]);
    assert_close("edge", &code(&browser, 0)[1..2], &[reach], 1e-6, 0.0);

    // The pad has the focus now.
    browser.keys("\u{e012}\u{e012}\u{e015}");
    let step = reach / 40.0;
    let expected = [-2.0 * step, reach - step];
    assert_close(
        "arrows",
        &code(&browser, 0)[..2],
        &expected,
        0.0,
        f64::from(reach) / 50.0,
    );

    // The middle of a slider is 0; then three steps by key.
    browser.click(".sliders input");
    browser.keys("\u{e014}\u{e014}\u{e014}");
    let expected = [3.0 * step];
    assert_close(
        "slider",
        &code(&browser, 0)[2..3],
        &expected,
        0.0,
        f64::from(reach) / 50.0,
    );

    // A digit's code, in both models.
    browser.click(".digits button:nth-child(8)");
    browser.wait_for("e.models.every(m => !m.target)");
    let eighth = digits(300).images.batch(&[7]);
    let expected = vae.encode(eighth.clone()).mu.as_vec();
    assert_close("VAE's code", &code(&browser, 0), &expected, 1e-3, 1e-3);
    let others = plain.encode(eighth).as_vec();
    assert_close("the other's", &code(&browser, 1), &others, 1e-3, 1e-3);
    browser.wait_for("!e.models[0].dirty");
    let drawn = floats(&browser.run("return [...e.models[0].pixels]"));
    assert_close("drawn", &drawn, &vae.pixels(&code(&browser, 0)), 0.0, 1e-4);
    let pressed = "return document.querySelectorAll('[aria-pressed=true]').length";
    assert_eq!(browser.run(pressed), 1);

    // Another axis: the pad now moves the third number, and a slider the first.
    browser.run("const s = document.querySelector('select'); s.value = 2; s.onchange()");
    let [x, y] = browser.middle(".pad");
    browser.drag([x, y], [x - 66, y]);
    let moved = code(&browser, 0);
    assert_close(
        "third",
        &moved[2..3],
        &[-reach / 2.0],
        0.0,
        f64::from(reach) / 50.0,
    );
    assert_close("first stays", &moved[..1], &expected[..1], 1e-3, 1e-3);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_person_draws_a_digit_and_goes_on_from_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let (vae, plain) = (loud(Vae::<4>::new(1)), loud(ConvAutoencoder::<4>::new(2)));
    let explorer = explore(&vae).named("VAE").beside("plain", &plain);
    open(&browser, &explorer.digits(&digits(50)), folder.path());
    assert_eq!(browser.run("return e.input()"), Value::Null);

    // By mouse and by finger, the same line from the upper left to the lower right.
    let mut drawn = Vec::new();
    for pointer in [Pointer::Mouse, Pointer::Touch] {
        browser.run("document.querySelector('.ink').wipe()");
        assert_eq!(browser.run("return e.input()"), Value::Null);
        let [x, y] = browser.middle(".ink");
        browser.drag_with(pointer, [x - 60, y - 60], [x - 10, y + 30]);
        drawn.push(input(&browser));
    }
    let [mouse, touch] = [0, 1].map(|i| drawn[i].as_vec());
    let ink: f32 = mouse.iter().sum();
    assert!(ink > 20.0 && ink < 200.0, "a line's ink: {ink}");
    let differ: f32 = mouse.iter().zip(&touch).map(|(a, b)| (a - b).abs()).sum();
    assert!(differ < ink / 5.0, "by {differ} of {ink}");

    // Its code in both models, and what comes back.
    let x = input(&browser);
    let latent = vae.encode(x.clone());
    check_code(
        &browser,
        0,
        &latent.mu.as_vec(),
        Some(&latent.sigma().as_vec()),
    );
    check_code(&browser, 1, &plain.encode(x.clone()).as_vec(), None);
    browser.wait_for("e.models.every(m => !m.target && !m.dirty)");
    assert_close(
        "z is μ",
        &code(&browser, 0),
        &latent.mu.as_vec(),
        1e-3,
        1e-3,
    );
    let pixels = floats(&browser.run("return [...e.models[1].pixels]"));
    let restored = plain.reconstruct(x).as_vec();
    assert_close("what comes back", &pixels, &restored, 0.0, 2e-3);
    let said = browser.run("return document.querySelectorAll('.code')[0].textContent");
    assert!(said.as_str().unwrap().contains("σ = ("), "{said}");

    // Dragging on moves the code, and leaves what is seen.
    let [x, y] = browser.middle(".pad");
    browser.drag([x, y], [x + 40, y]);
    assert_eq!(browser.run("return e.models[0].seen !== null"), true);
    assert!((code(&browser, 0)[0] - latent.mu.as_vec()[0]).abs() > 0.01);

    // The keyboard draws a horizontal line; without the space bar it only moves.
    browser.run("const ink = document.querySelector('.ink'); ink.wipe(); ink.focus()");
    browser.keys("\u{e014}");
    assert_eq!(browser.run("return e.input()"), Value::Null);
    browser.keys(" \u{e014}\u{e014}\u{e014}\u{e014}\u{e014} ");
    let line = input(&browser).as_vec();
    let rows = line.chunks(28).filter(|row| row.iter().any(|v| *v > 0.5));
    let across = line
        .chunks(28)
        .map(|row| row.iter().filter(|v| **v > 0.5).count());
    let (high, wide) = (rows.count(), across.max().unwrap());
    assert!(wide >= 18 && high < wide / 2, "{high} high, {wide} wide");
    browser.keys("\u{e017}");
    assert_eq!(browser.run("return e.input()"), Value::Null);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_drawing_becomes_what_mnist_has() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(
        &browser,
        &explore(&Vae::<2>::new(0)).digits(&digits(5)),
        folder.path(),
    );
    // A bar 60 wide and 200 high, far from the middle: 20 pixels high, and in the middle.
    let seen = floats(&browser.run(
        "const ink = new Float32Array(280 * 280);
         for (let y = 70; y < 270; y++) for (let x = 10; x < 70; x++) ink[y * 280 + x] = 1;
         return [...e.asMnist(ink)]",
    ));
    let mut expected = vec![0.0; 784];
    for row in 4..24 {
        expected[row * 28 + 11..row * 28 + 17].fill(1.0);
    }
    assert_close("the bar", &seen, &expected, 0.0, 0.11);
    let nothing = "return e.asMnist(new Float32Array(280 * 280))";
    assert_eq!(browser.run(nothing), Value::Null);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn one_draw_for_all_models_and_a_slider_over_the_epochs() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let stages = Vec::from_iter((0..7).map(|seed| loud(Vae::<4>::new(seed))));
    let plain = loud(ConvAutoencoder::<4>::new(9));
    let explorer = explore(&stages[6]).epochs(&stages).beside("plain", &plain);
    open(&browser, &explorer.digits(&digits(50)), folder.path());
    browser.click(".random");
    let z = code(&browser, 0);
    assert_eq!(z, code(&browser, 1), "the same code for both");
    assert!(z.iter().all(|v| *v != 0.0), "{z:?}");
    browser.click(".random");
    assert_ne!(z, code(&browser, 0), "another draw");

    browser.click(".digits button:nth-child(3)");
    browser.wait_for("e.models.every(m => !m.target)");
    // The slider's places are the epochs 0, 1, 2, 3, 5 and 6.
    for (place, epoch) in [(0, 0), (4, 5), (5, 6)] {
        browser.run(&format!(
            "const s = document.querySelector('.epochs input'); s.value = {place}; s.oninput()"
        ));
        let said = browser.run("return document.querySelector('.epochs output').textContent");
        assert_eq!(said, epoch.to_string());
        check_pixels(&browser, 0, &stages[epoch]);
        check_pixels(&browser, 1, &plain);
        let latent = stages[epoch].encode(digits(50).images.batch(&[2]));
        browser.wait_for("e.models.every(m => !m.target && !m.dirty)");
        assert_close(
            "its code then",
            &code(&browser, 0),
            &latent.mu.as_vec(),
            1e-3,
            1e-3,
        );
    }
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn both_decoders_follow_at_thirty_frames_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let (vae, plain) = (Vae::<4>::new(1), ConvAutoencoder::<4>::new(2));
    let explorer = explore(&vae).beside("plain", &plain).digits(&digits(800));
    open(&browser, &explorer, folder.path());
    let second = "return new Promise(done => {
           const start = performance.now(); let drawn = 0;
           function next(now) {
             for (const model of e.models) { model.code[0] = Math.sin(now / 100); model.dirty = true; }
             if (now - start > 1000) done(drawn * 1000 / (now - start));
             else { drawn++; requestAnimationFrame(next); }
           }
           requestAnimationFrame(next);
         })";
    // The best of some seconds: in the others the machine may have had other work.
    let rates = (0..10).map(|_| browser.run(second).as_f64().unwrap());
    let rate = rates
        .inspect(|rate| println!("{rate:.0} frames a second"))
        .find(|rate| *rate >= 30.0);
    assert!(rate.is_some(), "never 30 frames a second");
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn without_scripts_the_still_picture_stands() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let html = explore(&Vae::<2>::new(0)).digits(&digits(20)).html();
    let script = html.find("<script>").unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, format!("<!doctype html>{}</div>", &html[..script])).unwrap();
    browser.open(&page);
    assert_eq!(
        browser.run("return document.querySelector('.still img').naturalWidth > 200"),
        true
    );
    let text = browser.run("return document.querySelector('.still').innerText");
    assert!(
        text.as_str()
            .unwrap()
            .contains("run this cell, or trust the notebook")
    );
}

/// To be looked at: `EXPLORER_SHOTS=DIR cargo test -p tests --test show explorer:: -- --ignored shots`.
/// Light and dark, wide and narrow.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn shots_in_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    let shots =
        std::env::var_os("EXPLORER_SHOTS").map_or(folder.path().into(), std::path::PathBuf::from);
    let browser = Browser::start();
    let stages = [0, 1].map(|seed| loud(Vae::<4>::new(seed)));
    let explorer = explore(&stages[1])
        .named("VAE")
        .epochs(&stages)
        .beside("plain autoencoder", &loud(ConvAutoencoder::<4>::new(2)));
    open(&browser, &explorer.digits(&digits(800)), folder.path());
    browser.click(".digits button:nth-child(3)");
    let paper = "getComputedStyle(document.querySelector('.aelib-explorer')).backgroundColor";
    for (dark, expected) in [(false, "rgb(255, 255, 255)"), (true, "rgb(22, 24, 28)")] {
        browser.prefer_dark(dark);
        browser.wait_for("e.models.every(m => !m.dirty)");
        browser.wait_for(&format!("{paper} === '{expected}'"));
        let name = if dark { "dark.png" } else { "light.png" };
        browser.screenshot(&shots.join(name));
    }
    // On a telephone nothing sticks out.
    browser.resize(500, 900);
    assert_eq!(
        browser.run("return document.documentElement.scrollWidth <= innerWidth"),
        true
    );
    browser.screenshot(&shots.join("narrow.png"));
}
