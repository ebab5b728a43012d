//! A call arrives as it was made, and nothing that comes back does harm.

mod exercise {
    use aelib::data::Images;
    use aelib::rand_chacha::ChaCha8Rng;

    interface::exercise! {
        /// One function for each kind of argument.
        lesson_00::kinds {
            /// Two numbers and a slice.
            sum(a: f32, b: usize, rest: &[f32]) -> f32;
            /// A generator.
            draw(rng: &mut ChaCha8Rng) -> u64;
            /// Images.
            count(images: &Images) -> usize;
            /// Nothing.
            nothing() -> ();
        }
    }
}

use aelib::data::Images;
use aelib::rand::{RngCore, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use exercise::kinds::{Answer, Calls};
use interface::{Call, Caller, Local, Trouble};
use std::sync::Arc;

fn local() -> Calls {
    let answer = Answer {
        sum: |a, b, rest| a + b as f32 + rest.iter().sum::<f32>(),
        draw: |rng| rng.next_u64(),
        count: |images| images.len(),
        nothing: || (),
    };
    Calls::new(Arc::new(Local::new(vec![Arc::new(answer)])))
}

#[test]
fn arguments_arrive_and_results_come_back() {
    let calls = local();
    assert_eq!(calls.sum(1.0, 2, &[3.0, 4.0]), Ok(10.0));
    assert!(calls.sum(f32::NAN, 2, &[]).unwrap().is_nan());
    assert_eq!(calls.nothing(), Ok(()));
    let images = Images::from_bytes(vec![7; 784 * 3]).unwrap();
    assert_eq!(calls.count(&images), Ok(3));
}

#[test]
fn a_generator_goes_on_where_it_was() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    rng.set_stream(3);
    rng.next_u32();
    let drawn = local().draw(&mut rng);
    assert_eq!(drawn, Ok(rng.next_u64()));
}

/// Answers every call with the same bytes.
struct Liar(Vec<u8>);

impl Caller for Liar {
    fn call(&self, _call: Call) -> Result<Vec<u8>, Trouble> {
        Ok(self.0.clone())
    }
}

#[test]
fn bytes_that_are_no_result_are_said_to_be_none() {
    for bytes in [vec![], vec![1, 2, 3], vec![0; 5]] {
        let calls = Calls::new(Arc::new(Liar(bytes)));
        assert!(matches!(calls.sum(0.0, 0, &[]), Err(Trouble::Garbled(_))));
    }
}

#[test]
fn unknown_names_are_no_calls() {
    use interface::{Serve, serve};
    let answer: Arc<dyn Serve> = Arc::new(Answer {
        sum: |_, _, _| 0.0,
        draw: |_| 0,
        count: |_| 0,
        nothing: || (),
    });
    let answers = [answer];
    let call = |exercise, function| serve(&answers, exercise, function, &[]);
    assert_eq!(call("lesson_00::kinds", "nothing"), Ok(vec![]));
    assert!(call("lesson_00::kinds", "other").is_err());
    assert!(call("lesson_00::other", "nothing").is_err());
}
