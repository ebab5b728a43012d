//! The third view: a convolution is one matrix.

use super::maps::{Maps, number};
use super::picture::{CELL, Cell, Panel, Part, row};
use super::problem::Problem;
use crate::plot::{PALETTE, Picture};
use std::fmt;

/// A convolution as a matrix C: one row for each number of the small map, one column for
/// each number of the large one.
///
/// A convolution computes `C x`, from large to small. The transposed convolution with the
/// same kernel computes `C^T x`, from small to large: that is where its name comes from.
/// `C^T` has the shape of an inverse, and is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
    /// Where a number of the kernel stands, which may be a 0.
    stands: Vec<bool>,
    transposed: bool,
    output: [usize; 3],
}

impl Matrix {
    /// The matrix of a problem: C, whether the problem multiplies by C or by its transpose.
    pub fn of(problem: &Problem) -> Self {
        let (input, output) = (problem.input().sizes(), problem.output_sizes());
        let (small, large) = match problem.transposed() {
            true => (input, output),
            false => (output, input),
        };
        let [_, k_h, k_w] = problem.kernel().sizes();
        let columns = large.iter().product();
        let (mut values, mut stands) = (Vec::new(), Vec::new());
        for [c_small, y, x] in super::maps::places(small) {
            let (mut row, mut stand) = (vec![0.0; columns], vec![false; columns]);
            for [c_large, i, j] in super::maps::places([large[0], k_h, k_w]) {
                let map = match problem.transposed() {
                    true => problem.kernel_map(c_small, c_large),
                    false => problem.kernel_map(c_large, c_small),
                };
                if let Some([v, h]) = problem.large([y, x], [i, j]) {
                    let column = (c_large * large[1] + v) * large[2] + h;
                    row[column] = problem.kernel().at([map, i, j]);
                    stand[column] = true;
                }
            }
            values.extend(row);
            stands.extend(stand);
        }
        Self {
            rows: small.iter().product(),
            columns,
            values,
            stands,
            transposed: problem.transposed(),
            output,
        }
    }

    /// Rows and columns of C.
    pub fn shape(&self) -> [usize; 2] {
        [self.rows, self.columns]
    }

    /// The rows of C.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks(self.columns)
    }

    /// The number of the kernel that stands in a row and a column of C, if one does.
    pub fn tap(&self, row: usize, column: usize) -> Option<f32> {
        let index = row * self.columns + column;
        self.stands[index].then(|| self.values[index])
    }

    /// Whether the problem multiplies by the transpose of C.
    pub fn transposed(&self) -> bool {
        self.transposed
    }

    /// `C x`, or `C^T x` for a transposed convolution; the maps one number below the other.
    ///
    /// # Panics
    /// If the maps do not have as many numbers as the problem's input.
    pub fn times(&self, x: &Maps) -> Maps {
        let expected = if self.transposed {
            self.rows
        } else {
            self.columns
        };
        assert_eq!(x.values().len(), expected, "numbers of the input");
        let mut y = vec![0.0; self.output.iter().product()];
        for (r, row) in self.rows().enumerate() {
            for (c, value) in row.iter().enumerate() {
                match self.transposed {
                    true => y[c] += value * x.values()[r],
                    false => y[r] += value * x.values()[c],
                }
            }
        }
        Maps::new(self.output, y)
    }
}

/// C itself, with a dot for each 0 that no number of the kernel stands on.
impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |r, c| self.tap(r, c).map_or(".".into(), number);
        let width = self.values.iter().map(|v| number(*v).len()).max();
        let width = width.unwrap_or(1);
        for r in 0..self.rows {
            let cells = (0..self.columns).map(|c| format!("{:>width$}", text(r, c)));
            let end = if r > 0 { "\n" } else { "" };
            write!(f, "{end}{}", cells.collect::<Vec<_>>().join(" "))?;
        }
        Ok(())
    }
}

/// The height of a tall matrix in pixels, about.
const TALL: f32 = 800.0;

impl Matrix {
    /// The matrix times an input, one number of it below the other: C for a convolution,
    /// its transpose for a transposed one. Where a number of the kernel stands, the ground
    /// is coloured.
    ///
    /// # Panics
    /// If `x` does not have as many numbers as the problem's input.
    pub fn picture(&self, x: &Maps) -> Picture {
        let y = self.times(x);
        let [small, large] = self.shape();
        let (name, sizes) = match self.transposed() {
            true => ("Cᵀ", [large, small]),
            false => ("C", [small, large]),
        };
        let matrix = Panel::new(name, sizes, |[r, c]| {
            let tap = match self.transposed() {
                true => self.tap(c, r),
                false => self.tap(r, c),
            };
            match tap {
                Some(value) => Cell::number(value).tinted(PALETTE[2], 0.2),
                None => Cell::blank(),
            }
        });
        let column = |title, maps: &Maps| {
            let values = maps.values();
            Panel::new(title, [values.len(), 1], |[r, _]| Cell::number(values[r]))
        };
        let parts = [
            Part::Maps(vec![matrix]),
            Part::Sign("×"),
            Part::Maps(vec![column("input", x)]),
            Part::Sign("="),
            Part::Maps(vec![column("result", &y)]),
        ];
        let rows = small.max(large).max(1);
        let cell = (TALL / rows as f32).clamp(16.0, CELL);
        let text = format!("{name} is {} x {}\nresult\n{y}", sizes[0], sizes[1]);
        row(&parts, cell).picture(text)
    }
}
