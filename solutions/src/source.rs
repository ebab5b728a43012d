// begin source
//! How the source of an exercise is written, and how it becomes cases.
//!
//! Beside its solution stands `source`, which names its functions with what is known to go
//! wrong in each, and its checks with the arguments of their calls. What should come back is
//! what the solution returns; what a mistake leads to is what the wrong variant returns.

use checks::compare::{same, seal};
use checks::data::{Case, CheckData, Data, Function as Told};
use interface::plain::{Run, bytes};
use interface::{Serve, Value, guard};
use std::sync::Arc;

pub use aelib::rand::{Rng, SeedableRng};
pub use interface::Show;

/// What random cases are drawn from.
pub type Draw = aelib::rand_chacha::ChaCha8Rng;

/// The source of one exercise.
pub struct Source {
    name: &'static str,
    hints: Vec<&'static str>,
    functions: Vec<Function>,
    checks: Vec<Check>,
    served: Option<&'static str>,
}

/// What an exercise's file adds to all of them: its place, and its source.
pub struct Entry {
    /// Lesson and place in it, as a number of two digits; what counts apart comes last.
    pub place: u32,
    /// See any exercise.
    pub source: fn(&mut Draw) -> Source,
}

inventory::collect!(Entry);

/// A function that a student writes, and its known mistakes.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The names of its arguments.
    pub arguments: Vec<&'static str>,
    /// Those that it may call.
    pub needs: Vec<&'static str>,
    /// For a mistake that is not known.
    pub hint: &'static str,
    /// As it should be.
    pub right: Run,
    /// As it should not be, and what to say about it.
    pub wrong: Vec<(&'static str, Run)>,
}

struct Check {
    name: &'static str,
    points: u32,
    function: &'static str,
    hint: Option<&'static str>,
    places: Vec<Vec<String>>,
    calls: Vec<Vec<Value>>,
}

/// A function with its known mistakes: see any exercise.
#[macro_export]
macro_rules! function {
    (
        $name:ident $arguments:tt $(= $right:expr;)? needs [$($need:ident),*] $hint:literal
        $($message:literal => $wrong:expr;)*
    ) => {
        $crate::source::Function {
            name: stringify!($name),
            arguments: $crate::run!(@names $arguments),
            needs: vec![$(stringify!($need)),*],
            hint: $hint,
            right: $crate::run!(@right $name $arguments $(= $right)?),
            wrong: vec![$(($message, $crate::run!($arguments $wrong))),*],
        }
    };
}

/// An expression of arguments that come as JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! run {
    (@names ($($argument:ident: $ty:ty),*)) => {
        vec![$(stringify!($argument)),*]
    };
    (@right $name:ident ($($argument:ident: $ty:ty),*)) => {
        $crate::run!(($($argument: $ty),*) $name($($argument),*))
    };
    (@right $name:ident $arguments:tt = $right:expr) => {
        $crate::run!($arguments $right)
    };
    (() $body:expr) => {
        (|_: &[u8]| Ok(interface::plain::show($body))) as interface::plain::Run
    };
    (($($argument:ident: $ty:ty),+) $body:expr) => {
        (|json: &[u8]| {
            let ($(mut $argument,)+): ($(<$ty as interface::Param>::Owned,)+) =
                interface::plain::arguments(json)?;
            $(let $argument: $ty = interface::Param::lend(&mut $argument);)+
            let _ = ($(&$argument,)+);
            Ok(interface::plain::show($body))
        }) as interface::plain::Run
    };
}

/// The arguments of one call.
#[macro_export]
macro_rules! args {
    ($($argument:expr),* $(,)?) => {
        vec![$($crate::source::Show::show(&$argument)),*]
    };
}

