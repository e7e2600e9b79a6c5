//! A queue of events on their way to one collector, driven by calls.

use std::{
    fmt,
    time::{Duration, Instant},
};

use wasmtime::component::ResourceAny;

use crate::{
    bindings::{Decision, Fact, Ledger, Problem, Report},
    component::Component,
    imports::Imports,
    instance::{Instance, Journal},
    limits::check_length,
    outbox::RENEWAL,
};

/// A client in an instance of its own.
pub struct Client {
    instance: Instance,
    handle: ResourceAny,
    /// Another process has what this client kept.
    lost: bool,
}

/// A client that did not open.
#[derive(Debug)]
pub enum OpenError {
    /// The settings are wrong; each problem says where and how.
    Settings(Vec<Problem>),
    /// The component does not run.
    Component(anyhow::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(problems) => {
                f.write_str("the settings are wrong")?;
                problems.iter().try_for_each(|problem| write!(f, "; {}: {}", problem.pointer, problem.message))
            }
            Self::Component(error) => write!(f, "the component does not run: {error:#}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl Client {
    /// Opens a client in a new instance. `settings` is a JSON object as [`Instance::settings_schema`] describes it; `facts` answer
    /// [`Instance::queries`].
    ///
    /// # Errors
    /// The settings are wrong, or the component does not run. Telemetry being off is no error.
    pub fn open(component: &Component, imports: Imports, settings: &str, facts: &[Fact]) -> Result<Self, OpenError> {
        let mut instance = Instance::new(component, imports).map_err(OpenError::Component)?;
        check_length(settings).map_err(OpenError::Component)?;
        let (store, world) = instance.call();
        let opened = world.nemo_telemetry_client().client().call_open(store, settings, facts);
        match opened {
            Ok(Ok(handle)) => Ok(Self { instance, handle, lost: false }),
            Ok(Err(problems)) => Err(OpenError::Settings(problems)),
            Err(error) => Err(OpenError::Component(error.into())),
        }
    }

    /// What is known of it even when it has trapped.
    pub(crate) fn journal(&self) -> Journal {
        self.instance.journal()
    }

    /// The instance that the client lives in.
    pub fn instance(&mut self) -> &mut Instance {
        &mut self.instance
    }

    /// What was decided when the client was opened, or by [`opt_out`](Self::opt_out) since.
    ///
    /// # Errors
    /// The component trapped.
    pub fn decision(&mut self) -> anyhow::Result<Decision> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_decision(store, self.handle)?)
    }

    /// Takes events as JSON Lines.
    ///
    /// # Errors
    /// The text is longer than [`crate::MAX_TEXT`], or the component trapped. A line that is wrong is no error; the report names it.
    pub fn enqueue(&mut self, lines: &str) -> anyhow::Result<Report> {
        check_length(lines)?;
        self.check_outbox()?;
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_enqueue(store, self.handle, lines)?)
    }

    /// Does what is due; the answer is the longest time in milliseconds until the next call.
    ///
    /// # Errors
    /// The component trapped.
    pub fn poll(&mut self) -> anyhow::Result<Option<u32>> {
        self.check_outbox()?;
        let wake = self.poll_once()?;
        Ok(if self.check_outbox()? { None } else { wake })
    }

    fn poll_once(&mut self) -> anyhow::Result<Option<u32>> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_poll(store, self.handle)?)
    }

    /// Makes everything that is queued due now.
    ///
    /// # Errors
    /// The component trapped.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_flush(store, self.handle)?)
    }

    /// Takes no more events and ends within that many milliseconds; drive it until it is idle.
    ///
    /// # Errors
    /// The component trapped.
    pub fn close(&mut self, within_ms: u32) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_close(store, self.handle, within_ms)?)
    }

    /// Stops for good: no request starts after this.
    ///
    /// # Errors
    /// The component trapped.
    pub fn opt_out(&mut self) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_opt_out(store, self.handle)?)
    }

    /// Where every event is.
    ///
    /// # Errors
    /// The component trapped.
    pub fn ledger(&mut self) -> anyhow::Result<Ledger> {
        let (store, world) = self.instance.call();
        Ok(world.nemo_telemetry_client().client().call_ledger(store, self.handle)?)
    }

    /// Whether another process has taken over this client's segment of the outbox, because this one gave no sign of life for longer
    /// than a lease: its machine slept. The client has then closed, and its ledger says `kept`. Open another.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// Gives a sign of life for the outbox. Whether the client was closed just now because it has lost its segment.
    fn check_outbox(&mut self) -> anyhow::Result<bool> {
        if self.lost || self.instance.imports().outbox.renew() {
            return Ok(false);
        }
        self.lost = true;
        // A request that was not let go is asked for before the end, so that it does not count as cancelled under way.
        self.poll_once()?;
        self.close(0)?;
        // What it had is counted as kept before anybody looks.
        self.poll_once()?;
        Ok(true)
    }

    /// Polls until nothing is pending or the time is over, waiting for answers in between. Whether nothing is pending.
    ///
    /// # Errors
    /// The component trapped.
    pub fn drive(&mut self, within: Duration) -> anyhow::Result<bool> {
        let start = Instant::now();
        loop {
            let Some(ms) = self.poll()? else { return Ok(true) };
            let Some(left) = within.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) else { return Ok(false) };
            self.instance.imports().transport.wait(left.min(Duration::from_millis(ms.into())).min(RENEWAL));
        }
    }
}
