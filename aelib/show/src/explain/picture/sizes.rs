//! Tables of sizes, drawn.

use super::super::sizes::{KERNELS, PADDINGS, STRIDES, Sizes};
use super::WRITTEN;
use super::layout::{Part, row, sentence, stack};
use super::panel::{Cell, Panel};
use crate::plot::{MARGIN, Picture};

impl Sizes {
    /// One table for each padding, with a row for each kernel and a column for each stride.
    /// Marked is what the stride alone would give: s times as large, or an s-th.
    pub fn picture(&self) -> Picture {
        let panels = PADDINGS.map(|p| {
            let sizes = [KERNELS.len() + 1, STRIDES.len() + 1];
            let panel = Panel::new(format!("p = {p}"), sizes, 0, |[r, c]| {
                match (r as usize, c as usize) {
                    (0, 0) => Cell::blank(),
                    (0, c) => Cell::text(format!("s={}", STRIDES[c - 1])).pale(),
                    (r, 0) => Cell::text(format!("k={}", KERNELS[r - 1])).pale(),
                    (r, c) => {
                        let (k, s) = (KERNELS[r - 1], STRIDES[c - 1]);
                        match self.size(k, s, p) {
                            Some(n) => {
                                Cell::text(n.to_string()).marked(self.is_exact(n, s), WRITTEN)
                            }
                            None => Cell::text("–").pale(),
                        }
                    }
                }
            });
            Part::Maps(vec![panel])
        });
        let tables = row(&panels, 52.0);
        let width = tables.size()[0];
        let title = sentence(&self.title(), width, 1);
        let legend = sentence(self.legend(), width, 1);
        stack(&[title, tables, legend], MARGIN).picture(self.to_string())
    }

    /// Shows the picture as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        self.picture().evcxr_display();
    }
}
