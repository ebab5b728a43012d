//! The stop button: training ends at the next batch, and all that it has learned stays.
//!
//! In a program of its own: the signal is for the whole process.

use aelib::data::Images;
use aelib::dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use aelib::dfdx::prelude::{Cpu, Device, Dtype, Rank0, Tape, Tensor};
use aelib::fit::{Fit, fit};
use aelib::history::Stopped;
use aelib::models::{DenseAutoencoder, Model};
use aelib::nn::{Batch, Map};
use aelib::progress::Show;
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The batch during which the button is pressed: the fifth, the second of the second epoch.
const PRESSED: usize = 5;

static BATCHES: AtomicUsize = AtomicUsize::new(0);

/// A model during one of whose batches somebody presses the button.
struct Pressing<E: Dtype, D: Device<E>>(DenseAutoencoder<2, E, D>);

impl<E: Dtype, D: Device<E>> TensorCollection<E, D> for Pressing<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Pressing<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(Self::module("model", |s| &s.0, |s| &mut s.0), Pressing)
    }
}

impl Model for Pressing<f32, Cpu> {
    type Image = Map<1, 28, 28>;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Self::Image>,
        target: &Batch<Self::Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        if BATCHES.fetch_add(1, Ordering::SeqCst) + 1 == PRESSED {
            signal_hook::low_level::raise(signal_hook::consts::SIGINT).unwrap();
        }
        self.0.loss(x, target, tape, rng)
    }
}

/// As scripts unset a variable: every run of that test has a stop of its own there, too.
#[test]
fn a_cell_without_a_name_is_none() {
    let mut this = std::process::Command::new(std::env::current_exe().unwrap());
    let test = this.args(["--exact", "training_ends_at_the_next_batch_and_can_go_on"]);
    let output = test.env("JUPYTER_CELL", "").output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn training_ends_at_the_next_batch_and_can_go_on() {
    let images: Images =
        Images::from_bytes((0..5 * 784).map(|i| (i % 251) as u8).collect()).unwrap();
    let options = Fit {
        epochs: 4,
        batch_size: 2,
        show: Show::Silent,
        ..Fit::default()
    };
    let mut model = Pressing(DenseAutoencoder::new(0));
    let history = fit(&mut model, &images, &images, options.clone());
    // Three batches make an epoch.
    let (epoch, batches, of) = (2, 2, 3);
    assert_eq!(history.stopped, Some(Stopped { epoch, batches, of }));
    assert_eq!(history.epochs.len(), 1);
    assert_eq!(BATCHES.load(Ordering::SeqCst), PRESSED);
    assert!(
        history
            .to_string()
            .ends_with("stopped in epoch 2, after 2 of 3 batches\n")
    );

    // The signal was for that run, not for the next one.
    let history = fit(&mut model, &images, &images, options);
    assert_eq!((history.epochs.len(), history.stopped), (4, None));
}
