use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use nemo_telemetry::{
    outbox::{self, Segment},
    printable,
};
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
        let mut out = output::out();
        let mut files = 0;
        for (product, folder) in folders(self.product, self.dir.as_deref())? {
            for segment in segments(&folder)? {
                let line = if self.json {
                    as_json(product, &segment)
                } else {
                    as_text(product, &segment)
                };
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
        let delivery = Delivery::open(
            &self.target,
            self.product,
            &Sender::default(),
            Some(state),
            Progress::of(&[]),
        )?;
        if delivery.is_on() {
            delivery.end()
        } else {
            delivery.suppressed()
        }
    }
}

impl Clear {
    fn run(self) -> Result<Exit, Failure> {
        let (mut removed, mut exit) = (0, Exit::Done);
        for (_, folder) in folders(self.product, self.dir.as_deref())? {
            match folder.clear() {
                Ok(files) => removed += files as u64,
                Err(error) => {
                    let folder = folder.path().display();
                    output::error(format_args!("failed to clear {folder}: {error}"));
                    exit = Exit::Mistake;
                }
            }
        }
        output::say(format_args!("{} removed", output::count(removed, "file")));
        Ok(exit)
    }
}

/// The folders of a product, or of every product.
fn folders(
    product: Option<Product>,
    dir: Option<&Path>,
) -> Result<Vec<(Product, outbox::Outbox)>, Failure> {
    let state = state(dir)?;
    let products = Product::or_all(product);
    Ok(products
        .into_iter()
        .map(|product| (product, outbox::Outbox::new(&state, product.id())))
        .collect())
}

fn segments(outbox: &outbox::Outbox) -> Result<Vec<Segment>, Failure> {
    outbox
        .segments()
        .with_context(|| format!("failed to read {}", outbox.path().display()))
        .map_err(Failure::Mistake)
}

/// `agent-toolkit  2 events, 412 bytes, touched 2026-01-01T00:00:00Z, ready  PATH`.
fn as_text(product: Product, segment: &Segment) -> String {
    let events = segment.events().map_or_else(
        || "gone or not readable".into(),
        |events| output::count(events, "event"),
    );
    let (bytes, touched, path) = (segment.bytes, touched(segment), segment.path.display());
    let line = format!(
        "{:<16}  {events}, {bytes} bytes, touched {touched}, {}  {path}",
        product.id(),
        hold(segment)
    );
    printable(&line).into_owned()
}

fn as_json(product: Product, segment: &Segment) -> String {
    let (path, touched) = (segment.path.to_string_lossy(), touched(segment));
    json!({"product": product.id(), "path": path, "events": segment.events(), "bytes": segment.bytes, "touched": touched,
        "hold": hold(segment)})
    .to_string()
}

/// When its client gave its last sign of life.
fn touched(segment: &Segment) -> String {
    i64::try_from(segment.touched.as_secs())
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or_default()
        .to_string()
}

/// Whose it is, by its name: a client's, for as long as it gives signs of life, or anybody's.
fn hold(segment: &Segment) -> &'static str {
    if segment.is_ready { "ready" } else { "held" }
}
