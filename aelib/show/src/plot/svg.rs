//! A scene as SVG.

use super::letters::{self, short};
use super::pixels::png;
use super::scene::{Ink, Item, Scene};
use super::theme::Theme;
use crate::text::{base64, escaped};

impl Scene {
    /// The scene as an SVG document, letters as paths.
    pub fn svg(&self, theme: Theme) -> String {
        document(self.size, &self.svg_shapes(theme))
    }

    /// The shapes alone.
    pub(super) fn svg_shapes(&self, theme: Theme) -> String {
        self.items.iter().map(|item| shape(item, theme)).collect()
    }
}

/// What a document of a size begins and ends with.
pub(super) fn document(size: [f32; 2], body: &str) -> String {
    let [w, h] = size.map(short);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\">\n{body}</svg>\n"
    )
}

fn shape(item: &Item, theme: Theme) -> String {
    match item {
        Item::Path {
            points,
            stroke,
            colour,
        } => {
            let points: Vec<String> = points
                .iter()
                .map(|[x, y]| format!("{},{}", short(*x), short(*y)))
                .collect();
            let name = if stroke.is_some() {
                "polyline"
            } else {
                "polygon"
            };
            let paint = paint(*colour, *stroke, theme);
            format!("<{name} points=\"{}\" {paint}/>\n", points.join(" "))
        }
        Item::Circle {
            centre: [x, y],
            radius,
            stroke,
            colour,
        } => format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>\n",
            short(*x),
            short(*y),
            short(*radius),
            paint(*colour, *stroke, theme)
        ),
        Item::Text {
            text,
            at: [x, y],
            size,
            anchor,
            upwards,
            colour,
        } => {
            let left = -anchor.0 * letters::width(text, *size);
            let base = letters::ascent(*size) - anchor.1 * size;
            let turn = if *upwards { " rotate(-90)" } else { "" };
            format!(
                "<path transform=\"translate({} {}){turn} translate({} {})\" d=\"{}\" {}><title>{}</title></path>\n",
                short(*x),
                short(*y),
                short(left),
                short(base),
                letters::path(text, *size),
                paint(*colour, None, theme),
                escaped(text)
            )
        }
        Item::Image {
            at: [x, y],
            size: [w, h],
            pixels,
            rgb,
        } => {
            let data = base64(png(rgb, *pixels));
            let [x, y, w, h] = [*x, *y, *w, *h].map(short);
            format!(
                "<image x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" \
                 style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>\n"
            )
        }
    }
}

/// Fill or stroke.
fn paint(Ink { rgb, alpha }: Ink, stroke: Option<f32>, theme: Theme) -> String {
    let colour = theme.colour(rgb);
    let colour = format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2);
    let faint = |what: &str| match alpha < 1.0 {
        true => format!(" {what}-opacity=\"{}\"", short(alpha)),
        false => String::new(),
    };
    match stroke {
        None => format!("fill=\"{colour}\"{}", faint("fill")),
        Some(width) => format!(
            "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}",
            short(width),
            faint("stroke")
        ),
    }
}
