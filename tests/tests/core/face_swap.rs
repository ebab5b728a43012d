//! The deepfake: who learns from whom, what is done to its inputs, and that it swaps.

use aelib::prelude::*;
use tests::{SmallFaceSwap, SmallFaces, bits, parameters, set_parameters};

fn faces(who: Character, count: usize, seed: u64) -> Images<Map<1, 32, 32>> {
    SmallFaces::any(who, count, seed).images
}

fn quick() -> SwapFit {
    SwapFit {
        epochs: 1,
        batch_size: 16,
        show: Show::Silent,
        ..SwapFit::default()
    }
}

#[test]
fn a_decoder_learns_from_its_own_character_only() {
    let weights = |model: &SmallFaceSwap, who| bits(&model.decoder(who).0.weight.as_vec());
    let untrained = SmallFaceSwap::new(0);
    for (who, other) in [(Character::A, Character::B), (Character::B, Character::A)] {
        let mut model = untrained.clone();
        model.fit(&[(who, &faces(who, 20, 0))], quick());
        assert_ne!(weights(&model, who), weights(&untrained, who));
        assert_eq!(weights(&model, other), weights(&untrained, other));
        let encoder = |model: &SmallFaceSwap| bits(&model.encoder.0.2.0.weight.as_vec());
        assert_ne!(encoder(&model), encoder(&untrained));
    }
}

#[test]
fn the_same_for_the_same_seed_on_any_number_of_threads() {
    let [a, b] = Character::ALL.map(|who| faces(who, 40, 0));
    let train = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let mut model = SmallFaceSwap::new(0);
            let options = SwapFit { seed, ..quick() };
            model.fit(&[(Character::A, &a), (Character::B, &b)], options);
            bits(&model.as_face_of(Character::B, a.tensor()).as_vec())
        })
    };
    let one = train(1, 0);
    assert_eq!(one, train(3, 0));
    assert_ne!(one, train(1, 1));
}

#[test]
fn warps_and_colours_differ_from_face_to_face_and_stay_pixels() {
    let face = Faces::<Map<3, 64, 64>>::draw(Character::A, &[Expression::default(); 2]);
    let images = face.images.tensor();
    let changed = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let bent = warp(&images, 0.03, &mut rng).as_vec();
        let tinted = recolour(&images, 1.0, &mut rng).as_vec();
        [bent, tinted]
    };
    for (change, again) in changed(0).iter().zip(changed(0)) {
        assert_eq!(bits(change), bits(&again));
        let (first, second) = change.split_at(change.len() / 2);
        assert_ne!(bits(first), bits(second), "two faces, changed alike");
        assert!(change.iter().all(|v| (0.0..=1.0).contains(v)));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let kept = recolour(&images, 0.0, &mut rng).as_vec();
    let pairs = kept.iter().zip(images.as_vec());
    assert!(pairs.clone().all(|(k, i)| (k - i).abs() < 1e-6));
}

#[test]
fn a_scene_ends_where_it_begins() {
    let scene = Expression::scene(100);
    let number = |i: usize, n: usize| scene[i % 100].numbers()[n];
    for n in 0..7 {
        let steps = (0..100).map(|i| (number(i + 1, n) - number(i, n)).abs());
        assert!(steps.fold(0.0, f32::max) < 0.15, "{}", Expression::NAMES[n]);
        let widest = (0..100).map(|i| number(i, n)).fold(0.0, f32::max);
        assert!((0.8..=1.0).contains(&widest));
    }
}

#[test]
fn the_diagram_says_who_decodes_what() {
    let [a, b] = Character::ALL.map(|who| Faces::any(who, 1, 0).images);
    let picture = swap_diagram(&FaceSwap::new(0), &a, &b).caption("seed 0");
    for line in [
        "A learns; B learns; then the swap",
        "decoder A; decoder B; decoder B",
        "seed 0",
    ] {
        assert!(picture.to_string().contains(line), "{picture}");
    }
    let svg = picture.svg(Default::default());
    assert_eq!(svg.matches("<title>decoder B</title>").count(), 2);
    assert_eq!(svg.matches("<title>encoder</title>").count(), 1);
}

#[test]
#[should_panic(expected = "as many faces of B as of the first")]
fn both_characters_have_equally_many_faces() {
    let [a, b] = [(Character::A, 3), (Character::B, 2)].map(|(who, n)| (who, faces(who, n, 0)));
    SmallFaceSwap::new(0).fit(&[(a.0, &a.1), (b.0, &b.1)], quick());
}

