//! `cargo course sync`: generates from `solutions` what students get: `exercises/src` with its
//! gaps, `exercises/cases`, and the program of `exercises/worker`.

mod region;
pub mod tree;

use crate::failure::{Failure, Result};
use crate::project::Project;
use std::fmt::{Display, Formatter};
use std::path::{Path, PathBuf};
use tree::Tree;

const SOLUTIONS: &str = "solutions/src";
const EXERCISES: &str = "exercises/src";
const CASES: &str = "exercises/cases";
const WORKER: &str = "exercises/worker";
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
struct Difference {
    folder: &'static str,
    path: PathBuf,
    how: How,
}

enum How {
    Missing,
    Changed,
    Extra,
}

/// Generates the exercises, or with `--check` compares.
///
/// # Errors
/// If a marker in a solution stands alone, a file cannot be read or written, or, with
/// `--check`, an exercise is not what would be generated.
pub fn run(args: Args) -> Result<()> {
    let root = Project::find()?.root;
    let mut differences = Vec::new();
    for (folder, generated) in [
        (EXERCISES, generate(&root)?),
        (CASES, cases(&root)?),
        (WORKER, worker(&root)),
    ] {
        for difference in compare(folder, &generated, &tree::read(&root.join(folder))?) {
            if !args.check {
                apply(&root, &generated, &difference)?;
            }
            differences.push(difference);
        }
    }
    if args.check {
        return report(&differences);
    }
    if differences.is_empty() {
        println!("nothing to do: the exercises are what the solutions generate");
    }
    Ok(())
}

/// The cases that students see, in a file for each exercise.
///
/// # Errors
/// None that is known.
pub fn cases(root: &Path) -> Result<Tree> {
    if !is_the_course(root) {
        return Ok(Tree::new());
    }
    let file = |data: checks::Data| {
        let text = serde_json::to_string(&data).expect("cases are JSON");
        let lines = text.replace("{\"arguments\":[", "\n{\"arguments\":[");
        let path = PathBuf::from(data.name.replace("::", ".") + ".json");
        (path, lines + "\n")
    };
    Ok(solutions::cases(checks::PUBLIC)
        .into_iter()
        .map(file)
        .collect())
}

/// The program that calls them.
pub fn worker(root: &Path) -> Tree {
    match is_the_course(root) {
        true => Tree::from([(PathBuf::from("main.rs"), solutions::worker())]),
        false => Tree::new(),
    }
}

/// Whether the solutions there are those that this program was built with.
fn is_the_course(root: &Path) -> bool {
    root.join(SOLUTIONS).join("source.rs").exists()
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
        Ok(text) => Ok((path.clone(), with_switches(&path, text))),
        Err(fault) => {
            let path = Path::new(SOLUTIONS).join(path);
            Err(Failure::new(format!("{}:{fault}", path.display())))
        }
    };
    let exercises: Result<Tree> = solutions.into_iter().map(exercise).collect();
    // What only the solutions need leaves nothing.
    Ok(exercises?
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect())
}

/// A lesson's list of exercises, each of which is left out where it does not compile.
fn with_switches(path: &Path, text: String) -> String {
    let (true, Some(lesson)) = (path.ends_with("mod.rs"), path.parent()) else {
        return text;
    };
    let line = |line: &str| match line.strip_prefix("pub mod ") {
        Some(name) => {
            let name = name.trim_end_matches(';');
            let lesson = lesson.display();
            format!("#[cfg(not(without = \"{lesson}::{name}\"))]\n{line}\n")
        }
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn compare(folder: &'static str, generated: &Tree, present: &Tree) -> Vec<Difference> {
    let difference = |path: &PathBuf, how| Difference {
        folder,
        path: path.clone(),
        how,
    };
    let wanted = generated
        .iter()
        .filter_map(|(path, text)| match present.get(path) {
            None => Some(difference(path, How::Missing)),
            Some(found) if found != text => Some(difference(path, How::Changed)),
            Some(_) => None,
        });
    let extra = present.keys().filter(|path| !generated.contains_key(*path));
    let extra = extra.map(|path| difference(path, How::Extra));
    wanted.chain(extra).collect()
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
    let path = &difference.path;
    let exercise = Path::new(difference.folder).join(path);
    let mut kept = String::new();
    if !matches!(difference.how, How::Missing) {
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
        let Self { folder, path, how } = self;
        let path = path.display();
        let source = match *folder {
            EXERCISES => format!("{SOLUTIONS}/{path}"),
            _ => "solutions".into(),
        };
        match how {
            How::Missing => write!(f, "{folder}/{path} is missing"),
            How::Changed => write!(f, "{folder}/{path} differs from what {source} generates"),
            How::Extra if *folder == EXERCISES => write!(f, "{folder}/{path} has no {source}"),
            How::Extra => write!(f, "{folder}/{path} is of no exercise"),
        }
    }
}
