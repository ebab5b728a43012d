//! The checks of `squared_distance` and `nearest`.

use super::super::close;
use super::cases::{self, Search, order};
use crate::check::{Check, Failure};
use interface::lesson_06::precision_at_k::Calls;

type Places = fn(&Search) -> Vec<usize>;

type Distance = fn(&[f32], &[f32]) -> f32;

const PAIRS: [([f32; 3], [f32; 3]); 3] = [
    ([0.0, 0.0, 0.0], [3.0, 4.0, 0.0]),
    ([1.0, -2.0, 0.5], [1.0, 2.0, 1.0]),
    ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0]),
];

const DISTANCE_HINT: &str = "go through both rows side by side with `a.iter().zip(b)`, take \
                             each difference times itself, and add up";

/// A distance that a mistake leads to, and what to say.
const DISTANCES: &[(Distance, &str)] = &[
    (
        |a, b| squared(a, b).sqrt(),
        "this is the distance: leave out the root. The order is the same, and it is faster",
    ),
    (
        |a, b| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum(),
        "the differences are added as they are: multiply each with itself first",
    ),
    (
        |a, b| a.iter().zip(b).map(|(a, b)| a - b).sum::<f32>().powi(2),
        "square first, then add: else a difference of 1 and one of -1 make 0",
    ),
    (
        |a, b| squared(a, b) / a.len() as f32,
        "this is the mean: do not divide",
    ),
    (
        |a, b| a.iter().zip(b).map(|(a, b)| a * b).sum(),
        "this is the inner product, which is large for rows that are alike",
    ),
];

const NEAREST_HINT: &str = "compute all distances, make a vector of the places 0, 1, 2, …, \
                            sort it with `sort_by(|a, b| distances[*a].total_cmp(&distances[*b]))`, \
                            and keep the first k";

/// Places that a mistake leads to, and what to say.
const PLACES: &[(Places, &str)] = &[
    (
        |search| order(search).into_iter().rev().take(search.k).collect(),
        "these are the farthest: sort from the smallest distance on",
    ),
    (
        |search| order(search).into_iter().skip(1).take(search.k).collect(),
        "the nearest one is missing. Leave it out only if the query is itself among the rows",
    ),
    (
        |search| {
            let mut places = order(search);
            places.truncate(search.k);
            places.sort();
            places
        },
        "the right rows in the wrong order: the nearest comes first",
    ),
    (
        |search| (0..search.k).collect(),
        "these are the first rows, as they come: sort the places by their distance",
    ),
    (
        |search| {
            let backwards = Search {
                rows: search.rows.iter().rev().cloned().collect(),
                ..search.clone()
            };
            let last = search.rows.len() - 1;
            let places = order(&backwards).into_iter().take(search.k);
            places.map(|place| last - place).collect()
        },
        "of equally near rows the one that comes first is named first: `sort_by` keeps \
         their order, `sort_unstable_by` and searching with `<=` do not",
    ),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let nearest = |name, searches: Vec<Search>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            searches
                .iter()
                .try_for_each(|search| try_search(&calls, search))
        })
    };
    let distance = {
        let calls = calls.clone();
        Check::new("squared_distance", 1, move || {
            PAIRS
                .iter()
                .try_for_each(|(a, b)| try_distance(&calls, a, b))
        })
    };
    let any = [cases::ties(), cases::random_searches(seed)].concat();
    vec![
        distance,
        nearest("nearest_by_hand", cases::searches()),
        nearest("nearest_of_any_rows", any),
    ]
}

fn squared(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn try_distance(calls: &Calls, a: &[f32], b: &[f32]) -> Result<(), Failure> {
    let call = format!("squared_distance(&{a:?}, &{b:?})");
    let found = match calls.squared_distance(a, b) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, DISTANCE_HINT)),
    };
    let expected = squared(a, b);
    if close(expected, found) {
        return Ok(());
    }
    let known = |(mistake, _): &&(Distance, _)| close(mistake(a, b), found);
    let hint = DISTANCES.iter().find(known);
    Err(Failure {
        call,
        finding: format!("expected {expected}, found {found}"),
        hint: hint.map_or(DISTANCE_HINT, |(_, hint)| hint).into(),
    })
}

fn try_search(calls: &Calls, search: &Search) -> Result<(), Failure> {
    let Search { rows, query, k } = search;
    let call = format!("nearest(&rows, &{query:?}, {k}), with rows\n    {rows:?}");
    let found = match calls.nearest(rows, query, *k) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, NEAREST_HINT)),
    };
    let mut expected = order(search);
    expected.truncate(*k);
    if found == expected {
        return Ok(());
    }
    let known = |(mistake, _): &&(fn(&Search) -> Vec<usize>, _)| mistake(search) == found;
    let hint = match PLACES.iter().find(known) {
        Some((_, hint)) => (*hint).to_string(),
        None if found.len() != *k => format!("k is {k}, so return {k} places"),
        None => NEAREST_HINT.into(),
    };
    Err(Failure {
        call,
        finding: format!("expected {expected:?}\nfound    {found:?}"),
        hint,
    })
}
