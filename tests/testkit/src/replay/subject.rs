//! What a vector is run against.

use super::world::World;
use nemo_telemetry::{
    BodyVerdict, Checked, Client, Component, Decision, EventId, Fact, Instance, Ledger, Life,
    OpenError, Order, Problem, Report, labels::LabelCall,
};

/// An implementation of the exported interfaces.
///
/// An error means that the implementation broke down, as by a trap; what it has to say about its
/// input is in the values.
pub trait Subject {
    /// Every event and version, in the catalog's order.
    ///
    /// # Errors
    /// The implementation broke down.
    fn events(&mut self) -> anyhow::Result<Vec<EventId>>;

    /// Checks an event's parameters.
    ///
    /// # Errors
    /// The implementation broke down.
    fn validate(&mut self, id: &EventId, parameters: &str) -> anyhow::Result<Checked>;

    /// Checks a body.
    ///
    /// # Errors
    /// The implementation broke down.
    fn check_body(&mut self, body: &str) -> anyhow::Result<BodyVerdict>;

    /// Decides from facts.
    ///
    /// # Errors
    /// The implementation broke down.
    fn decide(&mut self, product: &str, facts: &[Fact]) -> anyhow::Result<Decision>;

    /// Derives a label: its JSON, or the problems of its input.
    ///
    /// # Errors
    /// The implementation broke down.
    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<Problem>>>;

    /// Opens a client in a vector's world, or says what is wrong with its settings.
    ///
    /// # Errors
    /// The implementation broke down.
    fn open(
        &mut self,
        settings: &str,
        facts: &[Fact],
        life: &Life,
        world: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<Problem>>>;
}

/// A client of a [`Subject`]. Every method fails only when the implementation broke down.
pub trait Session {
    /// Takes JSON Lines.
    ///
    /// # Errors
    /// The implementation broke down.
    fn enqueue(&mut self, lines: &str) -> anyhow::Result<Report>;

    /// Says what was found.
    ///
    /// # Errors
    /// The implementation broke down.
    fn tell(&mut self, facts: &[Fact]) -> anyhow::Result<()>;

    /// Does what is due, and says what is next.
    ///
    /// # Errors
    /// The implementation broke down.
    fn poll(&mut self) -> anyhow::Result<Order>;

    /// Makes everything due.
    ///
    /// # Errors
    /// The implementation broke down.
    fn flush(&mut self) -> anyhow::Result<()>;

    /// Ends within that many milliseconds; returns how long it may take.
    ///
    /// # Errors
    /// The implementation broke down.
    fn close(&mut self, within_ms: u32) -> anyhow::Result<u32>;

    /// Stops for good.
    ///
    /// # Errors
    /// The implementation broke down.
    fn opt_out(&mut self) -> anyhow::Result<()>;

    /// Where every event is.
    ///
    /// # Errors
    /// The implementation broke down.
    fn ledger(&mut self) -> anyhow::Result<Ledger>;

    /// What was decided.
    ///
    /// # Errors
    /// The implementation broke down.
    fn decision(&mut self) -> anyhow::Result<Decision>;
}

/// The component behind wasmtime.
pub struct ComponentSubject {
    component: Component,
    pure: Instance,
}

impl ComponentSubject {
    /// Starts an instance for the pure exports; every client gets one of its own.
    ///
    /// # Errors
    /// The component does not run.
    pub fn new(component: &Component) -> anyhow::Result<Self> {
        let pure = Instance::new(component, World::default().imports())?;
        Ok(Self {
            component: component.clone(),
            pure,
        })
    }
}

impl Subject for ComponentSubject {
    fn events(&mut self) -> anyhow::Result<Vec<EventId>> {
        self.pure.events()
    }

    fn validate(&mut self, id: &EventId, parameters: &str) -> anyhow::Result<Checked> {
        self.pure.validate(id, parameters)
    }

    fn check_body(&mut self, body: &str) -> anyhow::Result<BodyVerdict> {
        self.pure.check_body(body)
    }

    fn decide(&mut self, product: &str, facts: &[Fact]) -> anyhow::Result<Decision> {
        self.pure.decide(product, facts)
    }

    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<Problem>>> {
        self.pure.label(call)
    }

    fn open(
        &mut self,
        settings: &str,
        facts: &[Fact],
        life: &Life,
        world: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<Problem>>> {
        match Client::open(&self.component, world.imports(), settings, facts, life) {
            Ok(client) => Ok(Ok(Box::new(client))),
            Err(OpenError::Settings(problems)) => Ok(Err(problems)),
            Err(OpenError::Component(error)) => Err(error),
        }
    }
}

impl Session for Client {
    fn enqueue(&mut self, lines: &str) -> anyhow::Result<Report> {
        self.enqueue(lines)
    }

    fn tell(&mut self, facts: &[Fact]) -> anyhow::Result<()> {
        self.tell(facts)
    }

    fn poll(&mut self) -> anyhow::Result<Order> {
        self.poll()
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.flush()
    }

    fn close(&mut self, within_ms: u32) -> anyhow::Result<u32> {
        self.close(within_ms)
    }

    fn opt_out(&mut self) -> anyhow::Result<()> {
        self.opt_out()
    }

    fn ledger(&mut self) -> anyhow::Result<Ledger> {
        self.ledger()
    }

    fn decision(&mut self) -> anyhow::Result<Decision> {
        self.decision()
    }
}
