//! Ctrl-C: the first one asks a command to come to its end, the second one ends it at once.

use std::{
    process,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Context;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C from now on. Without it Ctrl-C ends the process, which is right where nothing
/// is half done.
///
/// # Errors
/// The system does not let it.
pub(crate) fn listen() -> anyhow::Result<()> {
    let requested = || {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            process::exit(130);
        }
    };
    ctrlc::set_handler(requested).context("failed to listen for Ctrl-C")
}

/// Whether the person wants the command to end.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}
