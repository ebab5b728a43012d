//! Pictures and texts of convolutions say the numbers that the library computes.

use aelib::explain::{Maps, Matrix, Problem, Sizes, Sliding, overlap, overlap_maps};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::plot::{Picture, Theme};
use std::path::PathBuf;

fn maps(text: &str) -> Maps {
    text.parse().expect("a matrix")
}

/// The lecture's question.
fn question(options: ConvTranspose2dOptions) -> Problem {
    let (image, kernel) = (maps("1 2 1; 0 1 0; 1 -1 1"), maps("1 1 1; -1 -1 -1; 0 0 0"));
    Problem::conv_transpose2d(image, kernel, options).expect("a result")
}

/// The words of a picture, in the order in which they were drawn.
fn words(picture: &Picture) -> Vec<String> {
    let svg = picture.svg(Theme::Light);
    let titles = svg.split("<title>").skip(1);
    let words = titles.map(|rest| rest.split("</title>").next().unwrap().to_string());
    words.collect()
}

/// The words that come after the last time that `name` is one.
fn after(picture: &Picture, name: &str) -> Vec<String> {
    let words = words(picture);
    let last = words.iter().rposition(|word| word == name);
    words[last.unwrap_or_else(|| panic!("no {name} in {words:?}")) + 1..].to_vec()
}

fn numbers(maps: &Maps) -> Vec<String> {
    maps.values().iter().map(|v| v.to_string()).collect()
}

#[test]
fn the_lectures_slide() {
    let explained = question(ConvTranspose2dOptions::default()).explain();
    let kernel = "kernel 1 1 1 -1 -1 -1 0 0 0 =";
    // Blank cells have no word.
    let first = format!("image 1 ∗ {kernel} result 1 1 1 -1 -1 -1 0 0 0");
    assert_eq!(words(&explained.slide(1)).join(" "), first);
    let second = format!("image 1 2 ∗ {kernel} result 1 3 3 2 -1 -3 -3 -2 0 0 0 0");
    let both = format!("{first} next step {second}");
    assert_eq!(words(&explained.slide(2)).join(" "), both);
    let whole = after(&explained.slide(9), "result").join(" ");
    assert_eq!(
        whole,
        "1 3 4 3 1 -1 -2 -3 -2 -1 1 -1 0 -1 1 -1 0 -1 0 -1 0 0 0 0 0"
    );
}

#[test]
fn each_step_shows_the_sum_so_far() {
    let explained = question(ConvTranspose2dOptions::new(2, 0)).explain();
    for step in 0..explained.steps().len() {
        let picture = explained.picture(step);
        assert_eq!(words(&picture)[0], explained.step_title(step));
        let so_far = numbers(&explained.so_far(step + 1));
        assert_eq!(after(&picture, "result so far"), so_far);
    }
    let strip = words(&explained.strip([0, 8]));
    assert!(strip.contains(&explained.step_title(0)));
    assert!(strip.contains(&explained.step_title(8)));
}

#[test]
fn what_the_padding_cuts_is_drawn_around_the_result() {
    let explained = question(ConvTranspose2dOptions::new(1, 1)).explain();
    // The first pixel, 1, loses the kernel's first row and column.
    let drawn = after(&explained.picture(0), "result so far");
    assert_eq!(drawn.join(" "), "1 1 1 -1 -1 -1 0 0 0 0 0 0 0 0");
}

#[test]
fn a_convolution_shows_its_ring_of_zeros() {
    let image = maps("1 2; 3 4");
    let problem = Problem::conv2d(image, maps("1 0; 0 1"), Conv2dOptions::new(1, 1)).unwrap();
    let picture = problem.explain().picture(8);
    let input = words(&picture)[2..].join(" ");
    let input = input.split("input ").nth(1).unwrap().to_string();
    assert!(
        input.starts_with("0 0 0 0 0 1 2 0 0 3 4 0 0 0 0 0 ∗"),
        "{input}"
    );
    assert_eq!(after(&picture, "result so far"), numbers(&problem.output()));
}

