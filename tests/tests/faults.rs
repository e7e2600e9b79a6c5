//! What goes wrong on the way to a collector, on real sockets: nothing that could be sent is lost,
//! and what is unsure is counted.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use nemo_telemetry::{
    Ledger, Telemetry, outbox::Outbox, paths::Paths, telemetry::Options, transport::HttpTransport,
};
use nemo_telemetry_testkit::collector::{Collector, Options as Collecting, Respond};
use serde_json::{Value, json};

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

const EVENTS: u32 = 3;

/// A folder of this test alone.
fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("faults")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    home
}

fn open(home: &Path, endpoint: &str) -> Telemetry {
    let settings =
        json!({"product": "agent-toolkit", "endpoint": endpoint, "retries": 100, "patienceMs": 0})
            .to_string();
    let options = Options {
        enabled: Some(true),
        paths: Paths {
            config: None,
            state: Some(home.join("state")),
            cache: None,
            machine: None,
        },
        variable: Box::new(|_| None),
        host: Box::new(|_| None),
        on_problem: Box::new(|notice| panic!("{notice}")),
        transport: Box::new(|| Box::new(HttpTransport::with_environment(|_| None))),
        ..Options::default()
    };
    Telemetry::with_options(&settings, options).unwrap()
}

fn enqueue(telemetry: &Telemetry, numbers: impl Iterator<Item = u32>) {
    for number in numbers {
        let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number});
        telemetry.enqueue("nat_cli_command", &parameters);
    }
    // To load the component takes longer than the tests are patient with their servers.
    while telemetry.status().buffered > 0 || telemetry.ledger().accepted == 0 {
        thread::yield_now();
    }
}

