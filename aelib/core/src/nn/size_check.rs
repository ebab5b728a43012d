//! The size formula as a compile-time check.

use crate::ops::Text;

/// What is wrong with a layer that states these maps, or `None`: `fits` and `formulas`
/// belong to height and width.
pub(super) const fn problem(
    layer: &str,
    [input, output]: [[usize; 3]; 2],
    fits: [Option<usize>; 2],
    formulas: [Text; 2],
) -> Option<Text> {
    let ([c, h, w], [o, rows, cols]) = (input, output);
    let mut side = 0;
    while side < 2 {
        let stated = output[side + 1];
        if !matches!(fits[side], Some(size) if size == stated) {
            let maps = " from #x#x# to #x#x# breaks the size formula: ";
            let text = Text::new()
                .with(layer, &[])
                .with(maps, &[c, h, w, o, rows, cols]);
            let change = ", but the layer states #. Change the output map, or k, s or p.";
            return Some(
                text.with(formulas[side].as_str(), &[])
                    .with(change, &[stated]),
            );
        }
        side += 1;
    }
    None
}

/// Stops the build with the text of a problem.
#[track_caller]
pub const fn require(problem: Option<Text>) {
    if let Some(problem) = problem {
        panic!("{}", problem.as_str());
    }
}

/// Checks the size of a layer where it is written, so that the compiler's message points
/// at your line and shows the formula with its numbers.
///
/// ```
/// use aelib_core::prelude::*;
/// check_size!(Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>);
/// ```
///
/// With `Map<16, 13, 13>` it would not build.
#[macro_export]
macro_rules! check_size {
    ($layer:ty) => {
        const _: () = $crate::nn::require(<$layer>::PROBLEM);
    };
}
