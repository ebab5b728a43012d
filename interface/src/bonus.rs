//! The bonus: its functions take a network, so they are called with one made from a seed.

use crate::images::{noise, stripes};
use aelib::corrupt::{occlude, stripe};
use aelib::data::Images;
use aelib::rand::SeedableRng;
use aelib::rand_chacha::ChaCha8Rng;

/// Images of a call, and its latent numbers for each.
const IMAGES: usize = 3;
const LATENT: usize = 32;

/// What the functions are called with.
pub struct Given {
    /// As they are.
    pub clean: Images,
    /// Under a stripe.
    pub occluded: Images,
    /// A row for each image.
    pub eps: Vec<f32>,
}

/// The same for the same seed.
pub fn given(seed: u64) -> Given {
    let clean = stripes(IMAGES, seed);
    let occluded = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(seed));
    let eps = noise(IMAGES * LATENT, seed);
    Given {
        clean,
        occluded,
        eps,
    }
}

/// Whether an answer has as many images as it was given; how many of their pixels outside the
/// stripes differ; and the bytes under the stripes, each as a share of 1.
pub fn told(occluded: &Images, answer: &Images) -> (usize, usize, Vec<f32>) {
    let (mut changed, mut under) = (0, Vec::new());
    let pairs = occluded.bytes().chunks_exact(784);
    for (before, after) in pairs.zip(answer.bytes().chunks_exact(784)) {
        let covered = stripe(before).map_or(0..0, |row| row * 28..(row + 2) * 28);
        for place in 0..784 {
            match covered.contains(&place) {
                true => under.push(f32::from(after[place]) / 255.0),
                false => changed += usize::from(before[place] != after[place]),
            }
        }
    }
    (
        answer.len(),
        changed,
        under.into_iter().step_by(5).collect(),
    )
}

/// The exercise with these three functions, which take a network.
#[macro_export]
macro_rules! variational {
    ($answers:ident) => {{
        use $answers::bonus::variational as student;
        use $crate::aelib::prelude::*;
        fn noise(eps: &[f32]) -> Batch<Rank1<32>> {
            Cpu::default().tensor_from_vec(eps.to_vec(), (eps.len() / 32, Const::<32>))
        }
        fn learn(seed: u64, beta: f32) -> (f32, Vec<f32>, Vec<f32>) {
            let given = $crate::bonus::given(seed);
            let network = Vae::<32>::new(seed);
            let (seen, clean) = (&given.occluded, &given.clean);
            let loss = student::loss(&network, seen, clean, &noise(&given.eps), beta);
            let value = loss.array();
            let mut gradients = loss.backward();
            let waist = &network.encoder.5;
            let mut of = |bias| gradients.get_or_alloc_mut(bias).expect("memory").to_vec();
            (value, of(&waist.mu.bias), of(&waist.log_var.bias))
        }
        fn told(
            seed: u64,
            answer: impl Fn(&Vae<32>, &Images, &Batch<Rank1<32>>) -> Images,
        ) -> (usize, usize, Vec<f32>) {
            let given = $crate::bonus::given(seed);
            let network = Vae::<32>::new(seed);
            let answer = answer(&network, &given.occluded, &noise(&given.eps));
            $crate::bonus::told(&given.occluded, &answer)
        }
        $crate::plain!("bonus::variational", {
            loss(seed, beta) = |seed: u64, beta: f32| learn(seed, beta).0;
            gradients(seed, beta) = |seed: u64, beta: f32| {
                let (_, mu, log_var) = learn(seed, beta);
                (mu, log_var)
            };
            restore(seed) = |seed: u64| {
                told(seed, |network, occluded, _| {
                    student::restore(network, occluded)
                })
            };
            draw(seed) = |seed: u64| {
                told(seed, |network, occluded, eps| {
                    student::draw(network, occluded, eps)
                })
            };
        })
    }};
}
