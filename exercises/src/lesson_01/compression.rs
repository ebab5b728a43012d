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
    let _ = (pixels, numbers, bytes_per_number); // Replace this line, too.
    todo!("return bytes of the image / bytes of the code")
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
    let _ = (image_bytes, code_bytes, decoder_bytes); // Replace this line, too.
    todo!("return the smallest number of images that pays off")
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
    let _ = (pixels, code); // Replace this line, too.
    todo!("return a matrix of `code` rows and `pixels` columns")
}

/// Weights of the decoder that belongs to [`copying_encoder`]: one row for each pixel, one
/// column for each number of the code. Pixel i is number i of the code, and 0 where the
/// code has no such number.
pub fn copying_decoder(pixels: usize, code: usize) -> Matrix {
    let _ = (pixels, code); // Replace this line, too.
    todo!("return a matrix of `pixels` rows and `code` columns")
}
