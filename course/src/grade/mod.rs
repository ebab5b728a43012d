//! `cargo course grade`: points for a folder of submissions.
//!
//! - [`submission`]: what is taken of one, into memory.
//! - [`libraries`], [`compile`]: from its sources to a worker that serves calls.
//! - [`sandbox`], [`watch`], [`turn`]: where its code is shut in, and when it may compute.
//! - [`worker`]: calls of its functions. What comes back is looked at by the crate `checks`,
//!   which never leaves this process: a submission can say what it likes, it only ever
//!   gives values.
//! - [`marks`], [`picture`], [`report`]: points, pictures, pages.

mod compile;
mod libraries;
mod marks;
mod picture;
mod report;
mod sandbox;
mod submission;
mod turn;
mod watch;
mod worker;

use crate::failure::{Failure, Result};
use crate::sync::{self, tree};
use aelib::data::project_root;
use aelib::display::write_whole;
use compile::Course;
use marks::{Grade, Grading, Marks};
use sandbox::Sandbox;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use submission::Submission;

/// Grades a folder of submissions: folders, or .zip, .tar and .tar.gz archives
#[derive(clap::Args)]
pub struct Args {
    /// The folder in which the submissions lie
    dir: PathBuf,
    /// Where grades.csv, grades.json and the pages go; run again, it goes on where it stopped
    #[arg(long, value_name = "DIR")]
    report: PathBuf,
    /// One JSON object per submission on standard output
    #[arg(long)]
    json: bool,
    /// Train the homework's networks anew, instead of taking the weights handed in
    #[arg(long)]
    retrain: bool,
    /// With --retrain: what one network may take
    #[arg(long, value_name = "N", default_value_t = 120.0, value_parser = minutes)]
    minutes: f64,
    /// Run the submissions without a sandbox
    #[arg(long)]
    trust: bool,
    /// Submissions that are graded at the same time [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

/// What `--json` prints of a submission.
#[derive(Serialize)]
struct Line<'a> {
    submission: &'a str,
    points: u32,
    of: u32,
    exercises: BTreeMap<&'a str, u32>,
    bonus: BTreeMap<&'a str, u32>,
    status: &'a str,
}

/// Runs the command.
///
/// # Errors
/// If there is no sandbox, the course does not compile, or the report cannot be written. A
/// submission is never an error.
pub fn run(args: Args) -> Result<()> {
    let sandbox = Arc::new(Sandbox::find(args.trust)?);
    let paths = submissions(&args.dir)?;
    apart(&args.report, &args.dir)?;
    marks::load_data()?;
    let kept = args.report.join("kept");
    fs::create_dir_all(&kept).map_err(Failure::file(&kept))?;
    let seed = seed(&kept)?;
    let root = project_root()?;
    let course = Course::build(&root, clean(&root)?)?;
    let grading = Grading {
        course,
        sandbox,
        turn: Arc::default(),
        seed,
        cases: [checks::PUBLIC, seed].map(solutions::cases),
        retrain: args
            .retrain
            .then(|| Duration::from_secs_f64(args.minutes * 60.0)),
    };

    let next = AtomicUsize::new(0);
    let (done, failed) = (Mutex::new(Vec::new()), Mutex::new(None));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = |slot: usize| {
        while let Some((name, path)) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let grade = grade_or_recall(&grading, &kept, path, name, slot);
            let written = grade.and_then(|grade| {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                show(&grade, [done.len() + 1, paths.len()], args.json);
                let page = grade.1.then(|| report::write_page(&args.report, &grade.0));
                done.push(grade.0);
                page.unwrap_or(Ok(()))
            });
            if let Err(failure) = written {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
            }
        }
    };
    thread::scope(|scope| {
        for slot in 0..args.jobs.unwrap_or(cores).clamp(1, 64) {
            scope.spawn(move || work(slot));
        }
    });
    let mut grades = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    grades.sort_by(|a, b| a.submission.cmp(&b.submission));
    report::write(&args.report, &grades)?;
    eprintln!(
        "{}: grades.csv, grades.json, index.html",
        args.report.display()
    );
    failed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .map_or(Ok(()), Err)
}

/// Whether the report lies apart from the submissions: inside, one of them could bring a
/// report with grades of its own.
fn apart(report: &Path, dir: &Path) -> Result<()> {
    let inside = dir.canonicalize().map_err(Failure::file(dir))?;
    let report = std::path::absolute(report).map_err(Failure::file(report))?;
    // The nearest folder that is there already.
    let there = report.ancestors().find_map(|path| path.canonicalize().ok());
    match there.is_some_and(|there| there.starts_with(&inside)) {
        true => Err(Failure::new(format!(
            "{}: the report cannot lie among the submissions: name another folder",
            report.display()
        ))),
        false => Ok(()),
    }
}

/// Minutes, as the command line gives them.
fn minutes(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(minutes) if minutes > 0.0 && minutes <= 10_000.0 => Ok(minutes),
        _ => Err("expected minutes, such as 30".into()),
    }
}

