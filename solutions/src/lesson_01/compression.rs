//! What a bottleneck saves, and when it is none.
//!
//! ```text
//! cargo test -p exercises -- compression
//! ```

/// The weights of a linear layer, row by row: `weights[row][column]`. It turns as many
/// numbers as there are columns into as many as there are rows.
pub type Matrix = Vec<Vec<f32>>;

/// How many times smaller a code is than its image, both in bytes. An image has one byte
/// per pixel; a code has `numbers` numbers of `bytes_per_number` bytes each.
///
/// # Example
/// 28x28 pixels against 32 numbers of type `f32`, which has 4 bytes:
/// `compression_ratio(784, 32, 4)` is 784 / 128 = 6.125.
pub fn compression_ratio(pixels: usize, numbers: usize, bytes_per_number: usize) -> f32 {
    // begin solution (pixels, numbers, bytes_per_number): return bytes of the image / bytes of the code
    // Converted before dividing: between integers, 784 / 128 is 6.
    pixels as f32 / (numbers * bytes_per_number) as f32
    // end solution
}

/// How many images there have to be until sending their codes *and the decoder* takes
/// fewer bytes than sending the images. `None` if that never happens.
///
/// One image takes `image_bytes`, its code `code_bytes`. The decoder, without which nobody
/// can read a code, takes `decoder_bytes`, once.
///
/// # Example
/// `images_to_pay_off(784, 128, 6560)` is `Some(11)`: 10 images take 7840 bytes, their
/// codes and the decoder 1280 + 6560 = 7840, which is not fewer; 11 take 8624 against 7968.
pub fn images_to_pay_off(
    image_bytes: usize,
    code_bytes: usize,
    decoder_bytes: usize,
) -> Option<usize> {
    // begin solution (image_bytes, code_bytes, decoder_bytes): return the smallest number of images that pays off
    // Each image saves so many bytes; `None` if it saves none.
    let saved = image_bytes.checked_sub(code_bytes).filter(|s| *s > 0)?;
    Some(decoder_bytes / saved + 1)
    // end solution
}

/// Weights of an encoder that has learned nothing: it copies. Together with
/// [`copying_decoder`] it gives back *every* image exactly, digits and noise alike, as long
/// as the code has at least as many numbers as the image has pixels. That is why such a
/// code is no bottleneck.
///
/// The matrix has one row for each number of the code and one column for each pixel.
/// Number i of the code is pixel i of the image. Numbers of the code for which there is no
/// pixel are 0; pixels for which there is no number are lost.
///
/// # Example
/// `copying_encoder(2, 3)`, from 2 pixels to 3 numbers, is
///
/// ```text
/// 1 0
/// 0 1
/// 0 0
/// ```
pub fn copying_encoder(pixels: usize, code: usize) -> Matrix {
    // begin solution (pixels, code): return a matrix of `code` rows and `pixels` columns
    let row = |number| {
        let weight = |pixel| if pixel == number { 1.0 } else { 0.0 };
        (0..pixels).map(weight).collect()
    };
    (0..code).map(row).collect()
    // end solution
}

