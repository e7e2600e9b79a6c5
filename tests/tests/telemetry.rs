//! The library for Rust programs, in a world without network.

use std::{
    fs,
    future::Future,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use nemo_telemetry::{
    Ledger, State, Telemetry,
    outbox::Outbox,
    paths::{Paths, System},
    status::Report,
    telemetry::{Enqueued, Options},
    testing::World,
};
use serde_json::{Value, json};

const SETTINGS: &str = r#"{"product": "agent-toolkit", "clientVersion": "1.9.0"}"#;

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

fn event(number: u32) -> Value {
    json!({"command": "run", "taskStatus": "success", "pythonVersion": "3.12", "durationMs": number})
}

fn enqueue(telemetry: &Telemetry, count: u32) {
    for number in 0..count {
        assert_eq!(
            telemetry.enqueue("nat_cli_command", &event(number)),
            Enqueued::Buffered
        );
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

/// A folder of this test alone.
fn home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("telemetry")
        .join(name);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    home
}

/// Of each segment, whether it is ready for others.
fn segments(home: &Path) -> Vec<bool> {
    let outbox = Outbox::new(&home.join("state"), "agent-toolkit");
    outbox
        .segments()
        .unwrap()
        .into_iter()
        .map(|segment| segment.is_ready)
        .collect()
}

fn balance(ledger: &Ledger) -> (u32, u32) {
    let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
    (
        ledger.accepted + ledger.recovered,
        ledger.delivered + ledger.pending + ledger.kept + dropped,
    )
}

#[test]
fn sixty_four_threads_lose_no_event_and_send_none_twice() {
    const THREADS: u32 = 64;
    const EACH: u32 = 10;
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let telemetry = telemetry.clone();
            scope.spawn(move || {
                for number in thread * EACH..(thread + 1) * EACH {
                    let taken = telemetry.enqueue("nat_cli_command", &event(number));
                    assert_eq!(taken, Enqueued::Buffered);
                    match number % 5 {
                        0 => drop(telemetry.flush(Duration::ZERO)),
                        1 => drop(telemetry.flush(PATIENCE).wait()),
                        2 => drop(telemetry.status()),
                        _ => {}
                    }
                }
            });
        }
    });
    let ledger = telemetry.close(PATIENCE).wait();
    assert_eq!(balance(&ledger), (THREADS * EACH, THREADS * EACH));
    assert_eq!(ledger.delivered, THREADS * EACH, "{ledger:?}");
    let mut numbers: Vec<u64> = world
        .requests()
        .iter()
        .flat_map(|request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            body["events"].as_array().unwrap().clone()
        })
        .map(|event| event["parameters"]["durationMs"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..u64::from(THREADS * EACH)));
}

#[test]
fn events_are_delivered_in_order_and_counted() {
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    enqueue(&telemetry, 60);
    let ledger = telemetry.close(PATIENCE).wait();
    assert_eq!(
        (ledger.accepted, ledger.delivered, ledger.pending),
        (60, 60, 0)
    );
    let sent = world.requests().into_iter().flat_map(|request| {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        body["events"].as_array().unwrap().clone()
    });
    let numbers: Vec<i64> = sent
        .map(|event| event["parameters"]["durationMs"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (0..60).collect::<Vec<_>>());
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &event(0)),
        Enqueued::Closed
    );
    assert_eq!(
        telemetry.close(PATIENCE).wait().delivered,
        60,
        "to close again is to hear the same"
    );
}

#[test]
fn an_event_has_the_instant_at_which_it_was_passed() {
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    world.advance(Duration::from_millis(1500));
    enqueue(&telemetry, 1);
    assert_eq!(telemetry.flush(PATIENCE).wait().delivered, 1);
    assert!(
        world.requests()[0]
            .body
            .contains(r#""ts":"2026-01-01T00:00:01.500Z""#)
    );
}

#[test]
fn what_waits_goes_by_itself_when_its_time_has_come() {
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    enqueue(&telemetry, 1);
    while telemetry.ledger().pending == 0 {
        thread::yield_now();
    }
    assert_eq!(world.requests().len(), 0);
    world.advance(Duration::from_secs(120));
    while telemetry.ledger().delivered == 0 {
        thread::yield_now();
    }
    assert_eq!(world.requests().len(), 1);
}

#[test]
fn a_flush_waits_for_answers_where_nothing_can_be_kept() {
    let home = home("file").join("in the place of a folder");
    fs::write(&home, "").unwrap();
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 1);
    assert_eq!(telemetry.flush(PATIENCE).wait().delivered, 1);
    let warnings = telemetry.status().warnings;
    assert!(warnings[0].starts_with("events are kept in memory only: "));
}

