//! The numbers that a student plays with: small maps of one size, read from text.

use crate::text::plain;
use aelib_core::{Error, Result};
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
#[derive(Clone, Debug, PartialEq)]
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
            return Err(Error::Input {
                what: what.into(),
                expected: format!("maps of one size, {height} x {width} like the first"),
                found: format!("{h} x {w} in map {}", i + 1),
                advice: "make them equally large".into(),
            });
        }
        let sizes = [maps.len(), height, width];
        let values = Vec::from_iter(maps.into_iter().flatten().flatten());
        if values.len() > MOST {
            return Err(Error::Input {
                what: what.into(),
                expected: format!("at most {MOST} numbers"),
                found: values.len().to_string(),
                advice: "take a small example, to be followed step by step".into(),
            });
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
        let first = channel * height * width;
        self.values[first..first + height * width].chunks(width)
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

/// The rows of one map, equally long.
fn rows(what: &str, map: usize, text: &str) -> Result<Vec<Vec<f32>>> {
    let error = |expected: &str, found: String, advice: &str| Error::Input {
        what: what.into(),
        expected: expected.into(),
        found,
        advice: advice.into(),
    };
    let lines = text.split([';', '\n']).map(str::trim);
    let mut lines = Vec::from_iter(lines);
    // A `;` at the end of the last row is how many people write it.
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let mut rows: Vec<Vec<f32>> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        let words = line.split([' ', '\t', ',']).filter(|word| !word.is_empty());
        let numbers = words.map(|word| {
            word.parse()
                .ok()
                .filter(|n: &f32| n.abs() <= LARGEST)
                .ok_or_else(|| {
                    let found = format!("{word:?} in row {}", row + 1);
                    let expected = "numbers from -1000000 to 1000000";
                    error(
                        expected,
                        found,
                        "write for example \"1 2 1; 0 1 0; 1 -1 1\"",
                    )
                })
        });
        rows.push(numbers.collect::<Result<_>>()?);
    }
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else {
        let found = match map {
            0 => "no number".into(),
            _ => format!("no number in map {}", map + 1),
        };
        return Err(error(
            "a matrix",
            found,
            "write for example \"1 2 1; 0 1 0; 1 -1 1\"",
        ));
    };
    if let Some(row) = rows.iter().position(|row| row.len() != width) {
        let found = format!(
            "{} in row {} and {width} in row 1",
            rows[row].len(),
            row + 1
        );
        let advice = "a matrix is rectangular: add or remove numbers";
        return Err(error("as many numbers in each row", found, advice));
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

/// Rows of cells, equally wide; maps below each other, with an empty line between.
impl fmt::Display for Maps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.values.iter().map(|v| number(*v).len()).max();
        for channel in 0..self.sizes[0] {
            if channel > 0 {
                writeln!(f, "\n")?;
            }
            for (y, row) in self.rows(channel).enumerate() {
                let cells = row.iter().map(|v| number(*v));
                let cells = cells.map(|cell| format!("{cell:>0$}", width.unwrap_or(1)));
                let end = if y > 0 { "\n" } else { "" };
                write!(f, "{end}{}", cells.collect::<Vec<_>>().join(" "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Maps::parse("--input", text).unwrap_err().to_string()
    }

    #[test]
    fn text_becomes_maps() {
        let maps: Maps = " 1,2 ;3 4.5;| -1 0\n0 1 ".parse().unwrap();
        assert_eq!(maps.sizes(), [2, 2, 2]);
        assert_eq!(maps.values(), [1.0, 2.0, 3.0, 4.5, -1.0, 0.0, 0.0, 1.0]);
        assert_eq!(maps.to_string(), "  1   2\n  3 4.5\n\n -1   0\n  0   1");
    }

    #[test]
    fn what_is_no_matrix_is_named() {
        assert_eq!(
            error("1 2; 3"),
            "--input: expected as many numbers in each row, found 1 in row 2 and 2 in row 1; \
             a matrix is rectangular: add or remove numbers"
        );
        assert!(error("1 2; 3 x").contains("found \"x\" in row 2; write for example"));
        for nothing in ["", " ; ", "\n", ";", "  "] {
            assert!(
                error(nothing).contains("found no number; write"),
                "{nothing:?}"
            );
        }
        assert!(error("1 |").contains("no number in map 2"));
        assert!(error("1 2 | 1").contains("found 1 x 1 in map 2"));
        assert!(error("1 2;; 3 4").contains("found 0 in row 2 and 2 in row 1"));
        for wild in ["nan", "inf", "-inf", "1e7", "1e99"] {
            assert!(error(wild).contains("from -1000000 to 1000000"), "{wild}");
        }
        let long = "1 ".repeat(MOST + 1);
        assert!(error(&long).contains("at most 4096 numbers, found 4097"));
    }

    #[test]
    fn numbers_are_short() {
        let shown = [2.0, -1.0, 0.5, -0.0, 1e-9, -1e-9, 1.0 / 3.0, 1e6].map(number);
        assert_eq!(shown, ["2", "-1", "0.5", "0", "0", "0", "0.333", "1000000"]);
    }
}
