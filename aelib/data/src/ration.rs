//! Images to learn from, a limited number of times.

use aelib_core::images::Images;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::io::IsTerminal;
use std::time::Instant;

/// A budget of training images: every image that it hands out is counted, also one that was
/// seen before. So a slow machine has the same budget as a fast one.
///
/// ```
/// use aelib_data::prelude::*;
///
/// let images: Images = Images::from_bytes(vec![0; 784 * 10]).expect("whole images");
/// let mut rng = ChaCha8Rng::seed_from_u64(0);
/// let mut ration = Ration::new(&images, 14).silent();
/// let mut sizes = Vec::new();
/// while let Some(batch) = ration.batch(4, &mut rng) {
///     sizes.push(batch.len());
/// }
/// // Ten images in a random order, then the four that are left of the budget.
/// assert_eq!(sizes, [4, 4, 2, 4]);
/// assert_eq!(ration.left(), 0);
/// ```
pub struct Ration<'a> {
    images: &'a Images,
    limit: usize,
    seen: usize,
    order: Vec<usize>,
    silent: bool,
    start: Instant,
}

impl<'a> Ration<'a> {
    /// `limit` images in all, drawn from these.
    pub fn new(images: &'a Images, limit: usize) -> Self {
        Self {
            images,
            limit,
            seen: 0,
            order: Vec::new(),
            silent: false,
            start: Instant::now(),
        }
    }

    /// The same, without progress on standard error.
    pub fn silent(self) -> Self {
        let silent = true;
        Self { silent, ..self }
    }

    /// At most `size` images: in a fresh random order, each once, then again in another
    /// order, until the budget is used up. `None` then, or where there is no image.
    ///
    /// # Panics
    /// If the size is 0.
    pub fn batch(&mut self, size: usize, rng: &mut ChaCha8Rng) -> Option<Images> {
        assert!(size > 0, "Ration::batch: a size of 0");
        if self.left() == 0 || self.images.is_empty() {
            return None;
        }
        if self.order.is_empty() {
            self.order = Vec::from_iter(0..self.images.len());
            self.order.shuffle(rng);
        }
        let size = size.min(self.left()).min(self.order.len());
        let places = self.order.split_off(self.order.len() - size);
        let before = self.seen;
        self.seen += size;
        self.report(before);
        Some(self.images.at(&places))
    }

    /// Images that may still be seen.
    pub fn left(&self) -> usize {
        self.limit - self.seen
    }

    /// Images that were handed out.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// A line for each percent on a terminal, where it replaces the one before, and for
    /// each tenth elsewhere.
    fn report(&self, before: usize) {
        let terminal = std::io::stderr().is_terminal();
        let parts = if terminal { 100 } else { 10 };
        let part = |seen: usize| seen * parts / self.limit;
        if self.silent || part(before) == part(self.seen) {
            return;
        }
        let seconds = self.start.elapsed().as_secs_f32();
        let left = seconds / self.seen as f32 * self.left() as f32;
        let line = format!(
            "training: {} of {} images seen, {seconds:.0} s, {left:.0} s left",
            self.seen, self.limit
        );
        match terminal && self.left() > 0 {
            true => eprint!("\r{line}   "),
            false if terminal => eprintln!("\r{line}   "),
            false => eprintln!("{line}"),
        }
    }
}
