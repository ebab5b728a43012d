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

/// All exercises but the homework, in the order of the lessons, with cases drawn from a seed.
pub fn sources(seed: u64) -> Vec<source::Source> {
    use source::SeedableRng;
    macro_rules! sources {
        ($($lesson:ident::$exercise:ident)*) => {
            [$($lesson::$exercise::source as fn(&mut source::Draw) -> source::Source),*]
        };
    }
    let sources = sources! {
        lesson_01::compression
        lesson_02::losses_by_hand
        lesson_02::logits
        lesson_02::sum_or_mean
        lesson_03::by_hand
        lesson_03::sizes
        lesson_03::convolution
        lesson_03::transposed_convolution
        lesson_04::decoder
        lesson_04::training_loop
        lesson_05::code_size
        lesson_06::threshold
        lesson_06::precision_at_k
        lesson_06::noisy_input
        lesson_07::why_one_encoder
        lesson_08::reparameterize
        lesson_08::kl_by_hand
        lesson_08::kl_by_sampling
        lesson_08::log_sigma
        bonus::variational
    };
    let draw = |(place, source): (u64, fn(&mut source::Draw) -> source::Source)| {
        let mut rng = source::Draw::seed_from_u64(seed);
        rng.set_stream(place);
        source(&mut rng)
    };
    (0..).zip(sources).map(draw).collect()
}

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
