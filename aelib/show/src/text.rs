//! Words and numbers as pages and cells want them.

use aelib_core::Result;
use aelib_core::file::write_whole;
use base64::Engine;
use plotters::style::RGBColor;
use std::path::Path;

/// A number without the zeros at its end; never -0.
pub(crate) fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match text {
        "-0" => "0".into(),
        text => text.into(),
    }
}

/// Text as HTML and SVG want it, in an attribute too.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// An image that lies in the page itself; `kind` is its MIME type.
pub(crate) fn image(alt: &str, kind: &str, bytes: impl AsRef<[u8]>) -> String {
    let (alt, data) = (escaped(alt), base64(bytes));
    format!("<img alt=\"{alt}\" style=\"max-width:100%\" src=\"data:{kind};base64,{data}\">")
}

/// A colour as pages have it.
pub(crate) fn css(RGBColor(r, g, b): RGBColor) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The sizes of a tensor, as in 100x1x28x28.
pub(crate) fn sizes(sizes: &[usize], between: &str) -> String {
    Vec::from_iter(sizes.iter().map(usize::to_string)).join(between)
}

/// Text as bytes.
///
/// # Panics
/// If it is none that [`base64`] has made.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    bytes.expect("base64")
}

/// Bytes as text.
pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A part of a document that brings its own style and script: what a page can do that has
/// more than a picture. It needs no kernel, no server and no network, so it also works in a
/// notebook that was exported.
pub(crate) struct Page {
    /// What it is called, for the style.
    pub class: &'static str,
    pub title: String,
    pub css: &'static str,
    /// Together, after `page.js`, the body of an async function of `page`.
    pub scripts: &'static [&'static str],
    /// What stands there until the script runs, which JupyterLab allows only in notebooks
    /// that it trusts: HTML, a [`still`] picture for example.
    pub still: String,
    /// What the script gets, as JSON.
    pub data: String,
}

impl Page {
    pub(crate) fn html(&self) -> String {
        let Self {
            class, css, still, ..
        } = self;
        // No name ends the script early.
        let (scripts, data) = (self.scripts.join("\n"), self.data.replace('<', "\\u003c"));
        let shared = include_str!("page.js");
        format!(
            "<div class=\"aelib-page {class}\">\n<style>\n{css}</style>\n<div class=\"still\">\
             {still}</div>\n<div class=\"stage\"></div>\n<script>\n\
             (async (page, pageClass) => {{\n{shared}\n{scripts}}})({data}, \"{class}\");\n\
             </script>\n</div>"
        )
    }

    /// Writes it as a file for a browser. The file appears whole or not at all.
    pub(crate) fn save(&self, path: &Path) -> Result<()> {
        let page = format!(
            "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n{}\n",
            escaped(&self.title),
            self.html()
        );
        write_whole(path, page.as_bytes())
    }
}

/// Gives a value that has a page, and a text, what shows and saves it.
macro_rules! paged {
    ($value:ty) => {
        impl $value {
            /// The page's part that goes into a document: it brings its own style and script.
            pub fn html(&self) -> String {
                self.page().html()
            }

            /// Shows the page as a cell's result; evcxr calls this.
            pub fn evcxr_display(&self) {
                $crate::text::show("text/html", &self.html(), self);
            }

            /// Writes the page as a file for a browser. The file appears whole or not at all.
            ///
            /// # Errors
            /// If the folder cannot be written.
            pub fn save(&self, path: impl AsRef<std::path::Path>) -> aelib_core::Result<()> {
                self.page().save(path.as_ref())
            }
        }
    };
}
pub(crate) use paged;

/// A PNG file that stands for a page, and what a reader could do with the page.
pub(crate) fn still(title: &str, png: &[u8], purpose: &str) -> String {
    let picture = image(title, "image/png", png);
    format!(
        "{picture}\n<p>This is a still picture. To {purpose}, run this cell, or trust the \
         notebook.</p>"
    )
}

/// Shows a value as a cell's result, in one form for notebooks and as text.
pub(crate) fn show(kind: &str, content: &str, text: impl ToString) {
    println!("EVCXR_BEGIN_CONTENT {kind}\n{content}\nEVCXR_END_CONTENT");
    show_text(text);
}

/// Shows a value as a cell's result that has only text.
pub(crate) fn show_text(text: impl ToString) {
    let text = text.to_string();
    let text = text.strip_suffix('\n').unwrap_or(&text);
    println!("EVCXR_BEGIN_CONTENT text/plain\n{text}\nEVCXR_END_CONTENT");
}
