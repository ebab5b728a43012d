//! The checks of `precision_at_k`: by hand, and codes against pixels.

use super::super::close;
use super::cases::{self, Question, hits};
use crate::check::{Check, Failure};
use interface::lesson_06::precision_at_k::Calls;

type Precision = fn(&Question) -> f32;

const HINT: &str = "for each query: find its k nearest rows, and count those whose label is \
                    the query's; at the end divide by k and by the number of queries";

/// A precision that a mistake leads to, and what to say.
const MISTAKES: &[(Precision, &str)] = &[
    (
        |q| counted(q, q.k) as f32,
        "this counts hits: divide by k and by the number of queries",
    ),
    (
        |q| counted(q, q.k) as f32 / q.k as f32,
        "this is a sum over the queries: divide by how many there are",
    ),
    (
        |q| counted(q, q.k) as f32 / q.queries.len() as f32,
        "divide by k, too: precision is a share",
    ),
    (
        |q| {
            let recalls = hits(q).into_iter().map(|hits| {
                let all = hits.iter().filter(|hit| **hit).count();
                hits.iter().take(q.k).filter(|hit| **hit).count() as f32 / all as f32
            });
            recalls.sum::<f32>() / q.queries.len() as f32
        },
        "this is recall: divided by how many rows with this label there are. For precision \
         divide by k, the number of rows that were found",
    ),
    (
        |q| {
            let any = hits(q)
                .into_iter()
                .filter(|hits| hits[..q.k].contains(&true));
            any.count() as f32 / q.queries.len() as f32
        },
        "this asks whether there is any hit among the k: count them all",
    ),
    (
        |q| counted(q, 1) as f32 / q.queries.len() as f32,
        "only the nearest row is looked at: look at all k",
    ),
    (
        |q| {
            let wrong = q.k * q.queries.len() - counted(q, q.k);
            wrong as f32 / (q.k * q.queries.len()) as f32
        },
        "this is the share of rows with another label",
    ),
    (
        |_| 0.0,
        "it is 0: whole numbers divide to a whole number, so turn both into f32 first",
    ),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let check = |name, questions: Vec<Question>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            questions
                .iter()
                .try_for_each(|question| try_question(&calls, question))
        })
    };
    let with_another = |mut questions: Vec<Question>| {
        questions.push(cases::random_question(seed));
        questions
    };
    vec![
        check("precision_by_hand", with_another(cases::questions())),
        check("codes_against_pixels", with_another(cases::bars().into())),
    ]
}

/// Hits among the first `k` of each query.
fn counted(question: &Question, k: usize) -> usize {
    let hits = hits(question).into_iter();
    hits.map(|hits| hits[..k].iter().filter(|hit| **hit).count())
        .sum()
}

fn right(question: &Question) -> f32 {
    counted(question, question.k) as f32 / (question.k * question.queries.len()) as f32
}

fn try_question(calls: &Calls, question: &Question) -> Result<(), Failure> {
    let Question {
        rows,
        labels,
        queries,
        query_labels,
        k,
    } = question;
    let given = match rows[0].len() {
        1 | 2 => format!(
            "    rows          {rows:?}\n    labels        {labels:?}\n    queries       \
             {queries:?}\n    query_labels  {query_labels:?}"
        ),
        pixels => format!(
            "    {} pictures of a bar with {pixels} pixels, and {} others as queries; the \
             label says whether the bar is upright",
            rows.len(),
            queries.len()
        ),
    };
    let call =
        format!("precision_at_k(&rows, &labels, &queries, &query_labels, {k}), with\n\n{given}");
    let found = match calls.precision_at_k(rows, labels, queries, query_labels, *k) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    let expected = right(question);
    if close(expected, found) {
        return Ok(());
    }
    let known = |(mistake, _): &&(fn(&Question) -> f32, _)| close(mistake(question), found);
    let hint = MISTAKES.iter().find(known).map_or(HINT, |(_, hint)| hint);
    Err(Failure {
        call,
        finding: format!("expected {expected}, found {found}"),
        hint: hint.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_in_the_exercise_is_right() {
        assert_eq!(right(&cases::questions()[1]), 0.75);
    }

    #[test]
    fn each_mistake_gives_another_result() {
        let question = &cases::questions()[0];
        let mut results: Vec<f32> = MISTAKES.iter().map(|(make, _)| make(question)).collect();
        results.push(right(question));
        results.sort_by(f32::total_cmp);
        assert!(
            results.windows(2).all(|pair| !close(pair[0], pair[1])),
            "{results:?}"
        );
    }

    #[test]
    fn a_code_that_knows_what_matters_beats_pixels() {
        let [pixels, codes] = cases::bars();
        assert_eq!(right(&codes), 1.0);
        assert!(right(&pixels) < 0.8, "{}", right(&pixels));
    }
}
