//! Gradients of what is computed of an encoder's distributions reach the encoder, whatever is
//! computed first and how often; and the divergence never falls below 0.

use aelib::prelude::*;
use tests::{assert_close, gradients, randoms};

type Model4 = Vae<4>;

fn x() -> Batch<Map<1, 28, 28>> {
    let pixels = randoms(3 * 784, 1).iter().map(|r| r.abs()).collect();
    let shape = (3, Const::<1>, Const::<28>, Const::<28>);
    Cpu::default().tensor_from_vec(pixels, shape)
}

fn eps(seed: u64) -> Batch<Rank1<4>> {
    Cpu::default().tensor_from_vec(randoms(12, seed), (3, Const::<4>))
}

type Recorded = Latent<4, OwnedTape<f32, Cpu>>;
type Loss = Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>;

fn of_draw(model: &Model4, latent: &Recorded, seed: u64) -> Loss {
    bce_with_logits_per_image(model.decode(reparameterize(latent, &eps(seed))), &x())
}

/// The encoder's gradients of a loss of recorded distributions.
fn encoder(model: &Model4, loss: impl Fn(&Recorded) -> Loss) -> Vec<f32> {
    let latent = model.encode(x().leaky_trace());
    let all = gradients(&model.encoder, loss(&latent).backward());
    all.into_iter().flat_map(|(_, values)| values).collect()
}

#[track_caller]
fn equal(what: &str, found: &[f32], expected: &[f32]) {
    assert!(expected.iter().any(|g| *g != 0.0));
    let largest = expected.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    assert_close(what, found, expected, 1e-4, 1e-5 * f64::from(largest));
}

#[test]
fn each_draw_has_a_way_back_of_its_own() {
    let model = Model4::new(0);
    let alone = encoder(&model, |latent| of_draw(&model, latent, 7));
    for earlier in [1, 2] {
        let second = encoder(&model, |latent| {
            for seed in 0..earlier {
                let _ = reparameterize(latent, &eps(seed));
            }
            of_draw(&model, latent, 7)
        });
        equal("the draw after others", &second, &alone);
    }
}

#[test]
fn several_draws_in_one_loss_add_up() {
    let model = Model4::new(0);
    let alone = |seed| encoder(&model, |latent| of_draw(&model, latent, seed));
    let (first, second, third) = (alone(1), alone(2), alone(3));
    let together = encoder(&model, |latent| {
        of_draw(&model, latent, 1) + of_draw(&model, latent, 2) + of_draw(&model, latent, 3)
    });
    let sums = first
        .iter()
        .zip(&second)
        .zip(&third)
        .map(|((a, b), c)| a + b + c);
    equal("three draws", &together, &Vec::from_iter(sums));
}

#[test]
fn the_divergence_reaches_the_encoder_before_after_and_without_a_draw() {
    let model = Model4::new(0);
    let alone = encoder(&model, kl_divergence);
    let draw = encoder(&model, |latent| of_draw(&model, latent, 1));
    let sum = Vec::from_iter(alone.iter().zip(&draw).map(|(a, b)| a + b));
    let after = encoder(&model, |latent| {
        let draw = of_draw(&model, latent, 1);
        draw + kl_divergence(latent)
    });
    equal("after the draw", &after, &sum);
    let before = encoder(&model, |latent| {
        let kl = kl_divergence(latent);
        of_draw(&model, latent, 1) + kl
    });
    equal("before the draw", &before, &sum);
    let second = encoder(&model, |latent| {
        let _ = reparameterize(latent, &eps(5));
        of_draw(&model, latent, 1) + kl_divergence(latent)
    });
    equal("with the second draw", &second, &sum);
}

#[test]
fn the_divergence_is_never_negative() {
    for exponent in -30..2 {
        for sign in [-1.0, 1.0] {
            for digits in 1..40 {
                let log_var = sign * digits as f32 * 0.37 * 10f32.powi(exponent);
                let row = |number| Cpu::default().tensor_from_vec(vec![number], (1, Const::<1>));
                let latent = Latent::new(row(0.0), row(log_var));
                let (kl, [each]) = (kl_divergence(&latent).array(), kl_per_dimension(&latent));
                assert!(kl >= 0.0 && each >= 0.0, "{kl} and {each} of {log_var:e}");
                // v²/4, where the others of its series are small.
                if (1e-10..1e-4).contains(&log_var.abs()) {
                    let expected = f64::from(log_var).powi(2) / 4.0;
                    assert!(
                        (f64::from(kl) / expected - 1.0).abs() < 1e-3,
                        "{kl:e} of {log_var:e}"
                    );
                    assert!(
                        (each / expected - 1.0).abs() < 1e-3,
                        "{each:e} of {log_var:e}"
                    );
                }
            }
        }
    }
}
