//! What can be shown with an answer.

use crate::explain::Explanation;
use crate::explore::Explorer;
use crate::plot::{Animation, Body, Plot, Theme};
use crate::table::Table;
use crate::text::{escaped, image};

/// What a page can hold: pictures, tables, other pages, words. Where no page can be, stands its
/// text.
pub trait Shown: ToString {
    /// As a part of a page.
    fn html(&self) -> String;
}

impl<B: Body> Shown for Plot<B> {
    fn html(&self) -> String {
        let text = self.to_string();
        let first = text.lines().next().unwrap_or_default();
        image(first, "image/png", self.shown())
    }
}

impl Shown for Animation {
    fn html(&self) -> String {
        image(&self.to_string(), "image/svg+xml", self.svg(Theme::Light))
    }
}

impl Shown for str {
    fn html(&self) -> String {
        format!("<p>{}</p>", escaped(self))
    }
}

impl Shown for String {
    fn html(&self) -> String {
        self.as_str().html()
    }
}

/// Values that have their part of a page already.
macro_rules! pages {
    ($($page:ty),*) => {
        $(impl Shown for $page {
            fn html(&self) -> String {
                <$page>::html(self)
            }
        })*
    };
}

pages!(Table, Explanation, Explorer);
