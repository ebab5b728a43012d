//! Calls and results as a student reads them.

use crate::compare::Difference;
use interface::Value;

/// What is between two matrices that are printed beside one another.
const GAP: &str = "     ";
/// Rows and columns that are printed, and numbers of a list: what is larger is nothing for
/// comparing by eye, and a wrong result may be of any size.
const SHOWN: usize = 40;
const LISTED: usize = 12;
/// Characters of arguments that fit into a call.
const CALL: usize = 72;

/// The call as a student would write it, with what does not fit into a line below it.
pub fn call(function: &str, names: &[String], arguments: &[Value]) -> String {
    let long = arguments.iter().map(|a| inline(a).chars().count());
    let crowded = long.sum::<usize>() > CALL;
    let below = |a: &Value| a.is_matrix() || crowded && a.list().is_some();
    let written = names.iter().zip(arguments).map(|(name, argument)| {
        match (below(argument), argument.list()) {
            (true, _) => format!("&{name}"),
            (_, Some(_)) => format!("&{}", inline(argument)),
            _ => inline(argument),
        }
    });
    let mut text = format!("{function}({})", written.collect::<Vec<_>>().join(", "));
    let plain = |(_, a): &(&String, &Value)| a.list().is_none();
    let named: Vec<_> = names.iter().zip(arguments).filter(plain).collect();
    if named.len() > 2 || named.len() == 2 && arguments.len() > 2 {
        let named = named
            .into_iter()
            .map(|(n, a)| format!("{n} = {}", inline(a)));
        text += &format!(", so {}", named.collect::<Vec<_>>().join(", "));
    }
    let lists = names
        .iter()
        .zip(arguments)
        .filter(|(_, a)| below(a) && !a.is_matrix());
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let lists = lists.map(|(name, a)| format!("    {name:width$}  {}", inline(a)));
    let lists = lists.collect::<Vec<_>>().join("\n");
    let matrices = names.iter().zip(arguments).filter(|(_, a)| a.is_matrix());
    let matrices = matrices
        .map(|(name, a)| (name.as_str(), a))
        .collect::<Vec<_>>();
    for part in [lists, beside(&matrices)] {
        if !part.is_empty() {
            text += &format!("\n\n{part}");
        }
    }
    text
}

/// What was expected, and what came.
pub fn finding(expected: &Value, found: &Value, difference: &Difference) -> String {
    if is_sealed(expected) {
        return match found.is_matrix() {
            true => format!("{}\n\n{}", beside(&[("found", found)]), first(difference)),
            false => format!("found {}, and that is not right", inline(found)),
        };
    }
    if expected.is_matrix() && found.is_matrix() {
        let both = beside(&[("expected", expected), ("found", found)]);
        return format!("{both}\n\n{}", first(difference));
    }
    let parts = |value: &Value| {
        value
            .list()
            .is_some_and(|l| l.iter().any(|v| v.list().is_some()))
    };
    if let (Some(e), Some(f), [part, ..]) = (expected.list(), found.list(), &difference.place[..])
        && parts(expected)
        && e.len() == f.len()
    {
        let inner = Difference {
            place: difference.place[1..].to_vec(),
            expected: difference.expected.clone(),
            found: difference.found.clone(),
        };
        let text = finding(&e[*part], &f[*part], &inner);
        return format!("in part {} of {}:\n{text}", part + 1, e.len());
    }
    let mut text = format!("expected {}\nfound    {}", inline(expected), inline(found));
    if expected.list().is_some_and(|list| list.len() > 1) && !difference.place.is_empty() {
        text += &format!("\n\n{}", first(difference));
    } else if let (Some(e), Some(f)) = (expected.list(), found.list())
        && e.len() != f.len()
    {
        text += &format!("\n\n{} are expected, found {}", e.len(), f.len());
    }
    text
}

fn is_sealed(value: &Value) -> bool {
    match value {
        Value::Text(_) => true,
        Value::List(values) => values.iter().any(is_sealed),
        _ => false,
    }
}

/// The first difference, in words.
fn first(difference: &Difference) -> String {
    let Difference {
        place,
        expected,
        found,
    } = difference;
    let place: String = place.iter().map(|index| format!("[{index}]")).collect();
    match (expected, found) {
        (Value::List(e), Value::List(f)) if place.is_empty() => {
            let columns = |rows: &[Value]| rows.first().and_then(Value::list).map_or(0, <[_]>::len);
            format!(
                "rows x columns: expected {} x {}, found {} x {}",
                e.len(),
                columns(e),
                f.len(),
                columns(f)
            )
        }
        (Value::List(e), Value::List(f)) => {
            format!(
                "result{place} has {} numbers, expected {}",
                f.len(),
                e.len()
            )
        }
        (Value::Text(_), found) => format!(
            "the first that is not right: result{place}, found {}",
            inline(found)
        ),
        _ => format!(
            "first difference: result{place}, expected {}, found {}",
            inline(expected),
            inline(found)
        ),
    }
}

