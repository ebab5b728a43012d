//! Other libraries with the course's three models, as scripts in `course/peers`.

use std::process::{Command, Stdio};

/// A library, and the ways in which it can be asked to compute.
struct Library {
    name: &'static str,
    /// What a Python that has it can import.
    modules: &'static [&'static str],
    /// Empty for the way in which the library computes by itself.
    modes: &'static [&'static str],
}

const LIBRARIES: [Library; 3] = [
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
];

/// A library in one mode: what has a row of its own.
#[derive(Clone, Copy)]
pub struct Peer {
    library: &'static str,
    mode: &'static str,
}

impl Peer {
    /// The library, and its mode unless that is its own: `pytorch bf16`.
    pub fn name(self) -> String {
        format!("{} {}", self.library, self.mode).trim_end().into()
    }

    /// The script's file name.
    pub fn script(self) -> String {
        format!("{}_models.py", self.library)
    }

    /// What the script is told besides the model and the epochs.
    pub fn mode(self) -> Option<&'static str> {
        Some(self.mode).filter(|mode| !mode.is_empty())
    }
}

/// The peers that this Python can run. Of each other one line on standard error says what it lacks.
pub fn installed(python: &str) -> Vec<Peer> {
    let mut peers = Vec::new();
    for library in LIBRARIES {
        let lacking = library
            .modules
            .iter()
            .find(|name| !can_import(python, name));
        match lacking {
            Some(module) => eprintln!(
                "{} is left out: {python} cannot import {module}",
                library.name
            ),
            None => peers.extend(library.modes.iter().map(|mode| Peer {
                library: library.name,
                mode,
            })),
        }
    }
    peers
}

fn can_import(python: &str, module: &str) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", &format!("import {module}")]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
