//! A function of controls, and the display that it changes.

use super::comm::{Comm, Listener};
use super::control::Control;
use crate::live::Live;
use crate::predict::Shown;
use crate::text::{escaped, show};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// One control, an array of them, or a tuple of up to four.
pub trait Controls: Send + 'static {
    /// What they give.
    type Values;

    /// What they give now.
    fn values(&self) -> Self::Values;

    /// The lines to their pages.
    #[doc(hidden)]
    fn comms(&self) -> Vec<Arc<Comm>>;
}

impl<T: 'static> Controls for Control<T> {
    type Values = T;

    fn values(&self) -> T {
        self.value()
    }

    fn comms(&self) -> Vec<Arc<Comm>> {
        vec![self.comm.clone()]
    }
}

/// Of one kind, any number of them.
impl<C: Controls, const N: usize> Controls for [C; N] {
    type Values = [C::Values; N];

    fn values(&self) -> Self::Values {
        self.each_ref().map(C::values)
    }

    fn comms(&self) -> Vec<Arc<Comm>> {
        self.iter().flat_map(C::comms).collect()
    }
}

macro_rules! together {
    ($($name:ident)+) => {
        #[allow(non_snake_case)]
        impl<$($name: Controls),+> Controls for ($($name,)+) {
            type Values = ($($name::Values,)+);

            fn values(&self) -> Self::Values {
                let ($($name,)+) = self;
                ($($name.values(),)+)
            }

            fn comms(&self) -> Vec<Arc<Comm>> {
                let ($($name,)+) = self;
                [$($name.comms()),+].concat()
            }
        }
    };
}

together!(A B);
together!(A B C);
together!(A B C D);

/// Shows controls, and below them what a function makes of what they give: now, and again
/// after each change, in the same place. Changes that come while the function computes are one
/// change when it has ended; while a cell runs, they wait. The function owns what it needs: a
/// copy of a model, for example.
///
/// Where nothing can be changed it shows what there is now.
pub fn interact<C: Controls, S: Shown>(
    controls: C,
    mut function: impl FnMut(C::Values) -> S + Send + 'static,
) {
    let comms = controls.comms();
    comms.iter().for_each(|comm| _ = comm.show());
    let all = comms.clone();
    let mut draw = move || {
        let shown = function(controls.values());
        let values = Vec::from_iter(all.iter().map(|comm| comm.said())).join(", ");
        let html = format!("{}<div>{}</div>", shown.html(), escaped(&values));
        (html, format!("{}\n{values}", shown.to_string()))
    };
    let (html, text) = draw();
    let Some(mut live) = Live::new() else {
        match std::env::var_os("EVCXR_IS_RUNTIME") {
            Some(_) => show("text/html", &html, text),
            None => println!("{text}"),
        }
        return;
    };
    live.show(&html, &text, Instant::now());
    let answer = Mutex::new(move || {
        let began = Instant::now();
        let drawn = catch_unwind(AssertUnwindSafe(&mut draw));
        let (html, text) = drawn.unwrap_or_else(|why| {
            let text = format!("the function has panicked: {}", reason(&*why));
            (text.html(), text)
        });
        live.show(&html, &text, began);
    });
    let listener: Listener = Arc::new(move || {
        let mut answer = answer.lock().unwrap_or_else(|e| e.into_inner());
        answer();
    });
    comms.iter().for_each(|comm| comm.listen(&listener));
}

fn reason(why: &(dyn Any + Send)) -> &str {
    let said = why.downcast_ref::<String>().map(String::as_str);
    said.or_else(|| why.downcast_ref::<&str>().copied())
        .unwrap_or("it says no more")
}
