//! Images as bytes, with or without labels, and batches of them as tensors.

use crate::nn::{Batch, Features, Map};
use crate::ops::engine::storage;
use crate::ops::source::{self, Source};
use crate::retrieval::{Index, Neighbour};
use dfdx::prelude::{Cpu, TensorFromVec};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Images of one shape, kept as one byte per pixel; a batch of them is f32 in [0, 1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>", bound = "S: Features")]
pub struct Images<S = Map<1, 28, 28>> {
    bytes: Vec<u8>,
    shape: PhantomData<S>,
}

const TOGETHER: usize = 1000;

impl<S: Features> Images<S> {
    /// From bytes, one image behind the other; `None` if the last one is not whole.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let shape = PhantomData;
        let whole = bytes.len().is_multiple_of(S::NUMEL);
        whole.then_some(Self { bytes, shape })
    }

    /// From pixels in [0, 1], rounded to the nearest of 256 levels.
    ///
    /// # Panics
    /// If the last image is not whole.
    pub fn from_pixels(pixels: &[f32]) -> Self {
        Self::from_bytes(bytes(pixels)).expect("whole images")
    }

    /// How many images.
    pub fn len(&self) -> usize {
        self.bytes.len() / S::NUMEL
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The first `n` images, or all there are.
    pub fn first(&self, n: usize) -> Self {
        self.at(&Vec::from_iter(0..n.min(self.len())))
    }

    /// The images at these places.
    ///
    /// # Panics
    /// If a place does not exist.
    pub fn at(&self, places: &[usize]) -> Self {
        let image = |place: &usize| &self.bytes[place * S::NUMEL..][..S::NUMEL];
        let images = Vec::from_iter(places.iter().map(image));
        Self::from_bytes(images.concat()).expect("whole images")
    }

    /// All bytes, one image behind the other.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The images at these places, as a tensor (N, C, H, W) with pixels in [0, 1].
    ///
    /// # Panics
    /// If a place does not exist.
    pub fn batch(&self, places: &[usize]) -> Batch<S> {
        let pixels = pixels(&self.bytes, S::NUMEL, places);
        Cpu::default().tensor_from_vec(pixels, S::batch(places.len()))
    }

    /// All images as one tensor, (N, C, H, W).
    pub fn tensor(&self) -> Batch<S> {
        self.batch(&Vec::from_iter(0..self.len()))
    }

    /// What a function (N, C, H, W) → (N, C, H, W) makes of all images, some at a time, rounded
    /// to 256 levels in [0, 1].
    ///
    /// # Panics
    /// If not as many images come out as went in.
    ///
    /// ```
    /// use aelib_core::prelude::*;
    ///
    /// let digits: Images = Images::from_bytes(vec![200; 3 * 784]).unwrap();
    /// let model = ConvAutoencoder::<2>::new(0);
    /// let restored: Images = digits.map(|batch| model.reconstruct(batch));
    /// assert_eq!(restored.len(), 3);
    /// assert_eq!(digits.map(|batch| batch * 2.0).bytes()[0], 255);
    /// ```
    pub fn map(&self, change: impl Fn(Batch<S>) -> Batch<S>) -> Self {
        let mut bytes = Vec::with_capacity(self.bytes.len());
        for batch in self.batches(TOGETHER) {
            bytes.extend_from_slice(&Self::from(&change(batch)).bytes);
        }
        assert_eq!(bytes.len(), self.bytes.len(), "Images::map: as many images");
        Self::from_bytes(bytes).expect("whole images")
    }

    /// Other images: `change` has all bytes of these, one image behind the other.
    pub(crate) fn changed(&self, change: impl FnOnce(&mut [u8])) -> Self {
        let mut changed = self.clone();
        change(&mut changed.bytes);
        changed
    }

    /// The mean of all images, `copies` times: (`copies`, C, H, W).
    ///
    /// # Panics
    /// If there is no image.
    pub fn mean(&self, copies: usize) -> Batch<S> {
        assert!(!self.is_empty(), "mean: no images");
        let mean = mean(&self.bytes, S::NUMEL);
        Cpu::default().tensor_from_vec(mean.repeat(copies), S::batch(copies))
    }

    /// Batches (`size`, C, H, W) in the images' own order; the last one may be short.
    pub fn batches(&self, size: usize) -> impl Iterator<Item = Batch<S>> {
        self.ordered(Vec::from_iter(0..self.len()), size)
    }

    /// Batches (`size`, C, H, W) of the images at these places; the last one may be short.
    pub fn ordered(&self, places: Vec<usize>, size: usize) -> impl Iterator<Item = Batch<S>> {
        let starts = (0..places.len()).step_by(size);
        starts.map(move |i| self.batch(&places[i..places.len().min(i + size)]))
    }
}

/// A batch that is not made yet: images and their targets, at the same places.
pub struct Pairs<'a, S> {
    /// What a model sees.
    pub x: &'a Images<S>,
    /// What it should give back; often the same images.
    pub y: &'a Images<S>,
    /// Where they are.
    pub places: &'a [usize],
}

