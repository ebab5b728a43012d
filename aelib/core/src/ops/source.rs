//! Where a chain's images come from: a batch need not be made before it is learned from.

use super::engine::buffer::{self, Buffer};
use super::engine::simd;
use std::ops::Range;

/// A batch of images.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Numbers, one image behind the other.
    Numbers(&'a [f32]),
    /// Bytes of many images, one behind the other, and the places of those in the batch.
    Bytes(&'a [u8], &'a [usize]),
}

impl<'a> Source<'a> {
    /// How many images of `len` numbers.
    ///
    /// # Panics
    /// If the last one is not whole.
    pub fn images(self, len: usize) -> usize {
        match self {
            Self::Numbers(numbers) => {
                assert_eq!(numbers.len() % len, 0, "images of {len} numbers");
                numbers.len() / len
            }
            Self::Bytes(_, places) => places.len(),
        }
    }

    /// Some images of `len` numbers, one behind the other; `made` holds them if they are made here.
    pub fn rows<'b>(
        self,
        len: usize,
        images: &Range<usize>,
        made: &'b mut Option<Buffer>,
    ) -> &'b [f32]
    where
        'a: 'b,
    {
        match self {
            Self::Numbers(numbers) => &numbers[images.start * len..images.end * len],
            Self::Bytes(bytes, places) => {
                let rows = made.insert(buffer::take(images.len() * len));
                let places = &places[images.clone()];
                for (row, place) in rows.chunks_exact_mut(len).zip(places) {
                    pixels(&bytes[place * len..][..len], row);
                }
                rows
            }
        }
    }

    /// Whether both are the same images in the same place.
    pub fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Numbers(a), Self::Numbers(b)) => std::ptr::eq(a, b),
            (Self::Bytes(a, i), Self::Bytes(b, j)) => std::ptr::eq(a, b) && std::ptr::eq(i, j),
            _ => false,
        }
    }
}

/// Bytes as pixels in [0, 1].
pub fn pixels(bytes: &[u8], pixels: &mut [f32]) {
    simd::wide!({
        for (pixel, byte) in pixels.iter_mut().zip(bytes) {
            *pixel = f32::from(*byte) * (1.0 / 255.0);
        }
    });
}
