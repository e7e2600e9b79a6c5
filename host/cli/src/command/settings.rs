//! What a client is opened with.

use nemo_telemetry::{
    Client, Component, Fact, Life, Random as _, Rejection, Source, SystemRandom, identifying_names,
};
use nemo_telemetry_testkit::replay::World;

use super::{
    Failure,
    arguments::{Product, Sender},
};

/// The yes of a person who runs a command that is there to send, or that sends nothing at all.
pub(crate) fn yes() -> Fact {
    Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    }
}

/// A client for events of a product in a world without a network.
pub(crate) fn offline_client(
    product: Product,
    sender: &Sender,
    world: &World,
    more: &[Setting],
) -> Result<Client, Failure> {
    let facts = [vec![yes()], identifying_names::facts()].concat();
    let settings = settings(product, sender, more);
    Ok(Client::open(
        Component::embedded()?,
        world.imports(),
        &settings,
        &facts,
        &life(),
    )?)
}

/// The life of a new client.
pub(crate) fn life() -> Life {
    Life::new(SystemRandom.next())
}

/// A member of the settings.
pub(crate) type Setting = (&'static str, serde_json::Value);

/// A full queue refuses lines, which are then passed again, so that no line of a long file is
/// dropped.
pub(crate) fn refuse_overflow() -> [Setting; 1] {
    [("overflow", "refuse".into())]
}

/// The rejections that say that the queue is full, and those that say that a line is wrong.
pub(crate) fn full(rejected: Vec<Rejection>) -> (Vec<Rejection>, Vec<Rejection>) {
    rejected.into_iter().partition(|rejection| {
        rejection
            .problems
            .iter()
            .any(|problem| problem.code == "queue-full")
    })
}

/// The settings of a client for events of a product, with more of them.
pub(crate) fn settings(product: Product, sender: &Sender, more: &[Setting]) -> String {
    let mut settings = serde_json::Map::new();
    settings.insert("product".into(), product.id().into());
    let texts = [
        ("clientVersion", &sender.client_version),
        ("sessionId", &sender.session_id),
    ];
    settings.extend(
        texts
            .into_iter()
            .filter_map(|(name, value)| Some((name.into(), value.clone()?.into()))),
    );
    settings.insert("cpuArchitecture".into(), std::env::consts::ARCH.into());
    settings.extend(
        more.iter()
            .map(|(name, value)| ((*name).into(), value.clone())),
    );
    serde_json::Value::from(settings).to_string()
}
