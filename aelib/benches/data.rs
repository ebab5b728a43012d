//! What training waits for before it computes: `cargo bench -p benches --profile dev --bench data`.

#![allow(missing_docs)]

use aelib::prelude::{Digits, Images};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// As in every lesson.
const BATCH: usize = 256;

/// Batches of as many images as MNIST has to train on, in no order.
fn batches(c: &mut Criterion) {
    let digits = Digits::synthetic(0).train.images;
    let bytes = digits.bytes().repeat(5);
    let images: Images = Images::from_bytes(bytes).expect("whole images");
    let order = Vec::from_iter((0..images.len()).map(|i| i * 7919 % images.len()));
    let mut group = c.benchmark_group("data");
    group.throughput(Throughput::Elements(images.len() as u64));
    group.sample_size(20);
    group.bench_function("an epoch's batches", |b| {
        b.iter(|| {
            for places in order.chunks(BATCH) {
                black_box(images.batch(places));
            }
        })
    });
}

criterion_group!(benches, batches);
criterion_main!(benches);
