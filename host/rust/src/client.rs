//! A queue of events on their way to one collector, driven by calls.

use std::{
    fmt,
    time::{Duration, Instant},
};

use wasmtime::component::ResourceAny;

use crate::{
    bindings::{Decision, Fact, Ledger, Life, Order, Problem, Query, Report},
    component::Component,
    imports::Imports,
    instance::Instance,
    length::check_length,
};

/// A client in an instance of its own.
pub struct Client {
    instance: Instance,
    handle: ResourceAny,
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
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "; {}: {}", problem.pointer, problem.message))
            }
            Self::Component(error) => write!(f, "the component does not run: {error:#}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl Client {
    /// Opens a client in a new instance. `settings` is a JSON object as
    /// [`Instance::settings_schema`] describes it; `facts` answer [`Instance::queries`], and `life`
    /// is what the client has been through; [`Life::new`] is that of a new one.
    ///
    /// # Errors
    /// The settings are wrong, or the component does not run. Telemetry being off is no error.
    pub fn open(
        component: &Component,
        imports: Imports,
        settings: &str,
        facts: &[Fact],
        life: &Life,
    ) -> Result<Self, OpenError> {
        let instance = Instance::new(component, imports).map_err(OpenError::Component)?;
        Self::open_in(instance, settings, facts, life)
    }

    /// The same, in an instance that was only asked so far.
    pub(crate) fn open_in(
        mut instance: Instance,
        settings: &str,
        facts: &[Fact],
        life: &Life,
    ) -> Result<Self, OpenError> {
        check_length(settings).map_err(OpenError::Component)?;
        let (store, world) = instance.call();
        let opened = world
            .nemo_telemetry_client()
            .client()
            .call_open(store, settings, facts, life);
        match opened {
            Ok(Ok(handle)) => Ok(Self { instance, handle }),
            Ok(Err(problems)) => Err(OpenError::Settings(problems)),
            Err(error) => Err(OpenError::Component(error.into())),
        }
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
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_decision(store, self.handle)?)
    }

    /// Takes events as JSON Lines.
    ///
    /// # Errors
    /// The text is longer than [`crate::MAX_TEXT`], or the component trapped. A line that is wrong
    /// is no error; the report names it.
    pub fn enqueue(&mut self, lines: &str) -> anyhow::Result<Report> {
        check_length(lines)?;
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_enqueue(store, self.handle, lines)?)
    }

    /// Says what was found, after [`Order::Look`] or of its own accord.
    ///
    /// # Errors
    /// The component trapped.
    pub fn tell(&mut self, facts: &[Fact]) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_tell(store, self.handle, facts)?)
    }

    /// Does what is due, and says what is next.
    ///
    /// # Errors
    /// The component trapped.
    pub fn poll(&mut self) -> anyhow::Result<Order> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_poll(store, self.handle)?)
    }

    /// Makes everything that is queued due now.
    ///
    /// # Errors
    /// The component trapped.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_flush(store, self.handle)?)
    }

    /// Takes no more events and ends within that many milliseconds; drive it until it is done.
    /// Returns how long that may take.
    ///
    /// # Errors
    /// The component trapped.
    pub fn close(&mut self, within_ms: u32) -> anyhow::Result<u32> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_close(store, self.handle, within_ms)?)
    }

    /// Stops for good: no request starts after this.
    ///
    /// # Errors
    /// The component trapped.
    pub fn opt_out(&mut self) -> anyhow::Result<()> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_opt_out(store, self.handle)?)
    }

    /// Where every event is.
    ///
    /// # Errors
    /// The component trapped.
    pub fn ledger(&mut self) -> anyhow::Result<Ledger> {
        let (store, world) = self.instance.call();
        Ok(world
            .nemo_telemetry_client()
            .client()
            .call_ledger(store, self.handle)?)
    }

    /// Waits for an answer, or so long.
    pub fn wait(&mut self, timeout: Duration) {
        self.instance.imports().transport.wait(timeout);
    }

    /// Why the folder failed last, for whoever tells of an [`Order::Warn`].
    #[must_use]
    pub fn folder_problem(&mut self) -> Option<String> {
        self.instance.imports().folder.problem()
    }

    /// Polls until nothing is pending or the time is over, waiting for answers in between. Whether
    /// nothing is pending. `look` answers what the client wants to know again; notices, warnings
    /// and decisions to store are passed over: a host that has them uses [`crate::Telemetry`], or a
    /// loop of its own.
    ///
    /// # Errors
    /// The component trapped.
    pub fn drive(
        &mut self,
        within: Duration,
        look: &mut dyn FnMut(&Query) -> Option<Fact>,
    ) -> anyhow::Result<bool> {
        let start = Instant::now();
        loop {
            match self.poll()? {
                Order::Done | Order::Wait(None) => return Ok(true),
                Order::Wait(Some(ms)) => {
                    let left = within
                        .checked_sub(start.elapsed())
                        .filter(|left| !left.is_zero());
                    let Some(left) = left else { return Ok(false) };
                    self.wait(left.min(Duration::from_millis(ms.into())));
                }
                Order::Look(queries) => {
                    let facts: Vec<_> = queries.iter().filter_map(&mut *look).collect();
                    self.tell(&facts)?;
                }
                Order::Show(_) | Order::Warn(_) | Order::Store(_) => {}
            }
        }
    }
}

impl Life {
    /// That of a client without a past. `random` is unpredictable: it tells the client's files from
    /// all others.
    #[must_use]
    pub fn new(random: u64) -> Self {
        Self {
            token: format!("{random:016x}"),
            traps: 0,
            ledger: Ledger::nothing(),
        }
    }
}

impl Ledger {
    /// The ledger of a client that has taken nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            accepted: 0,
            recovered: 0,
            delivered: 0,
            pending: 0,
            kept: 0,
            unsure: 0,
            dropped: Vec::new(),
        }
    }
}
