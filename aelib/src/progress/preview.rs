//! What a model makes of a few images, for whoever watches it learn.

use crate::data::Images;
use crate::models::Model;
use crate::nn::{Batch, Features};
use crate::plot::{Grid, Theme, image_strips};
use base64::Engine;
use dfdx::prelude::HasShape;
use dfdx::shapes::Shape;

/// Images that are shown.
pub(crate) const SHOWN: usize = 10;

/// Images above what the model makes of them, as HTML; nothing where it makes no images.
pub(crate) fn preview<M: Model>(model: &M, images: &Images<M::Image>) -> Option<String> {
    let input = images.first(SHOWN.min(images.len())).tensor();
    let output = model.preview(&input)?;
    strips::<M::Image>(&[("input", &input), ("output", &output)])
}

/// Rows of images as HTML, if they are grey or in colour.
pub(crate) fn strips<S: Features>(rows: &[(&str, &Batch<S>)]) -> Option<String> {
    let shape = rows.first()?.1.shape().concrete();
    let shape: &[usize] = shape.as_ref();
    if !matches!(shape, [_, 1 | 3, _, _]) {
        return None;
    }
    let picture = image_strips(rows, Grid::default());
    let png = picture.scene().png(Theme::Light, 1.0);
    let png = base64::engine::general_purpose::STANDARD.encode(png);
    Some(format!(
        "<img alt=\"{picture}\" style=\"max-width:100%\" src=\"data:image/png;base64,{png}\">"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::DenseAutoencoder;
    use crate::nn::Map;

    #[test]
    fn images_stand_above_what_the_model_makes_of_them() {
        let images: Images = Images::from_bytes(vec![9; 12 * 784]).unwrap();
        let html = preview(&DenseAutoencoder::<2>::new(0), &images).unwrap();
        assert!(html.contains("input 10 images of 28x28"), "{html}");
        assert!(html.contains("output 10 images of 28x28"), "{html}");
    }

    #[test]
    fn maps_of_two_channels_are_no_images() {
        let maps = Images::<Map<2, 4, 4>>::from_bytes(vec![9; 32]).unwrap();
        assert_eq!(strips::<Map<2, 4, 4>>(&[("maps", &maps.tensor())]), None);
    }
}
