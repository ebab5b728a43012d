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
        Self {
            bytes: [0; Self::CAPACITY],
            len: 0,
        }
    }

    /// With `part` behind it; what does not fit is cut.
    pub const fn str(mut self, part: &str) -> Self {
        let part = part.as_bytes();
        let mut i = 0;
        while i < part.len() && self.len < Self::CAPACITY {
            self.bytes[self.len] = part[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// With `value` in decimal digits behind it.
    pub const fn number(mut self, value: usize) -> Self {
        if value >= 10 {
            self = self.number(value / 10);
        }
        let digit = [b'0' + (value % 10) as u8];
        match std::str::from_utf8(&digit) {
            Ok(digit) => self.str(digit),
            Err(_) => self,
        }
    }

    /// With `channels x height x width` behind it.
    pub const fn map(self, channels: usize, height: usize, width: usize) -> Self {
        self.number(channels)
            .str("x")
            .number(height)
            .str("x")
            .number(width)
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

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
