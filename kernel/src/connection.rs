//! The file that says where a kernel listens, and with which key.

use jupyter_protocol::ConnectionInfo;
use std::error::Error;
use std::fs;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// What the connection file says. Whoever can read it can run code as this user, and so
/// can whoever reaches the sockets.
///
/// # Errors
/// If it cannot be read, others may have read it, or others could reach the sockets.
pub fn read(path: &Path) -> Result<ConnectionInfo, Box<dyn Error>> {
    let name = path.display();
    let failed = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
    let info: ConnectionInfo = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let folder = path.parent().unwrap_or(Path::new("."));
        if has_permissions(folder) {
            let line = format!("{name}: others can read it (mode {mode:o}); chmod 600");
            return Err(line.into());
        }
        // Windows' disks under WSL are such, and Windows itself keeps other users out there.
        eprintln!(
            "warning: {name} is on a file system that keeps no permissions, so whoever may read \
             this folder may run code in the notebook; JUPYTER_RUNTIME_DIR can name another folder"
        );
    }
    if !["127.0.0.1", "localhost"].contains(&info.ip.as_str()) {
        return Err(format!(
            "{name}: ip {:?}; this kernel listens on 127.0.0.1 only",
            info.ip
        )
        .into());
    }
    Ok(info)
}

/// Whether a file in this folder can be one's own: tried with one that is.
fn has_permissions(folder: &Path) -> bool {
    let probe = folder.join(format!(".rust-kernel-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    let file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&probe);
    let Ok(file) = file else {
        // What cannot be tried is not assumed.
        return true;
    };
    let mode = file.metadata().map(|found| found.permissions().mode());
    let _ = fs::remove_file(&probe);
    mode.is_ok_and(|mode| mode & 0o077 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_folder_has_permissions_and_is_left_as_it_was() {
        let folder = std::env::temp_dir().join(format!("rust-kernel-test-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        assert!(has_permissions(&folder));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir(&folder).unwrap();
        assert!(
            has_permissions(&folder),
            "what cannot be tried is not assumed"
        );
    }
}
