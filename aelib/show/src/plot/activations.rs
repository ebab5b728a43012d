//! What goes through a network: the numbers after each layer, drawn.

use super::colours::signed;
use super::letters;
use super::picture::{CAPTION, MARGIN, Picture};
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PALE};
use crate::text::sizes;
use aelib_core::models::Autoencoder;
use aelib_core::nn::{Batch, Features, Network, Output, outputs};
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// The numbers after each layer of a network, for one image.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let model = DenseAutoencoder::<32>::new(0);
/// let image = Cpu::default().zeros_like(&(1, Const::<1>, Const::<28>, Const::<28>));
/// let picture = Activations::of(&model, &image).to_scale().title("A bottleneck");
/// assert!(picture.to_string().contains("latent code: 32 numbers"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Activations {
    layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
struct Layer {
    name: String,
    /// Without the batch.
    shape: Vec<usize>,
    numbers: Vec<f32>,
}

/// The line height of a layer's name.
const LABEL: f32 = 24.0;
/// Between two layers that are drawn to scale.
const GAP: f32 = 64.0;
/// A number that is drawn to scale.
const CELL: f32 = 8.0;
/// A map, about, and how many stand in a row.
const TILE: f32 = 56.0;
const MAPS: usize = 16;

impl Activations {
    /// No layers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What comes out of each layer of an autoencoder for one image.
    ///
    /// # Panics
    /// If there are several images.
    pub fn of<Image: Features, E: Network<Image>, D: Network<E::Out, Out = Image>>(
        model: &Autoencoder<E, D, Image>,
        image: &Batch<Image>,
    ) -> Self {
        let encoder = outputs(&model.encoder, image);
        let decoder = outputs(&model.decoder, &model.encode(image.clone()));
        let code = encoder.len();
        let layers = encoder.into_iter().chain(decoder).map(Layer::from);
        let mut all = Self::new().layer("image", image);
        all.layers.extend(layers);
        all.layers[code].name = "latent code".into();
        // The last one gives logits: their sigmoid is shown.
        all.layers.pop();
        all.layer("reconstruction", &model.reconstruct(image.clone()))
    }

    /// One more layer: what came out of it.
    ///
    /// # Shapes
    /// (1, …): one image, or what became of it
    ///
    /// # Panics
    /// If there are several images.
    pub fn layer<S: Shape>(mut self, name: &str, numbers: &Tensor<S, f32, Cpu>) -> Self {
        let sizes: Vec<usize> = numbers.shape().concrete().into_iter().collect();
        let [1, shape @ ..] = &sizes[..] else {
            panic!("Activations: one image is drawn, found the shape {sizes:?}");
        };
        self.layers.push(Layer {
            name: name.into(),
            shape: shape.to_vec(),
            numbers: to_vec(numbers),
        });
        self
    }

    /// Every number as a square of the same size, so that a layer is as large as it has
    /// numbers: a bottleneck is seen, and so is one that is none. In each layer the largest
    /// number is white and 0 is black; numbers below 0 are orange.
    pub fn to_scale(&self) -> Picture {
        let label = |layer: &Layer| [layer.name.clone(), layer.numbers.len().to_string()];
        let wide = |layer: &Layer| {
            let words = label(layer).map(|text| letters::width(&text, LABEL));
            words.into_iter().fold(layer.block()[0], f32::max)
        };
        let width: f32 = self.layers.iter().map(|layer| wide(layer) + GAP).sum();
        let tall = self.layers.iter().map(|layer| layer.block()[1]);
        let tall = tall.fold(0.0, f32::max);
        let mut scene = Scene::new((width - GAP).max(1.0), tall + 2.6 * LABEL);
        let (mut left, mut before): (f32, Option<[f32; 3]>) = (0.0, None);
        for layer in &self.layers {
            let ([w, h], room) = (layer.block(), wide(layer));
            let x = left + (room - w) / 2.0;
            let [y, end] = [(tall - h) / 2.0, (tall + h) / 2.0];
            if let Some([edge, low, high]) = before {
                scene.polygon(vec![[edge, low], [x, y], [x, end], [edge, high]], FAINT);
            }
            scene.rgb(layer.colours(), layer.columns_and_rows(), [x, y], CELL);
            for (line, (text, colour)) in label(layer).into_iter().zip([INK, PALE]).enumerate() {
                let below = [left + room / 2.0, tall + (0.4 + 1.2 * line as f32) * LABEL];
                scene.text_at(text, below, LABEL, Anchor::TOP, colour);
            }
            before = Some([x + w, y, end]);
            left += room + GAP;
        }
        scene.picture(self.text())
    }

