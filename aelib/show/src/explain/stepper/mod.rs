//! A page in which to step through a convolution: forward, back, by itself, in three views.
//! It holds the problem's numbers, which a reader can change there, and the script that
//! computes with them and draws them.

use super::explanation::Explanation;
use super::maps::Maps;
use super::problem::Operation;
use crate::text::{Page, show, still};
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
        let problem = self.problem();
        let (stride, padding, dilation) = problem.geometry();
        let output_padding = match problem.operation() {
            Operation::Conv2d(_) => 0,
            Operation::ConvTranspose2d(options) => options.output_padding,
        };
        let given = Given {
            transposed: problem.transposed(),
            stride,
            padding,
            output_padding,
            dilation,
            input: problem.input(),
            kernel: problem.kernel(),
        };
        Page {
            class: "aelib-stepper",
            title: problem.title(),
            css: concat!(include_str!("../../page.css"), include_str!("stepper.css")),
            scripts: &[
                include_str!("arithmetic.js"),
                include_str!("maps.js"),
                include_str!("views.js"),
                include_str!("controls.js"),
                include_str!("stepper.js"),
            ],
            still: still(
                &problem.title(),
                &self.strip(shown).png(),
                "step through it",
            ),
            data: serde_json::to_string(&given).expect("numbers"),
        }
    }
}

/// The problem, as the script gets it.
#[derive(Serialize)]
struct Given<'a> {
    transposed: bool,
    stride: usize,
    padding: usize,
    output_padding: usize,
    dilation: usize,
    input: &'a Maps,
    kernel: &'a Maps,
}
