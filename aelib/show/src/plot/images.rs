//! Images side by side or one above the other, as on the lecture's slides.

use super::animation::Animation;
use super::colours::{blocks, coloured};
use super::letters;
use super::picture::{Body, CAPTION, LABEL, MARGIN, Plot};
use super::scene::{Anchor, Scene};
use super::theme::{INK, PALE, PALETTE};
use dfdx::prelude::{Cpu, Shape, Tensor};
use std::ops::Range;

/// Images under names.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub(super) groups: Vec<Group>,
    /// Height and width of each image.
    pub(super) size: [usize; 2],
    /// Whether a group is a row beside its name, or a panel below it.
    rows: bool,
    columns: usize,
    scale: f32,
    framed: Vec<Vec<usize>>,
}

/// The images of one name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub name: String,
    /// Below the name, small; may be empty.
    pub note: String,
    /// Red, green and blue of each pixel, image by image.
    pub images: Vec<Vec<u8>>,
}

/// Between two images.
const GAP: f32 = 2.0;
/// The width of the frame around an image.
const FRAME: f32 = 3.0;

/// A grid of images with pixels in [0, 1], grey or in colour; what lies outside is cut off.
///
/// # Shapes
/// (N, 1, H, W), or (N, 3, H, W) for red, green and blue
///
/// # Panics
/// If the images have another number of channels.
pub fn image_grid<S: Shape>(images: &Tensor<S, f32, Cpu>) -> Plot<Grid> {
    image_grids(&[("", images)])
}

/// Several grids side by side, each under its name: input, before, after.
///
/// # Shapes
/// (N, 1, H, W) each, or (N, 3, H, W) each
///
/// # Panics
/// If there is no grid, images have another number of channels, or grids images of different
/// sizes.
pub fn image_grids<S: Shape>(panels: &[(&str, &Tensor<S, f32, Cpu>)]) -> Plot<Grid> {
    Grid::new(panels, false)
}

/// One row for each name and its images, so that the same column shows the same thing:
/// clean, noisy, restored. Of each at most `columns` images.
///
/// # Shapes
/// (N, 1, H, W) each, or (N, 3, H, W) each
///
/// # Panics
/// If there is no row, images have another number of channels, or rows images of different
/// sizes.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let clean: Images = Images::from_bytes(vec![200; 3 * 784]).unwrap();
/// let noisy = gaussian_noise(&clean, 0.2, &mut ChaCha8Rng::seed_from_u64(0));
/// let picture = image_strips(&[("clean", &clean.tensor()), ("noisy", &noisy.tensor())]);
/// assert!(picture.to_string().contains("noisy 3 images of 28x28"));
/// ```
pub fn image_strips<S: Shape>(rows: &[(&str, &Tensor<S, f32, Cpu>)]) -> Plot<Grid> {
    Grid::new(rows, true)
}

impl Plot<Grid> {
    /// So many images in a row; without it, 10.
    pub fn columns(self, columns: usize) -> Self {
        self.with(|grid| grid.columns = columns.max(1))
    }

    /// So many screen pixels for the side of an image's pixel; without it, 2.
    pub fn scale(self, scale: u32) -> Self {
        self.with(|grid| grid.scale = scale.max(1) as f32)
    }

    /// A frame around some images, those that went wrong, say: for each panel or row their
    /// places.
    pub fn framed(self, places: impl IntoIterator<Item = Vec<usize>>) -> Self {
        self.with(|grid| grid.framed = places.into_iter().collect())
    }

    /// A film of the images, `seconds` for each, in which all panels change together: A acts,
    /// B follows.
    ///
    /// # Panics
    /// If a panel has no image, or more or fewer than the first.
    ///
    /// ```
    /// use aelib_show::prelude::*;
    ///
    /// let scene: Vec<Expression> = Expression::scene(4);
    /// let [a, b] = Character::ALL.map(|who| Faces::<Map<3, 64, 64>>::draw(who, &scene));
    /// let film = image_grids(&[("A", &a.images.tensor()), ("B", &b.images.tensor())]).film(0.1);
    /// assert_eq!(film.frames().len(), 4);
    /// ```
    pub fn film(&self, seconds: f32) -> Animation {
        let count = self.body.most();
        for Group { name, images, .. } in &self.body.groups {
            assert_eq!(images.len(), count, "film: as many images of {name}");
        }
        let frame = |i| self.around(&self.body.draw(i..i + 1));
        Animation::new((0..count).map(frame).collect(), seconds, self.to_string())
    }
}

