//! The numbers that a student plays with: small maps of one size, read from text.

use crate::text::plain;
use aelib_core::{Error, Result};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// One or more maps of numbers, all of one height and width; an image, or kernels.
///
/// ```
/// use aelib_show::explain::Maps;
/// let image: Maps = "1 2 1; 0 1 0; 1 -1 1".parse()?;
/// assert_eq!(image.sizes(), [1, 3, 3]);
/// assert_eq!(image.at([0, 2, 1]), -1.0);
/// # Ok::<(), aelib_core::Error>(())
/// ```
///
/// Rows end with `;` or a new line, numbers are apart by spaces or commas, and `|` begins
/// the next map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Maps {
    sizes: [usize; 3],
    values: Vec<f32>,
}

/// The largest number that a picture or a formula still shows well.
const LARGEST: f32 = 1e6;

/// Numbers in one set of maps: what is to be understood step by step is small.
const MOST: usize = 4096;

impl Maps {
    /// Maps of sizes (C, H, W) with these values, row by row.
    ///
    /// # Panics
    /// If a size is 0, or there are not C·H·W values.
    pub fn new(sizes: [usize; 3], values: Vec<f32>) -> Self {
        let len: usize = sizes.iter().product();
        assert!(len > 0, "maps of {sizes:?} have no numbers");
        assert_eq!(values.len(), len, "values for maps of {sizes:?}");
        Self { sizes, values }
    }

    /// Maps of zeros.
    pub fn zeros(sizes: [usize; 3]) -> Self {
        Self::new(sizes, vec![0.0; sizes.iter().product()])
    }

    /// Maps (C, H, W) whose values are `value` of their place.
    pub fn from_fn(sizes: [usize; 3], value: impl FnMut([usize; 3]) -> f32) -> Self {
        Self::new(sizes, places(sizes).map(value).collect())
    }

    /// Reads maps; `what` is what an error calls them, "--input" say.
    ///
    /// # Errors
    /// No number at all, rows or maps of different size, something that is no number, or
    /// more and larger numbers than one can follow.
    pub fn parse(what: &str, text: &str) -> Result<Self> {
        let maps = text.split('|').enumerate();
        let maps = maps.map(|(i, map)| rows(what, i, map));
        let maps: Vec<Vec<Vec<f32>>> = maps.collect::<Result<_>>()?;
        let size = |map: &Vec<Vec<f32>>| (map.len(), map[0].len());
        let (height, width) = size(&maps[0]);
        if let Some(i) = maps.iter().position(|map| size(map) != (height, width)) {
            let (h, w) = size(&maps[i]);
            let expected = format!("maps of one size, {height} x {width} like the first");
            let found = format!("{h} x {w} in map {}", i + 1);
            return Err(wrong(what, expected, found, "make them equally large"));
        }
        let sizes = [maps.len(), height, width];
        let values = Vec::from_iter(maps.into_iter().flatten().flatten());
        if values.len() > MOST {
            let (expected, found) = (format!("at most {MOST} numbers"), values.len().to_string());
            let advice = "take a small example, to be followed step by step";
            return Err(wrong(what, expected, found, advice));
        }
        Ok(Self::new(sizes, values))
    }

    /// Channels, height, width.
    pub fn sizes(&self) -> [usize; 3] {
        self.sizes
    }

    /// All numbers, map by map, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The number at channel, row, column.
    ///
    /// # Panics
    /// Outside of the maps.
    pub fn at(&self, place: [usize; 3]) -> f32 {
        self.values[self.index(place)]
    }

    /// All places, in the order of [`values`](Self::values).
    pub fn places(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        places(self.sizes)
    }

    /// The rows of one map.
    pub fn rows(&self, channel: usize) -> impl Iterator<Item = &[f32]> {
        let [_, height, width] = self.sizes;
        self.values
            .chunks(width)
            .skip(channel * height)
            .take(height)
    }

    /// Changes one number.
    pub(super) fn set(&mut self, place: [usize; 3], value: f32) {
        let index = self.index(place);
        self.values[index] = value;
    }

    /// Where a place is in [`values`](Self::values).
    pub(super) fn index(&self, [channel, row, column]: [usize; 3]) -> usize {
        let [channels, height, width] = self.sizes;
        assert!(
            channel < channels && row < height && column < width,
            "{:?} is outside of maps of {:?}",
            [channel, row, column],
            self.sizes
        );
        (channel * height + row) * width + column
    }
}

