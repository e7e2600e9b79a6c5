use std::{
    borrow::Cow,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use nemo_telemetry::{ALLOWED_IMPORTS, Component as Compiled};
use nemo_telemetry_cli::file;
use serde_json::{Map, Value, json};

use super::{Exit, Failure, instance};
use crate::{digest, metadata, output};

/// Longest file of a component, in bytes; the one of this project has a third of a MiB.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Look at the component itself
#[derive(Args, Debug)]
pub(crate) struct Component {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What it says of itself, its hash, size, imports, exports and events
    Info {
        /// A component file; without it the one inside this program
        file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Write the component inside this program into a file
    Write {
        /// Where to; a file that is there is replaced
        file: PathBuf,
    },
    /// Fail unless the component asks for exactly the five interfaces, runs, and has the expected
    /// hash
    Verify {
        /// A component file; without it the one inside this program
        file: Option<PathBuf>,
        /// SHA-256 that it must have, in hexadecimal
        #[arg(long, value_name = "HASH")]
        sha256: Option<String>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

impl Component {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        match self.verb {
            Verb::Info { file, json } => info(&mut out, &read(file)?, json),
            Verb::Write { file } => write(&mut out, &file),
            Verb::Verify { file, sha256, json } => {
                verify(&mut out, &read(file)?, sha256.as_deref(), json)
            }
        }
    }
}

fn read(file: Option<PathBuf>) -> Result<Cow<'static, [u8]>, Failure> {
    match file {
        None => Ok(Cow::Borrowed(nemo_telemetry_artifact::COMPONENT)),
        Some(path) => file::read(&path, LONGEST)
            .map(Cow::Owned)
            .map_err(Failure::Mistake),
    }
}

fn info(out: &mut impl Write, bytes: &[u8], json: bool) -> Result<Exit, Failure> {
    let component = Compiled::new(bytes).map_err(Failure::Mistake)?;
    let events = instance::of(&component)?.events()?;
    let said = metadata::read(bytes);
    if json {
        let events: Vec<Value> = events
            .iter()
            .map(|event| json!({"name": event.name, "version": event.version}))
            .collect();
        let (imports, exports) = (component.imports(), component.exports());
        let said: Map<_, _> = said
            .into_iter()
            .map(|(title, text)| (title.to_owned(), text.into()))
            .collect();
        let info = json!({"metadata": said, "sha256": digest::of(bytes), "size": bytes.len(), "imports": imports, "exports": exports, "events": events});
        writeln!(out, "{info}")?;
        return Ok(Exit::Done);
    }
    for (title, text) in said {
        writeln!(out, "{title:<8} {text}")?;
    }
    writeln!(out, "sha256   {}", digest::of(bytes))?;
    writeln!(out, "size     {} bytes", bytes.len())?;
    component
        .imports()
        .iter()
        .try_for_each(|name| writeln!(out, "imports  {name}"))?;
    component
        .exports()
        .iter()
        .try_for_each(|name| writeln!(out, "exports  {name}"))?;
    for event in events {
        writeln!(out, "event    {} {}", event.name, event.version)?;
    }
    Ok(Exit::Done)
}

/// A file that was cut short, by a full disk for instance, does not pass [`verify`].
fn write(out: &mut impl Write, path: &Path) -> Result<Exit, Failure> {
    let bytes = nemo_telemetry_artifact::COMPONENT;
    fs::write(path, bytes)
        .with_context(|| format!("failed to write {}", path.display()))
        .map_err(Failure::Mistake)?;
    writeln!(out, "sha256   {}", digest::of(bytes))?;
    Ok(Exit::Done)
}

fn verify(
    out: &mut impl Write,
    bytes: &[u8],
    expected: Option<&str>,
    json: bool,
) -> Result<Exit, Failure> {
    let mut problems = Vec::new();
    let found = digest::of(bytes);
    if let Some(expected) = expected
        && !expected.eq_ignore_ascii_case(&found)
    {
        problems.push(format!("expected SHA-256 {expected}, found {found}"));
    }
    match Compiled::new(bytes) {
        Ok(component) => {
            let imports = component.imports();
            let missing = ALLOWED_IMPORTS
                .iter()
                .filter(|name| !imports.iter().any(|import| import == *name));
            problems.extend(missing.map(|name| format!("expected the import {name}, found none")));
            match instance::of(&component).and_then(|mut instance| instance.events()) {
                Ok(events) if !events.is_empty() => {}
                Ok(_) => problems.push("expected events in its catalog, found none".into()),
                Err(error) => problems.push(format!("it does not run: {error:#}")),
            }
        }
        Err(error) => problems.push(format!("{error:#}")),
    }
    if json {
        writeln!(
            out,
            "{}",
            json!({"ok": problems.is_empty(), "sha256": found, "problems": problems})
        )?;
        return Ok(if problems.is_empty() {
            Exit::Done
        } else {
            Exit::Invalid
        });
    }
    if problems.is_empty() {
        writeln!(out, "ok       sha256 {found}")?;
        writeln!(
            out,
            "ok       imports clocks, random, http and folder, and nothing else: no variable, no socket, no file of its own choice"
        )?;
        writeln!(
            out,
            "ok       runs, and exports catalog, policy, client and labels"
        )?;
        return Ok(Exit::Done);
    }
    problems.iter().for_each(output::error);
    Ok(Exit::Invalid)
}
