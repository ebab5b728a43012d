mod kl_by_hand;
mod kl_by_sampling;
mod log_sigma;
mod reparameterize;

/// Number by number, of three.
fn each(a: &[f32], b: &[f32], c: &[f32], f: fn(f32, f32, f32) -> f32) -> Vec<f32> {
    let numbers = a.iter().zip(b).zip(c);
    numbers.map(|((a, b), c)| f(*a, *b, *c)).collect()
}

/// The sum over latent numbers.
fn sum(mu: &[f32], width: &[f32], f: fn(f32, f32) -> f32) -> f32 {
    mu.iter().zip(width).map(|(mu, width)| f(*mu, *width)).sum()
}
