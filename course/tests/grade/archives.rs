//! Archives that want more than to be read.

use crate::{Batch, all_but_the_networks, all_but_the_weights, common, copy, not_graded};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn archives_are_read_and_nothing_leaves_them() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let right = batch.right("right");

    // A link to somebody's secret in place of a source.
    let linked = batch.right("linked");
    let file = linked.join("exercises/src/lesson_03/sizes.rs");
    fs::remove_file(&file).unwrap();
    symlink(
        crate::common::root().join("solutions/src/lesson_03/sizes.rs"),
        &file,
    )
    .unwrap();

    let mut tar = tar::Builder::new(File::create(batch.dir().join("tarred.tar")).unwrap());
    tar.append_dir_all("exercises", right.join("exercises"))
        .unwrap();
    tar.finish().unwrap();

    // `tar` refuses to write such a path, so its bytes are put into the header.
    let mut header = tar::Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..23].copy_from_slice(b"../../escaped/src/li.rs");
    header.set_size(4);
    header.set_cksum();
    let mut tar = tar::Builder::new(File::create(batch.dir().join("climbing.tar")).unwrap());
    tar.append(&header, &b"evil"[..]).unwrap();
    tar.finish().unwrap();

    let mut zip = zip::ZipWriter::new(File::create(batch.dir().join("bomb.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default()
        .large_file(true)
        .compression_level(Some(1));
    zip.start_file("exercises/src/lib.rs", options).unwrap();
    let zeros = vec![0; 1 << 24];
    // 1 GB, a thousand times what it takes.
    (0..64).for_each(|_| zip.write_all(&zeros).unwrap());
    zip.finish().unwrap();

    // As some programs write it on Windows.
    let name = batch.dir().join("backslashes.ZIP");
    let mut zip = zip::ZipWriter::new(File::create(name).unwrap());
    pack(&mut zip, &right.join("exercises"), "exercises");
    zip.finish().unwrap();

    // A link to the reference's weights in place of one's own.
    let weights = common::root().join("solutions/denoiser.safetensors");
    let borrowed = batch
        .with_networks("borrowed")
        .join("exercises/denoiser.safetensors");
    symlink(weights, borrowed).unwrap();

    fs::write(batch.dir().join("broken.zip"), "PK but no archive").unwrap();
    // As deep as a path can be.
    let mut deep = batch.dir().join("deep");
    while fs::create_dir(&deep).is_ok() {
        deep.push("a");
    }
    fs::create_dir(batch.dir().join("empty")).unwrap();
    let odd = batch.dir().join("not-utf-8/exercises");
    copy(&right.join("exercises"), &odd);
    fs::write(odd.join("src/lesson_03/sizes.rs"), [0xff, 0xfe, 0x00]).unwrap();

    // Two entries that share one stream, which would be unpacked for each.
    let name = batch.dir().join("shared.zip");
    let mut zip = zip::ZipWriter::new(File::create(&name).unwrap());
    for path in ["exercises/src/lib.rs", "exercises/src/two.rs"] {
        zip.start_file(path, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"// nothing").unwrap();
    }
    zip.finish().unwrap();
    let mut bytes = fs::read(&name).unwrap();
    // The place of the second one's beginning, in the list at the end.
    let mark = bytes
        .windows(4)
        .rposition(|four| four == b"PK\x01\x02")
        .unwrap();
    bytes[mark + 42..mark + 46].fill(0);
    fs::write(&name, bytes).unwrap();

    // A name of 200 MB, in a few kilobytes.
    let file = File::create(batch.dir().join("name.tar.gz")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(200 << 20);
    header.set_cksum();
    gz.write_all(header.as_bytes()).unwrap();
    (0..200).for_each(|_| gz.write_all(&vec![b'a'; 1 << 20]).unwrap());
    gz.finish().unwrap();

    let lines = batch.grade_some(&[]);
    not_graded(&lines["shared"], "lie over each other");
    not_graded(&lines["name"], "a name of more than");
    all_but_the_weights(&lines["borrowed"]);
    for name in ["right", "tarred", "backslashes"] {
        all_but_the_networks(&lines[name]);
    }
    for name in ["bomb", "broken", "climbing", "deep", "empty"] {
        not_graded(&lines[name], "");
    }
    for name in ["linked", "not-utf-8"] {
        assert_eq!(lines[name]["exercises"]["lesson_03::sizes"], 0, "{name}");
        assert_eq!(
            lines[name]["exercises"]["lesson_03::convolution"],
            lines["right"]["exercises"]["lesson_03::convolution"]
        );
    }
    assert!(!batch.0.path().join("escaped").exists());
}

/// Writes a folder into an archive, under a name with backslashes.
fn pack(zip: &mut zip::ZipWriter<File>, folder: &Path, name: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}\\{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            pack(zip, &path, &name);
            continue;
        }
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(&fs::read(path).unwrap()).unwrap();
    }
}

#[test]
#[ignore = "needs bubblewrap"]
fn names_harm_no_table_no_page_and_no_terminal() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let long = "long".repeat(60);
    let names = [
        "=1+1",
        "\t=1+1",
        " =1+2",
        "＝1+3",
        "a,\"b\"",
        "<script>alert(1)",
        "two\nlines",
        "\u{1b}[2Jcleared",
        "turned\u{202e}round",
        "same",
        "same_",
        &long,
    ];
    for name in names {
        fs::create_dir(batch.dir().join(name)).unwrap();
    }
    fs::write(batch.dir().join("same.zip"), "").unwrap();
    // Whoever opens it waits for a writer.
    let pipe = batch.dir().join("pipe.zip");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());

    let output = batch.command(&[]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");

    let report = |file: &str| fs::read_to_string(batch.report().join(file)).unwrap();
    let csv = report("grades.csv");
    // A line for each, and one with the columns' names.
    assert_eq!(csv.lines().count(), names.len() + 3, "{csv}");
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("pipe.zip: no plain file"),
        "{csv}"
    );
    for name in [
        "'=1+1,",
        "' =1+2,",
        "'＝1+3,",
        "\"a,\"\"b\"\"\",",
        "same,",
        "same_,",
        "same.zip,",
    ] {
        assert!(
            csv.lines().any(|line| line.starts_with(name)),
            "{name}: {csv}"
        );
    }
    assert!(
        !csv.lines()
            .any(|line| line.trim_start().starts_with(['=', '＝'])),
        "{csv}"
    );
    assert!(!report("index.html").contains("<script>"));
}

#[test]
#[ignore = "needs bubblewrap"]
fn a_report_among_the_submissions_is_refused() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    // A submission that would be taken for the report, with grades of its own.
    fs::create_dir_all(batch.dir().join("report/kept")).unwrap();
    for report in ["", "report", "other/../report"] {
        let mut course = common::course(&["grade", "--report"]);
        course.arg(batch.dir().join(report)).arg(batch.dir());
        let said = common::failure(&mut course);
        common::says(&said, &["the report cannot lie among the submissions"]);
    }
}
