//! Images on their way through networks, with their real numbers: read from left to right.

use super::images::colours;
use super::letters;
use super::picture::{Body, LABEL, Picture, Plot};
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PALE, PALETTE};
use aelib_core::corrupt::{recolour, warp};
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap, SwapFit};
use aelib_core::nn::{Batch, Map};
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
    columns: Vec<(String, Column)>,
}

/// What stands in a column, for each row.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// Red, green and blue of each pixel of an image with these sides, each `scale` wide.
    Images(Vec<Vec<u8>>, [usize; 2], f32),
    /// Equally many numbers.
    Numbers(Vec<Vec<f32>>),
    Words(Vec<String>),
    /// The same sign for all: +, ·, =.
    Sign,
    /// One network for all, which narrows.
    Encoder,
    /// One for all, which widens.
    Decoder,
    /// One for each, with its name and colour.
    Decoders(Vec<(&'static str, RGBColor)>),
}

/// The least height of a row, and what is between two of them.
const ROW: f32 = 112.0;
const GAP: f32 = 16.0;
/// The width of a cell with a number, and of a network, and the arrows beside it.
const CELL: f32 = 84.0;
const NETWORK: f32 = 150.0;
const ARROW: f32 = 34.0;
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
    fn column(self, name: &str, column: Column) -> Self {
        let (rows, known) = (column.rows(), self.body.rows());
        if let (Some(rows), Some(known)) = (rows, known) {
            assert_eq!(
                rows, known,
                "diagram: rows of {name:?}, and of the columns before it"
            );
        }
        self.with(|diagram| diagram.columns.push((name.into(), column)))
    }

    /// Images under a name.
    ///
    /// # Shapes
    /// (N, 1, H, W), or (N, 3, H, W)
    ///
    /// # Panics
    /// Here and in all that follows: if the columns have different numbers of rows.
    pub fn images<S: Shape>(self, name: &str, images: &Tensor<S, f32, Cpu>) -> Self {
        let sizes = Vec::from_iter(images.shape().concrete());
        let [_, channels @ (1 | 3), h, w] = sizes[..] else {
            panic!(
                "diagram: expected images of shape (N, 1, H, W) or (N, 3, H, W), found {sizes:?}"
            );
        };
        let pixels = to_vec(images);
        let images = pixels.chunks_exact(channels * h * w);
        let images = images.map(|image| colours(image, channels)).collect();
        self.column(name, Column::Images(images, [w, h], ROW / h as f32))
    }

    /// A batch of numbers under a name: blue below 0, red above, the stronger the larger.
    ///
    /// # Shapes
    /// (N, …)
    pub fn numbers<S: Shape>(self, name: &str, numbers: &Tensor<S, f32, Cpu>) -> Self {
        let rows = numbers.shape().concrete().into_iter().next().unwrap_or(1);
        let numbers = to_vec(numbers);
        let rows = numbers.chunks((numbers.len() / rows.max(1)).max(1));
        self.column(name, Column::Numbers(rows.map(<[f32]>::to_vec).collect()))
    }

    /// A line of words for each image, under a name.
    pub fn words<T: ToString>(self, name: &str, lines: impl IntoIterator<Item = T>) -> Self {
        let lines = lines.into_iter().map(|line| line.to_string());
        self.column(name, Column::Words(lines.collect()))
    }

    /// A sign between two columns: +, ·, =.
    pub fn sign(self, sign: &str) -> Self {
        self.column(sign, Column::Sign)
    }

    /// A network with fewer numbers at its end than at its beginning.
    pub fn encoder(self, name: &str) -> Self {
        self.column(name, Column::Encoder)
    }

    /// A network with more.
    pub fn decoder(self, name: &str) -> Self {
        self.column(name, Column::Decoder)
    }
}