impl Grid {
    /// # Panics
    /// If there is nothing to draw, or not of one size.
    fn new<S: Shape>(groups: &[(&str, &Tensor<S, f32, Cpu>)], rows: bool) -> Plot<Self> {
        let what = if rows { "image_strips" } else { "image_grids" };
        assert!(!groups.is_empty(), "{what}: no panel");
        let mut first = None;
        let group = |(name, images): &(&str, &Tensor<S, f32, Cpu>)| {
            let (sizes, images) = coloured(what, images);
            assert_eq!(
                sizes,
                *first.get_or_insert(sizes),
                "{what}: channels, height and width of the panel {name:?} and of the first one"
            );
            Group {
                name: name.to_string(),
                note: String::new(),
                images,
            }
        };
        let groups = groups.iter().map(group).collect();
        let [_, height, width] = first.expect("a panel");
        Plot::of(Self {
            groups,
            size: [height, width],
            rows,
            columns: 10,
            scale: 2.0,
            framed: Vec::new(),
        })
    }

    /// Images in the largest group.
    fn most(&self) -> usize {
        let counts = self.groups.iter().map(|group| group.images.len());
        counts.max().unwrap_or(0)
    }

    /// Those of the images whose places are `shown`.
    fn draw(&self, shown: Range<usize>) -> Scene {
        let [h, w] = self.size.map(|side| side as f32 * self.scale);
        let columns = self.columns.min(shown.len().max(1));
        let words = |group: &Group| {
            letters::width(&group.name, LABEL).max(letters::width(&group.note, CAPTION))
        };
        let widest = self.groups.iter().map(words).fold(0.0, f32::max);
        let count = self.groups.len() as f32;
        // Rows stand apart by more than the images of one row.
        let (tile, lines) = match self.rows {
            true => ([w + GAP, h + 3.0 * GAP], 1),
            false => ([w + GAP, h + GAP], shown.len().div_ceil(columns)),
        };
        let block = [columns as f32 * tile[0] - GAP, lines as f32 * tile[1] - GAP];
        let named = self.groups.iter().any(|group| !group.name.is_empty());
        // Where the images begin, and from one group to the next.
        let (origin, step) = match self.rows {
            true => ([widest + MARGIN / 2.0, 0.0], [0.0, tile[1]]),
            false => {
                let label = if named { LABEL * 1.5 } else { 0.0 };
                ([0.0, label], [widest.max(block[0]) + MARGIN, 0.0])
            }
        };
        let mut scene = match self.rows {
            true => Scene::new(origin[0] + block[0], count * step[1] - 3.0 * GAP),
            false => Scene::new(count * step[0] - MARGIN, origin[1] + block[1]),
        };
        for (g, group) in self.groups.iter().enumerate() {
            let [left, top] = [0, 1].map(|axis| origin[axis] + g as f32 * step[axis]);
            if self.rows {
                let beside = [left - MARGIN / 2.0, top + h / 2.0];
                let lift = if group.note.is_empty() { 0.5 } else { 1.0 };
                scene.text_at(&group.name, beside, LABEL, Anchor(1.0, lift), INK);
                scene.text_at(&group.note, beside, CAPTION, Anchor(1.0, 0.0), PALE);
            } else {
                scene.text(&group.name, [left, 0.0], LABEL, INK);
            }
            let room = if self.rows { columns } else { shown.len() };
            let images = group.images.iter().enumerate().skip(shown.start);
            for (place, (i, image)) in images.take(room).enumerate() {
                let (row, column) = (place / columns, place % columns);
                let at = [left + column as f32 * tile[0], top + row as f32 * tile[1]];
                scene.rgb(image.clone(), [self.size[1], self.size[0]], at, self.scale);
                if self.framed.get(g).is_some_and(|places| places.contains(&i)) {
                    // Just inside the image, which a black background does not hide.
                    let at = at.map(|v| v + FRAME / 2.0);
                    scene.frame(at, [w - FRAME, h - FRAME], FRAME, PALETTE[1]);
                }
            }
        }
        scene
    }
}

impl Body for Grid {
    fn scene(&self) -> Scene {
        self.draw(0..self.most())
    }

    /// The first image of each group as blocks of characters, two pixels in each.
    fn text(&self) -> String {
        let [h, w] = self.size;
        let mut text = Vec::new();
        for Group { name, note, images } in &self.groups {
            let line = format!("{name} {note}").trim().to_string();
            let line = format!("{line} {} images of {h}x{w}, the first one:", images.len());
            text.push(line.trim_start().to_string());
            text.extend(images.iter().take(1).flat_map(|rgb| blocks(rgb, w)));
        }
        text.retain(|line| !line.is_empty());
        text.join("\n")
    }
}
