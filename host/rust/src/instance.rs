//! One instance of the component: its imports, its limits, and its pure exports.

use std::time::Duration;

use wasmtime::{
    Store, StoreLimits, StoreLimitsBuilder,
    component::{ComponentType, HasSelf, Lift, Linker, Lower},
    error::Context as _,
};

use crate::{
    bindings::{
        Answer, BodyVerdict, Checked, Decision, EventId, Fact, FileChange, HttpOutcome, Query,
        SchemaKind, World, folder, http,
    },
    component::{Component, Counted},
    imports::Imports,
    length::{check_length, checked_part},
    limits::{MAX_REQUESTS, MEMORY},
    transport::{Outcome, Request},
};

/// Epochs after which a call is stopped: two seconds. The longest honest call takes milliseconds.
pub(crate) const CALL_EPOCHS: u64 = 20;

/// What the imports work on.
pub(crate) struct State {
    pub(crate) imports: Imports,
    limits: StoreLimits,
    /// Requests that have started and not ended.
    under_way: u32,
}

/// An instance of the component. A trap ends it: every later call fails.
pub struct Instance {
    store: Store<State>,
    world: World,
    component: Component,
    /// For as long as there may be calls.
    _epochs: Option<Counted>,
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

impl Instance {
    /// Links the imports and starts an instance.
    ///
    /// # Errors
    /// The component does not export the world `nemo:telemetry/telemetry`.
    pub fn new(component: &Component, imports: Imports) -> anyhow::Result<Self> {
        let epochs = component
            .count_epochs()
            .context("failed to start a thread")?;
        let mut linker = Linker::new(component.engine());
        link_wasi(&mut linker).context("failed to link the WASI imports")?;
        http::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
        folder::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
        let limits = StoreLimitsBuilder::new()
            .memory_size(MEMORY)
            .instances(8)
            .tables(8)
            .memories(2)
            .build();
        let mut store = Store::new(
            component.engine(),
            State {
                imports,
                limits,
                under_way: 0,
            },
        );
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(CALL_EPOCHS);
        refuel(&mut store, component);
        let world = World::instantiate(&mut store, component.compiled(), &linker)
            .context("the component does not fit the world of this host")?;
        Ok(Self {
            store,
            world,
            component: component.clone(),
            _epochs: epochs,
        })
    }

    /// The store with a fresh deadline, and the exports, for one call.
    pub(crate) fn call(&mut self) -> (&mut Store<State>, &World) {
        self.store.set_epoch_deadline(CALL_EPOCHS);
        refuel(&mut self.store, &self.component);
        (&mut self.store, &self.world)
    }

    pub(crate) fn imports(&mut self) -> &mut Imports {
        &mut self.store.data_mut().imports
    }

    /// Every event and wire version that the component knows.
    ///
    /// # Errors
    /// The component trapped.
    pub fn events(&mut self) -> anyhow::Result<Vec<EventId>> {
        let (store, world) = self.call();
        Ok(world.nemo_telemetry_catalog().call_events(store)?)
    }

    /// The JSON Schema of an event's parameters; none for an event that the component does not
    /// know.
    ///
    /// # Errors
    /// The component trapped.
    pub fn json_schema(
        &mut self,
        id: &EventId,
        kind: SchemaKind,
    ) -> anyhow::Result<Option<String>> {
        let (store, world) = self.call();
        Ok(world
            .nemo_telemetry_catalog()
            .call_json_schema(store, id, kind)?)
    }

    /// The JSON Schema of the settings that a client is opened with.
    ///
    /// # Errors
    /// The component trapped.
    pub fn settings_schema(&mut self) -> anyhow::Result<String> {
        let (store, world) = self.call();
        Ok(world.nemo_telemetry_catalog().call_settings_schema(store)?)
    }

    /// What is collected, as JSON.
    ///
    /// # Errors
    /// The component trapped.
    pub fn inventory(&mut self) -> anyhow::Result<String> {
        let (store, world) = self.call();
        Ok(world.nemo_telemetry_catalog().call_inventory(store)?)
    }

    /// Checks an event's parameters.
    ///
    /// # Errors
    /// The text is longer than [`crate::MAX_TEXT`], or the component trapped.
    pub fn validate(&mut self, id: &EventId, parameters: &str) -> anyhow::Result<Checked> {
        check_length(parameters)?;
        let (store, world) = self.call();
        Ok(world
            .nemo_telemetry_catalog()
            .call_validate(store, id, parameters)?)
    }

    /// Checks the body of a request as whoever receives it does: the envelope, and each event in it.
    /// The verdict on a body that is longer than [`crate::MAX_CHECKED_BODY`] is that it is.
    ///
    /// # Errors
    /// The component trapped.
    pub fn check_body(&mut self, body: &str) -> anyhow::Result<BodyVerdict> {
        let (store, world) = self.call();
        Ok(world
            .nemo_telemetry_catalog()
            .call_check_body(store, checked_part(body))?)
    }