#[test]
fn nothing_happens_while_telemetry_is_off() {
    let home = home("off");
    let world = World::new();
    let options = Options {
        variable: Box::new(|name| (name == "DO_NOT_TRACK").then(|| "1".into())),
        ..world.options_in(&home)
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &event(0)),
        Enqueued::Off
    );
    assert_eq!(telemetry.flush(PATIENCE).wait().accepted, 0);
    let status = telemetry.status();
    assert_eq!((status.state, status.buffered), (Some(State::Off), 0));
    assert_eq!(
        status.text,
        "telemetry of agent-toolkit is off: DO_NOT_TRACK=1 in the environment"
    );
    drop(telemetry);
    assert_eq!(world.requests().len(), 0);
    assert_eq!(fs::read_dir(home).unwrap().count(), 0, "no folder is made");
}

#[test]
fn a_notice_is_shown_before_the_first_event() {
    let world = World::new();
    let options = Options {
        enabled: None,
        ..world.options()
    };
    let telemetry = Telemetry::with_options(r#"{"product": "anonymizer"}"#, options).unwrap();
    telemetry.enqueue("no such event", &json!({}));
    let _ = telemetry.flush(PATIENCE).wait();
    let notices = world.notices();
    assert!(
        notices[0].starts_with("NeMo Anonymizer sends anonymous usage events"),
        "{notices:?}"
    );
    assert!(
        notices[1].starts_with("an event was rejected: "),
        "{notices:?}"
    );
    assert_eq!(telemetry.status().rejected, 1);
}

#[test]
fn what_is_not_delivered_in_time_is_delivered_by_the_next_program() {
    let home = home("next");
    let world = World::new();
    world.serve(|_| None);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 3);
    while telemetry.ledger().accepted < 3 {
        thread::yield_now();
    }
    let ledger = end(&telemetry);
    drop(telemetry);
    assert_eq!(balance(&ledger), (3, 3));
    assert_eq!(segments(&home), [true]);

    world.serve_status(200);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    let ledger = telemetry.close(PATIENCE).wait();
    assert_eq!(
        (ledger.accepted, ledger.recovered, ledger.delivered),
        (0, 3, 3)
    );
    assert_eq!(segments(&home), [false; 0]);
}

#[test]
fn an_event_that_finds_the_segment_taken_by_another_process_is_the_next_client_s() {
    let home = home("taken");
    let folder = home.join("state/agent-toolkit");
    let telemetry = Telemetry::with_options(SETTINGS, World::new().options_in(&home)).unwrap();
    for taken in 1..=5_u32 {
        enqueue(&telemetry, 1);
        let start = Instant::now();
        while telemetry.ledger().accepted < taken {
            assert!(start.elapsed() < PATIENCE, "{:?}", telemetry.status());
            thread::yield_now();
        }
        // What another process does first with a segment that it takes; it would not take this one
        // yet.
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_own = !path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("ffffffffffffffff-");
            is_own.then(|| {
                fs::rename(
                    &path,
                    folder.join(format!("ffffffffffffffff-{taken}.jsonl")),
                )
                .unwrap()
            });
        }
    }
    let ledger = end(&telemetry);
    assert_eq!((ledger.accepted, ledger.kept), (5, 5));
    let taken = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert_eq!(
        taken
            .filter(|name| name.to_string_lossy().starts_with("ffffffffffffffff-"))
            .count(),
        5
    );
}

#[test]
fn a_no_is_stored_and_empties_the_outbox() {
    let home = home("no");
    let world = World::new();
    world.serve_status(503);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 3);
    assert_eq!(telemetry.flush(Duration::ZERO).wait().delivered, 0);
    let ledger = telemetry.opt_out().wait();
    assert_eq!((ledger.pending, ledger.kept), (0, 0));
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &event(0)),
        Enqueued::Off
    );
    assert_eq!(segments(&home), [false; 0]);
    let stored = fs::read_to_string(home.join("config/nat/telemetry.toml")).unwrap();
    assert!(stored.contains("consent = \"disabled\""));

    let options = Options {
        enabled: None,
        ..world.options_in(&home)
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    telemetry.enqueue("nat_cli_command", &event(0));
    let _ = telemetry.flush(PATIENCE).wait();
    assert_eq!(
        telemetry.status().text,
        "telemetry of agent-toolkit is off: the stored decision nat/telemetry.toml"
    );
}

