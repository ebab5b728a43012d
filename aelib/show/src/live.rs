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
        Some(Self::numbered(DISPLAYS.fetch_add(1, Ordering::Relaxed)))
    }

    /// Another number, another display.
    pub(crate) fn numbered(number: u64) -> Self {
        Self {
            id: format!("aelib-{}-{number}", std::process::id()),
            shown: false,
            pace: Pace::default(),
        }
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
        self.pace.rest(Instant::now(), began.elapsed());
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

/// When something may be drawn again.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Not before this time.
    next: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            next: Instant::now(),
        }
    }
}

impl Pace {
    pub(crate) fn is_due(&self) -> bool {
        Instant::now() >= self.next
    }

    /// It was drawn, which took so long.
    pub(crate) fn rest(&mut self, now: Instant, drawing: Duration) {
        self.next = now + PAUSE.max(drawing * SHARE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The message in a line, and its kind.
    fn message(line: &str) -> (String, Value) {
        let json = line.strip_prefix("\u{1b}_jupyter:").unwrap();
        let json = json.strip_suffix("\u{1b}\\").unwrap();
        let Value::Object(message) = serde_json::from_str(json).unwrap() else {
            panic!("no object: {line}");
        };
        message.into_iter().next().unwrap()
    }

    #[test]
    fn the_first_line_shows_and_the_next_ones_change_it() {
        let mut live = Live::numbered(0);
        let (kind, first) = message(&live.line("<b>1</b>", "two\nlines"));
        assert_eq!(kind, "display_data");
        assert_eq!(first["data"]["text/html"], "<b>1</b>");
        assert_eq!(first["data"]["text/plain"], "two\nlines");
        live.shown = true;
        let (kind, second) = message(&live.line("", ""));
        assert_eq!(kind, "update_display_data");
        assert_eq!(second["id"], first["id"]);
    }

    #[test]
    fn slow_drawing_is_rare_drawing() {
        let mut pace = Pace::default();
        assert!(pace.is_due());
        let now = Instant::now();
        pace.rest(now, Duration::from_millis(1));
        assert_eq!(pace.next, now + PAUSE);
        pace.rest(now, Duration::from_millis(50));
        assert_eq!(pace.next, now + Duration::from_secs(5));
    }
}
