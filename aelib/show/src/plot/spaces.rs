//! Latent spaces of two numbers side by side, each code written as the digit it stands for.

use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{DIGITS, FAINT, INK, PALE};
use crate::display::Picture;
use aelib_core::nn::Batch;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::Rank1;

/// What stands around the points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spaces {
    /// Above everything; may be empty.
    pub title: String,
    /// Below everything, small: data, seed, metric. May be empty.
    pub caption: String,
    /// What both axes reach from −`reach` to `reach`, in all panels; without it, each panel
    /// shows nearly all of its own points.
    pub reach: Option<f32>,
    /// Circles around 0 of 1 and 2: the standard deviations of the standard normal
    /// distribution.
    pub circles: bool,
}

/// The side of a panel, and what is around it.
const SIDE: f32 = 640.0;
const MARGIN: f32 = 28.0;
const TITLE: f32 = 34.0;
const LABEL: f32 = 26.0;
const TICK: f32 = 22.0;
const CAPTION: f32 = 22.0;
const MARK: f32 = 17.0;

/// Panels of codes side by side: a name, codes of two numbers, and what each one stands
/// for, 0 to 9. A digit's colour and its shape say the same. Codes beyond the axes are left
/// out, and the panel's name says how many.
///
/// # Shapes
/// (N, 2), and N labels
///
/// # Panics
/// If a panel has not one label for each code.
pub fn latent_spaces(panels: &[(&str, &Batch<Rank1<2>>, &[u8])], options: Spaces) -> Picture {
    let tick = TICK * 3.4;
    let top = MARGIN
        + if options.title.is_empty() {
            0.0
        } else {
            TITLE * 1.6
        };
    let step = tick + SIDE + MARGIN;
    let foot = TICK * 3.0 + CAPTION * 1.8;
    let words =
        letters::width(&options.caption, CAPTION).max(letters::width(&options.title, TITLE));
    let width = (panels.len() as f32 * step).max(words + MARGIN) + MARGIN;
    let mut scene = Scene::new(width, top + LABEL * 1.6 + SIDE + foot);
    scene.text(&options.title, [MARGIN, MARGIN / 2.0], TITLE, INK);
    let mut text = vec![options.title.clone()];
    for (i, (name, codes, labels)) in panels.iter().enumerate() {
        let codes = to_vec(codes);
        assert_eq!(
            codes.len(),
            2 * labels.len(),
            "latent_spaces: a label for each code"
        );
        let reach = options.reach.unwrap_or_else(|| reach_of(&codes));
        let left = i as f32 * step + tick;
        let at = [left, top + LABEL * 1.6];
        axes(&mut scene, at, reach, options.circles);
        let hidden = points(&mut scene, at, reach, &codes, labels);
        let mut name = name.to_string();
        if hidden > 0 {
            name += &format!(" ({hidden} of {} beyond the edge)", labels.len());
        }
        text.push(format!(
            "{name}: {} codes, within ±{reach:.1}",
            labels.len()
        ));
        scene.text(name, [left, top], LABEL, INK);
    }
    let below = top + LABEL * 1.6 + SIDE + TICK * 3.2;
    scene.text(&options.caption, [MARGIN, below], CAPTION, PALE);
    text.push(options.caption);
    text.retain(|line| !line.is_empty());
    scene.picture(text.join("\n"))
}

/// How far nearly all numbers lie from 0, with some air; at least 3, which the standard
/// normal distribution needs.
fn reach_of(codes: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = codes.iter().map(|v| v.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let most = sizes.get(sizes.len() * 995 / 1000).copied().unwrap_or(0.0);
    (1.08 * most).max(3.0)
}

/// Where a number lies on a panel's axis.
fn place(v: f32, reach: f32) -> f32 {
    (v / reach + 1.0) / 2.0 * SIDE
}

fn axes(scene: &mut Scene, [left, top]: [f32; 2], reach: f32, circles: bool) {
    scene.frame([left, top], [SIDE, SIDE], 2.0, FAINT);
    // Of 1, 2, 5, 10, … the smallest that gives at most four lines on a side.
    let steps = [1.0, 2.0, 5.0].into_iter().cycle();
    let step = steps
        .enumerate()
        .map(|(i, step)| step * 10f32.powi(i as i32 / 3))
        .find(|step| 4.0 * step >= reach)
        .expect("an endless list");
    let lines = (reach / step) as i32;
    for i in -lines..=lines {
        let (v, width) = (i as f32 * step, if i == 0 { 3.0 } else { 1.5 });
        let (x, y) = (left + place(v, reach), top + SIDE - place(v, reach));
        scene.line([x, top], [x, top + SIDE], width, FAINT);
        scene.line([left, y], [left + SIDE, y], width, FAINT);
        scene.text_at(
            format!("{v}"),
            [x, top + SIDE + 6.0],
            TICK,
            Anchor(0.5, 0.0),
            PALE,
        );
        scene.text_at(
            format!("{v}"),
            [left - 8.0, y],
            TICK,
            Anchor(1.0, 0.5),
            PALE,
        );
    }
    let middle = [left + SIDE / 2.0, top + SIDE / 2.0];
    let below = [middle[0], top + SIDE + 6.0 + TICK * 1.3];
    scene.text_at("z₁", below, TICK, Anchor(0.5, 0.0), INK);
    let beside = [left - TICK * 2.8, middle[1]];
    scene.text_at("z₂", beside, TICK, Anchor(0.0, 0.5), INK);
    for deviations in [1.0, 2.0].iter().filter(|_| circles) {
        let radius = deviations / reach * SIDE / 2.0;
        let on_circle = |i: i32| {
            let (sin, cos) = (i as f32 * std::f32::consts::TAU / 90.0).sin_cos();
            [middle[0] + radius * cos, middle[1] + radius * sin]
        };
        scene.polyline((0..=90).map(on_circle).collect(), 2.0, PALE);
    }
}

/// How many points lie beyond the edge.
fn points(
    scene: &mut Scene,
    [left, top]: [f32; 2],
    reach: f32,
    codes: &[f32],
    labels: &[u8],
) -> usize {
    let mut hidden = 0;
    for (code, label) in codes.chunks_exact(2).zip(labels) {
        if code.iter().any(|v| v.abs() > reach || !v.is_finite()) {
            hidden += 1;
            continue;
        }
        let at = [
            left + place(code[0], reach),
            top + SIDE - place(code[1], reach),
        ];
        let colour = DIGITS[usize::from(label % 10)];
        scene.text_at(label.to_string(), at, MARK, Anchor::CENTRE, colour);
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::{Const, Cpu, TensorFromVec};

    fn codes() -> Batch<Rank1<2>> {
        let codes = vec![0.0, 1.0, 2.0, -2.5, 40.0, 0.0];
        Cpu::default().tensor_from_vec(codes, (3, Const::<2>))
    }

    #[test]
    fn what_lies_beyond_the_edge_is_counted() {
        let options = || Spaces {
            reach: Some(3.0),
            ..Spaces::default()
        };
        let svg =
            latent_spaces(&[("plain", &codes(), &[7, 8, 9])], options()).svg(Default::default());
        assert!(svg.contains("plain (1 of 3 beyond the edge)"));
        assert!(svg.contains("<title>7</title>") && svg.contains("<title>8</title>"));
        assert!(!svg.contains("<title>9</title>"));
    }

    #[test]
    fn without_a_reach_a_panel_finds_its_own() {
        assert_eq!(reach_of(&[]), 3.0);
        assert!((reach_of(&[1.0, -50.0]) - 54.0).abs() < 1e-3);
    }
}
