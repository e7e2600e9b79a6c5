//! Segments of the outbox, torn, damaged or forged: what is recovered is valid, is counted once,
//! and is recovered again unchanged.

use nemo_telemetry_core::{
    catalog,
    drive::Client,
    ledger::{Ledger, Reason},
    time::{Mark, Now, Timestamp},
    validate,
};

use crate::world::{World, open};

const SETTINGS: &str =
    r#"{"product": "agent-toolkit", "sessionId": "s", "outbox": true, "queueEvents": 10000}"#;

/// 2026-01-01T00:00:10Z, a little after the instants in the seeds.
const NOW: Now = Now {
    wall: Timestamp(1_767_225_610_000),
    mark: Mark(0),
};

/// Lets a client recover a segment, a second one what the first has made of it, and a server take
/// it.
///
/// # Panics
/// A property does not hold.
pub fn check(segment: &str) {
    let (client, world) = recover(segment);
    let first = client.ledger();
    let lines = segment
        .split('\n')
        .filter(|line| !line.trim_matches([' ', '\t', '\r']).is_empty())
        .count();
    assert!(
        first.recovered as usize <= lines,
        "{} events of {lines} lines",
        first.recovered
    );
    assert_eq!(first.recovered, first.pending + dropped(&first));
    assert_eq!(
        first.pending as usize,
        world.own().lines().count(),
        "the own segment has what is pending"
    );
    assert!(first.unsure <= first.recovered);

    let (mut client, mut again) = recover(world.own());
    let second = client.ledger();
    assert_eq!(
        (second.recovered, second.pending),
        (first.pending, first.pending)
    );
    // What was too old is not there any more.
    assert!(second.unsure <= first.unsure);
    assert_eq!(
        again.own(),
        world.own(),
        "a line changes when it is recovered again"
    );

    again.serve(&mut client);
    assert_eq!(client.ledger().delivered, first.pending);
    assert!(
        again.own().is_empty(),
        "what was delivered is still in the outbox"
    );
    for event in &again.received {
        let event: Sent = serde_json::from_str(event).expect("an event is JSON");
        let canonical =
            |definition| validate::canonical(definition, event.parameters.get()) == Ok(None);
        let of_that_name = || {
            catalog::EVENTS
                .iter()
                .filter(|definition| definition.name == event.name)
        };
        assert!(
            of_that_name().any(canonical),
            "an event left that is not canonical"
        );
    }
}

/// An event in a body.
#[derive(serde::Deserialize)]
struct Sent {
    name: String,
    parameters: Box<serde_json::value::RawValue>,
}

fn recover(segment: &str) -> (Client, World) {
    let mut world = World::new(NOW);
    world.leave(segment.into());
    let client = open(SETTINGS, &mut world);
    assert!(client.ledger().balances());
    (client, world)
}

fn dropped(ledger: &Ledger) -> u32 {
    let dropped = ledger.dropped();
    assert!(
        dropped
            .iter()
            .all(|(reason, _)| matches!(reason, Reason::Age | Reason::Damaged))
    );
    dropped.iter().map(|(_, count)| count).sum()
}
