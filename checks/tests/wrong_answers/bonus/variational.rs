//! Wrong answers to `bonus::variational`.

use crate::{caught, failures, local, unwritten};
use aelib::prelude::*;
use checks::bonus::variational::exercise;
use checks::{Exercise, PUBLIC};
use interface::bonus::variational::{Answer, Calls};

type Network = Vae<32>;
type Noise = Batch<Rank1<32>>;
type Loss = Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>;

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

/// The two terms, where the encoder sees `seen`.
fn terms(network: &Network, seen: &Images, target: &Images, eps: &Noise) -> [Loss; 2] {
    let latent = network.encode(seen.tensor().leaky_trace());
    let logits = network.decode(reparameterize(&latent, eps));
    let reconstruction = bce_with_logits_per_image(logits, &target.tensor());
    [reconstruction, kl_divergence(&latent)]
}

fn loss(network: &Network, occluded: &Images, clean: &Images, eps: &Noise, beta: f32) -> Loss {
    let [reconstruction, divergence] = terms(network, occluded, clean, eps);
    reconstruction + divergence * beta
}

fn filled(occluded: &Images, pixels: Batch<Map<1, 28, 28>>) -> Images {
    let said: Images = Images::from(&pixels);
    let mut bytes = occluded.bytes().to_vec();
    for (image, said) in bytes
        .chunks_exact_mut(784)
        .zip(said.bytes().chunks_exact(784))
    {
        let place = stripe(image).expect("a stripe") * 28;
        image[place..place + 56].copy_from_slice(&said[place..place + 56]);
    }
    Images::from_bytes(bytes).expect("whole images")
}

fn restore(network: &Network, occluded: &Images) -> Images {
    let latent = network.encode(occluded.tensor());
    filled(occluded, network.decode(latent.mu).sigmoid())
}

fn draw(network: &Network, occluded: &Images, eps: &Noise) -> Images {
    let latent = network.encode(occluded.tensor());
    filled(
        occluded,
        network.decode(reparameterize(&latent, eps)).sigmoid(),
    )
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(
        failures(checked(interface::variational!(loss, restore, draw))),
        []
    );
}

#[test]
fn unwritten_functions_fail_every_check() {
    fn loss(_: &Network, _: &Images, _: &Images, _: &Noise, _: f32) -> Loss {
        todo!("both terms")
    }
    fn restore(_: &Network, _: &Images) -> Images {
        todo!("the means")
    }
    fn draw(_: &Network, _: &Images, _: &Noise) -> Images {
        todo!("the noise")
    }
    unwritten(checked(interface::variational!(loss, restore, draw)));
}

macro_rules! with_loss {
    ($loss:expr) => {
        checked(interface::variational!($loss, restore, draw))
    };
}

#[test]
fn terms_that_are_wrong() {
    fn first(network: &Network, seen: &Images, target: &Images, eps: &Noise, _: f32) -> Loss {
        let [reconstruction, _] = terms(network, seen, target, eps);
        reconstruction
    }
    fn minus(network: &Network, seen: &Images, target: &Images, eps: &Noise, beta: f32) -> Loss {
        loss(network, seen, target, eps, -beta)
    }
    fn of_both(network: &Network, seen: &Images, target: &Images, eps: &Noise, beta: f32) -> Loss {
        loss(network, seen, target, eps, 1.0) * beta
    }
    fn mean(network: &Network, seen: &Images, target: &Images, eps: &Noise, beta: f32) -> Loss {
        let [reconstruction, divergence] = terms(network, seen, target, eps);
        reconstruction / 784.0 + divergence * beta
    }
    fn other(network: &Network, seen: &Images, target: &Images, eps: &Noise, beta: f32) -> Loss {
        let [reconstruction, divergence] = terms(network, seen, target, eps);
        reconstruction * beta + divergence
    }
    caught(with_loss!(first), "the divergence is missing");
    caught(with_loss!(minus), "the divergence is subtracted");
    caught(with_loss!(of_both), "beta multiplies both terms");
    caught(with_loss!(mean), "a mean over the pixels");
    caught(with_loss!(other), "beta multiplies the reconstruction");
    caught(
        with_loss!(|network, occluded, clean, eps, _| loss(network, occluded, clean, eps, 1.0)),
        "beta is missing",
    );
}

#[test]
fn images_that_are_mixed_up() {
    caught(
        with_loss!(|network, occluded, _, eps, beta| loss(network, occluded, occluded, eps, beta)),
        "learns to paint stripes",
    );
    caught(
        with_loss!(|network, _, clean, eps, beta| loss(network, clean, clean, eps, beta)),
        "the encoder sees the clean images",
    );
}

#[test]
fn an_encoder_that_does_not_learn() {
    fn still(network: &Network, seen: &Images, target: &Images, eps: &Noise, beta: f32) -> Loss {
        let latent = network.encode(seen.tensor()).leaky_traced();
        let logits = network.decode(reparameterize(&latent, eps));
        bce_with_logits_per_image(logits, &target.tensor()) + kl_divergence(&latent) * beta
    }
    fn certain(network: &Network, seen: &Images, target: &Images, _: &Noise, beta: f32) -> Loss {
        let zeros = Cpu::default().zeros_like(&network.encode(seen.tensor()).mu);
        loss(network, seen, target, &zeros, beta)
    }
    caught(with_loss!(still), "nothing of the loss reaches the encoder");
    caught(with_loss!(certain), "the means are decoded");
}

fn right() -> Answer {
    interface::variational!(loss, restore, draw)
}

#[test]
fn answers_that_are_wrong() {
    let with_restore = |restore| checked(Answer { restore, ..right() });
    let with_draw = |draw| checked(Answer { draw, ..right() });
    fn mean(network: &Network, occluded: &Images) -> Batch<Map<1, 28, 28>> {
        network.decode(network.encode(occluded.tensor()).mu)
    }
    caught(
        with_restore(|_, occluded| occluded.clone()),
        "the stripe is still white",
    );
    caught(
        with_restore(|seed, occluded| Images::from(&mean(&Network::new(seed), occluded).sigmoid())),
        "outside the stripe every pixel is known",
    );
    caught(
        with_restore(|seed, occluded| filled(occluded, mean(&Network::new(seed), occluded))),
        "these are logits",
    );
    caught(
        with_restore(|_, occluded| occluded.first(1)),
        "one answer for each image",
    );
    caught(
        with_draw(|seed, occluded, _| restore(&Network::new(seed), occluded)),
        "this is what the means decode to",
    );
    caught(
        with_draw(|seed, occluded, eps| {
            let eps = Cpu::default().tensor_from_vec(eps.to_vec(), (occluded.len(), Const::<32>));
            filled(occluded, Network::new(seed).decode(eps).sigmoid())
        }),
        "the noise alone is decoded",
    );
}
