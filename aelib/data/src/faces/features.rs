//! What a face says things with: eyes, brows and mouth.

use super::canvas::{Point, rgb};
use super::expression::Expression;
use super::head::Head;
use super::shape;

impl Head<'_> {
    pub fn eye(&mut self, side: f32) {
        let Expression { gaze, brows, .. } = self.face;
        let look = self.look;
        let (centre, width) = self.on_face(side * look.eyes_apart, -0.04);
        let [w, h] = [
            look.eye[0] * width.powf(0.7),
            look.eye[1] * (1.0 + 0.28 * brows),
        ];
        let white = move |p: Point| shape::ellipse(p, centre, [w, h]);
        // The lid: the same shape, larger and higher.
        let lid = [centre[0], centre[1] - 0.02];
        self.oval(lid, [w + 0.025, h + 0.018], look.line);
        self.oval(centre, [w, h], rgb(0xfdfdfb));
        let iris = [centre[0] + 0.5 * w * gaze, centre[1] + 0.01];
        let round =
            move |p: Point, r: f32| shape::ellipse(p, iris, [r * width.powf(0.4), r]).min(white(p));
        let r = look.iris;
        self.fill((iris, 0.16), |p| round(p, r), look.eyes);
        self.fill((iris, 0.12), |p| round(p, 0.55 * r), rgb(0x15151d));
        let spark = [iris[0] - 0.3 * r, iris[1] - 0.35 * r];
        self.oval(spark, [0.3 * r, 0.3 * r], rgb(0xffffff));
    }

    pub fn brow(&mut self, side: f32) {
        let look = self.look;
        let b = self.face.brows;
        // Frowning pulls the inner ends down and together; raising lifts the arch.
        let y = -0.04 - look.eye[1] - 0.09 - 0.1 * b.max(0.0) - 0.03 * b;
        let (inner, _) = self.on_face(side * (look.eyes_apart - 0.19 + 0.04 * b), y - 0.09 * b);
        let (outer, _) = self.on_face(side * (look.eyes_apart + 0.22), y + 0.05 + 0.05 * b);
        let (arch, _) = self.on_face(side * (look.eyes_apart + 0.06), y - 0.07 - 0.05 * b);
        self.stroke([inner, outer], arch, [look.brow, 0.55], look.brows);
    }

    pub fn mouth(&mut self) {
        let look = self.look;
        let Expression { smile, open, .. } = self.face;
        let open = (open + 1.0) / 2.0;
        let (at, width) = self.on_face(0.0, look.mouth[1] - 0.02 * smile);
        let w = look.mouth[0] * (1.0 + 0.22 * smile - 0.22 * open) * width;
        // The upper lip hangs between the corners, the lower one drops as the mouth opens.
        let bend = look.bend * smile;
        let upper = move |t: f32| at[1] + bend * (0.6 - 1.6 * t * t) - 0.02 * open * (1.0 - t * t);
        let lower = move |t: f32| upper(t) + (0.012 + 0.3 * open) * (1.0 - t * t);
        let lens = move |[x, y]: Point, lip: f32| {
            let t = ((x - at[0]) / w).clamp(-1.0, 1.0);
            let over = ((x - at[0]).abs() - w).max(0.0);
            let slope = (3.2 * bend * t / w).hypot(1.0);
            let slack = ((y - upper(t) + lip).min(lower(t) + lip - y)) / slope;
            slack - over * 1.5
        };
        let area = ([at[0], at[1] + 0.1], 0.55);
        self.fill(area, |p| lens(p, look.lip), look.lips);
        self.fill(area, |p| lens(p, 0.0), rgb(0x4a1522));
        let tongue = [at[0], lower(0.0)];
        self.fill(
            area,
            |p| shape::ellipse(p, tongue, [0.6 * w, 0.14 * open]).min(lens(p, -0.005)),
            rgb(0xe06a70),
        );
        let teeth = move |[x, y]: Point| {
            let t = ((x - at[0]) / w).clamp(-1.0, 1.0);
            upper(t) + 0.02 + 0.055 * open - y
        };
        self.fill(area, |p| teeth(p).min(lens(p, -0.012)), rgb(0xfaf8f0));
        if look.tusks {
            for side in [-1.0, 1.0] {
                let foot = [at[0] + side * 0.55 * w, lower(0.55) + 0.015];
                let tip = [foot[0] + side * 0.02, foot[1] - 0.12];
                let middle = [foot[0] + side * 0.03, (foot[1] + tip[1]) / 2.0];
                self.stroke([foot, tip], middle, [0.035, 0.7], rgb(0xfff6dc));
            }
        }
    }
}