impl Source {
    /// An exercise with its hints, each of which says more than the one before.
    pub fn new<const N: usize>(name: &'static str, hints: [&'static str; N]) -> Self {
        Self {
            name,
            hints: hints.into(),
            functions: Vec::new(),
            checks: Vec::new(),
            served: None,
        }
    }

    /// Where functions cannot be called as they are: what a worker serves in their place, as an
    /// expression in which they are in scope.
    pub fn served_by(mut self, code: &'static str) -> Self {
        self.served = Some(code);
        self
    }

    /// How a worker finds the functions of this exercise in the crate `exercises`: an arm of
    /// its program, in one line. Where the file does not compile, that is what says so.
    pub fn arm(&self) -> String {
        let name = self.name;
        let functions = self.functions.iter().map(|f| {
            let (function, arguments) = (f.name, f.arguments.join(", "));
            format!("{function}({arguments}) = exercises::{name}::{function};")
        });
        let served = match self.served {
            Some(code) => format!("{{ use exercises::{name}::*; {code} }}"),
            None => {
                let functions = Vec::from_iter(functions).join(" ");
                format!("interface::plain!({name:?}, {{ {functions} }})")
            }
        };
        arm(name, &served)
    }

    /// The exercise as it should be.
    pub fn right_answer(&self) -> Arc<dyn Serve> {
        let functions = self.functions.iter().map(|f| (f.name, f.right));
        Arc::new(interface::plain::Plain {
            name: self.name,
            functions: functions.collect(),
        })
    }

    /// And this function.
    pub fn function(mut self, function: Function) -> Self {
        self.functions.push(function);
        self
    }

    /// And a check of these calls, the easiest to look into first.
    pub fn check(
        mut self,
        name: &'static str,
        points: u32,
        function: &'static str,
        calls: Vec<Vec<Value>>,
    ) -> Self {
        self.checks.push(Check {
            name,
            points,
            function,
            hint: None,
            places: Vec::new(),
            calls,
        });
        self
    }

    /// What to think about in the check above, where no known mistake explains a result.
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.last().hint = Some(hint);
        self
    }

    /// The same for each cell of a result.
    pub fn places(mut self, places: Vec<Vec<String>>) -> Self {
        self.last().places = places;
        self
    }

    fn last(&mut self) -> &mut Check {
        self.checks.last_mut().expect("a check above")
    }

    /// The exercise with one function replaced by each of its wrong variants in turn: the
    /// function, what is said about it, and the answer.
    pub fn wrong_answers(&self) -> Vec<(&'static str, &'static str, Arc<dyn Serve>)> {
        let mut answers: Vec<(_, _, Arc<dyn Serve>)> = Vec::new();
        for (place, function) in self.functions.iter().enumerate() {
            for (message, wrong) in &function.wrong {
                let right = self.functions.iter().map(|f| (f.name, f.right));
                let mut functions: Vec<(&'static str, Run)> = right.collect();
                functions[place].1 = *wrong;
                let name = self.name;
                let answer = interface::plain::Plain { name, functions };
                answers.push((function.name, *message, Arc::new(answer)));
            }
        }
        answers
    }

    /// The exercise as data.
    pub fn data(&self, order: usize) -> Data {
        let strings = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
        let told = |f: &Function| Told {
            name: f.name.into(),
            arguments: strings(&f.arguments),
            needs: strings(&f.needs),
            hint: f.hint.into(),
        };
        Data {
            name: self.name.into(),
            order,
            hints: strings(&self.hints),
            functions: self.functions.iter().map(told).collect(),
            checks: self
                .checks
                .iter()
                .map(|check| self.check_data(check))
                .collect(),
        }
    }

    /// A mistake is told apart in the first case in which it shows: whoever makes it never
    /// comes to the others. Where two different ones lead to one result, neither is named.
    fn check_data(&self, check: &Check) -> CheckData {
        let mut functions = self.functions.iter();
        let function = functions.find(|function| function.name == check.function);
        let function = function.unwrap_or_else(|| panic!("no function {}", check.function));
        let mut hidden: Vec<&(&str, Run)> = function.wrong.iter().collect();
        let mut case = |arguments: &Vec<Value>| {
            let call = |run: Run| {
                let json = bytes(&Value::List(arguments.clone()));
                guard::call(move || run(&json)).flatten()
            };
            let expected = call(function.right);
            let expected = expected.unwrap_or_else(|trouble| {
                panic!("{}::{} {arguments:?}: {trouble}", self.name, check.name)
            });
            let mut shown: Vec<(Value, String)> = Vec::new();
            hidden.retain(|(message, run)| match call(*run) {
                Ok(wrong) if same(&expected, &wrong) => true,
                Ok(wrong) => {
                    shown.push((wrong, message.to_string()));
                    false
                }
                Err(_) => false,
            });
            let alike = |(value, message): &(Value, String)| {
                let same =
                    |(v, m): &(Value, String)| m != message && (same(v, value) || same(value, v));
                shown.iter().any(same)
            };
            let mut wrong: Vec<_> = shown.iter().filter(|it| !alike(it)).cloned().collect();
            wrong.dedup_by(|a, b| a.1 == b.1 && same(&a.0, &b.0));
            // Without arguments there is one answer: it is not handed out.
            let sealed = |value: Value| match arguments.is_empty() {
                true => seal(&value),
                false => value,
            };
            Case {
                arguments: arguments.clone(),
                expected: sealed(expected),
                wrong: wrong.into_iter().map(|(v, m)| (sealed(v), m)).collect(),
                places: check.places.clone(),
            }
        };
        CheckData {
            name: check.name.into(),
            points: check.points,
            function: check.function.into(),
            hint: check.hint.map(str::to_string),
            cases: check.calls.iter().map(&mut case).collect(),
        }
    }
}

