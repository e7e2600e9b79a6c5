//! From the text of a request's body to a verdict on each of its fifty events.

use std::{hint::black_box, time::Duration};

use nemo_telemetry::{Component, Fact, Instance, Life, Source};
use nemo_telemetry_core::envelope;
use nemo_telemetry_testkit::replay::{Subject as _, World, bodies};
use nemo_telemetry_tests::native::NativeSubject;

use crate::{
    client::{self, LINES, lines},
    events::{ANONYMIZER, COMMAND, Sample},
    table::Table,
    validate::parse,
};

/// Both events. What a generated validator takes for it is in `tests/validators`.
pub(crate) fn of_fifty(table: &mut Table) {
    body(table, &ANONYMIZER);
    body(table, &COMMAND);
}

fn body(table: &mut Table, sample: &Sample) {
    let text = built(sample);
    let verdict = envelope::check(&text);
    assert!(verdict.is_accepted() && verdict.accepted == LINES);
    table.part(format!(
        "body of {LINES} {}, {} bytes, checked",
        sample.title,
        text.len()
    ));
    table.row("serde_json `Value`, parse alone", 1, None, |bencher| {
        parse(bencher, &text)
    });
    table.row("core, `check`", 1, None, |bencher| {
        bencher.iter(|| envelope::check(black_box(&text)));
    });
    table.row("wasmtime, `check-body`, a whole call", 1, None, |bencher| {
        let mut instance =
            Instance::new(Component::embedded().unwrap(), client::imports()).unwrap();
        bencher.iter(|| instance.check_body(black_box(&text)).unwrap());
    });
}

/// The body of fifty such events.
fn built(sample: &Sample) -> String {
    let world = World::new(Duration::from_secs(1_767_225_600), &[7; 2]);
    let settings = format!(r#"{{"product": "{}"}}"#, sample.product);
    let yes = Fact {
        source: Source::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let opened = NativeSubject.open(&settings, &[yes], &Life::new(1), &world);
    let mut session = opened.unwrap().unwrap();
    session.enqueue(&lines(sample)).unwrap();
    let [body] = bodies(session.as_mut(), &world)
        .unwrap()
        .try_into()
        .unwrap();
    body
}
