//! What a convolution does with several channels, drawn with its real numbers.

use super::colours::signed;
use super::diagram::{Diagram, ROW, diagram};
use super::picture::Plot;
use super::scene::Scene;
use super::theme::PALE;
use aelib_core::nn::{Batch, Map};
use aelib_core::ops::Conv2dOptions;
use aelib_core::ops::reference::conv2d;
use aelib_core::ops::storage::to_vec;

/// A 3x3 kernel for each of so many channels.
pub type Kernels<const N: usize> = [[[f32; 3]; 3]; N];

/// Two convolutions of stride 2 and padding 1, read from left to right. The first has a
/// kernel for each of N maps that it makes of an image, and a rectifier behind it. The second
/// makes a single map: its one kernel has a slice for each of the N maps, and the results of
/// all slices are added. In each column the largest number is white, 0 is black, and what is
/// below 0 is orange.
///
/// # Panics
/// If there are several images.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let image = Cpu::default().zeros_like(&(1, Const::<1>, Const::<28>, Const::<28>));
/// let edges = [[[-1.0, 0.0, 1.0]; 3], [[1.0, 0.0, -1.0]; 3]];
/// let picture = channels(&image, edges, [[[1.0; 3]; 3]; 2]);
/// assert!(picture.to_string().contains("2 maps: 2 x 14 x 14"));
/// ```
pub fn channels<const N: usize>(
    image: &Batch<Map<1, 28, 28>>,
    first: Kernels<N>,
    second: Kernels<N>,
) -> Plot<Diagram> {
    let image = to_vec(image);
    let convolve = |map: &[f32], side: usize, kernel: &[[f32; 3]; 3]| {
        let weight = kernel.as_flattened();
        let options = Conv2dOptions::new(2, 1);
        conv2d(map, [1, side, side], weight, [1, 3, 3], &[], options)
    };
    let maps = first.map(|kernel| {
        let mut map = convolve(&image, 28, &kernel);
        map.iter_mut().for_each(|v| *v = v.max(0.0));
        map
    });
    let slices = maps.iter().zip(&second);
    let results = Vec::from_iter(slices.map(|(map, slice)| convolve(map, 14, slice)));
    let sums = results.iter().scan(vec![0.0; 49], |sum, result| {
        sum.iter_mut().zip(result).for_each(|(sum, v)| *sum += v);
        Some(sum.clone())
    });
    let sums = Vec::from_iter(sums);
    let kernels = |kernels: Kernels<N>| kernels.map(|k| k.as_flattened().to_vec());
    let shape = |channels: usize, side: usize| format!("{channels} x {side} x {side}");
    diagram()
        .signed("image", shape(1, 28), &vec![image; N])
        .sign("∗")
        .signed(&format!("{N} kernels"), shape(1, 3), &kernels(first))
        .sign("=")
        .signed(&format!("{N} maps"), shape(N, 14), &maps)
        .sign("∗")
        .signed("1 kernel", shape(N, 3), &kernels(second))
        .sign("=")
        .signed(&format!("{N} results"), shape(1, 7), &results)
        .sign("Σ")
        .signed("added up", shape(1, 7), &sums)
}

impl Plot<Diagram> {
    /// Square maps of numbers, one for each row, on one scale, under a name with their shape.
    fn signed(self, name: &str, shape: String, maps: &[Vec<f32>]) -> Self {
        let sizes = maps.iter().flatten().map(|v| v.abs());
        let largest = sizes.fold(f32::MIN_POSITIVE, f32::max);
        // With a frame, because the largest number is as white as the paper.
        let scene = |map: &Vec<f32>| {
            let side = map.len().isqrt();
            let mut scene = Scene::new(ROW, ROW);
            let rgb = signed(map, largest);
            scene.rgb(rgb, [side; 2], [0.0; 2], ROW / side as f32);
            scene.frame([0.0; 2], [ROW; 2], 1.0, PALE);
            scene
        };
        self.scenes(name, shape, maps.iter().map(scene).collect())
    }
}
