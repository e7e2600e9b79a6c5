//! cargo, called from a test.

use std::{env, path::Path, process::Command};

/// The cargo that built the test, in a folder.
///
/// It does not see what cargo tells the tests that it runs. Build scripts such as ring's run again
/// where that differs, and everything above them would be compiled anew, by each test that calls
/// cargo and then by whoever calls it at a terminal.
#[must_use]
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_MANIFEST_") || text.starts_with("CARGO_PKG_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}
