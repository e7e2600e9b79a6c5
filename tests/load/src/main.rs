//! The receiving end under load: eight senders against a server that has one core, beside handlers
//! that others would write.
//!
//! `cargo xtask load` builds and installs what this needs, and runs it. All servers are measured in
//! one run and take turns. Everything stays on loopback.

mod cores;
mod sender;
mod server;
mod table;

use std::time::Duration;

use anyhow::bail;
use sender::{Load, SENDERS};
use server::Server;

/// A body of two events, as a client sends it.
const BODY: &str = include_str!("../../../guest/core/src/receive/body.json");

/// Events of the bodies that are measured.
const EVENTS: [usize; 2] = [1, 50];

/// Turns of each server with each body.
const TURNS: usize = 5;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [wasmtime, component, python, ms] = &arguments[..] else {
        bail!("Usage: nemo-telemetry-load WASMTIME COMPONENT PYTHON MILLISECONDS");
    };
    let turn = Duration::from_millis(ms.parse()?);
    let pinned = cores::pin()?;
    let servers = server::start(wasmtime, component, python, pinned)?;
    for server in &servers {
        judge(server)?;
    }
    println!(
        "{SENDERS} senders, {TURNS} turns of {ms} ms{}",
        if pinned {
            ", senders on one core and servers on another"
        } else {
            "; nothing is pinned to a core: there is no taskset"
        }
    );
    for events in EVENTS {
        let body = body_of(events);
        // A first turn that does not count: interpreters and caches get warm.
        let mut loads: Vec<Vec<Load>> = servers.iter().map(|_| Vec::new()).collect();
        for measured in [false].into_iter().chain([true; TURNS]) {
            for (server, loads) in servers.iter().zip(&mut loads) {
                let load = sender::run(server, &body, turn)?;
                if measured {
                    loads.push(load);
                }
            }
        }
        table::print(&servers, &loads, events, body.len())?;
    }
    Ok(())
}

/// The body with that many events.
fn body_of(events: usize) -> String {
    let (start, rest) = BODY.split_once("\"events\":[").expect("a list of events");
    let end = rest.find("},{\"ts\"").expect("two events");
    let event = &rest[..=end];
    format!("{start}\"events\":[{}]}}", vec![event; events].join(","))
}

/// A server takes what is right. One that checks refuses what is wrong.
fn judge(server: &Server) -> anyhow::Result<()> {
    let good = body_of(2);
    let wrong = [
        ("\"run\"", "7"),
        ("\"success\"", "\"secret\""),
        ("\"exitCode\":-1", "\"exitCode\":-1,\"user\":\"x\""),
        ("\"exitCode\":-1", "\"exitCode\":1.5"),
        ("\"command\":\"run\",", ""),
        ("184482118588404", "184482118588405"),
        ("2026-01-01T00:00:00.123Z", "yesterday"),
    ];
    let status = sender::once(server.address, &good)?;
    if status != 200 {
        bail!("{}: {status} for a good body", server.name);
    }
    for (from, to) in wrong {
        let status = sender::once(server.address, &good.replace(from, to))?;
        if server.checks && !matches!(status, 400 | 422) {
            bail!("{}: {status} for a body with {to}", server.name);
        }
    }
    Ok(())
}