/// Weights of the decoder that belongs to [`copying_encoder`]: one row for each pixel, one
/// column for each number of the code. Pixel i is number i of the code, and 0 where the
/// code has no such number.
pub fn copying_decoder(pixels: usize, code: usize) -> Matrix {
    // begin solution (pixels, code): return a matrix of `pixels` rows and `code` columns
    // The same with its two sides exchanged.
    copying_encoder(code, pixels)
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 11, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut draw = |most: usize| (rng.gen_range(1..=most), rng.gen_range(1..=most));
    let small: Vec<_> = [(2, 3), (3, 3), (4, 2), draw(9), draw(9), draw(9)].into();
    let small = || small.iter().map(|(a, b)| args![*a, *b]).collect::<Vec<_>>();
    let (pixels, code) = draw(60);
    let mut wide = vec![(100, 100), (100, 120), (pixels, pixels + code)];
    let mut narrow = vec![(100, 32), (pixels + code, code)];
    for _ in 0..2 {
        let (pixels, code) = draw(60);
        wide.push((pixels, pixels + code));
        narrow.push((pixels + code, code));
    }
    // Numbers that no network could have learned.
    let image = |pixels: usize| -> Vec<f32> {
        (0..pixels)
            .map(|i| (i * i * 31 % 97) as f32 / 97.0)
            .collect()
    };
    let noise = |sizes: &[(usize, usize)]| {
        sizes
            .iter()
            .map(|(p, c)| args![*p, *c, image(*p)])
            .collect()
    };
    let mut ratios = vec![[784, 32, 4], [784, 784, 1], [784, 196, 4], [3072, 100, 2]];
    let mut pays = vec![
        [784, 128, 6560],
        [784, 128, 0],
        [784, 20, 207_936],
        [10, 9, 5],
    ];
    let mut never = vec![[784, 3136, 100], [784, 784, 100]];
    for _ in 0..5 {
        ratios.push([
            rng.gen_range(100..5000),
            rng.gen_range(1..500),
            rng.gen_range(1..9),
        ]);
        let code = rng.gen_range(1..500);
        pays.push([code + rng.gen_range(1..500), code, rng.gen_range(0..9999)]);
        let image = rng.gen_range(1..500);
        never.push([image, image + rng.gen_range(0..500), rng.gen_range(1..9999)]);
    }
    let calls = |calls: Vec<[usize; 3]>| calls.iter().map(|[a, b, c]| args![*a, *b, *c]).collect();
    Source::new(
        "lesson_01::compression",
        [
            "compression_ratio: `pixels as f32` turns a whole number into one with a point; \
             do that on both sides of the `/`",
            "images_to_pay_off: each image saves image_bytes - code_bytes; how many such \
             savings are more than decoder_bytes? `checked_sub` gives None below 0",
            "copying_encoder: a loop over `code` rows, in it one over `pixels` columns; the \
             weight is 1.0 where row == column. The decoder is the same with its two \
             arguments exchanged",
        ],
    )
    .served_by(
        "interface::plain!(\"lesson_01::compression\", {
            compression_ratio(a, b, c) = compression_ratio;
            images_to_pay_off(a, b, c) = images_to_pay_off;
            copying_encoder(a, b) = copying_encoder;
            copying_decoder(a, b) = copying_decoder;
            copied(a, b, c) = |pixels: usize, code: usize, image: &[f32]| {
                let numbers = interface::plain::times(&copying_encoder(pixels, code), image);
                interface::plain::times(&copying_decoder(pixels, code), &numbers)
            };
        })",
    )
    .function(function! {
        compression_ratio(pixels: usize, numbers: usize, bytes_per_number: usize)
        needs [] "bytes of the image are `pixels`, bytes of the code are \
                  `numbers * bytes_per_number`"
        "integers were divided, which drops what is behind the point: convert both with \
         `as f32` first" => (pixels / (numbers * bytes_per_number)) as f32;
        "this says how large the code is beside the image; the ratio is the other way round, \
         and larger than 1 where something is saved" =>
            (numbers * bytes_per_number) as f32 / pixels as f32;
        "numbers were counted, not bytes: one number of the code takes `bytes_per_number` \
         bytes, a pixel takes one" => pixels as f32 / numbers as f32;
    })
    .function(function! {
        images_to_pay_off(image_bytes: usize, code_bytes: usize, decoder_bytes: usize)
        needs [] "with n images: is n * code_bytes + decoder_bytes < n * image_bytes?"
        "that is one image too few: with it both ways take equally many bytes, and fewer are \
         asked for" => image_bytes.checked_sub(code_bytes).filter(|s| *s > 0)
            .map(|saved| decoder_bytes.div_ceil(saved));
        "one image less is enough: try it" =>
            images_to_pay_off(image_bytes, code_bytes, decoder_bytes).map(|n| n + 1);
    })
    .function(function! {
        copying_encoder(pixels: usize, code: usize)
        needs [] "row i is what makes number i of the result: 1 in column i, 0 elsewhere"
        "rows and columns are swapped: a matrix has one row for each number that comes out, \
         and one column for each that goes in" => copying_encoder(code, pixels);
        "all weights are 0, so nothing gets through" => vec![vec![0.0f32; pixels]; code];
        "all weights are 1, so every number is the sum of all others: only the diagonal is 1" =>
            vec![vec![1.0f32; pixels]; code];
    })
    .function(function! {
        copying_decoder(pixels: usize, code: usize)
        needs [] "row i is what makes pixel i: 1 in column i, 0 elsewhere"
        "rows and columns are swapped: a matrix has one row for each number that comes out, \
         and one column for each that goes in" => copying_decoder(code, pixels);
        "all weights are 0, so nothing gets through" => vec![vec![0.0f32; code]; pixels];
        "all weights are 1, so every number is the sum of all others: only the diagonal is 1" =>
            vec![vec![1.0f32; code]; pixels];
    })
    .function(function! {
        copied(pixels: usize, code: usize, image: &[f32]) =
            (0..pixels).map(|i| if i < code { image[i] } else { 0.0 }).collect::<Vec<f32>>();
        needs [copying_encoder, copying_decoder]
        "the decoder's matrix times (the encoder's matrix times the image): both are right for \
         small sizes, so what differs for large ones?"
    })
    .check("compression_ratio", 1, "compression_ratio", calls(ratios))
    .check("images_to_pay_off", 1, "images_to_pay_off", calls(pays))
    .check(
        "a_code_that_never_pays_off",
        1,
        "images_to_pay_off",
        calls(never),
    )
    .hint("an image takes no more bytes than its code, so nothing is ever saved: None")
    .check("copying_encoder", 1, "copying_encoder", small())
    .check("copying_decoder", 1, "copying_decoder", small())
    .check("a_wide_code_copies_even_noise", 1, "copied", noise(&wide))
    .check("a_narrow_code_cannot", 1, "copied", noise(&narrow))
}
// end source
