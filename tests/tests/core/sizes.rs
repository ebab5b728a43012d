//! Sizes that do not exist say why, and the advice works.

use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};

/// The message about a size that does not exist.
macro_rules! message {
    ($options:expr, $input:expr, $kernel:expr) => {
        $options
            .require_size("height", $input, $kernel)
            .unwrap_err()
            .to_string()
    };
}

#[test]
fn the_lectures_example_has_side_5() {
    let options = ConvTranspose2dOptions::default();
    assert_eq!(options.output_size(3, 3), Some(5));
    let formula = "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0 = 5";
    assert_eq!(options.formula(3, 3).as_str(), formula);
    // s(M - 1) - 2p is negative here, and the result is not.
    assert_eq!(ConvTranspose2dOptions::new(1, 1).output_size(1, 3), Some(1));
}

#[test]
fn the_advice_works() {
    assert_eq!(
        message!(Conv2dOptions::new(1, 1), 2, 5),
        "conv2d, height: N = floor((M + 2p - k) / s) + 1 = floor((2 + 2*1 - 5) / 1) + 1: \
         no such output; the kernel covers 5 of 4 padded pixels: use a kernel that covers \
         at most 4, or a padding of at least 2"
    );
    assert_eq!(Conv2dOptions::new(1, 2).output_size(2, 5), Some(2));
    assert_eq!(Conv2dOptions::new(1, 1).output_size(2, 4), Some(1));
    assert_eq!(
        message!(ConvTranspose2dOptions::new(1, 3), 3, 3),
        "conv_transpose2d, height: N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*3: no such \
         output; the padding cuts 6 of 5 pixels away: use a padding of at most 2"
    );
    assert_eq!(ConvTranspose2dOptions::new(1, 2).output_size(3, 3), Some(1));
    let eager = ConvTranspose2dOptions {
        output_padding: 2,
        ..ConvTranspose2dOptions::new(2, 0)
    };
    assert!(message!(eager, 3, 3).ends_with("use at most 1"));
}

#[test]
fn zeros_and_giants() {
    let (down, up) = (Conv2dOptions::new, ConvTranspose2dOptions::new);
    assert!(message!(down(0, 0), 3, 3).contains("use at least 1"));
    assert!(message!(down(1, 0), 0, 3).contains("no pixels"));
    assert!(message!(up(1, 0), 3, 0).contains("no numbers"));
    assert!(message!(down(1, usize::MAX), 3, 3).ends_with("use smaller ones"));
    assert!(message!(up(usize::MAX, 0), 3, 3).ends_with("smaller ones"));
}
