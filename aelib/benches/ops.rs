//! Each operation of the convolutional autoencoder on one group of images, forward and
//! backward, on one core: `cargo bench -p benches --profile dev`, which builds as `cargo course`
//! does. Criterion's throughput is in images.

#![allow(missing_docs)]

use aelib::ops::bench::buffer::{self, Buffer};
use aelib::ops::bench::gemm::{Into, Matrix, gemm};
use aelib::ops::bench::kernel::{Kernel, Pass};
use aelib::ops::convolution::{ConvolutionKernel, Direction};
use aelib::ops::linear::LinearKernel;
use aelib::ops::{loss, relu};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// As many as the convolutional autoencoder takes at a time.
const GROUP: usize = 16;

fn numbers(len: usize) -> Vec<f32> {
    let fraction = |i: usize| (i * 7919 % 1000) as f32 / 1000.0;
    (0..len).map(|i| fraction(i) - 0.5).collect()
}

/// Numbers that begin where the training loop's do: with a line of the cache.
fn images(len: usize) -> Buffer {
    let mut buffer = buffer::take(GROUP * len);
    buffer.copy_from_slice(&numbers(GROUP * len));
    buffer
}

/// From and to a square map, `[channels, side]`, with stride 2 and padding 1.
fn convolution(direction: Direction, maps: [[usize; 2]; 2], kernel: usize) -> Box<dyn Kernel> {
    let [[c, _], [o, _]] = maps;
    let (weight, bias) = (numbers(c * o * kernel * kernel), numbers(o));
    let maps = maps.map(|[channels, side]| [channels, side, side]);
    let (kernel, steps) = ([kernel; 2], [2, 1, 1]);
    Box::new(ConvolutionKernel::new(
        direction, maps, kernel, steps, weight, bias,
    ))
}

fn linear(inputs: usize, outputs: usize) -> Box<dyn Kernel> {
    Box::new(LinearKernel::new(
        numbers(inputs * outputs),
        numbers(outputs),
    ))
}

fn kernels(c: &mut Criterion) {
    let layers: [(&str, Box<dyn Kernel>); 8] = [
        (
            "conv2d 1->16",
            convolution(Direction::Down, [[1, 28], [16, 14]], 3),
        ),
        (
            "conv2d 16->32",
            convolution(Direction::Down, [[16, 14], [32, 7]], 3),
        ),
        ("linear 1568->5", linear(1568, 5)),
        ("linear 5->1568", linear(5, 1568)),
        ("linear 784->32", linear(784, 32)),
        ("linear 32->784", linear(32, 784)),
        (
            "conv_transpose2d 32->16",
            convolution(Direction::Up, [[32, 7], [16, 14]], 4),
        ),
        (
            "conv_transpose2d 16->1",
            convolution(Direction::Up, [[16, 14], [1, 28]], 4),
        ),
    ];
    for (name, kernel) in &layers {
        let (x, mut y) = (images(kernel.lens()[0]), images(kernel.lens()[1]));
        let mut group = c.benchmark_group(*name);
        group.throughput(Throughput::Elements(GROUP as u64));
        group.bench_function("forward", |b| {
            b.iter(|| kernel.forward(0..GROUP, &x, &mut y))
        });
        let mut dx = images(kernel.lens()[0]);
        let mut dparams = vec![0.0; kernel.params()];
        let images = 0..GROUP;
        let pass = Pass {
            images,
            x: &x,
            rows: None,
            dy: &y,
        };
        group.bench_function("backward", |b| {
            b.iter(|| kernel.backward(pass.clone(), Some(&mut dx), &mut dparams))
        });
    }
}

fn elementwise(c: &mut Criterion) {
    let (x, t, mut y) = (images(784), images(784), images(784));
    let mut group = c.benchmark_group("784 numbers");
    group.throughput(Throughput::Elements(GROUP as u64));
    group.bench_function("relu", |b| b.iter(|| relu::forward(&mut y)));
    group.bench_function("bce_with_logits", |b| {
        b.iter(|| loss::bce_with_logits(&x, &t, 1.0, Some(&mut y)))
    });
}

/// What the processor could do: multiplications and additions of a large matrix product, and
/// numbers copied from one map to another.
fn limits(c: &mut Criterion) {
    const SIZE: usize = 512;
    let (a, b) = (numbers(SIZE * SIZE), numbers(SIZE * SIZE));
    let mut product = vec![0.0; SIZE * SIZE];
    let mut group = c.benchmark_group("limits");
    group.throughput(Throughput::Elements((SIZE * SIZE * SIZE) as u64));
    group.bench_function("gemm", |bench| {
        let (a, b) = (Matrix::new(&a, SIZE, SIZE), Matrix::new(&b, SIZE, SIZE));
        bench.iter(|| gemm(a, b, Into::Replace, &mut product))
    });
    let (x, mut y) = (images(3136), images(3136));
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("copy", |b| b.iter(|| y.copy_from_slice(&x)));
}

criterion_group!(benches, kernels, elementwise, limits);
criterion_main!(benches);
