//! From fifty queued events to the body of a request.

use std::hint::black_box;

use criterion::Bencher;
use serde_json::{Value, json};

use crate::{
    client::{LINES, Measured, Native, Wasm, lines, stretches},
    events::{ANONYMIZER, COMMAND, Sample},
    table::Table,
};

/// Both events; the goal holds for the wide one.
pub(crate) fn of_fifty(table: &mut Table) {
    for (sample, goal) in [(&ANONYMIZER, Some(5.0)), (&COMMAND, None)] {
        table.part(format!("envelope of {LINES} {}", sample.title));
        table.row(
            "serde_json `Value`, write the envelope and its events",
            1,
            None,
            |bencher| values(bencher, sample),
        );
        table.row(
            "core, `next`, until the request is there",
            1,
            None,
            |bencher| start(bencher, &mut Native::open(sample), sample),
        );
        table.row(
            "wasmtime, `poll`, until the host has the body",
            1,
            goal,
            |bencher| {
                start(bencher, &mut Wasm::open(sample, false), sample);
            },
        );
        table.row(
            "the same with the audit log, which has the body's SHA-256",
            1,
            None,
            |bencher| {
                start(bencher, &mut Wasm::open(sample, true), sample);
            },
        );
    }
}

fn start<M: Measured>(bencher: &mut Bencher<'_>, client: &mut M, sample: &Sample) {
    let lines = lines(sample);
    let fill = |client: &mut M| {
        client.enqueue(&lines);
        client.flush();
    };
    bencher.iter_custom(|iterations| {
        stretches(
            client,
            iterations,
            1,
            fill,
            Measured::start,
            Measured::settle,
        )
    });
}

/// The events are read already, as after a check with `jsonschema`.
fn values(bencher: &mut Bencher<'_>, sample: &Sample) {
    let parameters: Value = serde_json::from_str(sample.text).unwrap();
    let event =
        json!({"ts": "2026-11-18T11:06:40.000Z", "parameters": parameters, "name": sample.event});
    let envelope = json!({
        "clientId": "184482118588404",
        "clientType": "Native",
        "clientVariant": "Release",
        "clientVer": "1.0.0",
        "cpuArchitecture": "x86_64",
        "eventProtocol": "1.6",
        "eventSchemaVer": sample.version,
        "eventSysVer": "nemo-telemetry/1.0",
        "sentTs": "2026-11-18T11:06:40.000Z",
        "sessionId": "undefined",
        "events": vec![event; LINES as usize],
    });
    bencher.iter(|| black_box(&envelope).to_string());
}
