//! Images that a model has never learned, and how well its error tells them.

use super::{EPOCHS, SEEDS, caption, results, shown};
use crate::failure::Result;
use crate::figures::{Drawn, Studio};
use aelib::prelude::*;
use results::{Measured, Row};

/// Numbers in the code of models and PCA: few, because what does not fit shall not pass.
const LATENT: usize = 5;

/// False alarms that are allowed.
const ALLOWED: f64 = 0.05;

type Digit = Batch<Map<1, 28, 28>>;

/// The digits without one of them, in three parts, and that one.
struct Parts {
    unseen: u8,
    /// What models learn from: the first five sixths of the training images.
    seen: Images,
    /// What thresholds come from: the last sixth.
    validation: Images,
    /// The negatives.
    normal: Images,
    /// The positives.
    strange: Images,
}

impl Parts {
    fn without(unseen: u8, studio: &Studio) -> Self {
        let (train, test) = (&studio.digits.train, &studio.digits.test);
        let part = |digits: &Labelled, wanted: &dyn Fn(usize, u8) -> bool| {
            let labels = digits.labels.iter().enumerate();
            let places = labels.filter(|(place, label)| wanted(*place, **label));
            digits
                .images
                .at(&Vec::from_iter(places.map(|(place, _)| place)))
        };
        let last = train.labels.len() - train.labels.len() / 6;
        Self {
            unseen,
            seen: part(train, &|place, label| label != unseen && place < last),
            validation: part(train, &|place, label| label != unseen && place >= last),
            normal: part(test, &|_, label| label != unseen),
            strange: part(test, &|_, label| label == unseen),
        }
    }

    fn model(&self, studio: &Studio, seed: u64) -> Result<ConvAutoencoder<LATENT>> {
        let name = format!("conv {LATENT} without {}", self.unseen);
        let images = [&self.seen, &self.seen];
        studio.learned(&name, ConvAutoencoder::new(seed), images, EPOCHS, seed)
    }

