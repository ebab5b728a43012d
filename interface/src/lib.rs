//! What students write, as functions that can be called from outside: arguments in,
//! results out, and nothing else.
//!
//! # How it works
//! [`answers!`] names the functions of all exercises. Each takes its arguments from a list
//! in JSON and returns a [`Value`] ([`mod@plain`]); the homework, whose arguments are images and
//! weights, is [declared](exercise!) with its types.
//!
//! Between a function and what calls it stands a [`Caller`], which sees bytes only.
//! [`Local`] calls within the same process: that is `cargo test -p exercises`. A grader
//! brings a caller of its own, which hands the bytes to a worker process and reads bytes
//! back; in there, [`answers!`] gives all answers, and [`serve`] finds the right one. The
//! worker needs this crate, `aelib` and the student's: no cases, results or points.
//!
//! # How to add an exercise
//! Write `solutions/src/lesson_0N/NAME.rs`, name it in the lesson's module, and add a line to
//! [`answers!`]. `cargo course sync` makes the rest.

pub mod answer;
pub mod bonus;
pub mod guard;
pub mod images;
pub mod lesson_09;
mod local;
mod param;
pub mod plain;
pub mod value;
pub mod worker;

#[doc(hidden)]
pub use aelib;
pub use answer::{Call, Caller, Serve, serve};
pub use guard::Trouble;
pub use local::Local;
pub use param::Param;
pub use value::{Show, Value};

/// All exercises, as the crate `$answers` solves them: a `Vec<Arc<dyn Serve>>`.
#[macro_export]
macro_rules! answers {
    ($answers:ident) => {
        vec![
            $crate::plain!("lesson_01::compression", {
                compression_ratio(a, b, c) = $answers::lesson_01::compression::compression_ratio;
                images_to_pay_off(a, b, c) = $answers::lesson_01::compression::images_to_pay_off;
                copying_encoder(a, b) = $answers::lesson_01::compression::copying_encoder;
                copying_decoder(a, b) = $answers::lesson_01::compression::copying_decoder;
                copied(a, b, c) = |pixels: usize, code: usize, image: &[f32]| { let times = $crate::plain::times; use $answers::lesson_01::compression::{copying_decoder, copying_encoder}; times(&copying_decoder(pixels, code), &times(&copying_encoder(pixels, code), image)) };
            }),
            $crate::bind!($answers, lesson_02::losses_by_hand { bce(a, b), mse(a, b) }),
            $crate::bind!($answers, lesson_02::logits { first_that_breaks(), bce_with_logits(a, b), gradient(a, b) }),
            $crate::bind!($answers, lesson_02::sum_or_mean { gradient_of_sum(a, b), gradient_of_mean(a, b), descend(a, b, c, d), rate_for_sum(a, b) }),
            $crate::bind!($answers, lesson_03::by_hand { size(), first_stamp(), question() }),
            $crate::bind!($answers, lesson_03::sizes { conv_size(a, b, c, d), inputs(a, b, c, d), same_padding(a), even_kernel(a, b) }),
            $crate::bind!($answers, lesson_03::convolution { conv2d(a, b, c, d) }),
            $crate::bind!($answers, lesson_03::transposed_convolution { output_size(a, b, c, d), conv_transpose2d(a, b, c, d) }),
            $crate::plain!("lesson_04::decoder", {
                parameters() = $answers::lesson_04::decoder::parameters;
                restore(a, b) = |codes: &Vec<Vec<f32>>, seed: u64| $crate::images::some(&$answers::lesson_04::decoder::restore(codes, seed));
            }),
            $crate::plain!("lesson_04::training_loop", {
                train(a, b, c, d) = |images: usize, epochs: usize, batch: usize, seed: u64| $answers::lesson_04::training_loop::train(&$crate::images::stripes(images, seed), epochs, batch, seed);
            }),
            $crate::bind!($answers, lesson_05::code_size { predicted_error(a, b), kept(a, b), smallest_code(a, b, c) }),
            $crate::bind!($answers, lesson_06::threshold { share_above(a, b), choose_threshold(a, b), judge(a, b, c, d, e) }),
            $crate::bind!($answers, lesson_06::precision_at_k { squared_distance(a, b), nearest(a, b, c), precision_at_k(a, b, c, d, e) }),
            $crate::bind!($answers, lesson_06::noisy_input { add_noise(a, b), mean_squared_error(a, b), strip(a, b) }),
            $crate::bind!($answers, lesson_07::why_one_encoder { layer(a, b), turn(a, b, c), swap_error(a, b, c, d) }),
            $crate::bind!($answers, lesson_08::reparameterize { reparameterize(a, b, c), gradients(a, b, c) }),
            $crate::bind!($answers, lesson_08::kl_by_hand { kl(a, b), kl_per_number(a, b) }),
            $crate::bind!($answers, lesson_08::kl_by_sampling { log_normal(a, b, c), kl_by_sampling(a, b, c) }),
            $crate::bind!($answers, lesson_08::log_sigma { sample(a, b, c), kl(a, b), claimed_and_true(a, b) }),
            $crate::homework!($answers),
            $crate::variational!($answers),
        ]
    };
}

/// One exercise with the functions of the crate `$answers`.
#[macro_export]
macro_rules! bind {
    (
        $answers:ident,
        $lesson:ident::$exercise:ident { $($function:ident($($argument:ident),*)),* }
    ) => {
        $crate::plain!(concat!(stringify!($lesson), "::", stringify!($exercise)), {
            $($function($($argument),*) = $answers::$lesson::$exercise::$function;)*
        })
    };
}
