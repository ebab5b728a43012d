//! What a model makes of a few images, as HTML.

use crate::plot::image_strips;
use crate::text;
use aelib_core::watch::Strip;

/// Rows of images as HTML; nothing where there is no row.
pub(super) fn html(strips: &[Strip]) -> String {
    if strips.is_empty() {
        return String::new();
    }
    let rows = strips.iter().map(|strip| (&*strip.name, &strip.images));
    let picture = image_strips(&Vec::from_iter(rows));
    text::image(&picture.to_string(), "image/png", picture.png())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::{Cpu, ZerosTensor};

    #[test]
    fn rows_are_named() {
        let strip = |name: &str| Strip {
            name: name.into(),
            images: Cpu::default().zeros_like(&(10, 1, 28, 28)),
        };
        let html = html(&[strip("input"), strip("output")]);
        assert!(html.contains("input 10 images of 28x28"), "{html}");
        assert!(html.contains("output 10 images of 28x28"), "{html}");
    }

    #[test]
    fn without_rows_there_is_nothing() {
        assert_eq!(html(&[]), "");
    }
}
