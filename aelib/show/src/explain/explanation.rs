//! A problem with its steps and its result.

use super::maps::{Maps, indexed, number, product};
use super::problem::Problem;
use super::steps::{Step, Tap, steps};
use std::fmt;

/// A convolution, step by step. The result is what the steps arrive at.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    problem: Problem,
    steps: Vec<Step>,
    output: Maps,
}

/// How a number of the output came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula<'a> {
    /// `result[row][column]`, with the channel in front where there are several.
    pub name: String,
    /// Products that were added, in the order of the steps, with the number of the step.
    pub terms: Vec<(usize, &'a Tap)>,
    /// The sum.
    pub value: f32,
}

impl Problem {
    /// All steps, and the result.
    ///
    /// ```
    /// use aelib_show::explain::Problem;
    /// let (image, kernel) = ("1 2; 3 4".parse()?, "1 -1".parse()?);
    /// let explanation = Problem::conv_transpose2d(image, kernel, Default::default())?.explain();
    /// assert_eq!(explanation.output().to_string(), " 1  1 -2\n 3  1 -4");
    /// let formula = explanation.formula([0, 0, 1]).to_string();
    /// assert_eq!(formula, "result[0][1] = 1*(-1) + 2*1 = 1");
    /// # Ok::<(), aelib_core::Error>(())
    /// ```
    pub fn explain(&self) -> Explanation {
        let (steps, output) = steps(self);
        Explanation {
            problem: self.clone(),
            steps,
            output,
        }
    }
}

impl Explanation {
    /// What is explained.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The result, (O, H', W').
    pub fn output(&self) -> &Maps {
        &self.output
    }

    /// The result after the first `count` steps: the sum so far.
    pub fn so_far(&self, count: usize) -> Maps {
        let landed = self.landed(count).into_iter();
        let values = landed.map(|number| number.unwrap_or(0.0)).collect();
        Maps::new(self.output.sizes(), values)
    }

    /// What the first `count` steps have written, number by number.
    pub(super) fn landed(&self, count: usize) -> Vec<Option<f32>> {
        let mut landed = vec![None; self.output.values().len()];
        let taps = self.steps[..count].iter().flat_map(|step| &step.taps);
        for landing in taps.filter_map(|tap| tap.lands.as_ref()) {
            landed[self.output.index(landing.cell)] = Some(landing.after);
        }
        landed
    }

    /// A product of a step: with the channel on the other side, row and column of the kernel.
    pub(super) fn tap<'a>(&self, step: &'a Step, [channel, i, j]: [usize; 3]) -> &'a Tap {
        let [_, k_h, k_w] = self.problem.kernel().sizes();
        &step.taps[(channel * k_h + i) * k_w + j]
    }

    /// How a number of the output comes about.
    ///
    /// # Panics
    /// Outside of the output.
    pub fn formula(&self, cell: [usize; 3]) -> Formula<'_> {
        let lands = |tap: &&Tap| tap.lands.as_ref().is_some_and(|to| to.cell == cell);
        let steps = self.steps.iter().enumerate();
        let terms = steps.flat_map(|(i, step)| step.taps.iter().filter(lands).map(move |t| (i, t)));
        Formula {
            name: indexed("result", &self.output, cell),
            terms: terms.collect(),
            value: self.output.at(cell),
        }
    }
}

/// `result[0][1] = 1*(-1) + 2*1 = 1`
impl fmt::Display for Formula<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self
            .terms
            .iter()
            .map(|(_, tap)| product(tap.value, tap.weight));
        let (name, value, terms) = (&self.name, number(self.value), Vec::from_iter(terms));
        match terms.is_empty() {
            true => write!(f, "{name} = 0, where nothing lands"),
            false => write!(f, "{name} = {} = {value}", terms.join(" + ")),
        }
    }
}
