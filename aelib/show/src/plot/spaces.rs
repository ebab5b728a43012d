//! Latent spaces of two numbers side by side, each code written as the digit it stands for.

use super::picture::{Body, LABEL, MARGIN, Plot};
use super::scene::{Anchor, Scene};
use super::theme::{DIGITS, FAINT, INK, PALE};
use aelib_core::nn::Batch;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::Rank1;

/// Panels of codes with axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Spaces {
    panels: Vec<Panel>,
    reach: Option<f32>,
    circles: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Panel {
    name: String,
    codes: Vec<f32>,
    labels: Vec<u8>,
}

/// The side of a panel, the line heights of labels at ticks and of codes, and the room of
/// the ticks' labels.
const SIDE: f32 = 640.0;
const TICK: f32 = 22.0;
const MARK: f32 = 17.0;
const ROOM: f32 = 3.4 * TICK;
/// What a panel's name takes.
const HEAD: f32 = 1.6 * LABEL;

/// Panels of codes side by side: a name, codes of two numbers, and what each one stands
/// for, 0 to 9. A digit's colour and its shape say the same. Codes beyond the axes are left
/// out, and the panel's name says how many.
///
/// # Shapes
/// (N, 2), and N labels
///
/// # Panics
/// If a panel has not one label for each code.
pub fn latent_spaces(panels: &[(&str, &Batch<Rank1<2>>, &[u8])]) -> Plot<Spaces> {
    let panel = |(name, codes, labels): &(&str, &Batch<Rank1<2>>, &[u8])| {
        let codes = to_vec(codes);
        let (numbers, labels) = (codes.len(), labels.to_vec());
        assert_eq!(
            numbers,
            2 * labels.len(),
            "latent_spaces: a label for each code"
        );
        Panel {
            name: name.to_string(),
            codes,
            labels,
        }
    };
    Plot::of(Spaces {
        panels: panels.iter().map(panel).collect(),
        reach: None,
        circles: false,
    })
}

impl Plot<Spaces> {
    /// With all axes from −`reach` to `reach`; without it, each panel shows nearly all of its
    /// own points.
    pub fn reach(self, reach: f32) -> Self {
        self.with(|spaces| spaces.reach = Some(reach))
    }

    /// With circles around 0 of 1 and 2: the standard deviations of the standard normal
    /// distribution.
    pub fn circles(self) -> Self {
        self.with(|spaces| spaces.circles = true)
    }
}

impl Spaces {
    /// How far a panel's axes go: nearly all of its numbers are nearer, and some air is left; at
    /// least 3, which the standard normal distribution needs.
    fn reach(&self, panel: &Panel) -> f32 {
        let own = || (1.08 * reach(&panel.codes, 995)).max(3.0);
        self.reach.unwrap_or_else(own)
    }
}

impl Body for Spaces {
    fn scene(&self) -> Scene {
        let width = self.panels.len() as f32 * (ROOM + SIDE + MARGIN) - MARGIN;
        let mut scene = Scene::new(width, HEAD + SIDE + 3.0 * TICK);
        for (i, panel) in self.panels.iter().enumerate() {
            let left = i as f32 * (ROOM + SIDE + MARGIN) + ROOM;
            let reach = self.reach(panel);
            axes(&mut scene, left, reach, self.circles);
            let mut name = panel.name.clone();
            let hidden = points(&mut scene, left, reach, panel);
            if hidden > 0 {
                name += &format!(" ({hidden} of {} beyond the edge)", panel.labels.len());
            }
            scene.text(name, [left, 0.0], LABEL, INK);
        }
        scene
    }

    fn text(&self) -> String {
        let line = |panel: &Panel| {
            let (count, reach) = (panel.labels.len(), self.reach(panel));
            format!("{}: {count} codes, within ±{reach:.1}", panel.name)
        };
        Vec::from_iter(self.panels.iter().map(line)).join("\n")
    }
}

/// How far numbers lie from 0: of a thousand so many are nearer. 0 where there are none.
pub(crate) fn reach(numbers: &[f32], of_thousand: usize) -> f32 {
    let mut sizes = Vec::from_iter(numbers.iter().map(|v| v.abs()));
    sizes.sort_by(f32::total_cmp);
    let most = sizes.get(sizes.len() * of_thousand / 1000);
    most.copied().unwrap_or(0.0)
}

/// Where a number lies on a panel's axis.
fn place(v: f32, reach: f32) -> f32 {
    (v / reach + 1.0) / 2.0 * SIDE
}

fn axes(scene: &mut Scene, left: f32, reach: f32, circles: bool) {
    let bottom = HEAD + SIDE;
    scene.frame([left, HEAD], [SIDE, SIDE], 2.0, FAINT);
    // Of 1, 2, 5, 10, … the smallest that gives at most four lines on a side.
    let steps = (0..).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10f32.powi(power)));
    let step = steps
        .take(120)
        .find(|step| 4.0 * step >= reach)
        .unwrap_or(f32::MAX);
    let lines = (reach / step) as i32;
    for i in -lines..=lines {
        let (v, width) = (i as f32 * step, if i == 0 { 3.0 } else { 1.5 });
        let (x, y) = (left + place(v, reach), bottom - place(v, reach));
        scene.line([x, HEAD], [x, bottom], width, FAINT);
        scene.line([left, y], [left + SIDE, y], width, FAINT);
        scene.text_at(v.to_string(), [x, bottom + 6.0], TICK, Anchor::TOP, PALE);
        scene.text_at(v.to_string(), [left - 8.0, y], TICK, Anchor::RIGHT, PALE);
    }
    let middle = [left + SIDE / 2.0, HEAD + SIDE / 2.0];
    let below = [middle[0], bottom + 6.0 + TICK * 1.3];
    scene.text_at("z₁", below, TICK, Anchor::TOP, INK);
    let beside = [left - TICK * 2.8, middle[1]];
    scene.text_at("z₂", beside, TICK, Anchor::LEFT, INK);
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
fn points(scene: &mut Scene, left: f32, reach: f32, panel: &Panel) -> usize {
    let mut hidden = 0;
    for (code, label) in panel.codes.chunks_exact(2).zip(&panel.labels) {
        if code.iter().any(|v| v.abs() > reach || !v.is_finite()) {
            hidden += 1;
            continue;
        }
        let [x, y] = [code[0], code[1]].map(|v| place(v, reach));
        let (at, colour) = ([left + x, HEAD + SIDE - y], DIGITS[usize::from(label % 10)]);
        scene.text_at(label.to_string(), at, MARK, Anchor::CENTRE, colour);
    }
    hidden
}
