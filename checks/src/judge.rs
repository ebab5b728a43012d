//! The one judge: makes the calls of a check and says what is wrong with what comes back.

use crate::check::{Check, Exercise, Failure};
use crate::compare::{difference, same};
use crate::data::{Case, CheckData, Data, Function, name};
use crate::tell;
use interface::plain::{bytes, value};
use interface::{Call, Caller, Trouble, Value, guard};
use std::sync::Arc;

/// An exercise, checked by way of `caller`.
pub fn exercise(data: &Data, caller: &Arc<dyn Caller>) -> Exercise {
    let judge = Arc::new(Judge {
        data: data.clone(),
        caller: caller.clone(),
    });
    let check = |(place, check): (usize, &CheckData)| {
        let judge = judge.clone();
        let run = move || judge.check(&judge.data.checks[place]);
        let function = check.function.clone();
        Check::new(name(&check.name), check.points, run).of(function)
    };
    Exercise {
        name: name(&data.name),
        hints: data.hints.clone(),
        checks: data.checks.iter().enumerate().map(check).collect(),
    }
}

struct Judge {
    data: Data,
    caller: Arc<dyn Caller>,
}

impl Judge {
    fn function(&self, name: &str) -> &Function {
        let functions = self.data.functions.iter();
        let mut known = functions.filter(|function| function.name == name);
        known.next().expect("checks are of functions")
    }

    /// Where it fails for what an earlier function does, that one is named, and nothing else.
    fn check(&self, check: &CheckData) -> Result<(), Failure> {
        let failure = match self.cases(check) {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        for needed in &self.function(&check.function).needs {
            let checks = self.data.checks.iter().filter(|c| c.function == *needed);
            let Some(earlier) = checks.filter_map(|c| self.cases(c).err()).next() else {
                continue;
            };
            // A `todo!` of its own is no fault of the earlier one's.
            if failure.unwritten() && earlier.finding != failure.finding {
                return Err(failure);
            }
            let first = if earlier.unwritten() { "write" } else { "mend" };
            return Err(Failure {
                call: failure.call,
                finding: format!("first {first} `{needed}`: `{}` may call it", check.function),
                hint: String::new(),
            });
        }
        Err(failure)
    }

    fn cases(&self, check: &CheckData) -> Result<(), Failure> {
        check
            .cases
            .iter()
            .try_for_each(|case| self.case(check, case))
    }

    fn case(&self, check: &CheckData, case: &Case) -> Result<(), Failure> {
        let function = self.function(&check.function);
        let hint = check.hint.as_ref().unwrap_or(&function.hint);
        let call = || tell::call(&function.name, &function.arguments, &case.arguments);
        let found = match self.call(&function.name, &case.arguments) {
            Ok(found) => found,
            Err(trouble) => return Err(Failure::no_result(trouble, call(), hint)),
        };
        let Some(difference) = difference(&case.expected, &found) else {
            return Ok(());
        };
        let known = case.wrong.iter().filter(|(wrong, _)| same(wrong, &found));
        let known: Vec<&String> = known.map(|(_, message)| message).collect();
        let place = || match difference.place[..] {
            [row, column] => case.places.get(row)?.get(column),
            _ => None,
        };
        let hint = match known[..] {
            [message] => message,
            _ => place().unwrap_or(hint),
        };
        Err(Failure {
            call: call(),
            finding: tell::finding(&case.expected, &found, &difference),
            hint: hint.clone(),
        })
    }

    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, Trouble> {
        value(&self.caller.call(Call {
            exercise: name(&self.data.name),
            function: name(function),
            arguments: bytes(&Value::List(arguments.to_vec())),
            limit: guard::LIMIT,
        })?)
    }
}
