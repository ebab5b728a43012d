//! Right work keeps its points, whatever else is wrong; and old answers do not.

use crate::{Batch, all_but_the_networks, attack, not_graded, points};
use serde_json::Value;
use std::fs;
use std::path::Path;

const SIZES: &str = "lesson_03::sizes";
const BY_HAND: &str = "lesson_03::by_hand";

/// Files, and what each has more than its answer: each of these would be in the way of all
/// other exercises, because all are in one program.
const REACHES: [(&str, &str); 10] = [
    (
        "lesson_06/noisy_input",
        "#[unsafe(no_mangle)] pub extern \"C\" fn malloc(_: usize) -> *mut u8 { std::ptr::null_mut() }",
    ),
    (
        "lesson_02/losses_by_hand",
        "struct Mine; unsafe impl std::alloc::GlobalAlloc for Mine { \
         unsafe fn alloc(&self, _: std::alloc::Layout) -> *mut u8 { std::ptr::null_mut() } \
         unsafe fn dealloc(&self, _: *mut u8, _: std::alloc::Layout) {} } \
         #[global_allocator] static MINE: Mine = Mine;",
    ),
    (
        "lesson_02/sum_or_mean",
        "#[used] #[unsafe(link_section = \".init_array\")] static START: extern \"C\" fn() = start; \
         extern \"C\" fn start() { std::process::exit(0) }",
    ),
    (
        "lesson_03/sizes",
        "#[unsafe(no_mangle)] pub extern \"C\" fn main() -> i32 { 0 }",
    ),
    (
        "lesson_03/convolution",
        "std::arch::global_asm!(\".globl free\", \"free: ret\");",
    ),
    (
        "lesson_03/transposed_convolution",
        "#[link(name = \"nowhere\")] unsafe extern \"C\" {}",
    ),
    (
        "lesson_05/code_size",
        "unsafe extern \"C\" { safe fn abort() -> !; }",
    ),
    (
        "lesson_06/threshold",
        "#[allow(unsafe_code)] mod mine { #[unsafe(export_name = \"write\")] pub fn write() {} }",
    ),
    // In the program around the exercises, which calls macros of what it finds in this one.
    (
        "lesson_01/compression",
        "#[macro_export] macro_rules! mine { ($($t:tt)*) => {{ \
         #[unsafe(no_mangle)] pub extern \"C\" fn free(_: *mut u8) {} std::process::exit(0) }} } \
         pub mod interface { pub use crate::mine as plain; }",
    ),
    // The compiler does not stand it.
    (
        "lesson_07/why_one_encoder",
        "macro_rules! deep { ($x:expr) => { deep!(($x)) } } pub const DEEP: u32 = deep!(1);",
    ),
];
const HARMLESS: &str = "
pub fn main() {}
#[global_allocator]
static MINE: std::alloc::System = std::alloc::System;
";

fn append(folder: &Path, file: &str, text: &str) {
    let file = folder.join("exercises/src").join(file);
    let old = fs::read_to_string(&file).unwrap_or_default();
    fs::write(file, old + text).unwrap();
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn an_error_costs_the_file_that_has_it_and_no_other() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.right("right");
    // The error's words point at the other file, too.
    let mentions = batch.right("mentions");
    append(
        &mentions,
        "lesson_03/sizes.rs",
        "\npub struct Size { pub n: usize }\n",
    );
    let broken = "\nfn broken() { let _ = crate::lesson_03::sizes::Size { m: 3 }; }\n";
    append(&mentions, "lesson_03/by_hand.rs", broken);
    // A function that is called something else is missed elsewhere.
    let renamed = batch.right("renamed");
    let file = renamed.join("exercises/src/lesson_03/by_hand.rs");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("pub fn size(", "pub fn sizes(");
    fs::write(&file, text).unwrap();
    // A module of one's own, known to a `lib.rs` that was not handed in.
    let helped = batch.right("helped");
    append(
        &helped,
        "helper.rs",
        "/// Three.\npub fn three() -> usize { 3 }\n",
    );
    append(
        &helped,
        "lesson_03/sizes.rs",
        "\nfn _x() -> usize { crate::helper::three() }\n",
    );
    fs::remove_file(helped.join("exercises/src/lib.rs")).unwrap();
    // Code that reaches into the rest of the program.
    let reaches = batch.right("reaches");
    for (file, text) in REACHES {
        append(&reaches, &format!("{file}.rs"), &format!("\n{text}\n"));
    }
    let harmless = batch.right("harmless");
    let root = harmless.join("exercises/src/lib.rs");
    let text = fs::read_to_string(&root).unwrap();
    fs::write(&root, format!("#![no_std]\n{text}")).unwrap();
    append(&harmless, "lesson_03/by_hand.rs", HARMLESS);
    // No room for the program: that is no error in a file.
    let large = batch.right("large");
    let bytes = "\npub static LARGE: [u8; 400 << 20] = [1; 400 << 20];\n";
    append(&large, "lesson_03/by_hand.rs", bytes);

    let lines = batch.grade_some(&[]);
    all_but_the_networks(&lines["right"]);
    all_but_the_networks(&lines["helped"]);
    for name in ["mentions", "renamed"] {
        assert_eq!(points(&lines[name], BY_HAND), 0, "{name}: {}", lines[name]);
        assert_eq!(
            points(&lines[name], SIZES),
            points(&lines["right"], SIZES),
            "{name}"
        );
    }
    all_but_the_networks(&lines["harmless"]);
    let all = lines["right"]["exercises"].as_object().unwrap();
    for exercise in all.keys() {
        let file = exercise.replace("::", "/");
        let reached = REACHES.iter().any(|(reached, _)| *reached == file);
        let of = if reached {
            0
        } else {
            points(&lines["right"], exercise)
        };
        assert_eq!(points(&lines["reaches"], exercise), of, "{exercise}");
    }
    not_graded(&lines["large"], "the compiler failed");
    assert!(!batch.report().join("kept/large.json").exists());
}

