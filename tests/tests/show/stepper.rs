//! The stepper, in a real browser: what a person sees at each step is what Rust computes.

use crate::page;
use aelib::explain::{Explanation, Maps, Operation, Problem, Sliding};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::path::Path;
use tests::browser::Browser;

fn maps(text: &str) -> Maps {
    text.parse().expect("a matrix")
}

/// The lecture's question.
fn question(options: ConvTranspose2dOptions) -> Explanation {
    let image = maps("1 2 1; 0 1 0; 1 -1 1");
    let kernel = maps("1 1 1; -1 -1 -1; 0 0 0");
    let problem = Problem::conv_transpose2d(image, kernel, options);
    problem.expect("a result").explain()
}

fn strided() -> Explanation {
    question(ConvTranspose2dOptions {
        output_padding: 1,
        ..ConvTranspose2dOptions::new(2, 1)
    })
}

fn convolution() -> Explanation {
    let image = maps("1 2 1 0; 0 1 0 3; 1 -1 1 2; 2 0 1 1 | 0.5 0 0 0; 0 0 1 0; 0 0 -1 0; 0 0 2 0");
    let kernel = maps("1 1 1; -1 -1 -1; 0 0 0 | 0 0 1; 0 2 0; 1 0 0");
    let problem = Problem::conv2d(image, kernel, Conv2dOptions::new(1, 1));
    problem.expect("a result").explain()
}

fn open(browser: &Browser, explanation: &Explanation, folder: &Path) {
    let page = folder.join("page.html");
    explanation.save(&page).unwrap();
    browser.open(&page);
    browser.wait_for("document.querySelector('.aelib-stepper.live')");
}

/// The cells of the map of this number, without the ring of the padding; nothing for a
/// blank one.
fn shown(browser: &Browser, map: usize) -> Vec<Option<f32>> {
    let script = format!(
        "return [...document.querySelectorAll('.row .map')[{map}].querySelectorAll('.core')]
           .map(c => c.querySelector('input')?.value ?? c.textContent)"
    );
    let cells = browser.run(&script);
    let number = |cell: &Value| cell.as_str().unwrap().parse().ok();
    cells
        .as_array()
        .expect("cells")
        .iter()
        .map(number)
        .collect()
}

fn all(maps: &Maps) -> Vec<Option<f32>> {
    maps.values().iter().copied().map(Some).collect()
}

fn text(browser: &Browser, selector: &str) -> String {
    let script = format!(
        "return document.querySelector({}).textContent",
        json!(selector)
    );
    browser.run(&script).as_str().expect("text").to_string()
}

fn marked(browser: &Browser, map: usize, class: &str) -> Vec<usize> {
    let script = format!(
        "return [...document.querySelectorAll('.row .map')[{map}].querySelectorAll('.core')]
           .flatMap((c, i) => c.classList.contains('{class}') ? [i] : [])"
    );
    let found = browser.run(&script);
    found
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i.as_u64().unwrap() as usize)
        .collect()
}

const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";
const HOME: &str = "\u{e011}";
const END: &str = "\u{e010}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";

