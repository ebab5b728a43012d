//! The second view, drawn: zeros between and around, and a window that slides.

use super::super::maps::{Maps, indexed, number, places, product};
use super::super::sliding::Sliding;
use super::layout::{Part, animation, titled};
use super::panel::{Cell, Panel};
use super::step::SECONDS;
use super::{READ, WRITTEN};
use crate::plot::{Animation, Picture, Scene};

impl Sliding {
    /// The window at one place: the pixels of the input dark and the zeros pale, what the
    /// window sees in one colour, the number that it makes in another.
    ///
    /// # Panics
    /// If there is no such place; the first is 0.
    pub fn picture(&self, place: usize) -> Picture {
        let (mut scenes, titles) = self.scenes(&[place]);
        scenes.remove(0).picture(titles[place].clone())
    }

    /// All places, one after the other.
    pub fn animation(&self) -> Animation {
        let places = Vec::from_iter(0..self.output().values().len());
        let (scenes, mut titles) = self.scenes(&places);
        animation(&scenes, SECONDS / 2.0, titles.pop().unwrap_or_default())
    }

    /// The scenes of some places, and the titles of all.
    fn scenes(&self, shown: &[usize]) -> (Vec<Scene>, Vec<String>) {
        let output = self.output();
        let titles = (0..output.values().len()).map(|place| self.title(&output, place));
        let titles = Vec::from_iter(titles);
        (
            titled(&titles, |place| self.parts(&output, place), shown),
            titles,
        )
    }

    /// How the number of a place comes about: of the window's products only those of pixels
    /// that are the input's own.
    fn title(&self, output: &Maps, index: usize) -> String {
        let place = output.places().nth(index).expect("a place of the output");
        let ([channels, _, _], [_, k_h, k_w]) = (self.map.sizes(), self.kernel.sizes());
        let term = |[c, i, j]: [usize; 3]| {
            let from = self.under(c, place, [i, j]);
            self.sources[self.map.index(from)]?;
            let weight = self.kernel.at([place[0] * channels + c, i, j]);
            Some(product(self.map.at(from), weight))
        };
        let terms = Vec::from_iter(places([channels, k_h, k_w]).filter_map(term));
        let sum = match terms.is_empty() {
            true => "0, where the window sees no pixel".into(),
            false => format!("{} = {}", terms.join(" + "), number(output.at(place))),
        };
        let (count, name) = (output.values().len(), indexed("result", output, place));
        format!("place {} of {count}: {name} = {sum}", index + 1)
    }

    /// Where a tap of the kernel lies on the map.
    fn under(&self, channel: usize, [_, y, x]: [usize; 3], [i, j]: [usize; 2]) -> [usize; 3] {
        let along =
            |place: usize, tap: usize| place * self.options.stride + tap * self.options.dilation;
        [channel, along(y, i), along(x, j)]
    }

    fn parts(&self, output: &Maps, index: usize) -> Vec<Part> {
        let place = output.places().nth(index).expect("a place of the output");
        let ([channels, _, _], [_, k_h, k_w]) = (self.map.sizes(), self.kernel.sizes());
        let taps =
            Vec::from_iter(places([1, k_h, k_w]).map(|[_, i, j]| self.under(0, place, [i, j])));
        let map = Panel::all("input with zeros", self.map.sizes(), 0, |c, [y, x]| {
            let at = [c, y as usize, x as usize];
            let cell = match self.sources[self.map.index(at)] {
                Some(_) => Cell::number(self.map.at(at)),
                None => Cell::text("0").pale(),
            };
            cell.marked(taps.contains(&[0, at[1], at[2]]), READ)
        });
        let name = ["kernel", "kernel, flipped"][usize::from(self.flipped)];
        let weights = Panel::all(name, [channels, k_h, k_w], 0, |c, [i, j]| {
            let map = place[0] * channels + c;
            Cell::number(self.kernel.at([map, i as usize, j as usize]))
        });
        let result = Panel::all("result so far", output.sizes(), 0, |c, [y, x]| {
            let at = [c, y as usize, x as usize];
            match output.index(at) <= index {
                true => Cell::number(output.at(at)).marked(at == place, WRITTEN),
                false => Cell::blank(),
            }
        });
        vec![
            Part::Maps(map),
            Part::Sign("∗"),
            Part::Maps(weights),
            Part::Sign("→"),
            Part::Maps(result),
        ]
    }
}
