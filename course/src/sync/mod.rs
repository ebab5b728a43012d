//! `cargo course sync`: generates `exercises/src` from `solutions/src`.

mod region;
pub mod tree;

use crate::failure::{Failure, Result};
use aelib::data::project_root;
use std::fmt::{Display, Formatter};
use std::path::{Path, PathBuf};
use tree::Tree;

const SOLUTIONS: &str = "solutions/src";
const EXERCISES: &str = "exercises/src";
/// Where an exercise goes that `sync` replaces: it may be somebody's work.
const REPLACED: &str = "target/replaced";

/// Generates the exercises from the solutions
#[derive(clap::Args)]
pub struct Args {
    /// Change nothing; fail if the exercises are not what would be generated
    #[arg(long)]
    check: bool,
}

/// How a file in `exercises/src` is not what would be generated.
enum Difference {
    Missing(PathBuf),
    Changed(PathBuf),
    Extra(PathBuf),
}

/// Generates the exercises, or with `--check` compares.
///
/// # Errors
/// If a marker in a solution stands alone, a file cannot be read or written, or, with
/// `--check`, an exercise is not what would be generated.
pub fn run(args: Args) -> Result<()> {
    let root = project_root()?;
    let generated = generate(&root)?;
    let differences = compare(&generated, &tree::read(&root.join(EXERCISES))?);
    if args.check {
        return report(&differences);
    }
    for difference in &differences {
        apply(&root, &generated, difference)?;
    }
    if differences.is_empty() {
        println!("nothing to do: the exercises are what the solutions generate");
    }
    Ok(())
}

/// The exercises that the solutions generate.
pub fn generate(root: &Path) -> Result<Tree> {
    let solutions = tree::read(&root.join(SOLUTIONS))?;
    if solutions.is_empty() {
        return Err(Failure::new(format!(
            "{SOLUTIONS}: no solutions to generate from; a student's copy has none and needs no sync"
        )));
    }
    let exercise = |(path, text): (PathBuf, String)| match region::exercise(&text) {
        Ok(text) => Ok((path, text)),
        Err(fault) => {
            let path = Path::new(SOLUTIONS).join(path);
            Err(Failure::new(format!("{}:{fault}", path.display())))
        }
    };
    solutions.into_iter().map(exercise).collect()
}

fn compare(generated: &Tree, present: &Tree) -> Vec<Difference> {
    let wanted = generated
        .iter()
        .filter_map(|(path, text)| match present.get(path) {
            None => Some(Difference::Missing(path.clone())),
            Some(found) if found != text => Some(Difference::Changed(path.clone())),
            Some(_) => None,
        });
    let extra = present.keys().filter(|path| !generated.contains_key(*path));
    wanted
        .chain(extra.cloned().map(Difference::Extra))
        .collect()
}

fn report(differences: &[Difference]) -> Result<()> {
    let Some(first) = differences.first() else {
        return Ok(());
    };
    let others = match differences.len() - 1 {
        0 => String::new(),
        n => format!(" ({n} more)"),
    };
    Err(Failure::new(format!(
        "{first}{others}; run `cargo course sync`, it keeps what it replaces in {REPLACED}"
    )))
}

fn apply(root: &Path, generated: &Tree, difference: &Difference) -> Result<()> {
    let (Difference::Missing(path) | Difference::Changed(path) | Difference::Extra(path)) =
        difference;
    let exercise = Path::new(EXERCISES).join(path);
    let mut kept = String::new();
    if !matches!(difference, Difference::Missing(_)) {
        kept = format!("; the old one is in {REPLACED}");
        tree::copy(&root.join(&exercise), &root.join(REPLACED).join(&exercise))?;
    }
    let name = exercise.display();
    match generated.get(path) {
        Some(text) => {
            tree::write(&root.join(&exercise), text)?;
            println!("wrote {name}{kept}");
        }
        None => {
            tree::remove(&root.join(&exercise))?;
            println!("moved {name} to {REPLACED}");
        }
    }
    Ok(())
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{EXERCISES}/{} is missing", path.display()),
            Self::Changed(path) => {
                let path = path.display();
                write!(
                    f,
                    "{EXERCISES}/{path} differs from what {SOLUTIONS}/{path} generates"
                )
            }
            Self::Extra(path) => {
                let path = path.display();
                write!(f, "{EXERCISES}/{path} has no {SOLUTIONS}/{path}")
            }
        }
    }
}
