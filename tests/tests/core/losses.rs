//! The loss that a model learns from, against the same loss put together by hand, and its
//! gradients against differences.

use aelib::prelude::*;
use tests::{assert_close, dot, gradients, parameters, random_tensor, set_parameters};

/// More than one group of images, the last one short.
const IMAGES: usize = 35;

fn images() -> Batch<Map<1, 28, 28>> {
    let shape = (IMAGES, Const::<1>, Const::<28>, Const::<28>);
    random_tensor(shape, 0).sigmoid()
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(7)
}

#[test]
fn the_fused_loss_is_the_plain_one() {
    let (model, x) = (ConvAutoencoder::<5>::new(1), images());
    let fused = model.loss(&x, &x, OwnedTape::default(), &mut rng());
    let plain = bce_with_logits(model.forward(x.leaky_trace()), &x);
    let measured = model.loss(&x, &x, NoneTape, &mut rng());
    assert_close(
        "loss",
        &[fused.array(), measured.array()],
        &[plain.array(); 2],
        1e-6,
        0.0,
    );
    let (fused, plain) = (fused.backward(), plain.backward());
    for ((name, found), (_, expected)) in gradients(&model, fused)
        .iter()
        .zip(&gradients(&model, plain))
    {
        assert_close(name, found, expected, 1e-4, 1e-7);
    }
}

/// Along the gradient g itself, `(L(w + h·g/|g|) − L(w − h·g/|g|)) / 2h` is |g|.
fn check_gradients<M: Model<Image = Map<1, 28, 28>> + Clone>(model: M) {
    const H: f64 = 0.02;
    let x = images();
    let loss = model.loss(&x, &x, OwnedTape::default(), &mut rng());
    // What rounding the loss to f32 leaves of a difference.
    let noise = f64::from(loss.array()) * f64::from(f32::EPSILON) / H;
    let found = gradients(&model, loss.backward());
    // One tensor at a time, so that no large gradient hides a wrong small one.
    for (i, (name, gradient)) in found.iter().enumerate() {
        let length = dot(gradient, gradient).sqrt();
        assert!(
            length > 10.0 * noise,
            "{name}: {length} is too small to be checked"
        );
        let at = |step: f64| {
            let mut moved = model.clone();
            let mut all = parameters(&model);
            for (w, g) in all[i].1.iter_mut().zip(gradient) {
                *w += (step * f64::from(*g) / length) as f32;
            }
            set_parameters(&mut moved, |tensor, _| all[tensor].1.clone());
            f64::from(moved.loss(&x, &x, NoneTape, &mut rng()).array())
        };
        let expected = (at(H) - at(-H)) / (2.0 * H);
        let close = (length - expected).abs() < 0.03 * length + 2.0 * noise;
        assert!(close, "{name}: {length}, expected {expected}");
    }
}

#[test]
fn gradients_of_the_dense_model() {
    check_gradients(DenseAutoencoder::<8>::new(2));
}

#[test]
fn gradients_of_the_variational_model() {
    check_gradients(Vae::<4>::new(2));
    check_gradients(Vae::<4>::new(2).with(Objective {
        reconstruction: Reconstruction::SquaredError,
        beta: 40.0,
    }));
}

#[test]
fn a_standard_normal_code_costs_nothing() {
    let (value, gradient) = aelib::ops::gaussian::kl_divergence(3, &[0.0; 12], 1.0);
    assert_eq!((value, gradient), (0.0, vec![0.0; 12]));
    // ½ (μ² + σ² − 1 − ln σ²), for μ = 2 and ln σ² = 1.
    let (value, _) = aelib::ops::gaussian::kl_divergence(1, &[2.0, 1.0], 1.0);
    assert!((value - (4.0 + std::f32::consts::E - 2.0) / 2.0).abs() < 1e-6);
}

#[test]
fn the_least_cross_entropy_is_that_of_the_exact_answer() {
    let grey = Cpu::default().tensor([0.5, 1.0, 0.25]);
    let exact = Cpu::default().tensor([0.0, 100.0, (0.25f32 / 0.75).ln()]);
    let least = f64::from(bce_with_logits(exact, &grey).array());
    assert!((bce_floor(&grey) - least).abs() < 1e-6);
}

#[test]
fn ten_decibels_are_a_tenth_of_the_error() {
    assert_eq!(psnr(1.0), 0.0);
    assert!((psnr(0.01) - 20.0).abs() < 1e-9);
}

/// At a target of 0 the slope is σ(x), and the loss ln(1 + σ(x) / (1 − σ(x))): the fast `exp`
/// and `ln_1p`, over all that they are asked for.
#[test]
fn the_fast_loss_is_close_at_every_logit() {
    for i in 0..=87_000 {
        let (x, mut slope) = (i as f32 * -1e-3, [0.0]);
        let value = aelib::ops::loss::bce_with_logits(&[x], &[0.0], 1.0, Some(&mut slope));
        let e = f64::from(x).exp();
        for (found, expected) in [(value, e.ln_1p()), (slope[0].into(), e / (1.0 + e))] {
            let error = (found - expected).abs();
            assert!(
                error <= 4e-7 * expected + 1e-37,
                "at {x}: {found}, not {expected}"
            );
        }
    }
}
