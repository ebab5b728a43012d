//! An experiment: the loop that the trainer spends most of its time in, with numbers of 32 bits and
//! with pairs of 16 bits (bfloat16), which are multiplied and added up in 32 bits.
//!
//!     rustc -O --edition 2024 -C target-cpu=native docs/bf16.rs -o /tmp/bf16 && /tmp/bf16
//!
//! Needs a processor with `avx512_bf16`. See bf16.md for what came of it.

use std::arch::x86_64::*;
use std::hint::black_box;
use std::time::Instant;

/// Images side by side, as in aelib: a register of numbers.
const IMAGES: usize = 16;
/// Channels whose sums stay in registers.
const TILE: usize = 16;
/// The second-last layer of the course's decoder: 4 of 16 taps reach a pixel, of 32 channels each.
const INPUTS: usize = 4 * 32;
/// Pixels that come out.
const PIXELS: usize = 14 * 14;

/// `y[p, o] = Σ_i w[i, o] · x[p, i]` for 16 images.
#[target_feature(enable = "avx512f")]
fn single(w: &[f32], x: &[__m512], y: &mut [__m512]) {
    for (x, y) in x.chunks_exact(INPUTS).zip(y.chunks_exact_mut(TILE)) {
        let mut sums = [_mm512_setzero_ps(); TILE];
        for (x, w) in x.iter().zip(w.chunks_exact(TILE)) {
            for (sum, w) in sums.iter_mut().zip(w) {
                *sum = _mm512_fmadd_ps(_mm512_set1_ps(*w), *x, *sum);
            }
        }
        y.copy_from_slice(&sums);
    }
}

/// The same, of two inputs at a time: each 32 bits of `w` and `x` are a pair.
#[target_feature(enable = "avx512f,avx512bf16")]
fn pairs(w: &[i32], x: &[__m512i], y: &mut [__m512]) {
    for (x, y) in x.chunks_exact(INPUTS / 2).zip(y.chunks_exact_mut(TILE)) {
        let mut sums = [_mm512_setzero_ps(); TILE];
        for (x, w) in x.iter().zip(w.chunks_exact(TILE)) {
            // SAFETY: 512 bits are 512 bits.
            let x: __m512bh = unsafe { std::mem::transmute(*x) };
            for (sum, w) in sums.iter_mut().zip(w) {
                let w: __m512bh = unsafe { std::mem::transmute(_mm512_set1_epi32(*w)) };
                *sum = _mm512_dpbf16_ps(*sum, w, x);
            }
        }
        y.copy_from_slice(&sums);
    }
}

/// What comes out of one layer, rounded to pairs for the next.
#[target_feature(enable = "avx512f")]
fn pack(y: &[__m512], x: &mut [__m512i]) {
    for (x, y) in x.iter_mut().zip(y.chunks_exact(2)) {
        let round = |v| {
            let bits = _mm512_castps_si512(v);
            let odd = _mm512_and_si512(_mm512_srli_epi32::<16>(bits), _mm512_set1_epi32(1));
            _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)))
        };
        let low = _mm512_srli_epi32::<16>(round(y[0]));
        let high = _mm512_and_si512(round(y[1]), _mm512_set1_epi32(0xffff_0000u32 as i32));
        *x = _mm512_or_si512(low, high);
    }
}

/// Nearest pair of bfloat16.
fn pair(a: f32, b: f32) -> i32 {
    let round = |v: f32| {
        let bits = v.to_bits();
        (bits + 0x7fff + (bits >> 16 & 1)) >> 16
    };
    (round(a) | round(b) << 16) as i32
}

/// The best of many times: what else the machine does only adds.
fn microseconds(mut work: impl FnMut()) -> f64 {
    let times = (0..2000).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min) * 1e6
}

fn main() {
    let here = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bf16");
    assert!(here, "this processor has no avx512_bf16");
    let number = |i: usize| (i * 7919 % 1000) as f32 / 1000.0 - 0.5;
    let row =
        |i: usize| -> [f32; IMAGES] { std::array::from_fn(|image| number(i * IMAGES + image)) };
    let w = Vec::from_iter((0..INPUTS * TILE).map(number));
    let rows = Vec::from_iter((0..PIXELS * INPUTS).map(row));
    // SAFETY: the processor has what these functions ask for, which was looked at above.
    unsafe {
        let x = Vec::from_iter(rows.iter().map(|row| _mm512_loadu_ps(row.as_ptr())));
        let mut paired_w = vec![0; w.len() / 2];
        for i in 0..INPUTS / 2 {
            for o in 0..TILE {
                paired_w[i * TILE + o] = pair(w[2 * i * TILE + o], w[(2 * i + 1) * TILE + o]);
            }
        }
        let mut paired_x = vec![_mm512_setzero_si512(); x.len() / 2];
        pack(&x, &mut paired_x);
        let mut y = vec![_mm512_setzero_ps(); PIXELS * TILE];
        let mut other = y.clone();
        let mut packed = vec![_mm512_setzero_si512(); y.len() / 2];
        let f32s = microseconds(|| single(black_box(&w), black_box(&x), &mut y));
        let bf16s = microseconds(|| pairs(black_box(&paired_w), black_box(&paired_x), &mut other));
        let packing = microseconds(|| pack(black_box(&y), black_box(&mut packed)));

        let lanes = |y: &[__m512]| -> Vec<f32> {
            y.iter()
                .flat_map(|v| std::mem::transmute::<__m512, [f32; IMAGES]>(*v))
                .collect()
        };
        let (exact, near) = (lanes(&y), lanes(&other));
        let size = exact.iter().map(|v| v * v).sum::<f32>().sqrt();
        let off = exact
            .iter()
            .zip(&near)
            .map(|(a, b)| (a - b).powi(2))
            .sum::<f32>()
            .sqrt();
        let work = (2 * IMAGES * PIXELS * INPUTS * TILE) as f64 / 1000.0;
        println!("f32:  {f32s:.1} µs, {:.0} GFLOP/s", work / f32s);
        println!(
            "bf16: {bf16s:.1} µs, {:.0} GFLOP/s: {:.2} times as fast",
            work / bf16s,
            f32s / bf16s
        );
        println!(
            "with what comes out rounded to pairs ({packing:.1} µs): {:.2}",
            f32s / (bf16s + packing)
        );
        assert!(off / size < 0.01, "both loops compute the same");
    }
}
