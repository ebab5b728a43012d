//! What must hold for all sizes: drawn at random, and shrunk when it does not.

use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use proptest::prelude::*;
use tests::{Convolution, Operation, assert_close, bits, convolutions, dot};

/// Strides that do not divide, kernels larger than the map, paddings larger than the kernel,
/// single channels and images.
fn any_convolution(operation: Operation) -> impl Strategy<Value = Convolution> {
    let channels = [(1usize..4).boxed(), (1usize..4).boxed()];
    convolutions(
        operation,
        1usize..20,
        channels,
        1..9,
        [1..6, 1..5, 0..6, 1..4],
    )
}

fn either() -> impl Strategy<Value = Convolution> {
    prop_oneof![
        any_convolution(Operation::Conv2d),
        any_convolution(Operation::ConvTranspose2d)
    ]
}

/// The transposed convolution that goes back to the maps `down` took: the rows and
/// columns that a stride left over are its output padding. `None` if they differ, since
/// there is one output padding for both sides.
fn transpose(down: &Convolution) -> Option<Convolution> {
    let y = down.y()?;
    let up = Convolution {
        operation: Operation::ConvTranspose2d,
        x: y,
        bias: false,
        output_padding: 0,
        ..*down
    };
    (0..down.stride.max(down.dilation))
        .map(|output_padding| Convolution {
            output_padding,
            ..up
        })
        .find(|up| up.y() == Some(down.x))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        max_global_rejects: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// `⟨conv2d(x, w), y⟩ = ⟨x, conv_transpose2d(y, w)⟩`
    #[test]
    fn the_transposed_convolution_is_the_adjoint(
        down in any_convolution(Operation::Conv2d),
        seed in 0u64..1000,
    ) {
        let down = Convolution { bias: false, ..down };
        let up = transpose(&down);
        prop_assume!(up.is_some());
        let (x_w, y) = (down.arguments(seed), down.upstream(seed + 9));
        let left = dot(&down.forward(&x_w), &y);
        let right = dot(&x_w[0], &up.unwrap().forward(&[y, x_w[1].clone()]));
        let size = dot(&x_w[0], &x_w[0]).max(1.0);
        prop_assert!((left - right).abs() <= 1e-5 * size, "{left} and {right}");
    }

    #[test]
    fn fast_is_plain(convolution in either(), seed in 0u64..1000) {
        convolution.check(seed, 2e-5);
    }

    /// A convolution is linear in x and in the weight, so `⟨dy, conv(x, w)⟩` is also
    /// `⟨dx, x⟩ + ⟨db, b⟩` and `⟨dw, w⟩ + ⟨db, b⟩`, whatever the size.
    #[test]
    fn gradients_have_the_products_of_a_linear_map(convolution in either(), seed in 0u64..1000) {
        let (arguments, dy) = (convolution.arguments(seed), convolution.upstream(seed + 9));
        let outcome = convolution.backward(&arguments, &dy);
        let product = dot(&dy, &convolution.plain(&arguments, &dy).y);
        let bias = outcome.gradients.get(2).map_or(0.0, |db| dot(db, &arguments[2]));
        let size = dot(&dy, &dy).max(1.0) * arguments[1].len() as f64;
        for which in [0, 1] {
            let found = dot(&outcome.gradients[which], &arguments[which]) + bias;
            prop_assert!((found - product).abs() <= 1e-6 * size, "{which}: {found}, {product}");
        }
    }

    #[test]
    fn a_batch_is_its_images_one_by_one(convolution in either(), seed in 0u64..1000) {
        let (arguments, dy) = (convolution.arguments(seed), convolution.upstream(seed + 9));
        let whole = convolution.backward(&arguments, &dy);
        prop_assert_eq!(bits(&whole.y), bits(&convolution.forward(&arguments)));
        let [n, rest @ ..] = convolution.x;
        let alone = Convolution { x: [1, rest[0], rest[1], rest[2]], ..convolution };
        let (mut y, mut dx) = (Vec::new(), Vec::new());
        let mut sums = Vec::from_iter(arguments[1..].iter().map(|a| vec![0.0; a.len()]));
        for i in 0..n {
            let part = |all: &[f32]| all[i * all.len() / n..(i + 1) * all.len() / n].to_vec();
            let mut own = arguments.clone();
            own[0] = part(&arguments[0]);
            let outcome = alone.backward(&own, &part(&dy));
            y.extend(outcome.y);
            dx.extend_from_slice(&outcome.gradients[0]);
            for (sum, gradient) in sums.iter_mut().zip(&outcome.gradients[1..]) {
                sum.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += g);
            }
        }
        assert_close("outputs", &whole.y, &y, 1e-5, 1e-5);
        assert_close("dx", &whole.gradients[0], &dx, 1e-5, 1e-5);
        for (found, expected) in whole.gradients[1..].iter().zip(&sums) {
            assert_close("parameters", found, expected, 1e-5, 2e-4);
        }
    }

    #[test]
    fn sizes_go_up_and_back_down(
        (input, kernel) in (1usize..500, 1usize..20),
        (stride, padding, dilation) in (1usize..10, 0usize..20, 1usize..5),
        output_padding in 0usize..10,
    ) {
        let up = ConvTranspose2dOptions { stride, padding, output_padding, dilation };
        let down = Conv2dOptions { stride, padding, dilation };
        if let Some(output) = up.output_size(input, kernel)
            // A whole stride more would be another position of the window.
            && output_padding < stride
        {
            prop_assert_eq!(down.output_size(output, kernel), Some(input));
        }
    }

    #[test]
    fn sizes_never_panic(
        sizes in prop::array::uniform6(prop_oneof![
            Just(0usize),
            0usize..5,
            Just(usize::MAX / 2),
            (usize::MAX - 2)..=usize::MAX,
            any::<usize>(),
        ]),
    ) {
        let [input, kernel, stride, padding, output_padding, dilation] = sizes;
        let up = ConvTranspose2dOptions { stride, padding, output_padding, dilation };
        let down = Conv2dOptions { stride, padding, dilation };
        // An answer must be the formula's, also where the numbers are too large for usize.
        let wide = |v: usize| i128::try_from(v).unwrap();
        if let Some(size) = down.output_size(input, kernel) {
            let span = wide(dilation).saturating_mul(wide(kernel) - 1);
            let free = wide(input) + 2 * wide(padding) - span - 1;
            prop_assert_eq!(wide(size), free / wide(stride) + 1);
        }
        if let Some(size) = up.output_size(input, kernel) {
            let steps = wide(stride).saturating_mul(wide(input) - 1);
            let span = wide(dilation).saturating_mul(wide(kernel) - 1);
            let grown = steps.saturating_add(span) + 1 + wide(output_padding);
            prop_assert_eq!(wide(size), grown - 2 * wide(padding));
        }
        prop_assert!(down.formula(input, kernel).as_str().starts_with("N = "));
        prop_assert!(up.formula(input, kernel).as_str().starts_with("N = "));
    }
}
