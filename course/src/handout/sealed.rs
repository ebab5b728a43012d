//! The library has what the exercises ask you to write. Here are the bodies of these
//! functions, for the compiler to read and not for you: their names, types and docs are where
//! they belong. The whole library can be read in the course's own repository.

use proc_macro::TokenStream;

/// The body of this number, of the crate that is compiled.
#[proc_macro]
pub fn body(number: TokenStream) -> TokenStream {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says what it compiles");
    let bytes = std::fs::read(folder + "/sealed").expect("the file beside Cargo.toml");
    let number: usize = number.to_string().parse().expect("a number");
    let word = |place: usize| {
        let bytes = bytes[4 * place..].first_chunk().expect("the list of places");
        u32::from_le_bytes(*bytes) as usize
    };
    let range = word(number)..word(number + 1);
    let opened = range.map(|place| bytes[place] ^ KEY.wrapping_mul(place as u8 | 1));
    let text = String::from_utf8(opened.collect()).expect("text");
    text.parse().expect("Rust")
}

/// Against searching only: it keeps nothing secret.
const KEY: u8 = 0x5d;
