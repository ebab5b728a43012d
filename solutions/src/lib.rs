//! The exercises of the course, one module for each lesson.
//!
//! `cargo test -p exercises` counts the points and says what to do next.
// begin solution
//!
//! This is the solved side, and the source: `cargo course sync` makes the crate
//! `exercises` from it, with a `todo!` for each marked region. Edit here, then sync.
// end solution

// begin source
pub mod source;

use interface::Serve;
use std::sync::Arc;

/// All exercises but the homework, in the order of the lessons, with cases drawn from a seed.
/// Each file brings its own [`source::Entry`].
pub fn sources(seed: u64) -> Vec<source::Source> {
    use source::SeedableRng;
    let mut entries = Vec::from_iter(inventory::iter::<source::Entry>);
    entries.sort_by_key(|entry| entry.place);
    let draw = |(stream, entry): (u64, &source::Entry)| {
        let mut rng = source::Draw::seed_from_u64(seed);
        rng.set_stream(stream);
        (entry.source)(&mut rng)
    };
    (0..).zip(entries).map(draw).collect()
}

/// All exercises as they should be.
pub fn answers() -> Vec<Arc<dyn Serve>> {
    let sources = sources(checks::PUBLIC);
    let plain = sources.iter().map(source::Source::right_answer);
    plain.chain([interface::homework!(crate)]).collect()
}

/// The program of a worker, which serves the exercises of a student.
pub fn worker() -> String {
    let sources = sources(checks::PUBLIC);
    let homework = source::arm(HOMEWORK, "interface::homework!(exercises)");
    let arms = sources.iter().map(source::Source::arm).chain([homework]);
    format!(
        "{WORKER}{}        _ => return None,\n    }})\n}}\n",
        arms.collect::<String>()
    )
}

const HOMEWORK: &str = interface::lesson_09::denoiser::NAME;
const WORKER: &str = "\
//! Serves what students have written; `cargo course sync` makes this file. An exercise that
//! does not compile is left out.

use interface::Serve;
use std::sync::Arc;

fn main() -> std::io::Result<()> {
    interface::worker::run(answer)
}

/// The functions of one exercise.
#[rustfmt::skip]
#[allow(unused_imports)]
fn answer(exercise: &str) -> Option<Arc<dyn Serve>> {
    aelib::missing::runs(exercise);
    Some(match exercise {
";

/// The cases of all of them.
pub fn cases(seed: u64) -> Vec<checks::Data> {
    let sources = sources(seed);
    sources
        .iter()
        .zip(0..)
        .map(|(source, order)| source.data(order))
        .collect()
}
// end source
pub mod bonus;
pub mod lesson_01;
pub mod lesson_02;
pub mod lesson_03;
pub mod lesson_04;
pub mod lesson_05;
pub mod lesson_06;
pub mod lesson_07;
pub mod lesson_08;
pub mod lesson_09;
