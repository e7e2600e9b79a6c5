//! What a component can do to its host: nothing that lasts.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use nemo_telemetry::{
    Component, Instance, Telemetry,
    telemetry::{Enqueued, Options},
    testing::World,
};
use nemo_telemetry_tests::hostile;
use serde_json::json;

/// Long enough for any machine; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Calls the component as a host does first. Returns the error.
fn call(body: &str) -> String {
    let component = Component::new(&hostile::component(body).unwrap()).unwrap();
    let mut instance = Instance::new(&component, nemo_telemetry::Imports::real()).unwrap();
    let error = instance.queries("agent-toolkit").unwrap_err();
    assert!(
        instance.queries("agent-toolkit").is_err(),
        "it is no better the second time"
    );
    format!("{error:#}")
}

#[test]
fn one_that_spins_is_stopped() {
    let error = call("loop br 0 end unreachable");
    assert!(error.contains("interrupt"), "{error}");
}

#[test]
fn one_that_recurses_runs_out_of_stack() {
    let error = call("i32.const 0 i32.const 0 call $self");
    assert!(error.contains("call stack exhausted"), "{error}");
}

/// It says with a trap how many pages it has got: of 64 KiB each, at most 4 MiB.
#[test]
fn one_that_swells_gets_no_more_than_its_memory() {
    let error = call(
        "loop i32.const 1 memory.grow i32.const -1 i32.ne br_if 0 end memory.size i32.const 64 i32.le_u if unreachable end i32.const 8",
    );
    assert!(error.contains("unreachable"), "{error}");
}

#[test]
fn one_that_returns_a_list_beyond_its_memory_is_not_believed() {
    let error = call(
        "i32.const 8 i32.const 16 i32.store i32.const 12 i32.const 0x7fffffff i32.store i32.const 8",
    );
    assert!(error.contains("out of bounds"), "{error}");
}

#[test]
fn one_that_returns_no_text_is_not_believed() {
    let body = "
        i32.const 8 i32.const 16 i32.store i32.const 12 i32.const 1 i32.store
        i32.const 20 i32.const 32 i32.store i32.const 24 i32.const 1 i32.store
        i32.const 32 i32.const 0xff i32.store8 i32.const 8";
    let error = call(body);
    assert!(error.contains("utf-8"), "{error}");
}

#[test]
fn one_that_starts_requests_without_end_has_few_under_way() {
    let body = "loop i32.const 0 i32.const 0 i32.const 0 i32.const 60000 i32.const 1000 call $start drop br 0 end unreachable";
    let world = World::new();
    let started = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&started);
    world.serve(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        None
    });
    let component = Component::new(&hostile::component(body).unwrap()).unwrap();
    let options = world.options();
    let imports = nemo_telemetry::Imports {
        transport: (options.transport)(),
        ..nemo_telemetry::Imports::real()
    };
    let mut instance = Instance::new(&component, imports).unwrap();
    assert!(instance.queries("agent-toolkit").is_err());
    assert_eq!(started.load(Ordering::Relaxed), 16);
}

/// The program goes on at once, hears that telemetry does not work, and no thread or file of it
/// stays behind.
#[test]
fn a_program_does_not_notice() {
    let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&home);
    for body in [
        "loop br 0 end unreachable",
        "i32.const 0 i32.const 0 call $self",
        "unreachable",
    ] {
        let world = World::new();
        let component = Component::new(&hostile::component(body).unwrap()).unwrap();
        let options = Options {
            component: Some(component),
            ..world.options_in(&home)
        };
        let telemetry =
            Telemetry::with_options(r#"{"product": "agent-toolkit"}"#, options).unwrap();
        assert_eq!(
            telemetry.enqueue("nat_cli_command", &json!({})),
            Enqueued::Buffered
        );
        let ledger = telemetry.close(PATIENCE).wait();
        let closed = &ledger.dropped[0];
        assert_eq!((ledger.accepted, ledger.pending), (1, 0));
        assert_eq!((closed.reason.as_str(), closed.count), ("closed", 1));
        let problem = telemetry.status().problem.unwrap();
        assert!(
            problem.starts_with("telemetry does not work: "),
            "{problem}"
        );
        let lost = "events lost: 1; telemetry does not work".to_owned();
        assert_eq!(world.notices(), [problem, lost]);
        assert_eq!(
            telemetry.enqueue("nat_cli_command", &json!({})),
            Enqueued::Closed
        );
    }
    assert!(!home.exists());
}

/// Telemetry in that home whose component ends every call, with an event for it.
fn without_a_component_that_works(world: &World, home: &std::path::Path) -> Telemetry {
    let component = Component::new(&hostile::component("unreachable").unwrap()).unwrap();
    let options = Options {
        component: Some(component),
        ..world.options_in(home)
    };
    let telemetry = Telemetry::with_options(r#"{"product": "agent-toolkit"}"#, options).unwrap();
    telemetry.enqueue("nat_cli_command", &json!({}));
    telemetry
}

/// A person's no needs no component.
#[test]
fn a_no_is_stored_where_the_component_does_not_work() {
    let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-no");
    let _ = fs::remove_dir_all(&home);
    let waiting = home.join("state/agent-toolkit/cccccccccccccccc-1.ready.jsonl");
    let stored = home.join("config/nat/telemetry.toml");
    let world = World::new();
    let telemetry = without_a_component_that_works(&world, &home);
    let _ = telemetry.flush(PATIENCE).wait();
    assert!(telemetry.status().problem.is_some());
    // Asked once more, it is done once more.
    for _ in 0..2 {
        fs::create_dir_all(waiting.parent().unwrap()).unwrap();
        fs::write(&waiting, "{}\n").unwrap();
        let _ = fs::remove_file(&stored);
        let _ = telemetry.opt_out().wait();
        let text = fs::read_to_string(&stored).unwrap();
        assert!(text.contains("consent = \"disabled\""), "{text}");
        assert!(!waiting.exists(), "what waited is still there");
    }
}

/// Where it could not be removed, a person who said no is told so.
#[test]
fn what_waits_and_cannot_be_removed_is_told_where_the_component_does_not_work() {
    let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-stuck");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("state")).unwrap();
    fs::write(home.join("state/agent-toolkit"), "in the way").unwrap();
    let world = World::new();
    let telemetry = without_a_component_that_works(&world, &home);
    let _ = telemetry.opt_out().wait();
    assert!(home.join("config/nat/telemetry.toml").exists());
    let notices = world.notices();
    let told = "events that waited could not be removed: expected a folder, found a link or a file";
    assert!(
        notices.iter().any(|notice| notice.starts_with(told)),
        "{notices:?}"
    );
}
