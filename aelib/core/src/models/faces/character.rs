//! The two invented characters of the deepfake.

use serde::{Deserialize, Serialize};

/// Whose face it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Character {
    /// A round, freckled face under ginger curls.
    A,
    /// A broad, blue-green troll with a violet tuft.
    B,
}

impl Character {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A, Self::B];
}
