//! `cargo course handout`: what a student gets, and what not.

use crate::common::{course, failure, root, says};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A handout, and the folder that it lies in.
fn handout() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("course");
    let output = course(&["handout", dir.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    (folder, dir)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

fn cargo(dir: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(dir);
    cargo
}

#[test]
fn a_handout_has_exercises_and_no_solutions() {
    let (folder, dir) = handout();
    for there in [
        "Cargo.lock",
        "exercises/src/lesson_09/denoiser.rs",
        "notebooks",
        "checks/src",
        "kernel/src",
    ] {
        assert!(dir.join(there).exists(), "{there}");
    }
    for absent in [
        "solutions",
        "tests",
        "checks/tests",
        "course/grade",
        "exercises/tests",
        "kernel/tests",
        "target",
        ".git",
        ".ci",
    ] {
        assert!(!dir.join(absent).exists(), "{absent}");
    }
    for file in files(&dir.join("exercises")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("begin solution"), "{}", file.display());
    }
    assert!(
        files(&dir)
            .iter()
            .all(|file| file.extension().is_none_or(|e| e != "safetensors"))
    );
    let readme = fs::read_to_string(dir.join("README.md")).unwrap();
    assert!(!readme.contains("solutions") && readme.contains("## Licence"));
    // Cargo warns of a profile for a crate that is not there.
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    for absent in ["solutions = ", "grade = ", "\ntests = "] {
        assert!(!manifest.contains(absent), "{absent}");
    }
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing but the handout is left behind");
}

/// Functions that do what an exercise asks for, or much of it.
const ASKED_FOR: [&str; 28] = [
    "add_noise",
    "agreement",
    "anomaly_scores",
    "bce_per_pixel",
    "bce_with_logits",
    "conv2d",
    "conv_transpose2d",
    "evaluate",
    "excess",
    "fit",
    "gaussian_noise",
    "interpolate",
    "kl_divergence",
    "kl_monte_carlo",
    "kl_per_dimension",
    "kl_per_image",
    "mse",
    "mse_per_image",
    "nearest",
    "negative_elbo",
    "occlude",
    "precision_at_k",
    "reparameterize",
    "sample",
    "share_above",
    "size",
    "threshold",
    "walk",
];

/// How lines begin that the lessons or the exercises themselves say: how one trains, makes
/// images, and ends a decoder of digits.
const SAID: [&str; 10] = [
    "ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>",
    "Images::from_bytes(bytes)",
    "adam.step(",
    "decoder.forward(codes)",
    "let latent = network.encode(",
    "let logits = model.decode(",
    "let loss = bce_with_logits(",
    "let mut decoder: Layers",
    "let mut network = new_network",
    "let mut rng = ",
];

/// Nothing that a student could search for and paste: neither a line of a solution nor the
/// body of a function of the library that does the same.
#[test]
fn nothing_in_a_handout_is_an_answer() {
    let (_folder, dir) = handout();
    let mut texts = Vec::new();
    for file in files(&dir) {
        let name = file.strip_prefix(&dir).unwrap().to_path_buf();
        if let Ok(text) = fs::read_to_string(&file) {
            // In a notebook, quotes are escaped.
            texts.push((name, text.replace("\\\"", "\"")));
        }
    }
    let mut found = Vec::new();
    let library = texts.iter().filter(|(name, _)| {
        let places = [
            "aelib/core",
            "aelib/show/src/explain",
            "aelib/show/src/fit.rs",
            "checks",
            "course",
        ];
        places.iter().any(|place| name.starts_with(place))
    });
    for (name, text) in library {
        for function in ASKED_FOR {
            let heads = [format!("fn {function}("), format!("fn {function}<")];
            for head in heads {
                for (_, rest) in text.match_indices(&head).map(|(at, _)| text.split_at(at)) {
                    let body = rest.find('{').map_or("", |at| rest[at + 1..].trim_start());
                    let declared = rest.find(";").is_some_and(|at| !rest[..at].contains('{'));
                    if !(declared || body.starts_with("sealed::body!(")) {
                        found.push(format!("{}: {head}", name.display()));
                    }
                }
            }
        }
    }
    for file in files(&root().join("solutions/src")) {
        let solution = fs::read_to_string(file).unwrap();
        let solution = solution.split("// begin source").next().unwrap();
        for region in solution.split("// begin solution").skip(1) {
            let region = region.split("// end solution").next().unwrap();
            let lines = region.lines().skip(1).map(str::trim);
            let said = |line: &str| SAID.iter().any(|begin| line.starts_with(begin));
            let tells = |line: &&str| line.len() >= 24 && !line.starts_with("//") && !said(line);
            for line in lines.filter(tells) {
                let there = texts.iter().filter(|(_, text)| text.contains(line));
                found.extend(there.map(|(name, _)| format!("{}: {line}", name.display())));
            }
        }
    }
    for (name, text) in &texts {
        let formulas = ["sigmoid - t", "(x - t) * (x - t)"];
        let there = formulas.iter().filter(|formula| text.contains(**formula));
        found.extend(there.map(|formula| format!("{}: {formula}", name.display())));
    }
    let lesson = dir.join("notebooks/03_convolution_arithmetic.ipynb");
    let lesson = fs::read_to_string(lesson).unwrap();
    assert!(lesson.contains("conv_transpose2d") && !lesson.contains("fn stamp"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn its_notebooks_have_all_cells_and_no_outputs() {
    let (_folder, dir) = handout();
    let lessons = files(&dir.join("notebooks"));
    let lessons = lessons
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "ipynb"));
    let mut count = 0;
    for lesson in lessons {
        let notebook: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(lesson).unwrap()).unwrap();
        let cells = notebook["cells"].as_array().unwrap();
        let code = cells.iter().filter(|cell| cell["cell_type"] == "code");
        for cell in code {
            assert_eq!(
                cell["outputs"],
                serde_json::json!([]),
                "{}",
                lesson.display()
            );
            assert!(cell["execution_count"].is_null(), "{}", lesson.display());
        }
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn its_lock_file_fits_and_has_the_same_versions() {
    let (_folder, dir) = handout();
    let update = cargo(&dir)
        .args(["update", "--workspace", "--offline", "--locked", "--quiet"])
        .output();
    let update = update.unwrap();
    let said = String::from_utf8_lossy(&update.stderr);
    assert!(update.status.success(), "{said}");
    assert!(said.is_empty(), "no warnings either: {said}");
    let ours = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let theirs = fs::read_to_string(dir.join("Cargo.lock")).unwrap();
    let versions = |text: &str| -> Vec<String> {
        let packages = text
            .split("[[package]]")
            .filter(|package| package.contains("checksum"));
        packages
            .map(|package| package.lines().take(3).collect())
            .collect()
    };
    let ours = versions(&ours);
    assert!(
        versions(&theirs)
            .iter()
            .all(|version| ours.contains(version))
    );
}

/// On a machine that has everything, and what a student's copy of it builds.
#[test]
#[ignore = "needs what `cargo course lab --check` sets up"]
fn a_kernel_that_fits_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("course");
    let output = course(&["handout", "--with-kernel", dir.to_str().unwrap()]).output();
    assert!(output.unwrap().status.success());
    let there = setup::project::Project { root: dir.clone() };
    assert_eq!(setup::kernel::is_stale(&there, false), None);
    fs::write(dir.join("kernel/src/main.rs"), "fn main() {}").unwrap();
    let reason = setup::kernel::is_stale(&there, false).unwrap();
    says(&reason, &["another kernel/src"]);
}

#[test]
fn a_folder_that_exists_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let line = failure(&mut course(&["handout", folder.path().to_str().unwrap()]));
    says(&line, &["exists already", "name a new folder"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// What `cargo test -p exercises` says in a handout.
fn exercises(dir: &Path) -> String {
    let arguments = ["test", "--offline", "--quiet", "-p", "exercises", "--"];
    // Without the homework, which would be trained.
    let lessons = ["lesson_01", "lesson_02", "lesson_03", "lesson_04", "bonus"];
    let output = cargo(dir)
        .env("CARGO_TARGET_DIR", dir.join("target"))
        .args(arguments)
        .args(lessons)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

#[test]
#[ignore = "builds aelib and the checks once more"]
fn a_student_gets_points_for_what_is_written_whatever_else_is_broken() {
    let (_folder, dir) = handout();
    // The libraries that all of it depends on are built already. Cargo takes the course's own
    // for the same, whose place would be taken here: so these are copies.
    let built = ["deps", "build", ".fingerprint"];
    let built = built.map(|name| root().join("target/debug").join(name));
    fs::create_dir_all(dir.join("target/debug")).unwrap();
    let mut copy = Command::new("cp");
    copy.args(["-a", "--reflink=auto"])
        .args(built)
        .arg(dir.join("target/debug"));
    assert!(copy.status().unwrap().success());
    let text = exercises(&dir);
    assert!(text.contains("points: 0 of "), "{text}");
    assert!(text.contains("not written yet"), "{text}");
    assert!(text.lines().count() <= 60, "{text}");

    let file = |name: &str| dir.join(format!("exercises/src/{name}.rs"));
    let change = |name: &str, old: &str, new: &str| {
        let text = fs::read_to_string(file(name)).unwrap();
        assert!(text.contains(old), "{name}: {old}");
        fs::write(file(name), text.replacen(old, new, 1)).unwrap();
    };
    let solution = root().join("solutions/src/lesson_03/sizes.rs");
    let solution = fs::read_to_string(solution).unwrap();
    fs::write(
        file("lesson_03/sizes"),
        solution.split("// begin source").next().unwrap(),
    )
    .unwrap();
    // A wrong type; a sign too few, found before all types; a function that is gone; a layer
    // that does not fit, found after all types; and one that takes the whole program with it.
    change("lesson_02/logits", "todo!(", "let _: u32 = \"\"; todo!(");
    change("lesson_02/sum_or_mean", "todo!(", "todo!((");
    change("lesson_03/by_hand", "fn question", "fn answer");
    change(
        "lesson_04/decoder",
        "let _ = (codes, seed); // Replace this line, too.\n",
        "type Layers = ConvTranspose2d<Map<6, 1, 1>, Map<1, 28, 28>, 4, 2, 1>;\n\
         let layers: Layers = BuildModule::build(&Cpu::default());\n\
         let _ = (layers.forward(Cpu::default().zeros_like(&(1, Const, Const, Const))), codes, seed);\n",
    );
    change(
        "lesson_01/compression",
        "todo!(",
        "std::process::abort(); todo!(",
    );
    let text = exercises(&dir);
    let line = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {text}")).to_string()
    };
    for name in [
        "lesson_02::logits",
        "lesson_02::sum_or_mean",
        "lesson_03::by_hand",
        "lesson_04::decoder",
    ] {
        assert!(line(name).contains("does not compile"), "{text}");
    }
    assert!(line("lesson_03::sizes").contains(" 5 of   5"), "{text}");
    assert!(
        line("lesson_03::convolution").contains("not written yet"),
        "{text}"
    );
    assert!(text.contains("the program ended: signal: 6"), "{text}");
    assert!(text.contains("breaks the size formula"), "{text}");
    assert!(text.contains("points: 5 of "), "{text}");
}