#[test]
fn a_person_s_no_is_stored_and_done_where_a_kill_switch_keeps_the_program_off() {
    let home = home("no-when-off");
    let world = World::new();
    world.serve(|_| None);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 3);
    while telemetry.ledger().accepted < 3 {
        thread::yield_now();
    }
    end(&telemetry);
    assert_eq!(segments(&home), [true]);

    let options = Options {
        variable: Box::new(|name| (name == "DO_NOT_TRACK").then(|| "1".into())),
        ..world.options_in(&home)
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    assert_eq!(
        segments(&home),
        [true],
        "a program that is off leaves alone what others have kept"
    );
    let _ = telemetry.opt_out().wait();
    assert_eq!(segments(&home), [false; 0]);
    assert!(
        fs::read_to_string(home.join("config/nat/telemetry.toml"))
            .unwrap()
            .contains("consent = \"disabled\"")
    );
}

#[test]
fn a_person_s_no_removes_what_is_kept_also_before_anybody_was_asked() {
    let home = home("no-when-undecided");
    let world = World::new();
    world.serve(|_| None);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 3);
    while telemetry.ledger().accepted < 3 {
        thread::yield_now();
    }
    end(&telemetry);
    assert_eq!(segments(&home), [true]);

    let options = Options {
        enabled: None,
        ..world.options_in(&home)
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    let _ = telemetry.opt_out().wait();
    assert_eq!(segments(&home), [false; 0]);
    assert!(
        fs::read_to_string(home.join("config/nat/telemetry.toml"))
            .unwrap()
            .contains("consent = \"disabled\"")
    );
    assert_eq!(telemetry.status().problem, None);

    world.serve_status(200);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    assert_eq!(telemetry.close(PATIENCE).wait().recovered, 0);
    assert_eq!(world.requests().len(), 0);
}

#[test]
fn a_no_that_cannot_be_stored_holds_all_the_same_and_is_a_problem() {
    let home = home("unstorable");
    fs::write(home.join("config"), "in the way").unwrap();
    let world = World::new();
    world.serve(|_| None);
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 1);
    let ledger = telemetry.opt_out().wait();
    assert_eq!((ledger.pending, ledger.kept), (0, 0));
    assert_eq!(segments(&home), [false; 0]);
    let problem = telemetry.status().problem.unwrap();
    assert!(
        problem.starts_with(
            "nat/telemetry.toml could not be stored and holds for this process only: "
        ),
        "{problem}"
    );
    assert_eq!(world.notices(), [problem]);
}

#[test]
fn an_administrator_s_no_stops_a_program_that_runs() {
    let home = home("policy");
    let world = World::new();
    let mut options = world.options_in(&home);
    options.paths.machine = Some(home.join("machine"));
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    enqueue(&telemetry, 1);
    while telemetry.ledger().accepted == 0 {
        thread::yield_now();
    }
    fs::create_dir_all(home.join("machine")).unwrap();
    fs::write(home.join("machine/policy.toml"), "consent = \"disabled\"\n").unwrap();
    let ledger = telemetry.flush(PATIENCE).wait();
    assert_eq!(world.requests().len(), 0);
    assert_eq!(
        (
            ledger.pending,
            ledger.kept,
            ledger.dropped[0].reason.as_str()
        ),
        (0, 0, "opt-out")
    );
    assert!(
        telemetry
            .status()
            .text
            .ends_with("the administrator of this machine says so"),
        "{}",
        telemetry.status().text
    );
}

