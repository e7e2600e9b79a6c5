//! Instances that trap: each call of a client's life runs dry once, at several depths, and the
//! count still balances.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use nemo_telemetry::{
    Component, Ledger, Telemetry,
    outbox::Outbox,
    telemetry::Options,
    testing::{World, answered},
};
use serde_json::{Value, json};

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The calls so far, the one that runs dry, and how much fuel it gets.
#[derive(Default)]
struct Meter {
    calls: AtomicU32,
    dry: AtomicU32,
    fuel: AtomicU64,
}

static METER: LazyLock<Arc<Meter>> = LazyLock::new(Arc::default);

static COMPONENT: LazyLock<Component> = LazyLock::new(|| {
    let fuel = || {
        let call = METER.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if call == METER.dry.load(Ordering::SeqCst) {
            METER.fuel.load(Ordering::SeqCst)
        } else {
            u64::MAX
        }
    };
    Component::metered(nemo_telemetry_artifact::COMPONENT, fuel).unwrap()
});

/// What is known after a client's life.
struct Life {
    ledger: Ledger,
    restarts: u32,
    rejected: u32,
    problem: Option<String>,
    /// Numbers of the events in requests that were answered with 200.
    received: BTreeSet<i64>,
    /// Numbers of the events in the outbox.
    left: BTreeSet<i64>,
}

const EVENTS: u32 = 12;

/// Always the same life: a server that is well, is busy, has had enough and is well again, and time
/// that goes on meanwhile.
fn live(home: Option<&Path>) -> Life {
    let world = World::new();
    let mut statuses = [200, 503, 429].into_iter();
    world.serve(move |_| Some(answered(statuses.next().unwrap_or(200))));
    let options = home.map_or_else(|| world.options(), |home| world.options_in(home));
    let settings = r#"{"product": "agent-toolkit", "batchEvents": 4, "retries": 9}"#;
    let telemetry = Telemetry::with_options(
        settings,
        Options {
            component: Some(COMPONENT.clone()),
            ..options
        },
    )
    .unwrap();
    for number in 0..EVENTS {
        let parameters = json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number});
        telemetry.enqueue("nat_cli_command", &parameters);
        while number % 4 == 3 && !is_through(&telemetry) {
            world.advance(Duration::from_secs(5));
        }
    }
    let ledger = telemetry.close(PATIENCE).wait();
    let status = telemetry.status();
    drop(telemetry);
    let mut statuses = [200, 503, 429].into_iter();
    let received = world
        .requests()
        .into_iter()
        .filter(|_| statuses.next().unwrap_or(200) == 200);
    let received = received
        .flat_map(|request| numbers(&request.body))
        .collect();
    let left = home.map(left).unwrap_or_default();
    Life {
        ledger,
        restarts: status.restarts,
        rejected: status.rejected,
        problem: status.problem,
        received,
        left,
    }
}

fn is_through(telemetry: &Telemetry) -> bool {
    let ledger = telemetry.flush(Duration::from_millis(10)).wait();
    ledger.pending == 0 && telemetry.status().buffered == 0
}

fn numbers(body: &str) -> Vec<i64> {
    let body: Value = serde_json::from_str(body).unwrap();
    let number = |event: &Value| event["parameters"]["durationMs"].as_i64().unwrap();
    body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(number)
        .collect()
}

fn left(home: &Path) -> BTreeSet<i64> {
    let segments = Outbox::new(&home.join("state"), "agent-toolkit")
        .segments()
        .unwrap()
        .into_iter();
    let text: String = segments
        .map(|segment| fs::read_to_string(segment.path).unwrap())
        .collect();
    let number = |line: &str| {
        serde_json::from_str::<Value>(line).unwrap()["parameters"]["durationMs"]
            .as_i64()
            .unwrap()
    };
    text.lines().map(number).collect()
}

fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("traps")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    home
}

fn check(life: &Life, has_outbox: bool, place: &str) {
    let Life {
        ledger,
        received,
        left,
        ..
    } = life;
    let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
    let place = format!("{place}: {ledger:?}, received {received:?}, left {left:?}");
    assert_eq!(
        ledger.accepted + ledger.recovered,
        ledger.delivered + ledger.pending + ledger.kept + dropped,
        "{place}"
    );
    let distinct = u32::try_from(received.len()).unwrap();
    assert!(
        ledger.delivered <= distinct && distinct <= ledger.delivered + ledger.unsure,
        "{place}"
    );
    assert_eq!(life.problem, None, "{place}");
    if has_outbox {
        assert_eq!(ledger.accepted + life.rejected, EVENTS, "{place}");
        let known = received.union(left).count();
        assert_eq!(
            u32::try_from(known).unwrap(),
            ledger.accepted,
            "nothing is lost: {place}"
        );
    }
}

#[test]
fn every_call_may_run_dry() {
    for has_outbox in [true, false] {
        METER.dry.store(0, Ordering::SeqCst);
        METER.calls.store(0, Ordering::SeqCst);
        let path = home("reference");
        let reference = live(has_outbox.then_some(&path));
        let calls = METER.calls.load(Ordering::SeqCst);
        check(&reference, has_outbox, "reference");
        assert_eq!(
            (reference.restarts, reference.ledger.delivered),
            (0, EVENTS)
        );
        assert!(calls > 10, "{calls}");
        for fuel in [500, 20_000, 50_000] {
            METER.fuel.store(fuel, Ordering::SeqCst);
            let mut restarts = 0;
            for call in 1..=calls + 3 {
                METER.dry.store(call, Ordering::SeqCst);
                METER.calls.store(0, Ordering::SeqCst);
                let path = home("dry");
                let life = live(has_outbox.then_some(&path));
                check(
                    &life,
                    has_outbox,
                    &format!("outbox {has_outbox}, call {call}, fuel {fuel}"),
                );
                restarts += life.restarts;
            }
            println!("outbox {has_outbox}: {calls} calls with {fuel}: {restarts} restarts");
            assert!(restarts > 0, "no call runs dry with {fuel}");
        }
    }
}

/// A component that opens and then traps is opened again, but not without end.
#[test]
fn one_that_traps_whenever_it_is_polled_is_given_up() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    // Of each instance: it starts, names what may be looked at, opens a client, and is polled.
    let fuel = || {
        if (CALLS.fetch_add(1, Ordering::SeqCst) + 1).is_multiple_of(4) {
            0
        } else {
            u64::MAX
        }
    };
    let component = Component::metered(nemo_telemetry_artifact::COMPONENT, fuel).unwrap();
    let world = World::new();
    let options = Options {
        component: Some(component),
        ..world.options()
    };
    let telemetry = Telemetry::with_options(r#"{"product": "agent-toolkit"}"#, options).unwrap();
    telemetry.enqueue(
        "nat_cli_command",
        &json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}),
    );
    let ledger = telemetry.close(PATIENCE).wait();
    assert_eq!(CALLS.load(Ordering::SeqCst), 4 * 8);
    assert_eq!((ledger.accepted, ledger.dropped[0].count), (1, 1));
    let status = telemetry.status();
    let problem = status.problem.unwrap();
    assert_eq!(status.text, problem);
    assert!(
        problem.contains("was started 8 times and trapped each time"),
        "{problem}"
    );
    let lost = "events lost: 1; telemetry does not work";
    assert_eq!(world.notices(), [problem, lost.into()]);
}