/// All places of maps of a size.
pub(super) fn places([channels, height, width]: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    let columns = move |c, y| (0..width).map(move |x| [c, y, x]);
    (0..channels).flat_map(move |c| (0..height).flat_map(move |y| columns(c, y)))
}

/// A place of maps with a ring of `ring` cells around each, as a place of the maps themselves;
/// `None` on the ring.
pub(super) fn inside(
    [channel, row, column]: [usize; 3],
    ring: usize,
    [_, height, width]: [usize; 3],
) -> Option<[usize; 3]> {
    let along = |at: usize, size| at.checked_sub(ring).filter(|at| *at < size);
    Some([channel, along(row, height)?, along(column, width)?])
}

/// Input that is not what it should be.
pub(super) fn wrong(what: &str, expected: impl Into<String>, found: String, advice: &str) -> Error {
    Error::Input {
        what: what.into(),
        expected: expected.into(),
        found,
        advice: advice.into(),
    }
}

/// The rows of one map, equally long.
fn rows(what: &str, map: usize, text: &str) -> Result<Vec<Vec<f32>>> {
    const ADVICE: &str = "write for example \"1 2 1; 0 1 0; 1 -1 1\"";
    let mut lines = Vec::from_iter(text.split([';', '\n']).map(str::trim));
    // A `;` at the end of the last row is how many people write it.
    lines.pop_if(|line| line.is_empty());
    let number = |row: usize, word: &str| {
        let number = word.parse().ok().filter(|n: &f32| n.abs() <= LARGEST);
        number.ok_or_else(|| {
            let found = format!("{word:?} in row {row}");
            wrong(what, "numbers from -1000000 to 1000000", found, ADVICE)
        })
    };
    let row = |(row, line): (usize, &&str)| {
        let words = line.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        words.map(|word| number(row + 1, word)).collect()
    };
    let rows: Vec<Vec<f32>> = lines.iter().enumerate().map(row).collect::<Result<_>>()?;
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else {
        let found = match map {
            0 => "no number".into(),
            _ => format!("no number in map {}", map + 1),
        };
        return Err(wrong(what, "a matrix", found, ADVICE));
    };
    if let Some(row) = rows.iter().position(|row| row.len() != width) {
        let count = rows[row].len();
        let found = format!("{count} in row {} and {width} in row 1", row + 1);
        let advice = "a matrix is rectangular: add or remove numbers";
        return Err(wrong(what, "as many numbers in each row", found, advice));
    }
    Ok(rows)
}

impl FromStr for Maps {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse("matrix", text)
    }
}

/// A number as a formula shows it: `2`, `-1`, `0.5`, with at most three decimals.
pub(super) fn number(value: f32) -> String {
    plain(f64::from(value), 3)
}

/// A product as a formula shows it: `1*2`, `1*(-1)`.
pub(super) fn product(value: f32, weight: f32) -> String {
    let (value, weight) = (number(value), number(weight));
    match weight.starts_with('-') {
        true => format!("{value}*({weight})"),
        false => format!("{value}*{weight}"),
    }
}

/// `input[row][column]`, with the channel in front where there are several.
pub(super) fn indexed(name: &str, maps: &Maps, [channel, row, column]: [usize; 3]) -> String {
    match maps.sizes[0] {
        1 => format!("{name}[{row}][{column}]"),
        _ => format!("{name}[{channel}][{row}][{column}]"),
    }
}

/// Lines of so many cells each, all as wide as the widest.
pub(super) fn aligned(cells: &[String], columns: usize) -> Vec<String> {
    let width = cells.iter().map(String::len).max().unwrap_or(1);
    let line = |row: &[String]| {
        let cells = row.iter().map(|cell| format!("{cell:>width$}"));
        Vec::from_iter(cells).join(" ")
    };
    cells.chunks(columns).map(line).collect()
}

/// Maps below each other, with an empty line between.
impl fmt::Display for Maps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, height, width] = self.sizes;
        let cells = Vec::from_iter(self.values.iter().map(|v| number(*v)));
        let lines = aligned(&cells, width);
        let maps = lines.chunks(height).map(|map| map.join("\n"));
        f.write_str(&Vec::from_iter(maps).join("\n\n"))
    }
}
