//! The few colours that a GIF file may have.

use rayon::prelude::*;
use std::collections::HashMap;

/// Colours of a GIF file.
const COLOURS: usize = 256;

/// The colours of a GIF file: those that most pixels have. The others, on the edges of
/// letters, take the nearest.
pub(super) struct Palette {
    pub colours: Vec<[u8; 3]>,
    /// For every colour of the pictures its place among those.
    places: HashMap<[u8; 3], u8>,
}

/// Pixels of one colour that follow one another: looked up together, for most of a picture
/// is ground.
fn runs(picture: &[u8]) -> impl Iterator<Item = &[[u8; 3]]> {
    picture.as_chunks().0.chunk_by(|a, b| a == b)
}

impl Palette {
    /// Of pictures of red, green and blue.
    pub fn of(pictures: &[Vec<u8>]) -> Self {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for run in pictures.iter().flat_map(|picture| runs(picture)) {
            *counts.entry(run[0]).or_default() += run.len();
        }
        let mut counts = Vec::from_iter(counts);
        // By colour too, so that the same pictures give the same file.
        counts.sort_by_key(|(rgb, count)| (std::cmp::Reverse(*count), *rgb));
        let colours = Vec::from_iter(counts.iter().take(COLOURS).map(|(rgb, _)| *rgb));
        let nearest = |(rgb, _): &([u8; 3], usize)| {
            let distance = |place: &usize| -> u32 {
                let pairs = colours[*place].iter().zip(rgb);
                pairs.map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
            };
            let nearest = (0..colours.len()).min_by_key(distance);
            (*rgb, nearest.unwrap_or(0) as u8)
        };
        Self {
            places: counts.par_iter().map(nearest).collect(),
            colours,
        }
    }

    /// The place of each pixel's colour.
    pub fn indices(&self, picture: &[u8]) -> Vec<u8> {
        let places = runs(picture).map(|run| (self.places[&run[0]], run.len()));
        places
            .flat_map(|(place, count)| std::iter::repeat_n(place, count))
            .collect()
    }
}
