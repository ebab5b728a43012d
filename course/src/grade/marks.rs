//! The points of a submission, with a reason for each that is lost.

use super::compile::{Compiled, Course};
use super::sandbox::Sandbox;
use super::submission::{Submission, plain};
use super::turn::Turn;
use super::worker::Worker;
use checks::lesson_09::{quality, weights};
use checks::{BONUS, Check, Data, Exercise, Failure, Homework, PUBLIC};
use interface::lesson_09::denoiser::{Calls, NAME};
use interface::{Call, Caller, Trouble};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Characters of a reason: what a student's code says may have no end.
const REASON: usize = 6_000;

/// The points of one exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Earned.
    pub points: u32,
    /// At most.
    pub of: u32,
    /// Why some are lost.
    pub lost: Vec<Lost>,
}

/// A check that did not pass.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lost {
    /// Its name.
    pub check: String,
    /// What it is worth.
    pub points: u32,
    /// Whether it failed on cases that the student has not seen.
    pub hidden: bool,
    /// What it said.
    pub reason: String,
}

/// What a submission gets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Grade {
    /// Its name.
    pub submission: String,
    /// Earned.
    pub points: u32,
    /// At most.
    pub of: u32,
    /// By exercise.
    pub exercises: BTreeMap<String, Marks>,
    /// Those whose points are counted apart.
    pub bonus: BTreeMap<String, Marks>,
    /// `graded`, or what was wrong with it as a whole.
    pub status: String,
    /// What was left out of it.
    pub notes: Vec<String>,
    /// Of what the student wrote, without spaces and comments; empty if that is nothing.
    pub written: String,
    /// Of all that was taken of it.
    pub content: String,
    /// Pictures of the homework, as PNG.
    #[serde(skip)]
    pub picture: Option<Vec<u8>>,
    /// The homework's weights, if they were trained anew.
    #[serde(skip)]
    pub weights: Option<Vec<u8>>,
}

impl Grade {
    /// All exercises, the bonus last.
    pub fn all(&self) -> impl Iterator<Item = (&String, &Marks)> {
        self.exercises.iter().chain(&self.bonus)
    }
}

/// For a submission that does not even compile: no call returns.
struct Nobody(String);

impl Caller for Nobody {
    fn call(&self, _: Call) -> Result<Vec<u8>, Trouble> {
        Err(Trouble::Died(self.0.clone()))
    }
}

/// How submissions are graded.
pub struct Grading {
    /// The clean course.
    pub course: Course,
    /// Where student code runs.
    pub sandbox: Arc<Sandbox>,
    /// When it may.
    pub turn: Arc<Turn>,
    /// Of the cases that no student has seen.
    pub seed: u64,
    /// The cases that students see, and those.
    pub cases: [Vec<Data>; 2],
    /// Whether the homework's network is trained anew, and how long that may take.
    pub retrain: Option<Duration>,
}

impl Grading {
    /// Grades one submission; `slot` tells those apart that are graded at the same time.
    ///
    /// # Errors
    /// If the grader's own work fails, for a full disk, say: that is no grade.
    pub fn grade(&self, submission: &Submission, slot: usize) -> crate::failure::Result<Grade> {
        let mut grade = Grade {
            submission: submission.name.clone(),
            notes: submission.notes.clone(),
            status: "graded".into(),
            ..Grade::default()
        };
        let mut broken = BTreeMap::new();
        let caller: Arc<dyn Caller> = match self.worker(submission, slot)? {
            Ok((worker, replaced)) => {
                broken = replaced;
                Arc::new(worker)
            }
            Err(said) => {
                grade.status = first_line(&said);
                Arc::new(Nobody(said))
            }
        };
        if !broken.is_empty() {
            let files: Vec<_> = broken
                .keys()
                .map(|path| path.display().to_string())
                .collect();
            grade.status = format!("does not compile: {}", files.join(", "));
        }
        let homework = self.homework(&caller, submission);
        if let Homework::Known(Ok(weights)) = &homework {
            grade.weights = Some(weights.clone());
        }
        let [public, hidden] = &self.cases;
        let public = checks::exercises(public, &caller, PUBLIC, homework.clone());
        let hidden = checks::exercises(hidden, &caller, self.seed, homework.clone());
        for (public, hidden) in public.into_iter().zip(hidden) {
            let file = PathBuf::from(public.name.replace("::", "/") + ".rs");
            let name = public.name.to_string();
            let marks = match broken.get(&file) {
                Some(said) => nothing(public, &format!("it does not compile: {said}")),
                None => marks(public, hidden),
            };
            if name.starts_with(BONUS) {
                grade.bonus.insert(name, marks);
                continue;
            }
            grade.points += marks.points;
            grade.of += marks.of;
            grade.exercises.insert(name, marks);
        }
        if grade
            .exercises
            .get(NAME)
            .is_some_and(|marks| marks.points > 0)
        {
            grade.picture = super::picture::restored(&caller, &homework, self.seed);
        }
        Ok(grade)
    }

