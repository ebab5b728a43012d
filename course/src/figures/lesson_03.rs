//! Lesson 3: convolution arithmetic.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::explain::{Explanation, Maps, Matrix, Problem, Sizes, Sliding, overlap, overlap_maps};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::plot::{Animation, Theme};
use aelib::prelude::*;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "transposed-slide",
        about: "the lecture's transposed convolution as on the slide, and the next step",
        draw: |_| Ok(question(ConvTranspose2dOptions::default())?.slide(2).into()),
    },
    Figure {
        name: "transposed-question",
        about: "the lecture's question: the first stamps and the last, and all of them in motion",
        draw: |_| moving(&question(ConvTranspose2dOptions::default())?),
    },
    Figure {
        name: "transposed-stride",
        about: "stride 2, padding 1, output padding 1: stamps further apart, and what is cut",
        draw: |_| moving(&question(DOUBLING)?),
    },
    Figure {
        name: "transposed-zeros",
        about: "the same as a convolution: zeros between the pixels, and the kernel flipped",
        draw: |_| {
            let sliding = Sliding::of(question(DOUBLING)?.problem());
            Ok(Drawn {
                others: files(&sliding.animation()),
                ..sliding.picture(7).into()
            })
        },
    },
    Figure {
        name: "transposed-matrix",
        about: "the lecture's question as a matrix, the transpose of the convolution's",
        draw: |_| {
            let problem = question(ConvTranspose2dOptions::default())?;
            let problem = problem.problem();
            Ok(Matrix::of(problem).picture(problem.input()).into())
        },
    },
    Figure {
        name: "convolution-steps",
        about: "a convolution with stride 2 and padding 1 gathers what the kernel sees",
        draw: |_| {
            let image: Maps = "1 2 1 0; 0 1 0 3; 1 -1 1 2; 2 0 1 1".parse()?;
            let options = Conv2dOptions::new(2, 1);
            moving(&Problem::conv2d(image, KERNEL.parse()?, options)?.explain())
        },
    },
    Figure {
        name: "overlap",
        about: "how often each pixel is written: kernels that the stride divides, and not",
        draw: |_| {
            let count = |k| overlap([5, 5], [k, k], ConvTranspose2dOptions::new(2, 0));
            let (even, uneven) = (count(4)?, count(3)?);
            let maps = [
                ("writes per cell: k = 4, s = 2", &even),
                ("writes per cell: k = 3, s = 2", &uneven),
            ];
            Ok(overlap_maps(&maps).into())
        },
    },
    Figure {
        name: "sizes-transposed",
        about: "sizes of a transposed convolution over k, s and p",
        draw: |_| Ok(Sizes::conv_transpose2d(7).picture().into()),
    },
    Figure {
        name: "sizes-convolution",
        about: "sizes of a convolution over k, s and p",
        draw: |_| Ok(Sizes::conv2d(28).picture().into()),
    },
    Figure {
        name: "not-the-inverse",
        about: "test digits, halved by a convolution, through its transpose and a learned kernel",
        draw: not_the_inverse,
    },
];

const KERNEL: &str = "1 1 1; -1 -1 -1; 0 0 0";

/// Twice as large.
const DOUBLING: ConvTranspose2dOptions = ConvTranspose2dOptions {
    stride: 2,
    padding: 1,
    output_padding: 1,
    dilation: 1,
};

/// The lecture's question, with other options.
fn question(options: ConvTranspose2dOptions) -> Result<Explanation> {
    let image = "1 2 1; 0 1 0; 1 -1 1".parse()?;
    Ok(Problem::conv_transpose2d(image, KERNEL.parse()?, options)?.explain())
}

/// The first two steps and the last, and all in motion.
fn moving(explanation: &Explanation) -> Result<Drawn> {
    let last = explanation.steps().len() - 1;
    Ok(Drawn {
        others: files(&explanation.animation()),
        ..explanation.strip([0, 1, last]).into()
    })
}

fn files(animation: &Animation) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("-moving.svg", animation.svg(Theme::Light).into_bytes()),
        ("-moving-dark.svg", animation.svg(Theme::Dark).into_bytes()),
        ("-moving.gif", animation.gif(Theme::Light, 1.0)),
        ("-moving-dark.gif", animation.gif(Theme::Dark, 1.0)),
    ]
}

const LEARNING: usize = 300;
const TRAINED_ON: usize = 1000;

/// A blurring convolution with stride 2; back up with the same kernel, and with one that
/// gradient descent has found.
fn not_the_inverse(studio: &Studio) -> Result<Drawn> {
    let device = Cpu::default();
    let none: Option<&Tensor<Rank1<1>, f32, Cpu>> = None;
    let blur: Tensor<Rank4<1, 1, 3, 3>, f32, Cpu> =
        device.tensor([[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]]) / 16.0;
    let half = |images: &Images| conv2d(images.tensor(), &blur, none, Conv2dOptions::new(2, 1));
    let options = ConvTranspose2dOptions::new(2, 1);
    let settings = format!("kernel that undoes a blur, {LEARNING} steps on {TRAINED_ON} images");
    let kernel: Vec<f32> = studio.remembered(&settings, || {
        let train = studio.digits.train.images.first(TRAINED_ON);
        let (small, large) = (half(&train)?, train.tensor());
        let mut kernel: Tensor<Rank4<1, 1, 4, 4>, f32, Cpu> = device.zeros();
        for _ in 0..LEARNING {
            let restored = conv_transpose2d(small.leaky_trace(), &kernel, none, options)?;
            let gradients = mse(restored, &large).backward();
            kernel = kernel.clone() - gradients.get(&kernel) * 2.0;
        }
        Ok(kernel.as_vec())
    })?;
    let kernel: Tensor<Rank4<1, 1, 4, 4>, f32, Cpu> =
        device.tensor_from_vec(kernel, Default::default());
    let test = &studio.digits.test.images;
    let same = conv_transpose2d(half(test)?, &blur, none, DOUBLING)?;
    let learned = conv_transpose2d(half(test)?, &kernel, none, options)?;
    let errors = [&same, &learned].map(|x| f64::from(mse(x.clone(), &test.tensor()).array()));
    let first = |x: &Tensor<Nchw, f32, Cpu>| {
        Images::<Map<1, 28, 28>>::from_pixels(&x.as_vec()[..SHOWN * 784]).tensor()
    };
    let panels = [
        ("test digits", test.first(SHOWN).tensor()),
        ("transposed, same kernel", first(&same)),
        ("transposed, learned kernel", first(&learned)),
    ];
    let picture = image_grids(
        &panels.each_ref().map(|(name, images)| (*name, images)))
    .columns(5).scale(3).title("Not the inverse: 28x28 to 14x14 and up again")
    .caption(format!(
                "{}; mean squared error {:.4} and {:.4}; {LEARNING} steps on {TRAINED_ON} training images",
                studio.data(),
                errors[0],
                errors[1]
            ));
    Ok(Drawn {
        metrics: vec![
            ("mse same kernel".into(), errors[0]),
            ("mse learned kernel".into(), errors[1]),
        ],
        ..picture.into()
    })
}

/// Images in a panel.
const SHOWN: usize = 25;
