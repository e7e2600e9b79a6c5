use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use nemo_telemetry::outbox::{Folder, Hold, Stored};
use serde_json::json;

use super::{
    Exit, Failure,
    arguments::{Product, Sender, state},
    delivery::Delivery,
    target::Target,
};
use crate::{output, progress::Progress};

/// Look at the events that are kept on disk, send them, or remove them
#[derive(Args, Debug)]
pub(crate) struct Outbox {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(Show),
    Flush(Flush),
    Clear(Clear),
}

/// Show what is kept; the files themselves are JSON Lines
#[derive(Args, Debug)]
struct Show {
    /// Product whose events are shown; without it every product's
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Folder that --outbox was given; without it where the person's state is
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print a JSON object for each file, one a line
    #[arg(long)]
    json: bool,
}

/// Send what is kept; the same as `send -` with nothing on standard input
#[derive(Args, Debug)]
struct Flush {
    /// Product whose events are sent
    #[arg(long, value_enum)]
    product: Product,
    /// Folder that --outbox was given; without it where the person's state is
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

/// Remove what is kept, also what a program that runs now has there
#[derive(Args, Debug)]
struct Clear {
    /// Product whose events are removed; without it every product's
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Folder that --outbox was given; without it where the person's state is
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Outbox {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.verb {
            Verb::Show(show) => show.run(),
            Verb::Flush(flush) => flush.run(),
            Verb::Clear(clear) => clear.run(),
        }
    }
}

impl Show {
    fn run(self) -> Result<Exit, Failure> {
        let mut out = io::stdout().lock();
        let mut files = 0;
        for (product, folder) in folders(self.product, self.dir.as_deref())? {
            for stored in segments(&folder)? {
                let line = if self.json { as_json(product, &stored) } else { as_text(product, &stored) };
                writeln!(out, "{line}")?;
                files += 1;
            }
        }
        if files == 0 {
            output::say("nothing is kept");
        }
        Ok(Exit::Done)
    }
}

impl Flush {
    fn run(self) -> Result<Exit, Failure> {
        let state = state(self.dir.as_deref())?;
        let delivery = Delivery::open(&self.target, self.product, &Sender::default(), Some(state), Progress::of(&[]))?;
        if delivery.is_on() { delivery.end() } else { delivery.suppressed() }
    }
}

impl Clear {
    fn run(self) -> Result<Exit, Failure> {
        let mut removed = 0;
        for (_, folder) in folders(self.product, self.dir.as_deref())? {
            let failed = || format!("failed to clear {}", folder.path().display());
            removed += folder.clear().with_context(failed).map_err(Failure::Mistake)? as u64;
        }
        output::say(format_args!("{} removed", output::count(removed, "file")));
        Ok(Exit::Done)
    }
}

/// The folders of a product, or of every product.
fn folders(product: Option<Product>, dir: Option<&Path>) -> Result<Vec<(Product, Folder)>, Failure> {
    let state = state(dir)?;
    let products = Product::or_all(product);
    Ok(products.into_iter().map(|product| (product, Folder::new(&state, product.id()))).collect())
}

fn segments(folder: &Folder) -> Result<Vec<Stored>, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    folder.segments(now).with_context(|| format!("failed to read {}", folder.path().display())).map_err(Failure::Mistake)
}

/// `agent-toolkit  2 events, 412 bytes, 2026-01-01T00:00:00Z, waits  PATH`.
fn as_text(product: Product, stored: &Stored) -> String {
    let events = stored.events().map_or_else(|| "gone or not readable".into(), |events| output::count(events, "event"));
    let (bytes, touched, path) = (stored.bytes, touched(stored), stored.path.display());
    format!("{:<16}  {events}, {bytes} bytes, touched {touched}, {}  {path}", product.id(), hold(stored))
}

fn as_json(product: Product, stored: &Stored) -> String {
    let (path, touched) = (stored.path.to_string_lossy(), touched(stored));
    json!({"product": product.id(), "path": path, "events": stored.events(), "bytes": stored.bytes, "touched": touched,
        "hold": hold(stored)})
    .to_string()
}

/// When the owner gave its last sign of life.
fn touched(stored: &Stored) -> String {
    i64::try_from(stored.modified.as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or_default()
        .to_string()
}

fn hold(stored: &Stored) -> &'static str {
    match stored.hold {
        Hold::Live => "in use",
        Hold::Ready => "ready",
        Hold::Expired => "left behind",
    }
}
