use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use clap::Args;

use super::{
    Exit, Failure,
    arguments::{Events, Sender, state},
    delivery::Delivery,
    target::Target,
};
use crate::{
    input::{self, Piece},
    progress::Progress,
};

/// How long it waits for input before it looks after what is under way.
const LOOK: Duration = Duration::from_millis(100);

/// Send events to a collector
///
/// Naming an address is an explicit yes: it outranks a stored decision and a product's default, but
/// never a kill switch such as DO_NOT_TRACK=1 or the product's own variable.
///
/// Files may be of any length: they are read as fast as the collector takes them. With --outbox,
/// events that are not delivered are kept on disk and sent by the next run; `send -` with nothing
/// on standard input sends just those.
#[derive(Args, Debug)]
pub(crate) struct Send {
    #[command(flatten)]
    events: Events,
    #[command(flatten)]
    sender: Sender,
    #[command(flatten)]
    target: Target,
    /// Keep what is not delivered below this folder; without a folder, where the person's state is
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    outbox: Option<Option<PathBuf>>,
}

impl Send {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let state = self
            .outbox
            .as_ref()
            .map(|folder| state(folder.as_deref()))
            .transpose()?;
        let files = &self.events.files;
        let lines = if state.is_some() {
            input::LINES_TO_KEEP
        } else {
            input::LINES
        };
        let mut delivery = Delivery::open(
            &self.target,
            self.events.product,
            &self.sender,
            state,
            Progress::of(files),
        )?;
        if !delivery.is_on() {
            return delivery.suppressed();
        }
        let pieces = input::read_ahead(files, lines)?;
        while let Some(piece) = next(&pieces, &mut delivery)? {
            if !delivery.take(piece)? {
                break;
            }
        }
        delivery.end()
    }
}

/// The next piece; none at the end, or when the person wants it to end.
fn next(
    pieces: &Receiver<Result<Piece, Failure>>,
    delivery: &mut Delivery<'_>,
) -> Result<Option<Piece>, Failure> {
    loop {
        match pieces.recv_timeout(LOOK) {
            Ok(piece) => return piece.map(Some),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => delivery.idle()?,
        }
        if delivery.is_interrupted() {
            return Ok(None);
        }
    }
}
