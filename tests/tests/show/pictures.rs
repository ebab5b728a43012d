//! Pictures and tables: the same shapes in every format and theme, and what values that show
//! themselves say.

use aelib::plot::{INK, PALETTE, Scene, Theme};
use aelib::prelude::*;
use aelib::progress::EpochReport;

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

/// In a notebook all pictures are equally wide; a narrow one is as it was, with paper beside it.
#[test]
fn no_picture_is_shown_larger_than_another() {
    let image = Cpu::default().zeros_like(&(80, Const::<1>, Const::<28>, Const::<28>));
    for columns in 2..80 {
        let picture = image_grid(&image).columns(columns);
        let (own, height, rgb) = decode(&picture.png());
        let (width, shown_height, shown) = decode(&picture.shown());
        assert_eq!(width, 1200, "{columns} columns");
        if own > width {
            let smaller = height * width / own;
            assert!(shown_height.abs_diff(smaller) <= 1, "{columns} columns");
            continue;
        }
        assert_eq!(shown_height, height, "{columns} columns");
        for (row, shown) in rgb.chunks(3 * own as usize).zip(shown.chunks(3 * 1200)) {
            let (left, paper) = shown.split_at(row.len());
            assert!(left == row && paper.iter().all(|byte| *byte == 255));
        }
    }
}

#[test]
fn a_picture_of_broken_size_is_dark_up_to_its_edges() {
    let (width, height, rgb) = decode(&Scene::new(10.1, 5.1).png(Theme::Dark, 1.0));
    assert_eq!([width, height], [11, 6]);
    assert!(rgb.as_chunks().0.iter().all(|rgb| *rgb == [24, 26, 31]));
}

/// Left, top, width and height of each image in an SVG document.
fn places(svg: &str) -> Vec<[usize; 4]> {
    let images = svg.split("<image ").skip(1);
    let place = |image: &str| {
        let numbers = image.split('"').skip(1).step_by(2).take(4);
        let numbers = Vec::from_iter(numbers.map(|n| n.parse::<f32>().unwrap() as usize));
        <[usize; 4]>::try_from(numbers).unwrap()
    };
    images.map(place).collect()
}

/// The colours in the middle of `columns` x `rows` cells, where an image stands in a picture.
fn colours(
    picture: &Picture,
    [x, y, w, h]: [usize; 4],
    columns: usize,
    rows: usize,
) -> Vec<[u8; 3]> {
    let (width, _, rgb) = decode(&picture.png());
    let at = |row, column| {
        let x = x + (2 * column + 1) * w / (2 * columns);
        let y = y + (2 * row + 1) * h / (2 * rows);
        rgb.as_chunks().0[y * width as usize + x]
    };
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    cells.map(|(row, column)| at(row, column)).collect()
}

#[test]
fn every_number_takes_the_same_room_and_its_sign_is_its_colour() {
    let device = Cpu::default();
    let image: Tensor<Rank4<1, 1, 28, 28>, f32, _> = device.ones();
    let maps: Tensor<Rank4<1, 32, 7, 7>, f32, _> = device.ones();
    let code = device.tensor([[1.0, -2.0, 0.0]]);
    let layers = Activations::new().layer("image", &image);
    let layers = layers.layer("maps", &maps).layer("code", &code);
    let picture = layers.to_scale();
    let places = places(&picture.svg(Theme::Light));
    let rooms = Vec::from_iter(places.iter().map(|[_, _, w, h]| w * h / 64));
    assert_eq!(rooms, [784, 1568, 3]);
    let code = colours(&picture, places[2], 3, 1);
    assert_eq!(code, [[128; 3], [255, 94, 0], [0; 3]]);
    let maps = self::places(&layers.maps().svg(Theme::Light));
    assert_eq!(maps.len(), 1 + 32 + 3);
}

