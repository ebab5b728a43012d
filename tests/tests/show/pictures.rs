//! Pictures: the same shapes in every format and theme.

use aelib::plot::{INK, PALETTE, Scene, Theme};
use aelib::prelude::*;

fn curve() -> Picture {
    let training = vec![0.31, 0.22, 0.19, f64::NAN, 0.17];
    let curve = loss_curve(&[("training", training), ("validation", vec![0.25])]);
    let curve = curve
        .title("Loss & validation")
        .y_label("BCE, nats per pixel");
    Picture::from(&curve.caption("made-up numbers"))
}

fn grids() -> Picture {
    let pixels: Vec<f32> = (0..6 * 784).map(|i| (i % 97) as f32 / 96.0).collect();
    let images = Images::<Map<1, 28, 28>>::from_pixels(&pixels);
    let grids = image_grids(&[("input", &images.tensor()), ("output", &images.tensor())]);
    Picture::from(&grids.caption("seed 0").columns(3).title("Six"))
}

#[test]
fn the_same_picture_has_the_same_bytes() {
    for make in [curve, grids] {
        assert_eq!(make().png(), make().png());
        assert_eq!(make().svg(Theme::Dark), make().svg(Theme::Dark));
    }
}

#[test]
fn letters_are_paths_and_keep_their_words_as_titles() {
    let svg = curve().svg(Theme::Light);
    assert!(
        !svg.contains("<text"),
        "letters that the viewer's fonts decide"
    );
    assert!(svg.contains("<title>Loss &amp; validation</title>"));
    assert!(svg.contains("<title>BCE, nats per pixel</title>"));
}

#[test]
fn what_is_not_a_number_is_not_drawn() {
    let svg = curve().svg(Theme::Light);
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    let empty = loss_curve(&[("training", vec![f64::NAN])]);
    assert!(empty.svg(Theme::Light).contains("no finite values yet"));
}

#[test]
fn the_dark_theme_changes_colours_and_nothing_else() {
    let (light, dark) = (curve().svg(Theme::Light), curve().svg(Theme::Dark));
    assert!(light.contains("#0072b2") && !dark.contains("#0072b2"));
    let plain = |svg: &str| {
        let mut parts = svg.split('#').map(str::to_string).collect::<Vec<_>>();
        parts[1..].iter_mut().for_each(|p| *p = p[6..].to_string());
        parts
    };
    assert_eq!(plain(&light), plain(&dark));
}

#[test]
fn a_shape_lies_where_it_was_put() {
    let mut scene = Scene::new(40.0, 20.0);
    scene.rect([10.0, 5.0], [20.0, 10.0], PALETTE[1]);
    scene.text("x", [100.0, 100.0], 10.0, INK);
    let (width, height, rgb) = decode(&scene.png(Theme::Light, 2.0));
    assert_eq!([width, height], [80, 40]);
    let pixel = |x: usize, y: usize| rgb[3 * (y * 80 + x)..][..3].to_vec();
    assert_eq!(pixel(40, 20), [213, 94, 0]);
    assert_eq!(pixel(22, 12), [213, 94, 0]);
    assert_eq!(pixel(17, 20), [255, 255, 255]);
    assert_eq!(pixel(64, 20), [255, 255, 255]);
}

/// Width, height and pixels of a PNG file.
fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .expect("a PNG file");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
    let info = reader.next_frame(&mut pixels).expect("a whole picture");
    (info.width, info.height, pixels)
}

#[test]
#[cfg(unix)]
fn a_saved_picture_is_as_open_to_others_as_any_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (picture, any) = (folder.path().join("a.svg"), folder.path().join("any"));
    curve().save(&picture).unwrap();
    std::fs::write(&any, "").unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(picture), mode(any));
}

fn of_size(height: usize, width: usize) -> Tensor<(usize, usize, usize, usize), f32, Cpu> {
    Cpu::default().tensor_from_vec(vec![0.5; 2 * height * width], (2, 1, height, width))
}

#[test]
#[should_panic(expected = "the panel \"after\" and of the first one")]
fn grids_have_images_of_one_size() {
    let panels = [("before", &of_size(4, 6)), ("after", &of_size(6, 4))];
    image_grids(&panels);
}

#[test]
#[should_panic(expected = "the panel \"after\" and of the first one")]
fn strips_have_images_of_one_size() {
    let rows = [("before", &of_size(4, 6)), ("after", &of_size(4, 7))];
    image_strips(&rows);
}
