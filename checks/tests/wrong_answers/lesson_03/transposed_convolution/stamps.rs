//! Transposed convolutions with a mistake, made of few parts.

use interface::lesson_03::Matrix;

/// One cell that a stamp changes: row and column in the uncut result, and by how much.
pub type Place = fn(Loop) -> (usize, usize, f32);

/// Where the four loops are: pixel (y, x), weight (i, j); and what they run over.
pub struct Loop<'a> {
    pub input: &'a Matrix,
    pub kernel: &'a Matrix,
    pub y: usize,
    pub x: usize,
    pub i: usize,
    pub j: usize,
    pub stride: usize,
}

pub const RIGHT: Place = |at| {
    let value = at.input[at.y][at.x] * at.kernel[at.i][at.j];
    (at.y * at.stride + at.i, at.x * at.stride + at.j, value)
};
pub const FLIPPED: Place = |at| {
    let (k_h, k_w) = (at.kernel.len(), at.kernel[0].len());
    let (row, column, _) = RIGHT(Loop { ..at });
    let weight = at.kernel[k_h - 1 - at.i][k_w - 1 - at.j];
    (row, column, at.input[at.y][at.x] * weight)
};
pub const STRIDE_IGNORED: Place = |at| RIGHT(Loop { stride: 1, ..at });
pub const PIXEL_IGNORED: Place = |at| {
    let weight = at.kernel[at.i][at.j];
    let (row, column, _) = RIGHT(at);
    (row, column, weight)
};
pub const SWAPPED: Place = |at| {
    let (row, column, value) = RIGHT(at);
    (column, row, value)
};

pub fn right_size(m: usize, k: usize, s: usize, p: usize) -> usize {
    s * (m - 1) + k - 2 * p
}

/// All stamps, on `rows` x `columns` zeros; `put` combines a cell with a stamp's.
pub fn stamp(
    (input, kernel, stride): (&Matrix, &Matrix, usize),
    (rows, columns): (usize, usize),
    place: Place,
    put: fn(&mut f32, f32),
) -> Matrix {
    let mut result = vec![vec![0.0; columns]; rows];
    for y in 0..input.len() {
        for x in 0..input[0].len() {
            for i in 0..kernel.len() {
                for j in 0..kernel[0].len() {
                    let (row, column, value) = place(Loop {
                        input,
                        kernel,
                        y,
                        x,
                        i,
                        j,
                        stride,
                    });
                    put(&mut result[row][column], value);
                }
            }
        }
    }
    result
}

pub fn size(input: &Matrix, kernel: &Matrix, stride: usize) -> (usize, usize) {
    (
        right_size(input.len(), kernel.len(), stride, 0),
        right_size(input[0].len(), kernel[0].len(), stride, 0),
    )
}

pub fn add(cell: &mut f32, value: f32) {
    *cell += value;
}

pub fn cut(whole: Matrix, [top, bottom]: [usize; 2]) -> Matrix {
    let inner = |n: usize| top..n - bottom;
    let rows = whole[inner(whole.len())].iter();
    rows.map(|row| row[inner(row.len())].to_vec()).collect()
}

pub fn right(input: &Matrix, kernel: &Matrix, s: usize, p: usize) -> Matrix {
    let whole = stamp((input, kernel, s), size(input, kernel, s), RIGHT, add);
    cut(whole, [p, p])
}

pub fn swapped(input: &Matrix, kernel: &Matrix, s: usize, p: usize) -> Matrix {
    let (rows, columns) = size(input, kernel, s);
    cut(
        stamp((input, kernel, s), (columns, rows), SWAPPED, add),
        [p, p],
    )
}

pub fn convolution(input: &Matrix, kernel: &Matrix, s: usize, p: usize) -> Matrix {
    let side = |m: usize, k: usize| (m + 2 * p).saturating_sub(k) / s + 1;
    let (rows, columns) = (
        side(input.len(), kernel.len()),
        side(input[0].len(), kernel[0].len()),
    );
    let mut result = vec![vec![0.0; columns]; rows];
    for (y, row) in result.iter_mut().enumerate() {
        for (x, cell) in row.iter_mut().enumerate() {
            for (i, weights) in kernel.iter().enumerate() {
                for (j, weight) in weights.iter().enumerate() {
                    let pixel = (y * s + i)
                        .checked_sub(p)
                        .zip((x * s + j).checked_sub(p))
                        .and_then(|(v, h)| input.get(v)?.get(h));
                    *cell += weight * pixel.unwrap_or(&0.0);
                }
            }
        }
    }
    result
}