/// The submissions with their names, of which no two are the same.
fn submissions(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let entries = fs::read_dir(dir).map_err(Failure::file(dir))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut taken = BTreeSet::new();
    let mut submissions = Vec::new();
    for path in paths {
        let Some([mut name, whole]) = submission::names(&path) else {
            eprintln!(
                "left out: {}: neither a folder nor a .zip, .tar, .tar.gz or .tgz",
                path.display()
            );
            continue;
        };
        // A folder and an archive of one name, say.
        if taken.contains(&name) {
            name = whole;
        }
        while !taken.insert(name.clone()) {
            name += "_";
        }
        submissions.push((name, path));
    }
    match submissions.is_empty() {
        true => Err(Failure::new(format!(
            "{}: no submissions in it",
            dir.display()
        ))),
        false => Ok(submissions),
    }
}

/// The exercises as they are handed out.
fn clean(root: &Path) -> Result<BTreeMap<PathBuf, String>> {
    match root.join("solutions/src").is_dir() {
        true => sync::generate(root),
        false => tree::read(&root.join("exercises/src")),
    }
}

/// Of the hidden cases: drawn for the first run of a report, and kept for the next ones.
fn seed(kept: &Path) -> Result<u64> {
    let path = kept.join("seed");
    if let Some(seed) = fs::read_to_string(&path)
        .ok()
        .and_then(|text| text.trim().parse().ok())
    {
        return Ok(seed);
    }
    // Any but the seed of the cases that students see.
    let seed = u64::from(rand::random::<u32>()) + checks::PUBLIC + 1;
    write_whole(&path, seed.to_string().as_bytes())?;
    Ok(seed)
}

/// The grade, and whether it is new: a submission that has not changed is not graded again.
fn grade_or_recall(
    grading: &Grading,
    kept: &Path,
    path: &Path,
    name: &str,
    slot: usize,
) -> Result<(Grade, bool)> {
    let submission = submission::read(path, name.into());
    let content = fingerprint(grading, &submission);
    let file = kept.join(format!("{name}.json"));
    let old = fs::read(&file)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Grade>(&bytes).ok());
    if let Some(old) = old.filter(|old| old.content == content) {
        return Ok((old, false));
    }
    // Whatever happens in one submission, the batch goes on.
    let graded = catch_unwind(AssertUnwindSafe(|| grading.grade(&submission, slot)));
    let graded = graded.unwrap_or_else(|_| Err(Failure::new("a mistake in its own code")));
    let mut grade = match graded {
        Ok(grade) => grade,
        // Not kept: the next run tries again.
        Err(failure) => {
            let grade = Grade {
                submission: name.into(),
                status: format!("not graded, the grader itself failed: {failure}"),
                ..Grade::default()
            };
            return Ok((grade, true));
        }
    };
    grade.written = written(grading, &submission);
    grade.content = content;
    if let Some(weights) = &grade.weights {
        write_whole(&kept.join(format!("{name}.safetensors")), weights)?;
    }
    let json = serde_json::to_vec(&grade).expect("numbers and text");
    write_whole(&file, &json)?;
    Ok((grade, true))
}

/// Of all that decides about the points.
fn fingerprint(grading: &Grading, submission: &Submission) -> String {
    let mut hash = Sha256::new();
    for (path, text) in submission.sources.iter().chain(&grading.course.clean) {
        for part in [path.to_string_lossy().as_bytes(), text.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.update(submission.weights.as_deref().unwrap_or_default());
    if let Some(limit) = grading.retrain {
        hash.update(limit.as_nanos().to_le_bytes());
    }
    hex(hash)
}

/// Of the files that differ from those handed out, without spaces and comments.
fn written(grading: &Grading, submission: &Submission) -> String {
    let own = |text: &str| {
        let lines = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or(""));
        lines
            .flat_map(str::chars)
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    let clean = |path| grading.course.clean.get(path).map(|text| own(text));
    let mut hash = Sha256::new();
    let mut any = false;
    for (path, text) in &submission.sources {
        let text = own(text);
        if clean(path).as_ref() != Some(&text) {
            any = true;
            hash.update(text.as_bytes());
        }
    }
    if any { hex(hash) } else { String::new() }
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A line for a submission that is done.
fn show((grade, new): &(Grade, bool), [done, all]: [usize; 2], json: bool) {
    let Grade {
        submission,
        points,
        of,
        status,
        ..
    } = grade;
    let again = if *new { "" } else { ", as before" };
    eprintln!("[{done}/{all}] {submission}: {points} of {of}, {status}{again}");
    if json {
        fn points_of(exercises: &BTreeMap<String, Marks>) -> BTreeMap<&str, u32> {
            let exercises = exercises.iter();
            let points = exercises.map(|(name, marks)| (name.as_str(), marks.points));
            points.collect()
        }
        let [exercises, bonus] = [&grade.exercises, &grade.bonus].map(points_of);
        let (points, of) = (*points, *of);
        let line = Line {
            submission,
            points,
            of,
            exercises,
            bonus,
            status,
        };
        println!(
            "{}",
            serde_json::to_string(&line).expect("numbers and text")
        );
    }
}
