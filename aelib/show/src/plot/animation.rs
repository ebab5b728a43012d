//! Scenes one after the other, as one file that moves: SVG for pages, GIF for slides.

use super::scene::Scene;
use super::svg::document;
use super::theme::Theme;
use crate::text;
use aelib_core::file::write_whole;
use aelib_core::{Error, Result};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt;
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

/// Colours of a GIF file.
const COLOURS: usize = 256;

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
    /// known, it shows the last scene.
    pub fn svg(&self, theme: Theme) -> String {
        let (last, others) = self.frames.split_last().expect("at least one scene");
        let (seconds, all) = (self.seconds, self.seconds * (others.len() as f32 + LAST));
        let shown = 100.0 * seconds / all;
        let style = format!(
            "<style>.f{{visibility:hidden;animation:f {all}s step-end infinite}}\
             @keyframes f{{0%{{visibility:visible}}{shown}%{{visibility:hidden}}}}\
             @media(prefers-reduced-motion:reduce){{.f{{animation:none}}}}</style>\n"
        );
        let frame = |(i, scene): (usize, &Scene)| {
            let shapes = scene.svg_shapes(theme);
            let delay = seconds * i as f32;
            format!("<g class=\"f\" style=\"animation-delay:{delay}s\">\n{shapes}</g>\n")
        };
        let frames: String = others.par_iter().enumerate().map(frame).collect();
        let body = share(&(last.svg_shapes(theme) + &frames));
        document(last.size(), &(style + &body))
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
        let path = path.as_ref();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let bytes = match kind {
            "svg" => self.svg(Theme::Light).into_bytes(),
            "gif" => self.gif(Theme::Light, 1.0),
            _ => {
                return Err(Error::Content {
                    path: path.into(),
                    expected: "a name that ends in .svg or .gif".into(),
                    found: format!(".{kind}"),
                    advice: "choose another name".into(),
                });
            }
        };
        write_whole(path, &bytes)
    }
}

/// Outlines of words, each written once and used often: scenes of an animation repeat most
/// of theirs.
fn share(body: &str) -> String {
    let (mut known, mut outlines) = (HashMap::new(), String::from("<defs>\n"));
    let mut shapes = String::new();
    for line in body.lines() {
        let parts = line.strip_prefix("<path").and_then(|rest| {
            let (before, rest) = rest.split_once(" d=\"")?;
            let (outline, after) = rest.split_once('"')?;
            Some((before, outline, after.strip_suffix("</path>")?))
        });
        if let Some((before, outline, after)) = parts {
            let next = known.len();
            let id = *known.entry(outline).or_insert_with(|| {
                outlines += &format!("<path id=\"w{next}\" d=\"{outline}\"/>\n");
                next
            });
            shapes += &format!("<use href=\"#w{id}\"{before}{after}</use>\n");
        } else {
            shapes += &format!("{line}\n");
        }
    }
    outlines + "</defs>\n" + &shapes
}

/// The colours of a GIF file: those that most pixels have. The others, on the edges of
/// letters, take the nearest.
struct Palette {
    colours: Vec<[u8; 3]>,
    /// For every colour of the pictures its place among those.
    places: HashMap<[u8; 3], u8>,
}

/// Pixels of one colour that follow one another: looked up together, for most of a picture
/// is ground.
fn runs(picture: &[u8]) -> impl Iterator<Item = &[[u8; 3]]> {
    picture.as_chunks().0.chunk_by(|a, b| a == b)
}

impl Palette {
    fn of(pictures: &[Vec<u8>]) -> Self {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for run in pictures.iter().flat_map(|picture| runs(picture)) {
            *counts.entry(run[0]).or_default() += run.len();
        }
        let mut counts = Vec::from_iter(counts);
        // By colour too, so that the same pictures give the same file.
        counts.sort_by_key(|(rgb, count)| (std::cmp::Reverse(*count), *rgb));
        let colours = Vec::from_iter(counts.iter().take(COLOURS).map(|(rgb, _)| *rgb));
        let nearest = |(rgb, _): &([u8; 3], usize)| {
            let distance = |place: &usize| -> u32 {
                let pairs = colours[*place].iter().zip(rgb);
                pairs.map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
            };
            let nearest = (0..colours.len()).min_by_key(distance);
            (*rgb, nearest.unwrap_or(0) as u8)
        };
        Self {
            places: counts.par_iter().map(nearest).collect(),
            colours,
        }
    }

    /// The place of each pixel's colour.
    fn indices(&self, picture: &[u8]) -> Vec<u8> {
        let places = runs(picture).map(|run| (self.places[&run[0]], run.len()));
        places
            .flat_map(|(place, count)| std::iter::repeat_n(place, count))
            .collect()
    }
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
