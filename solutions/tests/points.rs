//! The points: `cargo test -p solutions`, or `cargo test -p solutions -- NAME` for some checks.

fn main() -> std::process::ExitCode {
    checks::main(env!("CARGO_MANIFEST_DIR"), interface::answers!(solutions))
}
