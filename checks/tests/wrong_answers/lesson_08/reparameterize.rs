//! Wrong answers to `lesson_08::reparameterize`.

use super::each;
use crate::{caught, failures, local, unwritten};
use checks::lesson_08::reparameterize::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_08::reparameterize::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

const RIGHT: Answer = Answer {
    reparameterize: |mu, log_var, eps| each(mu, log_var, eps, |m, v, e| m + (v / 2.0).exp() * e),
    gradients: |log_var, eps, dz| {
        let of_log_var = each(log_var, eps, dz, |v, e, d| d * e * (v / 2.0).exp() / 2.0);
        (dz.to_vec(), of_log_var)
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        reparameterize: |_, _, _| todo!("the draw"),
        gradients: |_, _, _| todo!("the way back"),
    }));
}

#[test]
fn wrong_draws() {
    let with = |reparameterize| {
        checked(Answer {
            reparameterize,
            ..RIGHT
        })
    };
    caught(
        with(|mu, v, eps| each(mu, v, eps, |m, v, e| m + v.exp() * e)),
        "the noise is multiplied by σ²",
    );
    caught(
        with(|mu, v, eps| each(mu, v, eps, |m, v, e| m + v * e)),
        "the noise is multiplied by ln σ²",
    );
    caught(
        with(|mu, v, eps| each(mu, v, eps, |m, v, e| m + (v / 2.0).exp() + e)),
        "σ and ε are added",
    );
    caught(
        with(|mu, v, eps| each(mu, v, eps, |m, v, e| (m + e) * (v / 2.0).exp())),
        "μ is stretched, too",
    );
    caught(with(|mu, _, _| mu.to_vec()), "without noise");
    caught(with(|_, _, _| Vec::new()), "another length");
}

#[test]
fn wrong_gradients() {
    let with = |gradients| checked(Answer { gradients, ..RIGHT });
    caught(
        with(|v, eps, dz| {
            (
                dz.to_vec(),
                each(v, eps, dz, |v, e, d| d * e * (v / 2.0).exp()),
            )
        }),
        "there is another factor ½",
    );
    caught(
        with(|v, eps, dz| (dz.to_vec(), each(v, eps, dz, |_, e, d| d * e))),
        "this is the gradient of σ",
    );
    caught(
        with(|v, eps, dz| (vec![1.0; dz.len()], (RIGHT.gradients)(v, eps, dz).1)),
        "`dz` is missing",
    );
    caught(
        with(|v, eps, dz| {
            let (of_mu, of_log_var) = (RIGHT.gradients)(v, eps, dz);
            (of_log_var, of_mu)
        }),
        "the two are swapped",
    );
}
