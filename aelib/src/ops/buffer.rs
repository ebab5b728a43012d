//! Memory that is used again: the training loop asks for the same buffers in every batch,
//! and the system's answer to large requests is slow.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

/// Buffers that nobody holds.
static FREE: Mutex<Vec<Vec<f32>>> = Mutex::new(Vec::new());

/// More free buffers than this are given back to the system.
const KEPT: usize = 512;

/// Numbers that go back to the pool when dropped.
pub struct Buffer(Vec<f32>);

/// A buffer of `len` numbers with anything in them.
pub fn take(len: usize) -> Buffer {
    let mut free = FREE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // The smallest that is large enough, so that small requests leave large buffers.
    let fitting = (0..free.len()).filter(|i| free[*i].capacity() >= len);
    let best = fitting.min_by_key(|i| free[*i].capacity());
    let mut numbers = best.map(|i| free.swap_remove(i)).unwrap_or_default();
    drop(free);
    numbers.resize(len, 0.0);
    Buffer(numbers)
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = FREE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.0));
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
