//! The third view: a convolution is one matrix.

use super::maps::{Maps, aligned, number};
use super::picture::{CELL, Cell, Part, row};
use super::problem::Problem;
use super::steps::steps;
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
    columns: usize,
    /// Row by row; none where no number of the kernel stands, which may itself be 0.
    values: Vec<Option<f32>>,
    transposed: bool,
    output: [usize; 3],
}

impl Matrix {
    /// The matrix of a problem: C, whether the problem multiplies by C or by its transpose.
    pub fn of(problem: &Problem) -> Self {
        let (input, output) = (problem.input().sizes(), problem.output_sizes());
        let (transposed, (steps, _)) = (problem.transposed(), steps(problem));
        let [_, height, width] = if transposed { output } else { input };
        let columns = if transposed { output } else { input }.iter().product();
        let mut values = vec![None; steps.len() * columns];
        // A step is a number of the small map: a row.
        for (step, row) in steps.iter().zip(values.chunks_exact_mut(columns)) {
            for tap in &step.taps {
                let cell = tap.lands.as_ref().map(|landing| landing.cell);
                if let Some([c, y, x]) = if transposed { cell } else { tap.from } {
                    row[(c * height + y) * width + x] = Some(tap.weight);
                }
            }
        }
        Self {
            columns,
            values,
            transposed,
            output,
        }
    }

    /// Rows and columns of C.
    pub fn shape(&self) -> [usize; 2] {
        [self.values.len() / self.columns, self.columns]
    }

    /// The number of the kernel that stands in a row and a column of C, if one does.
    pub fn tap(&self, row: usize, column: usize) -> Option<f32> {
        self.values[row * self.columns + column]
    }

    /// Rows and columns of what the input is multiplied by: C, or C^T.
    fn factor(&self) -> [usize; 2] {
        let [rows, columns] = self.shape();
        match self.transposed {
            true => [columns, rows],
            false => [rows, columns],
        }
    }

    /// What stands in a row and a column of that.
    fn entry(&self, row: usize, column: usize) -> Option<f32> {
        match self.transposed {
            true => self.tap(column, row),
            false => self.tap(row, column),
        }
    }

    /// `C x`, or `C^T x` for a transposed convolution; the maps one number below the other.
    ///
    /// # Panics
    /// If the maps do not have as many numbers as the problem's input.
    pub fn times(&self, x: &Maps) -> Maps {
        let ([rows, columns], x) = (self.factor(), x.values());
        assert_eq!(x.len(), columns, "numbers of the input");
        let product = |r: usize| {
            let products = (0..columns).filter_map(|c| Some(self.entry(r, c)? * x[c]));
            products.fold(0.0, |sum, product| sum + product)
        };
        Maps::new(self.output, (0..rows).map(product).collect())
    }
}

/// C itself, with a dot for each 0 that no number of the kernel stands on.
impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.values.iter().map(|v| v.map_or(".".into(), number));
        f.write_str(&aligned(&Vec::from_iter(cells), self.columns).join("\n"))
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
        let [rows, columns] = self.factor();
        let name = if self.transposed { "Cᵀ" } else { "C" };
        let matrix = Part::maps(name, [1, rows, columns], |[_, r, c]| {
            match self.entry(r, c) {
                Some(value) => Cell::number(value).tinted(PALETTE[2], 0.2),
                None => Cell::blank(),
            }
        });
        let column = |title, maps: &Maps| {
            let values = maps.values();
            Part::maps(title, [1, values.len(), 1], |[_, r, _]| {
                Cell::number(values[r])
            })
        };
        let parts = [
            matrix,
            Part::Sign("×"),
            column("input", x),
            Part::Sign("="),
            column("result", &y),
        ];
        let cell = (TALL / rows.max(columns).max(1) as f32).clamp(16.0, CELL);
        let text = format!("{name} is {rows} x {columns}\nresult\n{y}");
        row(&parts, cell).picture(text)
    }
}
