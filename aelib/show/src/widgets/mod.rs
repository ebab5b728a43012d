//! Sliders and other controls in a notebook, and a Rust function that answers them.
//!
//! ```no_run
//! use aelib_show::prelude::*;
//!
//! interact((slider("x", 0.0..1.0), checkbox("squared")), |(x, squared)| {
//!     format!("{}", if squared { x * x } else { x })
//! });
//! ```
//!
//! | file | what is in it |
//! |---|---|
//! | `control` | a control: what it shows, what it gives |
//! | `interact` | a function of controls, and the display that it changes |
//! | `comm` | how a page and this process tell each other |
//! | `widget.js`, `widget.css` | the control in the page, in the form that anywidget loads |

mod comm;
mod control;
mod interact;

pub use control::{Control, button, checkbox, drawing_pad, dropdown, slider};
pub use interact::{Controls, interact};