/// How a deepfake learns and how it swaps: a row for each character, with an input as it is
/// bent and recoloured in training, and below them A's face, decoded as B's. Each face is
/// the first of its images.
///
/// # Panics
/// If there is no image.
pub fn swap_diagram(
    model: &FaceSwap,
    a: &Images<Map<3, 64, 64>>,
    b: &Images<Map<3, 64, 64>>,
) -> Picture {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let options = SwapFit::default();
    let mut changed = |faces: &Images<Map<3, 64, 64>>| {
        let bent = warp(&faces.first(1).tensor(), options.warp, &mut rng);
        recolour(&bent, options.recolour, &mut rng)
    };
    let seen = [changed(a), changed(b), a.first(1).tensor()];
    let decoders = [Character::A, Character::B, Character::B];
    let latent = seen.each_ref().map(|face| model.encode(face.clone()));
    let pairs = decoders.into_iter().zip(&seen);
    let found = pairs.map(|(who, face)| model.as_face_of(who, face.clone()));
    let face = |face: &Batch<Map<3, 64, 64>>| colours(&to_vec(face), 3);
    let faces = |faces: Vec<Vec<u8>>| Column::Images(faces, [64, 64], 2.5);
    let networks = decoders.map(|who| match who {
        Character::A => ("decoder A", PALETTE[1]),
        Character::B => ("decoder B", PALETTE[0]),
    });
    let maps = latent
        .iter()
        .map(|maps| colours(&side_by_side(&to_vec(maps)), 1));
    let way = diagram()
        .words("", ["A learns", "B learns", "then the swap"])
        .column("what it sees", faces(seen.iter().map(face).collect()))
        .encoder("encoder")
        .column(
            "latent face",
            Column::Images(maps.collect(), [8 * MAPS, 64], 2.5),
        )
        .column("", Column::Decoders(networks.to_vec()))
        .column(
            "what comes out",
            faces(found.map(|found| face(&found)).collect()),
        );
    Picture::from(&way.title("One encoder, two decoders"))
}

/// The 48 maps of a latent face stand in so many columns.
const MAPS: usize = 6;

/// All maps of a latent face, of 8x8 numbers each, as one grey image, the strongest number
/// white.
fn side_by_side(latent: &[f32]) -> Vec<f32> {
    let strongest = latent.iter().fold(f32::MIN_POSITIVE, |s, v| s.max(*v));
    let pixel = |i: usize| {
        let (x, y) = (i % (8 * MAPS), i / (8 * MAPS));
        let map = y / 8 * MAPS + x / 8;
        latent[64 * map + 8 * (y % 8) + x % 8] / strongest
    };
    (0..latent.len()).map(pixel).collect()
}

impl Column {
    /// How many rows it has, if it says.
    fn rows(&self) -> Option<usize> {
        match self {
            Self::Images(images, ..) => Some(images.len()),
            Self::Numbers(numbers) => Some(numbers.len()),
            Self::Words(lines) => Some(lines.len()),
            Self::Decoders(networks) => Some(networks.len()),
            Self::Sign | Self::Encoder | Self::Decoder => None,
        }
    }

    /// The width of what stands in it, without its name.
    fn width(&self) -> f32 {
        match self {
            Self::Images(_, [w, _], scale) => *w as f32 * scale,
            Self::Numbers(_) => CELL,
            Self::Sign => 20.0,
            Self::Encoder | Self::Decoder | Self::Decoders(_) => NETWORK + 2.0 * ARROW,
            Self::Words(lines) => {
                let widths = lines.iter().map(|line| letters::width(line, LABEL));
                widths.fold(0.0, f32::max)
            }
        }
    }

    /// Whether its name stands above it; else it is drawn with it.
    fn is_headed(&self) -> bool {
        matches!(self, Self::Images(..) | Self::Numbers(_) | Self::Words(_))
    }
}

impl Diagram {
    fn rows(&self) -> Option<usize> {
        self.columns.iter().find_map(|(_, column)| column.rows())
    }

    /// The height of a row.
    fn high(&self) -> f32 {
        let heights = self.columns.iter().map(|(_, column)| match column {
            Column::Images(_, [_, h], scale) => *h as f32 * scale,
            _ => ROW,
        });
        heights.fold(ROW, f32::max)
    }

