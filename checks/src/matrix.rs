//! Matrices as the exercises have them: compared, and printed beside one another.

pub use interface::lesson_03::Matrix;

/// What is between two matrices that are printed beside one another.
const GAP: &str = "     ";

/// Rows and columns that are printed: what is larger is no matrix for comparing by eye, and
/// a wrong result may be of any size.
const SHOWN: usize = 40;

/// Says where `found` first differs from `expected`: in size, else in a cell.
pub fn difference(expected: &Matrix, found: &Matrix) -> Option<String> {
    let columns = |matrix: &Matrix| matrix.first().map_or(0, Vec::len);
    if let Some(row) = found.iter().position(|row| row.len() != columns(found)) {
        return Some(format!(
            "rows of the result differ in length: row 0 has {}, row {row} has {}",
            columns(found),
            found[row].len()
        ));
    }
    let size = |matrix: &Matrix| format!("{} x {}", matrix.len(), columns(matrix));
    if size(found) != size(expected) {
        return Some(format!(
            "rows x columns: expected {}, found {}",
            size(expected),
            size(found)
        ));
    }
    for (row, (expected, found)) in expected.iter().zip(found).enumerate() {
        for (column, (expected, found)) in expected.iter().zip(found).enumerate() {
            if !close(*expected, *found) {
                return Some(format!(
                    "first difference: result[{row}][{column}], expected {expected}, found {found}"
                ));
            }
        }
    }
    None
}

/// Equal up to rounding. Written so that NaN is close to nothing.
fn close(expected: f32, found: f32) -> bool {
    (expected - found).abs() <= 1e-4 * (1.0 + expected.abs())
}

/// The matrices beside one another, each below its title.
pub fn beside(titled: &[(&str, &Matrix)]) -> String {
    let blocks: Vec<Vec<String>> = titled.iter().map(|(title, m)| block(title, m)).collect();
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |block: &Vec<String>| block.iter().map(|line| line.chars().count()).max();
    let widths: Vec<usize> = blocks.iter().map(|b| wide(b).unwrap_or(0)).collect();
    let line = |y: usize| {
        let parts = blocks.iter().zip(&widths).map(|(block, &width)| {
            let text = block.get(y).map_or("", String::as_str);
            format!("{text:width$}")
        });
        let line = parts.collect::<Vec<_>>().join(GAP);
        format!("    {}", line.trim_end())
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

/// A title and the rows, all cells equally wide; the first of them, where there are many.
fn block(title: &str, matrix: &Matrix) -> Vec<String> {
    let shown = || matrix.iter().take(SHOWN).map(|row| row.iter().take(SHOWN));
    let whole = shown().flatten().all(|cell| cell.fract() == 0.0);
    // Adding 0 makes a 0 of -0.
    let text = |cell: &f32| match whole {
        true => format!("{:.0}", cell + 0.0),
        false => format!("{:.2}", cell + 0.0),
    };
    let widths = shown().flatten().map(|cell| text(cell).len());
    let width = widths.max().unwrap_or(0);
    let row = |row: &Vec<f32>| {
        let cells = row.iter().take(SHOWN);
        let cells = cells.map(|cell| format!("{:>width$}", text(cell)));
        let more = (row.len() > SHOWN).then(|| "…".to_string());
        cells.chain(more).collect::<Vec<_>>().join(" ")
    };
    let mut lines = vec![title.to_string()];
    lines.extend(matrix.iter().take(SHOWN).map(row));
    if matrix.len() > SHOWN {
        lines.push(format!("… ({} rows)", matrix.len()));
    }
    if matrix.is_empty() {
        lines.push("(no rows)".into());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_stand_beside_one_another() {
        let a = vec![vec![1.0, -2.0], vec![-0.0, 10.0]];
        let b = vec![vec![0.5]];
        let text = beside(&[("a", &a), ("long title", &b)]);
        let lines = [
            "    a         long title",
            "     1 -2     0.50",
            "     0 10",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn of_a_huge_matrix_the_beginning_is_shown() {
        let text = beside(&[
            ("empty", &vec![vec![]; 1 << 20]),
            ("wide", &vec![vec![1.0; 99]]),
        ]);
        assert_eq!(text.lines().count(), SHOWN + 2);
        assert!(text.contains("1 …") && text.contains("… (1048576 rows)"));
    }

    #[test]
    fn each_kind_of_difference_is_found() {
        let one = || vec![vec![1.0, 2.0], vec![3.0, 4.0]];
        assert_eq!(difference(&one(), &one()), None);
        let told = |found: Matrix| difference(&one(), &found).unwrap();
        assert!(told(vec![]).contains("expected 2 x 2, found 0 x 0"));
        assert!(told(vec![vec![1.0, 2.0], vec![3.0]]).contains("row 1 has 1"));
        assert!(told(vec![vec![1.0, 2.0], vec![f32::NAN, 4.0]]).contains("result[1][0]"));
    }
}
