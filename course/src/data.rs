//! `cargo course data`: a data set, fetched and verified.

use crate::failure::{Failure, Result};
use aelib::data::{DataSet, VARIABLE, project_dir};
use fetch::{Download, Fetched, Source};

/// Fetches a data set into the project's folder data, and verifies it
#[derive(clap::Args)]
pub struct Args {
    /// mnist (11 MB) or fashion (30 MB)
    #[arg(long, value_name = "NAME", default_value = "mnist")]
    dataset: String,
    /// A folder or an address that has its four files, plain or .gz, in the place of the
    /// mirrors
    #[arg(long, value_name = "DIR|URL")]
    from: Option<Source>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let set = DataSet::ALL
        .into_iter()
        .find(|set| set.folder() == args.dataset);
    let set = set.ok_or_else(|| {
        let names = DataSet::ALL.map(DataSet::folder).join(" and ");
        Failure::new(format!(
            "no data set is called {:?}; there are {names}",
            args.dataset
        ))
    })?;
    let dir = project_dir(set)?;
    let mut download = Download::of(set);
    if let Some(source) = args.from {
        download.source = source;
    }
    let (name, folder) = (set.name(), set.folder());
    match download.fetch(set, &dir)? {
        Fetched::WasThere => println!("{name} is in data/{folder} already, and is right"),
        Fetched::Now => println!("{name} is in data/{folder}, and is right"),
    }
    if set == DataSet::Mnist && std::env::var_os(VARIABLE).is_some() {
        println!("but {VARIABLE} is set, and names another folder: unset it to use this one");
    }
    Ok(())
}