    /// Draws a column, its left edge at `x`.
    fn draw(&self, scene: &mut Scene, name: &str, column: &Column, x: f32) {
        let (rows, high) = (self.rows().unwrap_or(1), self.high());
        let tops = Vec::from_iter((0..rows).map(|i| HEAD + i as f32 * (high + GAP)));
        let whole = rows as f32 * (high + GAP) - GAP;
        match column {
            Column::Images(images, [w, h], scale) => {
                for (top, image) in tops.iter().zip(images) {
                    let y = top + (high - *h as f32 * scale) / 2.0;
                    scene.rgb(image.clone(), [*w, *h], [x, y], *scale);
                }
            }
            Column::Numbers(numbers) => {
                let rows = tops.iter().zip(numbers);
                rows.for_each(|(top, numbers)| cells(scene, numbers, [x, *top], high));
            }
            Column::Words(lines) => {
                for (top, line) in tops.iter().zip(lines) {
                    scene.text_at(line, [x, top + high / 2.0], LABEL, Anchor::LEFT, INK);
                }
            }
            Column::Sign => {
                for top in tops {
                    let at = [x + 10.0, top + high / 2.0];
                    scene.text_at(name, at, LABEL * 1.2, Anchor::CENTRE, INK);
                }
            }
            Column::Encoder | Column::Decoder => {
                let narrows = *column == Column::Encoder;
                network(scene, (name, INK), narrows, [x, HEAD], whole);
                tops.iter()
                    .for_each(|top| arrows(scene, [x, top + high / 2.0]));
            }
            Column::Decoders(networks) => {
                for (top, named) in tops.iter().zip(networks) {
                    network(scene, *named, false, [x, *top], high);
                    arrows(scene, [x, top + high / 2.0]);
                }
            }
        }
    }
}

impl Body for Diagram {
    fn scene(&self) -> Scene {
        let name_of = |name: &str, column: &Column| match column.is_headed() {
            true => letters::width(name, LABEL),
            false => 0.0,
        };
        let room = |(name, column): &(String, Column)| column.width().max(name_of(name, column));
        let width: f32 = self.columns.iter().map(|column| room(column) + 14.0).sum();
        let rows = self.rows().unwrap_or(1) as f32;
        let mut scene = Scene::new(width, HEAD + rows * (self.high() + GAP) - GAP);
        let mut x = 0.0;
        for named in &self.columns {
            let ((name, column), room) = (named, room(named));
            if column.is_headed() {
                scene.text_at(name, [x + room / 2.0, 0.0], LABEL, Anchor::TOP, INK);
            }
            self.draw(&mut scene, name, column, x + (room - column.width()) / 2.0);
            x += room + 14.0;
        }
        scene
    }

    fn text(&self) -> String {
        let line = |(name, column): &(String, Column)| match column {
            Column::Images(..) => Some(format!("{name}: images")),
            Column::Numbers(numbers) => {
                let numbers = numbers.iter().flatten().map(|v| format!("{v:.2}"));
                Some(format!("{name}: {}", Vec::from_iter(numbers).join(" ")))
            }
            Column::Words(lines) => Some(format!("{name}: {}", lines.join("; "))),
            Column::Encoder | Column::Decoder => Some(name.clone()),
            Column::Decoders(networks) => {
                Some(Vec::from_iter(networks.iter().map(|(name, _)| *name)).join("; "))
            }
            Column::Sign => None,
        };
        let lines = Vec::from_iter(self.columns.iter().filter_map(line));
        let lines = lines.iter().map(|line| line.trim_start_matches(": "));
        Vec::from_iter(lines).join("\n")
    }
}

/// Numbers one under the other.
fn cells(scene: &mut Scene, numbers: &[f32], [x, y]: [f32; 2], high: f32) {
    let height = high / numbers.len() as f32;
    for (i, number) in numbers.iter().enumerate() {
        let at = [x, y + i as f32 * height];
        let alpha = 0.6 * (number.abs() / FULL).min(1.0);
        let colour = PALETTE[usize::from(*number > 0.0)];
        scene.tint(at, [CELL, height], colour, alpha);
        scene.frame(at, [CELL, height], 1.5, FAINT);
        let middle = [x + CELL / 2.0, at[1] + height / 2.0];
        let size = NUMBER.min(height * 0.9);
        scene.text_at(format!("{number:.2}"), middle, size, Anchor::CENTRE, INK);
    }
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
