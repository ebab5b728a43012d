//! What the rounds come to.

use super::Measurement;
use crate::machine;
use results::{Measured, Row};

/// Medians over the rounds of one model, and the ratio of aelib's seconds to each backend's.
pub fn medians(model: &str, rounds: usize, all: &[Measurement]) -> Measured {
    let mut backends = Vec::from_iter(all.iter().map(|m| m.backend.as_str()));
    backends.sort();
    backends.dedup();
    let median = |backend: &str, value: fn(&Measurement) -> f64| {
        let of = all.iter().filter(|m| m.backend == backend);
        let mut values = Vec::from_iter(of.map(value));
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ours = median("aelib", |m| m.seconds_per_epoch);
    let row = |backend: &str| {
        let seconds = median(backend, |m| m.seconds_per_epoch);
        let numbers = [
            seconds,
            ours / seconds,
            median(backend, |m| m.loss),
            median(backend, |m| m.val_loss),
            median(backend, |m| m.peak_mib),
        ];
        Row {
            name: backend.into(),
            cells: numbers.map(|number| vec![number]).into(),
        }
    };
    Measured {
        name: model.into(),
        caption: format!(
            "{model}, second epoch of each run, medians of {rounds} rounds, each backend in turn; {}",
            machine::processor()
        ),
        columns: [
            "backend",
            "s/epoch",
            "aelib/this",
            "loss",
            "validation loss",
            "peak MiB",
        ]
        .map(String::from)
        .into(),
        rows: backends.into_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_odd_number_of_rounds_the_middle_one_counts() {
        let run = |backend: &str, seconds| Measurement {
            model: "conv".into(),
            backend: backend.into(),
            seconds_per_epoch: seconds,
            loss: 0.5,
            val_loss: 0.25,
            peak_mib: 100.0,
        };
        let all = [9.0, 1.0, 2.0]
            .into_iter()
            .flat_map(|seconds| [run("aelib", seconds), run("pytorch", 2.0 * seconds)]);
        let measured = medians("conv", 3, &Vec::from_iter(all));
        assert_eq!(measured.cell("aelib", "s/epoch").unwrap(), [2.0]);
        assert_eq!(measured.cell("pytorch", "aelib/this").unwrap(), [0.5]);
    }
}
