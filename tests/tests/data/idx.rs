//! IDX files of any count and size, and what is not one.

use aelib::data::{Images, ReadImages};
use aelib::prelude::Map;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fs;
use tempfile::TempDir;
use tests::idx::{file, parse};
use tests::small_set::gzipped;

proptest! {
    #[test]
    fn what_was_written_is_read(sizes in prop::collection::vec(0u32..6, 1..5), seed: u64) {
        let count = sizes.iter().product::<u32>() as usize;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let bytes: Vec<u8> = (0..count).map(|_| rng.r#gen()).collect();
        let plain = file(&sizes, &bytes);
        for input in [gzipped(&plain), plain] {
            let idx = parse(&input).unwrap();
            prop_assert_eq!(&idx.bytes, &bytes);
            prop_assert!(idx.sizes.iter().zip(&sizes).all(|(a, b)| *a == *b as usize));
        }
    }
}

/// The error about these bytes, which must be one line with these words.
#[track_caller]
fn refused(bytes: &[u8], words: &[&str]) {
    for input in [bytes.to_vec(), gzipped(bytes)] {
        let line = parse(&input).unwrap_err().to_string();
        assert!(
            line.starts_with("input: expected ") && !line.contains('\n'),
            "{line}"
        );
        for word in words {
            assert!(line.contains(word), "expected {word:?} in: {line}");
        }
    }
}

#[test]
fn what_is_no_idx_file_is_refused() {
    refused(&[], &["header of 4 bytes"]);
    refused(b"<html>", &["0, 0, 8", "a web page"]);
    refused(b"\x01abc", &["0, 0, 8", "[1, 97, 98, 99]"]);
    refused(&[0, 0, 13, 1, 0, 0, 0, 0], &["0, 0, 8"]);
    refused(&[0, 0, 8, 3, 0, 0], &["4 more for each dimension"]);
    refused(
        &file(&[2, 3], &[1; 7]),
        &["6 bytes after the header", "found more"],
    );
}

#[test]
fn promises_that_cannot_be_kept_take_no_memory() {
    refused(&file(&[u32::MAX; 4], &[]), &["4294967295", "that holds"]);
    refused(
        &file(&[60_000, 28, 28], &[0; 9]),
        &["60000, 28, 28", "that holds"],
    );
    refused(&file(&[1000; 40], &[]), &["1000"]);
}

#[test]
fn a_file_cut_off_in_the_middle() {
    let packed = gzipped(&file(
        &[9, 100],
        &Vec::from_iter((0..900).map(|i| (i * i / 7) as u8)),
    ));
    for length in 0..packed.len() - 1 {
        assert!(
            parse(&packed[..length]).is_err(),
            "the first {length} bytes"
        );
    }
}

#[test]
fn images_of_ones_own() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("letters.gz");
    fs::write(&path, gzipped(&file(&[2, 3, 4], &Vec::from_iter(0..24)))).unwrap();
    let images = Images::<Map<1, 3, 4>>::read(&path).unwrap();
    assert_eq!(images.len(), 2);
    assert_eq!(images.bytes(), Vec::from_iter(0..24));
    let line = Images::<Map<1, 4, 3>>::read(&path).unwrap_err().to_string();
    assert!(
        line.contains("images of 1x4x3") && line.contains("[2, 3, 4]"),
        "{line}"
    );
    fs::write(&path, file(&[1, 3, 2, 2], &[7; 12])).unwrap();
    assert_eq!(Images::<Map<3, 2, 2>>::read(&path).unwrap().len(), 1);
    let line = Images::<Map<3, 2, 2>>::read(dir.path().join("none"))
        .unwrap_err()
        .to_string();
    assert!(line.contains("none not found: "), "{line}");
    // As arrays of other tools have them: with a channel at the end, or an image in a row.
    for sizes in [&[2, 3, 4, 1][..], &[2, 1, 3, 4], &[2, 12]] {
        fs::write(&path, file(sizes, &[7; 24])).unwrap();
        assert_eq!(
            Images::<Map<1, 3, 4>>::read(&path).unwrap().len(),
            2,
            "{sizes:?}"
        );
    }
}
