//! System calls that no answer to an exercise needs, and through which one gets at other
//! processes, at keys of the instructor's session, at memory that nobody counts, or at parts
//! of the kernel that are seldom tried. Each of them fails as if it were not permitted.

use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::SeccompCmpOp::{MaskedEq, Ne};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCondition, SeccompFilter, SeccompRule,
    sock_filter,
};
use std::collections::BTreeMap;

/// Refused whatever the arguments.
#[rustfmt::skip]
const REFUSED: &[i64] = &[
    // Keys, which belong to a session and not to a file.
    libc::SYS_add_key, libc::SYS_keyctl, libc::SYS_request_key,
    // All sockets: the one that a worker is called through is open already.
    libc::SYS_socket, libc::SYS_io_uring_setup, libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register, libc::SYS_bpf, libc::SYS_userfaultfd, libc::SYS_perf_event_open,
    // Memory and messages that belong to no process.
    libc::SYS_memfd_create, libc::SYS_memfd_secret, libc::SYS_shmget, libc::SYS_shmat,
    libc::SYS_msgget, libc::SYS_semget, libc::SYS_mq_open, libc::SYS_vmsplice,
    // Other processes.
    libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev, libc::SYS_kcmp,
    libc::SYS_process_madvise, libc::SYS_pidfd_getfd, libc::SYS_personality,
    libc::SYS_get_mempolicy, libc::SYS_set_mempolicy, libc::SYS_mbind, libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    // New namespaces, and new views of files.
    libc::SYS_unshare, libc::SYS_setns, libc::SYS_mount, libc::SYS_umount2, libc::SYS_pivot_root,
    libc::SYS_chroot, libc::SYS_fsopen, libc::SYS_fsconfig, libc::SYS_fsmount, libc::SYS_fspick,
    libc::SYS_open_tree, libc::SYS_move_mount, libc::SYS_mount_setattr,
    libc::SYS_name_to_handle_at, libc::SYS_open_by_handle_at, libc::SYS_fanotify_init,
    // The machine.
    libc::SYS_syslog, libc::SYS_acct, libc::SYS_quotactl, libc::SYS_swapon, libc::SYS_swapoff,
    libc::SYS_reboot, libc::SYS_kexec_load, libc::SYS_init_module, libc::SYS_finit_module,
    libc::SYS_delete_module, libc::SYS_settimeofday, libc::SYS_clock_settime,
    libc::SYS_clock_adjtime, libc::SYS_adjtimex, libc::SYS_sethostname, libc::SYS_setdomainname,
    libc::SYS_vhangup, libc::SYS_nfsservctl, libc::SYS_lookup_dcookie,
    #[cfg(target_arch = "x86_64")] libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")] libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")] libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")] libc::SYS_uselib,
    #[cfg(target_arch = "x86_64")] libc::SYS_ustat,
    #[cfg(target_arch = "x86_64")] libc::SYS_sysfs,
    #[cfg(target_arch = "x86_64")] libc::SYS_kexec_file_load,
];

/// The last number of a call that is known here. Nobody has looked at those after it, among
/// which are all of x86-64's second ABI, x32.
const NEWEST: i64 = libc::SYS_mseal;

/// The programs of two filters, as the bytes that bubblewrap reads.
///
/// # Errors
/// On a processor for which there is none.
pub fn programs() -> Result<[Vec<u8>; 2], BackendError> {
    let mut refused: Rules = BTreeMap::new();
    for call in REFUSED {
        refused.insert(*call, Vec::new());
    }
    refused.insert(libc::SYS_clone, namespaces()?);
    // A pair between a process and its child; the compiler starts the linker with one.
    let other = SeccompCondition::new(0, Dword, Ne, libc::AF_UNIX as u64)?;
    refused.insert(libc::SYS_socketpair, vec![SeccompRule::new(vec![other])?]);
    // Types into the terminal, for whoever works there to run.
    let types = SeccompCondition::new(1, Dword, MaskedEq(0xffff_ffff), libc::TIOCSTI)?;
    refused.insert(libc::SYS_ioctl, vec![SeccompRule::new(vec![types])?]);
    let arch = std::env::consts::ARCH.try_into()?;
    let error = SeccompAction::Errno(libc::EPERM as u32);
    let refused = SeccompFilter::new(refused, SeccompAction::Allow, error, arch)?.try_into()?;
    Ok([bytes(refused), bytes(missing())])
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that fail as if the system did not have them. By hand, because rules know no range: as
/// 700 rules this program has 3,500 lines, which the system reads for each process that is
/// started.
fn missing() -> BpfProgram {
    const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    const ABOVE: u16 = (libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K) as u16;
    const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
    // `jt` is how many lines are left out where it holds.
    let line = |code, k, jt| sock_filter { code, jt, jf: 0, k };
    vec![
        // The call's number is the first of what is known of it.
        line(LOAD, 0, 0),
        // `clone3` has its flags in memory, where a filter cannot look: where there is no such
        // call, programs use `clone`.
        line(EQUAL, libc::SYS_clone3 as u32, 2),
        line(ABOVE, NEWEST as u32, 1),
        line(RETURN, libc::SECCOMP_RET_ALLOW, 0),
        line(RETURN, libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32, 0),
    ]
}

/// A program as the system reads it.
fn bytes(program: BpfProgram) -> Vec<u8> {
    let bytes = program.iter().flat_map(|line| {
        let [a, b] = line.code.to_ne_bytes();
        let [c, d, e, f] = line.k.to_ne_bytes();
        [a, b, line.jt, line.jf, c, d, e, f]
    });
    bytes.collect()
}

/// A new process may not have a namespace of its own.
fn namespaces() -> Result<Vec<SeccompRule>, BackendError> {
    let flags = [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ];
    let rule = |flag: i32| {
        let flag = flag as u64;
        let condition = SeccompCondition::new(0, Qword, MaskedEq(flag), flag)?;
        SeccompRule::new(vec![condition])
    };
    flags.into_iter().map(rule).collect()
}
