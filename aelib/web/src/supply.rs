//! The digits of a page: drawn by the course itself, or out of files that a reader drops there.

use aelib_core::images::{Images, Labelled};
use aelib_data::{Digits, HELD_OUT, Idx};
use std::path::Path;

/// Digits to test on, where the page draws them or has to hold them back itself.
const TEST: usize = 1000;

/// What a model learns from, and what it never sees.
pub struct Supply {
    /// Digits to train on.
    pub train: Labelled,
    /// Digits held out.
    pub test: Labelled,
    /// Images and labels out of files.
    images: Vec<Images>,
    labels: Vec<Vec<u8>>,
}

/// No digits to train on yet, and some to test on.
impl Default for Supply {
    fn default() -> Self {
        Self {
            train: Digits::drawn(0, 0, 0),
            test: Digits::drawn(0, HELD_OUT, TEST),
            images: Vec::new(),
            labels: Vec::new(),
        }
    }
}

impl Supply {
    /// Draws `count` more digits to train on.
    pub fn draw(&mut self, count: usize) {
        let more = Digits::drawn(0, self.train.images.len() as u64, count);
        let empty = Images::from_pixels(&[]);
        let mut bytes: Vec<u8> = std::mem::replace(&mut self.train.images, empty).into();
        bytes.extend_from_slice(more.images.bytes());
        self.train.images = Images::from_bytes(bytes).expect("whole images");
        self.train.labels.extend(more.labels);
    }

    /// Takes an IDX file, plain or gzipped: of images or of labels, to train or to test on. Of
    /// two files of images the larger one is to train on; of one alone the end is held out.
    ///
    /// # Errors
    /// What is wrong with the file, in a line.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let path = Path::new(name);
        let idx = Idx::from_reader(bytes, bytes.len() as u64, path).map_err(|e| e.to_string())?;
        match idx.sizes[..] {
            [_] => self.labels.push(idx.bytes),
            _ => self
                .images
                .push(idx.into_images(path).map_err(|e| e.to_string())?),
        }
        self.images.sort_by_key(|images| images.len());
        let [.., all] = &self.images[..] else {
            return Ok(());
        };
        let labelled = |images: Images| {
            let own = self.labels.iter().find(|l| l.len() == images.len());
            let labels = own.cloned().unwrap_or_default();
            Labelled { images, labels }
        };
        let all = labelled(all.clone());
        if let [.., test, _] = &self.images[..] {
            (self.train, self.test) = (all, labelled(test.clone()));
            return Ok(());
        }
        let count = all.images.len() - TEST.min(all.images.len() / 2);
        let held_out = Vec::from_iter(count..all.images.len());
        self.test = Labelled {
            images: all.images.at(&held_out),
            labels: all.labels.get(count..).unwrap_or_default().to_vec(),
        };
        self.train = all.first(count);
        Ok(())
    }
}
