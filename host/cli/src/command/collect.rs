use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr},
    thread,
};

use anyhow::Context;
use clap::Args;
use nemo_telemetry::collector::{Collector, Options, Received};

use super::{Exit, Failure};
use crate::output;

/// Run a collector on this machine that shows what arrives, until interrupted
#[derive(Args, Debug)]
pub(crate) struct Collect {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Print bodies as they arrived, one a line, instead of a summary
    #[arg(long)]
    bodies: bool,
}

impl Collect {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let bodies = self.bodies;
        let show = move |received: &Received| {
            let line = if bodies { received.body.clone() } else { summary(received) };
            // A closed pipe ends the printing, not the collector; the client must get its answer.
            let _ = writeln!(io::stdout().lock(), "{line}");
        };
        let options = Options { keep: 0, on_request: Some(Box::new(show)), ..Options::default() };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let collector = Collector::bind(address, options)
            .with_context(|| format!("failed to listen on {address}; --port 0 takes a free port"))
            .map_err(Failure::Usage)?;
        output::say(format_args!("listening on {}; nothing leaves this machine; Ctrl-C ends it", collector.url()));
        loop {
            thread::park();
        }
    }
}

/// `200 POST /v1.1/events/json 912 bytes: nat_cli_command`.
fn summary(received: &Received) -> String {
    let body: serde_json::Value = serde_json::from_str(&received.body).unwrap_or_default();
    let events = body.get("events").and_then(|events| events.as_array()).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = events.iter().filter_map(|event| event.get("name")?.as_str()).collect();
    let Received { status, method, path, .. } = received;
    format!("{status} {method} {path} {} bytes: {}", received.body.len(), names.join(", "))
}