#[test]
fn a_page_brings_everything_along() {
    let html = strided().html();
    page::brings_everything_along(&html);
    assert!(html.contains("<img alt=\"transposed convolution, stride 2, padding 1"));
    assert!(html.len() < 300_000, "{} bytes", html.len());
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn stamps_forward_and_back_show_the_sums_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    for explanation in [question(ConvTranspose2dOptions::default()), strided()] {
        open(&browser, &explanation, folder.path());
        let count = explanation.steps().len();
        let there_and_back = (0..count).chain((0..count - 1).rev());
        browser.run("document.querySelector('.stage').focus()");
        for (i, step) in there_and_back.enumerate() {
            if i > 0 {
                browser.keys(if i < count { RIGHT } else { LEFT });
            }
            assert_eq!(text(&browser, ".title"), explanation.step_title(step));
            assert_eq!(
                shown(&browser, 3),
                all(&explanation.so_far(step + 1)),
                "step {step}"
            );
            let taps = &explanation.steps()[step].taps;
            let stamp = Vec::from_iter(taps.iter().map(|tap| Some(tap.product)));
            assert_eq!(shown(&browser, 2), stamp);
            assert_eq!(marked(&browser, 0, "read"), [step]);
            let width = explanation.output().sizes()[2];
            let lands = taps.iter().filter_map(|tap| tap.lands.as_ref());
            let lands = Vec::from_iter(lands.map(|to| to.cell[1] * width + to.cell[2]));
            assert_eq!(marked(&browser, 3, "written"), lands);
        }
    }
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn stamps_of_two_channels_land_in_two() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let image = maps("1 2; 3 4 | 5 6; 7 -8.125");
    let kernel = maps("1 0; 0 1 | 1 1; 1 1 | 1 2; 3 4 | 0 0; 0 1");
    let options = ConvTranspose2dOptions {
        dilation: 2,
        ..ConvTranspose2dOptions::new(3, 1)
    };
    let problem = Problem::conv_transpose2d(image, kernel, options);
    let explanation = problem.expect("a result").explain();
    open(&browser, &explanation, folder.path());
    browser.run("document.querySelector('.stage').focus()");
    for step in 0..explanation.steps().len() {
        // Two maps each of input, kernel, stamp and result.
        let results = [6, 7].map(|map| shown(&browser, map)).concat();
        assert_eq!(results, all(&explanation.so_far(step + 1)), "step {step}");
        browser.keys(RIGHT);
    }
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn an_animation_moves_without_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let animation = strided().animation();
    let page = folder.path().join("moving.svg");
    animation.save(&page).unwrap();
    browser.open(&page);
    // What comes and goes is seen for a while: other shapes than before.
    let seen = "[...document.querySelectorAll('g.f')].map(g => getComputedStyle(g).visibility)";
    let now = format!("return {seen}.join()");
    let before = browser.run(&now);
    browser.wait_for(&format!("{seen}.join() !== {before}"));
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn the_other_views_arrive_at_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let explanation = strided();
    open(&browser, &explanation, folder.path());
    let sliding = Sliding::of(explanation.problem());
    browser.click(".tools button:nth-child(2)");
    assert_eq!(shown(&browser, 0), all(&sliding.map));
    assert_eq!(shown(&browser, 1), all(&sliding.kernel));
    browser.run("document.querySelector('.stage').focus()");
    browser.keys(&format!("{RIGHT}{RIGHT}{RIGHT}"));
    let first = explanation.output().values()[..4].iter().copied().map(Some);
    let blank = std::iter::repeat_n(None, explanation.output().values().len() - 4);
    assert_eq!(shown(&browser, 2), Vec::from_iter(first.chain(blank)));
    browser.keys(END);
    assert_eq!(shown(&browser, 2), all(explanation.output()));

    browser.click(".tools button:nth-child(3)");
    assert_eq!(shown(&browser, 1), all(explanation.problem().input()));
    browser.click("[aria-label='last step']");
    let stamped: Vec<f32> = shown(&browser, 2)
        .iter()
        .map(|v| v.unwrap_or(0.0))
        .collect();
    assert_eq!(stamped, explanation.output().values());
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_convolution_gathers() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let explanation = convolution();
    open(&browser, &explanation, folder.path());
    // Two maps of the input, two of the kernel, one of the result.
    for step in 0..explanation.steps().len() {
        assert_eq!(text(&browser, ".title"), explanation.step_title(step));
        let result = shown(&browser, 4);
        assert_eq!(result.iter().flatten().count(), step + 1);
        assert_eq!(result[step], Some(explanation.output().values()[step]));
        browser.click("[aria-label='step forward']");
    }
    browser.click(".tools button:nth-child(2)");
    browser.run("document.querySelector('.stage').focus()");
    browser.keys(END);
    assert_eq!(shown(&browser, 2), all(explanation.output()));
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_cell_of_the_result_says_its_formula() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let explanation = question(ConvTranspose2dOptions::default());
    open(&browser, &explanation, folder.path());
    browser.run("document.querySelector('.stage').focus()");
    browser.keys(END);
    for cell in explanation.output().places() {
        let [_, y, x] = cell;
        let selector = format!(".result .core:nth-child({})", y * 5 + x + 1);
        browser.click(&selector);
        let formula = explanation.formula(cell);
        assert_eq!(text(&browser, ".formula"), formula.to_string());
        // Each pixel that it is made of says by which number of the kernel.
        let mut made_of = vec![json!(null); 9];
        for (_, tap) in &formula.terms {
            let [_, y, x] = tap.from.expect("a pixel");
            made_of[y * 3 + x] = json!(format!("×{}", tap.weight));
        }
        let marks = "return [...document.querySelector('.row .map').children].map(c => c.dataset.times ?? null)";
        assert_eq!(browser.run(marks), json!(made_of));
    }
    // By keys alone: the cell below the first one.
    browser.run("document.querySelector('.result [tabindex=\"0\"]').focus()");
    browser.keys(&UP.repeat(5));
    browser.keys(&LEFT.repeat(5));
    browser.keys(DOWN);
    let formula = explanation.formula([0, 1, 0]).to_string();
    assert_eq!(text(&browser, ".formula"), formula);
    // What is still to come is known, and told apart.
    browser.run("document.querySelector('.stage').focus()");
    browser.keys(HOME);
    let later = "return [...document.querySelectorAll('.formula .later')].map(e => e.textContent)";
    assert_eq!(browser.run(later), json!(["0*1", " = -1"]));
    assert_eq!(text(&browser, ".formula"), format!("{formula}; so far -1"));
}