#[test]
fn the_other_views_end_with_the_same_numbers() {
    let options = ConvTranspose2dOptions {
        output_padding: 1,
        dilation: 2,
        ..ConvTranspose2dOptions::new(2, 1)
    };
    let problem = question(options);
    let output = numbers(&problem.output());
    let last = Sliding::of(&problem).picture(output.len() - 1);
    assert_eq!(after(&last, "result so far"), output);
    let matrix = Matrix::of(&problem).picture(problem.input());
    assert_eq!(after(&matrix, "result"), output);
    // Only numbers of the kernel stand in the matrix, and all that land.
    let explained = problem.explain();
    let taps = explained.steps().iter().flat_map(|step| &step.taps);
    let landed = taps.filter(|tap| tap.lands.is_some()).count();
    let words = words(&matrix);
    let stand = words.iter().position(|word| word == "×").unwrap() - 1;
    assert_eq!(stand, landed);
}

#[test]
fn tables_show_sizes_and_what_cannot_be() {
    let sizes = Sizes::conv2d(3);
    let words = words(&sizes.picture());
    assert!(words.contains(&"–".to_string()), "{words:?}");
    let text = sizes.to_string();
    assert!(text.contains("\nk=3      1     1     1*    1\n"), "{text}");
    assert!(text.contains("\nk=4      -     -     -     -\n"), "{text}");
    let up = Sizes::conv_transpose2d(7).to_string();
    assert!(up.contains("\nk=4      8    14*   20    26\n"), "{up}");
}

#[test]
fn animations_have_a_frame_for_each_step() {
    let explained = question(ConvTranspose2dOptions::default()).explain();
    let animation = explained.animation();
    assert_eq!(animation.frames().len(), 9);
    let svg = animation.svg(Theme::Light);
    // What all frames share is drawn once.
    assert_eq!(svg.matches("<title>kernel</title>").count(), 1);
    for step in 0..9 {
        assert!(svg.contains(&explained.step_title(step)));
    }
    let gif = animation.gif(Theme::Light, 1.0);
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(&gif[..]).expect("a GIF file");
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().expect("whole frames") {
        frames.push((frame.delay, frame.buffer.to_vec()));
    }
    assert_eq!(frames.len(), 9);
    assert_eq!([frames[0].0, frames[8].0], [150, 450]);
    // Flat colours are exact: paper, and the frame of what is written.
    for colour in [[255, 255, 255, 255], [0, 114, 178, 255]] {
        assert!(
            frames[0].1.as_chunks::<4>().0.contains(&colour),
            "{colour:?}"
        );
    }
    assert_ne!(frames[0].1, frames[1].1);
    assert_eq!(gif, animation.gif(Theme::Light, 1.0));
}

#[test]
fn the_lectures_first_stamp() {
    let (image, kernel) = ("1 2; 0 1".parse().unwrap(), "1 1; -1 0".parse().unwrap());
    let problem = Problem::conv_transpose2d(image, kernel, Default::default()).unwrap();
    let text = problem.explain().to_string();
    let begin = "transposed convolution, stride 1, padding 0
N = s(M - 1) + k - 2p = 1*(2 - 1) + 2 - 2*0 = 3

  input    kernel
  1 2       1  1
  0 1      -1  0

step 1 of 4: input[0][0] = 1 stamps the kernel
  stamp       result so far
   1  1  .     1  1  0
  -1  0  .    -1  0  0
   .  .  .     0  0  0

step 2 of 4: input[0][1] = 2 stamps the kernel
  stamp       result so far
   .  2  2     1  3  2
   . -2  0    -1 -2  0
   .  .  .     0  0  0
";
    assert!(text.starts_with(begin), "{text}");
    assert!(
        text.ends_with("\n\n  result\n   1  3  2\n  -1 -1  1\n   0 -1  0"),
        "{text}"
    );
}

#[test]
fn a_convolution_shows_what_the_kernel_sees() {
    let (image, kernel) = ("1 2; 3 4".parse().unwrap(), "1 10; 0 0".parse().unwrap());
    let options = Conv2dOptions::new(2, 1);
    let text = Problem::conv2d(image, kernel, options)
        .unwrap()
        .explain()
        .to_string();
    let step = "step 1 of 4: result[0][0] = 0*1 + 0*10 + 0*0 + 1*0 = 0
  kernel sees    result so far
  (0) (0)        0 0
  (0)   1        0 0
";
    assert!(text.contains(step), "{text}");
}

