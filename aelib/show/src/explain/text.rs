//! Steps as text, for a terminal.

use super::explanation::Explanation;
use super::maps::{Maps, aligned, indexed, number, places};
use super::problem::Problem;
use super::steps::{Step, Tap};
use std::fmt;

/// What is between two matrices that are printed beside one another.
const GAP: &str = "    ";

impl Problem {
    /// The operation with its options, in words.
    pub fn title(&self) -> String {
        let options = self.options();
        let name = match self.transposed() {
            true => "transposed convolution",
            false => "convolution",
        };
        let (stride, padding) = (options.stride, options.padding);
        let mut title = format!("{name}, stride {stride}, padding {padding}");
        if options.output_padding > 0 {
            title += &format!(", output padding {}", options.output_padding);
        }
        if options.dilation > 1 {
            title += &format!(", dilation {}", options.dilation);
        }
        title
    }

    /// The size formula with its numbers: one line where height and width have the same.
    pub fn size_text(&self) -> String {
        let [height, width] = self.formulas();
        match height.as_str() == width.as_str() {
            true => height.to_string(),
            false => format!("height: {height}\nwidth:  {width}"),
        }
    }
}

impl Explanation {
    /// What a step does, on one line.
    pub fn step_title(&self, index: usize) -> String {
        let step = &self.steps()[index];
        let count = self.steps().len();
        let what = match self.problem().transposed() {
            true => {
                let value = self.problem().input().at(step.pixel);
                let name = indexed("input", self.problem().input(), step.pixel);
                format!("{name} = {} stamps the kernel", number(value))
            }
            false => self.formula(step.pixel).to_string(),
        };
        let lost = step.taps.iter().filter(|tap| tap.lands.is_none()).count();
        let lost = match lost {
            0 => String::new(),
            lost => format!("; {lost} of {} numbers are cut away", step.taps.len()),
        };
        format!("step {} of {count}: {what}{lost}", index + 1)
    }

    /// What a step adds to the output, where it adds it.
    fn added(&self, step: &Step) -> Vec<Block> {
        let on = |cell| {
            let here = |tap: &&Tap| tap.lands.as_ref().is_some_and(|to| to.cell == cell);
            let product = step.taps.iter().find(here).map(|tap| number(tap.product));
            product.unwrap_or_else(|| ".".into())
        };
        blocks("stamp", self.output().sizes(), on)
    }

    /// What the kernel of a convolution sees in a step.
    fn seen(&self, step: &Step) -> Vec<Block> {
        let value = |at| {
            let tap = self.tap(step, at);
            match tap.from {
                Some(_) => number(tap.value),
                None => "(0)".into(),
            }
        };
        let [_, k_h, k_w] = self.problem().kernel().sizes();
        let [channels, ..] = self.problem().input().sizes();
        blocks("kernel sees", [channels, k_h, k_w], value)
    }
}

/// Everything: the size, each step with the sum so far, the result.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.problem();
        writeln!(f, "{}\n{}\n", problem.title(), problem.size_text())?;
        let mut given = shown("input", problem.input());
        given.extend(shown("kernel", problem.kernel()));
        writeln!(f, "{}\n", beside(&given))?;
        for (i, step) in self.steps().iter().enumerate() {
            let mut row = match problem.transposed() {
                true => self.added(step),
                false => self.seen(step),
            };
            row.extend(shown("result so far", &self.so_far(i + 1)));
            writeln!(f, "{}\n{}\n", self.step_title(i), beside(&row))?;
        }
        write!(f, "{}", beside(&shown("result", self.output())))
    }
}

/// A title and lines.
type Block = Vec<String>;

fn shown(title: &str, maps: &Maps) -> Vec<Block> {
    blocks(title, maps.sizes(), |place| number(maps.at(place)))
}

/// One block for each map, all cells equally wide.
fn blocks(title: &str, sizes: [usize; 3], cell: impl Fn([usize; 3]) -> String) -> Vec<Block> {
    let [channels, height, width] = sizes;
    let lines = aligned(&Vec::from_iter(places(sizes).map(cell)), width);
    let block = |(channel, lines): (usize, &[String])| {
        let title = match channels {
            1 => title.to_string(),
            _ => format!("{title} [{channel}]"),
        };
        [&[title], lines].concat()
    };
    lines.chunks(height).enumerate().map(block).collect()
}

/// Blocks beside one another, indented.
fn beside(blocks: &[Block]) -> String {
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let line = |y: usize| {
        let parts = blocks.iter().map(|block| {
            let width = block.iter().map(|line| line.chars().count()).max();
            let text = block.get(y).map_or("", String::as_str);
            format!("{text:0$}", width.unwrap_or(0))
        });
        let line = parts.collect::<Vec<_>>().join(GAP);
        format!("  {}", line.trim_end())
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}
