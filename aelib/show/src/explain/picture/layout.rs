//! Panels and signs in a row, sentences above and below.

use super::super::maps::{Maps, places};
use super::panel::{Cell, Panel};
use super::{CELL, TEXT};
use crate::plot::{Anchor, Animation, INK, Scene, framed, text_width};
use rayon::prelude::*;

/// One part of a row.
pub enum Part {
    /// Maps below one another.
    Maps(Vec<Panel>),
    /// What stands between.
    Sign(&'static str),
}

/// The line height of signs.
const SIGN: f32 = 34.0;
/// Between the parts of a row.
const GAP: f32 = 18.0;

impl Part {
    /// Maps (C, H, W) with `cell` of channel, row and column. The title gets the channel's number
    /// where there are several.
    pub fn maps(title: &str, sizes: [usize; 3], cell: impl Fn([usize; 3]) -> Cell) -> Self {
        Self::ringed(title, sizes, 0, cell)
    }

    /// The same with `ring` more cells on each side; row and column count from the ring's corner.
    pub fn ringed(
        title: &str,
        [channels, height, width]: [usize; 3],
        ring: usize,
        cell: impl Fn([usize; 3]) -> Cell,
    ) -> Self {
        let sizes = [height, width].map(|size| size + 2 * ring);
        let panel = |channel| Panel {
            title: match channels {
                1 => title.to_string(),
                _ => format!("{title} [{channel}]"),
            },
            sizes,
            ring,
            cells: places([1, sizes[0], sizes[1]])
                .map(|[_, y, x]| cell([channel, y, x]))
                .collect(),
        };
        Self::Maps((0..channels).map(panel).collect())
    }

    /// Maps with their numbers.
    pub fn numbers(title: &str, maps: &Maps) -> Self {
        Self::maps(title, maps.sizes(), |place| Cell::number(maps.at(place)))
    }
}

/// Parts from left to right, the middles of their cells on one line.
pub fn row(parts: &[Part], cell: f32) -> Scene {
    let sizes = Vec::from_iter(parts.iter().map(|part| extent(part, cell)));
    let width: f32 = sizes.iter().map(|[w, _]| w + GAP).sum();
    let height = sizes.iter().map(|[_, h]| *h).fold(0.0, f32::max);
    let mut scene = Scene::new((width - GAP).max(1.0), height.max(1.0));
    let mut left = 0.0;
    for (part, [w, h]) in parts.iter().zip(sizes) {
        match part {
            Part::Sign(sign) => {
                let middle = [left + w / 2.0, (height + head(parts)) / 2.0];
                scene.text_at(*sign, middle, SIGN, Anchor::CENTRE, INK);
            }
            Part::Maps(panels) => {
                let mut top = (height - h) / 2.0;
                for panel in panels {
                    panel.draw(&mut scene, [left, top], cell);
                    top += panel.extent(cell)[1] + GAP;
                }
            }
        }
        left += w + GAP;
    }
    scene
}

fn extent(part: &Part, cell: f32) -> [f32; 2] {
    match part {
        Part::Sign(sign) => [text_width(sign, SIGN), SIGN],
        Part::Maps(panels) => {
            let extents = panels.iter().map(|panel| panel.extent(cell));
            let [w, h] = extents.fold([0.0, -GAP], |[w, h]: [f32; 2], [pw, ph]| {
                [w.max(pw), h + ph + GAP]
            });
            [w, h]
        }
    }
}

/// The height of the titles over the cells.
fn head(parts: &[Part]) -> f32 {
    let first = parts.iter().find_map(|part| match part {
        Part::Maps(panels) => panels.first(),
        Part::Sign(_) => None,
    });
    first.map_or(0.0, Panel::head)
}

/// Scenes below one another.
pub fn stack(scenes: &[Scene], gap: f32) -> Scene {
    let width = scenes.iter().map(|s| s.size()[0]).fold(0.0, f32::max);
    let height: f32 = scenes.iter().map(|s| s.size()[1] + gap).sum();
    let mut all = Scene::new(width, (height - gap).max(1.0));
    let mut top = 0.0;
    for scene in scenes {
        all.place(scene, [0.0, top]);
        top += scene.size()[1] + gap;
    }
    all
}

/// Parts in a row for each title, which stands above; all of one size.
pub fn titled(
    titles: &[String],
    rows: impl Fn(usize) -> Vec<Part> + Sync,
    shown: &[usize],
) -> Vec<Scene> {
    let maps: Vec<Scene> = shown.par_iter().map(|i| row(&rows(*i), CELL)).collect();
    let width = maps.iter().map(|maps| maps.size()[0]).fold(0.0, f32::max);
    // Room for the longest of all, so that steps can be shown in motion.
    let lines = titles
        .par_iter()
        .map(|title| wrap(title, width).len())
        .max();
    let scene = |(i, maps): (&usize, Scene)| {
        let title = sentence(&titles[*i], width, lines.unwrap_or(1));
        stack(&[title, maps], 8.0)
    };
    shown.iter().zip(maps).map(scene).collect()
}

/// Scenes in motion, each for so many seconds.
pub fn animation(scenes: &[Scene], seconds: f32, text: String) -> Animation {
    let frames = scenes.iter().map(|scene| framed(scene, "", ""));
    Animation::new(frames.collect(), seconds, text)
}

/// Lines of text in a scene of a width; `lines` are reserved even if there are fewer.
pub fn sentence(text: &str, width: f32, lines: usize) -> Scene {
    let wrapped = wrap(text, width);
    let height = wrapped.len().max(lines) as f32 * 1.3 * TEXT;
    let mut scene = Scene::new(width, height);
    for (i, line) in wrapped.iter().enumerate() {
        scene.text(line, [0.0, i as f32 * 1.3 * TEXT], TEXT, INK);
    }
    scene
}

/// A text in lines that are not wider than `width`, unless one word is.
pub fn wrap(text: &str, width: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        let longer = if line.is_empty() {
            word.to_string()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || text_width(&longer, TEXT) <= width {
            *line = longer;
        } else {
            lines.push(word.into());
        }
    }
    lines
}
