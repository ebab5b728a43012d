//! Images on their way through networks, with their real numbers: read from left to right.

use super::colours::coloured;
use super::letters;
use super::parts::{WAY, arrows, cells, network};
use super::picture::{Body, LABEL, Plot};
use super::scene::{Anchor, Scene};
use super::theme::INK;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// Columns from left to right, in which each image of a batch has its row.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let model = DenseAutoencoder::<4>::new(0);
/// let x: Batch<Map<1, 28, 28>> = Cpu::default().zeros_like(&(2, Const, Const, Const));
/// let z = model.encode(x.clone());
/// let way = diagram().images("x", &x).encoder("encoder").numbers("z", &z).title("x to z");
/// assert!(way.to_string().contains("z: 0.00 0.00"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    name: String,
    /// The line that stands for it where no picture can; may be empty.
    text: String,
    width: f32,
    what: What,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
enum What {
    /// Under the column's name, something for each row.
    Rows(Vec<Scene>),
    /// The name itself, in each row: +, ·, =.
    Sign,
    /// One network for all rows, in which the name stands; one that narrows, or widens.
    Network(bool),
}

/// The least height of a row, and what is between two of them.
pub(super) const ROW: f32 = 112.0;
const GAP: f32 = 16.0;
/// The size at which a number's colour is full.
const FULL: f32 = 3.0;
/// What the columns' names take.
const HEAD: f32 = 1.5 * LABEL;

/// A diagram without columns.
pub fn diagram() -> Plot<Diagram> {
    Plot::of(Diagram::default())
}

impl Plot<Diagram> {
    fn column(self, name: &str, text: String, width: f32, what: What) -> Self {
        if let (What::Rows(rows), Some(known)) = (&what, self.body.rows()) {
            let rows = rows.len();
            assert_eq!(
                rows, known,
                "diagram: rows of {name:?}, and of the columns before it"
            );
        }
        let name = name.to_string();
        let column = Column {
            name,
            text,
            width,
            what,
        };
        self.with(|diagram| diagram.columns.push(column))
    }

    /// A scene for each row, under a name; `text` stands for them all.
    pub(super) fn scenes(self, name: &str, text: String, rows: Vec<Scene>) -> Self {
        let text = format!("{name}: {text}")
            .trim_start_matches(": ")
            .to_string();
        let width = rows.iter().map(|row| row.size()[0]).fold(0.0, f32::max);
        self.column(name, text, width, What::Rows(rows))
    }

    /// Images under a name.
    ///
    /// # Shapes
    /// (N, 1, H, W), or (N, 3, H, W)
    ///
    /// # Panics
    /// Here and in all that follows: if the columns have different numbers of rows.
    pub fn images<S: Shape>(self, name: &str, images: &Tensor<S, f32, Cpu>) -> Self {
        self.large(name, images, ROW)
    }

    /// Images of this height.
    pub(super) fn large<S: Shape>(
        self,
        name: &str,
        images: &Tensor<S, f32, Cpu>,
        high: f32,
    ) -> Self {
        let ([_, h, w], images) = coloured("diagram", images);
        let scale = high / h as f32;
        let scene = |image| {
            let mut scene = Scene::new(w as f32 * scale, high);
            scene.rgb(image, [w, h], [0.0, 0.0], scale);
            scene
        };
        let rows = images.into_iter().map(scene).collect();
        self.scenes(name, "images".into(), rows)
    }

    /// A batch of numbers under a name: blue below 0, red above, the stronger the larger.
    ///
    /// # Shapes
    /// (N, …)
    pub fn numbers<S: Shape>(self, name: &str, numbers: &Tensor<S, f32, Cpu>) -> Self {
        let rows = numbers.shape().concrete().into_iter().next().unwrap_or(1);
        let numbers = to_vec(numbers);
        let rows = numbers.chunks((numbers.len() / rows.max(1)).max(1));
        let text = numbers.iter().map(|v| format!("{v:.2}"));
        let text = Vec::from_iter(text).join(" ");
        let scenes = rows.map(|row| cells(row, [1, 2], ROW, FULL));
        self.scenes(name, text, scenes.collect())
    }

    /// A line of words for each image, under a name.
    pub fn words<T: ToString>(self, name: &str, lines: impl IntoIterator<Item = T>) -> Self {
        let lines = Vec::from_iter(lines.into_iter().map(|line| line.to_string()));
        let scene = |line: &String| {
            let mut scene = Scene::new(letters::width(line, LABEL), LABEL);
            scene.text(line, [0.0, 0.0], LABEL, INK);
            scene
        };
        let rows = lines.iter().map(scene).collect();
        self.scenes(name, lines.join("; "), rows)
    }

    /// A sign between two columns: +, ·, =.
    pub fn sign(self, sign: &str) -> Self {
        self.column(sign, String::new(), 20.0, What::Sign)
    }

    /// A network with fewer numbers at its end than at its beginning.
    pub fn encoder(self, name: &str) -> Self {
        self.column(name, name.into(), WAY, What::Network(true))
    }

    /// A network with more.
    pub fn decoder(self, name: &str) -> Self {
        self.column(name, name.into(), WAY, What::Network(false))
    }
}

impl Diagram {
    fn rows(&self) -> Option<usize> {
        self.columns.iter().find_map(|column| match &column.what {
            What::Rows(rows) => Some(rows.len()),
            _ => None,
        })
    }
}

impl Body for Diagram {
    fn scene(&self) -> Scene {
        let heights = self.columns.iter().flat_map(|column| match &column.what {
            What::Rows(rows) => rows.iter().map(|row| row.size()[1]).collect(),
            _ => Vec::new(),
        });
        let high = heights.fold(ROW, f32::max);
        let room = |column: &Column| match column.what {
            What::Rows(_) => column.width.max(letters::width(&column.name, LABEL)),
            _ => column.width,
        };
        let rows = self.rows().unwrap_or(1);
        let middles =
            Vec::from_iter((0..rows).map(|i| HEAD + i as f32 * (high + GAP) + high / 2.0));
        let whole = rows as f32 * (high + GAP) - GAP;
        let width: f32 = self.columns.iter().map(|column| room(column) + 14.0).sum();
        let mut scene = Scene::new(width.max(1.0), HEAD + whole);
        let mut left = 0.0;
        for column in &self.columns {
            let (room, name) = (room(column), &*column.name);
            let x = left + (room - column.width) / 2.0;
            match &column.what {
                What::Rows(rows) => {
                    scene.text_at(name, [left + room / 2.0, 0.0], LABEL, Anchor::TOP, INK);
                    for (row, middle) in rows.iter().zip(&middles) {
                        scene.place(row, [x, middle - row.size()[1] / 2.0]);
                    }
                }
                What::Sign => middles.iter().for_each(|middle| {
                    let at = [x + column.width / 2.0, *middle];
                    scene.text_at(name, at, LABEL * 1.2, Anchor::CENTRE, INK);
                }),
                What::Network(narrows) => {
                    network(&mut scene, (name, INK), *narrows, [x, HEAD], whole);
                    middles
                        .iter()
                        .for_each(|middle| arrows(&mut scene, [x, *middle]));
                }
            }
            left += room + 14.0;
        }
        scene
    }

    fn text(&self) -> String {
        let lines = self.columns.iter().map(|column| &*column.text);
        Vec::from_iter(lines.filter(|line| !line.is_empty())).join("\n")
    }
}
