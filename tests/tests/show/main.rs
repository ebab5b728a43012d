//! Tests of what people look at. One program, because each one is linked with all of aelib.

mod browser;
mod explain;
mod explain_pictures;
mod explorer;
mod lesson_03;
mod live;
mod page;
mod pictures;
mod predict;
mod puppet;
mod stamps;
mod stepper;
mod trainer;
mod variable;
mod widgets;
