//! The homework in pictures: what was given, what came, what the reference makes of it.

use aelib::corrupt::interpolate;
use aelib::data::Images;
use aelib::plot::image_strips;
use aelib::prelude::load;
use checks::Homework;
use checks::lesson_09::quality::{LIMIT, Measured, measure};
use checks::lesson_09::weights;
use interface::Caller;
use interface::lesson_09::denoiser::Calls;
use setup::project::Project;
use solutions::lesson_09::denoiser::{new_network, restore};
use std::sync::Arc;

/// Digits that are shown.
const SHOWN: usize = 10;

/// Input, restoration, reference, truth and difference, as PNG; nothing if nothing is
/// restored.
pub fn restored(caller: &Arc<dyn Caller>, homework: &Homework, seed: u64) -> Option<Vec<u8>> {
    let calls = Calls::new(caller.clone()).within(LIMIT);
    let weights = weights::weights(&calls, homework).ok()?;
    let measured = measure(seed, |occluded| calls.denoise(&weights, occluded)).ok()?;
    let Measured {
        occluded,
        restored,
        truth,
        ..
    } = &measured;
    let (name, reference) = reference(&occluded.first(SHOWN));
    let difference = difference(&restored.first(SHOWN), &truth.first(SHOWN));
    let panels = [
        ("input", occluded.first(SHOWN)),
        ("restored", restored.first(SHOWN)),
        (name, reference),
        ("truth", truth.first(SHOWN)),
        ("difference", difference),
    ];
    let tensors = panels.map(|(name, images)| (name, images.tensor()));
    let strips = tensors.each_ref().map(|(name, tensor)| (*name, tensor));
    Some(image_strips(&strips).caption(measured.caption()).png())
}

/// What the solution's network makes of the images; straight lines, where there is none.
fn reference(occluded: &Images) -> (&'static str, Images) {
    let mut network = new_network(0);
    let file = Project::find().map(|here| here.root.join("solutions").join(weights::FILE));
    match file.map(|file| load(&mut network, file)) {
        Ok(Ok(())) => ("reference", restore(&network, occluded)),
        _ => ("straight lines", interpolate(occluded)),
    }
}

fn difference(a: &Images, b: &Images) -> Images {
    let pairs = a.bytes().iter().zip(b.bytes());
    let bytes = pairs.map(|(a, b)| a.abs_diff(*b)).collect();
    Images::from_bytes(bytes).expect("whole images")
}