    fn worker(
        &self,
        submission: &Submission,
        slot: usize,
    ) -> crate::failure::Result<Compiled<(Worker, BTreeMap<PathBuf, String>)>> {
        if submission.sources.is_empty() {
            return Ok(Err("nothing to grade: no exercises/src/lib.rs".into()));
        }
        let (sandbox, turn) = (&self.sandbox, &self.turn);
        let compiler = self.course.compiler(sandbox, turn, slot);
        let (program, replaced) = match compiler.worker(&submission.sources)? {
            Ok(made) => made,
            Err(said) => return Ok(Err(said)),
        };
        let worker = Worker::new(sandbox.clone(), turn.clone(), slot, &program);
        let worker = worker.map_err(crate::failure::Failure::file("a worker"))?;
        Ok(Ok((worker, replaced)))
    }

    /// Weights that are trained are trained once, for all checks.
    fn homework(&self, caller: &Arc<dyn Caller>, submission: &Submission) -> Homework {
        let Some(limit) = self.retrain else {
            return Homework::Submitted(submission.weights.clone());
        };
        eprintln!("{}: training its network", submission.name);
        let images = weights::IMAGES;
        let calls = Calls::new(caller.clone());
        let trained = weights::weights(&calls, &Homework::Retrain { images, limit });
        Homework::Known(trained)
    }
}

/// A check earns its points on the cases that students see and on others.
fn marks(public: Exercise, hidden: Exercise) -> Marks {
    let mut marks = Marks::default();
    for (check, other) in public.checks.into_iter().zip(hidden.checks) {
        marks.of += check.points;
        let result = run(&check).map_err(|failure| (false, failure));
        let result = result.and_then(|()| run(&other).map_err(|failure| (true, failure)));
        match result {
            Ok(()) => marks.points += check.points,
            Err((hidden, failure)) => marks.lost.push(Lost {
                check: check.name.into(),
                points: check.points,
                hidden,
                reason: short(failure.to_string()),
            }),
        }
    }
    marks
}

/// Should a check itself fail on what comes back, that costs this check only.
fn run(check: &Check) -> Result<(), Failure> {
    let run = catch_unwind(AssertUnwindSafe(|| check.run()));
    run.unwrap_or_else(|_| {
        Err(Failure {
            call: String::new(),
            finding: "the check itself failed: please tell the course's authors".into(),
            hint: "is what your function returns very large, or of another shape?".into(),
        })
    })
}

/// No point, for one reason.
fn nothing(exercise: Exercise, reason: &str) -> Marks {
    let lost = |check: Check| Lost {
        check: check.name.into(),
        points: check.points,
        hidden: false,
        reason: short(reason.into()),
    };
    let lost: Vec<Lost> = exercise.checks.into_iter().map(lost).collect();
    let of = lost.iter().map(|lost| lost.points).sum();
    Marks {
        points: 0,
        of,
        lost,
    }
}

/// The first line that says something.
fn first_line(said: &str) -> String {
    let line = said
        .lines()
        .find(|line| line.starts_with("error"))
        .or(said.lines().next());
    plain(line.unwrap_or("it does not compile"), 200)
}

/// Its beginning and its end, where it is long.
fn short(text: String) -> String {
    let all = text.chars().count();
    if all <= REASON {
        return text;
    }
    let begin = text.chars().take(REASON / 2);
    let end = text.chars().skip(all - REASON / 2);
    let left_out = format!("\n… {} more characters …\n", all - REASON / 2 * 2);
    begin.chain(left_out.chars()).chain(end).collect()
}

/// Loads the data before the first submission needs it.
///
/// # Errors
/// If there is data that cannot be read.
pub fn load_data() -> crate::failure::Result<()> {
    let loaded = quality::digits().map(drop);
    loaded.map_err(|failure| crate::failure::Failure::new(failure.finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_keeps_its_beginning_and_its_end() {
        assert_eq!(short("é".repeat(REASON)), "é".repeat(REASON));
        let text = short(format!("call{}hint", "é".repeat(1 << 20)));
        assert!(text.starts_with("callé") && text.ends_with("éhint"));
        assert!(text.chars().count() < REASON + 50 && text.contains("1042584 more"));
    }
}
