//! Drawn faces: the same for the same seed, and every number of an expression is to be
//! seen in both characters.

use aelib::plot::image_grid;
use aelib::prelude::*;
use tests::SmallFaces;

type Small = Map<3, 32, 32>;

fn face(who: Character, expression: Expression) -> Vec<f32> {
    let faces: Faces<Small> = Faces::draw(who, &[expression]);
    faces.images.tensor().as_vec()
}

#[test]
fn the_same_for_the_same_seed_on_any_number_of_threads() {
    let pool = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let draw = || SmallFaces::any(Character::A, 40, seed);
        pool.build().unwrap().install(draw)
    };
    let (one, three, other) = (pool(1, 7), pool(3, 7), pool(1, 8));
    assert_eq!(one.images, three.images);
    assert_eq!(one.expressions, three.expressions);
    assert_ne!(one.expressions, other.expressions);
    assert_ne!(one.images, other.images);
}

#[test]
fn the_first_faces_of_a_seed_do_the_same_whoever_makes_them() {
    let a = SmallFaces::any(Character::A, 5, 0);
    let b = SmallFaces::any(Character::B, 9, 0);
    assert_eq!(a.expressions, b.expressions[..5]);
    assert_ne!(a.images, b.images.first(5));
}

#[test]
fn every_number_of_an_expression_shows_in_both_characters() {
    for who in Character::ALL {
        let calm = face(who, Expression::default());
        for (i, name) in Expression::NAMES.iter().enumerate() {
            let with = |value| {
                let mut numbers = [0.0; 7];
                numbers[i] = value;
                face(who, numbers.into())
            };
            let (less, more) = (with(-1.0), with(1.0));
            for (other, what) in [(&calm, "0"), (&more, "1")] {
                let pairs = less.iter().zip(other);
                let changed = pairs.filter(|(a, b)| (*a - *b).abs() > 0.05).count();
                // Of 3072; the eyes are small.
                assert!(
                    changed > 20,
                    "{who:?}: {name} -1 and {what} differ in {changed}"
                );
            }
        }
    }
}

#[test]
fn light_comes_from_the_side_that_the_number_says() {
    for who in Character::ALL {
        let side = |light, columns: std::ops::Range<usize>| {
            let pixels = face(
                who,
                Expression {
                    light,
                    ..Default::default()
                },
            );
            let lit = |(i, _): &(usize, &f32)| {
                columns.contains(&(i % 32)) && (12..24).contains(&(i / 32 % 32))
            };
            pixels
                .iter()
                .enumerate()
                .filter(lit)
                .map(|(_, v)| v)
                .sum::<f32>()
        };
        for (light, sign) in [(-1.0, -1.0), (1.0, 1.0)] {
            let more = sign * (side(light, 18..26) - side(light, 6..14));
            assert!(
                more > 5.0,
                "{who:?}: light {light}, brighter there by {more}"
            );
        }
    }
}

#[test]
fn a_face_fills_its_picture_at_any_size() {
    fn mean<S: aelib::nn::FeatureMap>(who: Character) -> f32 {
        let faces: Faces<S> = Faces::any(who, 50, 0);
        let bytes = faces.images.bytes();
        bytes.iter().map(|b| f32::from(*b)).sum::<f32>() / bytes.len() as f32
    }
    for who in Character::ALL {
        let (small, large) = (mean::<Small>(who), mean::<Map<3, 64, 64>>(who));
        assert!(
            (small - large).abs() < 1.0,
            "{who:?}: {small} against {large}"
        );
    }
}

#[test]
fn colours_stand_in_a_grid_as_they_are() {
    let red = Cpu::default().tensor([[[[1.0f32]], [[0.0]], [[0.0]]]]);
    let picture = image_grid(&red).scale(8);
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture.png()))
        .read_info()
        .unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rgb).unwrap();
    let count = rgb
        .chunks_exact(3)
        .filter(|pixel| **pixel == [255, 0, 0])
        .count();
    assert_eq!(count, 64);
}
