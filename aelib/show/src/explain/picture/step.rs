//! The first view, drawn: one step, several below one another, all of them in motion.

use super::super::explanation::Explanation;
use super::super::maps::inside;
use super::layout::{Part, animation, stack, titled};
use super::panel::Cell;
use super::{READ, SECONDS, WRITTEN};
use crate::plot::{Animation, MARGIN, Picture, Scene};

/// A window that gathers what it sees.
pub struct Window<'a> {
    /// What the map is called that it slides over, and its kernel.
    pub input: &'static str,
    pub kernel: &'static str,
    /// Which numbers of the map are the input's own; the others are zeros that were put in.
    pub own: &'a (dyn Fn([usize; 3]) -> bool + Sync),
}

/// The window of a convolution.
const WINDOW: Window<'static> = Window {
    input: "input",
    kernel: "kernel",
    own: &|_| true,
};

impl Explanation {
    /// One step: what is read in one colour, what is written in another. Around the large
    /// map lies the padding: zeros for a convolution, for a transposed one the cells that
    /// are cut away.
    ///
    /// # Panics
    /// If there is no such step; the first is 0.
    pub fn picture(&self, step: usize) -> Picture {
        self.strip([step])
    }

    /// Several steps below one another: `0..3`, or `[0, 8]`.
    ///
    /// # Panics
    /// If there are none, or not so many.
    pub fn strip(&self, steps: impl IntoIterator<Item = usize>) -> Picture {
        let steps = Vec::from_iter(steps);
        assert!(!steps.is_empty(), "a strip of no steps");
        stack(&self.scenes(&steps), MARGIN).picture(self.text(&steps))
    }

    /// All steps, one after the other.
    pub fn animation(&self) -> Animation {
        let steps = Vec::from_iter(0..self.steps().len());
        animation(&self.scenes(&steps), SECONDS, self.text(&steps))
    }

    /// The titles of some steps, and the result after the last of them.
    fn text(&self, steps: &[usize]) -> String {
        let titles = steps.iter().map(|step| self.step_title(*step));
        let result = self.so_far(steps.last().map_or(0, |last| last + 1));
        format!("{}\n{result}", titles.collect::<Vec<_>>().join("\n"))
    }

    /// The scenes of some steps, all of one size.
    fn scenes(&self, steps: &[usize]) -> Vec<Scene> {
        let titles = Vec::from_iter((0..self.steps().len()).map(|i| self.step_title(i)));
        let parts = |step| match self.problem().transposed() {
            true => self.stamping(step),
            false => self.gathering(step, &WINDOW),
        };
        titled(&titles, parts, steps)
    }

    /// A pixel times the kernel is a stamp, which is added to the result.
    fn stamping(&self, index: usize) -> Vec<Part> {
        let (problem, step, output) = (self.problem(), &self.steps()[index], self.output());
        let (input, [_, k_h, k_w]) = (problem.input(), problem.kernel().sizes());
        let given = Part::maps("input", input.sizes(), |place| {
            Cell::number(input.at(place)).marked(place == step.pixel, READ)
        });
        let taps = [output.sizes()[0], k_h, k_w];
        let weight = |at| Cell::number(self.tap(step, at).weight);
        let product = |at| Cell::number(self.tap(step, at).product).marked(true, WRITTEN);
        let (padding, landed) = (problem.options().padding, self.landed(index + 1));
        let result = Part::ringed("result so far", output.sizes(), padding, |at| {
            let tap = step.taps.iter().find(|tap| tap.at == at);
            let place = inside(at, padding, output.sizes());
            match (place.map(|place| landed[output.index(place)]), tap) {
                (Some(Some(sum)), tap) => Cell::number(sum).marked(tap.is_some(), WRITTEN),
                (Some(None), _) => Cell::text("0").pale(),
                // Cut away.
                (None, Some(tap)) => Cell::number(tap.product).pale().tinted(WRITTEN, 0.12),
                (None, None) => Cell::blank(),
            }
        });
        vec![
            given,
            Part::Sign("×"),
            Part::maps("kernel", taps, weight),
            Part::Sign("="),
            Part::maps("stamp", taps, product),
            Part::Sign("→"),
            result,
        ]
    }

    /// The kernel sees a window, and makes one number of it.
    pub fn gathering(&self, index: usize, window: &Window) -> Vec<Part> {
        let (problem, step) = (self.problem(), &self.steps()[index]);
        let (input, [_, k_h, k_w]) = (problem.input(), problem.kernel().sizes());
        let padding = problem.options().padding;
        let given = Part::ringed(window.input, input.sizes(), padding, |at| {
            let place = inside(at, padding, input.sizes());
            let cell = match place.filter(|place| (window.own)(*place)) {
                Some(place) => Cell::number(input.at(place)),
                None => Cell::text("0").pale(),
            };
            cell.marked(step.taps.iter().any(|tap| tap.at == at), READ)
        });
        let taps = [input.sizes()[0], k_h, k_w];
        let weight = |at| Cell::number(self.tap(step, at).weight);
        vec![
            given,
            Part::Sign("∗"),
            Part::maps(window.kernel, taps, weight),
            Part::Sign("→"),
            self.result("result so far", index + 1, Some(step.pixel)),
        ]
    }

    /// What the first `count` steps have written; one number of it may be `marked`.
    pub fn result(&self, title: &str, count: usize, marked: Option<[usize; 3]>) -> Part {
        let (output, landed) = (self.output(), self.landed(count));
        Part::maps(title, output.sizes(), |place| {
            match landed[output.index(place)] {
                Some(sum) => Cell::number(sum).marked(marked == Some(place), WRITTEN),
                None => Cell::blank(),
            }
        })
    }
}
