//! A backend of plotters that keeps what is drawn as shapes of a [`Scene`].

use super::letters;
use super::scene::{Anchor, Ink, Item, Scene};
use super::style::STEPS;
use plotters::coord::Shift;
use plotters::drawing::IntoDrawingArea;
use plotters::prelude::DrawingArea;
use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};
use std::convert::Infallible;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// What plotters draws on: a rectangle of a scene.
pub struct Recorder<'a> {
    scene: &'a mut Scene,
    at: [f32; 2],
    size: [f32; 2],
}

impl Scene {
    /// Draws with plotters into a rectangle of the scene.
    pub fn plotters(
        &mut self,
        at: [f32; 2],
        size: [f32; 2],
        draw: impl FnOnce(&DrawingArea<Recorder<'_>, Shift>),
    ) {
        draw(&Recorder::new(self, at, size).into_drawing_area());
    }
}

impl<'a> Recorder<'a> {
    pub(super) fn new(scene: &'a mut Scene, at: [f32; 2], size: [f32; 2]) -> Self {
        super::style::ready();
        Self { scene, at, size }
    }

    fn point(&self, (x, y): BackendCoord) -> [f32; 2] {
        let [x, y] = [x, y].map(|step| step as f32 / STEPS as f32);
        [self.at[0] + x, self.at[1] + y]
    }

    fn push(&mut self, item: Item) -> Drawn {
        self.scene.items.push(item);
        Ok(())
    }
}

fn ink(colour: BackendColor) -> Ink {
    let (r, g, b) = colour.rgb;
    Ink {
        rgb: RGBColor(r, g, b),
        alpha: colour.alpha as f32,
    }
}

/// A line along an axis lies on whole pixels, or it would be a blurred one.
fn sharpen(points: &mut [[f32; 2]]) {
    if let [a, b] = points {
        for axis in [0, 1] {
            if a[axis] == b[axis] {
                a[axis] = a[axis].round();
                b[axis] = a[axis];
            }
        }
    }
}

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size[0] as u32 * STEPS, self.size[1] as u32 * STEPS)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        let style = colour;
        self.draw_rect((x, y), (x + 1, y + 1), &style, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, s: &S) -> Drawn {
        self.draw_path([a, b], s)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        match fill {
            true => self.fill_polygon(corners, style),
            false => self.draw_path(corners.into_iter().chain([(x0, y0)]), style),
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let mut points: Vec<[f32; 2]> = path.into_iter().map(|p| self.point(p)).collect();
        sharpen(&mut points);
        self.push(Item::Path {
            points,
            stroke: Some(style.stroke_width() as f32),
            colour: ink(style.color()),
        })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points = path.into_iter().map(|p| self.point(p)).collect();
        self.push(Item::Path {
            points,
            stroke: None,
            colour: ink(style.color()),
        })
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let centre = self.point(centre);
        self.push(Item::Circle {
            centre,
            radius: radius as f32,
            stroke: (!fill).then(|| style.stroke_width() as f32),
            colour: ink(style.color()),
        })
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, s: &S, at: BackendCoord) -> Drawn {
        let anchor = s.anchor();
        let across = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => 0.5,
            HPos::Right => 1.0,
        };
        let down = match anchor.v_pos {
            VPos::Top => 0.0,
            VPos::Center => 0.5,
            VPos::Bottom => 1.0,
        };
        let upwards = matches!(s.transform(), FontTransform::Rotate270);
        let at = self.point(at);
        self.push(Item::Text {
            text: text.into(),
            at,
            size: s.size() as f32 / STEPS as f32,
            anchor: Anchor(across, down),
            upwards,
            colour: ink(s.color()),
        })
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size() as f32;
        let [w, h] = [letters::width(text, size), size].map(|v| v.ceil() as u32);
        Ok(match style.transform() {
            FontTransform::Rotate90 | FontTransform::Rotate270 => (h, w),
            _ => (w, h),
        })
    }
}
