//! The third view, drawn: a matrix times the numbers of the input.

use super::super::maps::Maps;
use super::super::matrix::Matrix;
use super::CELL;
use super::layout::{Part, row};
use super::panel::{Cell, Panel};
use crate::plot::{PALETTE, Picture};

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
        let matrix = Panel::new(name, sizes, 0, |[r, c]| {
            let (r, c) = match self.transposed() {
                true => (c as usize, r as usize),
                false => (r as usize, c as usize),
            };
            match self.tap(r, c) {
                Some(value) => Cell::number(value).tinted(PALETTE[2], 0.2),
                None => Cell::blank(),
            }
        });
        let column = |title, maps: &Maps| {
            let values = maps.values();
            Panel::new(title, [values.len(), 1], 0, |[r, _]| {
                Cell::number(values[r as usize])
            })
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
