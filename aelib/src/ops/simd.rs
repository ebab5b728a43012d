//! The processor's widest registers, chosen when the program runs.
//!
//! A plain loop compiled for any x86-64 uses a quarter of them. [`run`] compiles the loop
//! several times, once per kind of processor, and picks one: no user has to build for
//! their own machine. It is a name for `pulp`, which does this for `gemm` too.

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

/// Detected once.
fn arch() -> pulp::Arch {
    pulp::Arch::new()
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
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
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
    let p = 1.0 / 13.0;
    let p = p * q + 1.0 / 11.0;
    let p = p * q + 1.0 / 9.0;
    let p = p * q + 1.0 / 7.0;
    let p = p * q + 1.0 / 5.0;
    let p = p * q + 1.0 / 3.0;
    2.0 * s * (p * q + 1.0)
}

/// Writes `row` into each row of `rows`; an empty one writes zeros.
pub fn fill_rows(row: &[f32], rows: &mut [f32]) {
    match row {
        [] => rows.fill(0.0),
        [value] => rows.fill(*value),
        _ => {
            for values in rows.chunks_exact_mut(row.len()) {
                values.copy_from_slice(row);
            }
        }
    }
}

/// Adds all rows of `rows` to `sum`; an empty one takes nothing.
pub fn sum_rows(rows: &[f32], sum: &mut [f32]) {
    // Few columns would fill few lanes of a register: several rows side by side fill it.
    const WIDTH: usize = 64;
    if sum.is_empty() {
        return;
    }
    let side = (WIDTH / sum.len()).max(1) * sum.len();
    let mut sums = vec![0.0; side];
    run(
        #[inline(always)]
        || {
            let chunks = rows.chunks_exact(side);
            let rest = chunks.remainder();
            for values in chunks {
                sums.iter_mut().zip(values).for_each(|(s, v)| *s += v);
            }
            sums.iter_mut().zip(rest).for_each(|(s, v)| *s += v);
        },
    );
    for values in sums.chunks_exact(sum.len()) {
        sum.iter_mut().zip(values).for_each(|(s, v)| *s += v);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_1p_are_close() {
        for i in 0..=100_000 {
            let x = -(i as f32) * 1e-3;
            let (found, expected) = (exp(x), f64::from(x).exp());
            let error = (f64::from(found) - expected).abs();
            assert!(
                error <= 3e-7 * expected + 1e-37,
                "exp({x}) = {found}, not {expected}"
            );
            let x = i as f32 * 1e-5;
            let (found, expected) = (ln_1p(x), f64::from(x).ln_1p());
            let error = (f64::from(found) - expected).abs();
            assert!(
                error <= 3e-7 * expected,
                "ln_1p({x}) = {found}, not {expected}"
            );
        }
    }
}
