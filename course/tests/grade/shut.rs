//! What code can do in the sandbox, and how much of the machine it can take.

use crate::{Batch, all_but_the_networks, points};
use std::fs;

const ATTACKED: &str = "lesson_03::sizes";

/// The names of these system calls, and their arguments, on x86-64.
const CALLS: [(&str, [i64; 4]); 15] = [
    ("add_key", [248, 0, 0, 0]),
    ("keyctl", [250, 0, -3, 1]),
    ("vsock", [41, 40, 1, 0]),
    ("netlink", [41, 16, 3, 0]),
    ("vsock_pair", [53, 40, 1, 0]),
    ("io_uring", [425, 1, 0, 0]),
    ("userfaultfd", [323, 1, 0, 0]),
    ("unshare", [272, 0x1000_0000, 0, 0]),
    ("clone_user", [56, 0x1000_0011, 0, 0]),
    ("clone3", [435, 0, 0, 0]),
    ("memfd", [319, 0, 0, 0]),
    ("shmget", [29, 0, 4096, 0o1600]),
    ("mount", [165, 0, 0, 0]),
    ("keyctl_of_x32", [0x4000_00fa, 0, -3, 1]),
    ("unknown", [470, 0, 0, 0]),
];

/// A program, because a submission can make no system calls itself: it has no unsafe code.
fn perl(script: &str) -> String {
    format!(
        "let said = std::process::Command::new(\"perl\").args([\"-e\", {script:?}]).output().unwrap()"
    )
}

/// Tells what each gives, and who the process is.
fn probe() -> String {
    let call = |(name, [n, a, b, c]): (&str, [i64; 4])| {
        format!(
            "my $r = syscall({n}, {a}, {b}, {c}, 0, 0); print '{name}:', $r < 0 ? $! + 0 : 0, ';'; "
        )
    };
    format!(
        "{}; let status = std::fs::read_to_string(\"/proc/self/status\").unwrap();
        let user = status.lines().find(|line| line.starts_with(\"Uid\")).unwrap();
        panic!(\"{{}} {{user}}\", String::from_utf8_lossy(&said.stdout))",
        perl(&CALLS.map(call).concat())
    )
}

#[test]
#[cfg(target_arch = "x86_64")]
#[ignore = "needs bubblewrap, and minutes"]
fn the_kernel_offers_little_and_each_submission_is_a_user_of_its_own() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.hostile("anna", &probe());
    batch.hostile("berta", &probe());
    batch.grade(&[]);
    let said = |name: &str| {
        let page = batch.report().join(format!("submissions/{name}.html"));
        fs::read_to_string(page).unwrap()
    };
    for (name, _) in CALLS {
        let refused = [1, 38].map(|error| format!("{name}:{error};"));
        assert!(
            refused.iter().any(|words| said("anna").contains(words)),
            "{name}: {}",
            said("anna")
        );
    }
    let user = |name: &str| {
        let page = said(name);
        let (_, rest) = page.split_once("Uid:").unwrap();
        rest.split_whitespace().next().unwrap().to_string()
    };
    if user("anna") != "65534" {
        assert_ne!(user("anna"), user("berta"));
    }
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn what_one_grader_runs_takes_nothing_from_another() {
    let Some(sleepers) = Batch::shut_in() else {
        return;
    };
    let sleep = "for _ in 0..190 { let _ = std::thread::Builder::new().spawn(|| \
                 std::thread::sleep(std::time::Duration::from_secs(600))); } loop {}";
    for name in ["anna", "berta"] {
        sleepers.hostile(name, sleep);
    }
    let right = Batch::new();
    right.right("carl");
    let lines = std::thread::scope(|scope| {
        let other = scope.spawn(|| sleepers.grade(&[]));
        let lines = right.grade(&[]);
        for (name, line) in other.join().unwrap() {
            assert!(points(&line, ATTACKED) < 5, "{name}: {line}");
            assert_eq!(points(&line, "lesson_03::convolution"), 6, "{name}: {line}");
        }
        lines
    });
    all_but_the_networks(&lines["carl"]);
}

#[test]
#[cfg(target_arch = "x86_64")]
#[ignore = "needs bubblewrap, and minutes"]
fn memory_that_belongs_to_no_process_is_counted() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    // Pages that a process shares with nobody, and has forgotten: the system keeps them.
    let hidden = "open my $zeros, '<', '/dev/zero'; my $l = 1 << 28; \
        for (my $i = 0; ; $i++) { my $a = (1 << 40) + $i * $l; \
        last if syscall(9, $a, $l, 3, 0x31, -1, 0) == -1; \
        syscall(0, fileno $zeros, $a, $l); syscall(28, $a, $l, 4); } sleep 600";
    batch.hostile("anna", &perl(hidden));
    batch.right("berta");
    let lines = batch.grade(&["--jobs", "1"]);
    assert!(points(&lines["anna"], ATTACKED) < 5);
    all_but_the_networks(&lines["berta"]);
}

#[test]
#[ignore = "needs bubblewrap"]
fn nothing_stays_behind_when_the_grader_is_stopped() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.hostile("anna", "loop {}");
    let folders = || {
        let entries = fs::read_dir(crate::common::root().join("target")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| name.starts_with("grade-run-"))
            .collect::<Vec<_>>()
    };
    let before = folders();
    let mut course = batch.command(&[]).spawn().unwrap();
    while folders().len() == before.len() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    std::thread::sleep(std::time::Duration::from_secs(5));
    let stop = ["-INT", &course.id().to_string()].map(String::from);
    assert!(
        std::process::Command::new("kill")
            .args(stop)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(course.wait().unwrap().code(), Some(130));
    assert_eq!(folders(), before);
    assert!(!batch.report().join("kept/anna.json").exists());
}
