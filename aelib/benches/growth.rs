//! How the cost of training grows with the batch, the images and the channels:
//! `cargo bench -p benches --profile dev --bench growth`. Drawn digits: no data set is needed.

#![allow(missing_docs)]

use aelib::prelude::*;
use std::time::Instant;

/// The course's convolutional autoencoder with other numbers of channels.
type Conv<const A: usize, const B: usize, const FLAT: usize> = Autoencoder<
    (
        Conv2d<Map<1, 28, 28>, Map<A, 14, 14>, 3, 2, 1>,
        Relu,
        Conv2d<Map<A, 14, 14>, Map<B, 7, 7>, 3, 2, 1>,
        Relu,
        Flatten<Map<B, 7, 7>, FLAT>,
        Linear<FLAT, 5>,
    ),
    (
        Linear<5, FLAT>,
        Relu,
        Unflatten<FLAT, Map<B, 7, 7>>,
        ConvTranspose2d<Map<B, 7, 7>, Map<A, 14, 14>, 4, 2, 1>,
        Relu,
        ConvTranspose2d<Map<A, 14, 14>, Map<1, 28, 28>, 4, 2, 1>,
    ),
>;

/// Seconds of an epoch, the best of three: what else the machine does only adds.
fn seconds<M: Model<Image = Map<1, 28, 28>>>(mut model: M, x: &Images, batch_size: usize) -> f64 {
    let options = Fit {
        batch_size,
        show: Show::Silent,
        ..Default::default()
    };
    let epochs = (0..3).map(|_| {
        let start = Instant::now();
        fit(&mut model, x, x, options.clone());
        start.elapsed().as_secs_f64()
    });
    epochs.fold(f64::INFINITY, f64::min)
}

fn main() {
    let drawn = Digits::synthetic(0).train.images;
    let few = |count| drawn.first(count);

    println!("| images a batch | dense, steps/s | conv, steps/s | vae, steps/s |");
    println!("|---:|---:|---:|---:|");
    for (batch, images) in [(1, 500), (8, 2_000), (32, 6_000), (256, 12_000)] {
        let x = few(images);
        let steps = images.div_ceil(batch) as f64;
        let rates = [
            steps / seconds(DenseAutoencoder::<32>::new(0), &x, batch),
            steps / seconds(ConvAutoencoder::<5>::new(0), &x, batch),
            steps / seconds(Vae::<4>::new(0), &x, batch),
        ];
        println!(
            "| {batch} | {:.0} | {:.0} | {:.0} |",
            rates[0], rates[1], rates[2]
        );
    }

    println!("\n| images | conv, s/epoch | to the first |\n|---:|---:|---:|");
    let counts = [3_000, 6_000, 12_000];
    let times = counts.map(|count| seconds(ConvAutoencoder::<5>::new(0), &few(count), 256));
    for (count, time) in counts.iter().zip(times) {
        println!("| {count} | {time:.3} | {:.2} |", time / times[0]);
    }

    println!("\n| channels | multiplications | conv, s/epoch of 6000 | to the first |");
    println!("|---:|---:|---:|---:|");
    let x = few(6_000);
    let times = [
        ("16, 32", 1, seconds(Conv::<16, 32, 1568>::new(0), &x, 256)),
        ("32, 64", 4, seconds(Conv::<32, 64, 3136>::new(0), &x, 256)),
        (
            "64, 128",
            16,
            seconds(Conv::<64, 128, 6272>::new(0), &x, 256),
        ),
    ];
    for (channels, more, time) in times {
        println!(
            "| {channels} | about {more}x | {time:.3} | {:.1} |",
            time / times[0].2
        );
    }
}
