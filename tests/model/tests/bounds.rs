//! The bounds in bytes, to the last one.

use nemo_telemetry_core::{
    catalog,
    drive::Client,
    life::Life,
    limits::{MAX_QUEUE, MAX_TEXT, MAX_TRAPS},
    outcome::{Answer, Outcome},
    problem::Code,
    validate,
};
use nemo_telemetry_model::World;

fn open(settings: &str, world: &mut World) -> Client {
    world.open(settings).expect("the settings are right")
}

/// A line whose event takes that many bytes of a body.
fn line(weight: usize) -> String {
    let line = |command: &str| {
        format!(r#"{{"command":"{command}","taskStatus":"success","pythonVersion":"3"}}"#)
    };
    let definition = catalog::event("nat_cli_command", "1.5").unwrap();
    let least = validate::canonical(definition, &line(""))
        .unwrap()
        .unwrap()
        .len();
    // What a body says besides the parameters: {"ts":"…24…","parameters":…,"name":"…"} and a comma.
    let command = "x".repeat(weight - least - definition.name.len() - 58);
    format!(
        r#"{{"event":"nat_cli_command","parameters":{}}}"#,
        line(&command)
    )
}

/// Whether an event of that weight is taken; if not, because the queue is full.
fn takes(client: &mut Client, world: &mut World, weight: usize) -> bool {
    let report = client.enqueue(&line(weight), world);
    let full = report
        .rejected
        .iter()
        .flat_map(|(_, problems)| problems)
        .all(|problem| problem.code == Code::QueueFull);
    assert!(full, "{:?}", report.rejected);
    report.accepted == 1
}

#[test]
fn a_text_of_256_kib_is_read_and_one_byte_more_is_not() {
    let mut world = World::new(0);
    let mut client = open(r#"{"product":"agent-toolkit","guard":"off"}"#, &mut world);
    let mut text = line(1_000);
    text.push('\n');
    text.push_str(&" ".repeat(MAX_TEXT - text.len()));
    assert_eq!(client.enqueue(&text, &mut world).accepted, 1);
    text.push(' ');
    let report = client.enqueue(&text, &mut world);
    assert_eq!((report.accepted, report.rejected.len()), (0, 1));
    assert_eq!(report.rejected[0].1[0].code, Code::TooLarge);
}

const EIGHTH: usize = MAX_QUEUE / 8;

#[test]
fn a_queue_takes_512_kib_and_not_one_byte_more() {
    let settings = r#"{"product":"agent-toolkit","guard":"off","overflow":"refuse"}"#;
    let mut world = World::new(0);
    let mut client = open(settings, &mut world);
    for _ in 0..7 {
        assert!(takes(&mut client, &mut world, EIGHTH));
    }
    assert!(!takes(&mut client, &mut world, EIGHTH + 1));
    assert!(takes(&mut client, &mut world, EIGHTH));
    assert!(!takes(&mut client, &mut world, 1_000));
}

/// What is under way, or waits for another attempt in halves, is still in memory.
#[test]
fn events_that_are_not_queued_any_more_take_their_room_until_they_have_arrived() {
    let answered = |status| Answer {
        outcome: Outcome::Answered,
        status,
        retry_after: String::new(),
        unsure: false,
    };
    let settings = r#"{"product":"agent-toolkit","guard":"off","overflow":"refuse"}"#;
    let mut world = World::new(0);
    let mut client = open(settings, &mut world);
    for _ in 0..4 {
        assert!(takes(&mut client, &mut world, EIGHTH));
    }
    // Three of them fit a request.
    client.flush(&mut world);
    world.drive(&mut client).unwrap();
    for _ in 0..3 {
        assert!(takes(&mut client, &mut world, EIGHTH));
    }
    assert!(!takes(&mut client, &mut world, EIGHTH + 1));
    world.reply(&answered(413));
    world.drive(&mut client).unwrap();
    assert!(!takes(&mut client, &mut world, EIGHTH + 1));
    assert!(takes(&mut client, &mut world, EIGHTH));
    // The first half of three is one.
    world.reply(&answered(200));
    world.drive(&mut client).unwrap();
    assert_eq!(client.ledger().delivered, 1);
    assert!(!takes(&mut client, &mut world, EIGHTH + 1));
    assert!(takes(&mut client, &mut world, EIGHTH));
}

/// One client's segment fits into any other.
#[test]
fn a_segment_of_a_full_queue_is_recovered_whole_even_after_failures() {
    let settings = r#"{"product":"agent-toolkit","guard":"off","overflow":"refuse","outbox":true,"retries":100}"#;
    let mut world = World::new(0);
    let mut client = open(settings, &mut world);
    // Several lines in one call, so that the room for each is counted on its own.
    let lines = [line(1_000), line(1_000), line(1_000)].join("\n");
    while client.enqueue(&lines, &mut world).rejected.is_empty() {}
    let accepted = client.ledger().accepted;
    let length = world.kept().len();
    assert!(
        length <= MAX_QUEUE && length > MAX_QUEUE - MAX_QUEUE / 16,
        "{length}"
    );
    for _ in 0..12 {
        client.flush(&mut world);
        world.drive(&mut client).unwrap();
        world.advance(600_000);
    }
    assert!(world.kept().len() <= MAX_QUEUE);
    world.crash();
    let mut client = open(settings, &mut world);
    assert_eq!(client.ledger().recovered, accepted);
    assert!(!takes(&mut client, &mut world, EIGHTH));
}

#[test]
fn a_client_is_opened_after_seven_traps_and_not_after_eight() {
    let settings = r#"{"product":"agent-toolkit","outbox":true}"#;
    let mut world = World::new(0);
    let mut life = Life {
        token: "aaaaaaaaaaaaaaaa".into(),
        ..Life::default()
    };
    let mut instances = 0;
    while let Ok(mut client) = world.reopen(settings, &life) {
        instances += 1;
        assert_eq!(client.enqueue(&line(1_000), &mut world).accepted, 1);
        let ledger = client.ledger();
        assert!(ledger.balances());
        assert_eq!((ledger.accepted, ledger.pending), (instances, instances));
        life = Life {
            traps: instances,
            ledger,
            ..life
        };
    }
    assert_eq!((instances, life.traps), (MAX_TRAPS, MAX_TRAPS));
}
