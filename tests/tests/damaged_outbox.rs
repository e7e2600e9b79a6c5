//! What a disk or a person may do to a segment, at every byte: nothing breaks, nothing is invented,
//! and everything is counted.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use nemo_telemetry::{
    Client, Component, EventId, Fact, FileFolder, Imports, Instance, Ledger, Life, Order,
    Random as _, Source, SystemRandom, paths::Paths, testing::World,
};
use serde_json::{Value, json};

const SETTINGS: &str =
    r#"{"product": "agent-toolkit", "outbox": true, "audit": false, "sessionId": "s"}"#;

fn yes() -> Fact {
    Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    }
}

/// The imports of a client in a world, with an outbox on disk.
fn imports(world: &World, state: &Path) -> Imports {
    let options = world.options();
    let paths = Paths {
        config: None,
        state: Some(state.into()),
        cache: None,
        machine: None,
    };
    Imports {
        clock: Box::new(world.clone()),
        random: Box::new(SystemRandom),
        transport: (options.transport)(),
        folder: Box::new(FileFolder::new(
            &paths,
            "agent-toolkit",
            Box::new(world.clone()),
        )),
    }
}

fn open(world: &World, state: &Path) -> Client {
    let life = Life::new(SystemRandom.next());
    Client::open(
        Component::embedded().unwrap(),
        imports(world, state),
        SETTINGS,
        &[yes()],
        &life,
    )
    .unwrap()
}

/// A folder of one test alone.
fn state(name: &str) -> PathBuf {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("damaged")
        .join(name);
    let _ = fs::remove_dir_all(&state);
    state
}

/// The segment that a client with three events leaves.
fn segment(state: &Path) -> Vec<u8> {
    let world = World::new();
    let mut client = open(&world, state);
    for number in 0..3 {
        let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number});
        let line = json!({"event": "nat_cli_command", "parameters": parameters}).to_string();
        assert_eq!(client.enqueue(&line).unwrap().accepted, 1);
    }
    drop(client);
    let folder = state.join("agent-toolkit");
    let path = fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(path).unwrap();
    bytes
}

/// What a client makes of a segment: its ledger, and the parameters of all events that it sent.
fn recover(state: &Path, segment: &[u8]) -> (Ledger, Vec<String>) {
    let path = state.join("agent-toolkit/0123456789abcdef-1.ready.jsonl");
    fs::write(path, segment).unwrap();
    let world = World::new();
    let mut client = open(&world, state);
    while !matches!(client.poll().unwrap(), Order::Wait(None)) {
        // There is no stored decision to be found.
        client.tell(&[]).unwrap();
    }
    let ledger = client.ledger().unwrap();
    drop(client);
    let folder = state.join("agent-toolkit");
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        0,
        "nothing stays behind"
    );
    let events = world.requests().into_iter().flat_map(|request| {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        body["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["parameters"].to_string())
            .collect::<Vec<_>>()
    });
    let events: Vec<_> = events.collect();
    let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
    assert_eq!(
        (ledger.recovered, ledger.pending, ledger.kept),
        (ledger.delivered + dropped, 0, 0),
        "{ledger:?}"
    );
    assert_eq!(
        usize::try_from(ledger.delivered).unwrap(),
        events.len(),
        "{ledger:?}"
    );
    (ledger, events)
}

/// Lines that are not blank, as the component counts them.
fn lines(segment: &[u8]) -> u32 {
    let lines = segment
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    u32::try_from(lines.count()).unwrap()
}

#[test]
fn it_may_be_cut_at_every_byte() {
    let state = state("cut");
    let whole = segment(&state);
    let (_, all) = recover(&state, &whole);
    assert_eq!(all.len(), 3);
    for cut in 0..whole.len() {
        let part = &whole[..cut];
        let (ledger, events) = recover(&state, part);
        assert_eq!(ledger.recovered, lines(part), "cut at {cut}");
        // A line that lacks nothing but its line feed is whole.
        let is_whole = |line: &&[u8]| line.ends_with(b"}}");
        let expected = part.split(|byte| *byte == b'\n').filter(is_whole).count();
        assert_eq!(events, all[..expected], "cut at {cut}");
    }
    for (at, copied) in (0..whole.len()).map(|at| (at, [&whole[..at], &whole].concat())) {
        let (ledger, events) = recover(&state, &copied);
        let distinct: BTreeSet<_> = events.iter().collect();
        assert_eq!(
            distinct.len(),
            events.len(),
            "doubled at {at}: an event is known by its id: {ledger:?}"
        );
        assert!(
            distinct.into_iter().all(|event| all.contains(event)),
            "doubled at {at}"
        );
        assert!(
            events.len() >= 2,
            "doubled at {at}: one line is torn at most"
        );
    }
}

#[test]
fn it_may_be_corrupted_at_every_byte() {
    let state = state("corrupted");
    let whole = segment(&state);
    let mut instance = Instance::new(Component::embedded().unwrap(), Imports::real()).unwrap();
    let id = EventId {
        name: "nat_cli_command".into(),
        version: "1.5".into(),
    };
    for at in 0..whole.len() {
        for byte in [b'\n', b'"', 0xff, whole[at] ^ 1] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            let (_, events) = recover(&state, &damaged);
            assert!(
                !events.is_empty(),
                "{byte} at {at}: two lines at most are hit"
            );
            for event in events {
                let checked = instance.validate(&id, &event).unwrap();
                assert_eq!(
                    checked.problems,
                    [],
                    "{byte} at {at} brings out what no event may say"
                );
            }
        }
    }
}
