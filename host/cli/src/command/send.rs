use std::{env, time::Duration, time::Instant};

use clap::Args;
use nemo_telemetry::{Client, Component, Decision, Fact, Imports, Instance, Ledger, Source, State, canaries};
use serde::Deserialize;

use super::{Events, Exit, Failure, Sender, milliseconds, yes};
use crate::{
    input::{Lines, Piece},
    output,
};

/// Send events to a collector
///
/// Naming an address is an explicit yes: it outranks a stored decision and a product's default, but never a kill switch such as
/// DO_NOT_TRACK=1 or the product's own variable.
#[derive(Args, Debug)]
pub(crate) struct Send {
    #[command(flatten)]
    events: Events,
    #[command(flatten)]
    sender: Sender,
    /// Address of the collector: https, or http to this machine
    #[arg(long, value_name = "URL")]
    endpoint: String,
    /// End with 3 when telemetry is off, instead of 0
    #[arg(long)]
    require_sent: bool,
    /// Time for everything in milliseconds; what is not delivered then is dropped and counted
    #[arg(long, value_name = "MS", default_value = "10000", value_parser = milliseconds)]
    deadline_ms: u32,
}

impl Send {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = self.events.settings(&self.sender, &[("endpoint", self.endpoint.as_str().into())]);
        let component = Component::embedded()?;
        let facts = facts(&mut Instance::new(component, Imports::real())?, self.events.product.id())?;
        let mut client = Client::open(component, Imports::real(), &settings, &facts)?;
        let decision = client.decision()?;
        warnings(&decision)?.iter().for_each(output::warning);
        if decision.state != State::On {
            output::say(format_args!("nothing sent: {}", decision.text));
            return Ok(if self.require_sent { Exit::Suppressed } else { Exit::Done });
        }
        let deadline = Instant::now() + Duration::from_millis(self.deadline_ms.into());
        let mut wrong = 0;
        let mut unread = false;
        for file in &self.events.files {
            let mut lines = Lines::open(file)?;
            while let Some(piece) = lines.next()? {
                if !unread {
                    wrong += take(&mut client, lines.name(), &piece)?;
                    client.flush()?;
                    // The queue is empty before the next piece, so that no line is refused or dropped for want of room.
                    unread = !client.drive(deadline.saturating_duration_since(Instant::now()))?;
                } else {
                    let file = lines.name();
                    output::error(format_args!("{file}: not read from line {} on: the time is over", piece.first));
                    break;
                }
            }
        }
        output::redacted(&client.decision()?)?;
        client.close(0)?;
        client.drive(Duration::ZERO)?;
        let ledger = client.ledger()?;
        output::say(output::ledger(&ledger));
        let exit = exit(&ledger, wrong, unread);
        match exit {
            Exit::Unreachable => {
                output::error(format_args!("not everything was delivered to {} in time; is a collector there?", self.endpoint))
            }
            Exit::Refused => {
                output::error(format_args!("{} refused events, and will refuse them again", self.endpoint));
            }
            _ => {}
        }
        Ok(exit)
    }
}

/// Gives a piece to the client. Returns how many of its lines are wrong.
fn take(client: &mut Client, file: &str, piece: &Piece) -> Result<usize, Failure> {
    let report = piece.refusal().map_or_else(|| client.enqueue(&piece.text), Ok)?;
    Ok(output::rejected(file, piece, &report))
}

/// The variables that the policy asks for, and the yes that naming an address means. A stored decision is not looked at, because the
/// yes outranks it.
fn facts(instance: &mut Instance, product: &str) -> anyhow::Result<Vec<Fact>> {
    let asked = instance.queries(product)?.into_iter().filter(|query| query.source == Source::Variable);
    let variable = |name: String| {
        let value = env::var_os(&name)?.to_string_lossy().into_owned();
        Some(Fact { source: Source::Variable, name, value })
    };
    Ok(asked.filter_map(|query| variable(query.name)).chain([yes()]).chain(canaries::facts()).collect())
}

/// What was odd about the facts.
fn warnings(decision: &Decision) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Resolved {
        warnings: Vec<String>,
    }
    let resolved: Resolved = serde_json::from_str(&decision.resolved)?;
    Ok(resolved.warnings)
}

fn exit(ledger: &Ledger, wrong: usize, unread: bool) -> Exit {
    let dropped = |reasons: &[&str]| ledger.dropped.iter().any(|tally| reasons.contains(&tally.reason.as_str()));
    if unread || dropped(&["age", "attempts", "closed", "denied", "overflow"]) {
        Exit::Unreachable
    } else if dropped(&["refused", "too-large"]) {
        Exit::Refused
    } else if wrong > 0 {
        Exit::Invalid
    } else {
        Exit::Done
    }
}
