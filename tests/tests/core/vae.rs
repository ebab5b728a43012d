//! The variational autoencoder: equal to PyTorch, to its own formulas and to what sampling
//! says.

use aelib::dfdx::prelude::SumTo;
use aelib::ops::storage::to_vec;
use aelib::prelude::*;
use rand::Rng;
use rand_distr::StandardNormal;
use tests::golden::{array, check_projections, formula, golden, number, numbers, size};
use tests::{assert_close, gradients, parameters, random_tensor, randoms, set_parameters};

fn rows<const LATENT: usize>(values: Vec<f32>) -> Batch<Rank1<LATENT>> {
    let shape = (values.len() / LATENT, Const::<LATENT>);
    Cpu::default().tensor_from_vec(values, shape)
}

fn images(pixels: Vec<f32>) -> Batch<Map<1, 28, 28>> {
    let shape = (pixels.len() / 784, Const::<1>, Const::<28>, Const::<28>);
    Cpu::default().tensor_from_vec(pixels, shape)
}

/// μ in [-2, 2), ln σ² in [-1, 1).
fn some_latent(images: usize) -> Latent<4> {
    let mu = randoms(images * 4, 1).iter().map(|v| 2.0 * v).collect();
    Latent::new(rows(mu), rows(randoms(images * 4, 2)))
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(7)
}

#[test]
fn reparameterisation_and_divergence_are_pytorchs() {
    let file = &golden("vae.json")["latent"];
    let tensor = |name: &str| rows::<2>(numbers(&file[name]));
    let latent = Latent::new(tensor("mu"), tensor("log_var")).leaky_traced();
    let z = reparameterize(&latent, &tensor("eps"));
    assert_close("z", &to_vec(&z), &numbers(&file["z"]), 1e-6, 1e-6);
    let kl = kl_divergence(&latent);
    assert_close("KL", &[kl.array()], &[number(&file["kl"])], 1e-6, 0.0);
    let by_number = kl_per_dimension(&latent).map(|kl| kl as f32);
    let expected = numbers(&file["kl_per_dimension"]);
    assert_close("KL by number", &by_number, &expected, 1e-6, 0.0);

    let gradients = ((z * tensor("r")).sum() + kl * 0.7).backward();
    for (argument, expected) in [&latent.mu, &latent.log_var]
        .into_iter()
        .zip(array(&file["gradients"]))
    {
        let found = to_vec(&gradients.get(argument));
        assert_close("gradient", &found, &numbers(expected), 1e-5, 1e-6);
    }
}

/// PyTorch's model: the loss as a student writes it.
#[test]
fn the_models_loss_and_gradients_are_pytorchs() {
    let file = golden("vae.json");
    let cases = array(&file["models"]);
    assert_eq!(cases.len(), 2);
    for case in cases {
        let mut model = Vae::<4>::new(0);
        set_parameters(&mut model, |tensor, len| {
            formula(len, tensor, |sine| 0.1 * sine)
        });
        let n = size(&case["images"]);
        let x = images(formula(n * 784, 99, |sine| sine.max(0.0)));
        let eps = rows::<4>(formula(n * 4, 98, |sine| sine));
        let objective = Objective {
            reconstruction: match case["squared_error"].as_bool().expect("yes or no") {
                true => Reconstruction::SquaredError,
                false => Reconstruction::BinaryCrossEntropy,
            },
            beta: number(&case["beta"]),
        };
        let latent = model.encode(x.leaky_trace());
        let kl = kl_divergence(&latent).array();
        assert_close("KL", &[kl], &[number(&case["kl"])], 1e-4, 0.0);
        let logits = model.decode(reparameterize(&latent, &eps));
        let loss = negative_elbo(logits, &x, &latent, objective);
        assert_close("loss", &[loss.array()], &[number(&case["loss"])], 1e-6, 0.0);
        check_projections(&gradients(&model, loss.backward()), &case["gradients"]);
    }
}

