//! What stands before the first event, and the price of a crossing.

use std::hint::black_box;

use nemo_telemetry::{Client, Component, Instance, Life};

use crate::{
    client::{imports, settings, yes},
    events::COMMAND,
    table::Table,
};

/// Compiling, starting and calling.
pub(crate) fn component(table: &mut Table) {
    let component = Component::embedded().unwrap();
    table.part_without_reference("the component in wasmtime");
    table.slow_row("compile it with Cranelift, once in a process", |bencher| {
        bencher.iter(|| Component::new(black_box(nemo_telemetry_artifact::COMPONENT)).unwrap());
    });
    let folder = std::env::temp_dir().join(format!("nemo-telemetry-bench-{}", std::process::id()));
    Component::load(Some(&folder)).unwrap().remember();
    table.row(
        "load it, compiled by an earlier process",
        1,
        Some(500.0),
        |bencher| bencher.iter(|| Component::load(Some(black_box(&folder))).unwrap()),
    );
    let _ = std::fs::remove_dir_all(&folder);
    table.row("link and start an instance", 1, None, |bencher| {
        bencher.iter(|| Instance::new(component, imports()).unwrap())
    });
    let settings = settings(&COMMAND, true);
    table.row("start an instance and open a client", 1, None, |bencher| {
        bencher.iter(|| {
            Client::open(component, imports(), &settings, &[yes()], &Life::new(4)).unwrap()
        });
    });
    let mut client =
        Client::open(component, imports(), &settings, &[yes()], &Life::new(4)).unwrap();
    table.row(
        "the emptiest call, `poll` with nothing to do",
        1,
        None,
        |bencher| bencher.iter(|| client.poll().unwrap()),
    );
}
