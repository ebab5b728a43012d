//! Finding similar images: the nearest ones, and how many of them are of the right kind.
//!
//! ```text
//! cargo test -p exercises -- lesson_06::precision_at_k
//! ```

/// Rows of numbers, all equally long: the pixels of an image in each, or its code.
pub type Rows = Vec<Vec<f32>>;

/// The squared Euclidean distance between two rows: the sum of the squared differences.
///
/// # Example
/// `squared_distance(&[0.0, 0.0], &[3.0, 4.0])` is 25.
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    // begin solution (a, b): add up the squares of the differences
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
    // end solution
}

/// The places of the `k` rows nearest to the query, the nearest first; of equally near
/// rows the one that comes first. There are at least `k` rows.
///
/// # Example
/// Of the rows `[0, 0]`, `[3, 4]` and `[1, 0]` the two nearest to `[0, 0]` are `[0, 2]`.
pub fn nearest(rows: &Rows, query: &[f32], k: usize) -> Vec<usize> {
    // begin solution (rows, query, k): sort the places by distance, and keep k of them
    let distances: Vec<f32> = rows
        .iter()
        .map(|row| squared_distance(row, query))
        .collect();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    // A stable sort: equally near rows stay in their order.
    places.sort_by(|a, b| distances[*a].total_cmp(&distances[*b]));
    places.truncate(k);
    places
    // end solution
}