/// Ends at once, and waits however long that takes on this machine.
fn end(telemetry: &Telemetry) -> Ledger {
    let _ = telemetry.close(Duration::ZERO).wait();
    while !telemetry.status().has_ended {
        thread::yield_now();
    }
    telemetry.ledger()
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn collector(respond: Respond) -> Collector {
    Collector::bind(
        any_port(),
        Collecting {
            respond,
            ..Collecting::default()
        },
    )
    .unwrap()
}

/// How often each event arrived, by its number.
fn received(collector: &Collector) -> BTreeMap<i64, u32> {
    let mut counts = BTreeMap::new();
    for request in collector
        .received()
        .iter()
        .filter(|request| request.status == 200)
    {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        for event in body["events"].as_array().unwrap() {
            *counts
                .entry(event["parameters"]["durationMs"].as_i64().unwrap())
                .or_default() += 1;
        }
    }
    counts
}

/// A server that does the same to every connection.
fn serve(act: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind(any_port()).unwrap();
    let url = format!("http://{}/v1.1/events/json", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().for_each(|stream| act(stream.unwrap())));
    url
}

/// Reads some of a request.
fn read(stream: &mut TcpStream, bytes: usize) {
    let mut buffer = vec![0; bytes];
    let _ = stream.read_exact(&mut buffer);
}

/// Sends to an address where something is wrong, waits until that has come to pass, and ends at
/// once. Then sends what was left to a collector that is well. Returns both ledgers.
fn suffer(name: &str, endpoint: &str, come_to_pass: impl FnOnce(&Telemetry)) -> (Ledger, Ledger) {
    let home = home(name);
    let telemetry = open(&home, endpoint);
    enqueue(&telemetry, 0..EVENTS);
    // What does not end by itself is looked at while it is under way.
    let flushed = telemetry.flush(Duration::from_millis(400));
    come_to_pass(&telemetry);
    let _ = flushed.wait();
    let first = end(&telemetry);
    drop(telemetry);
    let dropped: u32 = first.dropped.iter().map(|tally| tally.count).sum();
    assert_eq!(
        (first.accepted, first.delivered + first.kept + dropped),
        (EVENTS, EVENTS),
        "{name}: {first:?}"
    );

    let collector = collector(Respond::Status(200, None));
    let telemetry = open(&home, &collector.url());
    let second = telemetry.close(PATIENCE).wait();
    assert_eq!(
        (second.recovered, second.delivered),
        (first.kept, first.kept),
        "{name}: {second:?}"
    );
    let arrived = received(&collector);
    assert_eq!(
        u32::try_from(arrived.len()).unwrap(),
        first.kept,
        "{name}: {arrived:?}"
    );
    assert!(
        arrived.values().all(|count| *count == 1),
        "{name}: each event once: {arrived:?}"
    );
    (first, second)
}

/// Everything is kept, and it is certain that nothing arrived before.
fn assert_kept(name: &str, endpoint: &str) {
    let (first, second) = suffer(name, endpoint, |_| wait_between_attempts(name));
    assert_eq!(
        (first.kept, first.unsure, second.unsure),
        (EVENTS, 0, 0),
        "{name}"
    );
}

/// Waits until four attempts have failed and none is under way. The pauses have grown to seconds by
/// then; an attempt that is cut short would be unsure, and rightly so.
fn wait_between_attempts(name: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("faults")
        .join(name)
        .join("state");
    let is_between = || {
        let segments = Outbox::new(&folder, "agent-toolkit").segments().ok()?;
        let segment = fs::read_to_string(&segments.first()?.path).ok()?;
        let lines: Vec<Value> = segment
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .ok()?;
        let failed =
            |line: &Value| line["attempts"].as_u64() >= Some(4) && line["unsure"].is_null();
        (!lines.is_empty() && lines.iter().all(failed)).then_some(())
    };
    let start = Instant::now();
    while is_between().is_none() {
        assert!(
            start.elapsed() < PATIENCE,
            "{name}: no four attempts have failed"
        );
        thread::sleep(Duration::from_millis(1));
    }
}

/// Everything is kept, and may have arrived before.
fn assert_unsure(name: &str, endpoint: &str, come_to_pass: impl FnOnce(&Telemetry)) {
    let (first, second) = suffer(name, endpoint, come_to_pass);
    assert_eq!(
        (first.kept, first.unsure, second.unsure),
        (EVENTS, EVENTS, EVENTS),
        "{name}"
    );
}

/// An attempt has failed.
fn has_failed(telemetry: &Telemetry) {
    while telemetry.ledger().unsure == 0 {
        thread::yield_now();
    }
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind(any_port()).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert_kept("refused", &url);
}

#[test]
fn the_name_is_not_known() {
    assert_kept("name", "https://collector.invalid/v1.1/events/json");
}

#[test]
fn nobody_answers() {
    let listener = TcpListener::bind(any_port()).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mut connection = None;
    assert_unsure("silence", &url, |_| {
        let (mut stream, _) = listener.accept().unwrap();
        read(&mut stream, 300);
        connection = Some(stream);
    });
    drop(connection);
}

#[test]
fn the_answer_drips() {
    let collector = collector(Respond::Drip(Duration::from_millis(500)));
    assert_unsure("drip", &collector.url(), |_| {
        assert!(collector.wait_for(1, PATIENCE))
    });
}

#[test]
fn the_connection_is_reset_in_the_middle_of_the_body() {
    // What is not read when a socket is closed makes it a reset.
    assert_unsure(
        "reset",
        &serve(|mut stream| read(&mut stream, 300)),
        has_failed,
    );
}

#[test]
fn the_status_line_is_malformed() {
    let url = serve(|mut stream| {
        read(&mut stream, 300);
        let _ = stream.write_all(b"HTTP/1.1 two hundred\r\n\r\n");
        let _ = stream.read_to_end(&mut Vec::new());
    });
    assert_unsure("malformed", &url, has_failed);
}

#[test]
fn the_body_of_the_answer_has_no_end() {
    let url = serve(|mut stream| {
        read(&mut stream, 300);
        let _ = stream.write_all(b"HTTP/1.1 200 \r\nContent-Length: 1000000000000\r\n\r\n");
        while stream.write_all(&[b'x'; 65536]).is_ok() {}
    });
    let (first, _) = suffer("endless", &url, |telemetry| {
        drop(telemetry.flush(PATIENCE).wait())
    });
    assert_eq!((first.delivered, first.unsure), (EVENTS, 0));
}

#[test]
fn the_answer_is_a_redirect() {
    let other = collector(Respond::Status(200, None));
    let location = other.url();
    let url = serve(move |mut stream| {
        read(&mut stream, 300);
        let _ = write!(
            stream,
            "HTTP/1.1 307 \r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let (first, _) = suffer("redirect", &url, |telemetry| {
        drop(telemetry.flush(PATIENCE).wait())
    });
    assert_eq!((first.kept, first.unsure), (0, 0));
    assert_eq!(
        (first.dropped[0].reason.as_str(), first.dropped[0].count),
        ("refused", EVENTS)
    );
    assert_eq!(other.received().len(), 0, "it is not followed");
}

#[test]
fn a_hundred_clients_send_at_once() {
    let collector = collector(Respond::Status(200, None));
    thread::scope(|scope| {
        for client in 0..100 {
            let url = collector.url();
            scope.spawn(move || {
                let telemetry = open(&home(&format!("hundred/{client}")), &url);
                enqueue(&telemetry, client * 10..client * 10 + 10);
                assert_eq!(telemetry.close(PATIENCE).wait().delivered, 10);
            });
        }
    });
    let arrived = received(&collector);
    assert_eq!(arrived.len(), 1000);
    assert!(arrived.values().all(|count| *count == 1));
}

/// The events of one client arrive in the order in which they were passed, also when attempts fail
/// in between.
#[test]
fn failures_do_not_change_the_order() {
    let script = vec![
        Respond::Status(503, None),
        Respond::Reset,
        Respond::Status(429, Some("0".into())),
    ];
    let options = Collecting {
        script,
        ..Collecting::default()
    };
    let collector = Collector::bind(any_port(), options).unwrap();
    let telemetry = open(&home("order"), &collector.url());
    for batch in 0..4 {
        enqueue(&telemetry, batch * 50..batch * 50 + 50);
    }
    let ledger = loop {
        let ledger = telemetry.flush(Duration::from_millis(500)).wait();
        if ledger.delivered == 200 {
            break ledger;
        }
    };
    assert!(ledger.unsure > 0);
    let bodies = collector
        .received()
        .into_iter()
        .filter(|request| request.status == 200);
    let numbers = bodies.flat_map(|request| {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        body["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["parameters"]["durationMs"].as_i64().unwrap())
            .collect::<Vec<_>>()
    });
    assert_eq!(numbers.collect::<Vec<_>>(), (0..200).collect::<Vec<_>>());
}

#[test]
fn a_collector_that_comes_back_gets_everything() {
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock().unwrap();
    let waiting = Arc::clone(&gate);
    let on_request = Box::new(move |_: &_| drop(waiting.lock().unwrap()));
    let collector = Collector::bind(
        any_port(),
        Collecting {
            on_request: Some(on_request),
            ..Collecting::default()
        },
    )
    .unwrap();
    let telemetry = open(&home("back"), &collector.url());
    enqueue(&telemetry, 0..EVENTS);
    let ledger = telemetry.flush(Duration::from_millis(200)).wait();
    assert_eq!((ledger.delivered, ledger.pending), (0, EVENTS));
    drop(closed);
    assert_eq!(telemetry.close(PATIENCE).wait().delivered, EVENTS);
}
