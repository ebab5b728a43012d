//! Scenes one after the other, as one file that moves: SVG for pages, GIF for slides.

use super::palette::Palette;
use super::picture::save;
use super::scene::{Item, Scene};
use super::svg::{Outlines, document, shape};
use super::theme::Theme;
use crate::text;
use aelib_core::Result;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::path::Path;

/// Scenes of one size that are shown again and again, one after the other.
#[derive(Clone, PartialEq)]
pub struct Animation {
    frames: Vec<Scene>,
    seconds: f32,
    text: String,
}

/// How much longer the last scene stays than the others.
const LAST: f32 = 3.0;

impl Animation {
    /// Each scene for so many seconds, the last one three times as long; `text` stands for
    /// the animation where no picture can.
    ///
    /// ```
    /// use aelib_show::plot::{Animation, PALETTE, Scene, Theme};
    /// let circle = |radius| {
    ///     let mut scene = Scene::new(80.0, 80.0);
    ///     scene.circle([40.0, 40.0], radius, PALETTE[0]);
    ///     scene
    /// };
    /// let growing = Animation::new((1..5).map(|i| circle(8.0 * i as f32)).collect(), 0.5, "a circle");
    /// assert!(growing.svg(Theme::Light).contains("@keyframes"));
    /// assert!(growing.gif(Theme::Dark, 1.0).starts_with(b"GIF89a"));
    /// ```
    ///
    /// # Panics
    /// If there is no scene, or they have different sizes.
    pub fn new(frames: Vec<Scene>, seconds: f32, text: impl Into<String>) -> Self {
        let size = frames.first().expect("at least one scene").size();
        for frame in &frames {
            assert_eq!(frame.size(), size, "scenes of one size");
        }
        Self {
            frames,
            seconds,
            text: text.into(),
        }
    }

    /// The scenes.
    pub fn frames(&self) -> &[Scene] {
        &self.frames
    }

    /// An SVG document that moves by its style alone. Where motion is not wanted, or not
    /// known, it shows the last scene. A shape that several scenes share is in it once.
    pub fn svg(&self, theme: Theme) -> String {
        let (count, seconds) = (self.frames.len(), self.seconds);
        let all = seconds * (count as f32 - 1.0 + LAST);
        let at = |frame: usize, seen: &str| {
            let part = 100.0 * seconds * frame as f32 / all;
            format!("{part}%{{visibility:{seen}}}")
        };
        let mut style = format!(".f{{animation:{all}s step-end infinite}}\n");
        let (mut body, mut outlines) = (String::new(), Outlines::default());
        let mut known = HashSet::new();
        for spans in spans(&self.frames).chunk_by(|a, b| a.frames == b.frames) {
            let shapes = spans.iter();
            let shapes = shapes.map(|span| shape(span.item, theme, Some(&mut outlines)));
            let shapes: String = shapes.collect();
            let Range { start, end } = spans[0].frames;
            if start == 0 && end == count {
                body += &shapes;
                continue;
            }
            let (name, lasts) = (format!("f{start}-{end}"), end == count);
            if known.insert(name.clone()) {
                let gone = if lasts {
                    String::new()
                } else {
                    at(end, "hidden")
                };
                let (before, comes) = (at(0, "hidden"), at(start, "visible"));
                style += &format!("@keyframes {name}{{{before}{comes}{gone}}}\n");
            }
            // Without motion, what is in the last scene.
            let seen = ["hidden", "visible"][usize::from(lasts)];
            let style = format!("visibility:{seen};animation-name:{name}");
            body += &format!("<g class=\"f\" style=\"{style}\">\n{shapes}</g>\n");
        }
        style += "@media(prefers-reduced-motion:reduce){.f{animation:none!important}}";
        let defs = format!(
            "<style>{style}</style>\n<defs>\n{}</defs>\n",
            outlines.paths
        );
        document(self.frames[0].size(), &(defs + &body))
    }

