//! Which core senders and servers have.

use std::process::{Command, Stdio};

use anyhow::Context as _;

/// Puts this process on the first core. False: there is no `taskset`, or no second core.
pub(crate) fn pin() -> anyhow::Result<bool> {
    let cores = std::thread::available_parallelism().context("failed to count cores")?;
    let pinned = Command::new("taskset")
        .args(["--cpu-list", "--pid", "0", &std::process::id().to_string()])
        .stdout(Stdio::null())
        .status();
    Ok(cores.get() > 1 && pinned.is_ok_and(|status| status.success()))
}

/// A command that runs on the second core.
pub(crate) fn on_second(program: &str, pinned: bool) -> Command {
    if !pinned {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "1", program]);
    command
}
