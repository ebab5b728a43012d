//! `cargo course grade`: points for a folder of submissions.
//!
//! - `roster`, `submission`, `archive`: what is taken of each student, into memory.
//! - `libraries`, `compile`: from its sources to a worker that serves calls.
//! - `sandbox`, `filter`, `group`, `watch`, `turn`: where its code is shut in, and
//!   when it may compute.
//! - `worker`: calls of its functions. What comes back is looked at by the crate `checks`,
//!   which never leaves this process: a submission can say what it likes, it only ever
//!   gives values.
//! - `marks`, `picture`, `report`: points, pictures, pages. `similar`: who wrote the
//!   same. `stopped`: nothing stays behind.

pub mod archive;
mod compile;
mod filter;
mod group;
mod libraries;
mod marks;
mod picture;
mod report;
mod roster;
mod sandbox;
mod similar;
mod stopped;
mod submission;
mod turn;
mod watch;
mod worker;

use compile::{Course, Sources};
use marks::{Grade, Grading, Marks};
use sandbox::Sandbox;
use serde::Serialize;
use setup::failure::{Failure, Result};
use setup::files::write_whole;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use submission::Submission;

/// Draws of hidden cases.
const HIDDEN: u64 = 3;

/// Grades a folder of submissions: folders, .zip, .tar and .tar.gz archives, single files
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
    /// `null` where it is not graded.
    points: Option<u32>,
    of: u32,
    exercises: BTreeMap<&'a str, u32>,
    bonus: BTreeMap<&'a str, u32>,
    status: &'a str,
}

/// A submission with what became of it.
struct Done {
    grade: Grade,
    /// What was taken of it, for the comparison of all.
    sources: Sources,
    new: bool,
}

/// Runs the command in the project's folder, with the exercises as they are handed out.
///
/// # Errors
/// If there is no sandbox, the course does not compile, the report cannot be written, or a
/// submission is not graded.
pub fn run(args: Args, root: &Path, clean: Sources) -> Result<()> {
    stopped::clear(root);
    let sandbox = Arc::new(Sandbox::find(args.trust)?);
    let entries = roster::entries(&args.dir)?;
    apart(&args.report, &args.dir)?;
    marks::load_data()?;
    let kept = args.report.join("kept");
    let seed = seed(&kept)?;
    let (course, cases) = thread::scope(|scope| {
        let cases = scope.spawn(|| cases(seed));
        (Course::build(root, clean), cases.join())
    });
    let course = course?;
    stopped::clear_when_stopped(course.home())?;
    let grading = Grading {
        course,
        sandbox,
        turn: Arc::default(),
        cases: cases.expect("the solutions give cases"),
        retrain: args
            .retrain
            .then(|| Duration::from_secs_f64(args.minutes * 60.0)),
    };
    let basis = basis(&grading)?;

    let next = AtomicUsize::new(0);
    let (done, failed) = (Mutex::new(Vec::new()), Mutex::new(None));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let one = grade_or_recall(&grading, &kept, &basis, entry);
            let written = one.and_then(|one| {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                show(&one, [done.len() + 1, entries.len()], args.json);
                let page = one
                    .new
                    .then(|| report::write_page(&args.report, &one.grade));
                done.push(one);
                page.unwrap_or(Ok(()))
            });
            if let Err(failure) = written {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..args.jobs.unwrap_or(cores).clamp(1, 64) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by(|a, b| a.grade.submission.cmp(&b.grade.submission));
    let pairs = similar::pairs(&done, &grading.course.clean);
    let grades: Vec<Grade> = done.into_iter().map(|one| one.grade).collect();
    report::write(&args.report, &grades, &pairs)?;
    eprintln!(
        "{}: grades.csv, grades.json, index.html, and exports/ for learning platforms",
        args.report.display()
    );
    if let Some(failure) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    let names = grades.iter().filter(|grade| !grade.graded);
    let names: Vec<&str> = names.map(|grade| grade.submission.as_str()).collect();
    match names.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "not graded: {}; grades.csv says why, and the same command tries again",
            names.join(", ")
        ))),
    }
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
    let seed = rand::random::<u64>().max(checks::PUBLIC + 1);
    write_whole(&path, seed.to_string().as_bytes())?;
    Ok(seed)
}

