//! What cargo says of this program, and what the cargo that it calls must not hear: crates
//! that look at it (ring does) would be built anew, and all that depends on them.

/// Takes what cargo says of a package out of this program's environment.
#[allow(unsafe_code)]
pub fn forget_package() {
    let names = Vec::from_iter(std::env::vars_os().map(|(name, _)| name));
    for name in names {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            // SAFETY: `main` calls this before there is another thread.
            unsafe { std::env::remove_var(&name) };
        }
    }
}
