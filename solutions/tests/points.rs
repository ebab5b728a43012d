//! The points: `cargo test -p solutions`, or `cargo test -p solutions -- NAME` for some checks.

fn main() -> std::process::ExitCode {
    let (folder, answers) = (env!("CARGO_MANIFEST_DIR"), interface::answers!(solutions));
    checks::run(folder, answers, &solutions::cases(checks::PUBLIC))
}
