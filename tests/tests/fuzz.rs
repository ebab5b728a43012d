//! Damaged files, very many of them: no panic, and no more memory than they may ask for.

use aelib::data::DataFile;
use peak_alloc::PeakAlloc;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use tests::idx::{file, parse};
use tests::small_set::gzipped;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test at a time: the memory is everybody's.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// What unpacking takes whatever is unpacked: its window and tables, and up to 64 KiB each
/// for the name, the comment and the extra field that a gzip header may have.
const FIXED: usize = 300_000;

/// Runs `read`, which must not hold more than ten times `promise`.
#[track_caller]
fn within<T>(promise: usize, input: &[u8], read: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let outcome = read();
    let most = MEMORY.peak_usage() - before;
    assert!(
        most <= FIXED + 10 * promise,
        "{most} bytes of memory for a promise of {promise}: {:?}",
        &input[..input.len().min(100)]
    );
    outcome
}

/// As many bytes as the header of an unpacked file says, where it is one.
fn promise(plain: &[u8]) -> usize {
    let Some((&[0, 0, 8, dimensions], sizes)) = plain.split_first_chunk() else {
        return 0;
    };
    let Some(sizes) = sizes.get(..4 * usize::from(dimensions)) else {
        return 0;
    };
    let sizes = sizes.as_chunks().0.iter();
    sizes.fold(1usize, |n, size| {
        n.saturating_mul(u32::from_be_bytes(*size) as usize)
    })
}

/// A file with a few bytes changed, cut, repeated or put in, before packing or after it;
/// what its header promises; and how many bytes it holds, if nothing was done to it.
fn input(rng: &mut ChaCha8Rng) -> (Vec<u8>, usize, Option<usize>) {
    // Most are small, so that there can be many; some are not.
    let largest = if rng.gen_bool(0.01) { 200 } else { 9 };
    let sizes: Vec<u32> = (0..rng.gen_range(1..4))
        .map(|_| rng.gen_range(0..largest))
        .collect();
    let count = sizes.iter().product::<u32>() as usize;
    let mut input = file(&sizes, &vec![rng.gen_range(0..16); count]);
    let (before, pack, after) = (rng.gen_bool(0.6), rng.gen_bool(0.5), rng.gen_bool(0.6));
    if before {
        damage(&mut input, rng);
    }
    let mut promised = promise(&input);
    if pack {
        input = gzipped(&input);
    }
    if after {
        damage(&mut input, rng);
        // In a packed file it may say anything now.
        promised = if pack { usize::MAX } else { promise(&input) };
    }
    // No packed byte stands for more than 1032 others: more is a promise that cannot be
    // kept, and takes no memory.
    let most = if input.starts_with(&[0x1f, 0x8b]) {
        1032
    } else {
        1
    };
    promised = promised.min(most * input.len());
    (input, promised, (!before && !after).then_some(count))
}

fn damage(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    for _ in 0..rng.gen_range(1..4) {
        let at = rng.gen_range(0..=bytes.len());
        match rng.gen_range(0..5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, rng.r#gen()),
            2 => bytes.extend_from_within(at..),
            // The header decides most: its bytes more often, and the worst of sizes.
            3 if !bytes.is_empty() => {
                let at = at.min(15) % bytes.len();
                bytes[at] = [0, 1, 0x7f, 0xff][rng.gen_range(0..4)];
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << rng.gen_range(0..8),
            _ => {}
        }
    }
}

/// Five labels, as a file of a data set.
const LABELS: DataFile = DataFile {
    name: "labels",
    size: 13,
    header: &[0x801, 5],
    unpacked: None,
    packed: None,
};

/// One that is accepted must hold what its first bytes promise.
fn fuzz(inputs: u64) {
    let _alone = alone();
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let (mut accepted, mut labels) = (0, 0);
    for _ in 0..inputs {
        let (input, promised, whole) = input(&mut rng);
        let idx = within(promised, &input, || parse(&input));
        assert!(whole.is_none() || idx.is_ok(), "refused: {input:?}");
        if let Ok(idx) = idx {
            accepted += 1;
            assert_eq!(
                idx.bytes.len(),
                idx.sizes.iter().product::<usize>(),
                "{input:?}"
            );
            assert_eq!(idx.bytes.capacity(), idx.bytes.len(), "{input:?}");
            assert!(
                whole.is_none_or(|count| idx.bytes.len() == count),
                "{input:?}"
            );
        }
        let read = || LABELS.from_reader(&input[..], Path::new("input"), "");
        if let Ok(bytes) = within(13, &input, read) {
            labels += 1;
            assert_eq!(bytes.len(), 13);
        }
    }
    println!("{inputs} inputs: {accepted} accepted as IDX files, {labels} as five labels");
    // Neither everything nor nothing gets through.
    assert!(
        accepted > inputs / 10 && accepted < inputs / 2,
        "{accepted}"
    );
    assert!(labels > inputs / 1000, "{labels}");
}

#[test]
fn ten_thousand_damaged_files() {
    fuzz(10_000);
}

#[test]
#[ignore = "takes 12 s on a quiet machine, minutes on a busy one"]
fn a_million_damaged_files() {
    fuzz(1_000_000);
}

#[test]
fn a_small_file_that_unpacks_to_a_large_one() {
    let _alone = alone();
    let bomb = gzipped(&file(&[9], &vec![7; 50_000_000]));
    within(9, &bomb, || parse(&bomb)).unwrap_err();
    let bomb = gzipped(&file(&[5], &vec![7; 50_000_000]));
    let read = || LABELS.from_reader(&bomb[..], Path::new("bomb"), "");
    let line = within(13, &bomb, read).unwrap_err().to_string();
    assert!(
        line.contains("expected 5 bytes after the header, found more"),
        "{line}"
    );
    // A promise that it could keep, and does not: no more than that is asked for.
    let liar = gzipped(&file(&[20_000_000], &vec![7; 2_000_000]));
    within(20_000_000, &liar, || parse(&liar)).unwrap_err();
}
