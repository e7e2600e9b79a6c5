//! The component in wasmtime: the shared vectors, and the gates that keep its promises.

use std::{collections::BTreeSet, fs, io::Write as _, path::Path, time::Duration};

use flate2::{Compression, write::GzEncoder};
use nemo_telemetry::{
    ALLOWED_IMPORTS, Client, Component, Fact, Life, Order, Source, limits, transport::Answer,
    transport::Outcome,
};
use nemo_telemetry_codegen::cargo::cargo;
use nemo_telemetry_core::{limits as core, validate::MAX_EVENT};
use nemo_telemetry_testkit::{replay::ComponentSubject, replay::World};
use nemo_telemetry_tests::{native, vectors};
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{PackageId, Resolve, WorldItem};

const COMPONENT: &[u8] = nemo_telemetry_artifact::COMPONENT;

#[test]
fn the_component_passes_every_vector() {
    let mut subject = ComponentSubject::new(Component::embedded().unwrap()).unwrap();
    let (count, failures) = vectors::run(&mut subject).unwrap();
    println!(
        "component: {count} vectors ran, 0 skipped, set {}",
        vectors::hash().unwrap()
    );
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count > 0);
}

#[test]
fn the_component_imports_exactly_what_a_host_grants() {
    let imports: BTreeSet<String> = Component::embedded()
        .unwrap()
        .imports()
        .into_iter()
        .collect();
    let allowed: BTreeSet<String> = ALLOWED_IMPORTS
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(imports, allowed);
}

/// A host refuses what the component would, and gives up when it would.
#[test]
fn hosts_have_the_limits_of_the_component() {
    assert_eq!(limits::MAX_TEXT, core::MAX_TEXT);
    assert_eq!(limits::MAX_FOLDER_TEXT, core::MAX_QUEUE);
    assert_eq!(limits::MAX_LINE, MAX_EVENT);
    assert_eq!(limits::MAX_TRAPS, core::MAX_TRAPS);
}

/// A component that asks for a file system must not pass.
#[test]
fn a_component_that_asks_for_more_is_refused() {
    let text = r#"(component (import "wasi:filesystem/preopens@0.2.12" (instance)))"#;
    let bytes = wat::parse_str(text).unwrap();
    let error = Component::new(&bytes).err().unwrap().to_string();
    assert_eq!(
        error,
        "the component imports `wasi:filesystem/preopens@0.2.12`, which is not in the list that a host of nemo-telemetry grants"
    );
}

#[test]
fn the_printed_wit_is_that_of_the_folder() {
    let root = native::root().unwrap();
    let (mut source, mut decoded) = (Resolve::default(), decode());
    let (package, _) = source.push_dir(root.join("wit")).unwrap();
    let found = find_package(&decoded, "nemo:telemetry@0.2.0");
    drop_documentation(&mut source);
    drop_documentation(&mut decoded);
    let interfaces: Vec<&String> = source.packages[package].interfaces.keys().collect();
    for name in interfaces {
        let expected = print_interface(&source, package, name);
        let printed = print_interface(&decoded, found, name);
        assert_eq!(printed, expected, "interface {name}");
    }
}

/// Of the WASI interfaces the component uses a part; that part must be as the folder has it.
#[test]
fn the_wasi_functions_are_those_of_the_folder() {
    let root = native::root().unwrap();
    let mut source = Resolve::default();
    source.push_dir(root.join("wit")).unwrap();
    let decoded = decode();
    let mut compared = 0;
    for (_, interface) in &decoded.interfaces {
        let Some(package) = interface
            .package
            .map(|package| decoded.packages[package].name.to_string())
        else {
            continue;
        };
        if !package.starts_with("wasi:") {
            continue;
        }
        let known = find_package(&source, &package);
        let name = interface.name.as_deref().unwrap();
        let known = &source.interfaces[source.packages[known].interfaces[name]];
        for (name, function) in &interface.functions {
            let shape = |function: &wit_parser::Function| {
                (function.params.len(), function.result.is_some())
            };
            assert_eq!(
                shape(function),
                shape(&known.functions[name]),
                "{package}/{name}"
            );
            compared += 1;
        }
    }
    assert_eq!(
        compared, 3,
        "wall-clock.now, monotonic-clock.now and get-random-u64"
    );
}

fn decode() -> Resolve {
    match wit_component::decode(COMPONENT).unwrap() {
        DecodedWasm::Component(resolve, _) => resolve,
        DecodedWasm::WitPackage(..) => panic!("expected a component, found a WIT package"),
    }
}

