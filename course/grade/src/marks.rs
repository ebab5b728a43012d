//! The points of a submission, with a reason for each that is lost.

use super::compile::Course;
use super::sandbox::Sandbox;
use super::submission::Submission;
use super::turn::Turn;
use super::worker::Worker;
use aelib::data::Digits;
use checks::lesson_09::{quality, weights};
use checks::{BONUS, Check, Data, Exercise, Failure, Homework, PUBLIC};
use interface::Caller;
use interface::lesson_09::denoiser::{Calls, NAME};
use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Characters of a reason: what a student's code says may have no end.
const REASON: usize = 6_000;

/// The status of a submission at which there is nothing to say.
pub const GRADED: &str = "graded";
/// Numbers of a network that are kept, to find another that is the same.
const SAMPLED: usize = 500;

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
    /// What it said. Where it is hidden, that is for the instructor alone.
    pub reason: String,
}

impl Lost {
    /// What a student may read of it: of the hidden cases neither arguments nor results,
    /// which would be answers to the next submission.
    pub fn words(&self) -> &str {
        match self.hidden {
            false => &self.reason,
            true => {
                "The cases that you see pass, but not others of the same kind: does the code \
                 say what is asked for, or only what gives these results?"
            }
        }
    }
}

/// What a submission gets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Grade {
    /// Its name.
    pub submission: String,
    /// Whether there are points at all: without, its row is none of a student's doing.
    pub graded: bool,
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
    /// A few of the numbers that its network has learned.
    pub learned: Vec<f32>,
    /// Of all that decides about the points.
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

/// How submissions are graded.
pub struct Grading {
    /// The clean course.
    pub course: Course,
    /// Where student code runs.
    pub sandbox: Arc<Sandbox>,
    /// When it may.
    pub turn: Arc<Turn>,
    /// The cases that students see, and draws of others, each with its seed.
    pub cases: Vec<(u64, Vec<Data>)>,
    /// Whether the homework's network is trained anew, and how long that may take.
    pub retrain: Option<Duration>,
}

impl Grading {
    /// Grades one submission.
    ///
    /// # Errors
    /// If anything goes wrong but the student's code: that is no grade.
    pub fn grade(&self, submission: &Submission) -> setup::failure::Result<Grade> {
        let mut grade = Grade {
            submission: submission.name.clone(),
            graded: true,
            notes: submission.notes.clone(),
            status: GRADED.into(),
            learned: submission
                .weights
                .as_deref()
                .map(sample)
                .unwrap_or_default(),
            ..Grade::default()
        };
        let compiled = self
            .course
            .worker(&self.sandbox, &self.turn, &submission.sources);
        let (program, broken) = compiled?;
        let home = self.course.home();
        let worker = Worker::new(self.sandbox.clone(), self.turn.clone(), home, &program);
        let worker = Arc::new(worker.map_err(setup::failure::Failure::file(home))?);
        let caller: Arc<dyn Caller> = worker.clone();
        if !submission.notes.is_empty() {
            grade.status = format!("{GRADED}; {}", submission.notes.join("; "));
        }
        if !broken.is_empty() {
            let files: Vec<_> = broken
                .keys()
                .map(|path| path.display().to_string())
                .collect();
            let files = format!("does not compile: {}", files.join(", "));
            grade.status = super::submission::plain(&files, 1_000);
        }
        let homework = self.homework(&caller, submission);
        if let Homework::Known(Ok(weights)) = &homework {
            grade.weights = Some(weights.clone());
        }
        let exercises = |(seed, cases): &(u64, Vec<Data>)| {
            checks::exercises(cases, &caller, *seed, homework.clone()).into_iter()
        };
        let [public, hidden @ ..] = self.cases.as_slice() else {
            return Err(setup::failure::Failure::new("there are no cases"));
        };
        let mut hidden: Vec<_> = hidden.iter().map(exercises).collect();
        for public in exercises(public) {
            let file = PathBuf::from(public.name.replace("::", "/") + ".rs");
            let name = public.name.to_string();
            let hidden: Vec<Exercise> = hidden.iter_mut().filter_map(Iterator::next).collect();
            let marks = match broken.get(&file) {
                Some(said) => nothing(public, &format!("it does not compile: {said}")),
                None => marks(public, hidden, || worker.anew()),
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
            // Under the stripes that everybody sees: others would tell their seed, and a process
            // that has seen others could draw them into the picture.
            worker.anew();
            grade.picture = super::picture::restored(&caller, &homework, PUBLIC);
        }
        match worker.fault() {
            Some(fault) => Err(setup::failure::Failure::new(fault.clone())),
            None => Ok(grade),
        }
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

/// A check earns its points on the cases that students see and on others. Before each draw
/// `anew` is called: code that has seen hidden cases could say them in the words about those
/// that are not, and images of one draw would help with those of the next.
fn marks(public: Exercise, hidden: Vec<Exercise>, anew: impl Fn()) -> Marks {
    let mut failures: Vec<Option<(bool, Failure)>> = vec![None; public.checks.len()];
    for (draw, exercise) in iter::once(&public).chain(&hidden).enumerate() {
        anew();
        for (check, failure) in exercise.checks.iter().zip(&mut failures) {
            if failure.is_none() {
                *failure = run(check).err().map(|failure| (draw > 0, failure));
            }
        }
    }
    let mut marks = Marks::default();
    for (check, failure) in public.checks.iter().zip(failures) {
        marks.of += check.points;
        match failure {
            None => marks.points += check.points,
            Some((hidden, failure)) => marks.lost.push(Lost {
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

/// Numbers from all places of a file of weights. Two networks that were trained apart have
/// others; whoever writes the same numbers into another file has the same.
fn sample(file: &[u8]) -> Vec<f32> {
    let Ok(file) = SafeTensors::deserialize(file) else {
        return Vec::new();
    };
    let mut tensors = file.tensors();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    let numbers: Vec<f32> = tensors
        .iter()
        .flat_map(|(_, tensor)| tensor.data().as_chunks().0.iter())
        .map(|bytes| f32::from_le_bytes(*bytes))
        // What is no number cannot be kept as JSON.
        .map(|number| if number.is_finite() { number } else { 0.0 })
        .collect();
    let step = numbers.len().div_ceil(SAMPLED).max(1);
    numbers.into_iter().step_by(step).collect()
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
pub fn load_data() -> setup::failure::Result<&'static Digits> {
    quality::digits().map_err(|failure| setup::failure::Failure::new(failure.finding))
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
