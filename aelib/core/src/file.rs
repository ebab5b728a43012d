//! Files that appear whole or not at all.

use crate::{Error, Result};
use std::path::Path;

/// Writes a file under a temporary name beside it, then renames: it appears whole or not at
/// all, also if the machine loses its power. In a browser there are no files.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    #[cfg(target_family = "wasm")]
    return std::fs::write(path, bytes).map_err(Error::io(path));
    #[cfg(not(target_family = "wasm"))]
    {
        use std::io::Write;
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        // Others may read it, as far as the user's umask lets them; temporary files are private.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder).map_err(Error::io(folder))?;
        file.write_all(bytes).map_err(Error::io(path))?;
        // Or the name could reach the disk before the content does.
        file.as_file().sync_all().map_err(Error::io(path))?;
        file.persist(path).map_err(|e| Error::io(path)(e.error))?;
        Ok(())
    }
}
