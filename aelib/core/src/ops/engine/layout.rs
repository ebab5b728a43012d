//! Weights in the order in which a loop reads them.

/// The numbers of (a, b, c) with their axes in another order: axis `order[0]` comes first.
pub fn permute(from: &[f32], sizes: [usize; 3], order: [usize; 3]) -> Vec<f32> {
    let strides = [sizes[1] * sizes[2], sizes[2], 1];
    let ([a, b, c], [i, j, k]) = (
        order.map(|axis| sizes[axis]),
        order.map(|axis| strides[axis]),
    );
    let mut to = Vec::with_capacity(from.len());
    for first in 0..a {
        for second in 0..b {
            to.extend((0..c).map(|third| from[first * i + second * j + third * k]));
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::permute;

    #[test]
    fn axes_change_places() {
        let numbers: Vec<f32> = (0..6).map(|i| i as f32).collect();
        assert_eq!(permute(&numbers, [1, 2, 3], [0, 1, 2]), numbers);
        assert_eq!(
            permute(&numbers, [1, 2, 3], [2, 1, 0]),
            [0., 3., 1., 4., 2., 5.]
        );
        assert_eq!(
            permute(&numbers, [3, 1, 2], [2, 0, 1]),
            [0., 2., 4., 1., 3., 5.]
        );
    }
}