/// One encoder swaps better than copying, than B's mean face, and than two encoders.
#[test]
fn one_encoder_swaps_and_two_do_not() {
    let [a, b] = [(Character::A, 1), (Character::B, 2)].map(|(who, seed)| faces(who, 800, seed));
    let acting = SmallFaces::any(Character::A, 200, 3);
    let truth = SmallFaces::draw(Character::B, &acting.expressions)
        .images
        .tensor();
    let acting = acting.images.tensor();
    let error = |found: &Batch<Map<1, 32, 32>>| {
        let errors = mse_per_image(found, &truth);
        errors.iter().sum::<f32>() / errors.len() as f32
    };
    let options = SwapFit {
        epochs: 12,
        batch_size: 32,
        show: Show::Silent,
        ..SwapFit::default()
    };
    let mut one = SmallFaceSwap::new(0);
    one.fit(&[(Character::A, &a), (Character::B, &b)], options.clone());
    let one = error(&one.as_face_of(Character::B, acting.clone()));
    let alone = |who, images, seed| {
        let mut model = SmallFaceSwap::new(seed);
        model.fit(&[(who, images)], options.clone());
        model
    };
    let (first, second) = (alone(Character::A, &a, 1), alone(Character::B, &b, 2));
    let latent = first.encode(acting.clone());
    let two = error(&second.decode(Character::B, latent).sigmoid());
    let (copy, mean) = (error(&acting), error(&b.mean(200)));
    println!("one {one:.4}, two {two:.4}, copy {copy:.4}, mean {mean:.4}");
    assert!(one < mean && one < copy && one < two);
    assert!(two > mean, "two encoders do no better than a fixed face");
}

#[test]
fn a_reader_learns_to_read_expressions() {
    let faces: Faces = Faces::any(Character::B, 192, 0);
    let mut reader = ExpressionReader::new(0);
    let error = |reader: &ExpressionReader| {
        let found = reader.read(faces.images.tensor());
        expression_error(&found, &faces.expressions)
            .iter()
            .sum::<f32>()
            / 7.0
    };
    reader.fit(&[&faces], 24, 0);
    let learned = error(&reader);
    assert!(learned < 0.35, "{learned}; guessing costs 0.5");
}

/// With weights of 0 and one number for all logits, a pixel's target enters the loss by its
/// weight alone.
#[test]
fn a_pixel_of_the_eyes_counts_more_one_of_the_mouth_most_and_the_weights_sum_to_one() {
    let mut model = SmallFaceSwap::new(0);
    let lens = Vec::from_iter(parameters(&model).iter().map(|(_, values)| values.len()));
    set_parameters(&mut model, |i, len| vec![f32::from(lens[i] == 1); len]);
    let loss = |pixels: &[usize], focus| {
        let mut bytes = vec![0; 1024];
        pixels.iter().for_each(|pixel| bytes[*pixel] = 255);
        let face = Images::<Map<1, 32, 32>>::from_bytes(bytes)
            .expect("a face")
            .tensor();
        model
            .loss(Character::A, &face, &face, focus, NoneTape)
            .array()
    };
    for focus in [1.0, 5.0] {
        let none = loss(&[], focus);
        assert!(
            (none - 1f32.exp().ln_1p()).abs() < 1e-5,
            "the mean of equal losses: {none}"
        );
        let weight = |pixel| none - loss(&[pixel], focus);
        let [eyes, mouth] = [16, 24].map(|row| weight(row * 32 + 16));
        let (corner, end) = (weight(0), weight(1023));
        for (middle, expected) in [(eyes, focus), (mouth, 3.0 * focus)] {
            assert!(
                (middle / corner / expected - 1.0).abs() < 1e-2,
                "{middle} and {corner}"
            );
        }
        assert!((corner - end).abs() < 1e-6);
    }
}

/// A perfect copy costs nothing, though its pixels are neither black nor white, and what the
/// mean of all faces costs is what a model costs that answers with it.
#[test]
fn a_loss_of_0_is_a_perfect_copy() {
    let grey = |level: u8| Images::<Map<1, 32, 32>>::from_bytes(vec![level; 1024]).unwrap();
    let mut model = SmallFaceSwap::new(0);
    let lens = Vec::from_iter(parameters(&model).iter().map(|(_, values)| values.len()));
    // The bias of the last layer is the logit of all pixels.
    let logit = (60.0f32 / 195.0).ln();
    set_parameters(&mut model, |i, len| {
        vec![if lens[i] == 1 { logit } else { 0.0 }; len]
    });
    let loss = |level| {
        let face = grey(level).tensor();
        model
            .loss(Character::A, &face, &face, 5.0, NoneTape)
            .array()
    };
    assert!(loss(60).abs() < 1e-6, "{}", loss(60));
    assert!(loss(90) > 5e-3);
    let both = Images::from_bytes([grey(30).bytes(), grey(90).bytes()].concat()).unwrap();
    let of_mean = mean_face_loss::<Map<1, 32, 32>>(&both, 5.0);
    let expected = f64::from(loss(30) + loss(90)) / 2.0;
    assert!((of_mean - expected).abs() < 1e-5, "{of_mean}, {expected}");
}
