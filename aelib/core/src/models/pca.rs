//! Principal component analysis: the best that straight lines can do.

use crate::images::{self, Images};
use crate::nn::{Batch, Features, Map};
use crate::ops::engine::gemm::{Into, Matrix, gemm};
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Tensor, TensorFromVec};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linalg::traits::evd::EVDDecomposable;
use std::marker::PhantomData;

/// The principal components of images: of all linear encoders and decoders with so many
/// numbers in the code, none has a smaller squared error on the images that it was fitted to.
///
/// `code = W (x − mean)`, `restored = mean + Wᵀ code`, where the rows of W are the unit
/// eigenvectors of the images' covariance with the largest eigenvalues.
///
/// # Source
/// Pearson 1901; Baldi & Hornik 1989 for its relation to linear autoencoders.
///
/// ```
/// use aelib_core::prelude::*;
/// // All images lie on one line between two: one number tells which.
/// let shades = (0..9).flat_map(|i| [i * 20, 100, 0, 255 - i * 20]).collect();
/// let images: Images<Map<1, 2, 2>> = Images::from_bytes(shades).expect("whole images");
/// let pca = Pca::fit(&images, 1);
/// let error = mse(pca.reconstruct(&images.tensor()), &images.tensor()).array();
/// assert!(error < 1e-9);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pca<S = Map<1, 28, 28>> {
    /// The mean of all images.
    mean: Vec<f32>,
    /// Unit vectors as long as an image, one behind the other.
    components: Vec<f32>,
    /// Variance of the images along each of them.
    variances: Vec<f64>,
    shape: PhantomData<S>,
}

/// Images whose products are summed in f32, before f64 takes over.
const BLOCK: usize = 4096;

impl<S: Features> Pca<S> {
    /// The first `components` principal components of `images`.
    ///
    /// # Panics
    /// If there are no images, or more components than pixels are wanted.
    pub fn fit(images: &Images<S>, components: usize) -> Self {
        let size = S::NUMEL;
        assert!(!images.is_empty(), "Pca: no images to fit");
        assert!(
            components <= size,
            "Pca: {components} components of {size} pixels"
        );
        let mean = images::mean(images.bytes(), size);
        let covariance = covariance(images.bytes(), &mean);
        let (components, variances) = principal(covariance, size, components);
        let shape = PhantomData;
        Self {
            mean,
            components,
            variances,
            shape,
        }
    }

    /// The same with its first `components` only; with 0 it is the mean image.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn keep(&self, components: usize) -> Self {
        Self {
            mean: self.mean.clone(),
            components: self.components[..components * S::NUMEL].to_vec(),
            variances: self.variances[..components].to_vec(),
            shape: PhantomData,
        }
    }

    /// How many numbers its code has.
    pub fn code_len(&self) -> usize {
        self.variances.len()
    }

    /// Variance of the images along each component, the largest first, in squared pixels.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// The mean image, (1, …).
    pub fn mean(&self) -> Batch<S> {
        Cpu::default().tensor_from_vec(self.mean.clone(), S::batch(1))
    }

    /// The components as images, (components, …); their numbers have both signs.
    pub fn components(&self) -> Batch<S> {
        Cpu::default().tensor_from_vec(self.components.clone(), S::batch(self.code_len()))
    }

    /// The codes of images.
    ///
    /// # Shapes
    /// (N, …) → (N, components)
    pub fn encode(&self, images: &Batch<S>) -> Tensor<(usize, usize), f32, Cpu> {
        let mut pixels = to_vec(images);
        subtract(&mut pixels, &self.mean);
        let shape = (pixels.len() / S::NUMEL, self.code_len());
        let mut codes = vec![0.0; shape.0 * shape.1];
        // (N, pixels) × (pixels, components)
        let pixels = Matrix::new(&pixels, shape.0, S::NUMEL);
        gemm(pixels, self.matrix().t(), Into::Replace, &mut codes);
        Cpu::default().tensor_from_vec(codes, shape)
    }

    /// The images that codes stand for. Nothing keeps their pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, components) → (N, …)
    pub fn decode(&self, codes: &Tensor<(usize, usize), f32, Cpu>) -> Batch<S> {
        let (n, codes) = (codes.shape().0, to_vec(codes));
        let mut pixels = self.mean.repeat(n);
        // (N, components) × (components, pixels)
        let codes = Matrix::new(&codes, n, self.code_len());
        gemm(codes, self.matrix(), Into::Add, &mut pixels);
        Cpu::default().tensor_from_vec(pixels, S::batch(n))
    }

    /// What it makes of images, (N, …) → (N, …): encoded and decoded.
    pub fn reconstruct(&self, images: &Batch<S>) -> Batch<S> {
        self.decode(&self.encode(images))
    }

    /// (components, pixels)
    fn matrix(&self) -> Matrix<'_> {
        Matrix::new(&self.components, self.code_len(), S::NUMEL)
    }
}

// What follows is not generic: compiled here, at full speed, whoever calls it.

/// `1/N Σ (x − mean)(x − mean)ᵀ`, the pixels' covariance.
fn covariance(images: &[u8], mean: &[f32]) -> Vec<f64> {
    let size = mean.len();
    let products = images.par_chunks(BLOCK * size).map(|images| {
        let n = images.len() / size;
        let mut pixels = images::pixels(images, size, &Vec::from_iter(0..n));
        subtract(&mut pixels, mean);
        let pixels = Matrix::new(&pixels, n, size);
        let mut product = vec![0.0; size * size];
        // (pixels, images) × (images, pixels)
        gemm(pixels.t(), pixels, Into::Replace, &mut product);
        product
    });
    let mut sum = vec![0.0; size * size];
    for product in products.collect::<Vec<_>>() {
        let pairs = sum.iter_mut().zip(product);
        pairs.for_each(|(s, p)| *s += f64::from(p));
    }
    let scale = 1.0 / (images.len() / size) as f64;
    sum.iter_mut().for_each(|s| *s *= scale);
    sum
}

/// The eigenvectors with the largest eigenvalues, one behind the other, and these.
fn principal(covariance: Vec<f64>, size: usize, components: usize) -> (Vec<f32>, Vec<f64>) {
    // Of a symmetric matrix; the largest eigenvalue first.
    let eigen = DenseMatrix::new(size, size, covariance, true)
        .and_then(|matrix| matrix.evd_mut(true))
        .expect("a covariance is square and has finite numbers");
    let mut directions = Vec::with_capacity(components * size);
    for column in 0..components {
        let column = Vec::from_iter((0..size).map(|row| *eigen.V.get((row, column)) as f32));
        // An eigenvector has no sign of its own: its largest number shall be positive.
        let largest = column.iter().max_by(|a, b| a.abs().total_cmp(&b.abs()));
        let sign = largest.map_or(1.0, |v| v.signum());
        directions.extend(column.iter().map(|v| v * sign));
    }
    (directions, eigen.d[..components].to_vec())
}

fn subtract(pixels: &mut [f32], mean: &[f32]) {
    for image in pixels.chunks_exact_mut(mean.len()) {
        image.iter_mut().zip(mean).for_each(|(p, m)| *p -= m);
    }
}
