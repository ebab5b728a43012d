//! Lesson 3: convolution arithmetic.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::explain::{Explanation, Maps, Matrix, Problem, Sizes, Sliding, overlap, overlap_maps};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::plot::{Animation, Theme};
use aelib::prelude::*;
use aelib::rand::Rng;

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
        name: "checkerboard",
        about: "a grey image through random kernels: even overlap is not enough, resizing is",
        draw: |_| checkerboard(),
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

/// The same with a kernel of 4.
const EXACT: ConvTranspose2dOptions = ConvTranspose2dOptions::new(2, 1);

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

/// A grey image, twice as large by three kernels whose numbers are drawn at random.
fn checkerboard() -> Result<Drawn> {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut drawn = |k| Maps::from_fn([1, k, k], |_| rng.gen_range(0.0..1.0));
    let up = |kernel, options| -> Result<Maps> {
        let grey = Maps::from_fn([1, 8, 8], |_| 0.5);
        Ok(Problem::conv_transpose2d(grey, kernel, options)?.output())
    };
    let (three, four) = (up(drawn(3), DOUBLING)?, up(drawn(4), EXACT)?);
    let resized = up("1 1; 1 1".parse()?, ConvTranspose2dOptions::new(2, 0))?;
    let after = Problem::conv2d(resized, drawn(3), Conv2dOptions::new(1, 1))?.output();
    let shown = [three, four, after].map(|maps| {
        let mean = maps.values().iter().sum::<f32>() / 256.0;
        let pixels = Vec::from_iter(maps.values().iter().map(|v| 0.5 * v / mean));
        Images::<Map<1, 16, 16>>::from_pixels(&pixels).tensor()
    });
    let names = ["k = 3, s = 2", "k = 4, s = 2", "resize, then convolve"];
    let picture = image_grids(&[0, 1, 2].map(|i| (names[i], &shown[i])))
        .scale(12)
        .title("A grey image through random kernels")
        .caption("seed 0; each result at the same mean brightness");
    Ok(picture.into())
}

const LEARNING: usize = 300;
const TRAINED_ON: usize = 1000;

type Kernel<const K: usize> = Tensor<Rank4<1, 1, K, K>, f32, Cpu>;

/// Kernels that bring back halved digits: of a transposed convolution, and of a convolution
/// of the digits with each pixel repeated.
fn learned(small: &Tensor<Nchw, f32, Cpu>, large: &Images) -> Result<Vec<f32>> {
    let (device, resized) = (small.device(), repeated(small)?);
    let (mut up, mut after): (Kernel<4>, Kernel<3>) = (device.zeros(), device.zeros());
    for _ in 0..LEARNING {
        let restored = conv_transpose2d(small.leaky_trace(), &up, NO_BIAS, EXACT)?;
        let gradients = mse(restored, &large.tensor()).backward();
        up = up.clone() - gradients.get(&up) * 2.0;
        let restored = conv2d(
            resized.leaky_trace(),
            &after,
            NO_BIAS,
            Conv2dOptions::new(1, 1),
        )?;
        let gradients = mse(restored, &large.tensor()).backward();
        after = after.clone() - gradients.get(&after) * 0.5;
    }
    Ok([up.as_vec(), after.as_vec()].concat())
}

/// Each pixel 2 x 2 times.
fn repeated(x: &Tensor<Nchw, f32, Cpu>) -> Result<Tensor<Nchw, f32, Cpu>> {
    let ones: Kernel<2> = x.device().ones();
    let options = ConvTranspose2dOptions::new(2, 0);
    Ok(conv_transpose2d(x.clone(), &ones, NO_BIAS, options)?)
}

/// A blurring convolution with stride 2; back up with the same kernel, and with kernels that
/// gradient descent has found.
fn not_the_inverse(studio: &Studio) -> Result<Drawn> {
    let device = Cpu::default();
    let blur: Kernel<3> =
        device.tensor([[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]]) / 16.0;
    let half = |images: &Images| conv2d(images.tensor(), &blur, NO_BIAS, Conv2dOptions::new(2, 1));
    let train = studio.digits.train.images.first(TRAINED_ON);
    let settings = format!("kernels that undo a blur, {LEARNING} steps on {TRAINED_ON} images");
    let kernels = studio.remembered(&settings, || learned(&half(&train)?, &train))?;
    let (up, after) = kernels.split_at(16);
    let up: Kernel<4> = device.tensor_from_vec(up.to_vec(), Default::default());
    let after: Kernel<3> = device.tensor_from_vec(after.to_vec(), Default::default());
    let test = &studio.digits.test.images;
    let small = half(test)?;
    // With the factor that suits it best: only its pattern is judged.
    let same = conv_transpose2d(half(&train)?, &blur, NO_BIAS, DOUBLING)?.as_vec();
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let factor = dot(&same, &train.tensor().as_vec()) / dot(&same, &same);
    let restored = [
        conv_transpose2d(small.clone(), &blur, NO_BIAS, DOUBLING)? * factor,
        conv_transpose2d(small.clone(), &up, NO_BIAS, EXACT)?,
        conv2d(repeated(&small)?, &after, NO_BIAS, Conv2dOptions::new(1, 1))?,
    ];
    let errors = restored
        .each_ref()
        .map(|x| f64::from(mse(x.clone(), &test.tensor()).array()));
    let shown = restored
        .map(|x| Images::<Map<1, 28, 28>>::from_pixels(&x.as_vec()[..SHOWN * 784]).tensor());
    let picture = image_grids(&[
        ("test digits", &test.first(SHOWN).tensor()),
        ("same kernel", &shown[0]),
        ("learned", &shown[1]),
        ("resized, learned", &shown[2]),
    ])
    .columns(5)
    .scale(3)
    .title("Not the inverse: 28x28 to 14x14 and up again")
    .caption(format!(
        "{}; mean squared error {:.4} (times {factor:.2}), {:.4}, {:.4}; {LEARNING} steps on \
         {TRAINED_ON} training images",
        studio.data(),
        errors[0],
        errors[1],
        errors[2]
    ));
    Ok(Drawn {
        metrics: vec![
            ("mse same kernel, scaled".into(), errors[0]),
            ("mse learned kernel".into(), errors[1]),
            ("mse resized, learned kernel".into(), errors[2]),
        ],
        ..picture.into()
    })
}

/// Images in a panel.
const SHOWN: usize = 25;