/// The model's own loss draws its noise first: so the same noise can be drawn again.
#[test]
fn the_fused_loss_is_the_plain_one() {
    let x = random_tensor((35, Const, Const, Const), 0).sigmoid();
    for (reconstruction, beta) in [
        (Reconstruction::BinaryCrossEntropy, 1.0),
        (Reconstruction::SquaredError, 3.0),
    ] {
        let objective = Objective {
            reconstruction,
            beta,
        };
        let model = Vae::<3>::new(1).with(objective);
        let fused = model.loss(&x, &x, OwnedTape::default(), &mut rng());
        let noise: Vec<f32> = rng().sample_iter(StandardNormal).take(35 * 3).collect();
        let latent = model.encode(x.leaky_trace());
        let logits = model.decode(reparameterize(&latent, &rows(noise)));
        let plain = negative_elbo(logits, &x, &latent, objective);
        assert_close("loss", &[fused.array()], &[plain.array()], 1e-6, 0.0);
        let (fused, plain) = (fused.backward(), plain.backward());
        for ((name, found), (_, expected)) in gradients(&model, fused)
            .iter()
            .zip(&gradients(&model, plain))
        {
            assert_close(name, found, expected, 1e-4, 1e-5);
        }
    }
}

#[test]
fn the_divergence_by_formula_by_number_and_by_sampling_agree() {
    let latent = some_latent(20);
    let formula = f64::from(kl_divergence(&latent).array());
    let by_number: f64 = kl_per_dimension(&latent).iter().sum();
    assert!((by_number / formula - 1.0).abs() < 1e-6, "{by_number}");
    // A standard error of about 0.1 %.
    let sampled = kl_monte_carlo(&latent, 20_000, &mut rng());
    assert!(
        (sampled / formula - 1.0).abs() < 0.01,
        "{sampled} and {formula}"
    );
}

#[test]
fn only_the_standard_normal_distribution_costs_nothing() {
    let zeros = || rows::<2>(vec![0.0; 6]);
    let standard = Latent::new(zeros(), zeros());
    assert_eq!(kl_divergence(&standard).array(), 0.0);
    assert_eq!(kl_per_dimension(&standard), [0.0; 2]);
    for (mu, log_var) in [(0.1, 0.0), (0.0, 0.2), (0.0, -0.2), (-3.0, 5.0)] {
        let one = |value| rows::<1>(vec![value]);
        assert!(kl_divergence(&Latent::new(one(mu), one(log_var))).array() > 0.0);
    }
}

#[test]
fn the_same_noise_gives_the_same_z() {
    let (latent, eps) = (some_latent(5), rows(randoms(20, 3)));
    let z = || to_vec(&reparameterize(&latent, &eps));
    assert_eq!(z(), z());
    let still = reparameterize(&latent, &rows(vec![0.0; 20]));
    assert_eq!(to_vec(&still), to_vec(&latent.mu));
}

/// The likelihood of a model whose integral is known: with weights of 0 the decoder gives
/// every pixel ½, whatever z, and the encoder's distribution is the standard normal one.
#[test]
fn the_likelihood_of_a_model_that_knows_nothing() {
    let mut model = Vae::<2>::new(0);
    set_parameters(&mut model, |_, len| vec![0.0; len]);
    let pixels: Vec<f32> = randoms(3 * 784, 0).iter().map(|v| v.abs()).collect();
    let images = Images::from_pixels(&pixels);
    let expected = -784.0 * 2f64.ln();
    for found in model.log_likelihood(&images, 10, 0) {
        assert!((found - expected).abs() < 1e-2, "{found}");
    }
    let elbo = model.measure(&images, 0);
    assert!((elbo.negative() + expected).abs() < 1e-2, "{elbo}");
    assert_eq!(elbo.kl(), 0.0);
}

/// More draws tighten the bound, and one draw is the ELBO.
#[test]
fn the_likelihood_lies_above_the_bound() {
    let pixels: Vec<f32> = randoms(40 * 784, 5).iter().map(|v| v.abs()).collect();
    let images = Images::from_pixels(&pixels);
    // Weights large enough that the encoder's distribution is a poor one.
    let mut model = Vae::<4>::new(3);
    let large: Vec<Vec<f32>> = parameters(&model)
        .into_iter()
        .map(|(_, values)| values.iter().map(|v| 2.0 * v).collect())
        .collect();
    set_parameters(&mut model, |tensor, _| large[tensor].clone());
    let mean = |samples| {
        let found = model.log_likelihood(&images, samples, 1);
        assert_eq!(found.len(), 40);
        found.iter().sum::<f64>() / 40.0
    };
    let (one, ten, thousand) = (mean(1), mean(10), mean(1000));
    assert!(one < ten && ten < thousand, "{one} {ten} {thousand}");
    let bound = -model.measure(&images, 1).negative();
    assert!(
        (one - bound).abs() < 0.02 * bound.abs(),
        "{one} and {bound}"
    );
}
