//! Tests of where images come from. One program, because each one is linked with all of aelib.

mod download;
mod faces;
mod idx;
mod near_misses;
mod synthetic;
