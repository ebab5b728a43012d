//! How a network is run must not change its numbers: one by one or as one operation, on
//! any number of threads, from tensors with any strides.

use aelib::dfdx::prelude::{Axes2, Axes4, BroadcastTo, PermuteTo, SumTo};
use aelib::nn::{self, init};
use aelib::ops::storage::to_vec;
use aelib::prelude::*;
use tests::{Named, assert_close, bits, gradients, random_tensor};

type Layers = (
    Conv2d<Map<2, 7, 6>, Map<4, 4, 3>, 3, 2, 1>,
    Relu,
    Flatten<Map<4, 4, 3>, 48>,
    Linear<48, 12>,
    Unflatten<12, Map<3, 2, 2>>,
    ConvTranspose2d<Map<3, 2, 2>, Map<1, 5, 5>, 3, 2>,
);

fn layers() -> Layers {
    let mut layers: Layers = BuildModule::build(&Cpu::default());
    init(&mut layers, 3);
    layers
}

/// More than two groups of images, the last one short.
const IMAGES: usize = 35;

/// Output and gradients, input first, of `Σ r⊙forward(x)`.
fn outcome(
    layers: &Layers,
    forward: impl Fn(
        Batch<Map<2, 7, 6>, OwnedTape<f32, Cpu>>,
    ) -> Batch<Map<1, 5, 5>, OwnedTape<f32, Cpu>>,
) -> Vec<Named> {
    let x = random_tensor((IMAGES, Const::<2>, Const::<7>, Const::<6>), 0);
    let r = random_tensor((IMAGES, Const::<1>, Const::<5>, Const::<5>), 1);
    let y = forward(x.clone().leaky_traced());
    let mut all = vec![("output".to_string(), to_vec(&y))];
    let grads = (y * r).sum().backward();
    all.push(("input".to_string(), to_vec(&grads.get(&x))));
    all.extend(gradients(layers, grads));
    all
}

fn assert_same_bits(found: &[Named], expected: &[Named]) {
    assert_eq!(found.len(), expected.len());
    for ((name, found), (_, expected)) in found.iter().zip(expected) {
        assert_eq!(bits(found), bits(expected), "{name}");
        assert!(found.iter().any(|v| *v != 0.0), "{name} is all zero");
    }
}

#[test]
fn one_operation_is_the_layers_one_by_one() {
    let layers = layers();
    let together = outcome(&layers, |x| nn::forward(&layers, x));
    let one_by_one = outcome(&layers, |x| layers.forward(x));
    // A whole network adds in another order than its layers alone.
    for ((name, found), (_, expected)) in together.iter().zip(&one_by_one) {
        assert_close(name, found, expected, 1e-5, 1e-5);
        assert!(found.iter().any(|v| *v != 0.0), "{name} is all zero");
    }
    let x = random_tensor((IMAGES, Const::<2>, Const::<7>, Const::<6>), 0);
    let without_tape = to_vec(&nn::forward(&layers, x));
    assert_eq!(bits(&without_tape), bits(&together[0].1));
}

#[test]
fn upsample_repeats_pixels_and_sums_their_gradients() {
    let layer = Upsample::<Map<2, 3, 4>, Map<2, 9, 12>>::default();
    let x = random_tensor((IMAGES, Const::<2>, Const::<3>, Const::<4>), 0);
    let r = random_tensor((IMAGES, Const::<2>, Const::<9>, Const::<12>), 1);
    let y = layer.forward(x.clone().leaky_traced());
    let (pixels, larger) = (to_vec(&x), to_vec(&y));
    let mut gradient = vec![0.0; pixels.len()];
    for (place, r) in to_vec(&r).into_iter().enumerate() {
        let (row, column) = (place / 12, place % 12);
        let from = (row / 9 * 3 + row % 9 / 3) * 4 + column / 3;
        assert_eq!(larger[place], pixels[from], "pixel {place}");
        gradient[from] += r;
    }
    let found = to_vec(&(y * r).sum().backward().get(&x));
    assert_close("gradient", &found, &gradient, 1e-5, 1e-5);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let step = || {
        let model = ConvAutoencoder::<5>::new(1);
        let x = random_tensor((100, Const::<1>, Const::<28>, Const::<28>), 2);
        let target = Cpu::default().zeros_like(&(100, Const::<1>, Const::<28>, Const::<28>));
        let loss = bce_with_logits(model.forward(x.leaky_traced()), &target);
        let mut all = vec![("loss".to_string(), vec![loss.array()])];
        all.extend(gradients(&model, loss.backward()));
        all
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().expect("threads").install(step)
    };
    let one = on(1);
    for threads in [2, 4] {
        assert_same_bits(&on(threads), &one);
    }
}

const OPTIONS: Conv2dOptions = Conv2dOptions::new(2, 1);
type Bias = Tensor<Rank1<3>, f32, Cpu>;

#[test]
fn permuted_inputs_and_weights_are_read_in_their_order() {
    // Square, so that a wrong order has the right size.
    let x: Tensor<Rank4<2, 4, 4, 4>, f32, Cpu> = random_tensor(Default::default(), 0);
    let weight: Tensor<Rank4<3, 4, 3, 3>, f32, Cpu> = random_tensor(Default::default(), 1);
    let x = x.permute::<Rank4<2, 4, 4, 4>, Axes4<0, 2, 3, 1>>();
    let weight = weight.permute::<Rank4<3, 4, 3, 3>, Axes4<0, 1, 3, 2>>();
    let device = Cpu::default();
    let copied = conv2d(
        device.tensor_from_vec(x.as_vec(), *x.shape()),
        &device.tensor_from_vec(weight.as_vec(), *weight.shape()),
        None::<&Bias>,
        OPTIONS,
    );
    let found = conv2d(x, &weight, None::<&Bias>, OPTIONS);
    assert_eq!(found.unwrap().as_vec(), copied.unwrap().as_vec());
}

