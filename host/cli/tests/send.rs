//! `send` with long files, collectors that never answer, and Ctrl-C: every event is somewhere, and
//! arrives once.

mod support;

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use nemo_telemetry_testkit::collector::{Collector, Options};
use serde_json::Value;
use support::{command, run, text};

/// A collector that takes some time for an answer, and the numbers of the events that it got, in
/// order.
struct Counting {
    collector: Collector,
    numbers: Arc<Mutex<Vec<u64>>>,
}

impl Counting {
    fn start(latency: Duration) -> Self {
        let numbers = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&numbers);
        let on_request = move |received: &nemo_telemetry_testkit::collector::Received| {
            let body: Value = serde_json::from_str(&received.body).unwrap();
            let events = body["events"].as_array().unwrap().iter();
            let number = |event: &Value| event["parameters"]["durationMs"].as_u64().unwrap();
            seen.lock().unwrap().extend(events.map(number));
            thread::sleep(latency);
        };
        let options = Options {
            keep: 0,
            on_request: Some(Box::new(on_request)),
            ..Options::default()
        };
        Self {
            collector: Collector::bind(([127, 0, 0, 1], 0).into(), options).unwrap(),
            numbers,
        }
    }

    fn send(&self) -> Command {
        send(&self.collector.url())
    }

    fn numbers(&self) -> Vec<u64> {
        self.numbers.lock().unwrap().clone()
    }
}

fn send(endpoint: &str) -> Command {
    command(&[
        "send",
        "-",
        "--product",
        "agent-toolkit",
        "--endpoint",
        endpoint,
    ])
}

/// A listener that takes no connection from its queue.
fn black_hole() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

fn line(number: usize) -> String {
    format!(
        "{{\"event\":\"nat_cli_command\",\"parameters\":{{\"command\":\"run\",\"taskStatus\":\"success\",\"pythonVersion\":\"3.12\",\
         \"durationMs\":{number}}}}}\n"
    )
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(line).collect()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("send")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn every_line_of_a_long_file_arrives_once_and_in_order() {
    let counting = Counting::start(Duration::from_millis(20));
    let output = run(&mut counting.send(), &lines(0..20_000));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).starts_with("delivered 20000 of 20000 events to "),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(counting.numbers(), (0..20_000).collect::<Vec<_>>());
}

#[test]
fn lines_that_grow_beyond_the_queue_are_all_sent() {
    let counting = Counting::start(Duration::ZERO);
    // 40 KB each: a dozen fill the queue, and a piece of the file has six.
    let long = "x".repeat(40_000);
    let lines: String = (0..100)
        .map(|number| line(number).replace("3.12", &long))
        .collect();
    let output = run(&mut counting.send(), &lines);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let mut numbers = counting.numbers();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..100).collect::<Vec<_>>());
}

#[test]
fn what_a_silent_collector_left_in_the_outbox_arrives_once() {
    let state = folder("silent");
    let outbox = ["--outbox", state.to_str().unwrap()];
    let (_listener, url) = black_hole();
    let output = run(send(&url).args(outbox), &lines(0..3000));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("; kept 3000 for the next run"),
        "{}",
        text(&output.stderr)
    );

    let counting = Counting::start(Duration::ZERO);
    let output = run(counting.send().args(outbox), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let mut numbers = counting.numbers();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..3000).collect::<Vec<_>>());

    let output = run(counting.send().args(outbox), "");
    assert_eq!(text(&output.stderr), "nothing to send\n");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_with_130_and_tells_what_was_sent() {
    let counting = Counting::start(Duration::ZERO);
    let mut child = counting
        .send()
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for number in [1, 2] {
        input.write_all(line(number).as_bytes()).unwrap();
        assert!(counting.collector.wait_for(number, Duration::from_secs(60)));
    }
    assert!(
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    // Its input stays open: it must not wait for more.
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let told = text(&output.stderr);
    // The answer to the second line may be on its way still; the first has been answered, for the
    // second was sent after it.
    let delivered = ["delivered 1 of 2 events to ", "delivered 2 of 2 events to "];
    assert!(
        delivered.iter().any(|start| told.starts_with(start))
            && told.ends_with("\nerror: interrupted\n"),
        "{told}"
    );
}

#[test]
fn a_line_is_sent_before_the_next_one_is_there() {
    let counting = Counting::start(Duration::ZERO);
    let mut child = counting
        .send()
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for number in 1..=3 {
        input.write_all(line(number).as_bytes()).unwrap();
        assert!(counting.collector.wait_for(number, Duration::from_secs(60)));
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(counting.numbers(), [1, 2, 3]);
}