impl<'a, S: Features> Pairs<'a, S> {
    /// Inputs and targets as tensors; no targets where they are the inputs.
    pub fn tensors(&self) -> (Batch<S>, Option<Batch<S>>) {
        let other = !std::ptr::eq(self.x, self.y);
        let targets = other.then(|| self.y.batch(self.places));
        (self.x.batch(self.places), targets)
    }

    pub(crate) fn sources(&self) -> [Source<'a>; 2] {
        [self.x, self.y].map(|images| Source::Bytes(&images.bytes, self.places))
    }
}

/// Images with the digit that each one shows.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// 28x28, white on black.
    pub images: Images,
    /// 0 to 9, one per image.
    pub labels: Vec<u8>,
}

impl Labelled {
    /// The first `n` of them, or all there are.
    pub fn first(&self, n: usize) -> Self {
        Self {
            images: self.images.first(n),
            labels: self.labels[..n.min(self.labels.len())].to_vec(),
        }
    }

    /// Reads images by the label that most of their `k` nearest among these have, by the
    /// distance between raw pixels; of labels equally frequent, the nearest one's.
    ///
    /// # Panics
    /// If there is nothing to compare with.
    ///
    /// # Source
    /// Cover & Hart 1967.
    pub fn nearest_labels(&self, images: &Images, k: usize) -> Vec<u8> {
        let index = Index::new(&self.images.tensor());
        let vote = |found: Vec<Neighbour>| {
            let labels = || found.iter().map(|neighbour| self.labels[neighbour.place]);
            let votes = |label: &u8| labels().filter(|other| other == label).count();
            // Of equal ones the last is chosen: the nearest comes last.
            labels().rev().max_by_key(votes).expect("a neighbour")
        };
        index
            .nearest(&images.tensor(), k)
            .into_iter()
            .map(vote)
            .collect()
    }
}

// What follows is not generic: compiled here, at full speed, whoever calls it.

/// Pixels in [0, 1] as bytes; what is outside is cut off.
fn bytes(pixels: &[f32]) -> Vec<u8> {
    pixels.iter().map(|p| (p * 255.0).round() as u8).collect()
}

/// The mean of all images of `len` bytes, in [0, 1].
pub(crate) fn mean(bytes: &[u8], len: usize) -> Vec<f32> {
    let mut sums = vec![0u64; len];
    for image in bytes.chunks_exact(len) {
        let pairs = sums.iter_mut().zip(image);
        pairs.for_each(|(sum, byte)| *sum += u64::from(*byte));
    }
    let scale = 1.0 / (255.0 * (bytes.len() / len) as f64);
    let mean = sums.into_iter().map(|sum| (sum as f64 * scale) as f32);
    mean.collect()
}

/// The images of `len` bytes at these places, in [0, 1].
pub(crate) fn pixels(bytes: &[u8], len: usize, places: &[usize]) -> Vec<f32> {
    let mut pixels = vec![0.0; places.len() * len];
    let images = pixels.par_chunks_mut(len).with_min_len(32);
    images.zip(places).for_each(|(pixels, place)| {
        source::pixels(&bytes[place * len..][..len], pixels);
    });
    pixels
}

/// From a batch, for code that makes images: pixels in [0, 1].
impl<S: Features> From<&Batch<S>> for Images<S> {
    fn from(batch: &Batch<S>) -> Self {
        Self::from_pixels(&storage::to_vec(batch))
    }
}

impl<S: Features> TryFrom<Vec<u8>> for Images<S> {
    type Error = &'static str;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        Self::from_bytes(bytes).ok_or("the last image is not whole")
    }
}

impl<S> From<Images<S>> for Vec<u8> {
    fn from(images: Images<S>) -> Self {
        images.bytes
    }
}
