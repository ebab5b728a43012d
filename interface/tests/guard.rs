//! What a student wrote may do anything: the checks go on.

use interface::guard::{Trouble, call, call_within};
use std::time::Duration;

#[test]
fn a_result_comes_back() {
    assert_eq!(call(|| 2 + 3), Ok(5));
}

#[test]
fn a_todo_is_not_written_yet() {
    let line = line!() + 1;
    let trouble = call(|| -> u8 { todo!("add {}", 1) }).unwrap_err();
    let place = format!("{}:{line}", file!());
    let task = "add 1".to_string();
    assert_eq!(trouble, Trouble::Unwritten { task, place });
}

#[test]
fn a_panic_tells_what_and_where() {
    let cells = Vec::from([1, 2]);
    let text = call(move || cells[cells.len()]).unwrap_err().to_string();
    assert!(text.starts_with("it panicked: index out of bounds"));
    assert!(text.contains("tests/guard.rs:"));
}

#[test]
fn a_call_that_never_ends_is_left_alone() {
    let limit = Duration::from_millis(50);
    let trouble = call_within(limit, || std::thread::sleep(Duration::from_secs(3600)));
    let text = trouble.unwrap_err().to_string();
    assert_eq!(text, "no result after 0.05 seconds");
}
