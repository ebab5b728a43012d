//! Tensors as a cell's result: maps are drawn, other numbers written.

use super::images::{Grid, image_grid};
use super::picture::Plot;
use crate::text::{show_text, sizes as product};
use aelib_core::images::Images;
use aelib_core::nn::FeatureMap;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Const, Cpu, HasShape, Shape, Tensor, TensorFromVec};

/// Maps that are drawn at most.
const MAPS: usize = 100;
/// Rows and columns of numbers that are written at most.
const ROWS: usize = 8;
const COLUMNS: usize = 10;
/// Screen pixels that a map is drawn on, about.
const TILE: usize = 56;

/// Lets a cell end with a tensor: it shows its shape, and its maps or its numbers.
pub trait ShowTensor {
    /// Images and maps as a picture, one tile for each channel of each image. Values that
    /// leave [0, 1] are drawn with the smallest black and the largest white. `None` for a
    /// tensor that is no map: one with less than 3 dimensions.
    fn picture(&self) -> Option<Plot<Grid>>;

    /// The shape and the first numbers.
    fn numbers(&self) -> String;

    /// Shows the tensor as a cell's result; evcxr calls this.
    fn evcxr_display(&self) {
        match self.picture() {
            Some(picture) => picture.evcxr_display(),
            None => show_text(self.numbers()),
        }
    }
}

impl<S: Shape, T> ShowTensor for Tensor<S, f32, Cpu, T> {
    fn picture(&self) -> Option<Plot<Grid>> {
        let sizes = sizes(self);
        let [.., channels, height, width] = sizes[..] else {
            return None;
        };
        let mut values = to_vec(self);
        if values.is_empty() {
            return None;
        }
        let maps = values.len() / (height * width);
        values.truncate(MAPS * height * width);
        let mut caption = format!("shape {}, {}", product(&sizes, "x"), stretch(&mut values));
        if maps > MAPS {
            caption += &format!(", the first {MAPS} maps");
        }
        let shape = (maps.min(MAPS), Const::<1>, height, width);
        let maps = Cpu::default().tensor_from_vec(values, shape);
        let columns = if channels > 1 { channels.min(16) } else { 10 };
        let grid = image_grid(&maps)
            .columns(columns)
            .scale(scale(height, width));
        Some(grid.caption(caption))
    }

    fn numbers(&self) -> String {
        let (sizes, values) = (sizes(self), to_vec(self));
        let Some(columns) = sizes.last().filter(|_| !values.is_empty()) else {
            let numbers: Vec<String> = values.iter().map(f32::to_string).collect();
            return numbers.join("");
        };
        let rows = values.chunks(*columns).take(ROWS).map(|row| {
            let shown = row.iter().take(COLUMNS).map(|v| format!("{v:9.4}"));
            let more = if *columns > COLUMNS { "  …" } else { "" };
            shown.collect::<String>() + more
        });
        let mut lines = vec![format!("shape {}", product(&sizes, "x"))];
        lines.extend(rows);
        if values.len() / columns > ROWS {
            lines.push("        …".into());
        }
        lines.join("\n")
    }
}

/// Lets a cell end with images.
pub trait ShowImages {
    /// Shows the first images as a cell's result, in colour if they have three channels;
    /// evcxr calls this.
    fn evcxr_display(&self);
}

impl<S: FeatureMap> ShowImages for Images<S> {
    fn evcxr_display(&self) {
        let shown = self.first(MAPS).tensor();
        let [channels, height, width] = S::SIZES;
        if channels != 3 {
            return ShowTensor::evcxr_display(&shown);
        }
        let grid = image_grid(&shown).scale(scale(height, width));
        let shape = product(&sizes(&shown), "x");
        grid.caption(format!("shape {shape}")).evcxr_display();
    }
}

/// Makes the smallest number black and the largest white, where some leave [0, 1], and says
/// which numbers there are.
fn stretch(values: &mut [f32]) -> String {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let (low, high) = finite().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let others = values.len() - finite().count();
    if others == values.len() {
        return "no finite values".into();
    }
    if low < 0.0 || high > 1.0 {
        // In f64 no difference of two numbers is infinite.
        let (low, high) = (f64::from(low), f64::from(high));
        let range = (high - low).max(f64::MIN_POSITIVE);
        let part = |v: f32| ((f64::from(v) - low) / range) as f32;
        values.iter_mut().for_each(|v| *v = part(*v));
    }
    let short = |v: f32| match v.abs() {
        1e6.. => format!("{v:.2e}"),
        _ => format!("{v:.2}"),
    };
    let words = format!("values {} to {}", short(low), short(high));
    match others {
        0 => words,
        _ => format!("{words}, {others} not finite"),
    }
}

fn sizes<S: Shape, T>(tensor: &Tensor<S, f32, Cpu, T>) -> Vec<usize> {
    tensor.shape().concrete().into_iter().collect()
}

/// Screen pixels for each of a map's.
fn scale(height: usize, width: usize) -> u32 {
    (TILE / height.max(width).max(1)).clamp(1, 16) as u32
}
