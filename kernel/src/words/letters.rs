//! From bytes to text, where half a letter may come.

/// What has come of a letter.
#[derive(Default)]
pub struct Letters {
    half: Vec<u8>,
}

impl Letters {
    /// The text that is whole with these bytes. What is no letter is shown as such.
    pub fn text(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.half);
        all.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&all) {
            // Half a letter waits for its other half.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            // Bytes that are no letter; and what follows them may be half a letter.
            Err(_) => all.len() - half_letter(&all),
            Ok(_) => all.len(),
        };
        self.half = all.split_off(whole);
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Half a letter whose other half does not come.
    pub fn rest(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.half)).into_owned()
    }
}

/// How many bytes at the end are the beginning of a letter.
fn half_letter(bytes: &[u8]) -> usize {
    let possible = (1..=3.min(bytes.len())).find(|len| {
        let end = &bytes[bytes.len() - len..];
        matches!(std::str::from_utf8(end), Err(e) if e.error_len().is_none() && e.valid_up_to() == 0)
    });
    possible.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_letters_wait() {
        let letter = "ä".as_bytes();
        assert_eq!(half_letter(&letter[..1]), 1);
        assert_eq!(half_letter(letter), 0);
        assert_eq!(half_letter(&[0xff]), 0);
        assert_eq!(half_letter(&[0xff, 0xe2, 0x82]), 2);
    }
}
