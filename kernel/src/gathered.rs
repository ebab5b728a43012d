//! Text on its way to a page.
//!
//! It is gathered for a fifth of a second, as ipykernel does: a page that gets each line as a
//! message of its own stands still.

use jupyter_protocol::Stdio;
use std::time::{Duration, Instant};

/// How long text is gathered.
pub const GATHERED: Duration = Duration::from_millis(200);
/// More text than this, in bytes, goes at once.
const MUCH: usize = 1 << 20;
/// How often the streams may take turns in that time, with a message for each turn.
const TURNS: usize = 20;

/// Text that has not gone yet, and since when.
pub struct Gathered {
    pieces: Vec<(Stdio, String)>,
    since: Instant,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            since: Instant::now(),
        }
    }
}

impl Gathered {
    /// Adds text.
    pub fn add(&mut self, name: Stdio, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.pieces.is_empty() {
            self.since = Instant::now();
        }
        // Where the streams take turns very often, each keeps its own order only.
        let mixed = self.pieces.len() >= TURNS;
        let same = |(other, _): &&mut (Stdio, String)| is_same(other, &name);
        let last = match mixed {
            true => self.pieces.iter_mut().rev().find(same),
            false => self.pieces.last_mut().filter(same),
        };
        match last {
            Some((_, all)) => all.push_str(text),
            None => self.pieces.push((name, text.into())),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it is to go now.
    pub fn is_due(&self) -> bool {
        let much = self
            .pieces
            .iter()
            .map(|(_, text)| text.len())
            .sum::<usize>()
            > MUCH;
        self.since.elapsed() >= GATHERED || much
    }

    /// Takes out what standard error ends with.
    pub fn remove_last(&mut self, text: &str) {
        if let Some((Stdio::Stderr, all)) = self.pieces.last_mut()
            && let Some(before) = all.trim_end().strip_suffix(text)
        {
            all.truncate(before.len());
        }
    }

    /// What goes, piece by piece.
    pub fn take(&mut self) -> impl Iterator<Item = (Stdio, String)> + use<> {
        let pieces = std::mem::take(&mut self.pieces);
        pieces.into_iter().filter(|(_, text)| !text.is_empty())
    }
}

/// Two streams have one name.
fn is_same(one: &Stdio, other: &Stdio) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}