#[test]
fn broadcast_inputs_are_read_as_often_as_they_count() {
    let image: Tensor<Rank3<2, 5, 5>, f32, Cpu> = random_tensor(Default::default(), 0);
    let weight: Tensor<Rank4<3, 2, 3, 3>, f32, Cpu> = random_tensor(Default::default(), 1);
    let x: Tensor<Rank4<18, 2, 5, 5>, f32, Cpu> = image.clone().broadcast();
    let alone: Tensor<Rank4<1, 2, 5, 5>, f32, Cpu> = image.broadcast();
    let all = conv2d(x, &weight, None::<&Bias>, OPTIONS).unwrap();
    let one = conv2d(alone, &weight, None::<&Bias>, OPTIONS).unwrap();
    assert_close("each", &all.as_vec(), &one.as_vec().repeat(18), 1e-5, 1e-6);
}

/// dfdx's permuted tensor is the same tensor read in another order, so the gradient has to
/// arrive in the order in which the numbers lie.
#[test]
fn gradients_of_permuted_tensors_go_back_in_their_order() {
    let x: Tensor<Rank4<2, 4, 4, 4>, f32, Cpu> = random_tensor(Default::default(), 0);
    let weight: Tensor<Rank4<3, 4, 3, 3>, f32, Cpu> = random_tensor(Default::default(), 1);
    let r = random_tensor((2, 3, 2, 2), 2);
    // The same with tensors that lie as they are read, and the gradient permuted by hand.
    let read = x.clone().permute::<Rank4<2, 4, 4, 4>, Axes4<0, 2, 3, 1>>();
    let device = Cpu::default();
    let plain = device.tensor_from_vec(read.as_vec(), *read.shape());
    let turned = weight
        .clone()
        .permute::<Rank4<3, 4, 3, 3>, Axes4<0, 1, 3, 2>>();
    let kernel = device.tensor_from_vec(turned.as_vec(), *turned.shape());
    let y = conv2d(
        plain.clone().leaky_traced(),
        &kernel,
        None::<&Bias>,
        OPTIONS,
    )
    .unwrap();
    let grads = (y * r.clone()).sum().backward();
    let back = grads
        .get(&plain)
        .permute::<Rank4<2, 4, 4, 4>, Axes4<0, 3, 1, 2>>();
    let back_weight = grads
        .get(&kernel)
        .permute::<Rank4<3, 4, 3, 3>, Axes4<0, 1, 3, 2>>();

    let permuted = x
        .clone()
        .leaky_traced()
        .permute::<Rank4<2, 4, 4, 4>, Axes4<0, 2, 3, 1>>();
    let y = conv2d(permuted, &turned, None::<&Bias>, OPTIONS).unwrap();
    let grads = (y * r).sum().backward();
    assert_close("x", &grads.get(&x).as_vec(), &back.as_vec(), 1e-6, 1e-6);
    let found = grads.get(&weight).as_vec();
    assert_close("weight", &found, &back_weight.as_vec(), 1e-6, 1e-6);
}

#[test]
fn gradients_of_broadcast_tensors_add_up() {
    let image: Tensor<Rank3<2, 5, 5>, f32, Cpu> = random_tensor(Default::default(), 0);
    let weight: Tensor<Rank4<3, 2, 3, 3>, f32, Cpu> = random_tensor(Default::default(), 1);
    let r = random_tensor((18, 3, 3, 3), 2);
    let x: Tensor<Rank4<18, 2, 5, 5>, f32, Cpu> = image.clone().broadcast();
    let copied = Cpu::default().tensor_from_vec(x.as_vec(), *x.shape());
    let y = conv2d(
        copied.clone().leaky_traced(),
        &weight,
        None::<&Bias>,
        OPTIONS,
    )
    .unwrap();
    let apart = (y * r.clone()).sum().backward().get(&copied);
    let sum: Tensor<Rank3<2, 5, 5>, f32, Cpu> = apart.sum();

    let traced: Tensor<Rank4<18, 2, 5, 5>, f32, Cpu, _> = image.clone().leaky_traced().broadcast();
    let y = conv2d(traced, &weight, None::<&Bias>, OPTIONS).unwrap();
    let found = (y * r).sum().backward().get(&image);
    assert_close("image", &found.as_vec(), &sum.as_vec(), 1e-5, 1e-5);
}

#[test]
fn the_gradient_of_a_loss_goes_back_to_a_permuted_tensor() {
    let x: Tensor<Rank2<3, 3>, f32, Cpu> = random_tensor(Default::default(), 0);
    let target: Tensor<Rank2<3, 3>, f32, Cpu> = random_tensor(Default::default(), 1);
    let plain = mse(x.clone().leaky_traced(), &target);
    let expected = plain.backward().get(&x).as_vec();
    let turned = x.clone().leaky_traced().permute::<_, Axes2<1, 0>>();
    let found = mse(turned, &target.permute::<_, Axes2<1, 0>>());
    assert_close(
        "x",
        &found.backward().get(&x).as_vec(),
        &expected,
        1e-6,
        1e-6,
    );
}
