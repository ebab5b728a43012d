//! Other libraries with the course's three models, as programs in `course/peers`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A library, and the ways in which it can be asked to compute.
struct Library {
    name: &'static str,
    /// What a Python that has it can import; none for a Rust program.
    modules: &'static [&'static str],
    /// Empty for the way in which the library computes by itself.
    modes: &'static [&'static str],
}

const LIBRARIES: [Library; 5] = [
    Library {
        name: "pytorch",
        modules: &["torch", "numpy"],
        modes: &["", "compile", "channels-last", "bf16"],
    },
    Library {
        name: "jax",
        modules: &["jax", "numpy"],
        modes: &[""],
    },
    Library {
        name: "keras",
        modules: &["tensorflow", "keras", "numpy"],
        modes: &[""],
    },
    Library {
        name: "burn",
        modules: &[],
        modes: &[""],
    },
    Library {
        name: "candle",
        modules: &[],
        modes: &[""],
    },
];

/// A library in one mode: what has a row of its own.
pub struct Peer {
    library: &'static Library,
    mode: &'static str,
}

impl Peer {
    /// The library, and its mode unless that is its own: `pytorch bf16`.
    pub fn name(&self) -> String {
        format!("{} {}", self.library.name, self.mode)
            .trim_end()
            .into()
    }

    /// What trains one of the models for so many epochs.
    pub fn command(&self, peers: &Path, python: &str, model: &str, epochs: usize) -> Command {
        let mut command = match self.library.modules {
            [] => Command::new(self.library.program(peers)),
            _ => {
                let mut command = Command::new(python);
                command.arg(peers.join(format!("{}_models.py", self.library.name)));
                command
            }
        };
        command.args([model, &epochs.to_string()]);
        command.args(Some(self.mode).filter(|mode| !mode.is_empty()));
        command
    }
}

impl Library {
    /// Where cargo puts the program of a Rust library.
    fn program(&self, peers: &Path) -> PathBuf {
        let folder = peers.join(self.name);
        folder.join(format!("target/release/{}-peer", self.name))
    }

    /// What has to be done before this library can be measured.
    fn lacks(&self, peers: &Path, python: &str) -> Option<String> {
        if self.modules.is_empty() {
            let manifest = format!("course/peers/{}/Cargo.toml", self.name);
            let build = format!("cargo build --release --manifest-path {manifest}");
            return (!self.program(peers).exists()).then(|| format!("build it with {build}"));
        }
        let missing = self.modules.iter().find(|name| !can_import(python, name));
        missing.map(|module| format!("{python} cannot import {module}"))
    }
}

/// The peers in this folder that can be measured. Of each other one line on standard error says
/// what it lacks.
pub fn installed(peers: &Path, python: &str) -> Vec<Peer> {
    let mut found = Vec::new();
    for library in &LIBRARIES {
        match library.lacks(peers, python) {
            Some(why) => eprintln!("{} is left out: {why}", library.name),
            None => found.extend(library.modes.iter().map(|mode| Peer { library, mode })),
        }
    }
    found
}

fn can_import(python: &str, module: &str) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", &format!("import {module}")]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
