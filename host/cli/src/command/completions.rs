use std::io::Write;

use clap::{Args, Command};
use clap_complete::Shell;

use super::{Exit, Failure};
use crate::output;

/// Print a script that completes the command's words in a shell
///
/// For bash: nemo-telemetry completions bash >
/// ~/.local/share/bash-completion/completions/nemo-telemetry
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, mut command: Command) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        let name = command.get_name().to_owned();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        output::out().write_all(&script)?;
        Ok(Exit::Done)
    }
}
