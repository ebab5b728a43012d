//! What known mistakes look like.

use super::super::{Drawn, Studio};
use super::models::{self, SHORT};
use super::{caption, measure};
use crate::failure::Result;
use aelib::prelude::*;
use results::spread;

/// Samples of each model, its name with its numbers of `measured` above.
fn panels(studio: &Studio, title: &str, models: &[(&str, usize, Vae<4>)]) -> Result<Drawn> {
    let results = measure::results(studio)?;
    let rows = &results.get("traps")?.rows;
    let drawn = normal_codes(50, 0);
    let mut metrics = Vec::new();
    let mut panels = Vec::new();
    for (name, row, model) in models {
        let value = |column: usize| spread(&rows[*row].cells[column]).0;
        metrics.push((format!("{name}: own loss"), value(0)));
        metrics.push((format!("{name}: negative elbo"), value(1)));
        metrics.push((format!("{name}: precision, %"), value(5)));
        metrics.push((format!("{name}: recall, %"), value(6)));
        let name = format!("{name}: −ELBO {:.0}", value(1));
        panels.push((name, model.decode(drawn.clone()).sigmoid()));
    }
    let panels: Vec<_> = panels
        .iter()
        .map(|(name, images)| (&**name, images))
        .collect();
    let picture = image_grids(&panels)
        .columns(if models.len() > 2 { 5 } else { 10 })
        .title(title)
        .caption(format!(
            "{}; −ELBO in nats per image, mean of 3 seeds",
            caption(studio, SHORT)
        ));
    Ok(Drawn {
        metrics,
        ..picture.into()
    })
}

/// Beside the right one.
pub fn log_sigma(studio: &Studio) -> Result<Drawn> {
    let models = [
        (
            "right",
            0,
            models::vae(studio, Objective::default(), SHORT, 0)?,
        ),
        ("ln σ for ln σ²", 1, models::wrong(studio, 0)?),
    ];
    panels(
        studio,
        "Samples from N(0, I): a loss with ln σ where ln σ² belongs",
        &models,
    )
}

/// From too little divergence to too much.
pub fn sum_or_mean(studio: &Studio) -> Result<Drawn> {
    let trained = |beta| models::vae(studio, models::with_beta(beta), SHORT, 0);
    let models = [
        ("β = 1/256", 4, trained(1.0 / 256.0)?),
        ("β = 1", 0, trained(1.0)?),
        ("β = 784", 2, trained(784.0)?),
    ];
    panels(
        studio,
        "Samples from N(0, I): sums and means mixed",
        &models,
    )
}
