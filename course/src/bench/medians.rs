//! What the rounds come to.

use super::Measurement;
use crate::machine;
use results::{Measured, Row};

/// The row that repeats the one of the fastest peer, for whoever asks how far ahead aelib is.
pub const FASTEST: &str = "fastest peer";

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
    let seconds = |backend: &str| median(backend, |m| m.seconds_per_epoch);
    let peers = || backends.iter().copied().filter(|name| *name != "aelib");
    let fastest = peers().min_by(|a, b| seconds(a).total_cmp(&seconds(b)));
    let row = |name: &str, backend: &str| {
        let numbers = [
            seconds(backend),
            median(backend, |m| m.processor_seconds),
            seconds("aelib") / seconds(backend),
            median(backend, |m| m.loss),
            median(backend, |m| m.val_loss),
            median(backend, |m| m.peak_mib),
        ];
        Row {
            name: name.into(),
            cells: numbers.map(|number| vec![number]).into(),
        }
    };
    let all_rows = backends.iter().map(|backend| row(backend, backend));
    let rows = all_rows.chain(fastest.map(|backend| row(FASTEST, backend)));
    Measured {
        name: model.into(),
        caption: format!(
            "{model}, second epoch of each run, medians of {rounds} rounds, each backend in turn; processor s: of \
             all threads, the validation included; {}",
            machine::processor()
        ),
        columns: [
            "backend",
            "s/epoch",
            "processor s",
            "aelib/this",
            "loss",
            "validation loss",
            "peak MiB",
        ]
        .map(String::from)
        .into(),
        rows: rows.collect(),
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
            processor_seconds: 2.0 * seconds,
            loss: 0.5,
            val_loss: 0.25,
            peak_mib: 100.0,
        };
        let all = [9.0, 1.0, 2.0].into_iter().flat_map(|seconds| {
            let peers = [run("pytorch", 2.0 * seconds), run("jax", 4.0 * seconds)];
            [run("aelib", seconds)].into_iter().chain(peers)
        });
        let measured = medians("conv", 3, &Vec::from_iter(all));
        assert_eq!(measured.cell("aelib", "s/epoch").unwrap(), [2.0]);
        assert_eq!(measured.cell("pytorch", "aelib/this").unwrap(), [0.5]);
        assert_eq!(measured.cell(FASTEST, "aelib/this").unwrap(), [0.5]);
        assert_eq!(measured.cell(FASTEST, "processor s").unwrap(), [8.0]);
    }
}
