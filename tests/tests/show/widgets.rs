//! Controls where no page shows them: what they begin with, and what is said of them. How a page
//! changes them is tested with a kernel, in `kernel/tests/widgets.py`.

use aelib::prelude::*;

#[test]
fn a_slider_begins_in_the_middle_on_a_round_number() {
    for (range, middle) in [
        (-3.0..3.0, 0.0),
        (0.0..1.0, 0.5),
        (0.0..255.0, 128.0),
        (1e6..3e6, 2e6),
        (0.1..0.2, 0.15),
    ] {
        assert_eq!(slider("x", range.clone()).value(), middle, "{range:?}");
    }
    let control = slider("z₁", 0.0..1.0).at(0.1004);
    assert_eq!(control.value(), 0.1);
    assert_eq!(control.notebook_summary().as_deref(), Some("z₁ = 0.1"));
}

#[test]
#[should_panic(expected = "the range 1..1 has to go from a number to a larger one")]
fn an_empty_range_is_refused() {
    slider("x", 1.0..1.0);
}

#[test]
fn the_others_begin_with_the_least() {
    let choice = dropdown("digit", [3, 7]);
    assert_eq!(choice.value(), 3);
    assert_eq!(choice.notebook_summary().as_deref(), Some("digit = 3"));
    assert!(!checkbox("on").value());
    assert_eq!(button("again").value(), 0);
    let pad = drawing_pad("a digit");
    assert_eq!(pad.value().bytes(), [0; 784]);
    assert_eq!(pad.notebook_summary().as_deref(), Some("a digit"));
    let two = Images::from_bytes((0..2 * 784).map(|i| i as u8).collect()).unwrap();
    assert_eq!(pad.at(&two).value().bytes(), two.first(1).bytes());
}
