//! Images that move: a column of pictures that change together.

use super::animation::Animation;
use super::grid::{CAPTION, Grid, LABEL, MARGIN, Panel, TITLE, named};
use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{INK, PALE};
use dfdx::prelude::{Cpu, Shape, Tensor};

/// The images of each panel one after the other, `seconds` long each, with the panels side
/// by side: A acts, B follows.
///
/// # Shapes
/// (N, 1, H, W) each, or (N, 3, H, W) each
///
/// # Panics
/// If there is no panel or no image, or panels have another number of images or channels.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let scene: Vec<Expression> = Expression::scene(4);
/// let [a, b] = Character::ALL.map(|who| Faces::<Map<3, 64, 64>>::draw(who, &scene));
/// let both = [("A", &a.images.tensor()), ("B", &b.images.tensor())];
/// let film: plot::Animation = film(&both, 0.1, Grid::default());
/// assert_eq!(film.frames().len(), 4);
/// ```
pub fn film<S: Shape>(
    panels: &[(&str, &Tensor<S, f32, Cpu>)],
    seconds: f32,
    options: Grid,
) -> Animation {
    let (panels, size) = named(panels);
    let frames = frames(&panels, size, &options);
    let names = Vec::from_iter(panels.iter().map(|panel| &*panel.name)).join(", ");
    let text = format!("{}\n{names}\n{}", options.title, options.caption);
    Animation::new(frames, seconds, text.trim())
}

fn frames(panels: &[Panel], [c, h, w]: [usize; 3], options: &Grid) -> Vec<Scene> {
    let scale = options.scale.max(1) as f32;
    let side = w as f32 * scale;
    let widths = panels
        .iter()
        .map(|p| side.max(letters::width(&p.name, LABEL)));
    let widths = Vec::from_iter(widths);
    let line = |text: &str, size: f32| if text.is_empty() { 0.0 } else { size * 1.5 };
    let top = MARGIN + line(&options.title, TITLE) + 1.3 * LABEL;
    let bottom = top + h as f32 * scale;
    let all = widths.iter().sum::<f32>() + MARGIN * (widths.len() - 1) as f32;
    let words = [(&options.title, TITLE), (&options.caption, CAPTION)];
    let widest = words.map(|(text, size)| letters::width(text, size));
    let width = widest[0].max(widest[1]).max(all) + 2.0 * MARGIN;
    let size = [
        width,
        bottom + line(&options.caption, CAPTION) + MARGIN / 2.0,
    ];
    let count = panels[0].pixels.len() / (c * h * w);
    let frame = |i: usize| {
        let mut scene = Scene::new(size[0], size[1]);
        scene.text(&*options.title, [MARGIN, MARGIN / 2.0], TITLE, INK);
        let mut x = MARGIN;
        for (Panel { name, pixels }, wide) in panels.iter().zip(&widths) {
            let images = pixels.chunks_exact(c * h * w);
            assert_eq!(images.len(), count, "film: as many images of {name}");
            let middle = [x + wide / 2.0, top - 1.3 * LABEL];
            scene.text_at(&**name, middle, LABEL, Anchor(0.5, 0.0), INK);
            let at = [x + (wide - side) / 2.0, top];
            scene.planes(&pixels[i * c * h * w..][..c * h * w], [c, h, w], at, scale);
            x += wide + MARGIN;
        }
        let below = [MARGIN, bottom + CAPTION / 3.0];
        scene.text(&*options.caption, below, CAPTION, PALE);
        scene
    };
    (0..count).map(frame).collect()
}
