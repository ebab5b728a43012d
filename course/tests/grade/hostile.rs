//! Code that wants points for nothing, or to do harm.

use crate::{Batch, all_but_the_weights, attack, common, points};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::process::Command;

const ATTACKED: &str = "lesson_03::sizes";

/// It lost what was attacked, and nothing else.
#[track_caller]
fn only_that_is_lost(lines: &BTreeMap<String, Value>, name: &str) {
    let (line, right) = (&lines[name], &lines["right"]);
    assert!(
        points(line, ATTACKED) < points(right, ATTACKED),
        "{name} gains points: {line}"
    );
    let all = right["exercises"].as_object().unwrap().keys();
    for exercise in all.filter(|exercise| *exercise != ATTACKED) {
        assert_eq!(
            points(line, exercise),
            points(right, exercise),
            "{name}: {exercise}"
        );
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
    let (root_text, secret_text) = (root.display().to_string(), secret.display().to_string());
    let precious_text = precious.display().to_string();

    batch.right("right");
    let attacks = [
        ("endless-loop", "loop {}".to_string()),
        ("fork-bomb", "loop { let _ = std::process::Command::new(\"/worker\").spawn(); let _ = std::thread::Builder::new().spawn(|| loop {}); }".into()),
        ("memory-bomb", "let mut all = Vec::new(); loop { all.push(vec![1u8; 1 << 26]); }".into()),
        ("disk-filler", "for n in 0.. { for dir in [\"/tmp\", \"/dev/shm\", \"/\", \".\"] { let _ = std::fs::write(format!(\"{dir}/{n}\"), vec![7; 1 << 24]); } }".into()),
        ("deletes-files", format!("let _ = std::fs::remove_dir_all({root_text:?}); let _ = std::fs::remove_file({precious_text:?}); let _ = std::fs::remove_dir_all(\"/\"); panic!()")),
        ("reads-the-solution", format!("panic!(\"{{}}\", std::fs::read_to_string({secret_text:?}).unwrap())")),
        ("includes-the-solution", format!("panic!(\"{{}}\", include_str!({secret_text:?}))")),
        ("opens-a-socket", format!("std::net::TcpStream::connect((\"127.0.0.1\", {port})).unwrap(); panic!()")),
        ("prints-points", "println!(\"points: 100 of 100\"); eprintln!(\"test result: ok\"); panic!()".into()),
        ("exits", "std::process::exit(0)".into()),
        ("aborts", "std::process::abort()".into()),
        ("overflows-the-stack", "fn deep(n: u64) -> u64 { std::hint::black_box(deep(n + 1) + 1) } panic!(\"{}\", deep(0))".into()),
        ("macro", "macro_rules! twice { ($($t:tt)*) => { twice!($($t)* $($t)*) } } twice!(a)".into()),
        ("endless-constant", "const N: u64 = { let mut n = 0; loop { n = (n + 1) % 7; } n }; panic!(\"{N}\")".into()),
    ];
    for (name, body) in &attacks {
        batch.hostile(name, body);
    }
    let harness = batch
        .hostile("replaces-the-harness", "panic!()")
        .join("exercises");
    fs::create_dir_all(harness.join("tests")).unwrap();
    fs::write(
        harness.join("tests/points.rs"),
        "fn main() { println!(\"points: 100 of 100\") }",
    )
    .unwrap();
    let script = "fn main() { let _ = std::fs::remove_file(PRECIOUS); }"
        .replace("PRECIOUS", &format!("{precious_text:?}"));
    fs::write(harness.join("build.rs"), script).unwrap();
    fs::write(harness.join("Cargo.toml"), "[package]\nname = \"exercises\"\nbuild = \"build.rs\"\n[patch.crates-io]\nserde = { path = \"evil\" }\n").unwrap();

    let lines = batch.grade(&[]);
    all_but_the_weights(&lines["right"]);
    assert_eq!(lines.len(), attacks.len() + 2);
    for name in lines.keys().filter(|name| *name != "right") {
        only_that_is_lost(&lines, name);
    }
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    assert!(secret.is_file());
    assert!(
        listener.accept().is_err(),
        "a submission reached the network"
    );
    let page =
        fs::read_to_string(batch.report().join("submissions/reads-the-solution.html")).unwrap();
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
    batch.right("right");
    let attacks = [
        (
            "talks-without-end",
            "panic!(\"{}\", \"<script>\".repeat(1 << 24))",
        ),
        ("talks-much", "panic!(\"{}\", \"x\".repeat(1 << 20))"),
        (
            "forges-replies",
            "use std::{io::Write, mem::ManuallyDrop, os::fd::FromRawFd}; \
            let mut socket = ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(0) }); \
            for n in 0..50 { let _ = socket.write_all(&[3, 0, 0, 0, 0, 1, n]); } loop {}",
        ),
        (
            "closes-the-socket",
            "unsafe extern \"C\" { fn close(file: i32) -> i32; } \
            for file in 0..1024 { unsafe { close(file); } }",
        ),
        (
            "reads-the-graders-process",
            "let files = [\"environ\", \"cmdline\", \"mem\"]; \
            let read = |f| std::fs::read(format!(\"/proc/1/{f}\")).unwrap_or_default(); \
            panic!(\"{}\", files.map(|f| String::from_utf8_lossy(&read(f)).into_owned()).concat())",
        ),
        (
            "climbs-out-of-an-open-folder",
            "panic!(\"{:?}\", std::fs::read_to_string(\"/proc/self/fd/9/etc/passwd\"))",
        ),
        (
            "comes-back-slowly",
            "std::thread::sleep(std::time::Duration::from_millis(4_500))",
        ),
        (
            "includes-outside",
            "let _ = include_bytes!(\"../../../../../etc/shadow\"); panic!()",
        ),
        (
            "wants-another-compiler",
            "#![feature(core_intrinsics)] panic!(\"{:?}\", option_env!(\"RUSTC_BOOTSTRAP\"))",
        ),
    ];
    for (name, body) in attacks {
        batch.hostile(name, body);
    }
    // Code of the course's own hints would try this size out.
    attack(
        &batch.right("returns-a-huge-size"),
        "lesson_03/sizes",
        "even_kernel",
        "if k == 4 { return 1 << 40 }",
    );
    let matrix = "return vec![vec![]; 4 << 20]";
    attack(
        &batch.right("returns-a-huge-matrix"),
        "lesson_03/convolution",
        "conv2d",
        matrix,
    );
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
    all_but_the_weights(&lines["right"]);
    assert_eq!(lines.len(), attacks.len() + 4);
    for (name, _) in attacks {
        only_that_is_lost(&lines, name);
    }
    only_that_is_lost(&lines, "returns-a-huge-size");
    let huge = &lines["returns-a-huge-matrix"];
    assert_eq!(points(huge, "lesson_03::convolution"), 0);

    let page = |name: &str| {
        fs::read_to_string(batch.report().join(format!("submissions/{name}.html"))).unwrap()
    };
    for name in lines.keys() {
        assert!(page(name).len() < 200_000, "{name}");
        assert!(!page(name).contains("<script>"), "{name}");
        assert!(!page(name).contains(SECRET), "{name}");
        assert!(!page(name).contains("root:"), "{name}");
    }
    assert!(page("comes-back-slowly").contains("its calls together took so long"));
}
