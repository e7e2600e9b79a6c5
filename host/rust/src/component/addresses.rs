//! How many addresses an instance takes.

use wasmtime::Config;

use crate::limits::MEMORY;

/// Wasmtime reserves 4 GiB of addresses for each memory: then no access has to be checked, and a
/// signal tells of a wrong one. A process that may have only so many addresses, as shared machines
/// have it, gets memories of the size that they may grow to, whose every access is checked. So does a
/// library in the program of somebody else, to whom signals belong; its component is machine code
/// that was made for such memories.
pub(super) fn reserve(config: &mut Config) {
    if are_limited() {
        confine(config);
    }
}

/// Takes what an instance may use, and no signals.
pub(super) fn confine(config: &mut Config) {
    config
        .memory_reservation(MEMORY as u64)
        .memory_reservation_for_growth(0)
        .memory_guard_size(0)
        .guard_before_linear_memory(false)
        .signals_based_traps(false);
}

#[cfg(unix)]
fn are_limited() -> bool {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::As).current.is_some()
}

#[cfg(not(unix))]
fn are_limited() -> bool {
    false
}
