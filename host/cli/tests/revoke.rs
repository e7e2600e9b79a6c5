//! A person's no, given in another process, while a program runs, and while a request of it is
//! under way.

mod folder;
mod support;

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use nemo_telemetry::{Telemetry, outbox::Outbox, telemetry};
use nemo_telemetry_testkit::collector::{Collector, Options};
use serde_json::{Value, json};
use support::{command, run, text};

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Tells this test binary that it is the program.
const ENDPOINT: &str = "TEST_ENDPOINT";

/// The program: it does what it reads, a word a line, and says where every event is.
#[test]
fn program() {
    let Ok(endpoint) = env::var(ENDPOINT) else {
        return;
    };
    let settings =
        json!({"product": "agent-toolkit", "endpoint": endpoint, "timeoutMs": 60_000}).to_string();
    let telemetry = Telemetry::with_options(&settings, telemetry::Options::default()).unwrap();
    for order in std::io::stdin().lines() {
        match order.unwrap().as_str() {
            "event" => {
                let accepted = telemetry.ledger().accepted;
                let parameters =
                    json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"});
                telemetry.enqueue("nat_cli_command", &parameters);
                while telemetry.ledger().accepted == accepted && !telemetry.status().has_ended {
                    std::thread::yield_now();
                }
            }
            "start" => drop(telemetry.flush(Duration::ZERO)),
            "flush" => drop(telemetry.flush(PATIENCE).wait()),
            "close" => drop(telemetry.close(PATIENCE).wait()),
            order => panic!("{order}"),
        }
        let ledger = telemetry.ledger();
        let dropped: Vec<Value> = ledger
            .dropped
            .iter()
            .map(|tally| json!([tally.reason, tally.count]))
            .collect();
        let told = json!({"accepted": ledger.accepted, "delivered": ledger.delivered, "pending": ledger.pending, "kept": ledger.kept,
            "unsure": ledger.unsure, "dropped": dropped, "text": telemetry.status().text});
        println!("told {told}");
    }
}

/// The program in a process of its own.
struct Program {
    child: Child,
    orders: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Program {
    fn start(home: &Path, endpoint: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "program", "--nocapture", "--test-threads", "1"])
            .env_clear()
            .envs([("HOME", home.to_str().unwrap()), (ENDPOINT, endpoint)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (orders, told) = (
            child.stdin.take().unwrap(),
            BufReader::new(child.stdout.take().unwrap()),
        );
        Self {
            child,
            orders,
            told,
        }
    }

    /// Lets it do something, and hears where every event is then.
    fn order(&mut self, order: &str) -> Value {
        writeln!(self.orders, "{order}").unwrap();
        let mut line = String::new();
        while !line.contains("told {") {
            line.clear();
            assert_ne!(
                self.told.read_line(&mut line).unwrap(),
                0,
                "the program has ended"
            );
        }
        serde_json::from_str(line.split_once("told ").unwrap().1).unwrap()
    }

    fn end(mut self) {
        drop(self.orders);
        let _ = std::io::copy(&mut self.told, &mut std::io::sink());
        assert!(self.child.wait().unwrap().success());
    }
}

/// A person's home in this test alone, with a yes.
fn home(name: &str) -> PathBuf {
    let home = folder::folder("revoke", name);
    consent(&home, "grant");
    home
}

fn consent(home: &Path, verb: &str) -> String {
    let output = run(
        command(&["consent", verb, "--product", "agent-toolkit"]).env("HOME", home),
        "",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stderr)
}

fn segments(home: &Path) -> usize {
    Outbox::new(&home.join(".local/state/nemo-telemetry"), "agent-toolkit")
        .segments()
        .unwrap()
        .len()
}

#[test]
fn a_program_that_runs_sends_nothing_after_a_no_from_elsewhere() {
    let home = home("running");
    let collector = Collector::bind(([127, 0, 0, 1], 0).into(), Options::default()).unwrap();
    let mut program = Program::start(&home, &collector.url());
    program.order("event");
    assert_eq!(program.order("flush")["delivered"], 1);
    assert_eq!(program.order("event")["pending"], 1);
    assert_eq!(segments(&home), 1);

    let told = consent(&home, "revoke");
    assert!(
        told.contains("removed the events that were waiting to be sent: 1 of "),
        "{told}"
    );
    assert_eq!(segments(&home), 0);
    let told = program.order("flush");
    assert_eq!(
        (&told["delivered"], &told["pending"], &told["kept"]),
        (&json!(1), &json!(0), &json!(0)),
        "{told}"
    );
    assert_eq!(told["dropped"], json!([["opt-out", 1]]), "{told}");
    assert!(
        told["text"]
            .as_str()
            .unwrap()
            .contains(" is off: the file nat/telemetry.toml says so"),
        "{told}"
    );
    assert_eq!(
        program.order("event")["accepted"],
        2,
        "what comes after the no is not looked at"
    );
    program.order("close");
    program.end();
    assert_eq!(collector.received().len(), 1);
    assert_eq!(segments(&home), 0);
}

/// Holds a collector's answers back.
#[derive(Default)]
struct Gate {
    state: Mutex<(Arrived, Open)>,
    changed: Condvar,
}

/// Whether a request has come.
type Arrived = bool;
/// Whether answers may go.
type Open = bool;

impl Gate {
    fn open(&self) {
        self.state.lock().unwrap().1 = true;
        self.changed.notify_all();
    }

    /// What the collector does with a request.
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 = true;
        self.changed.notify_all();
        drop(
            self.changed
                .wait_while(state, |(_, is_open)| !*is_open)
                .unwrap(),
        );
    }

    fn wait_for_a_request(&self) {
        let state = self.state.lock().unwrap();
        let waited = self
            .changed
            .wait_timeout_while(state, PATIENCE, |(has_arrived, _)| !*has_arrived)
            .unwrap()
            .1;
        assert!(!waited.timed_out(), "no request came");
    }
}

#[test]
fn a_request_under_way_is_the_last_one() {
    let home = home("under-way");
    let gate = Arc::new(Gate::default());
    let closed = Arc::clone(&gate);
    let options = Options {
        on_request: Some(Box::new(move |_| closed.pass())),
        ..Options::default()
    };
    let collector = Collector::bind(([127, 0, 0, 1], 0).into(), options).unwrap();
    let mut program = Program::start(&home, &collector.url());
    program.order("event");
    program.order("start");
    gate.wait_for_a_request();

    consent(&home, "revoke");
    assert_eq!(segments(&home), 0);
    gate.open();
    let told = program.order("flush");
    // It had left: whether it counts as delivered is a matter of which is seen first, the answer or
    // the no.
    assert_eq!(told["pending"], 0, "{told}");
    assert_eq!(told["kept"], 0, "{told}");
    assert!(
        told["delivered"] == 1 || told["dropped"] == json!([["opt-out", 1]]) && told["unsure"] == 1,
        "{told}"
    );
    program.order("event");
    let told = program.order("flush");
    assert_eq!(told["pending"], 0, "{told}");
    program.order("close");
    program.end();
    assert!(
        collector.received().len() <= 1,
        "nothing started after the no"
    );
    assert_eq!(segments(&home), 0);
}
