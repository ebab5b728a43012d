//! Images on their way through networks, with their real numbers: read from left to right.

use super::colours::coloured;
use super::letters;
use super::picture::{Body, LABEL, Picture, Plot};
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PALE, PALETTE};
use aelib_core::corrupt::{recolour, warp};
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap, SwapFit};
use aelib_core::nn::Map;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use plotters::style::RGBColor;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

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
/// The width of a cell with a number, and of a network, and the arrows beside it.
const CELL: f32 = 84.0;
const NETWORK: f32 = 150.0;
const ARROW: f32 = 34.0;
const WAY: f32 = NETWORK + 2.0 * ARROW;
/// The line height of numbers, and the size at which a number's colour is full.
const NUMBER: f32 = 20.0;
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
    fn large<S: Shape>(self, name: &str, images: &Tensor<S, f32, Cpu>, high: f32) -> Self {
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

/// How a deepfake learns and how it swaps: a row for each character, with an input as it is
/// bent and recoloured in training, and below them A's face, decoded as B's. Each face is
/// the first of its images. Between encoder and decoder stand the numbers of the code.
///
/// # Panics
/// If there is no image.
pub fn swap_diagram(
    model: &FaceSwap,
    a: &Images<Map<3, 64, 64>>,
    b: &Images<Map<3, 64, 64>>,
) -> Picture {
    const FACE: f32 = 160.0;
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let options = SwapFit::default();
    let mut changed = |faces: &Images<Map<3, 64, 64>>| {
        let bent = warp(&faces.first(1).tensor(), options.warp, &mut rng);
        to_vec(&recolour(&bent, options.recolour, &mut rng))
    };
    let seen = [changed(a), changed(b), to_vec(&a.first(1).tensor())].concat();
    let seen = Images::<Map<3, 64, 64>>::from_pixels(&seen).tensor();
    let codes = to_vec(&model.code(seen.clone()));
    let numbers = codes.len() / 3;
    let [as_a, as_b] = Character::ALL.map(|who| to_vec(&model.as_face_of(who, seen.clone())));
    let found = [&as_a[..as_a.len() / 3], &as_b[as_b.len() / 3..]].concat();
    let found = Images::<Map<3, 64, 64>>::from_pixels(&found).tensor();
    let decoders = [
        ("decoder A", PALETTE[1]),
        ("decoder B", PALETTE[0]),
        ("decoder B", PALETTE[0]),
    ];
    let networks = decoders.map(|named| {
        let mut scene = Scene::new(WAY, FACE);
        network(&mut scene, named, false, [0.0, 0.0], FACE);
        arrows(&mut scene, [0.0, FACE / 2.0]);
        scene
    });
    let names = Vec::from_iter(decoders.map(|(name, _)| name)).join("; ");
    let most = codes
        .iter()
        .fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
    let rows = codes.chunks(numbers);
    let text = rows
        .clone()
        .map(|code| Vec::from_iter(code.iter().map(|v| format!("{v:.1}"))).join(" "));
    let text = Vec::from_iter(text).join("; ");
    let rows = Vec::from_iter(rows.map(|code| cells(code, [2, 1], FACE, most)));
    let way = diagram()
        .words("", ["A learns", "B learns", "then the swap"])
        .large("what it sees", &seen, FACE)
        .encoder("encoder")
        .scenes(&format!("{numbers} numbers"), text, rows)
        .scenes("", names, networks.to_vec())
        .large("what comes out", &found, FACE);
    Picture::from(&way.title("One encoder, two decoders"))
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

/// Numbers in so many columns, row by row and with so many decimals; a number as large as
/// `full` has its whole colour.
fn cells(numbers: &[f32], [columns, decimals]: [usize; 2], high: f32, full: f32) -> Scene {
    let mut scene = Scene::new(CELL * columns as f32, high);
    let height = high / numbers.len().div_ceil(columns) as f32;
    for (i, number) in numbers.iter().enumerate() {
        let at = [(i % columns) as f32 * CELL, (i / columns) as f32 * height];
        let alpha = 0.6 * (number.abs() / full).min(1.0);
        let colour = PALETTE[usize::from(*number > 0.0)];
        scene.tint(at, [CELL, height], colour, alpha);
        scene.frame(at, [CELL, height], 1.5, FAINT);
        let middle = [at[0] + CELL / 2.0, at[1] + height / 2.0];
        let size = NUMBER.min(height * 0.9);
        scene.text_at(
            format!("{number:.decimals$}"),
            middle,
            size,
            Anchor::CENTRE,
            INK,
        );
    }
    scene
}

/// A trapezoid whose short side is that of the code, between its arrows.
fn network(
    scene: &mut Scene,
    (name, colour): (&str, RGBColor),
    narrows: bool,
    [x, y]: [f32; 2],
    height: f32,
) {
    let cut = (height * 0.22).min(60.0);
    let [left, right] = if narrows { [0.0, cut] } else { [cut, 0.0] };
    let [start, end] = [x + ARROW, x + ARROW + NETWORK];
    let points = vec![
        [start, y + left],
        [end, y + right],
        [end, y + height - right],
        [start, y + height - left],
    ];
    scene.polygon(points, FAINT);
    let middle = [(start + end) / 2.0, y + height / 2.0];
    scene.text_at(name, middle, LABEL, Anchor::CENTRE, colour);
}

/// Into a network and out of it.
fn arrows(scene: &mut Scene, [x, y]: [f32; 2]) {
    for from in [x, x + ARROW + NETWORK + 4.0] {
        scene.arrow([from, y], [from + ARROW - 6.0, y], 3.0, PALE);
    }
}
