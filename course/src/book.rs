//! `cargo course book`: the whole course as one folder of pages.

use crate::failure::{Failure, Result};
use crate::project::Project;
use aelib::data::Digits;
use aelib::trainer::{trainer, variational_trainer};
use setup::{machine, web};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes the whole course one folder of pages, for a web server or a double click
#[derive(clap::Args)]
pub struct Args {
    /// Where it goes; what an earlier book has left there is replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Let networks learn from 12,000 of MNIST's digits in place of drawn ones; each of the two
    /// pages gets larger by 2.8 MB
    #[arg(long)]
    mnist: bool,
}

/// What Sphinx leaves in each of its folders, and by which an earlier book is known.
const MARK: &str = "objects.inv";

/// Digits in a page that has MNIST's: the last thousand are to test on.
const DIGITS: usize = 13_000;

/// Runs the command. The lessons are taken as they have run, with their outputs.
///
/// # Errors
/// If the folder has something else in it, or a program fails.
pub fn run(args: Args) -> Result<()> {
    let (project, out) = (Project::find()?, args.out);
    refuse_other(&out)?;
    let live = tempfile::tempdir()?;
    match web::build(&project)? {
        Some(module) => trainers(&module, args.mnist, live.path())?,
        None => println!("left out: pages in which networks learn. {}", web::MISSING),
    }
    let python = renderer(&project)?;
    if out.exists() {
        fs::remove_dir_all(&out).map_err(Failure::file(&out))?;
    }
    let mut book = Command::new(python);
    book.arg(project.python_file("book.py"))
        .args([&project.root, &out])
        .arg(live.path());
    let advice = "the book could not be made; see above";
    succeed(project.confine(&mut book), advice)?;
    println!("{}: open index.html in it", out.display());
    Ok(())
}

/// Nobody's folder is emptied but that of an earlier book.
fn refuse_other(out: &Path) -> Result<()> {
    let empty = fs::read_dir(out).map_or(!out.exists(), |mut entries| entries.next().is_none());
    match empty || out.join(MARK).exists() {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{}: has something else in it than a book; name a new folder",
            out.display()
        ))),
    }
}

/// The pages in which networks learn, named by lesson and title.
fn trainers(module: &Path, mnist: bool, folder: &Path) -> Result<()> {
    let module = fs::read(module).map_err(Failure::file(module))?;
    let digits = mnist.then(Digits::mnist).transpose()?;
    for (lesson, mut page) in [
        ("04", trainer(&module)),
        ("08", variational_trainer(&module)),
    ] {
        if let Some(digits) = &digits {
            page = page.with(&digits.train.first(DIGITS));
        }
        let file = folder.join(format!("{lesson} {}.html", page.title()));
        fs::write(&file, page.html()).map_err(Failure::file(&file))?;
    }
    Ok(())
}

/// Python with Sphinx, in an environment of its own: what shows notebooks needs none of it.
fn renderer(project: &Project) -> Result<PathBuf> {
    let (folder, list) = (
        project.venv().join("book"),
        project.python_file("book/requirements.txt"),
    );
    let (python, stamp) = (folder.join("bin/python"), folder.join("installed.txt"));
    let wanted = fs::read_to_string(&list).map_err(Failure::file(&list))?;
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    println!(
        "installing Sphinx into {}, once (256 MB) …",
        folder.display()
    );
    let mut venv = Command::new(machine::python(project)?);
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    succeed(
        &mut venv,
        "Python could not make the environment; see above",
    )?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--requirement"])
        .arg(&list);
    let advice = "pip could not install Sphinx; connect to the network and run this again";
    succeed(project.confine(&mut pip), advice)?;
    fs::write(&stamp, wanted).map_err(Failure::file(&stamp))?;
    Ok(python)
}

fn succeed(program: &mut Command, or_else: &str) -> Result<()> {
    let name = program.get_program().to_owned();
    match program.status().map_err(Failure::file(name))? {
        status if status.success() => Ok(()),
        _ => Err(Failure::new(or_else)),
    }
}