#[test]
fn a_network_is_drawn_layer_by_layer_and_narrow_at_its_code() {
    let image = Cpu::default().ones_like(&(1, Const::<1>, Const::<28>, Const::<28>));
    let scale = Activations::of(&DeepAutoencoder::<32>::new(0), &image).to_scale();
    let heights = places(&scale.svg(Theme::Light))
        .into_iter()
        .map(|place| place[3] / 8);
    assert_eq!(Vec::from_iter(heights), [28, 16, 8, 4, 8, 16, 28]);
    let text = Activations::of(&ConvAutoencoder::<5>::new(0), &image)
        .maps()
        .to_string();
    let layers = [
        "image: 784 numbers (1 x 28 x 28)",
        "convolution: 3136 numbers (16 x 14 x 14)",
        "convolution: 1568 numbers (32 x 7 x 7)",
        "latent code: 5 numbers (5)",
        "linear: 1568 numbers (32 x 7 x 7)",
        "transposed: 3136 numbers (16 x 14 x 14)",
        "reconstruction: 784 numbers (1 x 28 x 28)",
    ];
    assert_eq!(Vec::from_iter(text.lines()), layers);
}

#[test]
fn a_history_marks_where_the_validation_loss_was_least() {
    let report = |epoch, val_loss| EpochReport {
        epoch,
        loss: 0.1,
        val_loss: Some(val_loss),
        seconds: 1.0,
    };
    let history = |losses: [f64; 3]| History {
        epochs: (1..).zip(losses).map(|(i, loss)| report(i, loss)).collect(),
        stopped: None,
    };
    let svg = |losses| history(losses).plot().svg(Theme::Light);
    assert!(svg([0.3, 0.2, 0.25]).contains("least validation loss  0.2000, epoch 2"));
    assert!(!svg([0.3, 0.25, 0.2]).contains("least"));
}

#[test]
fn dots_stay_between_the_axes() {
    let dots = |top: f64| {
        let curve = loss_curve(&[("loss", vec![0.9, 0.5, 0.1])]).y(0.0..top);
        curve.svg(Theme::Light).matches("<circle").count()
    };
    assert_eq!([1.0, 0.6].map(dots), [3, 2]);
}