/// Sets what the page's controls say, as typing would.
fn set(browser: &Browser, transposed: bool, numbers: [(&str, usize); 6]) {
    let script = format!(
        "const set = (e, value, event) => {{ e.value = value; e.dispatchEvent(new Event(event)); }};
         set(document.querySelector('.controls select'), {}, 'change');
         for (const [name, value] of {})
           set(document.querySelector(`.controls [aria-label^='${{name}}']`), value, 'input');",
        json!(["plain", "transposed"][usize::from(transposed)]),
        json!(numbers)
    );
    browser.run(&script);
}

/// Writes all numbers of a map.
fn write(browser: &Browser, map: usize, maps: &Maps) {
    let script = format!(
        "const values = {};
         document.querySelectorAll('.row .map')[{map}].querySelectorAll('input').forEach((e, i) => {{
           e.value = values[i];
           e.dispatchEvent(new Event('input'));
         }});",
        json!(maps.values())
    );
    browser.run(&script);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn what_is_changed_in_the_page_is_computed_as_here() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &question(Default::default()), folder.path());
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut results = [0, 0];
    for _ in 0..60 {
        let transposed = rng.r#gen();
        let mut any = |range: std::ops::RangeInclusive<usize>| rng.gen_range(range);
        let [m, k] = [any(1..=5), any(1..=4)];
        let [stride, padding, dilation] = [any(1..=3), any(0..=3), any(1..=2)];
        let output_padding = if transposed { any(0..=2) } else { 0 };
        let mut halves = |side| Maps::from_fn([1, side, side], |_| any(0..=10) as f32 / 2.0 - 2.5);
        let (input, kernel) = (halves(m), halves(k));
        let operation = match transposed {
            true => Operation::ConvTranspose2d(ConvTranspose2dOptions {
                stride,
                padding,
                output_padding,
                dilation,
            }),
            false => Operation::Conv2d(Conv2dOptions {
                stride,
                padding,
                dilation,
            }),
        };
        let numbers = [
            ("M", m),
            ("k", k),
            ("s", stride),
            ("p", padding),
            ("d", dilation),
            ("output padding", output_padding),
        ];
        set(&browser, transposed, numbers);
        let problem = Problem::new(input.clone(), kernel.clone(), operation);
        results[usize::from(problem.is_ok())] += 1;
        match problem {
            Err(error) => assert_eq!(text(&browser, ".size"), error.to_string()),
            Ok(problem) => {
                write(&browser, 0, &input);
                write(&browser, 1, &kernel);
                let explanation = problem.explain();
                assert_eq!(
                    text(&browser, ".size"),
                    problem.size_text(),
                    "{operation:?}"
                );
                browser.click("[aria-label='last step']");
                let result = shown(&browser, if transposed { 3 } else { 2 });
                assert_eq!(result, all(explanation.output()), "{operation:?}");
                let last = explanation.steps().len() - 1;
                assert_eq!(text(&browser, ".title"), explanation.step_title(last));
            }
        }
    }
    assert!(results.iter().all(|count| *count > 10), "{results:?}");
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn a_number_is_changed_in_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    open(&browser, &question(Default::default()), folder.path());
    // From the first pixel to the one in the middle, and -3 in its place.
    browser.click(".row .map .cell input");
    browser.keys(&format!("{RIGHT}{DOWN}-"));
    let line = "input[1][1]: expected a number from -1000000 to 1000000, found \"-\"";
    assert_eq!(text(&browser, ".size"), line);
    browser.keys("3");
    let image = maps("1 2 1; 0 -3 0; 1 -1 1");
    let kernel = maps("1 1 1; -1 -1 -1; 0 0 0");
    let problem = Problem::conv_transpose2d(image, kernel, Default::default()).unwrap();
    assert_eq!(text(&browser, ".size"), problem.size_text());
    browser.click("[aria-label='last step']");
    assert_eq!(shown(&browser, 3), all(&problem.output()));
    // A larger kernel has zeros at its end, and what was there before comes back.
    set(
        &browser,
        true,
        [
            ("M", 3),
            ("k", 4),
            ("s", 1),
            ("p", 0),
            ("d", 1),
            ("output padding", 0),
        ],
    );
    let larger = maps("1 1 1 0; -1 -1 -1 0; 0 0 0 0; 0 0 0 0");
    assert_eq!(shown(&browser, 1), all(&larger));
    browser.click(".controls button");
    assert_eq!(
        shown(&browser, 0),
        all(question(Default::default()).problem().input())
    );
    browser.run(
        "const e = document.querySelector('.controls input');
         e.value = ''; e.dispatchEvent(new Event('input'))",
    );
    let line = "M: expected a whole number from 1 to 12, found none";
    assert_eq!(text(&browser, ".size"), line);
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn it_plays_by_itself_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let explanation = question(ConvTranspose2dOptions::default());
    open(&browser, &explanation, folder.path());
    browser.run("document.querySelector('.stage').focus()");
    browser.keys(" ");
    assert_eq!(text(&browser, "[aria-label='play or pause']"), "‖ pause");
    browser.wait_for("document.querySelector('.title').textContent.startsWith('step 3 ')");
    browser.keys(LEFT);
    assert_eq!(text(&browser, "[aria-label='play or pause']"), "▶ play");
    assert_eq!(text(&browser, ".title"), explanation.step_title(1));
    browser.keys(END);
    browser.keys(RIGHT);
    assert_eq!(text(&browser, ".title"), explanation.step_title(8));
}

