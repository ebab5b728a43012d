//! One map as a grid of cells.

use super::super::maps::number;
use super::TEXT;
use crate::plot::{Anchor, FAINT, INK, PALE, Scene, text_width};
use plotters::style::RGBColor;

/// What stands in a cell, and how.
#[derive(Clone, Default)]
pub struct Cell {
    text: String,
    pale: bool,
    /// A colour, and how much of it.
    tint: Option<(RGBColor, f32)>,
    framed: bool,
}

impl Cell {
    /// An empty cell.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A number.
    pub fn number(value: f32) -> Self {
        Self::text(number(value))
    }

    /// A word.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Not the main thing: a zero that was put in, a cell of the margin.
    pub fn pale(mut self) -> Self {
        self.pale = true;
        self
    }

    /// On a ground of `alpha` of a colour.
    pub fn tinted(mut self, colour: RGBColor, alpha: f32) -> Self {
        self.tint = Some((colour, alpha));
        self
    }

    /// In a colour that says what happens to it now; nothing changes if it is not `marked`.
    pub fn marked(self, marked: bool, colour: RGBColor) -> Self {
        let framed = self.framed || marked;
        let cell = match marked {
            true => self.tinted(colour, 0.25),
            false => self,
        };
        Self { framed, ..cell }
    }

    /// Its text, as large as fits.
    fn write(&self, scene: &mut Scene, middle: [f32; 2], side: f32) {
        let colour = if self.pale { PALE } else { INK };
        let largest = 0.52 * side;
        let room = 0.86 * side / text_width(&self.text, largest);
        let size = largest * room.min(1.0);
        scene.text_at(&self.text, middle, size, Anchor::CENTRE, colour);
    }
}

/// A map under its name, with a ring of other cells around it: padding.
pub struct Panel {
    pub title: String,
    /// Rows and columns, with those of the ring.
    pub sizes: [usize; 2],
    pub ring: usize,
    /// Row by row.
    pub cells: Vec<Cell>,
}

impl Panel {
    /// Width and height in pixels, for cells of a size.
    pub fn extent(&self, cell: f32) -> [f32; 2] {
        let [rows, columns] = self.sizes.map(|count| count as f32 * cell);
        [
            columns.max(text_width(&self.title, TEXT)),
            self.head() + rows,
        ]
    }

    /// The height of its title.
    pub fn head(&self) -> f32 {
        if self.title.is_empty() {
            0.0
        } else {
            1.35 * TEXT
        }
    }

    /// Draws it, its top left corner at a point.
    pub fn draw(&self, scene: &mut Scene, [left, top]: [f32; 2], side: f32) {
        let title = [left, top];
        scene.text(&self.title, title, TEXT, PALE);
        let [rows, columns] = self.sizes;
        let top = top + self.head();
        let at = |y: usize, x: usize| [left + x as f32 * side, top + y as f32 * side];
        let places = || (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x)));
        for ((y, x), cell) in places().zip(&self.cells) {
            if let Some((colour, alpha)) = cell.tint {
                scene.tint(at(y, x), [side; 2], colour, alpha);
            }
        }
        (0..=rows).for_each(|y| scene.line(at(y, 0), at(y, columns), 1.0, FAINT));
        (0..=columns).for_each(|x| scene.line(at(0, x), at(rows, x), 1.0, FAINT));
        let core = self.sizes.map(|size| (size - 2 * self.ring) as f32 * side);
        scene.frame(at(self.ring, self.ring), [core[1], core[0]], 2.0, PALE);
        for ((y, x), cell) in places().zip(&self.cells) {
            if let Some((colour, _)) = cell.tint.filter(|_| cell.framed) {
                scene.frame(at(y, x), [side; 2], 3.0, colour);
            }
            if !cell.text.is_empty() {
                cell.write(scene, at(y, x).map(|corner| corner + side / 2.0), side);
            }
        }
    }
}