/// An arm of the worker's program.
pub fn arm(name: &str, served: &str) -> String {
    let served = Vec::from_iter(served.split_whitespace()).join(" ");
    format!("        #[cfg(not(without = {name:?}))] {name:?} => {served},\n")
}

/// Rows of numbers.
pub type Matrix = Vec<Vec<f32>>;

/// Numbers strictly between 0 and 1, with two decimals.
pub fn shares(rng: &mut Draw, count: usize) -> Vec<f32> {
    (0..count)
        .map(|_| rng.gen_range(2..99) as f32 / 100.0)
        .collect()
}

/// Numbers in [-2, 2), with three decimals, and none of them near 0.
pub fn numbers(rng: &mut Draw, count: usize) -> Vec<f32> {
    let mut number = || loop {
        let number: i32 = rng.gen_range(-2000..2000);
        if number.abs() > 100 {
            return number as f32 / 1000.0;
        }
    };
    (0..count).map(|_| number()).collect()
}

/// Whole numbers from -3 to 3.
pub fn matrix(rng: &mut Draw, rows: usize, columns: usize) -> Matrix {
    let mut row = || (0..columns).map(|_| rng.gen_range(-3..=3) as f32).collect();
    (0..rows).map(|_| row()).collect()
}

/// A matrix with its rows and columns swapped.
pub fn swapped(matrix: &Matrix) -> Matrix {
    let column = |x: usize| matrix.iter().map(|row| row[x]).collect();
    (0..matrix.first().map_or(0, Vec::len))
        .map(column)
        .collect()
}

/// A matrix turned upside down.
pub fn rotated(matrix: &Matrix) -> Matrix {
    let row = |row: &Vec<f32>| row.iter().rev().copied().collect();
    matrix.iter().rev().map(row).collect()
}

/// Two matrices, cell by cell.
pub fn cell_by_cell(a: &Matrix, b: &Matrix, f: impl Fn(f32, f32) -> f32) -> Matrix {
    let row = |(a, b): (&Vec<f32>, &Vec<f32>)| each(a, b, &f);
    a.iter().zip(b).map(row).collect()
}

/// Two lists, number by number.
pub fn each(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()
}

/// Three lists, number by number.
pub fn each3(a: &[f32], b: &[f32], c: &[f32], f: impl Fn(f32, f32, f32) -> f32) -> Vec<f32> {
    let numbers = a.iter().zip(b).zip(c);
    numbers.map(|((a, b), c)| f(*a, *b, *c)).collect()
}

/// Rows of whole numbers as a matrix.
pub fn rows<const R: usize, const C: usize>(rows: [[i8; C]; R]) -> Matrix {
    rows.map(|row| row.map(f32::from).to_vec()).to_vec()
}
// end source
