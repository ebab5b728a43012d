//! A control: what it shows, what it gives.

use super::comm::Comm;
use crate::text::{base64, show_text};
use aelib_core::images::Images;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;

/// Of a drawing.
const PIXELS: usize = 28 * 28;

/// A control in a notebook. Copies are the same control.
pub struct Control<T> {
    pub(super) comm: Arc<Comm>,
    read: Arc<dyn Fn(&Value) -> T + Send + Sync>,
}

impl<T> Clone for Control<T> {
    fn clone(&self) -> Self {
        let (comm, read) = (self.comm.clone(), self.read.clone());
        Self { comm, read }
    }
}

impl<T> Control<T> {
    fn new(state: Value, read: impl Fn(&Value) -> T + Send + Sync + 'static) -> Self {
        let (comm, read) = (Comm::new(state), Arc::new(read));
        comm.set("waits", json!(false));
        Self { comm, read }
    }

    /// What it gives now.
    pub fn value(&self) -> T {
        (self.read)(&self.comm.get("value"))
    }

    /// What stands beside its name in a notebook's list of variables.
    pub fn notebook_summary(&self) -> Option<String> {
        Some(self.comm.said())
    }

    /// Shows it as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        if !self.comm.show() {
            show_text(self.comm.said());
        }
    }
}

impl Control<f32> {
    /// Begins at this value, rounded to a step, instead of the middle.
    pub fn at(self, value: f32) -> Self {
        let steps = 1.0 / self.comm.get("step").as_f64().unwrap_or(1.0);
        let value = (written(value) * steps).round() / steps;
        self.comm.set("value", json!(value));
        self
    }
}

impl Control<Images> {
    /// Begins with the first of these images instead of empty paper.
    pub fn at(self, images: &Images) -> Self {
        self.comm
            .set("value", json!(base64(&images.bytes()[..PIXELS])));
        self
    }
}

/// A slider over a range, which begins in the middle.
///
/// # Panics
/// If the range is empty, or has no end.
pub fn slider(label: &str, range: Range<f32>) -> Control<f32> {
    let Range { start, end } = range;
    assert!(
        start < end && (end - start).is_finite(),
        "slider {label:?}: the range {start}..{end} has to go from a number to a larger one"
    );
    let (start, end) = (written(start), written(end));
    // The power of ten that gives from 100 to 1000 steps.
    let digits = (2.0 - (end - start).log10()).ceil() as i32;
    let scale = 10f64.powi(digits);
    let middle = ((start + end) / 2.0 * scale).round() / scale;
    let state = json!({
        "kind": "slider", "label": label, "value": middle,
        "min": start, "max": end, "step": 1.0 / scale, "digits": digits.max(0),
    });
    Control::new(state, move |value| value.as_f64().unwrap_or(middle) as f32)
}

/// The number that the page shows: 0.1, not the nearest that an `f32` can hold.
fn written(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

/// A box to tick, which is empty at first.
pub fn checkbox(label: &str) -> Control<bool> {
    let state = json!({"kind": "checkbox", "label": label, "value": false});
    Control::new(state, |value| value.as_bool().unwrap_or(false))
}

/// A list to choose from; at first the first one is chosen.
///
/// # Panics
/// If there is nothing to choose.
pub fn dropdown<T: ToString + Clone + Send + Sync + 'static>(
    label: &str,
    options: impl IntoIterator<Item = T>,
) -> Control<T> {
    let options = Vec::from_iter(options);
    assert!(
        !options.is_empty(),
        "dropdown {label:?}: there is nothing to choose"
    );
    let names = Vec::from_iter(options.iter().map(T::to_string));
    let state = json!({"kind": "dropdown", "label": label, "options": names, "value": 0});
    Control::new(state, move |value| {
        let place = value.as_u64().unwrap_or(0) as usize;
        options.get(place).unwrap_or(&options[0]).clone()
    })
}

/// A button; it gives how often it was pressed.
pub fn button(label: &str) -> Control<u64> {
    let state = json!({"kind": "button", "label": label, "value": 0});
    Control::new(state, |value| value.as_u64().unwrap_or(0))
}

/// A field to draw in; it gives the drawing as MNIST's digits are: 28x28 pixels, centred.
pub fn drawing_pad(label: &str) -> Control<Images> {
    let state = json!({"kind": "pad", "label": label, "value": ""});
    Control::new(state, |value| {
        let text = value.as_str().unwrap_or_default();
        let mut bytes = STANDARD.decode(text).unwrap_or_default();
        bytes.resize(PIXELS, 0);
        Images::from_bytes(bytes).expect("one image")
    })
}
