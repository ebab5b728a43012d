//! The course's command line.
fn main() {}