#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn without_scripts_the_still_picture_stands() {
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::start();
    let html = strided().html();
    let page = folder.path().join("page.html");
    let still = &html[..html.find("<script>").unwrap()];
    std::fs::write(&page, format!("<!doctype html>{still}</div>")).unwrap();
    browser.open(&page);
    let width = "return document.querySelector('.still img').naturalWidth > 600";
    assert_eq!(browser.run(width), true);
    let line = "run this cell, or trust the notebook";
    assert!(text(&browser, ".still").contains(line));
}

/// To be looked at: `STEPPER_SHOTS=DIR cargo test -p tests --test show stepper:: -- --ignored shots`.
#[test]
#[ignore = "needs Chromium, which it installs as root with apt"]
fn shots_in_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    let shots =
        std::env::var_os("STEPPER_SHOTS").map_or(folder.path().into(), std::path::PathBuf::from);
    let browser = Browser::start();
    let paper = "getComputedStyle(document.querySelector('.aelib-stepper')).backgroundColor";
    for (name, explanation) in [("stamps", strided()), ("convolution", convolution())] {
        open(&browser, &explanation, folder.path());
        browser.run("document.querySelector('.stage').focus()");
        browser.keys(&RIGHT.repeat(4));
        browser.click(".result .core:nth-child(11)");
        for (dark, mark, expected) in [
            (false, "light", "rgb(255, 255, 255)"),
            (true, "dark", "rgb(22, 24, 28)"),
        ] {
            browser.prefer_dark(dark);
            browser.wait_for(&format!("{paper} === '{expected}'"));
            for view in 1..=browser
                .run("return document.querySelectorAll('.tools')[0].childElementCount")
                .as_u64()
                .unwrap()
            {
                browser.click(&format!(".tools button:nth-child({view})"));
                browser.run("document.querySelector('.stage').focus()");
                browser.keys(&RIGHT.repeat(4));
                browser.screenshot(&shots.join(format!("{name}-{view}-{mark}.png")));
            }
        }
    }
    // On a telephone nothing sticks out.
    browser.resize(500, 900);
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.run(fits), true);
    browser.screenshot(&shots.join("telephone.png"));
}
