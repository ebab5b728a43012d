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
