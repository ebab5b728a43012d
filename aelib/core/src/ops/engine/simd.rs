//! The processor's widest registers, chosen when the program runs.
//!
//! A plain loop compiled for any x86-64 uses a quarter of them. [`run`] compiles the loop
//! several times, once per kind of processor, and picks one, by the crate `pulp`.

use std::sync::OnceLock;

/// Calls `work`, compiled for the processor at hand. Give it an `#[inline(always)]`
/// closure around plain loops: only what is inlined into it is compiled anew.
#[inline(always)]
pub fn run<R>(work: impl FnOnce() -> R) -> R {
    struct Work<F>(F);

    impl<R, F: FnOnce() -> R> pulp::NullaryFnOnce for Work<F> {
        type Output = R;

        #[inline(always)]
        fn call(self) -> R {
            (self.0)()
        }
    }

    arch().dispatch(Work(work))
}

/// [`run`] for loops: their closure has to be inlined.
macro_rules! wide {
    ($work:expr) => {
        $crate::ops::engine::simd::run(
            #[inline(always)]
            || $work,
        )
    };
}
pub(crate) use wide;

/// The instructions that this processor has; fewer if the environment's `AELIB_SIMD` says
/// `scalar` or `avx2`, so that one machine can show what another one computes.
pub fn arch() -> pulp::Arch {
    static ARCH: OnceLock<pulp::Arch> = OnceLock::new();
    *ARCH.get_or_init(|| match std::env::var("AELIB_SIMD").as_deref() {
        Ok("scalar") => pulp::Arch::Scalar,
        #[cfg(target_arch = "x86_64")]
        Ok("avx2") => pulp::x86::V3::try_new().map_or(pulp::Arch::Scalar, pulp::Arch::V3),
        _ => pulp::Arch::new(),
    })
}

/// e^x for x ≤ 0, to 2 units in the last place; 0 below −87.
///
/// # Source
/// Cody & Waite 1980: x = n·ln 2 + r, then a polynomial in r.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    /// 1.5·2²³: adding it leaves the nearest whole number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // ln 2 in two parts, the first with few bits, so that n times it is exact.
    let r = x - n * 0.693_359_4 - n * -2.121_944_4e-4;
    let p = polynomial(
        r,
        [
            1.987_569_1e-4,
            1.398_199_9e-3,
            8.333_452e-3,
            4.166_579_6e-2,
            1.666_666_5e-1,
            0.5,
        ],
    );
    let power = p * r * r + r + 1.0;
    // 2ⁿ: the exponent's bits are n + 127.
    power * f32::from_bits(((shifted.to_bits() as i32 + 127) << 23) as u32)
}

/// ln(1 + x) for 0 ≤ x ≤ 1, to 2 units in the last place.
///
/// `2 artanh(s)` with `s = x / (2 + x)`, at most a third, as its series.
#[inline(always)]
pub fn ln_1p(x: f32) -> f32 {
    let s = x / (2.0 + x);
    let q = s * s;
    let p = polynomial(
        q,
        [
            1.0 / 13.0,
            1.0 / 11.0,
            1.0 / 9.0,
            1.0 / 7.0,
            1.0 / 5.0,
            1.0 / 3.0,
        ],
    );
    2.0 * s * (p * q + 1.0)
}

/// With the coefficient of the highest power first.
#[inline(always)]
fn polynomial(x: f32, [first, rest @ ..]: [f32; 6]) -> f32 {
    let mut sum = first;
    for c in rest {
        sum = sum * x + c;
    }
    sum
}

/// Adds to each of `sums` the numbers of its row: `rows` holds as many as there are sums.
pub fn add_row_sums(rows: &[f32], sums: &mut [f32]) {
    /// Sums side by side, so that no addition waits for the one before.
    const SIDE: usize = 16;
    if sums.is_empty() {
        return;
    }
    let len = rows.len() / sums.len();
    wide!({
        for (sum, row) in sums.iter_mut().zip(rows.chunks_exact(len)) {
            let mut parts = [0.0f32; SIDE];
            let chunks = row.chunks_exact(SIDE);
            for (part, value) in parts.iter_mut().zip(chunks.remainder()) {
                *part = *value;
            }
            for chunk in chunks {
                for i in 0..SIDE {
                    parts[i] += chunk[i];
                }
            }
            for half in [8, 4, 2, 1] {
                for i in 0..half {
                    parts[i] += parts[i + half];
                }
            }
            *sum += parts[0];
        }
    });
}
