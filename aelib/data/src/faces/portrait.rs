//! One face: layers of shapes, from the back to the front.

use super::canvas::Canvas;
use super::expression::Expression;
use super::hair;
use super::head::Head;
use super::look::Look;

/// The picture of a face.
pub fn draw(look: &Look, face: Expression, side: usize) -> Canvas {
    let mut head = Head::new(look, face, side);
    head.shoulders();
    hair::back(&mut head);
    head.ears();
    head.skin();
    for side in [-1.0, 1.0] {
        head.cheek(side);
        head.eye(side);
    }
    head.mouth();
    head.nose();
    hair::front(&mut head);
    for side in [-1.0, 1.0] {
        head.brow(side);
    }
    head.canvas
}