    /// Three models, PCA, and the mean image: what each makes of images.
    fn detectors(&self, studio: &Studio) -> Result<[(&'static str, Vec<Detector>); 3]> {
        let mut learned: Vec<Detector> = Vec::new();
        for seed in SEEDS {
            let model = self.model(studio, seed)?;
            eprintln!("without {}, seed {seed}: learned", self.unseen);
            learned.push(Box::new(move |x| model.reconstruct(x)));
        }
        let name = format!("PCA {LATENT} without {}", self.unseen);
        let pca: Pca = studio.remembered(&name, || Ok(Pca::fit(&self.seen, LATENT)))?;
        let mean = pca.keep(0);
        Ok([
            ("autoencoder", learned),
            ("PCA", vec![Box::new(move |x| pca.reconstruct(&x))]),
            ("mean image", vec![Box::new(move |x| mean.reconstruct(&x))]),
        ])
    }
}

/// What reconstructs: large errors mean strange images.
type Detector = Box<dyn Fn(Digit) -> Digit>;

/// Areas under the ROC curve for each digit left out, and for images that are no digits.
pub fn areas(studio: &Studio) -> Result<Measured> {
    let mut rows = Vec::new();
    for unseen in 0..10 {
        let parts = Parts::without(unseen, studio);
        let detectors = parts.detectors(studio)?;
        let mut kinds = vec![(format!("a {unseen}, never seen"), parts.strange.clone())];
        if unseen == 0 {
            let mut rng = ChaCha8Rng::seed_from_u64(0);
            let shuffled = shuffle_pixels(&parts.normal, &mut rng);
            kinds.push(("an inverted 1 to 9".into(), invert(&parts.normal)));
            kinds.push(("shuffled pixels of a 1 to 9".into(), shuffled));
        }
        let normal = detectors
            .each_ref()
            .map(|(_, group)| scores(group, &parts.normal));
        for (name, strange) in kinds {
            let area = |(normal, (_, group)): (&Vec<Vec<f32>>, &(_, Vec<Detector>))| {
                let strange = scores(group, &strange);
                let pairs = strange.iter().zip(normal);
                pairs
                    .map(|(strange, normal)| auc(strange, normal))
                    .collect()
            };
            let cells: Vec<Vec<f64>> = normal.iter().zip(&detectors).map(area).collect();
            eprintln!("{name}: {cells:.3?}");
            rows.push(Row { name, cells });
        }
    }
    // The digits first.
    rows.sort_by_key(|row| !row.name.ends_with("never seen"));
    let columns = ["positive", "autoencoder", "PCA", "mean image"];
    Ok(Measured {
        name: "anomalies".into(),
        caption: caption(
            studio,
            &format!(
                "area under the ROC curve, 0.5 is guessing; negatives: the other digits; score: mean \
             squared error after {LATENT} numbers, after none for the mean image"
            ),
        ),
        columns: columns.map(String::from).into(),
        rows,
    })
}

fn scores(detectors: &[Detector], images: &Images) -> Vec<Vec<f32>> {
    let each = detectors
        .iter()
        .map(|detector| anomaly_scores(images, detector));
    each.collect()
}

/// What a threshold that was chosen on validation images does to test images.
pub fn alarms(studio: &Studio) -> Result<Measured> {
    let mut rows = Vec::new();
    for unseen in [0, 1] {
        let parts = Parts::without(unseen, studio);
        for (name, group) in parts.detectors(studio)? {
            let mut cells = vec![vec![]; 3];
            for detector in &group {
                let limit = threshold(&anomaly_scores(&parts.validation, detector), ALLOWED);
                let above = |images| 100.0 * share_above(&anomaly_scores(images, detector), limit);
                let numbers = [
                    f64::from(limit),
                    above(&parts.normal),
                    above(&parts.strange),
                ];
                cells.iter_mut().zip(numbers).for_each(|(c, n)| c.push(n));
            }
            let name = format!("{name}, no {unseen} seen");
            rows.push(Row { name, cells });
        }
    }
    let columns = ["detector", "threshold", "false alarms, %", "caught, %"];
    Ok(Measured {
        name: "alarms".into(),
        caption: caption(
            studio,
            &format!(
                "thresholds from the last {} training images, less the digit left out: no model \
                 learned from them, at most {:.0} % of them lie above; caught: test images of \
                 the digit never seen",
                studio.digits.train.images.len() / 6,
                100.0 * ALLOWED
            ),
        ),
        columns: columns.map(String::from).into(),
        rows,
    })
}

/// Digits that were learned and one that never was, and where the error sits.
pub fn errors(studio: &Studio) -> Result<Drawn> {
    let parts = Parts::without(0, studio);
    let model = parts.model(studio, SEEDS[0])?;
    let five = [&parts.normal, &parts.strange].map(|images| images.first(5));
    let bytes = five.iter().flat_map(|images| images.bytes()).copied();
    let input = Images::<Map<1, 28, 28>>::from_bytes(bytes.collect())
        .expect("whole images")
        .tensor();
    let restored = model.reconstruct(input.clone());
    let square = (restored.clone() - input.clone()).square();
    let picture = heat_strips(
        &[("input", &input), ("restored", &restored)],
        &[("squared error", &square)],
    )
    .title("A network that has never seen a 0")
    .caption(format!(
        "{}, test digits; {LATENT} numbers, {}; on the right: 0",
        studio.digits.name,
        shown(studio)
    ));
    Ok(picture.into())
}

/// The curves of all detectors.
pub fn roc(studio: &Studio) -> Result<Drawn> {
    let measured = results(studio)?.get("anomalies")?.clone();
    let parts = Parts::without(0, studio);
    let mut curves = Vec::new();
    for (name, group) in parts.detectors(studio)? {
        let sets = [&parts.strange, &parts.normal];
        let [strange, normal] = sets.map(|images| anomaly_scores(images, &group[0]));
        curves.push((name, Roc::new("zeros, never seen", &strange, &normal)));
    }
    let curves: Vec<_> = curves.iter().map(|(name, curve)| (*name, curve)).collect();
    let picture = roc_curve(&curves)
        .title("A 0 among digits from 1 to 9")
        .caption(format!(
            "{}; positive: a 0, never seen; {LATENT} numbers, {}",
            studio.data(),
            shown(studio)
        ));
    let area = measured.cell("a 0, never seen", "autoencoder")?[0];
    Ok(Drawn {
        metrics: vec![("AUC".into(), area)],
        ..picture.into()
    })
}
