use std::{
    io::Write,
    time::{SystemTime, UNIX_EPOCH},
};

use clap::Args;
use nemo_telemetry::{Random, SystemRandom};
use nemo_telemetry_testkit::replay::{World, bodies};

use super::{
    Exit, Failure,
    arguments::{Events, Sender},
    settings::{full, offline_client, refuse_overflow},
};
use crate::{finding, input::Lines, output};

/// Print the exact bodies that `send` would post, one a line; nothing is sent
///
/// No network is used and no consent is asked. Only the instant of sending, and a session id that
/// is made anew, differ from a real request.
#[derive(Args, Debug)]
pub(crate) struct Preview {
    #[command(flatten)]
    events: Events,
    #[command(flatten)]
    sender: Sender,
}

impl Preview {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::bodies();
        let (mut events, mut wrong, mut bytes) = (0, 0, 0);
        // One session for all pieces, as one `send` has.
        let session = [SystemRandom.next(), SystemRandom.next()];
        for file in &self.events.files {
            let mut lines = Lines::open(file)?;
            while let Some(piece) = lines.next()? {
                if let Some(refusal) = piece.refusal() {
                    wrong += finding::tell(&piece, &refusal.rejected);
                    continue;
                }
                let now = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                let world = World::new(now, &session);
                let product = self.events.product;
                let mut client = offline_client(product, &self.sender, &world, &refuse_overflow())?;
                // A queue that is full is emptied first, as `send` does.
                let mut rest = Some(piece);
                while let Some(piece) = rest {
                    let report = client.enqueue(&piece.text)?;
                    let (full, rejected) = full(report.rejected);
                    events += u64::from(report.accepted);
                    wrong += finding::tell(&piece, &rejected);
                    for body in bodies(&mut client, &world)? {
                        bytes += body.len();
                        writeln!(out, "{body}")?;
                    }
                    rest = (!full.is_empty()).then(|| piece.only(&full));
                }
                let settled = client.decision()?.settled;
                output::redacted(settled.redacted.into(), &settled.warnings);
            }
        }
        out.flush()?;
        if events == 0 && wrong == 0 {
            output::error("expected at least one event, found none");
            return Ok(Exit::Invalid);
        }
        let events = output::count(events, "event");
        output::say(format_args!(
            "{events}, {bytes} bytes; not sent: preview never uses the network"
        ));
        Ok(if wrong > 0 { Exit::Invalid } else { Exit::Done })
    }
}
