//! The second view: a window that slides over a map with zeros in it.

use super::maps::{Maps, places};
use super::picture::{SECONDS, Window, animation, titled};
use super::problem::Problem;
use crate::plot::{Animation, Picture, Scene};
use aelib_core::ops::{Conv2dOptions, ConvTranspose2dOptions};

/// The same convolution as a window that slides over a map without padding.
///
/// - A convolution slides its own kernel, by its stride, over the input with `p` zeros on
///   each side.
/// - A transposed convolution becomes a convolution with stride 1: between two pixels of
///   the input come `s - 1` zeros, around them `d(k - 1) - p` on each side (fewer than none
///   means that pixels are cut), and the output padding below and on the right. The kernel
///   is *flipped*, up and down as well as left and right.
///
/// # Source
/// Dumoulin & Visin 2016, section 4.
#[derive(Clone, Debug, PartialEq)]
pub struct Sliding {
    /// The input with its zeros, (C, H, W).
    pub map: Maps,
    /// Which of its numbers are the input's own, and where in the input.
    pub sources: Vec<Option<[usize; 3]>>,
    /// The kernel as it slides: (O·C, K_h, K_w), for each output channel one map per input
    /// channel.
    pub kernel: Maps,
    /// Whether that kernel is flipped: a transposed convolution's.
    pub flipped: bool,
    /// Options with which the window slides; without padding.
    pub options: Conv2dOptions,
}

impl Sliding {
    /// The sliding view of a problem.
    pub fn of(problem: &Problem) -> Self {
        let ConvTranspose2dOptions {
            stride,
            padding,
            dilation,
            ..
        } = problem.options();
        let (input, [_, k_h, k_w]) = (problem.input(), problem.kernel().sizes());
        let [channels, height, width] = input.sizes();
        // Position 0 of the input lies behind `before` zeros, and its pixels lie `apart`.
        let before = |kernel: usize| match problem.transposed() {
            true => (dilation * (kernel - 1)) as isize - padding as isize,
            false => padding as isize,
        };
        let apart = if problem.transposed() { stride } else { 1 };
        let along = |at: usize, kernel: usize, size: usize| {
            let from = usize::try_from(at as isize - before(kernel)).ok()?;
            (from % apart == 0 && from / apart < size).then_some(from / apart)
        };
        let source =
            |[c, y, x]: [usize; 3]| Some([c, along(y, k_h, height)?, along(x, k_w, width)?]);
        let sizes = problem.sliding_sizes();
        let sources = Vec::from_iter(places(sizes).map(source));
        let value = |from: &Option<[usize; 3]>| from.map_or(0.0, |from| input.at(from));
        let kernels = [problem.output_sizes()[0] * channels, k_h, k_w];
        let kernel = Maps::from_fn(kernels, |[map, i, j]| {
            let (to, from) = (map / channels, map % channels);
            let map = problem.kernel_map(from, to);
            problem.kernel().at(match problem.transposed() {
                true => [map, k_h - 1 - i, k_w - 1 - j],
                false => [map, i, j],
            })
        });
        Self {
            map: Maps::new(sizes, sources.iter().map(value).collect()),
            sources,
            kernel,
            flipped: problem.transposed(),
            options: Conv2dOptions {
                stride: if problem.transposed() { 1 } else { stride },
                padding: 0,
                dilation,
            },
        }
    }

    /// What the window sums up, (O, H', W'): the same as [`Problem::output`].
    pub fn output(&self) -> Maps {
        self.problem().output()
    }

    fn problem(&self) -> Problem {
        let problem = Problem::conv2d(self.map.clone(), self.kernel.clone(), self.options);
        problem.expect("sizes that fit")
    }

    /// The window at one place: the pixels of the input dark and the zeros pale, what the
    /// window sees in one colour, the number that it makes in another.
    ///
    /// # Panics
    /// If there is no such place; the first is 0.
    pub fn picture(&self, place: usize) -> Picture {
        let (mut scenes, titles) = self.scenes(&[place]);
        scenes.remove(0).picture(titles[place].clone())
    }

    /// All places, one after the other.
    pub fn animation(&self) -> Animation {
        let places = Vec::from_iter(0..self.output().values().len());
        let (scenes, mut titles) = self.scenes(&places);
        animation(&scenes, SECONDS / 2.0, titles.pop().unwrap_or_default())
    }

    /// The scenes of some places, and the titles of all: how each number comes about, of the
    /// window's products only those of pixels that are the input's own.
    fn scenes(&self, shown: &[usize]) -> (Vec<Scene>, Vec<String>) {
        let explanation = self.problem().explain();
        let own = |place| self.sources[self.map.index(place)].is_some();
        let (places, count) = (explanation.output().places(), explanation.steps().len());
        let title = |(index, place)| {
            let mut formula = explanation.formula(place);
            let terms = &mut formula.terms;
            terms.retain(|(_, tap)| tap.from.is_some_and(own));
            format!("place {} of {count}: {formula}", index + 1)
        };
        let titles = Vec::from_iter(places.enumerate().map(title));
        let window = Window {
            input: "input with zeros",
            kernel: ["kernel", "kernel, flipped"][usize::from(self.flipped)],
            own: &own,
        };
        let parts = |place| explanation.gathering(place, &window);
        (titled(&titles, parts, shown), titles)
    }
}