    /// What a host may look at for a product.
    ///
    /// # Errors
    /// The component trapped.
    pub fn queries(&mut self, product: &str) -> anyhow::Result<Vec<Query>> {
        let (store, world) = self.call();
        Ok(world.nemo_telemetry_policy().call_queries(store, product)?)
    }

    /// How to store a person's decision at an instant since 1970.
    ///
    /// # Errors
    /// The component trapped.
    pub fn consent_file(
        &mut self,
        product: &str,
        granted: bool,
        at: Duration,
    ) -> anyhow::Result<FileChange> {
        let (store, world) = self.call();
        Ok(world.nemo_telemetry_policy().call_consent_file(
            store,
            product,
            granted,
            at.as_millis() as f64,
        )?)
    }

    /// Whether telemetry of a product may be sent.
    ///
    /// # Errors
    /// The component trapped.
    pub fn decide(&mut self, product: &str, facts: &[Fact]) -> anyhow::Result<Decision> {
        let (store, world) = self.call();
        Ok(world
            .nemo_telemetry_policy()
            .call_decide(store, product, facts)?)
    }
}

/// Gives a call its fuel, where calls use any.
fn refuel(store: &mut Store<State>, component: &Component) {
    if let Some(fuel) = component.fuel() {
        // It errs only in an engine without fuel.
        let _ = store.set_fuel(fuel);
    }
}

/// The three WASI functions that the component uses.
fn link_wasi(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut wall = linker.instance("wasi:clocks/wall-clock@0.2.12")?;
    wall.func_wrap("now", |mut store, (): ()| {
        let now = store.data_mut().imports.clock.wall();
        Ok((Datetime {
            seconds: now.as_secs(),
            nanoseconds: now.subsec_nanos(),
        },))
    })?;
    let mut monotonic = linker.instance("wasi:clocks/monotonic-clock@0.2.12")?;
    monotonic.func_wrap("now", |mut store, (): ()| {
        let now = store.data_mut().imports.clock.monotonic();
        Ok((u64::try_from(now.as_nanos()).unwrap_or(u64::MAX),))
    })?;
    let mut random = linker.instance("wasi:random/random@0.2.12")?;
    random.func_wrap("get-random-u64", |mut store, (): ()| {
        Ok((store.data_mut().imports.random.next(),))
    })
}

impl http::Host for State {
    fn start(&mut self, request: http::Request) -> u32 {
        // 0 is no ticket and answers `failed`.
        if self.under_way >= MAX_REQUESTS {
            return 0;
        }
        self.under_way += 1;
        let timeout = Duration::from_millis(request.timeout_ms.into());
        self.imports.transport.start(Request {
            url: request.url,
            body: request.body,
            timeout,
        })
    }

    fn poll(&mut self, ticket: u32) -> Option<Answer> {
        let answer = self.imports.transport.poll(ticket)?;
        self.under_way = self.under_way.saturating_sub(1);
        let outcome = match answer.outcome {
            Outcome::Answered => HttpOutcome::Answered,
            Outcome::Timeout => HttpOutcome::Timeout,
            Outcome::Unreachable => HttpOutcome::Unreachable,
            Outcome::Denied => HttpOutcome::Denied,
            Outcome::Failed => HttpOutcome::Failed,
        };
        Some(Answer {
            outcome,
            status: answer.status,
            retry_after: answer.retry_after,
            unsure: answer.unsure,
        })
    }

    fn cancel(&mut self, ticket: u32) -> bool {
        self.under_way = self.under_way.saturating_sub(1);
        self.imports.transport.cancel(ticket)
    }
}

impl folder::Host for State {
    fn entries(&mut self) -> String {
        self.imports.folder.entries()
    }

    fn stat(&mut self, name: String) -> Option<folder::Entry> {
        let entry = self.imports.folder.stat(&name)?;
        Some(folder::Entry {
            bytes: entry.bytes,
            touched_ms: entry.touched.as_millis() as f64,
        })
    }

    fn read(&mut self, name: String, offset: u32, most: u32) -> Option<String> {
        self.imports.folder.read(&name, offset, most)
    }

    fn create(&mut self, name: String, text: String) -> bool {
        self.imports.folder.create(&name, &text)
    }

    fn append(&mut self, name: String, text: String) -> bool {
        self.imports.folder.append(&name, &text)
    }

    fn write(&mut self, name: String, text: String) -> bool {
        self.imports.folder.write(&name, &text)
    }

    fn rename(&mut self, name: String, to: String) -> bool {
        self.imports.folder.rename(&name, &to)
    }

    fn touch(&mut self, name: String) -> bool {
        self.imports.folder.touch(&name)
    }

    fn remove(&mut self, name: String) -> bool {
        self.imports.folder.remove(&name)
    }
}
