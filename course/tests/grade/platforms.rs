//! Classes as they really come: from learning platforms, packed in all ways.

use crate::{Batch, all_but_the_networks, copy, not_graded, points};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

const SIZES: &str = "lesson_03::sizes";

/// Packs a folder as `exercises`.
fn zip(folder: &Path, to: &Path) {
    let mut zip = zip::ZipWriter::new(File::create(to).unwrap());
    pack(&mut zip, folder, "exercises");
    zip.finish().unwrap();
}

fn pack(zip: &mut zip::ZipWriter<File>, folder: &Path, name: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            pack(zip, &path, &name);
            continue;
        }
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&fs::read(path).unwrap()).unwrap();
    }
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn every_student_has_a_row_and_a_reason() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let elsewhere = Batch::new();
    let right = elsewhere.right("right").join("exercises");
    let dir = batch.dir();
    let sizes = right.join("src/lesson_03/sizes.rs");
    let text = fs::read_to_string(&sizes).unwrap();

    let moodle = dir.join("Anna Example_11_assignsubmission_file_");
    fs::create_dir(&moodle).unwrap();
    zip(&right, &moodle.join("exercises.zip"));
    zip(
        &right,
        &dir.join("exampleberta_LATE_12_345_my_exercises.zip"),
    );
    // Handed in twice, the second time without an exercise.
    let less = elsewhere.right("less").join("exercises");
    fs::remove_file(less.join("src/lesson_03/sizes.rs")).unwrap();
    zip(&less, &dir.join("examplelea_14_999_exercises.zip"));
    zip(&right, &dir.join("examplelea_14_1000_exercises.zip"));
    // Only what was changed, and only as a file.
    fs::copy(&sizes, dir.join("examplecarl_13_346_sizes-1.rs")).unwrap();
    copy(&right.join("src/lesson_03"), &dir.join("dora/lesson_03"));
    // In another code than UTF-8.
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::create_dir(dir.join("emil")).unwrap();
    fs::write(
        dir.join("emil/sizes.rs"),
        [&[0xff, 0xfe], &wide[..]].concat(),
    )
    .unwrap();
    let latin: Vec<u8> = b"// gr\xf6\xdfer\n"
        .iter()
        .chain(text.as_bytes())
        .copied()
        .collect();
    for name in ["Fritz", "fritz"] {
        fs::create_dir(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("sizes.rs"), &latin).unwrap();
    }
    let others = [
        ("gina.7z", ".zip"),
        ("hans.rar", ".zip"),
        ("ida.tar.xz", ".zip"),
        ("jo.pdf", "no source"),
        ("kim", "no source"),
    ];
    for (name, _) in others {
        fs::write(dir.join(name), "something").unwrap();
    }

    let lines = batch.grade_some(&[]);
    assert_eq!(lines.len(), 13, "{:?}", lines.keys());
    for name in ["Anna Example_11", "exampleberta_LATE_12", "examplelea_14"] {
        all_but_the_networks(&lines[name]);
    }
    let twice = lines["examplelea_14"]["status"].as_str().unwrap();
    assert!(
        twice.contains("exercises-2.zip/exercises/src counts"),
        "{twice}"
    );
    for name in ["examplecarl_13", "dora", "emil"] {
        assert_eq!(
            points(&lines[name], SIZES),
            points(&lines["Anna Example_11"], SIZES),
            "{name}"
        );
    }
    assert!(
        lines["emil"]["status"]
            .as_str()
            .unwrap()
            .contains("read as UTF-16")
    );
    let fritz = lines
        .iter()
        .filter(|(name, _)| name.to_lowercase().starts_with("fritz"));
    for (name, line) in fritz.clone() {
        assert!(points(line, SIZES) > 0, "{name}: {line}");
    }
    let mut names: Vec<_> = fritz.map(|(name, _)| name.to_lowercase()).collect();
    names.dedup();
    assert_eq!(names.len(), 2);
    for (name, words) in others {
        let bare = name.rsplit_once('.').map_or(name, |(bare, _)| bare);
        not_graded(lines.get(bare).unwrap_or(&lines["kim"]), words);
    }

    let report = |file: &str| fs::read_to_string(batch.report().join(file)).unwrap();
    let csv = report("grades.csv");
    assert_eq!(csv.lines().count(), 14);
    let row = csv.lines().find(|line| line.starts_with("jo,")).unwrap();
    assert!(row.starts_with("jo,,,\"not graded"), "{row}");
    assert!(report("index.html").contains("without 5 that are not graded"));
    assert!(report("exports/canvas.csv").contains("exampleberta,12,"));
    assert!(!report("exports/canvas.csv").contains("jo,"));
    assert!(report("exports/moodle.csv").contains("Participant 11,Anna Example,"));
    assert!(report("exports/gradescope/dora/results.json").contains("\"max_score\""));
    assert!(report("exports/prairielearn/jo/results.json").contains("\"gradable\": false"));
    assert!(!batch.report().join("exports/gradescope/jo").exists());
}
