//! The points: `cargo test -p solutions`, or `cargo test -p solutions -- NAME` for some checks.

use interface::Local;
use std::sync::Arc;

fn main() -> std::process::ExitCode {
    let answers = Arc::new(Local::new(solutions::answers()));
    let cases = solutions::cases(checks::PUBLIC);
    checks::run(env!("CARGO_MANIFEST_DIR"), &cases, || {
        Ok((answers, Default::default()))
    })
}
