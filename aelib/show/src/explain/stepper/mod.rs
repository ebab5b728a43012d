//! A page in which to step through a convolution: forward, back, by itself, in three views.
//! It holds the problem's numbers, which a reader can change there, and the script that
//! computes with them and draws them.

use super::explanation::Explanation;
use super::maps::Maps;
use crate::text::{Page, still};
use serde::Serialize;

crate::text::paged!(Explanation);

impl Explanation {
    fn page(&self) -> Page {
        let last = self.steps().len() - 1;
        let mut shown = vec![0, 1.min(last), last];
        shown.dedup();
        let problem = self.problem();
        let options = problem.options();
        let given = Given {
            transposed: problem.transposed(),
            stride: options.stride,
            padding: options.padding,
            output_padding: options.output_padding,
            dilation: options.dilation,
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
                &self.strip(shown).shown(),
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
