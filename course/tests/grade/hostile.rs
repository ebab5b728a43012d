//! Code that wants points for nothing, or to do harm. Each exercise runs in a process of its
//! own, so one submission has room for many attacks: each may cost the exercise that it is
//! in, and no other.

use crate::{Batch, all_but_the_networks, attack, common, points};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// An exercise, one of its functions, and what it does first.
type Attack<'a> = (&'a str, &'a str, &'a str);

fn attacked(folder: &Path, attacks: &[Attack]) {
    for (exercise, function, statement) in attacks {
        attack(folder, exercise, function, statement);
    }
}

/// It lost points where it attacked, and nowhere else.
#[track_caller]
fn only_that_is_lost(lines: &BTreeMap<String, Value>, name: &str, attacks: &[Attack]) {
    let (line, right) = (&lines[name], &lines["right"]);
    for exercise in right["exercises"].as_object().unwrap().keys() {
        let file = exercise.replace("::", "/");
        let [found, all] = [line, right].map(|line| points(line, exercise));
        match attacks.iter().any(|(attacked, ..)| *attacked == file) {
            true => assert!(found < all, "{name}: {exercise} keeps its points: {line}"),
            false => assert_eq!(found, all, "{name}: {exercise}"),
        }
    }
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn nothing_hostile_gains_a_point_or_does_harm() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let root = common::root();
    let precious = batch.0.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let secret = root.join("solutions/src/lesson_03/sizes.rs");

    let delete = format!(
        "for path in [{root:?}, {:?}, \"/\"] {{ let _ = std::fs::remove_dir_all(path); }} \
         let _ = std::fs::remove_file({precious:?}); panic!()",
        batch.0.path()
    );
    let read = format!("panic!(\"{{}}\", std::fs::read_to_string({secret:?}).unwrap())");
    let connect =
        format!("std::net::TcpStream::connect((\"127.0.0.1\", {port})).unwrap(); panic!()");
    let include = format!("panic!(\"{{}}\", include_str!({secret:?}))");
    let while_it_runs = [
        ("lesson_01/compression", "compression_ratio", "loop {}"),
        (
            "lesson_02/losses_by_hand",
            "bce",
            "loop { let _ = std::process::Command::new(\"/worker\").spawn(); let _ = std::thread::Builder::new().spawn(|| loop {}); }",
        ),
        (
            "lesson_02/sum_or_mean",
            "gradient_of_sum",
            "let mut all = Vec::new(); loop { all.push(vec![1u8; 1 << 26]); }",
        ),
        (
            "lesson_03/sizes",
            "conv_size",
            "for n in 0.. { for dir in [\"/tmp\", \"/dev/shm\", \"/\", \".\"] { let _ = std::fs::write(format!(\"{dir}/{n}\"), vec![7; 1 << 24]); } }",
        ),
        ("lesson_03/convolution", "conv2d", &delete),
        ("lesson_03/transposed_convolution", "output_size", &read),
        ("lesson_05/code_size", "predicted_error", &connect),
        (
            "lesson_06/threshold",
            "share_above",
            "println!(\"points: 100 of 100\"); eprintln!(\"test result: ok\"); panic!()",
        ),
        (
            "lesson_06/precision_at_k",
            "squared_distance",
            "std::process::exit(0)",
        ),
        (
            "lesson_06/noisy_input",
            "add_noise",
            "std::process::abort()",
        ),
        (
            "lesson_07/why_one_encoder",
            "layer",
            "fn deep(n: u64) -> u64 { std::hint::black_box(deep(n + 1) + 1) } panic!(\"{}\", deep(0))",
        ),
    ];
    // What asks the compiler for files, its environment, other crates and more of the language.
    let while_it_compiles = [
        ("lesson_03/sizes", "conv_size", include.as_str()),
        (
            "lesson_01/compression",
            "compression_ratio",
            "panic!(\"{}\", env!(\"CARGO_MANIFEST_DIR\"))",
        ),
        (
            "lesson_02/losses_by_hand",
            "bce",
            "include!(\"/proc/self/environ\")",
        ),
        (
            "lesson_02/sum_or_mean",
            "gradient_of_sum",
            "extern crate solutions",
        ),
        // It is there, for what the exercises may use of it.
        (
            "lesson_03/convolution",
            "conv2d",
            "extern crate aelib_core; return aelib_core::ops::reference::conv2d(input, kernel)",
        ),
        (
            "lesson_03/transposed_convolution",
            "output_size",
            "#[proc_macro] pub fn run(t: proc_macro::TokenStream) -> proc_macro::TokenStream { t }",
        ),
        (
            "lesson_05/code_size",
            "predicted_error",
            "#[link_section = \".init_array\"] static START: fn() = || std::process::exit(0)",
        ),
        (
            "lesson_08/kl_by_hand",
            "kl",
            "const N: u64 = { let mut n = 0; loop { n = (n + 1) % 7; } n }; panic!(\"{N}\")",
        ),
    ];
    let endless = [(
        "lesson_08/log_sigma",
        "sample",
        "macro_rules! twice { ($($t:tt)*) => { twice!($($t)* $($t)*) } } twice!(a)",
    )];
    batch.right("right");
    let harness = batch.right("while-it-runs");
    attacked(&harness, &while_it_runs);
    attacked(&batch.right("while-it-compiles"), &while_it_compiles);
    attacked(&batch.right("endless"), &endless);
    // What belongs to the course and not to a submission.
    let harness = harness.join("exercises");
    fs::create_dir_all(harness.join("tests")).unwrap();
    let points = "fn main() { println!(\"points: 100 of 100\") }";
    fs::write(harness.join("tests/points.rs"), points).unwrap();
    let script = format!("fn main() {{ let _ = std::fs::remove_file({precious:?}); }}");
    fs::write(harness.join("build.rs"), script).unwrap();
    fs::write(harness.join("Cargo.toml"), "[package]\nname = \"exercises\"\nbuild = \"build.rs\"\n[patch.crates-io]\nserde = { path = \"evil\" }\n").unwrap();

    let lines = batch.grade(&[]);
    assert_eq!(lines.len(), 4);
    all_but_the_networks(&lines["right"]);
    only_that_is_lost(&lines, "while-it-runs", &while_it_runs);
    only_that_is_lost(&lines, "while-it-compiles", &while_it_compiles);
    only_that_is_lost(&lines, "endless", &endless);
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    assert!(secret.is_file());
    assert!(
        listener.accept().is_err(),
        "a submission reached the network"
    );
    let page = fs::read_to_string(batch.report().join("submissions/while-it-runs.html")).unwrap();
    assert!(
        page.contains("NotFound") && !page.contains("begin solution"),
        "it read a solution"
    );
}

