//! Words and numbers as pages and cells want them.

use base64::Engine;
use plotters::style::RGBColor;

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

/// Text as HTML and SVG want it.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// An image that lies in the page itself; `kind` is its MIME type.
pub(crate) fn image(alt: &str, kind: &str, bytes: impl AsRef<[u8]>) -> String {
    let alt = escaped(alt).replace('"', "&quot;");
    let data = base64(bytes);
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

/// Bytes as text.
pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let numbers = [2.0, -1.0, 0.5, -0.0001, 100.0, 1.0 / 3.0];
        let expected = ["2", "-1", "0.5", "0", "100", "0.333"];
        assert_eq!(numbers.map(|v| plain(v, 3)), expected);
        assert_eq!(plain(100.0, 0), "100");
    }

    #[test]
    fn no_text_ends_an_attribute() {
        let html = image("a \"b\" <c> & d", "image/png", [0]);
        assert!(
            html.starts_with("<img alt=\"a &quot;b&quot; &lt;c&gt; &amp; d\" "),
            "{html}"
        );
    }
}