    /// A GIF file, `scale` pixels for each of the scene's own.
    pub fn gif(&self, theme: Theme, scale: f32) -> Vec<u8> {
        let pictures = self.frames.par_iter().map(|f| f.rgb_pixels(theme, scale));
        let (pictures, sizes): (Vec<_>, Vec<_>) = pictures.unzip();
        let [width, height] = sizes[0].map(|side| side as u16);
        let palette = Palette::of(&pictures);
        let mut bytes = Vec::new();
        let colours = palette.colours.concat();
        let mut encoder = gif::Encoder::new(&mut bytes, width, height, &colours)
            .expect("a small picture in memory");
        encoder
            .set_repeat(gif::Repeat::Infinite)
            .expect("memory takes it");
        let frame = |(i, picture): (usize, &Vec<u8>)| {
            let longer = if i + 1 == pictures.len() { LAST } else { 1.0 };
            let indices = palette.indices(picture);
            let mut frame = gif::Frame::from_indexed_pixels(width, height, indices, None);
            frame.delay = (100.0 * self.seconds * longer) as u16;
            frame.make_lzw_pre_encoded();
            frame
        };
        let frames = pictures.par_iter().enumerate().map(frame);
        for frame in frames.collect::<Vec<_>>() {
            let written = encoder.write_lzw_pre_encoded_frame(&frame);
            written.expect("memory takes it");
        }
        drop(encoder);
        bytes
    }

    /// Shows the animation as a cell's result; evcxr calls this. It moves in a notebook that
    /// is not trusted too, because it is an image that needs no script.
    pub fn evcxr_display(&self) {
        let html = text::image(&self.text, "image/svg+xml", self.svg(Theme::Light));
        text::show("text/html", &html, self);
    }

    /// Writes the animation to a file, as SVG or GIF by the name's end. The file appears
    /// whole or not at all.
    ///
    /// # Errors
    /// If the name ends otherwise, or the folder cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        save(path.as_ref(), &["svg", "gif"], |kind| match kind {
            "svg" => self.svg(Theme::Light).into_bytes(),
            _ => self.gif(Theme::Light, 1.0),
        })
    }
}

/// A shape, and the frames that it is in, one after the other.
struct Span<'a> {
    item: &'a Item,
    frames: Range<usize>,
}

/// The shapes of all frames in an order in which each frame draws its own: what is new in a
/// frame comes behind what is before it there.
fn spans(frames: &[Scene]) -> Vec<Span<'_>> {
    // A linked list: the place of the one that follows each.
    let (mut spans, mut next): (Vec<Span>, Vec<usize>) = (Vec::new(), vec![usize::MAX]);
    let mut alive: HashMap<Vec<u8>, usize> = HashMap::new();
    for (f, frame) in frames.iter().enumerate() {
        let (mut before, mut here) = (0, HashMap::new());
        for item in &frame.items {
            let mut key = item.key();
            while here.contains_key(&key) {
                key.push(0); // the same shape once more
            }
            let place = match alive.get(&key) {
                Some(place) => *place,
                None => {
                    spans.push(Span { item, frames: f..f });
                    next.push(next[before]);
                    next[before] = spans.len();
                    spans.len()
                }
            };
            spans[place - 1].frames.end = f + 1;
            here.insert(key, place);
            before = place;
        }
        alive = here;
    }
    let order = std::iter::successors(Some(next[0]), |place| Some(next[*place]));
    let order = Vec::from_iter(order.take(spans.len()));
    let mut spans = Vec::from_iter(spans.into_iter().map(Some));
    let ordered = order
        .into_iter()
        .filter_map(|place| spans[place - 1].take());
    ordered.collect()
}

impl fmt::Display for Animation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Animation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.frames[0].size();
        let count = self.frames.len();
        write!(f, "Animation of {count} scenes, {width} by {height} pixels")
    }
}
