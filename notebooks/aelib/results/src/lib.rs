//! Measurements that take too long for a notebook: numbers over several seeds, kept in the
//! project's `results/NAME.json`, beside the command that made them.

use aelib::display::write_whole;
use aelib::table::Table;
use aelib::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// All measurements of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What makes this file anew.
    pub command: String,
    /// Digest of the code and the data that these numbers come from.
    pub digest: String,
    /// How long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// What was measured.
    pub measured: Vec<Measured>,
}

/// One table of measurements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What it is called for.
    pub name: String,
    /// Data, metric, seeds: everything that a reader of the table has to know.
    pub caption: String,
    /// The columns' names; the first is that of the rows' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of measurements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was measured here.
    pub name: String,
    /// For each column one number per seed, or a single one where chance has no part.
    pub cells: Vec<Vec<f64>>,
}

impl Results {
    /// From `results/NAME.json` in the working folder, or in the nearest one above that has
    /// it.
    ///
    /// # Errors
    /// If there is no such file, or something else is in it.
    pub fn load(name: &str) -> Result<Self> {
        let here = std::env::current_dir().map_err(Error::io("."))?;
        let paths = here.ancestors().map(|folder| file(folder, name));
        match paths.into_iter().find(|path| path.is_file()) {
            Some(path) => Self::read(path),
            None => Err(Error::Missing {
                what: format!("results/{name}.json"),
                looked_in: format!("{} and above", here.display()),
                advice: "change into the course's folder, or make it with cargo course figures"
                    .into(),
            }),
        }
    }

    fn read(path: PathBuf) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        serde_json::from_str(&text).map_err(|error| Error::Content {
            path,
            expected: "measurements".into(),
            found: error.to_string(),
            advice: "make it anew with cargo course figures".into(),
        })
    }

    /// Into the `results/NAME.json` of this folder, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, root: &Path, name: &str) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("texts and numbers");
        write_whole(&file(root, name), text.as_bytes())
    }

    /// The measurements of this name.
    ///
    /// # Errors
    /// If there are none.
    pub fn get(&self, name: &str) -> Result<&Measured> {
        let found = self.measured.iter().find(|m| m.name == name);
        found.ok_or_else(|| Error::Missing {
            what: format!("the measurement {name:?}"),
            looked_in: Vec::from_iter(self.measured.iter().map(|m| &*m.name)).join(", "),
            advice: format!("make it with {}", self.command),
        })
    }
}

impl Measured {
    /// A column, with the rows' names as numbers: what a chart of it needs.
    ///
    /// # Errors
    /// If there is no such column, or a row's name is no number.
    pub fn series(&self, column: &str) -> Result<Vec<(f64, Vec<f64>)>> {
        let place = self.place(column)?;
        let number = |row: &Row| row.name.parse().ok().map(|x| (x, row.cells[place].clone()));
        let series: Option<Vec<_>> = self.rows.iter().map(number).collect();
        series.ok_or_else(|| Error::Input {
            what: format!("the rows of {}", self.name),
            expected: "numbers as their names".into(),
            found: Vec::from_iter(self.rows.iter().map(|row| &*row.name)).join(", "),
            advice: "show it as a table".into(),
        })
    }

    /// The numbers in one column of one row, one per seed.
    ///
    /// # Errors
    /// If there is no such row or column.
    pub fn cell(&self, row: &str, column: &str) -> Result<&[f64]> {
        let place = self.place(column)?;
        let found = self.rows.iter().find(|r| r.name == row);
        let found =
            found.ok_or_else(|| self.missing("row", row, self.rows.iter().map(|r| &r.name)))?;
        Ok(&found.cells[place])
    }

    /// Which of a row's cells is in this column.
    fn place(&self, column: &str) -> Result<usize> {
        let found = self.columns.iter().skip(1).position(|c| c == column);
        found.ok_or_else(|| self.missing("column", column, self.columns.iter().skip(1)))
    }

