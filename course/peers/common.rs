//! What the programs of all Rust peers share, as `common.py` does for the others.

use flate2::read::GzDecoder;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

const BATCH: usize = 256;
const VALIDATION: usize = 1000;
pub const RATE: f64 = 1e-3;
pub const PIXELS: usize = 28 * 28;

/// Pixels in [0, 1] of one of MNIST's files in the folder MNIST, plain or gzipped, one image
/// behind the other.
fn load(name: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    let path = Path::new(&env::var("MNIST")?).join(name);
    let mut bytes = Vec::new();
    match File::open(&path) {
        Ok(mut file) => file.read_to_end(&mut bytes)?,
        Err(_) => GzDecoder::new(File::open(path.with_extension("gz"))?).read_to_end(&mut bytes)?,
    };
    let pixels = bytes[16..].iter().map(|byte| f32::from(*byte) / 255.0);
    Ok(pixels.collect())
}

/// The model's name and the number of epochs.
pub fn arguments() -> (String, usize) {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or("dense".into());
    (
        name,
        arguments.next().and_then(|n| n.parse().ok()).unwrap_or(2),
    )
}

/// Batches of the images, in a new order for each seed.
fn batches(pixels: &[f32], seed: u64) -> Vec<Vec<f32>> {
    let mut places = Vec::from_iter(0..pixels.len() / PIXELS);
    places.shuffle(&mut StdRng::seed_from_u64(seed));
    let batch = |places: &[usize]| {
        let images = places.iter().map(|i| &pixels[i * PIXELS..][..PIXELS]);
        images.flatten().copied().collect()
    };
    places.chunks(BATCH).map(batch).collect()
}

/// Trains and validates for so many epochs, and prints a line of each. `learn` takes a batch and
/// returns its loss before the step, `measure` the loss of images that nothing is learned from.
pub fn run<M>(
    epochs: usize,
    model: &mut M,
    mut learn: impl FnMut(&mut M, Vec<f32>) -> f64,
    measure: impl Fn(&M, Vec<f32>) -> f64,
) -> Result<(), Box<dyn Error>> {
    let [train, test] = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"].map(load);
    let (train, test) = (train?, test?);
    for epoch in 1..=epochs {
        let (start, begun) = (Instant::now(), processor_seconds()?);
        let mut total = 0.0;
        for batch in batches(&train, epoch as u64) {
            let images = (batch.len() / PIXELS) as f64;
            total += learn(model, batch) * images;
        }
        let seconds = start.elapsed().as_secs_f64();
        let parts = test.chunks(VALIDATION * PIXELS);
        let losses = Vec::from_iter(parts.map(|part| measure(model, part.to_vec())));
        println!(
            r#"{{"epoch": {epoch}, "seconds": {seconds}, "processor_seconds": {}, "loss": {}, "val_loss": {}, "peak_mib": {}}}"#,
            processor_seconds()? - begun,
            total / (train.len() / PIXELS) as f64,
            losses.iter().sum::<f64>() / losses.len() as f64,
            peak_mib()?,
        );
    }
    Ok(())
}

/// Of this process so far, all threads: Linux counts hundredths.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, numbers) = stat.rsplit_once(')').ok_or("no process")?;
    let ticks = numbers.split_whitespace().skip(11).take(2);
    Ok(ticks.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

fn peak_mib() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kib.ok_or("no peak")?.parse::<f64>()? / 1024.0)
}
