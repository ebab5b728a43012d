//! Images for a terminal, and for a file beside.

use super::quality::Measured;
use aelib::plot::image_grids;

/// An image as blocks of characters, two pixels in each; `bright` and above is a block.
pub fn blocks(image: &[u8], bright: u8) -> Vec<String> {
    let block = |above: bool, below: bool| match (above, below) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    let rows = image.chunks(56);
    rows.map(|rows| {
        let lit = |i: usize| rows.get(i).is_some_and(|byte| *byte >= bright);
        (0..28).map(|x| block(lit(x), lit(x + 28))).collect()
    })
    .collect()
}

/// Images that a terminal shows, and that a file shows.
const SHOWN: [usize; 2] = [3, 20];

/// What is given, what came of it, and what it should be; also writes more of it to a file
/// in the project's `target`, where there is one.
pub fn show(measured: &Measured) -> String {
    let columns = [
        ("occluded", &measured.occluded),
        ("restored", &measured.restored),
        ("truth", &measured.truth),
    ];
    let mut text = String::new();
    for (name, _) in columns {
        text += &format!("{name:<30}");
    }
    text.push('\n');
    for place in 0..SHOWN[0].min(measured.truth.len()) {
        let images = columns.map(|(_, images)| blocks(&images.at(&[place]).bytes()[..784], 128));
        for y in 0..images[0].len() {
            let line: String = images
                .iter()
                .map(|image| format!("{}  ", image[y]))
                .collect();
            text += line.trim_end();
            text.push('\n');
        }
    }
    let tensors = columns.map(|(name, images)| (name, images.first(SHOWN[1]).tensor()));
    let panels = tensors.each_ref().map(|(name, tensor)| (*name, tensor));
    let picture = image_grids(&panels)
        .columns(5)
        .title("The homework: digits under a stripe")
        .caption(measured.caption());
    let here = std::env::current_dir().unwrap_or_default();
    let target = here.ancestors().map(|folder| folder.join("target"));
    let file = target.into_iter().find(|target| target.is_dir());
    if let Some(file) = file.map(|target| target.join("denoiser.png"))
        && picture.save(&file).is_ok()
    {
        text += &format!("more of them: {}\n", file.display());
    }
    text
}
