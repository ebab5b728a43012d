//! The first view, drawn: one step, several below one another, all of them in motion.

use super::super::explanation::Explanation;
use super::super::steps::{Step, Tap};
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
        let (input, kernel) = (problem.input(), problem.kernel());
        let (_, padding, _) = problem.geometry();
        let ([channels, _, _], [_, k_h, k_w]) = (self.output().sizes(), kernel.sizes());
        let given = Panel::all("input", input.sizes(), 0, |c, place| {
            let place = inside(c, place);
            Cell::number(input.at(place)).marked(place == step.pixel, READ)
        });
        let of =
            |c: usize, [i, j]: [isize; 2]| &step.taps[(c * k_h + i as usize) * k_w + j as usize];
        let weights = |c, place| Cell::number(of(c, place).weight);
        let stamp = |c, place| Cell::number(of(c, place).product).marked(true, WRITTEN);
        let written = self.written(index + 1);
        let sum = self.so_far(index + 1);
        let result = Panel::all("result so far", sum.sizes(), padding, |c, place| {
            let is_in = is_inside(place, sum.sizes());
            match (self.landing(step, c, place, padding), is_in) {
                (Some(_), true) => Cell::number(sum.at(inside(c, place))).marked(true, WRITTEN),
                // Cut away.
                (Some(tap), false) => Cell::number(tap.product).pale().tinted(WRITTEN, 0.12),
                (None, true) if written[sum.index(inside(c, place))] => {
                    Cell::number(sum.at(inside(c, place)))
                }
                (None, true) => Cell::text("0").pale(),
                (None, false) => Cell::blank(),
            }
        });
        vec![
            Part::Maps(given),
            Part::Sign("×"),
            Part::Maps(Panel::all("kernel", [channels, k_h, k_w], 0, weights)),
            Part::Sign("="),
            Part::Maps(Panel::all("stamp", [channels, k_h, k_w], 0, stamp)),
            Part::Sign("→"),
            Part::Maps(result),
        ]
    }

    /// The kernel sees a window, and makes one number of it.
    pub fn gathering(&self, index: usize, window: &Window) -> Vec<Part> {
        let (problem, step) = (self.problem(), &self.steps()[index]);
        let (input, kernel) = (problem.input(), problem.kernel());
        let (stride, padding, dilation) = problem.geometry();
        let ([channels, _, _], [_, k_h, k_w]) = (input.sizes(), kernel.sizes());
        let seen = |[y, x]: [isize; 2]| {
            let along = |at: isize, place: usize, k: usize| {
                let tap = at + padding as isize - (place * stride) as isize;
                let last = (dilation * (k - 1)) as isize;
                (0..=last).contains(&tap) && tap % dilation as isize == 0
            };
            along(y, step.pixel[1], k_h) && along(x, step.pixel[2], k_w)
        };
        let given = Panel::all(window.input, input.sizes(), padding, |c, place| {
            let cell = match is_inside(place, input.sizes()).then(|| inside(c, place)) {
                Some(place) if (window.own)(place) => Cell::number(input.at(place)),
                _ => Cell::text("0").pale(),
            };
            cell.marked(seen(place), READ)
        });
        let weights = |c: usize, [i, j]: [isize; 2]| {
            Cell::number(step.taps[(c * k_h + i as usize) * k_w + j as usize].weight)
        };
        let sum = self.so_far(index + 1);
        let result = Panel::all("result so far", sum.sizes(), 0, |c, place| {
            let place = inside(c, place);
            match sum.index(place) <= index {
                true => Cell::number(sum.at(place)).marked(place == step.pixel, WRITTEN),
                false => Cell::blank(),
            }
        });
        vec![
            Part::Maps(given),
            Part::Sign("∗"),
            Part::Maps(Panel::all(window.kernel, [channels, k_h, k_w], 0, weights)),
            Part::Sign("→"),
            Part::Maps(result),
        ]
    }

    /// The product of a step that lands on a cell of the result, or of the ring that is cut.
    fn landing<'a>(
        &self,
        step: &'a Step,
        c: usize,
        [y, x]: [isize; 2],
        ring: usize,
    ) -> Option<&'a Tap> {
        let (stride, _, dilation) = self.problem().geometry();
        let tap = |at: isize, pixel: usize| {
            let tap = usize::try_from(at + ring as isize)
                .ok()?
                .checked_sub(pixel * stride)?;
            tap.is_multiple_of(dilation).then_some(tap / dilation)
        };
        let (i, j) = (tap(y, step.pixel[1])?, tap(x, step.pixel[2])?);
        let [_, k_h, k_w] = self.problem().kernel().sizes();
        (i < k_h && j < k_w).then(|| &step.taps[(c * k_h + i) * k_w + j])
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

/// The place of a cell that is not in the ring.
fn inside(channel: usize, [y, x]: [isize; 2]) -> [usize; 3] {
    [channel, y as usize, x as usize]
}

fn is_inside([y, x]: [isize; 2], [_, height, width]: [usize; 3]) -> bool {
    (0..height as isize).contains(&y) && (0..width as isize).contains(&x)
}