    /// A row for each layer: its maps, or its numbers where it has none. Colours as in
    /// [`to_scale`](Self::to_scale).
    pub fn maps(&self) -> Picture {
        let names = self.layers.iter().map(|layer| {
            letters::width(&layer.name, LABEL).max(letters::width(&layer.size(), CAPTION))
        });
        let left = MARGIN + names.fold(0.0, f32::max);
        let step = TILE + 4.0;
        let widest = self.layers.iter().map(|l| l.pictures().len()).max();
        let shown = widest.unwrap_or(0).min(MAPS) as f32;
        let lines = |layer: &Layer| layer.pictures().len().div_ceil(MAPS) as f32;
        let height = |layer: &Layer| lines(layer) * step + 14.0;
        let whole: f32 = self.layers.iter().map(height).sum();
        let mut scene = Scene::new(left + shown * step, whole);
        let mut y = 0.0;
        for layer in &self.layers {
            scene.text(&layer.name, [0.0, y + 2.0], LABEL, INK);
            scene.text(layer.size(), [0.0, y + 2.0 + 1.2 * LABEL], CAPTION, PALE);
            for (i, (size, rgb)) in layer.pictures().into_iter().enumerate() {
                let [row, column] = [i / MAPS, i % MAPS].map(|i| i as f32 * step);
                let at = [left + column, y + row];
                scene.rgb(rgb, size, at, TILE / size[0].max(size[1]) as f32);
                if size == [1, 1] {
                    // The largest number is as white as the paper.
                    scene.frame(at, [TILE; 2], 1.0, PALE);
                }
            }
            y += height(layer);
        }
        scene.picture(self.text())
    }

    fn text(&self) -> String {
        let line = |layer: &Layer| {
            let (name, count) = (&layer.name, layer.numbers.len());
            format!("{name}: {count} numbers ({})", layer.size())
        };
        Vec::from_iter(self.layers.iter().map(line)).join("\n")
    }
}

impl From<Output> for Layer {
    fn from(output: Output) -> Self {
        Self {
            name: output.name.into(),
            shape: output.shape,
            numbers: output.numbers,
        }
    }
}

impl Layer {
    /// As in 16 x 14 x 14.
    fn size(&self) -> String {
        sizes(&self.shape, " x ")
    }

    /// Each number as a colour.
    fn colours(&self) -> Vec<u8> {
        let sizes = self.numbers.iter().map(|v| v.abs());
        signed(&self.numbers, sizes.fold(f32::MIN_POSITIVE, f32::max))
    }

    /// How many columns and rows its numbers fill: an image keeps its own, and other layers
    /// are as high as they can be without being higher than wide. So fewer numbers are lower.
    fn columns_and_rows(&self) -> [usize; 2] {
        if let [1, height, width] = self.shape[..] {
            return [width, height];
        }
        let numbers = self.numbers.len().max(1);
        let mut rows = (1..=numbers.isqrt()).rev();
        let rows = rows.find(|rows| numbers.is_multiple_of(*rows));
        let rows = rows.unwrap_or(1);
        [numbers / rows, rows]
    }

    /// Its width and height where it is drawn to scale.
    fn block(&self) -> [f32; 2] {
        self.columns_and_rows().map(|count| count as f32 * CELL)
    }

    /// Its maps, or its numbers: width, height and colours of each.
    fn pictures(&self) -> Vec<([usize; 2], Vec<u8>)> {
        let size = match self.shape[..] {
            [_, height, width] => [width, height],
            _ => [1, 1],
        };
        let colours = self.colours();
        let maps = colours.chunks_exact((3 * size[0] * size[1]).max(3));
        maps.map(|map| (size, map.to_vec())).collect()
    }
}
