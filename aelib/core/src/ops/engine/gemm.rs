//! Matrix products through the crate `gemm_f32`: the one place with `unsafe`, because that
//! crate takes pointers. Everything here checks lengths before it passes them on.

/// A view of a slice as a matrix, row-major unless transposed.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a> Matrix<'a> {
    /// `rows` x `cols` numbers, one row behind the other.
    ///
    /// # Panics
    /// If the slice has another length.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        assert_eq!(data.len(), rows * cols, "a {rows}x{cols} matrix");
        Self {
            data,
            rows,
            cols,
            row_stride: cols,
            col_stride: 1,
        }
    }

    /// The same numbers, transposed; nothing is moved.
    pub fn t(mut self) -> Self {
        std::mem::swap(&mut self.rows, &mut self.cols);
        std::mem::swap(&mut self.row_stride, &mut self.col_stride);
        self
    }
}

/// What happens to the numbers that are in the result already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Into {
    /// `C = A·B`
    Replace,
    /// `C += A·B`
    Add,
}

/// `C = A·B` or `C += A·B` on the calling thread; `c` is row-major.
///
/// # Panics
/// If the sizes do not fit: (m, k) · (k, n) into (m, n).
#[allow(unsafe_code)]
pub fn gemm(a: Matrix, b: Matrix, into: Into, c: &mut [f32]) {
    let (m, k, n) = (a.rows, a.cols, b.cols);
    assert_eq!(k, b.rows, "({m}, {k}) times ({}, {n})", b.rows);
    assert_eq!(c.len(), m * n, "result of ({m}, {k}) times ({k}, {n})");
    // `gemm_f32` writes a column at a time, so it is asked for Cᵀ = Bᵀ·Aᵀ.
    // SAFETY: `Matrix` only exists with strides that stay inside its slice, and `c`
    // has just been checked to hold m rows of n numbers.
    unsafe {
        gemm_f32::gemm::f32::get_gemm_fn()(
            n,
            m,
            k,
            c.as_mut_ptr(),
            n as isize,
            1,
            into == Into::Add,
            b.data.as_ptr(),
            b.row_stride as isize,
            b.col_stride as isize,
            a.data.as_ptr(),
            a.row_stride as isize,
            a.col_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm_common::Parallelism::None,
        );
    }
}
