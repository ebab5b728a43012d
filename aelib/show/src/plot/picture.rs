//! Pictures: a body between its title and its caption, which shows itself as a picture in a
//! notebook, as text in a terminal, as a file where one is asked for.

use super::letters;
use super::scene::Scene;
use super::theme::{INK, PALE, Theme};
use crate::text;
use aelib_core::file::write_whole;
use aelib_core::{Error, Result};
use std::fmt;
use std::path::Path;

/// A picture with a title above and a caption below. What can be said of it is said by its
/// methods, in any order; those for columns, axes and so on belong to the kinds of bodies,
/// [`Grid`](super::Grid), [`Chart`](super::Chart), [`Spaces`](super::Spaces) and
/// [`Diagram`](super::Diagram).
///
/// ```
/// use aelib_show::prelude::*;
///
/// let images = Cpu::default().zeros_like(&(6, Const::<1>, Const::<28>, Const::<28>));
/// let picture = image_grid(&images).title("Six digits").columns(3).caption("seed 0");
/// assert!(picture.to_string().starts_with("Six digits\n6 images of 28x28"));
/// ```
#[derive(Clone, PartialEq)]
pub struct Plot<B> {
    pub(super) body: B,
    title: String,
    caption: String,
}

/// What stands between title and caption.
pub trait Body {
    /// Its shapes, without a margin.
    fn scene(&self) -> Scene;

    /// What stands for it where no picture can.
    fn text(&self) -> String;
}

/// Shapes that are drawn already, and the text for them.
#[derive(Clone, PartialEq)]
pub struct Drawing {
    pub(super) scene: Scene,
    pub(super) text: String,
}

/// A picture whose body is drawn already.
pub type Picture = Plot<Drawing>;

impl Body for Drawing {
    fn scene(&self) -> Scene {
        self.scene.clone()
    }

    fn text(&self) -> String {
        self.text.clone()
    }
}

/// Around everything.
pub(crate) const MARGIN: f32 = 24.0;
/// The line heights of a title, of names within a picture, and of a caption.
const TITLE: f32 = 34.0;
pub(super) const LABEL: f32 = 26.0;
pub(super) const CAPTION: f32 = 22.0;

/// Every picture is so many pixels wide in a notebook.
const SHOWN: f32 = 1200.0;

/// A scene with a margin, a title above and a caption below, as far as these are not empty.
/// It has whole pixels, so that the ground reaches every edge.
pub(crate) fn framed(body: &Scene, title: &str, caption: &str) -> Scene {
    let line = |text: &str, size: f32| if text.is_empty() { 0.0 } else { 1.5 * size };
    let [wide, high] = body.size();
    let top = MARGIN + line(title, TITLE);
    let words = letters::width(title, TITLE).max(letters::width(caption, CAPTION));
    let height = top + high + line(caption, CAPTION) + MARGIN;
    let mut scene = Scene::new((wide.max(words) + 2.0 * MARGIN).ceil(), height.ceil());
    scene.text(title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    scene.place(body, [MARGIN, top]);
    let below = top + high + CAPTION / 2.0;
    scene.text(caption, [MARGIN, below], CAPTION, PALE);
    scene
}

impl<B> Plot<B> {
    pub(super) fn of(body: B) -> Self {
        let (title, caption) = Default::default();
        Self {
            body,
            title,
            caption,
        }
    }

    /// With this line above.
    pub fn title(self, title: impl Into<String>) -> Self {
        let title = title.into();
        Self { title, ..self }
    }

    /// With this line below, small: data, seed, metric.
    pub fn caption(self, caption: impl Into<String>) -> Self {
        let caption = caption.into();
        Self { caption, ..self }
    }

    /// The title above a scene of the body, and the caption below it.
    pub(super) fn around(&self, body: &Scene) -> Scene {
        framed(body, &self.title, &self.caption)
    }

    /// With a changed body.
    pub(super) fn with(mut self, change: impl FnOnce(&mut B)) -> Self {
        change(&mut self.body);
        self
    }
}

impl<B: Body> Plot<B> {
    /// All shapes.
    pub fn scene(&self) -> Scene {
        self.around(&self.body.scene())
    }

    /// The picture as a PNG file in its own size, on paper.
    pub fn png(&self) -> Vec<u8> {
        self.scene().png(Theme::Light, 1.0)
    }

    /// The picture as a notebook shows it, a PNG file. All of them are equally wide, so that no
    /// page shows one larger than the other: what is narrower gets more paper at its right, what
    /// is wider is drawn smaller.
    pub fn shown(&self) -> Vec<u8> {
        let scene = self.scene();
        let [width, height] = scene.size();
        let mut sheet = Scene::new(width.max(SHOWN), height);
        sheet.place(&scene, [0.0, 0.0]);
        sheet.png(Theme::Light, SHOWN / sheet.size()[0])
    }

    /// The picture as an SVG document.
    pub fn svg(&self, theme: Theme) -> String {
        self.scene().svg(theme)
    }

    /// Shows the picture as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        text::show("image/png", &text::base64(self.shown()), self);
    }

    /// Writes the picture to a file, as PNG or SVG by the name's end. The file appears whole
    /// or not at all.
    ///
    /// # Errors
    /// If the name ends otherwise, or the folder cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        save(path.as_ref(), &["png", "svg"], |kind| match kind {
            "png" => self.png(),
            _ => self.svg(Theme::Light).into_bytes(),
        })
    }
}

/// Writes a file whose name ends in one of these `kinds`.
pub(super) fn save(path: &Path, kinds: &[&str], bytes: impl FnOnce(&str) -> Vec<u8>) -> Result<()> {
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    if !kinds.contains(&kind) {
        let expected = format!("a name that ends in .{}", kinds.join(" or ."));
        let found = format!(".{kind}");
        return Err(Error::content(path, expected, found, "choose another name"));
    }
    write_whole(path, &bytes(kind))
}

/// The same picture, drawn.
impl<B: Body> From<&Plot<B>> for Picture {
    fn from(plot: &Plot<B>) -> Self {
        let (scene, text) = (plot.body.scene(), plot.body.text());
        let picture = Self::of(Drawing { scene, text });
        picture.title(&*plot.title).caption(&*plot.caption)
    }
}

/// The title, what stands for the body, the caption.
impl<B: Body> fmt::Display for Plot<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = vec![self.title.clone(), self.body.text(), self.caption.clone()];
        text.retain(|part| !part.is_empty());
        f.write_str(&text.join("\n"))
    }
}

impl<B: Body> fmt::Debug for Plot<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.scene().size();
        write!(f, "Picture of {width} by {height} pixels")
    }
}
