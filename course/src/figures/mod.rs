//! `cargo course figures`: every figure of every lesson, with a manifest.
//!
//! One file per lesson with a list of its figures. A figure is drawn by a function of
//! aelib, the one that the notebook calls too; what takes long is measured or trained
//! once, by the [`Studio`], which remembers it by the code, data and settings it was made
//! from.

mod data;
mod lesson_01;
mod lesson_02;
mod lesson_03;
mod lesson_04;
mod lesson_05;
mod lesson_06;
mod lesson_07;
mod lesson_08;
mod manifest;
mod models;
mod studio;
mod training;
mod verify;

use crate::failure::{Failure, Result};
use crate::project::Project;
use aelib::plot::{Body, Picture, Plot, Theme};
use manifest::{Entry, Manifest, sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
pub use studio::Studio;

/// Draws figures, as SVG and PNG, light and dark, for notebooks and slides
#[derive(clap::Args)]
pub struct Args {
    /// Which ones; all of them if none is named
    names: Vec<String>,
    /// Where they go
    #[arg(long, value_name = "DIR", default_value = "figures")]
    out: PathBuf,
    /// Few images and epochs: for a look
    #[arg(long)]
    quick: bool,
    /// Measures anew what is in results/, over several seeds: minutes for each file
    #[arg(long, conflicts_with = "quick")]
    measure: bool,
    /// Draws the figures of a manifest again, and compares; writes nothing
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["names", "quick", "measure"])]
    verify: Option<PathBuf>,
    /// Lists the figures, and draws nothing
    #[arg(long)]
    list: bool,
}

/// A picture for a lesson.
pub struct Figure {
    /// What it is called on the command line and on disk.
    pub name: &'static str,
    /// What it shows, in plain words.
    pub about: &'static str,
    /// Makes it.
    pub draw: fn(&Studio) -> Result<Drawn>,
}

/// A figure that has been made.
pub struct Drawn {
    /// What is shown.
    pub picture: Picture,
    /// Numbers that stand in it or behind it, by name.
    pub metrics: Vec<(String, f64)>,
    /// Other files, animations for example: what their names end in, and what is in them.
    pub others: Vec<(&'static str, Vec<u8>)>,
}

impl<B: Body> From<Plot<B>> for Drawn {
    fn from(picture: Plot<B>) -> Self {
        Self {
            picture: Picture::from(&picture),
            metrics: Vec::new(),
            others: Vec::new(),
        }
    }
}

/// All figures, in the order of the lessons.
fn figures() -> Vec<&'static Figure> {
    [
        data::FIGURES,
        lesson_01::FIGURES,
        lesson_02::FIGURES,
        lesson_03::FIGURES,
        lesson_04::FIGURES,
        lesson_05::FIGURES,
        lesson_06::FIGURES,
        lesson_07::FIGURES,
        lesson_08::FIGURES,
        training::FIGURES,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    if let Some(manifest) = &args.verify {
        return verify::verify(manifest);
    }
    let figures = chosen(&args.names)?;
    if args.list {
        for Figure { name, about, .. } in figures {
            println!("{name:24} {about}");
        }
        return Ok(());
    }
    std::fs::create_dir_all(&args.out).map_err(Failure::file(&args.out))?;
    let studio = Studio::open(Project::find()?, args.quick, args.measure)?;
    let mut manifest = Manifest::begin(&args.out, &studio)?;
    let begin = Instant::now();
    for (i, figure) in figures.iter().enumerate() {
        let start = Instant::now();
        let drawn = (figure.draw)(&studio)?;
        let files = write(&args.out, figure.name, &drawn)?;
        manifest.add(figure, Entry::new(figure, &drawn, files, start.elapsed()));
        manifest.save()?;
        let (done, seconds) = (i + 1, begin.elapsed().as_secs_f64());
        let left = seconds / done as f64 * (figures.len() - done) as f64;
        println!(
            "{}  {:.1} s  ({done} of {}, about {left:.0} s left)",
            figure.name,
            start.elapsed().as_secs_f64(),
            figures.len()
        );
    }
    let seconds = begin.elapsed().as_secs_f64();
    let made = studio.made();
    println!(
        "{} figures in {seconds:.1} s; made anew: {made} models and measurements",
        figures.len()
    );
    Ok(())
}

/// The figures of these names; all for none.
fn chosen(names: &[String]) -> Result<Vec<&'static Figure>> {
    let all = figures();
    if names.is_empty() {
        return Ok(all);
    }
    let find = |name: &String| {
        let found = all.iter().find(|figure| figure.name == *name).copied();
        found.ok_or_else(|| {
            let near = all
                .iter()
                .max_by_key(|figure| (1e6 * strsim::jaro_winkler(figure.name, name)) as u32)
                .map_or("", |figure| figure.name);
            Failure::new(format!(
                "no figure is called {name:?}; did you mean {near}? cargo course figures --list names all"
            ))
        })
    };
    names.iter().map(find).collect()
}

/// All forms of a figure: the names of their files, and what is in them.
fn files(name: &str, drawn: &Drawn) -> Vec<(String, Vec<u8>)> {
    let scene = drawn.picture.scene();
    let forms = |theme, mark: &str| {
        [
            (format!("{name}{mark}.svg"), scene.svg(theme).into_bytes()),
            (format!("{name}{mark}.png"), scene.png(theme, 1.0)),
            (format!("{name}{mark}-slide.png"), scene.png(theme, 2.0)),
        ]
    };
    let others = drawn.others.iter();
    let others = others.map(|(end, bytes)| (format!("{name}{end}"), bytes.clone()));
    std::thread::scope(|scope| {
        let dark = scope.spawn(|| forms(Theme::Dark, "-dark"));
        let light = forms(Theme::Light, "");
        let dark = dark.join().expect("drawing does not fail");
        light.into_iter().chain(dark).chain(others).collect()
    })
}

/// Writes all forms of a figure; says the digest of each file.
fn write(folder: &Path, name: &str, drawn: &Drawn) -> Result<BTreeMap<String, String>> {
    let write = |(name, bytes): (String, Vec<u8>)| {
        aelib::display::write_whole(&folder.join(&name), &bytes)?;
        Ok((name, sha256(&bytes)))
    };
    files(name, drawn).into_iter().map(write).collect()
}
