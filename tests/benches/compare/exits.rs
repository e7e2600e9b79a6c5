//! How long a program is held up at its end, when its collector is well and when it is not.

use std::{
    fs,
    io::Read as _,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use nemo_telemetry::{
    Ledger, Telemetry, paths::Paths, telemetry::Options, transport::HttpTransport,
};
use nemo_telemetry_testkit::collector::{Collector, Options as Collecting, Respond};
use serde_json::json;

/// Exits of each kind. One takes tens of milliseconds.
const RUNS: usize = 20;

/// Prints the time from the last event to the moment at which the telemetry is gone, with the
/// exit's usual 50 ms.
pub(crate) fn print() {
    let port = || SocketAddr::from(([127, 0, 0, 1], 0));
    let collector = |respond| {
        Collector::bind(
            port(),
            Collecting {
                respond,
                ..Collecting::default()
            },
        )
        .unwrap()
    };
    let well = collector(Respond::Status(200, None));
    let busy = collector(Respond::Status(503, None));
    let drip = collector(Respond::Drip(Duration::from_millis(500)));
    let silent = TcpListener::bind(port()).unwrap();
    let refused = TcpListener::bind(port()).unwrap().local_addr().unwrap();
    let reset = serve(|mut stream| drop(stream.read(&mut [0; 100])));
    let address = |address: SocketAddr| format!("http://{address}/v1.1/events/json");

    println!("\nexit after one event, with an outbox; {RUNS} runs each");
    println!(
        "  {:<34} {:>10} {:>10}",
        "the collector", "median ms", "worst ms"
    );
    for (name, endpoint) in [
        ("answers 200", well.url()),
        ("is refused", address(refused)),
        (
            "takes the request and is silent",
            address(silent.local_addr().unwrap()),
        ),
        ("answers a byte every 0.5 s", drip.url()),
        ("resets the connection", address(reset)),
        ("answers 503", busy.url()),
        (
            "has a name that is not known",
            "https://collector.invalid/v1.1/events/json".into(),
        ),
    ] {
        let home =
            std::env::temp_dir().join(format!("nemo-telemetry-exits-{}", std::process::id()));
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|run| exit(&home.join(run.to_string()), &endpoint))
            .map(|(time, ledger)| {
                assert_eq!(
                    ledger.accepted,
                    ledger.delivered + ledger.kept,
                    "{name}: nothing is lost"
                );
                time
            })
            .collect();
        times.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "  {name:<34} {:>10.1} {:>10.1}",
            ms(times[RUNS / 2]),
            ms(times[RUNS - 1])
        );
        let _ = fs::remove_dir_all(home);
    }
}

/// One program's end: how long it took, and what became of its event.
fn exit(home: &Path, endpoint: &str) -> (Duration, Ledger) {
    let settings =
        json!({"product": "agent-toolkit", "endpoint": endpoint, "patienceMs": 0}).to_string();
    let options = Options {
        enabled: Some(true),
        paths: Paths {
            config: None,
            state: Some(home.into()),
            cache: None,
            machine: None,
        },
        variable: Box::new(|_| None),
        host: Box::new(|_| None),
        transport: Box::new(|| Box::new(HttpTransport::with_environment(|_| None))),
        ..Options::default()
    };
    let telemetry = Telemetry::with_options(&settings, options).unwrap();
    telemetry.enqueue(
        "nat_cli_command",
        &json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}),
    );
    let start = Instant::now();
    let _ = telemetry.close(Duration::from_millis(50)).wait();
    let time = start.elapsed();
    while !telemetry.status().has_ended {
        thread::yield_now();
    }
    (time, telemetry.ledger())
}

/// A server that does the same to every connection.
fn serve(act: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().flatten().for_each(act));
    address
}
