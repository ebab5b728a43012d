//! Overlap maps side by side.

use super::super::maps::Maps;
use super::WRITTEN;
use super::layout::{Part, row};
use super::panel::{Cell, Panel};
use crate::plot::Picture;

/// How often each cell is written, as a picture: the more, the darker. Each of the maps,
/// which [`overlap`](super::super::overlap) counts, under its name.
pub fn overlap_maps(maps: &[(&str, &Maps)]) -> Picture {
    let most = maps.iter().flat_map(|(_, map)| map.values());
    let most = most.copied().fold(1.0, f32::max);
    let panels = maps.iter().map(|(name, map)| {
        let [_, height, width] = map.sizes();
        let panel = Panel::new(*name, [height, width], 0, |[y, x]| {
            let count = map.at([0, y as usize, x as usize]);
            Cell::number(count).tinted(WRITTEN, 0.6 * count / most)
        });
        Part::Maps(vec![panel])
    });
    let text = maps.iter().map(|(name, map)| format!("{name}\n{map}"));
    let text = text.collect::<Vec<_>>().join("\n\n");
    row(&Vec::from_iter(panels), 36.0).picture(text)
}