#[cfg(unix)]
#[test]
fn a_home_that_is_not_utf_8_is_a_home() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};

    let home = home("bytes").join(OsString::from_vec(b"ad\xff".to_vec()));
    let paths = || {
        let home = home.clone().into_os_string();
        Paths {
            machine: None,
            ..Paths::find(System::Unix, move |name| {
                (name == "HOME").then(|| home.clone())
            })
        }
    };
    let world = World::new();
    world.serve(|_| None);
    let options = || Options {
        paths: paths(),
        ..world.options()
    };
    let telemetry = Telemetry::with_options(SETTINGS, options()).unwrap();
    enqueue(&telemetry, 1);
    while telemetry.ledger().accepted == 0 {
        thread::yield_now();
    }
    assert_eq!(end(&telemetry).kept, 1);
    let state = home.join(".local/state/nemo-telemetry");
    assert_eq!(
        Outbox::new(&state, "agent-toolkit")
            .segments()
            .unwrap()
            .len(),
        1
    );

    let decision = home.join(".config/nat/telemetry.toml");
    fs::create_dir_all(decision.parent().unwrap()).unwrap();
    fs::write(decision, "[telemetry]\nconsent = \"disabled\"\n").unwrap();
    let telemetry = Telemetry::with_options(SETTINGS, options()).unwrap();
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &event(0)),
        Enqueued::Off,
        "its stored no is heard"
    );
    let report = Report::of("agent-toolkit", &options()).unwrap();
    assert_eq!(report.waiting.as_ref().unwrap().events, 1);
    assert!(
        report.json()["outbox"]["folder"]
            .as_str()
            .unwrap()
            .contains("ad\u{fffd}")
    );
}

/// Root may search every folder, so a link that leads in a circle stands for what cannot be looked
/// at.
#[cfg(unix)]
#[test]
fn a_decision_that_cannot_be_looked_at_is_not_absent() {
    let home = home("unsearchable");
    fs::create_dir_all(home.join("config")).unwrap();
    std::os::unix::fs::symlink("nemoguardrails", home.join("config/nemoguardrails")).unwrap();
    let telemetry = Telemetry::with_options(
        r#"{"product": "guardrails"}"#,
        World::new().options_in(&home),
    )
    .unwrap();
    assert_eq!(
        telemetry.enqueue("guardrails_usage_event", &json!({})),
        Enqueued::Off,
        "{}",
        telemetry.status().text
    );
}

#[test]
fn each_of_these_is_off_before_the_first_event_and_says_why() {
    let administrator = home("administrator");
    fs::create_dir_all(administrator.join("machine")).unwrap();
    fs::write(
        administrator.join("machine/policy.toml"),
        "consent = \"disabled\"\n",
    )
    .unwrap();
    let world = World::new();
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = Options {
            enabled: None,
            ..world.options()
        };
        change(&mut options);
        let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
        telemetry.enqueue("nat_cli_command", &event(0));
        let _ = telemetry.flush(PATIENCE).wait();
        assert_eq!(
            telemetry.enqueue("nat_cli_command", &event(0)),
            Enqueued::Off
        );
        let text = telemetry.status().text;
        text.split_once(" is off: ").unwrap().1.to_owned()
    };
    assert_eq!(
        with(&|options| options.enabled = Some(false)),
        "the program says enabled=false"
    );
    assert_eq!(
        with(&|options| options.emit_telemetry = Some(false)),
        "the program says emit_telemetry=false"
    );
    assert_eq!(with(&|_| ()), "the product's default: to ask first");
    let compiled_out = with(&|options| {
        options.enabled = Some(true);
        options.host = Box::new(|name| (name == "compiled-out").then(|| "true".into()));
    });
    assert_eq!(compiled_out, "this build leaves telemetry out");
    let by_administrator = with(&|options| {
        options.enabled = Some(true);
        options.paths.machine = Some(administrator.join("machine"));
    });
    assert_eq!(
        by_administrator,
        "the administrator of this machine says so"
    );
    assert_eq!(world.requests().len(), 0);
}

#[test]
fn a_no_that_another_program_stores_stops_this_one() {
    let home = home("revoked");
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options_in(&home)).unwrap();
    enqueue(&telemetry, 1);
    while telemetry.ledger().accepted == 0 {
        thread::yield_now();
    }
    fs::create_dir_all(home.join("config/nat")).unwrap();
    fs::write(
        home.join("config/nat/telemetry.toml"),
        "[telemetry]\nconsent = \"disabled\"\n",
    )
    .unwrap();
    let ledger = telemetry.flush(PATIENCE).wait();
    assert_eq!(world.requests().len(), 0);
    assert_eq!((ledger.accepted, ledger.pending), (1, 0));
    assert_eq!(ledger.dropped[0].reason, "opt-out");
    assert_eq!(segments(&home), [false; 0]);
}