/// The cases that students see, and several draws of others: one alone may be met by chance.
fn cases(seed: u64) -> Vec<(u64, Vec<checks::Data>)> {
    let hidden = (0..HIDDEN).map(|n| seed.wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let hidden = hidden.map(|seed| seed.max(checks::PUBLIC + 1));
    let seeds = Vec::from_iter([checks::PUBLIC].into_iter().chain(hidden));
    thread::scope(|scope| {
        let draw = |seed| scope.spawn(move || (seed, solutions::cases(seed)));
        let drawn = Vec::from_iter(seeds.into_iter().map(draw)).into_iter();
        let cases = drawn.map(|cases| cases.join().expect("the solutions give cases"));
        cases.collect()
    })
}

/// A submission that has not changed is not graded again.
fn grade_or_recall(
    grading: &Grading,
    kept: &Path,
    basis: &[u8],
    entry: &roster::Entry,
) -> Result<Done> {
    let name = &entry.name;
    let clean = &grading.course.clean;
    let submission = submission::read(name, &entry.parts, clean, &grading.sandbox);
    let done = |grade, sources, new| Done {
        grade,
        sources,
        new,
    };
    let content = fingerprint(basis, &submission);
    let file = kept.join(format!("{name}.json"));
    let old = fs::read(&file)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Grade>(&bytes).ok());
    if let Some(old) = old.filter(|old| old.graded && old.content == content) {
        return Ok(done(old, submission.sources, false));
    }
    // Whatever happens in one submission, the batch goes on.
    let graded = match &submission.unreadable {
        Some(why) => Err(Failure::new(why)),
        None => catch_unwind(AssertUnwindSafe(|| grading.grade(&submission)))
            .unwrap_or_else(|_| Err(Failure::new("a mistake in the grader's own code"))),
    };
    let mut grade = match graded {
        Ok(grade) => grade,
        // Not kept: the next run tries again, and an older grade is of something else.
        Err(failure) => {
            let _ = fs::remove_file(&file);
            let grade = Grade {
                submission: name.into(),
                status: submission::plain(&format!("not graded: {failure}"), 400),
                notes: submission.notes.clone(),
                ..Grade::default()
            };
            return Ok(done(grade, submission.sources, true));
        }
    };
    if stopped::now() {
        return Err(Failure::new("stopped"));
    }
    grade.content = content;
    if let Some(weights) = &grade.weights {
        write_whole(&kept.join(format!("{name}.safetensors")), weights)?;
    }
    let json = serde_json::to_vec(&grade).expect("numbers and text");
    write_whole(&file, &json)?;
    Ok(done(grade, submission.sources, true))
}

/// Of all that decides about the points beside a submission: the checks, the library and the
/// grader, which are this program; the exercises; the compiler; the hidden cases; the data.
fn basis(grading: &Grading) -> Result<Vec<u8>> {
    let program = std::env::current_exe().map_err(Failure::file("this program"))?;
    let mut hash = Sha256::new();
    let mut file = fs::File::open(&program).map_err(Failure::file(&program))?;
    let mut part = vec![0; 1 << 20];
    loop {
        match file.read(&mut part).map_err(Failure::file(&program))? {
            0 => break,
            read => hash.update(&part[..read]),
        }
    }
    for (path, text) in &grading.course.clean {
        add(&mut hash, path.to_string_lossy().as_bytes());
        add(&mut hash, text.as_bytes());
    }
    add(&mut hash, grading.course.version()?.as_bytes());
    for (seed, _) in &grading.cases {
        hash.update(seed.to_le_bytes());
    }
    let limit = grading.retrain.map_or(0, |limit| limit.as_nanos());
    hash.update(limit.to_le_bytes());
    let digits = marks::load_data()?;
    for images in [&digits.train.images, &digits.test.images] {
        add(&mut hash, images.bytes());
    }
    Ok(hash.finalize().to_vec())
}

/// Of all that decides about the points.
fn fingerprint(basis: &[u8], submission: &Submission) -> String {
    let mut hash = Sha256::new();
    hash.update(basis);
    for (path, text) in &submission.sources {
        add(&mut hash, path.to_string_lossy().as_bytes());
        add(&mut hash, text.as_bytes());
    }
    add(&mut hash, submission.weights.as_deref().unwrap_or_default());
    for note in &submission.notes {
        add(&mut hash, note.as_bytes());
    }
    hex(hash)
}

/// A part with its length, so that no two sequences of parts are the same.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A line for a submission that is done.
fn show(one: &Done, [done, all]: [usize; 2], json: bool) {
    let Grade {
        submission,
        graded,
        points,
        of,
        status,
        ..
    } = &one.grade;
    let again = if one.new { "" } else { ", as before" };
    match graded {
        true => eprintln!("[{done}/{all}] {submission}: {points} of {of}, {status}{again}"),
        false => eprintln!("[{done}/{all}] {submission}: {status}"),
    }
    if json {
        fn points_of(exercises: &BTreeMap<String, Marks>) -> BTreeMap<&str, u32> {
            let exercises = exercises.iter();
            let points = exercises.map(|(name, marks)| (name.as_str(), marks.points));
            points.collect()
        }
        let [exercises, bonus] = [&one.grade.exercises, &one.grade.bonus].map(points_of);
        let line = Line {
            submission,
            points: graded.then_some(*points),
            of: *of,
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
