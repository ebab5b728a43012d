//! What a notebook imports: `use aelib::prelude::*;`.

pub use aelib_show::prelude::*;
