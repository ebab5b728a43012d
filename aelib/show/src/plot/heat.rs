//! Images above their numbers per pixel as colours.

use super::colours::heat_colour;
use super::images::{Grid, image_strips};
use super::picture::Plot;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// Rows of grey images, then rows of numbers per pixel from 0 up as colours: black is 0,
/// white is the largest of the row, which stands beside it. Of each row at most `columns`.
///
/// # Shapes
/// (N, 1, H, W) each
///
/// # Panics
/// If there is no row, images have another number of channels than one, or rows images of
/// different sizes.
pub fn heat_strips<S: Shape>(
    images: &[(&str, &Tensor<S, f32, Cpu>)],
    heat: &[(&str, &Tensor<S, f32, Cpu>)],
) -> Plot<Grid> {
    let mut plot = image_strips(&[images, heat].concat());
    let Grid { groups, size, .. } = &mut plot.body;
    for (group, (_, heat)) in groups[images.len()..].iter_mut().zip(heat) {
        let values = to_vec(heat);
        let channels = heat.shape().concrete().into_iter().nth(1);
        assert_eq!(channels, Some(1), "heat_strips: channels of {}", group.name);
        let finite = values.iter().copied().filter(|v| v.is_finite());
        let most = finite.fold(0.0, f32::max);
        group.note = format!("0 to {most:.3}");
        let part = |v: &f32| heat_colour(v / most.max(f32::MIN_POSITIVE));
        let images = values.chunks_exact(size[0] * size[1]);
        group.images = images.map(|v| v.iter().flat_map(part).collect()).collect();
    }
    plot
}
