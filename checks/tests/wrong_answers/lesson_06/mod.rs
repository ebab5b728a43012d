mod noisy_input;
mod precision_at_k;
mod threshold;
