//! Wrong answers to `lesson_06::threshold`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_06::threshold::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_06::threshold::{Answer, Calls};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn share_above(scores: &[f32], threshold: f32) -> f32 {
    scores.iter().filter(|s| **s > threshold).count() as f32 / scores.len() as f32
}

/// The place from the top, after the scores that may lie above.
fn from_the_top(scores: &[f32], allowed: f32, shift: usize) -> f32 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f32::total_cmp);
    let above = (allowed * scores.len() as f32) as usize;
    sorted[(scores.len() - 1 - above).saturating_sub(shift)]
}

fn choose_threshold(scores: &[f32], allowed: f32) -> f32 {
    from_the_top(scores, allowed, 0)
}

/// The report on a test, with this threshold.
fn report(threshold: f32, test: &[f32], anomalies: &[f32]) -> (f32, f32, f32) {
    (
        threshold,
        share_above(test, threshold),
        share_above(anomalies, threshold),
    )
}

const RIGHT: Answer = Answer {
    share_above,
    choose_threshold,
    judge: |_, validation, test, anomalies, allowed| {
        report(choose_threshold(validation, allowed), test, anomalies)
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        share_above: |_, _| todo!("the share"),
        choose_threshold: |_, _| todo!("the threshold"),
        judge: |_, _, _, _, _| todo!("the report"),
    }));
}

#[test]
fn equal_scores_counted_as_above() {
    let share_above = |scores: &[f32], threshold: f32| {
        scores.iter().filter(|s| **s >= threshold).count() as f32 / scores.len() as f32
    };
    caught(
        checked(Answer {
            share_above,
            ..RIGHT
        }),
        "`>`, not `>=`",
    );
}

#[test]
fn whole_numbers_divided() {
    let share_above = |scores: &[f32], threshold: f32| {
        (scores.iter().filter(|s| **s > threshold).count() / scores.len()) as f32
    };
    caught(
        checked(Answer {
            share_above,
            ..RIGHT
        }),
        "turn both into f32",
    );
}

#[test]
fn thresholds_at_the_wrong_place() {
    let with = |choose_threshold| {
        checked(Answer {
            choose_threshold,
            ..RIGHT
        })
    };
    caught(
        with(|scores, allowed| from_the_top(scores, allowed, 1)),
        "one too low",
    );
    caught(
        with(|scores, _| from_the_top(scores, 0.0, 0)),
        "keeps the promise, too",
    );
    let unsorted = |scores: &[f32], allowed: f32| {
        scores[scores.len() - 1 - (allowed * scores.len() as f32) as usize]
    };
    caught(with(unsorted), "are the scores sorted?");
    let lower_end = |scores: &[f32], allowed: f32| {
        let mut sorted = scores.to_vec();
        sorted.sort_by(f32::total_cmp);
        sorted[(allowed * scores.len() as f32) as usize]
    };
    caught(with(lower_end), "near their upper end");
}

#[test]
fn thresholds_from_the_wrong_set() {
    let with = |judge| checked(Answer { judge, ..RIGHT });
    caught(
        with(|training, _, test, strange, allowed| {
            report(choose_threshold(training, allowed), test, strange)
        }),
        "the threshold comes from the training images",
    );
    caught(
        with(|_, _, test, strange, allowed| report(choose_threshold(test, allowed), test, strange)),
        "the threshold comes from the test images",
    );
    caught(
        with(|_, _, test, strange, allowed| {
            report(choose_threshold(strange, allowed), test, strange)
        }),
        "nobody knows those in advance",
    );
    caught(
        with(|training, validation, test, strange, allowed| {
            let normal = [training, validation, test].concat();
            report(choose_threshold(&normal, allowed), test, strange)
        }),
        "the threshold comes from all normal images",
    );
}

#[test]
fn false_alarms_counted_where_they_were_promised() {
    let with = |judge| checked(Answer { judge, ..RIGHT });
    caught(
        with(|_, validation, _, strange, allowed| {
            report(choose_threshold(validation, allowed), validation, strange)
        }),
        "Count them on the test images",
    );
    caught(
        with(|_, validation, test, strange, allowed| {
            report(choose_threshold(validation, allowed), strange, test)
        }),
        "the last two numbers are swapped",
    );
}
