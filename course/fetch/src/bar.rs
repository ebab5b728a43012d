//! How a download shows that it moves.

use aelib::progress::Show;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// The progress of one file.
pub struct Bar {
    name: String,
    lines: bool,
    bar: ProgressBar,
    last: Cell<Instant>,
}

/// Where there is no terminal, a line says so often how far a slow download is.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

impl Bar {
    /// For the file at this address.
    pub fn new(show: Show, url: &str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = match show == Show::Lines && terminal {
            true => ProgressBar::no_length(),
            false => ProgressBar::hidden(),
        };
        let style = "{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let name = url.rsplit('/').next().unwrap_or(url).to_string();
        bar.set_message(name.clone());
        Self {
            name,
            lines: show == Show::Lines,
            bar,
            last: Cell::new(Instant::now()),
        }
    }

    /// So many bytes are there, of so many if the server has said it.
    pub fn at(&self, bytes: u64, of: Option<u64>) {
        if let Some(of) = of {
            self.bar.set_length(of);
        }
        self.bar.set_position(bytes);
        if self.lines && self.bar.is_hidden() && self.last.get().elapsed() > BETWEEN_LINES {
            self.last.set(Instant::now());
            let of = of.map(|of| format!(" of {}", words(of)));
            println!("{}: {}{}", self.name, words(bytes), of.unwrap_or_default());
        }
    }

    /// All is there.
    pub fn finish(self) {
        let bytes = self.bar.position();
        self.bar.finish_and_clear();
        if self.lines {
            println!("{}: {}", self.name, words(bytes));
        }
    }
}

fn words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
