//! cargo, called from a program or a test that cargo runs.

use std::{env, path::Path, process::Command};

/// The cargo that runs this, in a folder.
///
/// It does not see what cargo tells the programs that it runs. Build scripts such as ring's run again
/// where that differs, and everything above them would be compiled anew, each time that cargo is
/// called from here and then at a terminal.
#[must_use]
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_MANIFEST_") || text.starts_with("CARGO_PKG_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}
