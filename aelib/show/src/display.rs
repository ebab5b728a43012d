//! Values that show themselves: as a picture in a notebook, as text in a terminal, as a
//! file where one is asked for.

use crate::plot::{Scene, Theme};
use crate::text;
use aelib_core::file::write_whole;
use aelib_core::{Error, Result};
use std::fmt;
use std::path::Path;

/// A finished picture, with the text that stands for it where no picture can.
#[derive(Clone, PartialEq)]
pub struct Picture {
    scene: Scene,
    text: String,
}

impl Scene {
    /// The finished picture, with the text that stands for it where no picture can.
    pub fn picture(self, text: impl Into<String>) -> Picture {
        Picture {
            scene: self,
            text: text.into(),
        }
    }
}

impl Picture {
    /// The shapes that it is made of.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The picture as a PNG file in a notebook's size, on paper.
    pub fn png(&self) -> Vec<u8> {
        self.scene.png(Theme::Light, 1.0)
    }

    /// The picture as an SVG document.
    pub fn svg(&self, theme: Theme) -> String {
        self.scene.svg(theme)
    }

    /// Shows the picture as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        text::show("image/png", &text::base64(self.png()), &self.text);
    }

    /// Writes the picture to a file, as PNG or SVG by the name's end. The file appears
    /// whole or not at all.
    ///
    /// # Errors
    /// If the name ends otherwise, or the folder cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let bytes = match kind {
            "png" => self.png(),
            "svg" => self.svg(Theme::Light).into_bytes(),
            _ => {
                return Err(Error::Content {
                    path: path.into(),
                    expected: "a name that ends in .png or .svg".into(),
                    found: format!(".{kind}"),
                    advice: "choose another name".into(),
                });
            }
        };
        write_whole(path, &bytes)
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.scene.size();
        write!(f, "Picture of {width} by {height} pixels")
    }
}
