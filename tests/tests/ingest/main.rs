//! The receiving end, served by wasmtime's own HTTP server and by jco's.

mod client;
mod engine;
mod jco;
mod nonsense;
mod process;
mod store;
mod workers;

use std::{
    collections::BTreeSet,
    env,
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use client::{post, send};
use engine::Wasmtime;
use nemo_telemetry::compact;
use nemo_telemetry_core::envelope::MAX_BODY;
use nemo_telemetry_tests::{ingest::component, native, vectors};
use nonsense::{Nonsense, Random, Reaction};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use sha2::{Digest as _, Sha256};
use store::Store;
use workers::{Nginx, Worker};

/// A body of two events, as a client sends it.
const BODY: &str = include_str!("../../../guest/core/src/receive/body.json");

fn rows(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn it_imports_what_it_needs_and_nothing_else() {
    let engine = wasmtime::Engine::default();
    let component = wasmtime::component::Component::from_file(&engine, component()).unwrap();
    let kind = component.component_type();
    let imports: Vec<&str> = kind.imports(&engine).map(|(name, _)| name).collect();
    println!("{imports:#?}");
    let expected = [
        "wasi:cli/environment@0.2.12",
        "wasi:cli/stdout@0.2.12",
        "wasi:clocks/monotonic-clock@0.2.12",
        "wasi:clocks/wall-clock@0.2.12",
        "wasi:http/outgoing-handler@0.2.12",
        "wasi:http/types@0.2.12",
        "wasi:io/error@0.2.12",
        "wasi:io/poll@0.2.12",
        "wasi:io/streams@0.2.12",
    ];
    assert_eq!(BTreeSet::from_iter(imports), BTreeSet::from(expected));
}

/// A vector that checks a body, as far as an answer shows it.
#[derive(Deserialize)]
struct Checked<'v> {
    name: String,
    #[serde(borrow)]
    body: Option<&'v RawValue>,
    text: Option<String>,
    parts: Option<Vec<Part>>,
    expect: Verdict,
}

#[derive(Deserialize)]
struct Part {
    text: String,
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
struct Verdict {
    status: u16,
    accepted: u32,
    refused: u32,
    problems: Vec<Problem>,
    rejections: Option<Vec<Rejection>>,
}

#[derive(Deserialize)]
struct Rejection {
    index: u32,
    problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    code: String,
    pointer: String,
}

impl Checked<'_> {
    fn text(&self) -> String {
        match (self.body, &self.text, &self.parts) {
            (Some(body), None, None) => compact(body.get()),
            (None, Some(text), None) => text.clone(),
            (None, None, Some(parts)) => parts
                .iter()
                .map(|part| part.text.repeat(part.times))
                .collect(),
            _ => panic!("{}: expected one of body, text and parts", self.name),
        }
    }
}

impl Verdict {
    /// What the answer says, unless the vector does not tell all.
    fn answer(&self) -> Option<Value> {
        let told = |problem: &Problem| json!({"code": problem.code, "pointer": problem.pointer});
        let mut problems: Vec<Value> = self.problems.iter().map(told).collect();
        for rejection in self.rejections.as_ref()? {
            problems.extend(rejection.problems.iter().map(|problem| {
                let mut told = told(problem);
                told["index"] = rejection.index.into();
                told
            }));
        }
        Some(json!({"accepted": self.accepted, "refused": self.refused, "problems": problems}))
    }
}

/// Posts every vector that checks a body. Returns how many events they have that are accepted.
fn judge_bodies(address: SocketAddr) -> usize {
    let (mut count, mut accepted) = (0, 0);
    for (file, path) in vectors::files().unwrap() {
        if !file.starts_with("body/") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let checked: Vec<Checked<'_>> = serde_json::from_str(&text).unwrap();
        for vector in checked {
            let answer = post(address, vector.text().as_bytes());
            assert_eq!(answer.status, vector.expect.status, "{}", vector.name);
            let found: Value = serde_json::from_str(&answer.body).unwrap();
            if let Some(expected) = vector.expect.answer() {
                assert_eq!(found, expected, "{}", vector.name);
            }
            count += 1;
            accepted += vector.expect.accepted as usize;
        }
    }
    println!("{count} bodies, {accepted} events accepted");
    assert!(count > 0);
    accepted
}

#[test]
fn it_judges_bodies_as_every_host_does() {
    let engine = Wasmtime::serve(&component(), &[]);
    let accepted = judge_bodies(engine.address);
    assert_eq!(rows(&engine.printed()).len(), accepted);
}

/// The same file, byte for byte.
#[test]
fn another_engine_judges_the_same() {
    let engine = jco::serve(&component());
    let accepted = judge_bodies(engine.address);
    let found: Vec<String> = (0..accepted).map(|_| engine.line()).collect();
    assert_eq!(rows(&found.join("\n")).len(), accepted);
}

/// `cargo xtask wide` installs it.
#[test]
fn the_command_of_wasmtime_judges_the_same() {
    let Ok(program) = env::var("NEMO_TELEMETRY_WASMTIME") else {
        println!("skipped: NEMO_TELEMETRY_WASMTIME names no wasmtime");
        return;
    };
    for more in [&[][..], &["--max-instance-reuse-count", "128"]] {
        let server = process::wasmtime(&program, more, &component());
        let accepted = judge_bodies(server.address);
        let found: Vec<String> = (0..accepted).map(|_| server.line()).collect();
        assert_eq!(rows(&found.join("\n")).len(), accepted);
    }
}

/// `cargo xtask wide` installs it.
#[test]
fn clickhouse_keeps_each_event_once() {
    let Ok(python) = env::var("NEMO_TELEMETRY_CLICKHOUSE") else {
        println!("skipped: NEMO_TELEMETRY_CLICKHOUSE names no Python with chdb");
        return;
    };
    let engine = Wasmtime::serve(&component(), &[]);
    for _ in 0..2 {
        assert_eq!(post(engine.address, BODY.as_bytes()).status, 200);
    }
    let root = native::root().unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rows.jsonl");
    fs::write(&file, engine.printed()).unwrap();
    let output = Command::new(python)
        .arg(root.join("tests/tests/ingest/clickhouse.py"))
        .arg(root.join("guest/ingest/README.md"))
        .stdin(File::open(&file).unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    println!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let expected = [
        json!({"rows": 4}),
        json!({"event": "nat_cli_command", "count()": 2}),
        json!({"ts": "2026-01-01 00:00:00.123", "command": "run"}),
    ];
    assert_eq!(rows(&text), expected);
}

#[test]
fn a_row_is_flat_and_has_the_key_of_its_event() {
    let engine = Wasmtime::serve(&component(), &[]);
    for _ in 0..2 {
        let answer = post(engine.address, BODY.as_bytes());
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, r#"{"accepted":2,"refused":0,"problems":[]}"#)
        );
    }
    let found = rows(&engine.printed());
    let digest = Sha256::digest(BODY);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let body: Value = serde_json::from_str(BODY).unwrap();
    for (place, row) in found.iter().enumerate() {
        let event = &body["events"][place % 2];
        for member in [
            "clientId",
            "clientVer",
            "eventSysVer",
            "sessionId",
            "cpuArchitecture",
            "sentTs",
        ] {
            assert_eq!(row[member], body[member], "{member}");
        }
        assert_eq!(row["event"], event["name"]);
        assert_eq!(row["version"], body["eventSchemaVer"]);
        assert_eq!(row["ts"], event["ts"]);
        assert_eq!(row["parameters"], event["parameters"]);
        // Sent twice, it has the same key twice.
        assert_eq!(
            (row["bodySha256"].as_str(), row["index"].as_u64()),
            (Some(digest.as_str()), Some(place as u64 % 2))
        );
        assert!(row["receivedTs"].as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(found.len(), 4);
}

#[test]
fn what_is_no_post_of_json_is_refused() {
    let engine = Wasmtime::serve(&component(), &[]);
    let json = "content-type: application/json\r\n";
    for (line, headers, status, header) in [
        ("GET /health", "", 200, None),
        (
            "POST /health",
            "content-length: 0\r\n",
            405,
            Some(("allow", "GET")),
        ),
        ("GET /v1.1/events/json", "", 405, Some(("allow", "POST"))),
        ("GET /", "", 404, None),
        ("POST /v1.1/events", "content-length: 0\r\n", 404, None),
        ("POST /v1.1/events/json", "content-length: 0\r\n", 415, None),
        (
            "POST /v1.1/events/json",
            "content-type: text/plain\r\ncontent-length: 0\r\n",
            415,
            None,
        ),
        (
            "POST /v1.1/events/json",
            &format!("{json}content-encoding: gzip\r\ncontent-length: 0\r\n"),
            415,
            None,
        ),
        (
            "POST /v1.1/events/json",
            &format!("{json}content-length: 0\r\n"),
            400,
            None,
        ),
        (
            "POST /v1.1/events/json",
            &format!("{json}content-length: 2000000\r\n"),
            413,
            None,
        ),
    ] {
        let answer = send(engine.address, line, headers, b"").unwrap();
        assert_eq!(answer.status, status, "{line} {headers}");
        assert_eq!(answer.headers["content-type"], "application/json");
        let _: Value = serde_json::from_str(&answer.body).unwrap();
        if let Some((name, value)) = header {
            assert_eq!(answer.headers[name], value);
        }
    }
    assert_eq!(engine.printed(), "");
}

/// A body that names no length is read until it is too long.
#[test]
fn a_body_is_read_to_a_mebibyte_and_no_further() {
    let engine = Wasmtime::serve(&component(), &[]);
    let piece = "x".repeat(0x8000);
    let chunk = format!("8000\r\n{piece}\r\n");
    let headers = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    for (chunks, status) in [(32, 400), (33, 413)] {
        let body = chunk.repeat(chunks) + "0\r\n\r\n";
        let answer = send(
            engine.address,
            "POST /events/json",
            headers,
            body.as_bytes(),
        )
        .unwrap();
        assert_eq!(answer.status, status, "{chunks} chunks");
    }
}

/// Clients that break off in the middle cost nobody else anything.
#[test]
fn half_a_request_harms_no_other() {
    let engine = Wasmtime::serve(&component(), &[]);
    let head = format!(
        "POST /events/json HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        engine.address,
        BODY.len()
    );
    let whole = head + BODY;
    for cut in (0..whole.len()).step_by(97) {
        let mut stream = TcpStream::connect(engine.address).unwrap();
        stream.write_all(&whole.as_bytes()[..cut]).unwrap();
    }
    assert_eq!(post(engine.address, BODY.as_bytes()).status, 200);
    assert_eq!(rows(&engine.printed()).len(), 2);
}

/// Bodies of a mebibyte, of each kind that is costly.
#[test]
fn the_longest_bodies_fit_into_the_memory_of_an_instance() {
    let engine = Wasmtime::serve(&component(), &[]);
    let (start, events) = BODY.split_once("\"events\":[").unwrap();
    let event = events.split_once("},{\"ts\"").unwrap().0;
    let room = MAX_BODY - start.len() - "\"events\":[]}".len();
    let full = |event: &str| {
        let events = vec![event; room / (event.len() + 2)].join("},");
        format!("{start}\"events\":[{events}}}]}}")
    };
    let bodies = [
        (200, full(event)),
        (422, full(&event.replace("success", "secret"))),
        (422, full("{\"a\":0")),
        (400, "[".repeat(MAX_BODY)),
        (400, " ".repeat(MAX_BODY)),
        (
            400,
            format!("{{\"a\":\"{}\"}}", "\\u0000".repeat(MAX_BODY / 6 - 2)),
        ),
    ];
    for (status, body) in bodies {
        assert!(body.len() <= MAX_BODY && body.len() > MAX_BODY - 1000);
        let whole = post(engine.address, body.as_bytes());
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let headers = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
        let line = "POST /events/json";
        let chunked = send(engine.address, line, headers, chunked.as_bytes()).unwrap();
        assert_eq!(
            (whole.status, chunked.status),
            (status, status),
            "{}",
            &body[..20]
        );
    }
    println!("largest instance: {} KiB", engine.largest() / 1024);
    assert_eq!(engine.failed(), 0);
}

/// Connections with nonsense, unless `NEMO_TELEMETRY_CONNECTIONS` says how many.
const CONNECTIONS: usize = 4000;

/// Clients that send a good request slowly meanwhile.
const SLOW: usize = 100;

/// Whatever arrives, the server answers or hangs up, no instance fails or stays, and the next client
/// is served.
#[test]
fn nonsense_harms_nobody() {
    let wanted = env::var("NEMO_TELEMETRY_CONNECTIONS").ok();
    let wanted = wanted.map_or(CONNECTIONS, |number| number.parse().unwrap());
    let engine = Wasmtime::serve(&component(), &[]);
    let address = engine.address;
    let [answered, hung_up, unseen] = [const { AtomicUsize::new(0) }; 3];
    let request = nonsense::good();
    let (last, most) = request.split_last().unwrap();
    thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (answered, hung_up, unseen) = (&answered, &hung_up, &unseen);
                scope.spawn(move || {
                    let mut random = Random::new(sender as u64);
                    for _ in 0..wanted / SENDERS {
                        let nonsense = Nonsense::new(&mut random);
                        let count = match nonsense.send(address, &mut random) {
                            Reaction::Answered(status) => {
                                assert!(status < 500, "{status}: {nonsense:?}");
                                answered
                            }
                            Reaction::HungUp => hung_up,
                            Reaction::Unseen => unseen,
                        };
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let mut slow: Vec<TcpStream> = (0..SLOW)
            .map(|_| TcpStream::connect(address).unwrap())
            .collect();
        for byte in most {
            // A body that takes longer than a minute is answered before its end.
            slow.retain_mut(|stream| stream.write_all(&[*byte]).is_ok());
        }
        for sender in senders {
            sender.join().unwrap();
        }
        for mut stream in slow {
            let mut answer = String::new();
            let _ = stream.write_all(&[*last]);
            let _ = stream.read_to_string(&mut answer);
            let known = ["HTTP/1.1 200", "HTTP/1.1 408"];
            assert!(
                known.iter().any(|line| answer.starts_with(line)),
                "{answer}"
            );
        }
    });
    let answer = post(address, BODY.as_bytes());
    assert_eq!(answer.body, r#"{"accepted":2,"refused":0,"problems":[]}"#);
    while engine.live() > 0 {
        thread::yield_now();
    }
    println!(
        "{answered:?} answered, {hung_up:?} hung up, {unseen:?} not waited for; largest instance: {} KiB",
        engine.largest() / 1024
    );
    assert_eq!(engine.failed(), 0);
}

fn forwarding(store: &Store, path: &str) -> String {
    format!("http://{}{path}", store.address)
}

#[test]
fn rows_are_passed_on_before_the_answer() {
    let store = Store::new(&[]);
    let url = forwarding(&store, "/?query=INSERT");
    let engine = Wasmtime::serve(
        &component(),
        &[
            ("NEMO_INGEST_FORWARD", &url),
            ("NEMO_INGEST_AUTHORIZATION", "Basic x"),
        ],
    );
    let body = BODY.replacen("\"success\"", "\"secret\"", 1);
    let headers = format!(
        "content-type: application/json\r\ncontent-length: {}\r\ncookie: a=b\r\nx-forwarded-for: 192.0.2.1\r\n",
        body.len()
    );
    let answer = send(
        engine.address,
        "POST /events/json",
        &headers,
        body.as_bytes(),
    )
    .unwrap();
    assert_eq!(answer.status, 200);
    let taken = store.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].target, "/?query=INSERT");
    assert_eq!(taken[0].content_type, "application/x-ndjson");
    assert_eq!(taken[0].authorization.as_deref(), Some("Basic x"));
    let found = rows(&taken[0].body);
    assert_eq!((found.len(), &found[0]["index"]), (1, &json!(1)));
    // Nothing of the client's connection goes on.
    let known = ["authorization", "content-type", "host", "transfer-encoding"];
    let unknown: Vec<_> = taken[0]
        .headers
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(!taken[0].body.contains("192.0.2.1"));
    assert_eq!(engine.printed(), "");
}

#[test]
fn a_body_is_passed_on_byte_for_byte() {
    let store = Store::new(&[]);
    let url = forwarding(&store, "/v1.1/events/json");
    let engine = Wasmtime::serve(
        &component(),
        &[("NEMO_INGEST_FORWARD", &url), ("NEMO_INGEST_MODE", "body")],
    );
    assert_eq!(post(engine.address, BODY.as_bytes()).status, 200);
    // Nothing of this is for anybody.
    assert_eq!(post(engine.address, b"{}").status, 400);
    let taken = store.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (taken[0].content_type.as_str(), taken[0].body.as_str()),
        ("application/json", BODY)
    );
}

/// What the store does not take is not accepted: the client keeps it and comes back.
#[test]
fn what_cannot_be_passed_on_is_asked_for_again() {
    let store = Store::new(&[
        (500, None),
        (429, Some("17")),
        (503, Some("99999")),
        (400, None),
    ]);
    let url = forwarding(&store, "/");
    let engine = Wasmtime::serve(&component(), &[("NEMO_INGEST_FORWARD", &url)]);
    for wait in ["5", "17", "3600", "5"] {
        let answer = post(engine.address, BODY.as_bytes());
        assert_eq!(
            (answer.status, answer.headers["retry-after"].as_str()),
            (503, wait)
        );
    }
    assert_eq!(post(engine.address, BODY.as_bytes()).status, 200);
    let address = store.address;
    drop(store);
    let gone = post(engine.address, BODY.as_bytes());
    assert_eq!(
        (gone.status, gone.headers["retry-after"].as_str()),
        (503, "5"),
        "{address} is closed"
    );
}

#[test]
fn a_wrong_setting_is_told_and_nothing_is_lost() {
    for (name, value, expected) in [
        (
            "NEMO_INGEST_FORWARD",
            "ftp://127.0.0.1/",
            "NEMO_INGEST_FORWARD: expected http://",
        ),
        (
            "NEMO_INGEST_FORWARD",
            "http://user:secret@127.0.0.1/",
            "NEMO_INGEST_FORWARD: expected http://",
        ),
        (
            "NEMO_INGEST_MODE",
            "secret",
            "NEMO_INGEST_MODE: expected rows or body",
        ),
    ] {
        let engine = Wasmtime::serve(&component(), &[(name, value)]);
        let health = send(engine.address, "GET /health", "", b"").unwrap();
        for answer in [health, post(engine.address, BODY.as_bytes())] {
            assert_eq!(
                (answer.status, answer.headers["retry-after"].as_str()),
                (503, "5")
            );
            assert!(
                answer.body.contains(expected) && !answer.body.contains("secret"),
                "{}",
                answer.body
            );
        }
    }
}

/// Bodies of each sender, and senders.
const BODIES: usize = 60;
const SENDERS: usize = 4;

/// A worker is killed while bodies arrive. Whoever hears 200 finds the events in the store, and what
/// is there twice has the same key.
#[test]
fn a_worker_that_is_killed_loses_no_accepted_event() {
    let store = Store::new(&[]);
    let settings = [format!("NEMO_INGEST_FORWARD={}", forwarding(&store, "/"))];
    let start = || Worker::start(&component(), &settings);
    let mut workers = [start(), start()];
    let Some(nginx) = Nginx::start(&[&workers[0], &workers[1]]) else {
        println!("skipped: nginx is not installed");
        return;
    };
    let accepted = AtomicUsize::new(0);
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (accepted, address) = (&accepted, nginx.address);
            scope.spawn(move || {
                for place in 0..BODIES {
                    let session = format!("\"sessionId\":\"{sender}-{place}\"");
                    let body = BODY.replacen("\"sessionId\":\"s\"", &session, 1);
                    // As a client does, until it is accepted.
                    while post(address, body.as_bytes()).status != 200 {}
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while accepted.load(Ordering::Relaxed) < SENDERS * BODIES / 4 {
            thread::yield_now();
        }
        workers[0].kill();
    });
    let taken = store.taken();
    let found: Vec<Value> = taken.iter().flat_map(|taken| rows(&taken.body)).collect();
    let keys: BTreeSet<(String, u64)> = found
        .iter()
        .map(|row| {
            let body = row["bodySha256"].as_str().unwrap().to_owned();
            (body, row["index"].as_u64().unwrap())
        })
        .collect();
    println!("{} rows, {} events", found.len(), keys.len());
    assert_eq!(keys.len(), SENDERS * BODIES * 2);
}
