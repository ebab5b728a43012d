//! A question before its answer: the reader guesses, and only then sees the result, with the
//! guess beside it.
//!
//! The page that asks needs no kernel: it works in every notebook, also in an exported one.
//! Where no script may run, the answer is folded away below the question; on paper and in a
//! terminal it stands there.

mod answer;
mod shown;

pub use shown::Shown;

use crate::explain::Maps;
use crate::plot::{Chart, Plot, Sprite};
use crate::text;
use answer::Answer;
use dfdx::prelude::{Cpu, Shape, Tensor};
use serde::Serialize;
use std::fmt;

/// Asks something that the reader is to predict. What is asked for is said next:
///
/// ```
/// use aelib_show::prelude::*;
///
/// // A number, and its unit if it has one: the text is what the reader sees.
/// predict("How long is the side of the result?").number(5);
/// predict("Which part of the digits changes?").number(format!("{:.1} %", 17.8));
///
/// // One of several answers, the right one by its place.
/// predict("A larger k: what does the result do?").choice(["shrink", "grow"], 1);
///
/// // A matrix; empty cells to be filled in.
/// let result: Maps = "1 2; 3 4".parse()?;
/// predict("What comes out?").matrix(&result);
///
/// // Which of many images change: those for which the function says yes.
/// let before = Cpu::default().zeros_like(&(100, Const::<1>, Const::<28>, Const::<28>));
/// let after = before.clone();
/// predict("Which digits change?").which(&before, &after, |i| i % 7 == 0);
///
/// // The shape of a curve: the last line of a chart is to be drawn, the others are shown.
/// let loss: Vec<(f64, f64)> = (1..=10).map(|i| (f64::from(i), 1.0 / f64::from(i))).collect();
/// let chart = line_chart(&[("loss", loss)]).x_label("epoch").y_label("loss").y(0.0..1.0);
/// predict("How does the loss fall?").curve(&chart).then(&chart);
/// # Ok::<(), aelib_core::Error>(())
/// ```
pub fn predict(question: impl Into<String>) -> Question {
    Question(question.into())
}

/// Images of a row, as in the course's other pictures.
const COLUMNS: usize = 10;

/// A question of which is not yet said what answers it.
#[must_use = "say what the answer is: .number(5) for example"]
pub struct Question(String);

impl Question {
    /// A number, with a unit behind a space: `5`, `"12.5 %"`. A guess of another kind of
    /// accuracy is fine: the page says how far off it is.
    ///
    /// # Panics
    /// If the answer does not begin with a number.
    pub fn number(self, answer: impl ToString) -> Prediction {
        let text = answer.to_string();
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        let value = number.parse();
        self.with(Answer::Number {
            value: value.unwrap_or_else(|_| {
                panic!("predict: expected an answer that begins with a number, found {text:?}")
            }),
            number: number.into(),
            unit: unit.into(),
        })
    }

    /// One of these options; `answer` is the place of the right one, from 0.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn choice<T: ToString>(
        self,
        options: impl IntoIterator<Item = T>,
        answer: usize,
    ) -> Prediction {
        let options = Vec::from_iter(options.into_iter().map(|option| option.to_string()));
        let (count, right) = (options.len(), answer);
        assert!(
            right < count,
            "predict: the right option is number {right}, counted from 0, of {count}"
        );
        self.with(Answer::Choice { options, right })
    }

    /// All numbers of one map, to be written into empty cells.
    ///
    /// # Panics
    /// If there are several maps.
    pub fn matrix(self, answer: &Maps) -> Prediction {
        let [count, ..] = answer.sizes();
        assert_eq!(count, 1, "predict: maps of a matrix");
        let maps = answer.clone();
        self.with(Answer::Matrix { maps })
    }

    /// Which of these images change: `before` is shown, the reader marks some, and then
    /// `after` stands in their place. Where nothing is to be replaced, give the same twice.
    ///
    /// # Shapes
    /// (N, 1, H, W), or (N, 3, H, W) for red, green and blue; both alike
    ///
    /// # Panics
    /// If there is no image, or the shapes differ or are others.
    pub fn which<S: Shape>(
        self,
        before: &Tensor<S, f32, Cpu>,
        after: &Tensor<S, f32, Cpu>,
        changed: impl Fn(usize) -> bool,
    ) -> Prediction {
        let [before, after] = [before, after].map(|images| Sprite::of(images, COLUMNS));
        let shape = |sprite: &Sprite| (sprite.count, sprite.size);
        assert_eq!(
            shape(&before),
            shape(&after),
            "predict: images before and after, and their height and width"
        );
        let changed = (0..before.count).filter(|i| changed(*i)).collect();
        self.with(Answer::Which {
            before,
            after,
            changed,
        })
    }

    /// The last line of a chart, to be drawn; the lines before it are shown. An axis that is
    /// to tell nothing of the answer gets its range by `.y(0.0..1.0)`.
    ///
    /// # Panics
    /// If the chart's last line has no points.
    pub fn curve(self, chart: &Plot<Chart>) -> Prediction {
        self.with(Answer::Curve {
            axes: chart.axes(),
            picture: chart.png(),
            text: chart.to_string(),
        })
    }

    fn with(self, answer: Answer) -> Prediction {
        Prediction {
            question: self.0,
            answer,
            html: String::new(),
            text: String::new(),
        }
    }
}

/// A question, its answer, and what is shown with the answer. It shows itself in a notebook.
pub struct Prediction {
    question: String,
    answer: Answer,
    /// What is shown with the answer.
    html: String,
    text: String,
}

crate::text::paged!(Prediction);

impl Prediction {
    /// With this below the answer, unseen until there is a guess: a picture, a table, a
    /// page, or words. May be said more than once.
    pub fn then(mut self, shown: &(impl Shown + ?Sized)) -> Self {
        self.html += &format!("<div class=\"then\">{}</div>\n", shown.html());
        self.text += &format!("\n{}", shown.to_string());
        self
    }

    fn page(&self) -> text::Page {
        let question = text::escaped(&self.question);
        let data = Page {
            question: &self.question,
            answer: &self.answer,
        };
        text::Page {
            class: "aelib-predict",
            title: self.question.clone(),
            css: concat!(include_str!("../page.css"), include_str!("predict.css")),
            scripts: &[
                include_str!("controls.js"),
                include_str!("drawn.js"),
                include_str!("predict.js"),
            ],
            still: format!(
                "<p class=\"question\">{question}</p>\n<div class=\"asked\">{}</div>\n<details><summary>Make a guess, \
                 then open the answer</summary>\n<div class=\"answer\">{}</div>\n{}</details>",
                self.answer.asked(),
                self.answer.html(),
                self.html
            ),
            data: serde_json::to_string(&data).expect("numbers and texts"),
        }
    }
}

/// The question, its answer, what is shown with it.
impl fmt::Display for Prediction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}{}", self.question, self.answer, self.text)
    }
}

/// What the script gets.
#[derive(Serialize)]
struct Page<'a> {
    question: &'a str,
    #[serde(flatten)]
    answer: &'a Answer,
}