    fn missing<'a>(&self, kind: &str, name: &str, all: impl Iterator<Item = &'a String>) -> Error {
        Error::Missing {
            what: format!("the {kind} {name:?} of {}", self.name),
            looked_in: Vec::from_iter(all.map(|name| &**name)).join(", "),
            advice: "take one of these".into(),
        }
    }

    /// As a table: over several seeds the mean and the standard deviation; counts, such as
    /// epochs, without decimals.
    pub fn table(&self) -> Table {
        let table = Table::new(&self.columns).caption(&self.caption);
        self.rows.iter().fold(table, |table, row| {
            let cells = row.cells.iter().enumerate();
            let cells = cells.map(|(place, cell)| match cell[..] {
                [count] if self.counts(place) => count.to_string(),
                _ => in_words(cell),
            });
            table.row([row.name.clone()].into_iter().chain(cells))
        })
    }

    /// Whether there are whole numbers only in these cells.
    fn counts(&self, place: usize) -> bool {
        let mut numbers = self.rows.iter().flat_map(|row| &row.cells[place]);
        numbers.all(|number| number.fract() == 0.0)
    }

    /// Shows the table as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        self.table().evcxr_display();
    }
}

/// The table.
impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table().fmt(f)
    }
}

/// A number, or the mean of several and their standard deviation: as many decimals as the
/// deviation's first two digits need.
pub fn in_words(cell: &[f64]) -> String {
    let (mean, deviation) = spread(cell);
    let decimals = |of: f64, digits: f64| (digits - 1.0 - of.log10().floor()).clamp(0.0, 5.0);
    let exact = || match mean {
        0.0 => "0".into(),
        _ => format!("{mean:.*}", decimals(mean.abs(), 3.0) as usize),
    };
    match cell {
        [] => String::new(),
        [_] => exact(),
        _ if deviation <= 1e-12 * mean.abs() => exact() + " ± 0",
        _ => {
            let decimals = decimals(deviation, 2.0) as usize;
            format!("{mean:.decimals$} ± {deviation:.decimals$}")
        }
    }
}

/// The mean of some numbers, and the standard deviation of a sample.
pub fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    (mean, (squares / (n - 1.0).max(1.0)).sqrt())
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join("results").join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Measured {
        let row = |name: &str, cells: &[&[f64]]| Row {
            name: name.into(),
            cells: cells.iter().map(|cell| cell.to_vec()).collect(),
        };
        Measured {
            name: "sizes".into(),
            caption: "three seeds".into(),
            columns: ["numbers", "BCE", "PCA"].map(String::from).into(),
            rows: vec![
                row("2", &[&[0.25, 0.5, 0.75], &[0.05571]]),
                row("32", &[&[0.25, 0.25, 0.25], &[95.123]]),
            ],
        }
    }

    #[test]
    fn tables_show_as_many_decimals_as_the_spread_allows() {
        let lines = [
            "numbers          BCE     PCA",
            "      2  0.50 ± 0.25  0.0557",
            "     32    0.250 ± 0    95.1",
            "three seeds\n",
        ];
        assert_eq!(measured().to_string(), lines.join("\n"));
        let mut counts = measured();
        counts.rows[0].cells[1] = vec![20.0];
        assert!(counts.to_string().contains("20.0"), "{counts}");
        counts.rows[1].cells[1] = vec![50.0];
        assert!(counts.to_string().contains(" 20\n"), "{counts}");
        assert_eq!(in_words(&[97.0, 98.0, 96.0]), "97.0 ± 1.0");
        assert_eq!(in_words(&[1500.0, 1700.0]), "1600 ± 141");
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let measured = measured();
        assert_eq!(measured.series("PCA").unwrap()[1], (32.0, vec![95.123]));
        assert_eq!(measured.cell("2", "PCA").unwrap(), [0.05571]);
        let line = measured.cell("5", "PCA").unwrap_err().to_string();
        assert!(
            line.starts_with("the row \"5\" of sizes not found: looked in 2, 32"),
            "{line}"
        );
        let line = measured.series("MSE").unwrap_err().to_string();
        assert!(line.contains("looked in BCE, PCA"), "{line}");
    }

    #[test]
    fn the_spread_is_that_of_a_sample() {
        let (mean, deviation) = spread(&[1.0, 2.0, 3.0]);
        assert_eq!((mean, deviation), (2.0, 1.0));
        assert_eq!(spread(&[4.0]), (4.0, 0.0));
    }
}
