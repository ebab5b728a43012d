//! Wrong answers to `lesson_09::denoiser`.

use crate::{caught, failures, local, unwritten};
use aelib::corrupt::interpolate;
use aelib::prelude::{BuildModule, Cpu, Flatten, Linear, Map, Relu, Unflatten, stripe, to_bytes};
use aelib::prelude::{ChaCha8Rng, Images};
use checks::lesson_09::denoiser::exercise;
use checks::{Exercise, Homework, PUBLIC};
use interface::guard::LIMIT;
use interface::lesson_09::denoiser::{Answer, Calls};

/// Straight lines instead of a network, with a file that is small and whole.
const LINES: Answer = Answer {
    occlude: |images, rng| aelib::corrupt::occlude(images, rng),
    untrained: || small(),
    train: |_, _| small(),
    denoise: |_, occluded| interpolate(occluded),
};

fn small() -> Vec<u8> {
    to_bytes(&<Linear<2, 3> as BuildModule<Cpu, f32>>::build(
        &Cpu::default(),
    ))
}

fn checked(answer: Answer) -> Exercise {
    let (images, limit) = (256, LIMIT);
    let homework = Homework::Retrain { images, limit };
    exercise(Calls::new(local(answer)), PUBLIC, homework)
}

/// Changes each image, which has a white stripe from the second row that is given.
fn changed(images: &Images, change: fn(&mut [u8], usize)) -> Images {
    let mut bytes = images.bytes().to_vec();
    for image in bytes.chunks_exact_mut(784) {
        if let Some(row) = stripe(image) {
            change(image, row * 28);
        }
    }
    Images::from_bytes(bytes).expect("whole images")
}

/// `occlude`, and then something else.
fn occluded(images: &Images, rng: &mut ChaCha8Rng, change: fn(&mut [u8], usize)) -> Images {
    changed(&aelib::corrupt::occlude(images, rng), change)
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        occlude: |_, _| todo!("the stripe"),
        train: |_, _| todo!("the loop"),
        ..LINES
    }));
}

#[test]
fn straight_lines_get_the_points_of_straight_lines() {
    let failed: Vec<_> = failures(checked(LINES)).into_iter().map(|f| f.0).collect();
    assert_eq!(
        failed,
        ["two_thirds_of_straight_lines", "half_of_straight_lines"]
    );
}

#[test]
fn stripes_that_are_not_the_lectures() {
    let with = |occlude| checked(Answer { occlude, ..LINES });
    caught(with(|images, _| images.clone()), "nothing is covered");
    caught(
        with(|images, rng| occluded(images, rng, |image, x| image[x..x + 28].fill(100))),
        "one row only",
    );
    caught(
        with(|images, rng| {
            occluded(images, rng, |image, x| {
                let x = x.min(25 * 28 - 28);
                image[x..x + 84].fill(255);
                image[x + 84..].fill(100);
            })
        }),
        "three rows",
    );
    caught(
        with(|images, rng| occluded(images, rng, |image, x| image[x..x + 56].fill(1))),
        "is the byte 255",
    );
    caught(
        with(|images, _| images.first(3)),
        "as many images as you get",
    );
}

#[test]
fn stripes_at_the_wrong_places() {
    let with = |occlude| checked(Answer { occlude, ..LINES });
    /// Moves a stripe to where it may not be, or away from where it should be.
    fn moved(images: &Images, rng: &mut ChaCha8Rng, to: fn(usize) -> usize) -> Images {
        let mut bytes = aelib::corrupt::occlude(images, rng).bytes().to_vec();
        for image in bytes.chunks_exact_mut(784) {
            let row = stripe(image).expect("a stripe");
            image[row * 28..][..56].fill(100);
            image[to(row) * 28..][..56].fill(255);
        }
        Images::from_bytes(bytes).expect("whole images")
    }
    caught(
        with(|images, rng| moved(images, rng, |_| 7)),
        "all stripes lie at one place",
    );
    caught(
        with(|images, rng| moved(images, rng, |x| x.min(24))),
        "25 never comes",
    );
    caught(
        with(|images, rng| moved(images, rng, |x| x.max(1))),
        "0 never comes",
    );
}

#[test]
fn networks_that_do_not_restore() {
    let with = |denoise| checked(Answer { denoise, ..LINES });
    caught(
        with(|_, occluded| occluded.clone()),
        "the stripe is still white",
    );
    caught(
        with(|_, occluded| changed(occluded, |image, x| image[x..x + 56].fill(0))),
        "widen it",
    );
    caught(
        with(|_, occluded| {
            let lines = interpolate(occluded);
            let noisy = lines.bytes().iter().map(|byte| byte / 2 + 30).collect();
            Images::from_bytes(noisy).expect("whole images")
        }),
        "outside the stripe every pixel is known",
    );
    caught(
        with(|_, occluded| Images::from_bytes(vec![128; occluded.bytes().len()]).unwrap()),
        "are logits made pixels",
    );
    caught(
        with(|_, occluded| occluded.first(9)),
        "as many images as it gets",
    );
}

#[test]
fn a_network_that_is_too_large() {
    /// 784 * 320 twice, and the biases.
    type Wide = (
        Flatten<Map<1, 28, 28>, 784>,
        Linear<784, 320>,
        Relu,
        Linear<320, 784>,
        Unflatten<784, Map<1, 28, 28>>,
    );
    let wide = || to_bytes(&<Wide as BuildModule<Cpu, f32>>::build(&Cpu::default()));
    let exercise = checked(Answer {
        untrained: wide,
        train: |_, _| to_bytes(&<Wide as BuildModule<Cpu, f32>>::build(&Cpu::default())),
        ..LINES
    });
    caught(exercise, "expected at most 500000 parameters, found 502864");
}

#[test]
fn files_that_belong_to_another_network() {
    let with = |bytes| {
        let homework = Homework::Submitted(bytes);
        exercise(Calls::new(local(LINES)), PUBLIC, homework)
    };
    assert_eq!(failures(with(Some(small()))).len(), 2);
    caught(with(None), "there is no denoiser.safetensors");
    caught(with(Some(vec![7; 100])), "no safetensors file");
    caught(
        with(Some(vec![0; 5_000_000])),
        "at most 4000000 bytes, found 5000000",
    );
    let other = to_bytes(&<Linear<2, 4> as BuildModule<Cpu, f32>>::build(
        &Cpu::default(),
    ));
    caught(with(Some(other)), "expected shape [3], found [4]");
    let more = to_bytes(&<(Linear<2, 3>, Relu) as BuildModule<Cpu, f32>>::build(
        &Cpu::default(),
    ));
    caught(
        with(Some(more)),
        "expected a tensor bias of shape [3], found none",
    );
}
