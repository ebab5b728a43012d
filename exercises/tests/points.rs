//! The points: `cargo test -p exercises`, or `cargo test -p exercises -- NAME` for some checks.

fn main() -> std::process::ExitCode {
    checks::main(env!("CARGO_MANIFEST_DIR"), interface::answers!(exercises))
}
