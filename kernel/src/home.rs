//! Where a kernel keeps what it builds: a folder of a project, or one of the user's.

use std::io;
use std::path::{Path, PathBuf};

/// evcxr's configuration, below a project's folder for the kernel.
pub const CONFIG: &str = "config";

/// Where a kernel keeps what it builds.
pub struct Home {
    /// With the working folders in it.
    pub folder: PathBuf,
    /// The project that this kernel was built for, if it was built for one.
    pub project: Option<PathBuf>,
}

impl Home {
    /// The home of this program. A project that brings a kernel of its own has it in a folder
    /// `bin`, with evcxr's configuration in the folder `config` beside that, and three folders
    /// above the program is the project: `.venv/evcxr/bin/rust-kernel` for example.
    ///
    /// # Errors
    /// If the user has no home either.
    pub fn of_this_program() -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let beside = program.parent().and_then(Path::parent);
        if let Some(folder) =
            beside.filter(|folder| folder.join(CONFIG).join("evcxr.toml").exists())
        {
            return Ok(Self {
                folder: folder.into(),
                project: folder.ancestors().nth(2).map(PathBuf::from),
            });
        }
        Ok(Self {
            folder: cache()?.join("rust-kernel"),
            project: None,
        })
    }
}

/// The folder for what programs of this user can make again.
fn cache() -> io::Result<PathBuf> {
    let below = match cfg!(target_os = "macos") {
        true => "Library/Caches",
        false => ".cache",
    };
    named("XDG_CACHE_HOME").map_or_else(|| Ok(user()?.join(below)), Ok)
}

/// The user's home.
///
/// # Errors
/// If there is none.
pub fn user() -> io::Result<PathBuf> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())
        .ok_or_else(|| io::Error::other("this user has no home folder; set HOME"))
}

/// The folder that a variable of the environment names.
pub fn named(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    folder.filter(|folder| folder.is_absolute())
}