/// Precision at k: of the `k` rows nearest to a query, the share with the query's own
/// label; then the mean over all queries. Row number `i` has label `labels[i]`.
///
/// Give it pixels as rows and queries, then codes, and you know what the codes are worth.
/// It is the same function: what is searched is just rows of numbers.
///
/// # Example
/// Rows `[0]`, `[1]`, `[5]` with labels 7, 3, 3; queries `[0]`, a 7, and `[4]`, a 3.
/// The 2 nearest to the first are a 7 and a 3: 1/2. Those to the second are two 3: 2/2.
/// Precision at 2 is 3/4.
pub fn precision_at_k(
    rows: &Rows,
    labels: &[u8],
    queries: &Rows,
    query_labels: &[u8],
    k: usize,
) -> f32 {
    // begin solution (rows, labels, queries, query_labels, k): search for each query, and count
    let mut right = 0;
    for (query, own) in queries.iter().zip(query_labels) {
        let found = nearest(rows, query, k);
        right += found.iter().filter(|place| labels[**place] == *own).count();
    }
    right as f32 / (k * queries.len()) as f32
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

/// For each query, which of the rows, the nearest first, have its label.
fn hits(rows: &Rows, labels: &[u8], queries: &Rows, own: &[u8]) -> Vec<Vec<bool>> {
    let hits = queries.iter().zip(own).map(|(query, own)| {
        let places = nearest(rows, query, rows.len()).into_iter();
        places.map(|place| labels[place] == *own).collect()
    });
    hits.collect()
}

/// How many are true.
fn count(hits: &[bool]) -> f32 {
    hits.iter().filter(|hit| **hit).count() as f32
}

/// Pictures of a bar, upright or level, at other places than the queries' bars; by their
/// pixels, or by a code that says which way the bar runs.
fn bars(code: bool) -> (Rows, Vec<u8>, Rows, Vec<u8>) {
    const SIDE: usize = 4;
    let picture = |upright: bool, at: usize| -> Vec<f32> {
        let ink = |i: usize| if upright { i % SIDE } else { i / SIDE } == at;
        (0..SIDE * SIDE)
            .map(|i| f32::from(u8::from(ink(i))))
            .collect()
    };
    // More ink along one direction than along the other.
    let coded = |upright: bool, at: usize| vec![if upright { 1.0 } else { -1.0 }, at as f32 / 10.0];
    let make = |i: usize, at: usize| match code {
        true => coded(i.is_multiple_of(2), at),
        false => picture(i.is_multiple_of(2), at),
    };
    let label = |i: usize| u8::from(i.is_multiple_of(2));
    (
        (0..8).map(|i| make(i, i / 4 * 2)).collect(),
        (0..8).map(label).collect(),
        (0..4).map(|i| make(i, i / 2 * 2 + 1)).collect(),
        (0..4).map(label).collect(),
    )
}

inventory::submit!(Entry { place: 62, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut row = |n: usize| {
        (0..n)
            .map(|_| rng.gen_range(-9..=9) as f32)
            .collect::<Vec<_>>()
    };
    let mut pairs = vec![
        args![vec![0.0f32, 0.0, 0.0], vec![3.0f32, 4.0, 0.0]],
        args![vec![1.0f32, -2.0, 0.5], vec![1.0f32, 2.0, 1.0]],
        args![vec![2.0f32, 2.0, 2.0], vec![2.0f32, 2.0, 2.0]],
    ];
    pairs.extend((2..6).map(|n| args![row(n), row(n)]));
    let rows = |rows: &[[f32; 2]]| rows.iter().map(|row| row.to_vec()).collect::<Rows>();
    let zero = || vec![0.0f32, 0.0];
    let mut by_hand = vec![
        args![rows(&[[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]]), zero(), 2usize],
        args![rows(&[[3.0, 3.0], [0.0, 5.0], [-1.0, 1.0]]), zero(), 3usize],
    ];
    let ties: Rows = [2.0f32, -1.0, 1.0, 3.0, 1.0, -1.0]
        .map(|x| vec![x])
        .to_vec();
    let mut any = vec![
        args![ties, vec![0.0f32], 3usize],
        args![ties, vec![0.0f32], 5usize],
    ];
    for n in 3..15usize {
        let rows: Rows = (0..n).map(|_| row(3)).collect();
        any.push(args![rows, row(3), n.div_ceil(2)]);
    }
    by_hand.extend([any[4].clone(), any[5].clone()]);
    let column = |numbers: &[f32]| numbers.iter().map(|x| vec![*x]).collect::<Rows>();
    let mut question = || {
        let two = |n: usize, row: &mut dyn FnMut(usize) -> Vec<f32>| -> Rows {
            (0..n).map(|_| row(2)).collect()
        };
        let (rows, queries) = (two(12, &mut row), two(5, &mut row));
        let label = |row: &Vec<f32>| (row[0].abs() as u8 + row[1].abs() as u8) % 3;
        let labels = |rows: &Rows| rows.iter().map(label).collect::<Vec<u8>>();
        args![rows, labels(&rows), queries, labels(&queries), 4usize]
    };
    // First one on which each known mistake gives another result; then the example.
    let questions = vec![
        args![
            column(&[0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 30.0]),
            vec![1u8, 2, 1, 2, 2, 2, 1],
            column(&[-1.0, 13.0, 20.75]),
            vec![1u8, 2, 1],
            2usize,
        ],
        args![
            column(&[0.0, 1.0, 5.0]),
            vec![7u8, 3, 3],
            column(&[0.0, 4.0]),
            vec![7u8, 3],
            2usize
        ],
        question(),
        question(),
    ];
    let bar = |code| {
        let (rows, labels, queries, own) = bars(code);
        args![rows, labels, queries, own, 3usize]
    };
    let bars = vec![bar(false), bar(true), question(), question()];
    Source::new(
        "lesson_06::precision_at_k",
        [
            "squared_distance: `a.iter().zip(b)` gives pairs; `.map(|(a, b)| …).sum()` adds up",
            "nearest: sort the places 0..rows.len() with `sort_by`, which keeps the order of \
             equals, by `distances[*a].total_cmp(&distances[*b])`; then `truncate(k)`",
            "precision_at_k: call nearest for each query, count the places whose label is the \
             query's, and divide once, at the end, by k times the number of queries",
        ],
    )
    .function(function! {
        squared_distance(a: &[f32], b: &[f32])
        needs [] "go through both rows side by side with `a.iter().zip(b)`, take each difference \
                  times itself, and add up"
        "this is the distance: leave out the root. The order is the same, and it is faster" =>
            squared_distance(a, b).sqrt();
        "the differences are added as they are: multiply each with itself first" =>
            each(a, b, |a, b| (a - b).abs()).iter().sum::<f32>();
        "square first, then add: else a difference of 1 and one of -1 make 0" =>
            each(a, b, |a, b| a - b).iter().sum::<f32>().powi(2);
        "this is the mean: do not divide" => squared_distance(a, b) / a.len() as f32;
        "this is the inner product, which is large for rows that are alike" =>
            each(a, b, |a, b| a * b).iter().sum::<f32>();
    })
    .function(function! {
        nearest(rows: &Rows, query: &[f32], k: usize)
        needs [squared_distance]
        "compute all distances, make a vector of the places 0, 1, 2, …, sort it with \
         `sort_by(|a, b| distances[*a].total_cmp(&distances[*b]))`, and keep the first k"
        "these are the farthest: sort from the smallest distance on" => {
            let order = nearest(rows, query, rows.len());
            order.into_iter().rev().take(k).collect::<Vec<_>>()
        };
        "the nearest one is missing. Leave it out only if the query is itself among the rows" => {
            let order = nearest(rows, query, rows.len());
            order.into_iter().skip(1).take(k).collect::<Vec<_>>()
        };
        "the right rows in the wrong order: the nearest comes first" => {
            let mut places = nearest(rows, query, k);
            places.sort();
            places
        };
        "these are the first rows, as they come: sort the places by their distance" =>
            (0..k).collect::<Vec<usize>>();
        "k rows are asked for: this is all of them" => nearest(rows, query, rows.len());
        "of equally near rows the one that comes first is named first: `sort_by` keeps their \
         order, `sort_unstable_by` and searching with `<=` do not" => {
            let backwards: Rows = rows.iter().rev().cloned().collect();
            let places = nearest(&backwards, query, k).into_iter();
            places.map(|place| rows.len() - 1 - place).collect::<Vec<_>>()
        };
    })
    .function(function! {
        precision_at_k(
            rows: &Rows, labels: &[u8], queries: &Rows, query_labels: &[u8], k: usize
        )
        needs [squared_distance, nearest]
        "for each query: find its k nearest rows, and count those whose label is the query's; \
         at the end divide by k and by the number of queries"
        "this counts hits: divide by k and by the number of queries" =>
            precision_at_k(rows, labels, queries, query_labels, k) * (k * queries.len()) as f32;
        "this is a sum over the queries: divide by how many there are" =>
            precision_at_k(rows, labels, queries, query_labels, k) * queries.len() as f32;
        "divide by k, too: precision is a share" =>
            precision_at_k(rows, labels, queries, query_labels, k) * k as f32;
        "this is recall: divided by how many rows with this label there are. For precision \
         divide by k, the number of rows that were found" => {
            let recall = |hits: Vec<bool>| count(&hits[..k]) / count(&hits);
            let recalls = hits(rows, labels, queries, query_labels).into_iter().map(recall);
            recalls.sum::<f32>() / queries.len() as f32
        };
        "this asks whether there is any hit among the k: count them all" => {
            let hits = hits(rows, labels, queries, query_labels).into_iter();
            hits.filter(|hits| hits[..k].contains(&true)).count() as f32 / queries.len() as f32
        };
        "only the nearest row is looked at: look at all k" =>
            precision_at_k(rows, labels, queries, query_labels, 1);
        "this is the share of rows with another label" =>
            1.0 - precision_at_k(rows, labels, queries, query_labels, k);
        "it is 0: is anything counted? Or are whole numbers divided? That gives a whole number: \
         turn both into f32 first" =>
            precision_at_k(rows, labels, queries, query_labels, k).floor();
    })
    .check("squared_distance", 1, "squared_distance", pairs)
    .check("nearest_by_hand", 1, "nearest", by_hand)
    .check("nearest_of_any_rows", 1, "nearest", any)
    .check("precision_by_hand", 1, "precision_at_k", questions)
    .check("codes_against_pixels", 1, "precision_at_k", bars)
}
// end source
