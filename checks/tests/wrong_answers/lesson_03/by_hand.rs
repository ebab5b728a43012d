//! Wrong answers to `lesson_03::by_hand`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_03::by_hand::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_03::Matrix;
use interface::lesson_03::by_hand::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn matrix<const C: usize>(rows: [[i8; C]; 5]) -> Matrix {
    rows.map(|row| row.map(f32::from).to_vec()).to_vec()
}

fn right_stamp() -> Matrix {
    matrix([[1, 1, 1, 0, 0], [-1, -1, -1, 0, 0], [0; 5], [0; 5], [0; 5]])
}

fn right_question() -> Matrix {
    matrix([
        [1, 3, 4, 3, 1],
        [-1, -2, -3, -2, -1],
        [1, -1, 0, -1, 1],
        [-1, 0, -1, 0, -1],
        [0, 0, 0, 0, 0],
    ])
}

const RIGHT: Answer = Answer {
    size: || 5,
    first_stamp: right_stamp,
    question: right_question,
};

fn question(question: fn() -> Matrix) -> Exercise {
    checked(Answer { question, ..RIGHT })
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        size: || todo!("the size"),
        first_stamp: || todo!("the stamp"),
        question: || todo!("the result"),
    }));
}

#[test]
fn the_size_of_a_plain_convolution() {
    caught(
        checked(Answer {
            size: || 1,
            ..RIGHT
        }),
        "makes images larger",
    );
    caught(
        checked(Answer {
            size: || 6,
            ..RIGHT
        }),
        "1*(3 - 1) + 3 - 2*0",
    );
}

#[test]
fn the_stamp_in_the_wrong_corner() {
    let first_stamp = || matrix([[0; 5], [0; 5], [0, 0, 1, 1, 1], [0, 0, -1, -1, -1], [0; 5]]);
    let answer = Answer {
        first_stamp,
        ..RIGHT
    };
    caught(
        checked(answer),
        "result[0][0] gets one number from the stamp of each of these pixels: input[0][0]",
    );
}

#[test]
fn a_result_of_three_rows() {
    caught(
        question(|| right_question()[..3].to_vec()),
        "expected 5 x 5, found 3 x 5",
    );
}

#[test]
fn the_last_stamp_wins() {
    let last = || {
        matrix([
            [1, 2, 1, 1, 1],
            [0, 1, 0, 0, 0],
            [1, -1, 1, 1, 1],
            [-1, 1, -1, -1, -1],
            [0, 0, 0, 0, 0],
        ])
    };
    // Made by the operation, not by hand: each pixel puts its stamp over what is there.
    let mut made = vec![vec![0.0; 5]; 5];
    let input = [[1.0, 2.0, 1.0], [0.0, 1.0, 0.0], [1.0, -1.0, 1.0]];
    for (y, row) in input.iter().enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            for (i, weight) in [1.0, -1.0, 0.0].iter().enumerate() {
                (0..3).for_each(|j| made[y + i][x + j] = pixel * weight + 0.0);
            }
        }
    }
    assert_eq!(last(), made);
    caught(question(last), "you kept the last one only");
}

#[test]
fn one_cell_wrong() {
    let slip = || {
        let mut result = right_question();
        result[1][1] = 2.0;
        result
    };
    caught(
        question(slip),
        "result[1][1] gets one number from the stamp of each of these pixels: \
         input[0][0], input[0][1], input[1][0], input[1][1]",
    );
}
