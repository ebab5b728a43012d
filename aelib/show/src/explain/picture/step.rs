//! The first view, drawn: one step, several below one another, all of them in motion.

use super::super::explanation::Explanation;
use super::super::steps::Step;
use super::layout::{Part, animation, stack, titled};
use super::panel::{Cell, Panel};
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
        let (problem, step) = (self.problem(), &self.steps()[index]);
        let (input, [_, k_h, k_w]) = (problem.input(), problem.kernel().sizes());
        let (_, padding, _) = problem.geometry();
        let given = Panel::all("input", input.sizes(), |place| {
            Cell::number(input.at(place)).marked(place == step.pixel, READ)
        });
        let taps = [self.output().sizes()[0], k_h, k_w];
        let weight = |at| Cell::number(self.tap(step, at).weight);
        let product = |at| Cell::number(self.tap(step, at).product).marked(true, WRITTEN);
        let (written, sum) = (self.written(index + 1), self.so_far(index + 1));
        let result = Panel::ringed("result so far", sum.sizes(), padding, |c, at, place| {
            let tap = self.tap_at(step, at);
            match (tap.map(|[i, j]| self.tap(step, [c, i, j])), place) {
                (Some(_), Some(place)) => Cell::number(sum.at(place)).marked(true, WRITTEN),
                // Cut away.
                (Some(tap), None) => Cell::number(tap.product).pale().tinted(WRITTEN, 0.12),
                (None, Some(place)) if written[sum.index(place)] => Cell::number(sum.at(place)),
                (None, Some(_)) => Cell::text("0").pale(),
                (None, None) => Cell::blank(),
            }
        });
        vec![
            Part::Maps(given),
            Part::Sign("×"),
            Part::Maps(Panel::all("kernel", taps, weight)),
            Part::Sign("="),
            Part::Maps(Panel::all("stamp", taps, product)),
            Part::Sign("→"),
            Part::Maps(result),
        ]
    }

    /// The kernel sees a window, and makes one number of it.
    pub fn gathering(&self, index: usize, window: &Window) -> Vec<Part> {
        let (problem, step) = (self.problem(), &self.steps()[index]);
        let (input, [_, k_h, k_w]) = (problem.input(), problem.kernel().sizes());
        let (_, padding, _) = problem.geometry();
        let given = Panel::ringed(window.input, input.sizes(), padding, |_, at, place| {
            let cell = match place.filter(|place| (window.own)(*place)) {
                Some(place) => Cell::number(input.at(place)),
                None => Cell::text("0").pale(),
            };
            cell.marked(self.tap_at(step, at).is_some(), READ)
        });
        let taps = [input.sizes()[0], k_h, k_w];
        let weight = |at| Cell::number(self.tap(step, at).weight);
        let sum = self.so_far(index + 1);
        let result = Panel::all("result so far", sum.sizes(), |place| {
            match sum.index(place) <= index {
                true => Cell::number(sum.at(place)).marked(place == step.pixel, WRITTEN),
                false => Cell::blank(),
            }
        });
        vec![
            Part::Maps(given),
            Part::Sign("∗"),
            Part::Maps(Panel::all(window.kernel, taps, weight)),
            Part::Sign("→"),
            Part::Maps(result),
        ]
    }

    /// The tap of the kernel, row and column, that lies on a place of the large map in a step;
    /// also on the ring of what is padded or cut.
    fn tap_at(&self, step: &Step, [y, x]: [isize; 2]) -> Option<[usize; 2]> {
        let (stride, padding, dilation) = self.problem().geometry();
        let [_, k_h, k_w] = self.problem().kernel().sizes();
        let along = |at: isize, pixel: usize, k: usize| {
            let at = usize::try_from(at + padding as isize).ok()?;
            let from = at.checked_sub(pixel * stride)?;
            (from.is_multiple_of(dilation) && from / dilation < k).then_some(from / dilation)
        };
        Some([along(y, step.pixel[1], k_h)?, along(x, step.pixel[2], k_w)?])
    }

    /// Which numbers of the result the first `count` steps have written.
    pub(super) fn written(&self, count: usize) -> Vec<bool> {
        let mut written = vec![false; self.output().values().len()];
        let taps = self.steps()[..count].iter().flat_map(|step| &step.taps);
        for landing in taps.filter_map(|tap| tap.lands.as_ref()) {
            written[self.output().index(landing.cell)] = true;
        }
        written
    }
}
