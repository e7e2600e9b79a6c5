//! What the audit log says is what a collector got: lines and bodies are paired one to one by
//! SHA-256 and length, whatever goes wrong.

use std::{
    collections::HashMap,
    fs,
    io::Read as _,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use nemo_telemetry::{
    Component, Ledger, Telemetry,
    audit::{Log, What},
    paths::Paths,
    telemetry::Options,
    transport::HttpTransport,
};
use nemo_telemetry_testkit::collector::{Collector, Options as Collecting, Received, Respond};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What every event says. No line may.
const SECRET: &str = "marzipan";

/// A folder of this test alone.
fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("audited")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    home
}

fn paths(home: &Path) -> Paths {
    Paths {
        config: Some(home.join("config")),
        state: Some(home.join("state")),
        cache: None,
        machine: None,
    }
}

fn open(home: &Path, endpoint: &str) -> Telemetry {
    let settings = json!({"product": "agent-toolkit", "endpoint": endpoint, "retries": 100, "patienceMs": 0, "batchEvents": 8, "timeoutMs": 300});
    let options = Options {
        enabled: Some(true),
        paths: paths(home),
        variable: Box::new(|_| None),
        host: Box::new(|_| None),
        on_problem: Box::new(|notice| panic!("{notice}")),
        transport: Box::new(|| Box::new(HttpTransport::with_environment(|_| None))),
        component: Some(Component::embedded().unwrap().clone()),
        ..Options::default()
    };
    Telemetry::with_options(&settings.to_string(), options).unwrap()
}

