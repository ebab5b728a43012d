//! A scene as SVG.

use super::letters::short;
use super::pixels::png;
use super::scene::{Item, Scene, Shape};
use super::theme::Theme;
use crate::text::{base64, css, escaped};
use std::collections::HashMap;

impl Scene {
    /// The scene as an SVG document, letters as paths.
    pub fn svg(&self, theme: Theme) -> String {
        let shapes = self.items.iter().map(|item| shape(item, theme, None));
        document(self.size, &shapes.collect::<String>())
    }
}

/// Outlines of words that are written once and used often.
#[derive(Default)]
pub(super) struct Outlines {
    known: HashMap<(String, u32), usize>,
    /// What goes between `<defs>` and `</defs>`.
    pub paths: String,
}

/// What a document of a size begins and ends with.
pub(super) fn document(size: [f32; 2], body: &str) -> String {
    let [w, h] = size.map(short);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\">\n{body}</svg>\n"
    )
}

/// One shape; words use the outlines, if there are any, or bring their own.
pub(super) fn shape(item: &Item, theme: Theme, outlines: Option<&mut Outlines>) -> String {
    let colour = css(theme.colour(item.rgb));
    let faint = |what: &str| match item.alpha < 1.0 {
        true => format!(" {what}-opacity=\"{}\"", short(item.alpha)),
        false => String::new(),
    };
    let fill = format!("fill=\"{colour}\"{}", faint("fill"));
    match &item.shape {
        Shape::Path(points, stroke) => {
            let points = points.iter().map(|p| p.map(short).join(","));
            let points = Vec::from_iter(points).join(" ");
            match stroke {
                None => format!("<polygon points=\"{points}\" {fill}/>\n"),
                Some(width) => format!(
                    "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" \
                     stroke-width=\"{}\" stroke-linejoin=\"round\"{}/>\n",
                    short(*width),
                    faint("stroke")
                ),
            }
        }
        Shape::Circle([x, y], radius) => {
            let [x, y, radius] = [*x, *y, *radius].map(short);
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {fill}/>\n")
        }
        Shape::Text(line) => {
            let [at, base] = [line.at, line.base()].map(|p| p.map(short).join(" "));
            let turn = if line.upwards { " rotate(-90)" } else { "" };
            let rest = format!("transform=\"translate({at}){turn} translate({base})\" {fill}");
            let title = format!("<title>{}</title>", escaped(&line.text));
            let Some(Outlines { known, paths }) = outlines else {
                return format!("<path {rest} d=\"{}\">{title}</path>\n", line.path());
            };
            let next = known.len();
            let id = known.entry((line.text.clone(), line.size.to_bits()));
            let id = *id.or_insert_with(|| {
                *paths += &format!("<path id=\"w{next}\" d=\"{}\"/>\n", line.path());
                next
            });
            format!("<use href=\"#w{id}\" {rest}>{title}</use>\n")
        }
        Shape::Image(image) => {
            let data = base64(png(&image.rgb, image.pixels));
            let [[x, y], [w, h]] = [image.at, image.size].map(|p| p.map(short));
            format!(
                "<image x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" \
                 style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>\n"
            )
        }
    }
}
