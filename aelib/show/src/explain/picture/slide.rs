//! The lecture's example as it stands on the slide.

use super::super::explanation::Explanation;
use super::layout::{Part, row, stack};
use super::panel::Cell;
use super::{CELL, TEXT};
use crate::plot::{Anchor, MARGIN, PALE, Picture, Scene};

impl Explanation {
    /// The first `steps` steps as on the lecture's slide: the pixels that have been used,
    /// the kernel, the result as far as it is written, and "next step" between.
    ///
    /// # Panics
    /// If `steps` is 0, or more than there are.
    pub fn slide(&self, steps: usize) -> Picture {
        assert!(steps > 0, "a slide of no steps");
        let mut rows = Vec::new();
        for count in 1..=steps {
            let equation = row(&self.equation(count), CELL);
            if count > 1 {
                rows.push(next(equation.size()[0]));
            }
            rows.push(equation);
        }
        let result = self.so_far(steps);
        stack(&rows, MARGIN).picture(format!("{}\n{result}", self.problem().title()))
    }

    /// Image, kernel and result after some steps. What has not been used yet is blank.
    fn equation(&self, count: usize) -> Vec<Part> {
        let (input, transposed) = (self.problem().input(), self.problem().transposed());
        let image = Part::maps("image", input.sizes(), |place| {
            match transposed && input.index(place) >= count {
                true => Cell::blank(),
                false => Cell::number(input.at(place)),
            }
        });
        vec![
            image,
            Part::Sign("∗"),
            Part::numbers("kernel", self.problem().kernel()),
            Part::Sign("="),
            self.result("result", count, None),
        ]
    }
}

/// "next step", with an arrow down.
fn next(width: f32) -> Scene {
    let mut scene = Scene::new(width, 1.6 * TEXT);
    let middle = width / 2.0;
    scene.arrow([middle, 0.0], [middle, 1.5 * TEXT], 3.0, PALE);
    let beside = [middle + 18.0, 0.8 * TEXT];
    scene.text_at("next step", beside, TEXT, Anchor::LEFT, PALE);
    scene
}
