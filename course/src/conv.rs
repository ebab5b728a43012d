//! `cargo course conv`: one convolution, step by step.

use crate::failure::{Failure, Result};
use aelib::display::write_whole;
use aelib::explain::{Explanation, Maps, Operation, Problem, Step};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::plot::Theme;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Shows a convolution of your own numbers, step by step
///
/// Rows end with `;`, and `|` begins the next map. With several input channels the kernel
/// has one map for each pair of channels, in PyTorch's order.
#[derive(clap::Args)]
#[command(allow_negative_numbers = true)]
pub struct Args {
    /// The image: "1 2 1; 0 1 0; 1 -1 1"
    #[arg(long, value_name = "MATRIX", allow_hyphen_values = true)]
    input: Option<String>,
    /// The kernel: "1 1 1; -1 -1 -1; 0 0 0"
    #[arg(long, value_name = "MATRIX", allow_hyphen_values = true)]
    kernel: Option<String>,
    /// Pixels from one place of the kernel to the next
    #[arg(
        long,
        value_name = "N",
        default_value = "1",
        allow_hyphen_values = true
    )]
    stride: String,
    /// Zeros on each side of the image; transposed: pixels cut from each side of the result
    #[arg(
        long,
        value_name = "N",
        default_value = "0",
        allow_hyphen_values = true
    )]
    padding: String,
    /// Pixels added to the result below and on the right; only with --transpose
    #[arg(
        long,
        value_name = "N",
        default_value = "0",
        allow_hyphen_values = true
    )]
    output_padding: String,
    /// Distance between neighbouring numbers of the kernel
    #[arg(
        long,
        value_name = "N",
        default_value = "1",
        allow_hyphen_values = true
    )]
    dilation: String,
    /// The transposed convolution
    #[arg(long)]
    transpose: bool,
    /// Also writes an animation for pages, as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Also writes an animation for slides, as GIF
    #[arg(long, value_name = "FILE")]
    gif: Option<PathBuf>,
    /// Also writes a page to step through in a browser
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let problem = problem(&args)?;
    let explanation = problem.explain();
    write(&args, &explanation)?;
    let text = match args.json {
        true => json(&explanation),
        false => explanation.to_string(),
    };
    match writeln!(std::io::stdout(), "{text}") {
        // `| head` has seen enough.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Failure::file("standard output")),
    }
}

/// The files that were asked for.
fn write(args: &Args, explanation: &Explanation) -> Result<()> {
    let animation = || explanation.animation();
    let forms = [
        ("--svg", args.svg.is_some(), 600_000),
        ("--gif", args.gif.is_some(), 4_000),
        ("--html", args.html.is_some(), 300_000),
        ("without --json", !args.json, 1_500_000),
    ];
    for (form, wanted, limit) in forms {
        if wanted {
            within(form, explanation, limit)?;
        }
    }
    if let Some(path) = &args.svg {
        write_whole(path, animation().svg(Theme::Light).as_bytes())?;
    }
    if let Some(path) = &args.gif {
        write_whole(path, &animation().gif(Theme::Light, 1.0))?;
    }
    if let Some(path) = &args.html {
        explanation.save(path)?;
    }
    Ok(())
}

/// Every step shows all numbers: so many take about a second, and what is larger nobody
/// looks at.
fn within(form: &str, explanation: &Explanation, limit: usize) -> Result<()> {
    let problem = explanation.problem();
    let maps = [problem.input(), problem.kernel(), explanation.output()];
    let numbers: usize = maps.map(|map| map.values().len()).iter().sum();
    let steps = explanation.steps().len();
    match steps * numbers <= limit {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{form}: {steps} steps that show {numbers} numbers each are {} numbers, and at most \
             {limit} are drawn; give a smaller input, or --json alone",
            steps * numbers
        ))),
    }
}

fn problem(args: &Args) -> Result<Problem> {
    let input = matrix("--input", &args.input)?;
    let kernel = matrix("--kernel", &args.kernel)?;
    let stride = number("--stride", &args.stride)?;
    let padding = number("--padding", &args.padding)?;
    let output_padding = number("--output-padding", &args.output_padding)?;
    let dilation = number("--dilation", &args.dilation)?;
    let operation = match (args.transpose, output_padding) {
        (true, _) => Operation::ConvTranspose2d(ConvTranspose2dOptions {
            stride,
            padding,
            output_padding,
            dilation,
        }),
        (false, 0) => Operation::Conv2d(Conv2dOptions {
            stride,
            padding,
            dilation,
        }),
        (false, _) => {
            let line = "--output-padding: only a transposed convolution has one; add --transpose";
            return Err(Failure::new(line));
        }
    };
    Ok(Problem::new(input, kernel, operation)?)
}

fn matrix(option: &str, text: &Option<String>) -> Result<Maps> {
    let text = text.as_ref().ok_or_else(|| {
        let example = "\"1 2 1; 0 1 0; 1 -1 1\"";
        Failure::new(format!("{option}: no matrix; write {option} {example}"))
    })?;
    Ok(Maps::parse(option, text)?)
}

fn number(option: &str, text: &str) -> Result<usize> {
    text.trim().parse().map_err(|_| {
        Failure::new(format!(
            "{option}: expected a whole number that is not negative, found {text:?}; write {option} 1"
        ))
    })
}

/// What `--json` prints.
#[derive(Serialize)]
struct Line<'a> {
    /// Rows of numbers; a list of them where there are several maps.
    output: serde_json::Value,
    height: usize,
    width: usize,
    formula: String,
    steps: &'a [Step],
}

fn json(explanation: &Explanation) -> String {
    let output = explanation.output();
    let [channels, height, width] = output.sizes();
    let rows = |channel| Vec::from_iter(output.rows(channel));
    let line = Line {
        output: match channels {
            1 => serde_json::json!(rows(0)),
            _ => serde_json::json!(Vec::from_iter((0..channels).map(rows))),
        },
        height,
        width,
        formula: explanation.problem().size_text().replace('\n', "; "),
        steps: explanation.steps(),
    };
    serde_json::to_string(&line).expect("numbers")
}
