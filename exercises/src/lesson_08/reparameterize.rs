//! A draw through which gradients flow: the noise comes from outside.
//!
//! ```text
//! cargo test -p exercises -- lesson_08::reparameterize
//! ```

/// One draw of each latent number of one image:
///
/// ```text
/// z = μ + σ · ε
/// ```
///
/// `log_var` is ln σ², which may be any number, while a σ has to be positive. So first get
/// σ from it. All three slices are equally long.
///
/// # Example
/// With μ = 3, ln σ² = ln 4 and ε = 0.5, σ is 2 and z is 3 + 2 · 0.5 = 4.
pub fn reparameterize(mu: &[f32], log_var: &[f32], eps: &[f32]) -> Vec<f32> {
    let _ = (mu, log_var, eps); // Replace this line, too.
    todo!("z = μ + σ · ε for each number")
}

/// The way back: `dz` is the gradient of the loss with respect to z. Returns the gradients
/// with respect to μ and to ln σ².
///
/// The noise is a constant here, so differentiate z by μ and by ln σ², and multiply with `dz`.
/// Had z been drawn inside, there would be nothing to differentiate: that is what the trick is
/// for.
///
/// # Example
/// With ln σ² = ln 4, ε = 0.5 and dz = 3 the gradients are 3 and 1.5.
pub fn gradients(log_var: &[f32], eps: &[f32], dz: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let _ = (log_var, eps, dz); // Replace this line, too.
    todo!("differentiate z by μ and by ln σ², times dz")
}
