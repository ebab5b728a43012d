//! The second view, drawn: zeros between and around, and a window that slides.

use super::super::maps::{Maps, number, places};
use super::super::sliding::Sliding;
use super::layout::{Part, sentence, stack, usual, wrap};
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
        let output = self.output();
        let title = self.title(&output, place);
        stack(&[self.scene(&output, place)]).picture(title)
    }

    /// All places, one after the other.
    pub fn animation(&self) -> Animation {
        let output = self.output();
        let places = 0..output.values().len();
        let frames = places.map(|place| stack(&[self.scene(&output, place)]));
        let last = self.title(&output, output.values().len() - 1);
        Animation::new(frames.collect(), SECONDS / 2.0, last)
    }

    /// How the number of a place comes about: of the window's products only those of pixels
    /// that are the input's own.
    fn title(&self, output: &Maps, index: usize) -> String {
        let place = output.places().nth(index).expect("a place of the output");
        let [channels, k_h, k_w] = [
            self.map.sizes()[0],
            self.kernel.sizes()[1],
            self.kernel.sizes()[2],
        ];
        let term = |[c, i, j]: [usize; 3]| {
            let from = self.under(c, place, [i, j]);
            self.sources[self.map.index(from)]?;
            let weight = number(self.kernel.at([place[0] * channels + c, i, j]));
            let weight = if weight.starts_with('-') {
                format!("({weight})")
            } else {
                weight
            };
            Some(format!("{}*{weight}", number(self.map.at(from))))
        };
        let terms = Vec::from_iter(places([channels, k_h, k_w]).filter_map(term));
        let sum = match terms.is_empty() {
            true => "0, where the window sees no pixel".into(),
            false => format!("{} = {}", terms.join(" + "), number(output.at(place))),
        };
        let [channel, row, column] = place;
        let channel = match output.sizes()[0] {
            1 => String::new(),
            _ => format!("[{channel}]"),
        };
        let count = output.values().len();
        format!(
            "place {} of {count}: result{channel}[{row}][{column}] = {sum}",
            index + 1
        )
    }

    /// Where a tap of the kernel lies on the map.
    fn under(&self, channel: usize, [_, y, x]: [usize; 3], [i, j]: [usize; 2]) -> [usize; 3] {
        let along =
            |place: usize, tap: usize| place * self.options.stride + tap * self.options.dilation;
        [channel, along(y, i), along(x, j)]
    }

    fn scene(&self, output: &Maps, index: usize) -> Scene {
        let maps = usual(&self.parts(output, index));
        let width = maps.size()[0];
        let count = output.values().len();
        let lines = (0..count).map(|i| wrap(&self.title(output, i), width).len());
        let title = sentence(&self.title(output, index), width, lines.max().unwrap_or(1));
        let [_, above] = title.size();
        let mut scene = Scene::new(width, above + 8.0 + maps.size()[1]);
        scene.place(&title, [0.0, 0.0]);
        scene.place(&maps, [0.0, above + 8.0]);
        scene
    }

    fn parts(&self, output: &Maps, index: usize) -> Vec<Part> {
        let place = output.places().nth(index).expect("a place of the output");
        let [channels, k_h, k_w] = [
            self.map.sizes()[0],
            self.kernel.sizes()[1],
            self.kernel.sizes()[2],
        ];
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
        let name = if self.flipped {
            "kernel, flipped"
        } else {
            "kernel"
        };
        let weights = Panel::all(name, [channels, k_h, k_w], 0, |c, [i, j]| {
            Cell::number(
                self.kernel
                    .at([place[0] * channels + c, i as usize, j as usize]),
            )
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
