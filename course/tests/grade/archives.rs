//! Archives that want more than to be read.

use crate::{Batch, all_but_the_weights, copy};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;

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
    // 10 GB.
    (0..640).for_each(|_| zip.write_all(&zeros).unwrap());
    zip.finish().unwrap();

    fs::write(batch.dir().join("broken.zip"), "PK but no archive").unwrap();
    fs::create_dir(batch.dir().join("empty")).unwrap();
    let odd = batch.dir().join("not-utf-8/exercises");
    copy(&right.join("exercises"), &odd);
    fs::write(odd.join("src/lesson_03/sizes.rs"), [0xff, 0xfe, 0x00]).unwrap();

    let lines = batch.grade(&[]);
    for name in ["right", "tarred"] {
        all_but_the_weights(&lines[name]);
    }
    for name in ["bomb", "broken", "climbing", "empty"] {
        assert_eq!(lines[name]["points"], 0, "{name}");
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
