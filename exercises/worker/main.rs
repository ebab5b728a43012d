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
        #[cfg(not(without = "lesson_01::compression"))] "lesson_01::compression" => { use exercises::lesson_01::compression::*; interface::plain!("lesson_01::compression", { compression_ratio(a, b, c) = compression_ratio; images_to_pay_off(a, b, c) = images_to_pay_off; copying_encoder(a, b) = copying_encoder; copying_decoder(a, b) = copying_decoder; copied(a, b, c) = |pixels: usize, code: usize, image: &[f32]| { let numbers = interface::plain::times(&copying_encoder(pixels, code), image); interface::plain::times(&copying_decoder(pixels, code), &numbers) }; }) },
        #[cfg(not(without = "lesson_02::losses_by_hand"))] "lesson_02::losses_by_hand" => interface::plain!("lesson_02::losses_by_hand", { bce(targets, outputs) = exercises::lesson_02::losses_by_hand::bce; mse(targets, outputs) = exercises::lesson_02::losses_by_hand::mse; }),
        #[cfg(not(without = "lesson_02::logits"))] "lesson_02::logits" => interface::plain!("lesson_02::logits", { first_that_breaks(step) = exercises::lesson_02::logits::first_that_breaks; bce_with_logits(logit, target) = exercises::lesson_02::logits::bce_with_logits; gradient(logit, target) = exercises::lesson_02::logits::gradient; }),
        #[cfg(not(without = "lesson_02::sum_or_mean"))] "lesson_02::sum_or_mean" => interface::plain!("lesson_02::sum_or_mean", { gradient_of_sum(targets, shade) = exercises::lesson_02::sum_or_mean::gradient_of_sum; gradient_of_mean(targets, shade) = exercises::lesson_02::sum_or_mean::gradient_of_mean; descend(targets, shade, rate, steps) = exercises::lesson_02::sum_or_mean::descend; rate_for_sum(rate_for_mean, pixels) = exercises::lesson_02::sum_or_mean::rate_for_sum; }),
        #[cfg(not(without = "lesson_03::by_hand"))] "lesson_03::by_hand" => interface::plain!("lesson_03::by_hand", { size() = exercises::lesson_03::by_hand::size; last_stamp() = exercises::lesson_03::by_hand::last_stamp; question() = exercises::lesson_03::by_hand::question; }),
        #[cfg(not(without = "lesson_03::sizes"))] "lesson_03::sizes" => interface::plain!("lesson_03::sizes", { conv_size(m, k, s, p) = exercises::lesson_03::sizes::conv_size; inputs(n, k, s, p) = exercises::lesson_03::sizes::inputs; same_padding(k) = exercises::lesson_03::sizes::same_padding; even_kernel(k, s) = exercises::lesson_03::sizes::even_kernel; }),
        #[cfg(not(without = "lesson_03::convolution"))] "lesson_03::convolution" => interface::plain!("lesson_03::convolution", { conv2d(input, kernel, stride, padding) = exercises::lesson_03::convolution::conv2d; }),
        #[cfg(not(without = "lesson_03::transposed_convolution"))] "lesson_03::transposed_convolution" => interface::plain!("lesson_03::transposed_convolution", { output_size(m, k, s, p) = exercises::lesson_03::transposed_convolution::output_size; conv_transpose2d(input, kernel, stride, padding) = exercises::lesson_03::transposed_convolution::conv_transpose2d; }),
        #[cfg(not(without = "lesson_04::decoder"))] "lesson_04::decoder" => { use exercises::lesson_04::decoder::*; interface::plain!("lesson_04::decoder", { parameters(code) = exercises::lesson_04::decoder::parameters; restore(codes, seed) = |codes: &Vec<Vec<f32>>, seed: u64| interface::images::some(&exercises::lesson_04::decoder::restore(codes, seed)); }) },
        #[cfg(not(without = "lesson_04::training_loop"))] "lesson_04::training_loop" => { use exercises::lesson_04::training_loop::*; interface::plain!("lesson_04::training_loop", { train(a, b, c, d) = |images: usize, epochs: usize, batch: usize, seed: u64| { let images = interface::images::stripes(images, seed); exercises::lesson_04::training_loop::train(&images, epochs, batch, seed) }; }) },
        #[cfg(not(without = "lesson_05::code_size"))] "lesson_05::code_size" => interface::plain!("lesson_05::code_size", { predicted_error(variances, k) = exercises::lesson_05::code_size::predicted_error; kept(before, after) = exercises::lesson_05::code_size::kept; smallest_code(sizes, kept, wanted) = exercises::lesson_05::code_size::smallest_code; }),
        #[cfg(not(without = "lesson_06::threshold"))] "lesson_06::threshold" => interface::plain!("lesson_06::threshold", { share_above(scores, threshold) = exercises::lesson_06::threshold::share_above; choose_threshold(normal, allowed) = exercises::lesson_06::threshold::choose_threshold; judge(training, validation, test, anomalies, allowed) = exercises::lesson_06::threshold::judge; }),
        #[cfg(not(without = "lesson_06::precision_at_k"))] "lesson_06::precision_at_k" => interface::plain!("lesson_06::precision_at_k", { squared_distance(a, b) = exercises::lesson_06::precision_at_k::squared_distance; nearest(rows, query, k) = exercises::lesson_06::precision_at_k::nearest; precision_at_k(rows, labels, queries, query_labels, k) = exercises::lesson_06::precision_at_k::precision_at_k; }),
        #[cfg(not(without = "lesson_06::noisy_input"))] "lesson_06::noisy_input" => interface::plain!("lesson_06::noisy_input", { add_noise(clean, noise) = exercises::lesson_06::noisy_input::add_noise; mean_squared_error(found, truth) = exercises::lesson_06::noisy_input::mean_squared_error; strip(clean, noise) = exercises::lesson_06::noisy_input::strip; }),
        #[cfg(not(without = "lesson_07::why_one_encoder"))] "lesson_07::why_one_encoder" => interface::plain!("lesson_07::why_one_encoder", { layer(matrix, x) = exercises::lesson_07::why_one_encoder::layer; turn(encoder, decoder, angle) = exercises::lesson_07::why_one_encoder::turn; swap_error(encoder, decoder_b, faces_a, faces_b) = exercises::lesson_07::why_one_encoder::swap_error; }),
        #[cfg(not(without = "lesson_08::reparameterize"))] "lesson_08::reparameterize" => interface::plain!("lesson_08::reparameterize", { reparameterize(mu, log_var, eps) = exercises::lesson_08::reparameterize::reparameterize; gradients(log_var, eps, dz) = exercises::lesson_08::reparameterize::gradients; }),
        #[cfg(not(without = "lesson_08::kl_by_hand"))] "lesson_08::kl_by_hand" => interface::plain!("lesson_08::kl_by_hand", { kl(mu, log_var) = exercises::lesson_08::kl_by_hand::kl; kl_per_number(mu, log_var) = exercises::lesson_08::kl_by_hand::kl_per_number; }),
        #[cfg(not(without = "lesson_08::kl_by_sampling"))] "lesson_08::kl_by_sampling" => interface::plain!("lesson_08::kl_by_sampling", { log_normal(z, mu, log_var) = exercises::lesson_08::kl_by_sampling::log_normal; kl_by_sampling(mu, log_var, noise) = exercises::lesson_08::kl_by_sampling::kl_by_sampling; }),
        #[cfg(not(without = "lesson_08::log_sigma"))] "lesson_08::log_sigma" => interface::plain!("lesson_08::log_sigma", { sample(mu, log_sigma, eps) = exercises::lesson_08::log_sigma::sample; kl(mu, log_sigma) = exercises::lesson_08::log_sigma::kl; claimed_and_true(mu, log_sigma) = exercises::lesson_08::log_sigma::claimed_and_true; }),
        #[cfg(not(without = "bonus::variational"))] "bonus::variational" => { use exercises::bonus::variational::*; interface::variational!(exercises) },
        #[cfg(not(without = "lesson_09::denoiser"))] "lesson_09::denoiser" => interface::homework!(exercises),
        _ => return None,
    })
}
