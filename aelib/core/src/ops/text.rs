//! Text built at compile time, so that a layer that does not fit can say why with its
//! numbers: a panic in a constant takes a `&str` and formats nothing.

/// A short text in a fixed buffer, built by `const fn`.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; Self::CAPACITY],
    len: usize,
}

impl Text {
    const CAPACITY: usize = 400;

    /// The empty text.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        let bytes = [0; Self::CAPACITY];
        Self { bytes, len: 0 }
    }

    /// With `part` behind it, in which `numbers` stand for `#`; what does not fit is cut.
    pub const fn with(mut self, part: &str, numbers: &[usize]) -> Self {
        let (part, mut i, mut n) = (part.as_bytes(), 0, 0);
        while i < part.len() {
            if part[i] == b'#' {
                self = self.number(numbers[n]);
                n += 1;
            } else {
                self = self.byte(part[i]);
            }
            i += 1;
        }
        self
    }

    const fn number(self, value: usize) -> Self {
        let before = if value >= 10 {
            self.number(value / 10)
        } else {
            self
        };
        before.byte(b'0' + (value % 10) as u8)
    }

    const fn byte(mut self, byte: u8) -> Self {
        if self.len < Self::CAPACITY {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
        self
    }

    /// The text so far.
    pub const fn as_str(&self) -> &str {
        let (used, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(used) {
            Ok(text) => text,
            Err(_) => "(text cut inside a character)",
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