fn find_package(resolve: &Resolve, name: &str) -> PackageId {
    resolve
        .packages
        .iter()
        .find(|(_, package)| package.name.to_string() == name)
        .map(|(id, _)| id)
        .unwrap()
}

/// A component carries no comments.
fn drop_documentation(resolve: &mut Resolve) {
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.docs = Default::default();
        interface
            .functions
            .values_mut()
            .for_each(|function| function.docs = Default::default());
    }
    for (_, definition) in resolve.types.iter_mut() {
        definition.docs = Default::default();
        match &mut definition.kind {
            wit_parser::TypeDefKind::Record(record) => record
                .fields
                .iter_mut()
                .for_each(|field| field.docs = Default::default()),
            wit_parser::TypeDefKind::Variant(cases) => cases
                .cases
                .iter_mut()
                .for_each(|case| case.docs = Default::default()),
            wit_parser::TypeDefKind::Enum(cases) => cases
                .cases
                .iter_mut()
                .for_each(|case| case.docs = Default::default()),
            _ => {}
        }
    }
}

/// The items of one interface, sorted: a component lists types in the order of their use.
fn print_interface(resolve: &Resolve, package: PackageId, name: &str) -> String {
    let mut printer = WitPrinter::default();
    printer.print(resolve, package, &[]).unwrap();
    let text = printer.output.to_string();
    let start = text
        .find(&format!("interface {name} {{"))
        .unwrap_or_else(|| panic!("no interface {name}"));
    let end = text[start..]
        .find("\n}\n")
        .map_or(text.len(), |end| start + end + 2);
    let mut items: Vec<&str> = text[start..end]
        .split("\n\n")
        .map(|item| item.trim_matches(['\n', ' ', '}']))
        .collect();
    if let Some(first) = items.first_mut() {
        *first = first
            .split_once('{')
            .map_or(*first, |(_, item)| item)
            .trim_start();
    }
    items.sort_unstable();
    items.join("\n\n")
}

#[test]
fn the_world_exports_four_interfaces() {
    let decoded = decode();
    let (_, world) = decoded
        .worlds
        .iter()
        .find(|(_, world)| world.name == "root")
        .unwrap();
    let names: BTreeSet<String> = world
        .exports
        .values()
        .filter_map(|item| match item {
            WorldItem::Interface { id, .. } => decoded.id_of(*id),
            _ => None,
        })
        .collect();
    let expected = ["catalog", "client", "labels", "policy"]
        .map(|name| format!("nemo:telemetry/{name}@0.2.0"));
    assert_eq!(names, expected.into_iter().collect());
}

/// Bytes that the component may have, as it is and packed: each program that embeds it pays them.
const BUDGET: [usize; 2] = [298_000, 129_000];

/// It grows with what it can do, and never unseen: whoever adds a rule raises the budget and says
/// what the bytes buy.
#[test]
fn the_component_stays_within_its_budget() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(COMPONENT).unwrap();
    let found = [COMPONENT.len(), packer.finish().unwrap().len()];
    assert!(
        found.iter().zip(BUDGET).all(|(found, most)| *found <= most),
        "expected at most {BUDGET:?} bytes, as they are and packed, found {found:?}; if the build has warned that the component is not \
         optimised, mend that first"
    );
}

