//! What every host makes of answers and addresses, as data, run on the reference host. `host/HTTP.md` describes it.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use nemo_telemetry::{
    Client, Component, Life, OpenError,
    transport::{HttpTransport, Request, Transport as _, permitted},
};
use nemo_telemetry_testkit::replay::World;
use nemo_telemetry_tests::host::cases;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    proxy: bool,
    #[serde(rename = "timeoutMs", default = "a_minute")]
    timeout_ms: u64,
    server: Vec<Step>,
    expect: Value,
}

fn a_minute() -> u64 {
    60_000
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Step {
    Read(bool),
    Send(String),
    Repeat(String, usize),
    Endless(String),
    Hang(bool),
}

/// Reads a head, and the body `{}` if it says that there is one.
fn read(stream: &mut TcpStream) -> io::Result<()> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !(text.ends_with(b"\r\n\r\n{}")
        || text.starts_with(b"CONNECT") && text.ends_with(b"\r\n\r\n"))
    {
        stream.read_exact(&mut byte)?;
        text.extend(byte);
    }
    Ok(())
}

fn play(stream: &mut TcpStream, steps: &[Step]) -> io::Result<()> {
    for step in steps {
        match step {
            Step::Read(true) => read(stream)?,
            Step::Send(text) => {
                // ISO 8859-1.
                let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
                stream.write_all(&bytes)?;
            }
            Step::Repeat(text, times) => stream.write_all(text.repeat(*times).as_bytes())?,
            Step::Endless(text) => loop {
                stream.write_all(text.repeat(100).as_bytes())?;
            },
            // Until the client is gone.
            Step::Hang(true) => drop(io::copy(stream, &mut io::sink())),
            Step::Read(false) | Step::Hang(false) => {}
        }
    }
    Ok(())
}

fn run(case: &Case) -> Value {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("http://{}/", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let (counted, steps) = (Arc::clone(&connections), case.server.clone());
    thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::Relaxed);
            let steps = steps.clone();
            thread::spawn(move || play(&mut stream.unwrap(), &steps));
        }
    });
    let proxy = case.proxy.then(|| own.clone());
    let mut transport = HttpTransport::with_environment(move |name| {
        (name == "HTTPS_PROXY").then(|| proxy.clone()).flatten()
    });
    let url = if case.proxy {
        "https://collector.invalid/"
    } else {
        &own
    };
    let ticket = transport.start(Request {
        url: url.into(),
        body: "{}".into(),
        timeout: Duration::from_millis(case.timeout_ms),
    });
    let answer = loop {
        if let Some(answer) = transport.poll(ticket) {
            break answer;
        }
        transport.wait(Duration::from_secs(60));
    };
    json!({
        "outcome": format!("{:?}", answer.outcome).to_lowercase(),
        "status": answer.status,
        "retryAfter": answer.retry_after,
        "unsure": answer.unsure,
        "connections": connections.load(Ordering::Relaxed),
    })
}

#[test]
fn answers() {
    let mut failures = Vec::new();
    for case in cases::<Case>("http.json") {
        let mut expected = case.expect.clone();
        if let Some([text, times]) = expected["retryAfter"]["repeat"]
            .as_array()
            .map(Vec::as_slice)
        {
            let times = usize::try_from(times.as_u64().unwrap()).unwrap();
            expected["retryAfter"] = text.as_str().unwrap().repeat(times).into();
        }
        expected["connections"] = 1.into();
        let found = run(&case);
        if found != expected {
            failures.push(format!("{}: expected {expected}, found {found}", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    url: String,
    permitted: bool,
    why: String,
}

#[test]
fn addresses() {
    let wrong: Vec<_> = cases::<Address>("addresses.json")
        .into_iter()
        .filter(|case| permitted(&case.url).is_ok() != case.permitted)
        .map(|case| format!("{}: {}", case.url, case.why))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_component_takes_the_addresses_that_hosts_send_to() {
    let component = Component::embedded().unwrap();
    let is_taken = |url: &str| {
        let world = World::new(Duration::ZERO, &[]);
        let settings = json!({"product": "agent-toolkit", "endpoint": url}).to_string();
        match Client::open(component, world.imports(), &settings, &[], &Life::new(1)) {
            Ok(_) => true,
            Err(OpenError::Settings(_)) => false,
            Err(error) => panic!("{error}"),
        }
    };
    // An empty setting is no address: nothing is sent.
    let wrong: Vec<_> = cases::<Address>("addresses.json")
        .into_iter()
        .filter(|case| !case.url.is_empty() && is_taken(&case.url) != case.permitted)
        .map(|case| format!("{}: {}", case.url, case.why))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
