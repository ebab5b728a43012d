//! Autoencoders on dfdx.
