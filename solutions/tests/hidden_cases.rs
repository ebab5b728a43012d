//! Right answers pass on cases that no student has seen, whatever their seed: a grader draws
//! one. The homework's weights need the real data, so `tests/points.rs` looks at them.

use checks::Homework;
use interface::{Caller, Local};
use std::sync::Arc;

#[test]
fn right_answers_pass_whatever_the_seed() {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(interface::answers!(solutions)));
    for seed in (1..12).chain([1 << 20, u64::from(u32::MAX) + 1, u64::MAX]) {
        for exercise in checks::exercises(&caller, seed, Homework::Submitted(None)) {
            for check in exercise.checks {
                let result = check.run();
                match result {
                    Err(failure) if failure.finding == "there is no denoiser.safetensors" => {}
                    Err(failure) => {
                        panic!("{}::{}, seed {seed}: {failure}", exercise.name, check.name)
                    }
                    Ok(()) => {}
                }
            }
        }
    }
}
