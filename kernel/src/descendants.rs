//! What this kernel has started: compilers, and what they have started.

use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Ends all processes below this one, except `spared` and those below it.
pub fn kill(spared: Option<u32>) {
    // All are held first: one that is ended while it starts another would leave that behind,
    // and nobody could tell any more whose it is.
    let mut held = BTreeSet::new();
    loop {
        let found = of(std::process::id(), spared, &all());
        let new: Vec<u32> = found.into_iter().filter(|p| held.insert(*p)).collect();
        if new.is_empty() {
            break;
        }
        send(&new, Signal::STOP);
    }
    send(&held, Signal::KILL);
}

/// Some may have ended by themselves.
fn send<'a>(processes: impl IntoIterator<Item = &'a u32>, signal: Signal) {
    for process in processes {
        if let Some(pid) = Pid::from_raw(*process as i32) {
            let _ = kill_process(pid, signal);
        }
    }
}

/// Whether there is any process below this one, except `spared` and those below it.
pub fn exist(spared: Option<u32>) -> bool {
    !of(std::process::id(), spared, &all()).is_empty()
}

/// Those below a process, the nearest first.
fn of(process: u32, spared: Option<u32>, all: &[(u32, u32)]) -> Vec<u32> {
    let mut found = vec![process];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = all
            .iter()
            .filter(|(child, of)| *of == parent && Some(*child) != spared);
        let children: Vec<u32> = children.map(|(child, _)| *child).collect();
        found.extend(children.into_iter().filter(|child| *child != process));
        next += 1;
    }
    found.split_off(1)
}

/// All processes, each with its parent.
fn all() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        let output = Command::new("ps").args(["-axo", "pid=,ppid="]).output();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
        return text.unwrap_or_default().lines().filter_map(two).collect();
    };
    let stat = |name: std::ffi::OsString| {
        let process: u32 = name.to_str()?.parse().ok()?;
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in brackets, and may have any in it.
        let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
        Some((process, parent))
    };
    entries
        .flatten()
        .filter_map(|entry| stat(entry.file_name()))
        .collect()
}

fn two(line: &str) -> Option<(u32, u32)> {
    let mut numbers = line.split_whitespace().map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_below_but_not_the_spared_ones() {
        let all = [(2, 1), (3, 1), (4, 2), (5, 3), (6, 5), (1, 0)];
        assert_eq!(of(1, Some(3), &all), [2, 4]);
        assert_eq!(of(3, None, &all), [5, 6]);
    }

    #[test]
    fn this_process_is_among_them() {
        assert!(
            all()
                .iter()
                .any(|(process, _)| *process == std::process::id())
        );
    }
}
