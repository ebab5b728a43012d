//! Memory that is used again: the training loop asks for the same buffers in every batch,
//! and the system's answer to large requests is slow.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard};

/// Buffers that nobody holds, by length.
static FREE: Mutex<BTreeMap<usize, Vec<Vec<f32>>>> = Mutex::new(BTreeMap::new());

/// More free buffers of one length than this are given back to the system.
const KEPT: usize = 64;

fn free() -> MutexGuard<'static, BTreeMap<usize, Vec<Vec<f32>>>> {
    FREE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Bytes that the processor loads at once: a register that straddles two lines of the cache
/// takes twice as long.
const LINE: usize = 64;

/// Numbers that begin with a line of the cache, and go back to the pool when dropped.
pub struct Buffer {
    data: Vec<f32>,
    start: usize,
    len: usize,
}

/// A buffer of `len` numbers with anything in them.
pub fn take(len: usize) -> Buffer {
    let used = free().get_mut(&len).and_then(Vec::pop);
    let data = used.unwrap_or_else(|| vec![0.0; len + LINE / size_of::<f32>()]);
    let start = data.as_ptr().align_offset(LINE);
    Buffer { data, start, len }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = free();
        let same = free.entry(self.len).or_default();
        if same.len() < KEPT {
            same.push(std::mem::take(&mut self.data));
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.data[self.start..][..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.start..][..self.len]
    }
}