/// The hash that people compare says nothing unless everybody who builds this source gets the same
/// bytes.
#[test]
fn two_folders_give_the_same_bytes() {
    let root = native::root().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("another folder");
    let _ = fs::remove_dir_all(&folder);
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "wit",
        "guest",
        "host/artifact",
        "host/rust",
        "host/c/Cargo.toml",
        "host/c/src",
        "host/cli",
        "tests/Cargo.toml",
        "tests/src",
        "tests/model",
        "tests/testkit",
    ] {
        copy(&root.join(part), &folder.join(part));
    }
    let mut cargo = cargo(&folder);
    cargo.args([
        "build",
        "--quiet",
        "--locked",
        "--offline",
        "--package",
        "nemo-telemetry-artifact",
        "--target-dir",
    ]);
    cargo.arg(folder.join("target"));
    for variable in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_TARGET_DIR",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC",
        "NEMO_TELEMETRY_COMPONENT",
    ] {
        cargo.env_remove(variable);
    }
    assert!(cargo.status().unwrap().success());
    let built = fs::read(folder.join("target/guest/component.wasm")).unwrap();
    assert!(
        built == COMPONENT,
        "the component depends on the folder it is built in"
    );
    fs::remove_dir_all(&folder).unwrap();
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// 20,000 events of every size in one instance of 4 MiB: the bounds of the queue hold, and nothing
/// is leaked.
#[test]
fn memory_does_not_grow_with_the_number_of_events() {
    let world = World::new(Duration::from_secs(1_700_000_000), &[]);
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let settings = r#"{"product":"agent-toolkit","outbox":true,"queueEvents":10000}"#;
    let mut client = Client::open(
        Component::embedded().unwrap(),
        world.imports(),
        settings,
        &[yes],
        &Life::new(1),
    )
    .unwrap();
    for round in 0..100_usize {
        let command = "x".repeat(round * 10);
        let line = format!(
            r#"{{"event":"nat_cli_command","parameters":{{"command":"{command}","taskStatus":"success","pythonVersion":"3"}}}}"#
        );
        let lines = vec![line; 200].join("\n");
        client.enqueue(&lines).unwrap();
        nemo_telemetry_testkit::replay::bodies(&mut client, &world).unwrap();
    }
    let ledger = client.ledger().unwrap();
    assert_eq!(
        (ledger.accepted, ledger.delivered, ledger.pending),
        (20_000, 20_000, 0)
    );
}

/// Polls until there is nothing to do now. There is no stored decision to be found.
fn settle(client: &mut Client) {
    while !matches!(client.poll().unwrap(), Order::Wait(_) | Order::Done) {
        client.tell(&[]).unwrap();
    }
}

/// The longest segment that can be taken over, a queue that is full again and again, and a server
/// that is down: all in 4 MiB, and the own segment stays one that any other client can take over.
#[test]
fn a_full_outbox_fits_an_instance_and_a_segment() {
    const LONGEST: usize = 512 * 1024;
    let line = |id: usize, size: usize| {
        format!(
            r#"{{"id":"x-{id}","firstTs":"2023-11-14T22:13:20.000Z","product":"agent-toolkit","event":"nat_cli_command","parameters":{{"command":"{}","taskStatus":"success","pythonVersion":"3"}}}}"#,
            "x".repeat(size)
        )
    };
    for size in [0, 1_000, 60_000] {
        // Lines grow when what the component knows is filled in, so a segment of short lines has to
        // be shorter.
        let count = LONGEST / (line(999, size).len() + 400);
        let segment = (0..count)
            .map(|id| line(id, size) + "\n")
            .collect::<String>();
        let world = World::new(Duration::from_secs(1_700_000_000), &[]);
        world.put("0123456789abcdef-1.ready.jsonl", &segment, Duration::ZERO);
        let yes = Fact {
            source: Source::Call,
            name: "enabled".into(),
            value: "true".into(),
        };
        // Long words would be taken out, and the lines be short.
        let settings = r#"{"product":"agent-toolkit","outbox":true,"queueEvents":10000,"retries":100,"guard":"off"}"#;
        let mut client = Client::open(
            Component::embedded().unwrap(),
            world.imports(),
            settings,
            &[yes],
            &Life::new(1),
        )
        .unwrap();
        assert_eq!(client.ledger().unwrap().recovered as usize, count);
        let event = format!(
            r#"{{"event":"nat_cli_command","parameters":{{"command":"{}","taskStatus":"success","pythonVersion":"3"}}}}"#,
            "y".repeat(size)
        );
        let lines = vec![event.as_str(); (256 * 1024) / (event.len() + 1)].join("\n");
        for round in 1..=8 {
            client.enqueue(&lines).unwrap();
            client.flush().unwrap();
            settle(&mut client);
            assert!(
                world.own_segment("0000000000000001").len() <= LONGEST,
                "{size} {round}: {}",
                world.own_segment("0000000000000001").len()
            );
            let down = Answer {
                outcome: Outcome::Answered,
                status: 503,
                retry_after: "1".into(),
                unsure: false,
            };
            world.answer(world.started(), down);
            settle(&mut client);
        }
        let ledger = client.ledger().unwrap();
        let dropped: u32 = ledger.dropped.iter().map(|tally| tally.count).sum();
        assert_eq!(ledger.accepted + ledger.recovered, ledger.pending + dropped);
        assert!(ledger.pending > 0 && dropped > 0);
    }
}
