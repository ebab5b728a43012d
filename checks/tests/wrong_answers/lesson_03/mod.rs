mod by_hand;
mod convolution;
mod sizes;
mod transposed_convolution;