#[test]
fn black_is_nothing_and_white_the_most() {
    let heat = Cpu::default().tensor_from_vec(vec![0.0, 2.0, 4.0], (1, 1, 1, 3));
    let picture = heat_strips(&[], &[("heat", &heat)]).scale(16);
    let place = places(&picture.svg(Theme::Light))[0];
    let found = colours(&Picture::from(&picture), place, 3, 1);
    assert_eq!(found, [[0; 3], [255, 128, 0], [255; 3]]);
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

#[test]
fn maps_become_a_picture_with_their_shape() {
    let device = Cpu::default();
    let maps: Tensor<Rank4<2, 3, 4, 5>, f32, _> = device.ones() * 2.0;
    let picture = maps.picture().unwrap().to_string();
    assert!(
        picture.contains("shape 2x3x4x5, values 2.00 to 2.00"),
        "{picture}"
    );
    let images: Tensor<Rank4<101, 1, 2, 2>, f32, _> = device.zeros();
    let picture = images.picture().unwrap().to_string();
    assert!(picture.contains("101x1x2x2"), "{picture}");
    assert!(picture.contains("the first 100 maps"), "{picture}");
}

#[test]
fn numbers_that_are_none_or_huge_have_a_short_caption() {
    let device = Cpu::default();
    let caption = |numbers: [f32; 4]| {
        let maps = device.tensor_from_vec(numbers.to_vec(), (1, Const::<1>, 2, 2));
        let text = maps.picture().expect("a map").to_string();
        text.lines().last().expect("a caption").to_string()
    };
    let (nan, inf) = (f32::NAN, f32::INFINITY);
    assert_eq!(caption([nan; 4]), "shape 1x1x2x2, no finite values");
    assert_eq!(
        caption([nan, inf, -inf, nan]),
        "shape 1x1x2x2, no finite values"
    );
    let some = "shape 1x1x2x2, values 0.00 to 0.50, 2 not finite";
    assert_eq!(caption([nan, 0.5, inf, 0.0]), some);
    let huge = "shape 1x1x2x2, values -3.40e38 to 3.40e38";
    assert_eq!(caption([f32::MAX, f32::MIN, 0.0, 1.0]), huge);
}

#[test]
fn other_tensors_become_numbers() {
    let codes = Cpu::default().tensor([[1.0, -0.5], [0.25, 10.0]]);
    assert!(codes.picture().is_none());
    let lines = ["shape 2x2", "   1.0000  -0.5000", "   0.2500  10.0000"];
    assert_eq!(codes.numbers(), lines.join("\n"));
    let scalar: Tensor<Rank0, f32, Cpu> = Cpu::default().tensor(0.5);
    assert_eq!(scalar.numbers(), "0.5");
    let long: Tensor<Rank2<9, 11>, f32, _> = Cpu::default().zeros();
    assert_eq!(long.numbers().lines().count(), 1 + 8 + 1);
    assert_eq!(long.numbers().matches("0.0000").count(), 80);
}

#[test]
fn every_number_stands_in_its_row() {
    let z = Cpu::default().tensor([[0.5, -1.25], [7.0, 0.0]]);
    let way = diagram().encoder("encoder").numbers("z", &z);
    let svg = way.title("a title").caption("seed 0").svg(Theme::Light);
    for word in ["encoder", "z", "0.50", "-1.25", "7.00", "a title", "seed 0"] {
        assert!(svg.contains(&format!("<title>{word}</title>")), "{word}");
    }
}

#[test]
#[should_panic(expected = "rows of \"z\", and of the columns before it")]
fn a_row_without_its_numbers_is_refused() {
    let z = Cpu::default().tensor([[0.5, -1.25], [7.0, 0.0]]);
    let _ = diagram().words("name", ["one"]).numbers("z", &z);
}

#[test]
fn layers_stand_in_their_order_and_every_number_is_counted() {
    let table = DenseAutoencoder::<2>::new(0).summary().to_string();
    let names = |line: &str| line.split("  ").next().unwrap_or("").trim().to_string();
    assert_eq!(
        Vec::from_iter(table.lines().skip(1).take(4).map(names)),
        [
            "encoder.1.weight",
            "encoder.1.bias",
            "decoder.0.weight",
            "decoder.0.bias"
        ]
    );
    let shapes = table.lines().nth(3).unwrap().split_whitespace().skip(1);
    assert_eq!(Vec::from_iter(shapes), ["784", "x", "2", "1568"]);
    let total = 2 * (784 * 2) + 784 + 2;
    assert!(table.ends_with(&format!("{total} numbers in all, {} bytes\n", 4 * total)));
}

fn table() -> Table {
    Table::new(["model", "kept"])
        .row(["a < b", "9.5 %"])
        .row(["c", "100 ± 2"])
}

#[test]
fn numbers_stand_right_and_words_left() {
    assert_eq!(
        table().to_string(),
        "model     kept\na < b    9.5 %\nc      100 ± 2\n"
    );
    let html = table().html();
    assert!(html.contains("<td style=\"text-align: left\">a &lt; b</td>"));
    assert!(html.contains("<td style=\"text-align: right\">9.5 %</td>"));
    assert!(html.contains(">100 ±\u{a0}2<"));
    assert!(Table::new(["\"a\""]).html().contains("&quot;a&quot;"));
}

#[test]
fn a_caption_stands_below() {
    let table = table().caption("test digits");
    assert!(table.to_string().ends_with("2\ntest digits\n"));
    assert!(table.html().ends_with("<p><small>test digits</small></p>"));
}

#[test]
#[should_panic(expected = "a row of 1 in 2 columns")]
fn every_row_has_a_cell_for_each_column() {
    let _ = table().row(["alone"]);
}

#[test]
fn text_keeps_small_numbers() {
    let text = line_chart(&[("small", vec![(0.001, -0.00001), (0.05, 10.0)])]).to_string();
    assert_eq!(text, "small: (0.001, 0) to (0.05, 10)");
}

#[test]
fn a_row_says_what_white_stands_for() {
    let image: Tensor<Rank4<2, 1, 4, 4>, f32, _> = Cpu::default().ones();
    let loss = image.clone() * 2.5;
    let text = heat_strips(&[("input", &image)], &[("loss", &loss)]).to_string();
    assert!(text.starts_with("input 2 images of 4x4"), "{text}");
    assert!(text.contains("\nloss 0 to 2.500 2 images of 4x4"), "{text}");
}

#[test]
fn what_lies_beyond_the_edge_is_counted() {
    let codes = vec![0.0, 1.0, 2.0, -2.5, 40.0, 0.0];
    let codes = Cpu::default().tensor_from_vec(codes, (3, Const::<2>));
    let spaces = latent_spaces(&[("plain", &codes, &[7, 8, 9])]).reach(3.0);
    let svg = spaces.svg(Default::default());
    assert!(svg.contains("plain (1 of 3 beyond the edge)"));
    assert!(svg.contains("<title>7</title>") && svg.contains("<title>8</title>"));
    assert!(!svg.contains("<title>9</title>"));
}

#[test]
fn without_a_reach_a_panel_finds_its_own() {
    let text = |codes: Vec<f32>| {
        let labels = vec![0; codes.len() / 2];
        let codes = Cpu::default().tensor_from_vec(codes, (labels.len(), Const::<2>));
        latent_spaces(&[("a", &codes, &labels)]).to_string()
    };
    assert_eq!(text(vec![]), "a: 0 codes, within ±3.0");
    assert_eq!(text(vec![1.0, -50.0]), "a: 1 codes, within ±54.0");
}

#[test]
#[should_panic(expected = "one image is drawn, found the shape [2, 5]")]
fn several_images_are_refused() {
    let codes: Tensor<Rank2<2, 5>, f32, _> = Cpu::default().ones();
    let _ = Activations::new().layer("codes", &codes);
}

#[test]
fn an_axis_shows_all_values_or_what_it_is_told() {
    let line = || line_chart(&[("far", vec![(100.0, -5.0), (300.0, 7.0)])]);
    let shown = |svg: String, word: &str| svg.contains(&format!("<title>{word}</title>"));
    assert!(shown(line().svg(Theme::Light), "200"));
    assert!(!shown(line().x(0.0..1.0).svg(Theme::Light), "200"));
    let one = line_chart(&[("one", vec![(1.0, 1.0)])]).svg(Theme::Light);
    assert!(!one.contains("NaN") && !one.contains("inf"));
}

#[test]
#[should_panic(expected = "an axis goes from a number to a larger one, not 1.0..1.0")]
fn an_axis_without_length_is_refused() {
    let _ = line_chart(&[]).y(1.0..1.0);
}

/// The ends of the lines in the first series' colour.
fn lines(points: &[(f64, f64)]) -> Vec<Vec<[f32; 2]>> {
    let chart = line_chart(&[("line", points.to_vec())])
        .x(0.0..1.0)
        .y(0.0..1.0);
    let svg = chart.svg(Theme::Light);
    let lines = svg.split("<polyline points=\"").skip(1);
    let lines = lines.filter(|line| line.contains("stroke=\"#0072b2\""));
    let points = |line: &str| {
        let points = line.split('"').next().unwrap().split(' ');
        let point = |p: &str| {
            p.split_once(',')
                .map(|(x, y)| [x, y].map(|v| v.parse().unwrap()))
        };
        points.map(|p| point(p).unwrap()).collect()
    };
    lines.map(points).collect()
}

#[test]
fn lines_end_where_they_leave_the_axes() {
    let zigzag = [
        (0.0, -1.0),
        (0.5, 1.0),
        (0.5, 3.0),
        (1.0, -1.0),
        (2.0, -1.0),
    ];
    let found = lines(&zigzag);
    // From (¼, 0) to (½, 1), and from (¾, 1) to (⅞, 0).
    let [[[a, low], [b, high]], [[c, top], [d, bottom]]] =
        [0, 1].map(|i| [found[i][0], found[i][1]]);
    assert_eq!((found.len(), top, bottom), (2, high, low));
    assert!(
        (b - a - (c - b)).abs() < 0.1 && (b - a - 2.0 * (d - c)).abs() < 0.1,
        "{found:?}"
    );
    let gap = lines(&[(0.0, 0.5), (0.2, 0.5), (0.4, f64::NAN), (0.6, 0.5)]);
    assert_eq!(Vec::from_iter(gap.iter().map(Vec::len)), [2]);
}

#[test]
fn numbers_are_as_short_as_they_can_be() {
    let maps: aelib::explain::Maps = "2 -1 0.5 -0 0.000000001 -0.0001 0.33333334 1000000"
        .parse()
        .unwrap();
    let shown = maps.to_string();
    let expected = ["2", "-1", "0.5", "0", "0", "0", "0.333", "1000000"];
    assert_eq!(Vec::from_iter(shown.split_whitespace()), expected);
}
