//! `cargo course results`: every number that the course claims, from `results/*.json` into
//! `RESULTS.md` and the README.

mod claims;
mod page;

use crate::failure::{Failure, Result};
use crate::project::Project;
use results::Results;
use std::path::Path;

/// Writes RESULTS.md and the README's table of results from results/*.json
#[derive(clap::Args)]
pub struct Args {
    /// Change nothing; fail if a page says other than the measurements
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let root = Project::find()?.root;
    let all = load(&root.join("results"))?;
    let readme = root.join("README.md");
    let text = std::fs::read_to_string(&readme).map_err(Failure::file(&readme))?;
    let pages = [
        (root.join("RESULTS.md"), page::results(&all)?),
        (readme, page::readme(&text, &all)?),
    ];
    for (path, text) in pages {
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if args.check {
            return Err(Failure::new(format!(
                "{name} says other than results/*.json; run `cargo course results`"
            )));
        }
        aelib::display::write_whole(&path, text.as_bytes())?;
        println!("wrote {name}");
    }
    Ok(())
}

/// Every file of results with its name, in the order of the names.
fn load(folder: &Path) -> Result<Vec<(String, Results)>> {
    let entries = std::fs::read_dir(folder).map_err(Failure::file(folder))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_string()))
        .collect();
    names.sort();
    let load = |name: String| Ok((name.clone(), Results::load(&name)?));
    names.into_iter().map(load).collect()
}