#[test]
fn wrong_settings_are_a_problem_and_not_a_panic() {
    for (settings, problem) in [
        ("[]", "the settings cannot be used: expected a JSON object"),
        (
            "{}",
            "the settings cannot be used: expected the identifier of a product",
        ),
        (
            r#"{"product": "../x"}"#,
            "the settings cannot be used: expected the identifier of a product",
        ),
    ] {
        let error = Telemetry::with_options(settings, World::new().options())
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(problem), "{error}");
    }
    let world = World::new();
    let telemetry = Telemetry::with_options(
        r#"{"product": "agent-toolkit", "retries": -1}"#,
        world.options(),
    )
    .unwrap();
    telemetry.enqueue("nat_cli_command", &event(0));
    let ledger = telemetry.flush(PATIENCE).wait();
    let status = telemetry.status();
    let problem = status.problem.unwrap();
    assert!(
        problem.starts_with("telemetry does not work: the settings are wrong; /retries: "),
        "{problem}"
    );
    assert_eq!(status.text, problem);
    assert_eq!(balance(&ledger), (1, 1));
    assert_eq!(ledger.dropped[0].reason, "closed");
    let lost = "events lost: 1; telemetry does not work";
    assert_eq!(world.notices(), [problem, lost.into()]);
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &event(0)),
        Enqueued::Closed
    );
}

#[test]
fn a_listener_that_panics_ends_nothing() {
    let world = World::new();
    let options = Options {
        on_problem: Box::new(|_| panic!("of a test")),
        ..world.options()
    };
    let telemetry = Telemetry::with_options(SETTINGS, options).unwrap();
    telemetry.enqueue("no_such_event", &event(0));
    enqueue(&telemetry, 2);
    assert_eq!(telemetry.flush(PATIENCE).wait().delivered, 2);
    assert_eq!(telemetry.status().problem, None);
}

#[test]
fn what_cannot_be_an_event_is_counted() {
    let telemetry = Telemetry::with_options(SETTINGS, World::new().options()).unwrap();
    assert_eq!(
        telemetry.enqueue("nat_cli_command", &"x".repeat(70_000)),
        Enqueued::Unusable
    );
    assert_eq!(
        telemetry.enqueue(
            "nat_cli_command",
            &std::collections::BTreeMap::from([((1, 2), 3)])
        ),
        Enqueued::Unusable
    );
    assert_eq!(telemetry.status().rejected, 2);
}

/// A runtime for one future, made of nothing but the standard library.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn async_code_awaits_what_a_thread_waits_for() {
    let world = World::new();
    let telemetry = Telemetry::with_options(SETTINGS, world.options()).unwrap();
    let ledger = block_on(async {
        enqueue(&telemetry, 2);
        let flushed = telemetry.flush(PATIENCE).await;
        assert_eq!(flushed.delivered, 2);
        enqueue(&telemetry, 1);
        telemetry.close(PATIENCE).await
    });
    assert_eq!((ledger.accepted, ledger.delivered), (3, 3));
}

#[test]
fn after_five_exits_without_an_answer_one_is_patient() {
    let home = home("patience");
    let world = World::new();
    let exit = || {
        let settings = r#"{"product": "agent-toolkit", "patienceMs": 60000}"#;
        let telemetry = Telemetry::with_options(settings, world.options_in(&home)).unwrap();
        enqueue(&telemetry, 1);
        while telemetry.ledger().accepted == 0 {
            thread::yield_now();
        }
        end(&telemetry)
    };
    world.serve(|_| None);
    for _ in 0..5 {
        assert_eq!(exit().delivered, 0);
    }
    world.serve_status(200);
    let ledger = exit();
    assert_eq!((ledger.recovered, ledger.delivered, ledger.kept), (5, 6, 0));
}

#[test]
fn what_the_machine_is_called_does_not_leave_it() {
    let world = World::new();
    let host = Box::new(|name: &str| (name == "user-name").then(|| "zebulon".into()));
    let telemetry = Telemetry::with_options(
        SETTINGS,
        Options {
            host,
            ..world.options()
        },
    )
    .unwrap();
    telemetry.enqueue(
        "nat_cli_command",
        &json!({"command": "Zebulon's", "taskStatus": "success", "pythonVersion": "3.12"}),
    );
    assert_eq!(telemetry.close(PATIENCE).wait().delivered, 1);
    let body: Value = serde_json::from_str(&world.requests()[0].body).unwrap();
    assert_eq!(body["events"][0]["parameters"]["command"], "redacted");
}
