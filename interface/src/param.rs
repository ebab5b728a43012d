//! Arguments: written on one side, kept as values on the other, lent to the function.

use aelib::rand::SeedableRng;
use aelib::rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The type of an argument, such as `usize` or `&Matrix`.
pub trait Param<'a> {
    /// What is written of it.
    type Sent: Serialize;
    /// What is kept of it while the function runs: reads what was sent.
    type Owned: DeserializeOwned;

    /// From the argument.
    fn send(self) -> Self::Sent;

    /// The argument itself.
    fn lend(owned: &'a mut Self::Owned) -> Self;
}

impl<'a, T: Serialize + DeserializeOwned> Param<'a> for &'a T {
    type Sent = &'a T;
    type Owned = T;

    fn send(self) -> &'a T {
        self
    }

    fn lend(owned: &'a mut T) -> Self {
        owned
    }
}

impl<'a, T: Serialize + DeserializeOwned> Param<'a> for &'a [T] {
    type Sent = &'a [T];
    type Owned = Vec<T>;

    fn send(self) -> &'a [T] {
        self
    }

    fn lend(owned: &'a mut Vec<T>) -> Self {
        owned
    }
}

impl<'a> Param<'a> for &'a str {
    type Sent = &'a str;
    type Owned = String;

    fn send(self) -> &'a str {
        self
    }

    fn lend(owned: &'a mut String) -> Self {
        owned
    }
}

macro_rules! by_value {
    ($($number:ty)*) => {
        $(impl Param<'_> for $number {
            type Sent = $number;
            type Owned = $number;

            fn send(self) -> $number {
                self
            }

            fn lend(owned: &mut $number) -> Self {
                *owned
            }
        })*
    };
}
by_value!(bool u8 u32 u64 usize i32 i64 f32 f64);

impl<T: Copy, const N: usize> Param<'_> for [T; N]
where
    [T; N]: Serialize + DeserializeOwned,
{
    type Sent = Self;
    type Owned = Self;

    fn send(self) -> Self {
        self
    }

    fn lend(owned: &mut Self) -> Self {
        *owned
    }
}

/// The function draws from a copy: the caller's generator stays where it is.
impl<'a> Param<'a> for &'a mut ChaCha8Rng {
    type Sent = State;
    type Owned = Generator;

    fn send(self) -> State {
        State {
            seed: self.get_seed(),
            stream: self.get_stream(),
            position: self.get_word_pos(),
        }
    }

    fn lend(owned: &'a mut Generator) -> Self {
        &mut owned.0
    }
}

/// Where a generator is.
#[derive(Serialize, Deserialize)]
pub struct State {
    seed: [u8; 32],
    stream: u64,
    position: u128,
}

/// A generator that goes on where another one was.
#[derive(Deserialize)]
#[serde(from = "State")]
pub struct Generator(ChaCha8Rng);

impl From<State> for Generator {
    fn from(state: State) -> Self {
        let mut rng = ChaCha8Rng::from_seed(state.seed);
        rng.set_stream(state.stream);
        rng.set_word_pos(state.position);
        Self(rng)
    }
}
