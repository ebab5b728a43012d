//! Displays that change while a cell runs.
//!
//! A kernel that can change a display says so in `JUPYTER_LIVE_DISPLAY=1`, and then
//! understands lines such as
//!
//! ```text
//! ESC _jupyter:{"update_display_data":{"data":{"text/html":"…"},"id":"bar"}}ESC \
//! ```
//!
//! Under another kernel, and in a terminal, nobody would: there [`Live::new`] gives nothing.

use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The eye needs no more, and the training should not notice.
const PAUSE: Duration = Duration::from_millis(100);
/// Drawing takes at most one part of so many.
const SHARE: u32 = 100;

/// One display. Dropped, it stays as it is.
#[derive(Debug)]
pub struct Live {
    id: String,
    shown: bool,
    pace: Pace,
}

impl Live {
    /// A new display, where the notebook can change one.
    pub fn new() -> Option<Self> {
        static DISPLAYS: AtomicU64 = AtomicU64::new(0);
        std::env::var_os("JUPYTER_LIVE_DISPLAY").filter(|value| value == "1")?;
        let number = DISPLAYS.fetch_add(1, Ordering::Relaxed);
        Some(Self {
            id: format!("aelib-{}-{number}", std::process::id()),
            shown: false,
            pace: Pace::default(),
        })
    }

    /// Whether it is time to show something: at most ten times a second, and less often
    /// where drawing is slow.
    pub fn is_due(&self) -> bool {
        self.pace.is_due()
    }

    /// Shows HTML, and the same as text for where no HTML can be; it was drawn since
    /// `began`.
    pub fn show(&mut self, html: &str, text: &str, began: Instant) {
        println!("{}", self.line(html, text));
        self.shown = true;
        self.pace.rest(began);
    }

    fn line(&self, html: &str, text: &str) -> String {
        let kind = match self.shown {
            true => "update_display_data",
            false => "display_data",
        };
        let display = json!({"data": {"text/html": html, "text/plain": text}, "id": self.id});
        format!("\u{1b}_jupyter:{}\u{1b}\\", json!({ kind: display }))
    }
}

/// When something may be drawn again: not before a time.
#[derive(Debug, Default)]
pub(crate) struct Pace(Option<Instant>);

impl Pace {
    pub(crate) fn is_due(&self) -> bool {
        self.0.is_none_or(|next| Instant::now() >= next)
    }

    /// It was drawn since `began`.
    pub(crate) fn rest(&mut self, began: Instant) {
        self.0 = Some(Instant::now() + PAUSE.max(began.elapsed() * SHARE));
    }
}