fn enqueue(telemetry: &Telemetry, count: u32) {
    let before = telemetry.ledger().accepted;
    for number in 0..count {
        let parameters = json!({"command": SECRET, "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number});
        telemetry.enqueue("nat_cli_command", &parameters);
    }
    wait(|| telemetry.ledger().accepted == before + count);
}

fn wait(mut is_done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_done() {
        assert!(start.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
}

/// Ends at once, and waits however long that takes on this machine.
fn end(telemetry: &Telemetry) -> Ledger {
    let _ = telemetry.close(Duration::ZERO).wait();
    wait(|| telemetry.status().has_ended);
    assert_eq!(telemetry.status().warnings, [""; 0]);
    telemetry.ledger()
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// An attempt by its lines.
#[derive(Debug)]
struct Attempt {
    endpoint: String,
    count: u64,
    /// Outcome, status, and whether it is unsure. None: the process ended first.
    answer: Option<(String, u16, bool)>,
}

/// The log, put together.
#[derive(Debug, Default)]
struct Account {
    /// By the SHA-256 and the length of their bodies.
    attempts: HashMap<(String, u64), Vec<Attempt>>,
    dropped: u64,
}

impl Account {
    fn read(log: &Log) -> Self {
        let mut account = Self::default();
        // One request is under way at a time.
        let mut under_way = None;
        let mut lines = log.read().unwrap();
        for line in lines.by_ref() {
            match line.unwrap().entry.what {
                What::Request {
                    endpoint,
                    sha256,
                    bytes,
                    count,
                    events,
                } => {
                    assert_eq!(events, ["nat_cli_command"]);
                    under_way = Some((sha256.clone(), bytes));
                    account
                        .attempts
                        .entry((sha256, bytes))
                        .or_default()
                        .push(Attempt {
                            endpoint,
                            count,
                            answer: None,
                        });
                }
                What::Answer {
                    sha256,
                    outcome,
                    status,
                    unsure,
                } => {
                    let key = under_way.take().expect("an answer follows its request");
                    assert_eq!(key.0, sha256);
                    account
                        .attempts
                        .get_mut(&key)
                        .unwrap()
                        .last_mut()
                        .unwrap()
                        .answer = Some((outcome, status, unsure));
                }
                What::Drop { count, .. } => account.dropped += count,
                What::Other => panic!("a line of a kind that there is not"),
            }
        }
        assert_eq!(lines.damaged(), 0);
        account
    }

    fn all(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.values().flatten()
    }

    /// How many events the attempts of an outcome had.
    fn events(&self, expected: &str) -> u64 {
        let is_one = |attempt: &&Attempt| {
            attempt
                .answer
                .as_ref()
                .is_some_and(|(outcome, ..)| outcome == expected)
        };
        self.all().filter(is_one).map(|attempt| attempt.count).sum()
    }

    /// Takes the attempt away that brought a body to its collector.
    fn pair(&mut self, received: &Received) {
        let digest: String = Sha256::digest(&received.body)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let attempts = self
            .attempts
            .get_mut(&(digest, received.body.len() as u64))
            .expect("every body that arrived has a line");
        let place = attempts.iter().position(|attempt| match &attempt.answer {
            // The answer may have been lost on its way, and none was given where the collector says
            // 0.
            Some((_, 0, unsure)) => *unsure,
            Some((_, status, _)) => *status == received.status,
            None => true,
        });
        attempts.remove(
            place.expect("every body that arrived has a line of its own that allows for it"),
        );
    }
}

fn sum(ledgers: &[Ledger], count: impl Fn(&Ledger) -> u32) -> u64 {
    ledgers.iter().map(|ledger| u64::from(count(ledger))).sum()
}

fn dropped(ledger: &Ledger) -> u32 {
    ledger.dropped.iter().map(|tally| tally.count).sum()
}

#[test]
fn every_body_that_arrived_has_one_line_and_every_answered_line_a_body() {
    let home = home("pairs");
    let mut ledgers = Vec::new();

    // Nobody listens: nothing leaves.
    let listener = TcpListener::bind(any_port()).unwrap();
    let nobody = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let telemetry = open(&home, &nobody);
    enqueue(&telemetry, 5);
    let _ = telemetry.flush(Duration::from_millis(100)).wait();
    ledgers.push(end(&telemetry));

    // A connection that is reset in the midst of a body.
    let listener = TcpListener::bind(any_port()).unwrap();
    let reset = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        listener
            .incoming()
            .for_each(|stream| drop(stream.unwrap().read_exact(&mut [0; 300])))
    });
    let telemetry = open(&home, &reset);
    let _ = telemetry.flush(Duration::from_millis(100)).wait();
    wait(|| telemetry.ledger().unsure > 0);
    ledgers.push(end(&telemetry));

    // A collector that does everything that one can do.
    let busy = |status| Respond::Status(status, Some("0".into()));
    let script = [
        busy(413),
        busy(200),
        busy(503),
        Respond::Reset,
        busy(429),
        busy(204),
        busy(400),
        Respond::Silence,
        busy(302),
        busy(413),
        busy(413),
        busy(500),
        busy(201),
        busy(200),
        busy(413),
        Respond::Drip(Duration::from_millis(200)),
    ];
    let collector = Collector::bind(
        any_port(),
        Collecting {
            script: script.to_vec(),
            ..Collecting::default()
        },
    )
    .unwrap();
    let telemetry = open(&home, &collector.url());
    enqueue(&telemetry, 60);
    wait(|| {
        telemetry.flush(Duration::from_millis(200)).wait().pending == 0
            && collector.received().len() > script.len()
    });
    ledgers.push(end(&telemetry));

    // A black hole, and telemetry is turned off while a body is in it.
    let hole = Collector::bind(
        any_port(),
        Collecting {
            respond: Respond::Silence,
            ..Collecting::default()
        },
    )
    .unwrap();
    let telemetry = open(&home, &hole.url());
    enqueue(&telemetry, 10);
    let _ = telemetry.flush(Duration::ZERO).wait();
    assert!(hole.wait_for(1, PATIENCE));
    let _ = telemetry.opt_out().wait();
    wait(|| telemetry.status().has_ended);
    ledgers.push(telemetry.ledger());

    let log = Log::new(&home.join("state"), "agent-toolkit");
    let mut account = Account::read(&log);
    assert_eq!(account.dropped, sum(&ledgers, dropped));
    assert_eq!(
        account.events("delivered"),
        sum(&ledgers, |ledger| ledger.delivered)
    );
    assert!(
        account.all().all(|attempt| attempt.answer.is_some()),
        "whoever ended told how its request had ended"
    );
    for attempt in account.all() {
        let (_, status, unsure) = attempt.answer.as_ref().unwrap();
        match &attempt.endpoint {
            endpoint if *endpoint == nobody => {
                assert_eq!((*status, *unsure), (0, false), "{attempt:?}")
            }
            endpoint if *endpoint == reset => {
                assert_eq!((*status, *unsure), (0, true), "{attempt:?}")
            }
            _ => assert_eq!(*unsure, *status == 0, "{attempt:?}"),
        }
    }
    for outcome in ["delivered", "refused", "halved", "retried", "dropped"] {
        assert!(account.events(outcome) > 0, "nothing was {outcome}");
    }
    let arrived = [collector.received(), hole.received()].concat();
    arrived.iter().for_each(|received| account.pair(received));
    let rest: Vec<_> = account
        .all()
        .filter(|attempt| {
            attempt
                .answer
                .as_ref()
                .is_some_and(|(_, status, _)| *status > 0)
        })
        .collect();
    assert!(rest.is_empty(), "answered, but nothing arrived: {rest:?}");
    println!(
        "{} bodies arrived; {} more attempts did not, or not whole",
        arrived.len(),
        account.all().count()
    );

    let text = fs::read_to_string(log.path()).unwrap();
    assert!(!text.contains(SECRET), "no value of an event is in the log");
}

/// A process that is killed tells nothing of the end of its request; the next one tells of another.
#[test]
fn a_request_without_an_answer_was_under_way_when_its_process_ended() {
    let home = home("killed");
    let hole = Collector::bind(
        any_port(),
        Collecting {
            respond: Respond::Silence,
            ..Collecting::default()
        },
    )
    .unwrap();
    // Fifty events go at once.
    let mut sender = Command::new(env!("CARGO_BIN_EXE_sender"));
    sender
        .arg(&home)
        .arg(hole.url())
        .args(["0", "50", "60000", "0", "0"])
        .stdout(Stdio::null());
    let mut child = sender.spawn().unwrap();
    assert!(hole.wait_for(1, PATIENCE));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut account = Account::read(&Log::new(&home.join("state"), "agent-toolkit"));
    assert!(account.all().all(|attempt| attempt.answer.is_none()));
    account.pair(&hole.received()[0]);
    assert_eq!(account.all().count(), 0);
}

#[test]
fn nothing_is_made_while_telemetry_is_off_or_nothing_leaves() {
    let home = home("off");
    let variable = |name: &str| (name == "DO_NOT_TRACK").then(|| "1".into());
    let options = Options {
        variable: Box::new(variable),
        host: Box::new(|_| None),
        paths: paths(&home),
        ..Options::default()
    };
    let telemetry = Telemetry::with_options(r#"{"product": "agent-toolkit"}"#, options).unwrap();
    telemetry.enqueue(
        "nat_cli_command",
        &json!({"command": "a", "taskStatus": "success", "pythonVersion": "3"}),
    );
    let _ = telemetry.close(PATIENCE).wait();
    assert!(!home.exists());
}

#[test]
fn what_keeps_the_log_from_being_written_keeps_nothing_else() {
    let home = home("blocked");
    let log = Log::new(&home.join("state"), "agent-toolkit");
    fs::create_dir_all(log.path()).unwrap();
    let notices = Arc::<Mutex<Vec<String>>>::default();
    let told = Arc::clone(&notices);
    let collector = Collector::bind(any_port(), Collecting::default()).unwrap();
    let settings =
        json!({"product": "agent-toolkit", "endpoint": collector.url(), "flushEvents": 1})
            .to_string();
    let options = Options {
        enabled: Some(true),
        paths: paths(&home),
        variable: Box::new(|_| None),
        host: Box::new(|_| None),
        on_problem: Box::new(move |notice| told.lock().unwrap().push(notice.into())),
        transport: Box::new(|| Box::new(HttpTransport::with_environment(|_| None))),
        ..Options::default()
    };
    let telemetry = Telemetry::with_options(&settings, options).unwrap();
    enqueue(&telemetry, 1);
    wait(|| telemetry.ledger().delivered == 1);
    enqueue(&telemetry, 1);
    assert_eq!(telemetry.close(PATIENCE).wait().delivered, 2);
    let warnings = telemetry.status().warnings;
    let expected = format!(
        "the audit log has gaps: a line could not be written: expected a file, found a link or something else: {}",
        log.path().display()
    );
    assert_eq!(warnings, [expected]);
    assert_eq!(*notices.lock().unwrap(), warnings);
}
