//! Wrong answers to `lesson_06::precision_at_k`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_06::precision_at_k::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_06::{
    Rows,
    precision_at_k::{Answer, Calls},
};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

fn nearest(rows: &Rows, query: &[f32], k: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by(|a, b| {
        let distance = |place: &usize| squared_distance(&rows[*place], query);
        distance(a).total_cmp(&distance(b))
    });
    places.truncate(k);
    places
}

/// The hits among the k nearest, over all queries.
fn hits(rows: &Rows, labels: &[u8], queries: &Rows, query_labels: &[u8], k: usize) -> Vec<usize> {
    let queries = queries.iter().zip(query_labels);
    let hits = queries.map(|(query, own)| {
        let found = nearest(rows, query, k);
        found.iter().filter(|place| labels[**place] == *own).count()
    });
    hits.collect()
}

const RIGHT: Answer = Answer {
    squared_distance,
    nearest,
    precision_at_k: |rows, labels, queries, query_labels, k| {
        let hits = hits(rows, labels, queries, query_labels, k);
        hits.iter().sum::<usize>() as f32 / (k * queries.len()) as f32
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        squared_distance: |_, _| todo!("the distance"),
        nearest: |_, _, _| todo!("the search"),
        precision_at_k: |_, _, _, _, _| todo!("the precision"),
    }));
}

#[test]
fn other_distances() {
    let with = |squared_distance| {
        checked(Answer {
            squared_distance,
            ..RIGHT
        })
    };
    caught(
        with(|a, b| squared_distance(a, b).sqrt()),
        "leave out the root",
    );
    caught(
        with(|a, b| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()),
        "multiply each with itself first",
    );
    caught(
        with(|a, b| a.iter().zip(b).map(|(a, b)| a * b).sum()),
        "inner product",
    );
}

#[test]
fn other_neighbours() {
    let with = |nearest| checked(Answer { nearest, ..RIGHT });
    let farthest = |rows: &Rows, query: &[f32], k| {
        let mut places = nearest(rows, query, rows.len());
        places.reverse();
        places.truncate(k);
        places
    };
    caught(with(farthest), "these are the farthest");
    caught(
        with(|rows, query, _| nearest(rows, query, rows.len())),
        "places",
    );
    let last_of_equals = |rows: &Rows, query: &[f32], k| {
        let backwards = rows.iter().rev().cloned().collect();
        let places = nearest(&backwards, query, k).into_iter();
        places.map(|place| rows.len() - 1 - place).collect()
    };
    caught(
        with(last_of_equals),
        "the one that comes first is named first",
    );
    caught(with(|_, _, k| (0..k).collect()), "these are the first rows");
}

#[test]
fn other_shares() {
    let with = |precision_at_k| {
        checked(Answer {
            precision_at_k,
            ..RIGHT
        })
    };
    caught(
        with(|rows, labels, queries, own, k| {
            hits(rows, labels, queries, own, k).iter().sum::<usize>() as f32 / k as f32
        }),
        "this is a sum over the queries",
    );
    caught(
        with(|rows, labels, queries, own, k| {
            let hits = hits(rows, labels, queries, own, k);
            let shares = hits.iter().zip(own).map(|(hits, own)| {
                *hits as f32 / labels.iter().filter(|label| *label == own).count() as f32
            });
            shares.sum::<f32>() / queries.len() as f32
        }),
        "this is recall",
    );
    caught(
        with(|rows, labels, queries, own, k| {
            let hits = hits(rows, labels, queries, own, k);
            hits.iter().filter(|hits| **hits > 0).count() as f32 / queries.len() as f32
        }),
        "count them all",
    );
}