/// The value in one line, cut after a dozen numbers.
fn inline(value: &Value) -> String {
    match value {
        Value::Nothing => "None".into(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => format!("{number:?}"),
        Value::Text(_) => "…".into(),
        Value::List(values) => {
            let mut shown: Vec<String> = values.iter().take(LISTED).map(inline).collect();
            if values.len() > LISTED {
                shown.push("…".into());
            }
            format!("[{}]", shown.join(", "))
        }
    }
}

/// The matrices beside one another, each below its title.
pub fn beside(titled: &[(&str, &Value)]) -> String {
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
fn block(title: &str, matrix: &Value) -> Vec<String> {
    let rows = matrix.list().unwrap_or_default();
    let cells = |row: &Value| -> Vec<f64> {
        let cells = row.list().unwrap_or_default().iter().take(SHOWN);
        // Adding 0 makes a 0 of -0.
        cells
            .map(|cell| cell.number().unwrap_or(f64::NAN) + 0.0)
            .collect()
    };
    let shown: Vec<Vec<f64>> = rows.iter().take(SHOWN).map(cells).collect();
    let whole = shown.iter().flatten().all(|cell| cell.fract() == 0.0);
    let text = |cell: &f64| match whole {
        true => format!("{cell:.0}"),
        false => format!("{cell:.2}"),
    };
    let width = shown
        .iter()
        .flatten()
        .map(|cell| text(cell).len())
        .max()
        .unwrap_or(0);
    let line = |(row, cells): (&Value, &Vec<f64>)| {
        let more = row.list().unwrap_or_default().len() > SHOWN;
        let cells = cells.iter().map(|cell| format!("{:>width$}", text(cell)));
        let more = more.then(|| "…".to_string());
        cells.chain(more).collect::<Vec<_>>().join(" ")
    };
    let mut lines = vec![title.to_string()];
    lines.extend(rows.iter().zip(&shown).map(line));
    if rows.len() > SHOWN {
        lines.push(format!("… ({} rows)", rows.len()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::difference;
    use interface::Show;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    fn told<T: Show>(expected: T, found: T) -> String {
        let (expected, found) = (expected.show(), found.show());
        finding(&expected, &found, &difference(&expected, &found).unwrap())
    }

    #[test]
    fn a_call_is_written_as_a_student_would() {
        let arguments = [vec![1.0f32, 0.0].show(), vec![0.8f32, 0.4].show()];
        let text = call("bce", &names(&["targets", "outputs"]), &arguments);
        assert_eq!(text, "bce(&[1.0, 0.0], &[0.8, 0.4])");
        let sizes = [6usize, 5, 2].map(|n| n.show());
        let text = call("size", &names(&["m", "k", "s"]), &sizes);
        assert_eq!(text, "size(6, 5, 2), so m = 6, k = 5, s = 2");
        let text = call(
            "a",
            &names(&["x", "y"]),
            &[vec![0.25f32; 9].show(), vec![0.25f32; 9].show()],
        );
        assert!(text.starts_with("a(&x, &y)\n\n    x  [0.25,"), "{text}");
    }

    #[test]
    fn matrices_stand_beside_one_another() {
        let (a, b) = (
            vec![vec![1.0f32, -2.0], vec![-0.0, 10.0]].show(),
            vec![vec![0.5f32]].show(),
        );
        let text = beside(&[("a", &a), ("long title", &b)]);
        let lines = [
            "    a         long title",
            "     1 -2     0.50",
            "     0 10",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
        let wide = beside(&[("wide", &vec![vec![1.0f32; 99]; 1 << 16].show())]);
        assert!(wide.contains("1 …") && wide.contains("… (65536 rows)"));
    }

    #[test]
    fn a_finding_says_where() {
        assert_eq!(told(1.5f32, 1.0), "expected 1.5\nfound    1.0");
        assert!(
            told(vec![1.0f32, 2.0], vec![1.0, 3.0]).ends_with("result[1], expected 2.0, found 3.0")
        );
        assert!(told(vec![1usize], vec![]).ends_with("1 are expected, found 0"));
        let pair = |x: f32| (vec![vec![1.0f32]], x);
        assert_eq!(
            told(pair(1.0), pair(2.0)),
            "in part 2 of 2:\nexpected 1.0\nfound    2.0"
        );
        let matrix = |rows| vec![vec![1.0f32, 2.0]; rows];
        assert!(told(matrix(2), matrix(3)).ends_with("expected 2 x 2, found 3 x 2"));
    }

    #[test]
    fn a_sealed_number_is_not_told() {
        let (right, wrong) = (vec![vec![7.0f32]].show(), vec![vec![3.0f32]].show());
        let right = crate::compare::seal(&right);
        let text = finding(&right, &wrong, &difference(&right, &wrong).unwrap());
        assert!(
            text.contains("result[0][0], found 3.0") && !text.contains("expected"),
            "{text}"
        );
    }
}
