//! Hair: what lies behind the face, and what falls over it.

use super::canvas::{Point, mix, rgb};
use super::head::Head;
use super::look::Hair;

/// Behind the face: it moves the other way when the head turns.
pub fn back(head: &mut Head) {
    let shift = -0.1 * head.face.yaw;
    let colour = mix(head.look.hair, rgb(0x000000), 0.22);
    match head.look.style {
        Hair::Curls => {
            for [x, y] in [
                [-0.5, -0.36],
                [-0.38, -0.62],
                [0.38, -0.62],
                [0.5, -0.36],
                [0.0, -0.66],
            ] {
                head.oval([x + shift, y], [0.26, 0.26], colour);
            }
        }
        Hair::Tuft => {
            for (foot, tip) in [(-0.2, -0.42), (0.2, 0.36), (0.0, -0.02)] {
                let (foot, tip) = ([foot + shift, -0.52], [tip + 1.6 * shift, -0.98]);
                spike(head, foot, tip, [0.22, 0.75]);
            }
        }
    }
}

/// Over the face.
pub fn front(head: &mut Head) {
    let Head { look, face, .. } = *head;
    let shift = 0.22 * face.yaw;
    match look.style {
        Hair::Curls => {
            let curls: [[f32; 3]; 7] = [
                [-0.42, -0.5, 0.17],
                [0.42, -0.52, 0.17],
                [-0.26, -0.66, 0.2],
                [0.3, -0.66, 0.2],
                [0.0, -0.68, 0.22],
                [-0.14, -0.53, 0.14],
                [0.16, -0.54, 0.15],
            ];
            for [x, y, radius] in curls {
                let at = [x + shift * (1.0 - 0.6 * x.abs()), y];
                head.oval(at, [radius, radius], look.hair);
                let gleam = mix(look.hair, rgb(0xffc890), 0.45);
                let ends = [
                    [at[0] - 0.5 * radius, at[1] - 0.1 * radius],
                    [at[0] + 0.2 * radius, at[1] - 0.5 * radius],
                ];
                let pull = [at[0] - 0.35 * radius, at[1] - 0.55 * radius];
                head.stroke(ends, pull, [0.016, 0.3], gleam);
            }
        }
        Hair::Tuft => {
            for (foot, tip) in [(-0.24, -0.2), (0.24, 0.24), (0.0, 0.1)] {
                let (foot, tip) = ([foot + shift * 0.8, -0.54], [tip + 0.5 * shift, -0.84]);
                spike(head, foot, tip, [0.16, 0.7]);
            }
            let band = [shift * 0.9, -0.57];
            head.oval(band, [0.4, 0.11], look.hair);
        }
    }
}

/// A pointed lock.
fn spike(head: &mut Head, foot: Point, tip: Point, size: [f32; 2]) {
    let pull = [foot[0], (foot[1] + tip[1]) / 2.0];
    head.stroke([foot, tip], pull, size, head.look.hair);
}