fn refused(text: &str) -> String {
    Maps::parse("--input", text).unwrap_err().to_string()
}

#[test]
fn text_becomes_maps() {
    let maps: Maps = " 1,2 ;3 4.5;| -1 0\n0 1 ".parse().unwrap();
    assert_eq!(maps.sizes(), [2, 2, 2]);
    assert_eq!(maps.values(), [1.0, 2.0, 3.0, 4.5, -1.0, 0.0, 0.0, 1.0]);
    assert_eq!(maps.to_string(), "  1   2\n  3 4.5\n\n -1   0\n  0   1");
}

#[test]
fn what_is_no_matrix_is_named() {
    assert_eq!(
        refused("1 2; 3"),
        "--input: expected as many numbers in each row, found 1 in row 2 and 2 in row 1; \
         a matrix is rectangular: add or remove numbers"
    );
    assert!(refused("1 2; 3 x").contains("found \"x\" in row 2; write for example"));
    for nothing in ["", " ; ", "\n", ";", "  "] {
        assert!(
            refused(nothing).contains("found no number; write"),
            "{nothing:?}"
        );
    }
    assert!(refused("1 |").contains("no number in map 2"));
    assert!(refused("1 2 | 1").contains("found 1 x 1 in map 2"));
    assert!(refused("1 2;; 3 4").contains("found 0 in row 2 and 2 in row 1"));
    for wild in ["nan", "inf", "-inf", "1e7", "1e99"] {
        assert!(refused(wild).contains("from -1000000 to 1000000"), "{wild}");
    }
    let long = "1 ".repeat(4097);
    assert!(refused(&long).contains("at most 4096 numbers, found 4097"));
}

/// To be looked at: `EXPLAIN_SHOTS=DIR cargo test -p tests --test show explain_pictures:: shots`.
#[test]
fn shots() {
    let Some(folder) = std::env::var_os("EXPLAIN_SHOTS").map(PathBuf::from) else {
        return;
    };
    let save = |name: &str, picture: Picture| {
        for (theme, mark) in [(Theme::Light, ""), (Theme::Dark, "-dark")] {
            let png = picture.scene().png(theme, 1.0);
            std::fs::write(folder.join(format!("{name}{mark}.png")), png).unwrap();
        }
    };
    let lecture = question(ConvTranspose2dOptions::default());
    let explained = lecture.explain();
    save("slide", explained.slide(2));
    save("strip", explained.strip(0..3));
    save("step", explained.picture(8));
    let strided = question(ConvTranspose2dOptions {
        output_padding: 1,
        ..ConvTranspose2dOptions::new(2, 1)
    });
    save("strided", strided.explain().strip(4..6));
    save("sliding", Sliding::of(&strided).picture(7));
    save("matrix", Matrix::of(&lecture).picture(lecture.input()));
    let down = Problem::conv2d(
        maps("1 2 1 0; 0 1 0 3; 1 -1 1 2; 2 0 1 1"),
        maps("1 1 1; -1 -1 -1; 0 0 0"),
        Conv2dOptions::new(2, 1),
    )
    .unwrap();
    save("conv", down.explain().strip(0..2));
    save("conv-matrix", Matrix::of(&down).picture(down.input()));
    let two = Problem::conv_transpose2d(
        maps("1 2; 3 4 | 5 6; 7 -8.125"),
        maps("1 0; 0 1 | 1 1; 1 1 | 1 2; 3 4 | 0 0; 0 1"),
        ConvTranspose2dOptions::new(2, 0),
    )
    .unwrap();
    save("channels", two.explain().picture(5));
    let count = |k, s| overlap([6, 6], [k, k], ConvTranspose2dOptions::new(s, 0)).unwrap();
    let (even, uneven) = (count(4, 2), count(3, 2));
    save(
        "overlap",
        overlap_maps(&[("k = 4, s = 2", &even), ("k = 3, s = 2", &uneven)]),
    );
    save("sizes-up", Sizes::conv_transpose2d(7).picture());
    save("sizes-down", Sizes::conv2d(28).picture());
    let animation = explained.animation();
    std::fs::write(folder.join("animation.svg"), animation.svg(Theme::Light)).unwrap();
    std::fs::write(
        folder.join("animation.gif"),
        animation.gif(Theme::Light, 1.0),
    )
    .unwrap();
}
