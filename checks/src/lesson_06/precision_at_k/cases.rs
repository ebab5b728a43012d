//! What the functions are called with, and what is right.

use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_06::Rows;

/// One call of `nearest`.
#[derive(Clone, Debug)]
pub struct Search {
    pub rows: Rows,
    pub query: Vec<f32>,
    pub k: usize,
}

/// One call of `precision_at_k`.
#[derive(Clone, Debug)]
pub struct Question {
    pub rows: Rows,
    pub labels: Vec<u8>,
    pub queries: Rows,
    pub query_labels: Vec<u8>,
    pub k: usize,
}

/// The exercise's example, and one in which the nearest row comes last.
pub fn searches() -> Vec<Search> {
    let search = |rows: &[[f32; 2]], k| Search {
        rows: rows.iter().map(|row| row.to_vec()).collect(),
        query: vec![0.0, 0.0],
        k,
    };
    vec![
        search(&[[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]], 2),
        search(&[[3.0, 3.0], [0.0, 5.0], [-1.0, 1.0]], 3),
    ]
}

/// Rows at equal distances.
pub fn ties() -> Vec<Search> {
    let rows: Rows = [2.0, -1.0, 1.0, 3.0, 1.0, -1.0].map(|x| vec![x]).to_vec();
    let search = |k| Search {
        rows: rows.clone(),
        query: vec![0.0],
        k,
    };
    vec![search(3), search(5)]
}

/// The same on every computer, the smallest first: that is the easiest to look into.
pub fn random_searches(seed: u64) -> Vec<Search> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut row = || {
        (0..3)
            .map(|_| rng.gen_range(-9..=9) as f32)
            .collect::<Vec<_>>()
    };
    let mut search = |n: usize| Search {
        rows: (0..n).map(|_| row()).collect(),
        query: row(),
        k: n.div_ceil(2),
    };
    (3..15).map(&mut search).collect()
}

/// First one on which each known mistake gives another result; then the exercise's example.
pub fn questions() -> Vec<Question> {
    let column = |numbers: &[f32]| numbers.iter().map(|x| vec![*x]).collect::<Rows>();
    vec![
        Question {
            rows: column(&[0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 30.0]),
            labels: vec![1, 2, 1, 2, 2, 2, 1],
            queries: column(&[-1.0, 13.0, 20.75]),
            query_labels: vec![1, 2, 1],
            k: 2,
        },
        Question {
            rows: column(&[0.0, 1.0, 5.0]),
            labels: vec![7, 3, 3],
            queries: column(&[0.0, 4.0]),
            query_labels: vec![7, 3],
            k: 2,
        },
    ]
}

/// The same for the same seed: rows of two numbers, with three labels.
pub fn random_question(seed: u64) -> Question {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = |n: usize| -> Rows {
        let mut row = || vec![rng.gen_range(-9..=9) as f32, rng.gen_range(-9..=9) as f32];
        (0..n).map(|_| row()).collect()
    };
    let (rows, queries) = (rows(12), rows(5));
    let mut labels = |n: usize| (0..n).map(|_| rng.gen_range(0..3)).collect();
    Question {
        rows,
        labels: labels(12),
        queries,
        query_labels: labels(5),
        k: 4,
    }
}

/// Pictures of a bar, upright or level, at other places than the queries' bars; by their
/// pixels, and by a code that says which way the bar runs.
pub fn bars() -> [Question; 2] {
    const SIDE: usize = 6;
    let picture = |upright: bool, at: usize| -> Vec<f32> {
        let ink = |i: usize| if upright { i % SIDE } else { i / SIDE } == at;
        (0..SIDE * SIDE)
            .map(|i| f32::from(u8::from(ink(i))))
            .collect()
    };
    // More ink along one direction than along the other.
    let code = |upright: bool, at: usize| {
        let way = if upright { 1.0 } else { -1.0 };
        vec![way, at as f32 / 10.0]
    };
    let question = |make: &dyn Fn(bool, usize) -> Vec<f32>| {
        let row = |i: usize| make(i.is_multiple_of(2), i / 4 * 2);
        let query = |i: usize| make(i.is_multiple_of(2), i / 2 * 2 + 1);
        let label = |i: usize| u8::from(i.is_multiple_of(2));
        Question {
            rows: (0..12).map(row).collect(),
            labels: (0..12).map(label).collect(),
            queries: (0..6).map(query).collect(),
            query_labels: (0..6).map(label).collect(),
            k: 4,
        }
    };
    [question(&picture), question(&code)]
}

/// All places, the nearest first.
pub fn order(search: &Search) -> Vec<usize> {
    let distance = |row: &Vec<f32>| {
        let squares = row
            .iter()
            .zip(&search.query)
            .map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f32>()
    };
    let mut places: Vec<(f32, usize)> = search.rows.iter().map(distance).zip(0..).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    places.into_iter().map(|(_, place)| place).collect()
}

/// For each query, which of the rows, the nearest first, have its label.
pub fn hits(question: &Question) -> Vec<Vec<bool>> {
    let queries = question.queries.iter().zip(&question.query_labels);
    let hits = queries.map(|(query, own)| {
        let search = Search {
            rows: question.rows.clone(),
            query: query.clone(),
            k: question.k,
        };
        let places = order(&search).into_iter();
        places.map(|place| question.labels[place] == *own).collect()
    });
    hits.collect()
}
