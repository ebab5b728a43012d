//! The course's three models in candle.
//!
//!     MNIST=DIR candle-peer dense|conv|vae [EPOCHS]
//!
//! DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch. Same models, data,
//! batches, optimiser and losses as aelib's. Written for candle 0.11.

#[path = "../../common.rs"]
mod common;

use candle_core::{DType, Device, Module, Result, Tensor};
use candle_nn::{
    AdamW, Conv2dConfig, ConvTranspose2dConfig, Optimizer, ParamsAdamW, VarBuilder, VarMap,
    conv_transpose2d, conv2d, linear,
};
use common::{PIXELS, RATE};
use std::error::Error;

/// A model's loss on images: (N, 784) → ().
type Loss = Box<dyn Fn(&Tensor) -> Result<Tensor>>;

fn dense(weights: VarBuilder) -> Result<Loss> {
    let down = linear(PIXELS, 32, weights.pp("down"))?;
    let up = linear(32, PIXELS, weights.pp("up"))?;
    Ok(Box::new(move |x| {
        let code = down.forward(x)?.relu()?;
        bce(&up.forward(&code)?, x)?.mean_all()
    }))
}

/// The convolutional autoencoder; variational if its code is twice as wide as what it decodes.
fn conv(code: usize, latent: usize, weights: VarBuilder) -> Result<Loss> {
    let (stride, padding) = (2, 1);
    let down = Conv2dConfig {
        stride,
        padding,
        ..Default::default()
    };
    let up = ConvTranspose2dConfig {
        stride,
        padding,
        ..Default::default()
    };
    let first = conv2d(1, 16, 3, down, weights.pp("first"))?;
    let second = conv2d(16, 32, 3, down, weights.pp("second"))?;
    let to_code = linear(1568, code, weights.pp("to_code"))?;
    let from_code = linear(latent, 1568, weights.pp("from_code"))?;
    let third = conv_transpose2d(32, 16, 4, up, weights.pp("third"))?;
    let fourth = conv_transpose2d(16, 1, 4, up, weights.pp("fourth"))?;
    let encode = move |x: &Tensor| {
        let x = first.forward(&x.reshape(((), 1, 28, 28))?)?.relu()?;
        let x = second.forward(&x)?.relu()?;
        to_code.forward(&x.flatten_from(1)?)
    };
    let decode = move |z: &Tensor| {
        let x = from_code.forward(z)?.relu()?.reshape(((), 32, 7, 7))?;
        let x = third.forward(&x)?.relu()?;
        fourth.forward(&x)?.flatten_from(1)
    };
    Ok(Box::new(move |x| {
        let code = encode(x)?;
        if code.dim(1)? == latent {
            return bce(&decode(&code)?, x)?.mean_all();
        }
        let [mu, log_var]: [_; 2] = code.chunk(2, 1)?.try_into().expect("two halves");
        let z = (&mu + ((&log_var / 2.0)?.exp()? * mu.randn_like(0.0, 1.0)?)?)?;
        let kl = (((&log_var + 1.0)? - mu.sqr()?)? - log_var.exp()?)?.sum_all()?;
        let bce = bce(&decode(&z)?, x)?.sum_all()?;
        (bce - (kl * 0.5)?)? / x.dim(0)? as f64
    }))
}

/// Binary cross entropy of each pixel, from logits.
fn bce(logits: &Tensor, x: &Tensor) -> Result<Tensor> {
    let rest = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    (logits.relu()? - (logits * x)?)? + rest
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let (name, epochs) = common::arguments();
    let variables = VarMap::new();
    let weights = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
    let loss = match &*name {
        "dense" => dense(weights)?,
        "conv" => conv(5, 5, weights)?,
        _ => conv(8, 4, weights)?,
    };
    let options = ParamsAdamW {
        lr: RATE,
        weight_decay: 0.0,
        ..Default::default()
    };
    let mut adam = AdamW::new(variables.all_vars(), options)?;
    let loss_of = move |batch: Vec<f32>| {
        let images = (batch.len() / PIXELS, PIXELS);
        loss(&Tensor::from_vec(batch, images, &Device::Cpu)?)
    };
    let learn = |adam: &mut AdamW, batch| {
        let loss = loss_of(batch).expect("a loss");
        adam.backward_step(&loss).expect("a step");
        f64::from(loss.to_scalar::<f32>().expect("a number"))
    };
    let measure = |_: &AdamW, batch| {
        let loss = loss_of(batch).expect("a loss");
        f64::from(loss.to_scalar::<f32>().expect("a number"))
    };
    common::run(epochs, &mut adam, learn, measure)
}
