//! What stands before the first event, and the price of a crossing.

use std::hint::black_box;

use nemo_telemetry::{Client, Component, Instance};

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
    table.row("link and start an instance", 1, None, |bencher| bencher.iter(|| Instance::new(component, imports()).unwrap()));
    let settings = settings(&COMMAND);
    table.row("start an instance and open a client", 1, None, |bencher| {
        bencher.iter(|| Client::open(component, imports(), &settings, &[yes()]).unwrap());
    });
    let mut client = Client::open(component, imports(), &settings, &[yes()]).unwrap();
    table.row("the emptiest call, `poll` with nothing to do", 1, None, |bencher| bencher.iter(|| client.poll().unwrap()));
}
