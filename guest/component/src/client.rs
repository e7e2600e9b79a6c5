//! The exported interface `client`: core's client, driven by the imports.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::cell::Cell;

use nemo_telemetry_core::{drive, engine};

use crate::{
    Component, convert,
    generated::exports::nemo::telemetry::client::{
        self, Decision, Fact, Guest, GuestClient, Ledger, Life, Order, Problem, Report,
    },
    imports::Host,
};

impl Guest for Component {
    type Client = Client;
}

/// A client that is taken out while it is at work. Were a host to call back from an import, it
/// would find none and get an empty answer; a borrow would panic, and the instance with it.
pub(crate) struct Client {
    client: Cell<Option<Box<drive::Client>>>,
}

impl Client {
    fn with<T: Default>(&self, work: impl FnOnce(&mut drive::Client) -> T) -> T {
        let Some(mut client) = self.client.take() else {
            return T::default();
        };
        let result = work(&mut client);
        self.client.set(Some(client));
        result
    }
}

impl GuestClient for Client {
    fn open(
        settings: String,
        facts: Vec<Fact>,
        life: Life,
    ) -> Result<client::Client, Vec<Problem>> {
        let (facts, life) = (convert::facts(facts), convert::life(life));
        let opened =
            drive::Client::open(&settings, &facts, &life, &mut Host).map_err(convert::problems)?;
        Ok(client::Client::new(Self {
            client: Cell::new(Some(Box::new(opened))),
        }))
    }

    fn decision(&self) -> Decision {
        self.with(|client| Some(convert::decision(client.decision())))
            .unwrap_or_else(convert::no_decision)
    }

    fn enqueue(&self, lines: String) -> Report {
        self.with(|client| Some(convert::report(client.enqueue(&lines, &mut Host))))
            .unwrap_or_else(|| convert::report(engine::Report::ignoring(&lines)))
    }

    fn tell(&self, facts: Vec<Fact>) {
        self.with(|client| client.tell(&convert::facts(facts), &mut Host));
    }

    fn poll(&self) -> Order {
        self.with(|client| Some(client.poll(&mut Host)))
            .map_or(Order::Wait(None), convert::order)
    }

    fn flush(&self) {
        self.with(|client| client.flush(&mut Host));
    }

    fn close(&self, within_ms: u32) -> u32 {
        self.with(|client| client.close(within_ms, &mut Host))
    }

    fn opt_out(&self) {
        self.with(|client| client.opt_out(&mut Host));
    }

    fn ledger(&self) -> Ledger {
        self.with(|client| Some(convert::ledger(&client.ledger())))
            .unwrap_or_else(|| convert::ledger(&Default::default()))
    }
}
