//! The points: `cargo test -p exercises`, or `cargo test -p exercises -- NAME` for some checks.

fn main() -> std::process::ExitCode {
    let folder = env!("CARGO_MANIFEST_DIR");
    checks::main(folder.strip_suffix("/points").unwrap_or(folder))
}
