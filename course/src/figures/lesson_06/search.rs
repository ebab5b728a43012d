//! Searching by code, by components, and by pixels.

use super::{EPOCHS, SEEDS, caption, results, shown};
use crate::failure::Result;
use crate::figures::{Drawn, Studio};
use aelib::prelude::*;
use results::{Measured, Row};
use std::time::Instant;

/// Queries whose time is taken, one at a time as a user would ask.
const TIMED: usize = 101;

/// Neighbours that count.
const K: usize = 10;

/// Precision at 10 and the time of a query: test digits look for training digits.
pub fn precision(studio: &Studio) -> Result<Measured> {
    let row = |name: &str, cells: Vec<[f64; 2]>| Row {
        name: name.into(),
        cells: [0, 1].map(|i| cells.iter().map(|c| c[i]).collect()).into(),
    };
    let pca = studio.pca(32)?;
    let mut learned = Vec::new();
    for seed in SEEDS {
        let model = studio.conv::<32>(EPOCHS, seed)?;
        learned.push(search(studio, |x| model.encode(x)));
        eprintln!("retrieval, seed {seed}: {:.4?}", learned[learned.len() - 1]);
    }
    let rows = vec![
        row("pixels, 784 numbers", vec![search(studio, |x| x)]),
        row("PCA, 32 numbers", vec![search(studio, |x| pca.encode(&x))]),
        row("autoencoder, 32 numbers", learned),
    ];
    let train = studio.digits.train.images.len();
    let what = format!(
        "each looks for the nearest of {train} training images; precision: share of the first \
         {K} that show the same digit; time: one query alone with its encoding, median of {TIMED}"
    );
    let columns = ["nearest by", "precision at 10", "ms per query"];
    Ok(Measured {
        name: "retrieval".into(),
        caption: caption(studio, &what),
        columns: columns.map(String::from).into(),
        rows,
    })
}

/// Precision at 10 of all test digits, and the milliseconds that one query takes.
fn search<S: Shape>(
    studio: &Studio,
    encode: impl Fn(Batch<Map<1, 28, 28>>) -> Tensor<S, f32, Cpu>,
) -> [f64; 2] {
    let (train, test) = (&studio.digits.train, &studio.digits.test);
    let index = Index::new(&encode(train.images.tensor()));
    let found = index.nearest(&encode(test.images.tensor()), K);
    let precision = precision_at_k(&found, &test.labels, &train.labels, K);
    let mut times = Vec::new();
    for place in 0..TIMED {
        let query = test.images.batch(&[place]);
        let start = Instant::now();
        index.nearest(&encode(query), K);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    [precision, times[TIMED / 2]]
}

/// Test digits, each above what was found for it.
pub fn neighbours(studio: &Studio) -> Result<Drawn> {
    const SHOWN: usize = 5;
    let measured = results(studio)?.get("retrieval")?.clone();
    let model = studio.conv::<32>(EPOCHS, SEEDS[0])?;
    let (train, test) = (&studio.digits.train, &studio.digits.test);
    let queries = test.images.first(10).tensor();
    let index = Index::new(&model.encode(train.images.tensor()));
    let found = index.nearest(&model.encode(queries.clone()), SHOWN);
    let mut rows = vec![("query".to_string(), queries)];
    let mut framed = vec![vec![]];
    for rank in 0..SHOWN {
        let places = Vec::from_iter(found.iter().map(|list| list[rank].place));
        let strangers = (0..10).filter(|i| train.labels[places[*i]] != test.labels[*i]);
        framed.push(strangers.collect());
        rows.push((format!("{}.", rank + 1), train.images.batch(&places)));
    }
    let precision = measured.cell("autoencoder, 32 numbers", "precision at 10")?;
    let rows: Vec<_> = rows.iter().map(|(n, r)| (n.as_str(), r)).collect();
    let picture = image_strips(&rows)
        .framed(framed)
        .title("Test digits, and the training digits with the nearest codes")
        .caption(format!(
            "{}; 32 numbers, {}; framed: another digit; precision at {K} of all test digits {:.3}",
            studio.digits.name,
            shown(studio),
            precision[0]
        ));
    Ok(Drawn {
        metrics: vec![("precision at 10".into(), precision[0])],
        ..picture.into()
    })
}
