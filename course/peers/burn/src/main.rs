//! The course's three models in burn, on its CPU backend `flex`.
//!
//!     MNIST=DIR burn-peer dense|conv|vae [EPOCHS]
//!
//! DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch. Same models, data,
//! batches, optimiser and losses as aelib's. Written for burn 0.21.

#[path = "../../common.rs"]
mod common;

use burn::backend::{Autodiff, Flex};
use burn::module::AutodiffModule;
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::{Linear, LinearConfig, PaddingConfig2d};
use burn::optim::{AdamConfig, GradientsParams, Optimizer};
use burn::prelude::*;
use burn::tensor::activation::relu;
use burn::tensor::backend::AutodiffBackend;
use burn::tensor::{Distribution, TensorData};
use common::{PIXELS, RATE};
use std::error::Error;

type Training = Autodiff<Flex>;

/// A model's loss on images, (N, 784) → (1).
trait Model<B: Backend>: Module<B> {
    fn loss(&self, x: Tensor<B, 2>) -> Tensor<B, 1>;
}

#[derive(Module, Debug)]
struct Dense<B: Backend> {
    down: Linear<B>,
    up: Linear<B>,
}

impl<B: Backend> Dense<B> {
    fn new(device: &B::Device) -> Self {
        Self {
            down: LinearConfig::new(PIXELS, 32).init(device),
            up: LinearConfig::new(32, PIXELS).init(device),
        }
    }
}

impl<B: Backend> Model<B> for Dense<B> {
    fn loss(&self, x: Tensor<B, 2>) -> Tensor<B, 1> {
        let code = relu(self.down.forward(x.clone()));
        bce(self.up.forward(code), x).mean()
    }
}

/// The convolutional autoencoder; variational if its code is twice as wide as what it decodes.
#[derive(Module, Debug)]
struct Conv<B: Backend> {
    down: [Conv2d<B>; 2],
    to_code: Linear<B>,
    from_code: Linear<B>,
    up: [ConvTranspose2d<B>; 2],
    latent: usize,
}

impl<B: Backend> Conv<B> {
    fn new(code: usize, latent: usize, device: &B::Device) -> Self {
        let down = |channels| {
            let layer = Conv2dConfig::new(channels, [3, 3]).with_stride([2, 2]);
            layer
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(device)
        };
        let up = |channels| {
            let layer = ConvTranspose2dConfig::new(channels, [4, 4]).with_stride([2, 2]);
            layer.with_padding([1, 1]).init(device)
        };
        Self {
            down: [down([1, 16]), down([16, 32])],
            to_code: LinearConfig::new(1568, code).init(device),
            from_code: LinearConfig::new(latent, 1568).init(device),
            up: [up([32, 16]), up([16, 1])],
            latent,
        }
    }

    fn encode(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        let n = x.dims()[0];
        let x = relu(self.down[0].forward(x.reshape([n, 1, 28, 28])));
        let x = relu(self.down[1].forward(x));
        self.to_code.forward(x.reshape([n, 1568]))
    }

    fn decode(&self, z: Tensor<B, 2>) -> Tensor<B, 2> {
        let n = z.dims()[0];
        let x = relu(self.from_code.forward(z)).reshape([n, 32, 7, 7]);
        let x = relu(self.up[0].forward(x));
        self.up[1].forward(x).reshape([n, PIXELS])
    }
}

impl<B: Backend> Model<B> for Conv<B> {
    fn loss(&self, x: Tensor<B, 2>) -> Tensor<B, 1> {
        let code = self.encode(x.clone());
        let [n, numbers] = code.dims();
        if numbers == self.latent {
            return bce(self.decode(code), x).mean();
        }
        let [mu, log_var]: [_; 2] = code.chunk(2, 1).try_into().expect("two halves");
        let noise = mu.random_like(Distribution::Normal(0.0, 1.0));
        let z = mu.clone() + (log_var.clone() / 2).exp() * noise;
        let kl = (log_var.clone() + 1 - mu.square() - log_var.exp()).sum() * -0.5;
        (bce(self.decode(z), x).sum() + kl) / n as f64
    }
}

/// Binary cross entropy of each pixel, from logits.
fn bce<B: Backend>(logits: Tensor<B, 2>, x: Tensor<B, 2>) -> Tensor<B, 2> {
    relu(logits.clone()) - logits.clone() * x + (-logits.abs()).exp().log1p()
}

fn train<B: AutodiffBackend, M: Model<B> + AutodiffModule<B>>(
    model: M,
    epochs: usize,
) -> Result<(), Box<dyn Error>>
where
    M::InnerModule: Model<B::InnerBackend>,
{
    let (mut adam, device) = (AdamConfig::new().init(), B::Device::default());
    let learn = |model: &mut Option<M>, batch: Vec<f32>| {
        let own = model.take().expect("a model");
        let loss = own.loss(tensor(batch, &device));
        let value = loss.clone().into_scalar().elem();
        let gradients = GradientsParams::from_grads(loss.backward(), &own);
        *model = Some(adam.step(RATE, own, gradients));
        value
    };
    let measure = |model: &Option<M>, batch: Vec<f32>| {
        let own = model.as_ref().expect("a model").valid();
        own.loss(tensor(batch, &device)).into_scalar().elem()
    };
    common::run(epochs, &mut Some(model), learn, measure)
}

/// Images of 784 numbers: (N, 784).
fn tensor<B: Backend>(pixels: Vec<f32>, device: &B::Device) -> Tensor<B, 2> {
    let shape = [pixels.len() / PIXELS, PIXELS];
    Tensor::from_data(TensorData::new(pixels, shape), device)
}

fn main() -> Result<(), Box<dyn Error>> {
    let ((name, epochs), device) = (common::arguments(), Default::default());
    match &*name {
        "dense" => train(Dense::<Training>::new(&device), epochs),
        "conv" => train(Conv::<Training>::new(5, 5, &device), epochs),
        _ => train(Conv::<Training>::new(8, 4, &device), epochs),
    }
}
