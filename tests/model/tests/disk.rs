//! A disk that fails, and one with more segments than a client takes.

use nemo_telemetry_core::{
    drive::Client,
    ledger::Reason,
    limits::MAX_CLAIMS,
    outcome::{Answer, Outcome},
};
use nemo_telemetry_model::{World, event, numbers_in};

fn open(world: &mut World) -> Client {
    world
        .open(r#"{"product":"anonymizer","sessionId":"s","outbox":true}"#)
        .expect("the settings are right")
}

fn enqueue(client: &mut Client, world: &mut World, number: u16) {
    assert_eq!(client.enqueue(&event(number), world).accepted, 1);
}

/// A client that has delivered event 0, whose line could not be removed.
fn delivered_while_the_disk_is_full(world: &mut World) -> Client {
    let mut client = open(world);
    enqueue(&mut client, world, 0);
    client.flush(world);
    world.drive(&mut client).unwrap();
    world.set_disk(false);
    world.reply(&ok());
    world.drive(&mut client).unwrap();
    client
}

fn ok() -> Answer {
    Answer {
        outcome: Outcome::Answered,
        status: 200,
        retry_after: String::new(),
        unsure: false,
    }
}

#[test]
fn what_could_not_be_written_is_not_kept() {
    let mut world = World::new(10);
    let mut client = open(&mut world);
    enqueue(&mut client, &mut world, 0);
    enqueue(&mut client, &mut world, 2);
    world.set_disk(false);
    enqueue(&mut client, &mut world, 4);
    world.set_disk(true);
    enqueue(&mut client, &mut world, 6);
    client.close(0, &mut world);
    assert_eq!(world.drive(&mut client), Ok(None));
    let ledger = client.ledger();
    assert_eq!(
        (ledger.kept, ledger.dropped()),
        (3, vec![(Reason::Closed, 1)])
    );
    assert_eq!(numbers_in(&world.kept()), [0, 2, 6]);
}

#[test]
fn what_was_sent_leaves_the_outbox_as_soon_as_the_disk_has_room_again() {
    let mut world = World::new(10);
    let mut client = delivered_while_the_disk_is_full(&mut world);
    assert_eq!(client.ledger().delivered, 1);
    assert_eq!(numbers_in(&world.kept()), [0]);
    world.set_disk(true);
    world.drive(&mut client).unwrap();
    assert_eq!(world.kept(), "");
}

/// An event that comes while the segment is behind has it written anew, so that what was sent is not there beside it.
#[test]
fn an_event_that_comes_before_the_next_poll_mends_the_segment_too() {
    let mut world = World::new(10);
    let mut client = delivered_while_the_disk_is_full(&mut world);
    world.set_disk(true);
    enqueue(&mut client, &mut world, 2);
    assert_eq!(numbers_in(&world.kept()), [2]);
}

#[test]
fn a_segment_that_cannot_be_taken_over_is_left_for_another_process() {
    let mut world = World::new(10);
    let mut client = open(&mut world);
    enqueue(&mut client, &mut world, 0);
    world.crash();
    world.set_disk(false);
    let client = open(&mut world);
    assert_eq!((client.ledger().recovered, client.ledger().pending), (0, 0));
    world.crash();
    world.set_disk(true);
    assert_eq!(open(&mut world).ledger().recovered, 1);
}

/// What it left is another client's by then.
#[test]
fn a_client_that_has_ended_while_the_disk_was_full_writes_nothing_more() {
    let mut world = World::new(10);
    let mut client = open(&mut world);
    enqueue(&mut client, &mut world, 0);
    client.close(0, &mut world);
    world.set_disk(false);
    assert_eq!(world.drive(&mut client), Ok(None));
    assert_eq!(client.ledger().kept, 1);
    world.set_disk(true);
    assert_eq!(world.drive(&mut client), Ok(None));
    assert_eq!(numbers_in(&world.kept()), [0]);
}

/// A world with that many segments, each of one event.
fn with_segments(count: u16) -> World {
    let mut world = World::new(count.into());
    for number in 0..count {
        // Without a disk nothing is taken over.
        world.set_disk(false);
        let mut client = open(&mut world);
        world.set_disk(true);
        enqueue(&mut client, &mut world, number);
        world.crash();
    }
    world
}

#[test]
fn a_client_takes_a_bounded_number_of_segments_over() {
    let mut world = with_segments(70);
    let client = open(&mut world);
    assert_eq!(
        (client.ledger().recovered, client.ledger().pending),
        (MAX_CLAIMS, MAX_CLAIMS)
    );
    let rest = open(&mut world);
    assert_eq!(rest.ledger().recovered, 70 - MAX_CLAIMS);
}

#[test]
fn turning_telemetry_off_removes_what_all_clients_have_kept() {
    let mut world = with_segments(70);
    let mut client = open(&mut world);
    client.opt_out(&mut world);
    assert_eq!(world.drive(&mut client), Ok(None));
    assert_eq!(world.kept(), "");
    assert_eq!(open(&mut world).ledger().recovered, 0);
}
