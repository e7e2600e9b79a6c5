use std::{fs, io::Write, path::PathBuf};

use anyhow::Context;
use clap::{Args, Command};

use super::{Exit, Failure};
use crate::output;

/// Print the manual page, or write one for each command into a folder
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Folder for all pages, such as ~/.local/share/man/man1; made when it is not there
    dir: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(self, command: Command) -> Result<Exit, Failure> {
        let Some(dir) = self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut page)
                .context("failed to render the manual page")?;
            output::out().write_all(&page)?;
            return Ok(Exit::Done);
        };
        let written =
            fs::create_dir_all(&dir).and_then(|()| clap_mangen::generate_to(command, &dir));
        written
            .with_context(|| format!("failed to write below {}", dir.display()))
            .map_err(Failure::Mistake)?;
        output::say(format_args!("manual pages are in {}", dir.display()));
        Ok(Exit::Done)
    }
}
