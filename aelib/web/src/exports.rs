//! What JavaScript calls. Numbers go in and come out as they are, and everything else through
//! two pieces of memory: [`room`], which the page fills before a call, and [`answer`], which it
//! reads after one.

// A name that the linker keeps counts as unsafe code: two of the same name could meet. So names
// are kept for a browser only: in a native program `read` would take the place of the system's.
// Nothing else here is unsafe.
#![allow(unsafe_code)]

use crate::supply::Supply;
use crate::trainee::{Trainee, Wanted, begin as untrained};
use aelib_core::images::{Images, Labelled};
use aelib_core::models::{Objective, Reconstruction};
use aelib_core::nn::Map;
use std::cell::RefCell;

/// All that a page's worker has.
struct Lab {
    supply: Supply,
    trainee: Option<Box<dyn Trainee>>,
    room: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static LAB: RefCell<Lab> = RefCell::new(Lab {
        supply: Supply::default(),
        trainee: None,
        room: Vec::new(),
        answer: Vec::new(),
    });
}

fn with<R>(work: impl FnOnce(&mut Lab) -> R) -> R {
    LAB.with_borrow_mut(work)
}

/// The model, and the digits that it learns from.
fn with_trainee<R>(work: impl FnOnce(&mut dyn Trainee, &Supply) -> R) -> R {
    with(|lab| {
        let trainee = lab.trainee.as_deref_mut();
        work(trainee.expect("`begin` comes first"), &lab.supply)
    })
}

/// Keeps the answer for the page, and says how many bytes it has.
fn tell(answer: Vec<u8>) -> usize {
    with(|lab| {
        lab.answer = answer;
        lab.answer.len()
    })
}

fn tell_numbers(numbers: &[f32]) -> usize {
    let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
    tell(bytes.collect())
}

impl Lab {
    /// The digits to train on, or those held out.
    fn digits(&self, test: bool) -> &Labelled {
        match test {
            true => &self.supply.test,
            false => &self.supply.train,
        }
    }
}

/// Memory of so many bytes, for the page to fill.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn room(len: usize) -> *mut u8 {
    with(|lab| {
        lab.room.resize(len, 0);
        lab.room.as_mut_ptr()
    })
}

/// Where the last answer lies.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn answer() -> *const u8 {
    with(|lab| lab.answer.as_ptr())
}

/// Draws so many more digits to train on.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn draw(count: usize) {
    with(|lab| lab.supply.draw(count));
}

/// Reads the IDX file in the room. The answer is empty, or what is wrong with the file.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn read() -> usize {
    let read = with(|lab| {
        let file = std::mem::take(&mut lab.room);
        lab.supply.read("this file", &file)
    });
    tell(read.err().unwrap_or_default().into())
}

/// How many digits there are, to train on or held out.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn count(test: bool) -> usize {
    with(|lab| lab.digits(test).images.len())
}

/// Answers with the labels of the digits held out, a byte for each; none where they are unknown.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn labels() -> usize {
    tell(with(|lab| lab.supply.test.labels.clone()))
}

/// Answers with the first of the digits held out, 784 bytes for each.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn shown(count: usize) -> usize {
    tell(with(|lab| lab.supply.test.images.first(count).into()))
}

/// An untrained model: kind 0 dense, 1 convolutional, 2 variational. Whether there is one.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn begin(
    kind: u32,
    latent: u32,
    squared_error: bool,
    beta: f32,
    batch_size: usize,
    learning_rate: f32,
    seed: u32,
) -> bool {
    let reconstruction = match squared_error {
        true => Reconstruction::SquaredError,
        false => Reconstruction::BinaryCrossEntropy,
    };
    let wanted = Wanted {
        kind,
        latent,
        objective: Objective {
            reconstruction,
            beta,
        },
        batch_size,
        learning_rate,
        seed: seed.into(),
    };
    with(|lab| {
        lab.trainee = untrained(wanted);
        lab.trainee.is_some()
    })
}

/// Another step size, from the next step on.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn rate(learning_rate: f32) {
    with_trainee(|trainee, _| trainee.set_learning_rate(learning_rate));
}

/// Learns from the next batch; the loss before the step.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn learn() -> f64 {
    with_trainee(|trainee, supply| trainee.learn(&supply.train.images))
}

/// The loss of the last batch after its step.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn again() -> f64 {
    with_trainee(|trainee, supply| trainee.again(&supply.train.images))
}

/// Epochs that are complete.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn epochs() -> usize {
    with_trainee(|trainee, _| trainee.epochs())
}

/// The loss on the digits held out.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn measure() -> f64 {
    with_trainee(|trainee, supply| trainee.measure(&supply.test.images))
}

/// Answers with the weights of the first layer, as numbers of four bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn weights() -> usize {
    tell_numbers(&with_trainee(|trainee, _| trainee.weights()))
}

/// Answers with the codes of the first of the digits held out, as numbers of four bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn codes(count: usize) -> usize {
    let codes = with_trainee(|trainee, supply| trainee.codes(&supply.test.images.first(count)));
    tell_numbers(&codes)
}

/// Answers with the codes of the images in the room, of 784 bytes each.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn encode() -> usize {
    let images = Images::from_bytes(with(|lab| lab.room.clone())).expect("whole images");
    tell_numbers(&with_trainee(|trainee, _| trainee.codes(&images)))
}

/// Answers with the images, 784 bytes each, of the codes in the room.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn decode() -> usize {
    let room = with(|lab| lab.room.clone());
    let numbers = room.as_chunks().0.iter();
    let codes = Vec::from_iter(numbers.map(|bytes| f32::from_le_bytes(*bytes)));
    let pixels = with_trainee(|trainee, _| trainee.pixels(&codes));
    tell(Images::<Map<1, 28, 28>>::from_pixels(&pixels).into())
}
