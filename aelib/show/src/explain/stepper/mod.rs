//! A page in which to step through a convolution: forward, back, by itself, in three views.
//! It holds the problem's numbers and the script that draws them.

use super::explanation::Explanation;
use super::maps::Maps;
use super::sliding::Sliding;
use crate::text::{Page, show};
use aelib_core::Result;
use serde::Serialize;
use std::path::Path;

impl Explanation {
    /// The page's part that goes into a document: it brings its own style and script.
    ///
    /// ```
    /// use aelib_show::explain::Problem;
    /// let (image, kernel) = ("1 2; 3 4".parse()?, "1 -1".parse()?);
    /// let problem = Problem::conv_transpose2d(image, kernel, Default::default())?;
    /// assert!(problem.explain().html().contains("<script>"));
    /// # Ok::<(), aelib_core::Error>(())
    /// ```
    pub fn html(&self) -> String {
        self.whole_page().html()
    }

    /// Shows the page as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        show("text/html", &self.html(), self);
    }

    /// Writes the page as a file for a browser. The file appears whole or not at all.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.whole_page().save(path.as_ref())
    }

    fn whole_page(&self) -> Page {
        let last = self.steps().len() - 1;
        let mut shown = vec![0, 1.min(last), last];
        shown.dedup();
        Page {
            class: "aelib-stepper",
            title: self.problem().title(),
            css: include_str!("stepper.css"),
            scripts: [
                include_str!("maps.js"),
                include_str!("views.js"),
                include_str!("stepper.js"),
            ],
            still: (self.strip(shown).png(), "step through it"),
            data: serde_json::to_string(&self.numbers()).expect("numbers and texts"),
        }
    }

    fn numbers(&self) -> Steps<'_> {
        let (problem, output) = (self.problem(), self.output());
        let (stride, padding, dilation) = problem.geometry();
        let at = |maps: &Maps, place: Option<[usize; 3]>| {
            place.map_or(-1, |place| maps.index(place) as i64)
        };
        let pixels = match problem.transposed() {
            true => problem.input(),
            false => output,
        };
        let steps = self.steps().iter().map(|step| {
            let taps = step.taps.iter().map(|tap| {
                let cell = tap.lands.as_ref().map(|landing| landing.cell);
                [
                    at(problem.input(), tap.from),
                    problem.kernel().index(tap.kernel) as i64,
                    at(output, cell),
                ]
            });
            PageStep {
                pixel: pixels.index(step.pixel),
                taps: taps.collect(),
            }
        });
        let sliding = Sliding::of(problem);
        let sources = sliding
            .sources
            .iter()
            .map(|from| at(problem.input(), *from));
        Steps {
            title: problem.title(),
            transposed: problem.transposed(),
            stride,
            padding,
            dilation,
            input: problem.input(),
            kernel: problem.kernel(),
            output,
            steps: steps.collect(),
            titles: (0..self.steps().len())
                .map(|i| self.step_title(i))
                .collect(),
            sliding: PageSliding {
                sizes: sliding.map.sizes(),
                sources: sources.collect(),
                kernel: sliding.kernel.values().to_vec(),
            },
        }
    }
}

/// What the script gets. Places are indices into `values`; -1 is none.
#[derive(Serialize)]
struct Steps<'a> {
    title: String,
    transposed: bool,
    stride: usize,
    padding: usize,
    dilation: usize,
    input: &'a Maps,
    kernel: &'a Maps,
    output: &'a Maps,
    steps: Vec<PageStep>,
    titles: Vec<String>,
    sliding: PageSliding,
}

#[derive(Serialize)]
struct PageStep {
    pixel: usize,
    /// From, kernel, to.
    taps: Vec<[i64; 3]>,
}

#[derive(Serialize)]
struct PageSliding {
    sizes: [usize; 3],
    sources: Vec<i64>,
    kernel: Vec<f32>,
}
