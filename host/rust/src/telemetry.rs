//! Telemetry for a Rust program: [`Telemetry::enqueue`] returns at once, and a thread does the
//! rest.
//!
//! ```no_run
//! use std::time::Duration;
//! use nemo_telemetry::Telemetry;
//! use serde_json::json;
//!
//! let telemetry = Telemetry::open(r#"{"product": "agent-toolkit", "clientVersion": "1.9.0"}"#)?;
//! telemetry.enqueue("nat_cli_command", &json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}));
//! let ledger = telemetry.close(Duration::from_millis(50)).wait();
//! println!("{} delivered, {} kept for the next program", ledger.delivered, ledger.kept);
//! # Ok::<(), nemo_telemetry::SettingsError>(())
//! ```
//!
//! The thread starts with the first event, or at once when an earlier process left events behind.
//! It gathers what the policy may look at, and nothing else; while telemetry is off nothing is
//! kept, nothing is sent and no file is made. Where [`crate::precheck`] knows already that it is
//! off there is no thread either, and that holds for as long as the program runs: a program that
//! asks a person, with [`crate::consent::ask`], does so first.

mod done;
mod handle;
mod inbox;
mod promise;
mod session;
mod settings;
mod worker;

use std::{sync::Arc, time::Duration};

use serde::Serialize;

pub use done::Done;
use handle::Handle;
pub use inbox::{Enqueued, Status};
pub use settings::SettingsError;

use crate::bindings::Ledger;
pub use crate::surroundings::{Noticed, Options, Variables};

/// A program's telemetry. Clones share one queue; the last one that is dropped closes it, within 50
/// ms.
///
/// No method fails or panics, and only [`Done::wait`] waits. A forked child that uses it gets a
/// queue of its own; what its parent had queued stays the parent's.
///
/// Nothing is dropped by [`std::process::exit`], by C's `_exit`, or in a `static`: call
/// [`close`](Self::close) before. Otherwise accepted events stay in the outbox, where another
/// program takes them after ten minutes, and those that were not checked yet
/// ([`Status::buffered`]) are lost.
#[derive(Clone, Debug)]
pub struct Telemetry {
    handle: Arc<Handle>,
}

impl Telemetry {
    /// Opens a queue as this process's environment has it. `settings` is a JSON object as
    /// [`crate::Instance::settings_schema`] describes it, with `outbox` on where it is not
    /// mentioned.
    ///
    /// # Errors
    /// The settings are no JSON object, or name no product. What is wrong with them otherwise shows
    /// in [`status`](Self::status), because only the thread looks at it.
    pub fn open(settings: &str) -> Result<Self, SettingsError> {
        Self::with_options(settings, Options::default())
    }

    /// Opens a queue in other surroundings.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn with_options(settings: &str, options: Options) -> Result<Self, SettingsError> {
        Ok(Self {
            handle: Arc::new(Handle::open(settings, options)?),
        })
    }

    /// Takes an event, with the present instant. Returns at once; the answer says whether the event
    /// is on its way to be checked. Events that are wrong are counted in [`status`](Self::status)
    /// and told to [`Options::on_problem`].
    pub fn enqueue<P: Serialize + ?Sized>(&self, event: &str, parameters: &P) -> Enqueued {
        self.handle.current().enqueue(event, parameters)
    }

    /// Takes events as JSON Lines, `{"event": string, "schemaVersion"?: string, "ts"?: string,
    /// "parameters": object}` each, as the command reads them. A line without `ts` has the instant
    /// at which the component reads it. Where not all are taken, the answer is that of the last
    /// one that was not; each is counted in [`status`](Self::status).
    pub fn enqueue_lines(&self, lines: &str) -> Enqueued {
        self.handle.current().enqueue_lines(lines)
    }

    /// Counts an event that never became one, as when its parameters are no JSON.
    pub fn reject(&self) -> Enqueued {
        self.handle.current().reject()
    }

    /// Sends what is queued now. The ledger comes when nothing is pending any more, or when the
    /// time is over.
    pub fn flush(&self, within: Duration) -> Done {
        self.handle.current().flush(within)
    }

    /// Takes no more events and ends within that time: what is not delivered then is kept in the
    /// outbox. The last 25 ms are for putting it away, and are taken also when less time is given.
    /// Where several programs in a row did not reach the collector, one may take as long as the
    /// setting `patienceMs` says.
    pub fn close(&self, within: Duration) -> Done {
        self.handle.current().close(within)
    }

    /// Does what [`close`](Self::close) does for the queue of this process, if it has one: a forked
    /// child that has not used it opens none. For handlers of an exit.
    pub fn close_own(&self, within: Duration) -> Option<Done> {
        self.handle.close_own(within)
    }

    /// Stores the person's no where the product has a place for it, gives up what is under way,
    /// drops what is queued and empties the outbox of all programs of the product, whatever the
    /// environment says. Nothing is sent after this.
    pub fn opt_out(&self) -> Done {
        self.handle.current().opt_out()
    }

    /// Where every event is, as the thread saw it last.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.status().ledger
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.handle.current().status()
    }
}
