//! What students write, as functions that can be called from outside: arguments in,
//! results out, and nothing else.
//!
//! # How it works
//! Each exercise is declared once, by the signatures of its functions ([`exercise!`]):
//!
//! ```ignore
//! exercise! {
//!     /// The transposed convolution of one image with one kernel.
//!     lesson_03::transposed_convolution {
//!         /// The size of the result, from M, k, s and p.
//!         output_size(m: usize, k: usize, s: usize, p: usize) -> usize;
//!     }
//! }
//! ```
//!
//! That makes a module with two sides of the same functions:
//!
//! - `Answer`, the student's side: a struct of function pointers. It [serves](Serve) a
//!   call: decodes the arguments, calls the function, encodes the result.
//! - `Calls`, the checks' side: methods with the same names and arguments, each of which
//!   returns the result or the [`Trouble`] that came instead.
//!
//! Between them stands a [`Caller`], which sees bytes only. [`Local`] calls within the same
//! process: that is `cargo test -p exercises`. A grader brings a caller of its own, which
//! hands the bytes to a worker process and reads bytes back; in there,
//! [`answers!`] gives all answers, and [`serve`] finds the right one. The worker needs this
//! crate, `aelib` and the student's; it never sees the crate `checks`, where cases, expected
//! results and points are.
//!
//! # How to add an exercise
//! 1. Declare it in this crate's `lesson_0N.rs`.
//! 2. Write it, solved, into `solutions/src/lesson_0N/NAME.rs`; `cargo course sync` makes
//!    the exercise.
//! 3. Add one line to [`answers!`] below.
//! 4. Write its checks: see the crate `checks`.
//!
//! # What can travel
//! Arguments and results are what serde can write and read: numbers, `Vec`s, tuples,
//! [`Images`](aelib::data::Images), a [`ChaCha8Rng`](aelib::rand_chacha::ChaCha8Rng) as `&mut`,
//! structs of `aelib` that derive both traits. Tensors, models and
//! closures do not travel: wrap what the student writes in a function of the exercise
//! that takes and returns numbers. By reference (`&T`, `&[T]`, `&str`) or, for what is
//! [`Param`] by value, by value.

pub mod answer;
pub mod bonus;
pub mod guard;
mod local;
mod param;

pub mod lesson_01;
pub mod lesson_02;
pub mod lesson_03;
pub mod lesson_04;
pub mod lesson_05;
pub mod lesson_06;
pub mod lesson_07;
pub mod lesson_08;
pub mod lesson_09;
pub mod worker;

#[doc(hidden)]
pub use aelib;
pub use answer::{Call, Caller, Serve, serve};
pub use guard::Trouble;
pub use local::Local;
pub use param::Param;

/// All exercises, as the crate `$answers` solves them: a `Vec<Arc<dyn Serve>>`.
#[macro_export]
macro_rules! answers {
    ($answers:ident) => {
        vec![
            $crate::bind!(
                $answers,
                lesson_01::compression {
                    compression_ratio,
                    images_to_pay_off,
                    copying_encoder,
                    copying_decoder
                }
            ),
            $crate::bind!($answers, lesson_02::losses_by_hand { bce, mse }),
            $crate::bind!(
                $answers,
                lesson_02::logits {
                    first_that_breaks,
                    bce_with_logits,
                    gradient
                }
            ),
            $crate::bind!(
                $answers,
                lesson_02::sum_or_mean {
                    gradient_of_sum,
                    gradient_of_mean,
                    descend,
                    rate_for_sum
                }
            ),
            $crate::bind!(
                $answers,
                lesson_03::by_hand {
                    size,
                    first_stamp,
                    question
                }
            ),
            $crate::bind!(
                $answers,
                lesson_03::sizes {
                    conv_size,
                    inputs,
                    same_padding,
                    even_kernel
                }
            ),
            $crate::bind!($answers, lesson_03::convolution { conv2d }),
            $crate::bind!(
                $answers,
                lesson_03::transposed_convolution {
                    output_size,
                    conv_transpose2d
                }
            ),
            $crate::bind!(
                $answers,
                lesson_04::decoder {
                    parameters,
                    restore
                }
            ),
            $crate::bind!($answers, lesson_04::training_loop { train }),
            $crate::bind!(
                $answers,
                lesson_05::code_size {
                    predicted_error,
                    kept,
                    smallest_code
                }
            ),
            $crate::bind!(
                $answers,
                lesson_06::threshold {
                    share_above,
                    choose_threshold,
                    judge
                }
            ),
            $crate::bind!(
                $answers,
                lesson_06::precision_at_k {
                    squared_distance,
                    nearest,
                    precision_at_k
                }
            ),
            $crate::bind!(
                $answers,
                lesson_06::noisy_input {
                    add_noise,
                    mean_squared_error,
                    strip
                }
            ),
            $crate::bind!(
                $answers,
                lesson_07::why_one_encoder {
                    layer,
                    turn,
                    swap_error
                }
            ),
            $crate::bind!(
                $answers,
                lesson_08::reparameterize {
                    reparameterize,
                    gradients
                }
            ),
            $crate::bind!($answers, lesson_08::kl_by_hand { kl, kl_per_number }),
            $crate::bind!(
                $answers,
                lesson_08::kl_by_sampling {
                    log_normal,
                    kl_by_sampling
                }
            ),
            $crate::bind!(
                $answers,
                lesson_08::log_sigma {
                    sample,
                    kl,
                    claimed_and_true
                }
            ),
            $crate::homework!($answers),
            ::std::sync::Arc::new($crate::variational!(
                $answers::bonus::variational::loss,
                $answers::bonus::variational::restore,
                $answers::bonus::variational::draw,
            )) as ::std::sync::Arc<dyn $crate::Serve>,
        ]
    };
}

/// One exercise with the functions of the crate `$answers`.
#[macro_export]
macro_rules! bind {
    ($answers:ident, $lesson:ident::$exercise:ident { $($function:ident),* $(,)? }) => {
        ::std::sync::Arc::new($crate::$lesson::$exercise::Answer {
            $($function: $answers::$lesson::$exercise::$function,)*
        }) as ::std::sync::Arc<dyn $crate::Serve>
    };
}