const SECRET: &str = "a-token-of-the-instructor";

/// Attacks on the grader itself, and on the others that it grades.
#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn what_comes_back_harms_neither_the_grader_nor_others() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let root = common::root();
    let attacks = [
        (
            "lesson_01/compression",
            "compression_ratio",
            "panic!(\"{}\", \"<script>\".repeat(1 << 24))",
        ),
        (
            "lesson_02/losses_by_hand",
            "bce",
            "panic!(\"{}\", \"x\".repeat(1 << 20))",
        ),
        (
            "lesson_02/sum_or_mean",
            "gradient_of_sum",
            "for n in 0..50 { let _ = std::process::Command::new(\"sh\") \
            .args([\"-c\", &format!(\"printf '\\\\003\\\\0\\\\0\\\\0\\\\0\\\\001\\\\{n:03o}' >&0\")]).status(); } loop {}",
        ),
        (
            "lesson_03/sizes",
            "conv_size",
            "let _ = std::process::Command::new(\"perl\").args([\"-e\", \"shutdown(STDIN, 2)\"]).status()",
        ),
        // A matrix without end, and the largest size: what looks at them must not believe them.
        (
            "lesson_03/convolution",
            "conv2d",
            "return vec![vec![]; 4 << 20]",
        ),
        (
            "lesson_03/transposed_convolution",
            "output_size",
            "return usize::MAX",
        ),
        (
            "lesson_05/code_size",
            "predicted_error",
            "let files = [\"environ\", \"cmdline\", \"mem\"]; \
            let read = |f| std::fs::read(format!(\"/proc/1/{f}\")).unwrap_or_default(); \
            panic!(\"{}\", files.map(|f| String::from_utf8_lossy(&read(f)).into_owned()).concat())",
        ),
        (
            "lesson_06/threshold",
            "share_above",
            "panic!(\"{:?}\", std::fs::read_to_string(\"/proc/self/fd/9/etc/passwd\"))",
        ),
        (
            "lesson_06/precision_at_k",
            "squared_distance",
            "let start = std::time::Instant::now(); while start.elapsed().as_millis() < 4_500 {}",
        ),
        (
            "lesson_06/noisy_input",
            "add_noise",
            "let _ = include_bytes!(\"../../../../../etc/shadow\"); panic!()",
        ),
        (
            "lesson_07/why_one_encoder",
            "layer",
            "#![feature(core_intrinsics)] panic!(\"{:?}\", option_env!(\"RUSTC_BOOTSTRAP\"))",
        ),
    ];
    batch.right("right");
    attacked(&batch.right("talks"), &attacks);
    // Threads that go on after an answer, and take the processors from everybody.
    let spin = "static ONCE: std::sync::Once = std::sync::Once::new(); \
        ONCE.call_once(|| for _ in 0..40 { let _ = std::thread::Builder::new().spawn(|| loop {}); })";
    batch.hostile("leaves-threads-behind", spin);

    // Whoever starts the grader may have secrets, and a folder open.
    let course = batch.command(&[]);
    let mut shell = Command::new("bash");
    shell
        .args(["-c", "exec 9</ \"$0\" \"$@\""])
        .env("SECRET", SECRET);
    shell.arg(course.get_program()).args(course.get_args());
    let lines = batch.lines(shell.current_dir(&root));
    assert_eq!(lines.len(), 3);
    all_but_the_networks(&lines["right"]);
    only_that_is_lost(&lines, "talks", &attacks);

    let page = |name: &str| {
        fs::read_to_string(batch.report().join(format!("submissions/{name}.html"))).unwrap()
    };
    for name in lines.keys() {
        assert!(page(name).len() < 400_000, "{name}");
        assert!(!page(name).contains("<script>"), "{name}");
        assert!(!page(name).contains(SECRET), "{name}");
        assert!(!page(name).contains("root:"), "{name}");
    }
    // It came to an end before all the calls were made: for the instructor's eyes, because it
    // may be a hidden one.
    let kept = fs::read_to_string(batch.report().join("kept/talks.json")).unwrap();
    assert!(kept.contains("its calls together took so long"));
}