/// The arguments of the cases that students see, of one function of `lesson_03::sizes`.
fn public(function: &str) -> Vec<Vec<u64>> {
    let file = crate::common::root().join("exercises/cases/lesson_03.sizes.json");
    let cases: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let checks = cases["checks"].as_array().unwrap().iter();
    let checks = checks.filter(|check| check["function"] == function);
    let cases = checks.flat_map(|check| check["cases"].as_array().unwrap());
    cases
        .map(|case| serde_json::from_value(case["arguments"].clone()).unwrap())
        .collect()
}

/// What a submission remembers from call to call, in its process and in a file.
const MEMORY: &str = "
static SEEN: std::sync::Mutex<Vec<Vec<usize>>> = std::sync::Mutex::new(Vec::new());
fn seen(arguments: Vec<usize>) {
    let mut all = std::fs::read_to_string(\"/tmp/seen\").unwrap_or_default();
    all += &format!(\"{arguments:?};\");
    let _ = std::fs::write(\"/tmp/seen\", all);
    SEEN.lock().unwrap().push(arguments);
}
";

/// Passes what students see, and fails with the arguments of what they do not; and says in one
/// check what it has seen in another. And a homework that is right when it is called first.
#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn hidden_cases_stay_hidden_and_old_grades_are_not_believed() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let folder = batch.whole("anna");
    append(&folder, "lesson_03/sizes.rs", MEMORY);
    let remembers = "seen(vec![m, k, s, p])";
    attack(&folder, "lesson_03/sizes", "conv_size", remembers);
    let says = "let file = std::fs::read_to_string(\"/tmp/seen\").unwrap(); \
        panic!(\"SEEN {:?};{file} END\", SEEN.lock().unwrap())";
    attack(&folder, "lesson_03/sizes", "inputs", says);
    let only = format!(
        "if !{:?}.contains(&[k, s]) {{ return 0 }}",
        public("even_kernel")
    );
    attack(&folder, "lesson_03/sizes", "even_kernel", &only);
    let once = "static CALLS: std::sync::Once = std::sync::Once::new(); \
        assert!(!CALLS.is_completed() && !std::path::Path::new(\"/tmp/called\").exists()); \
        CALLS.call_once(|| ()); std::fs::write(\"/tmp/called\", \"\").unwrap()";
    attack(&folder, "lesson_09/denoiser", "restore", once);
    let line = batch.grade(&[]).remove("anna").unwrap();
    assert_eq!(points(&line, "lesson_09::denoiser"), 20, "{line}");
    assert!(points(&line, SIZES) < 4, "{line}");
    let page = fs::read_to_string(batch.report().join("submissions/anna.html")).unwrap();
    let (_, said) = page.split_once("SEEN").unwrap();
    let (said, _) = said.split_once(" END").unwrap();
    let known = public("conv_size");
    let numbers = said.split(['[', ']']).filter(|part| part.contains(','));
    let told = numbers.map(|part| serde_json::from_str::<Vec<u64>>(&format!("[{part}]")));
    let told = Vec::from_iter(told.flatten());
    assert!(told.len() >= 2 * known.len(), "{said}");
    let hidden = told.iter().find(|arguments| !known.contains(arguments));
    assert_eq!(hidden, None, "a hidden case is told");
    let report = |file: &str| fs::read_to_string(batch.report().join(file)).unwrap();
    let seed = report("kept/seed");
    let kept: Value = serde_json::from_str(&report("kept/anna.json")).unwrap();
    let lost = kept["exercises"][SIZES]["lost"].as_array().unwrap();
    let hidden: Vec<_> = lost.iter().filter(|lost| lost["hidden"] == true).collect();
    assert!(!hidden.is_empty(), "{kept}");
    for file in [
        "submissions/anna.html",
        "exports/gradescope/anna/results.json",
        "exports/prairielearn/anna/results.json",
    ] {
        let text = report(file);
        assert!(text.contains("others of the same kind"), "{file}");
        assert!(!text.contains(seed.trim()), "{file}");
        for lost in &hidden {
            let call = lost["reason"].as_str().unwrap().lines().next().unwrap();
            assert!(!text.contains(call), "{file}: {call}");
        }
    }

    // Other digits, and the same submission: it is graded again, with the same hidden cases.
    let file = batch.report().join("kept/anna.json");
    let marked = report("kept/anna.json").replace("\"status\":\"", "\"status\":\"old ");
    fs::write(&file, &marked).unwrap();
    assert!(
        batch.grade(&[])["anna"]["status"]
            .as_str()
            .unwrap()
            .starts_with("old ")
    );
    let data = batch.0.path().join("nothing");
    fs::create_dir(&data).unwrap();
    fs::write(&file, marked).unwrap();
    let mut course = batch.command(&[]);
    let other = match std::env::var_os("AELIB_DATA_DIR") {
        Some(_) => course.env_remove("AELIB_DATA_DIR"),
        None => return,
    };
    let lines = batch.lines(other);
    assert!(
        !lines["anna"]["status"]
            .as_str()
            .unwrap()
            .starts_with("old ")
    );
}
