use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, ensure};
use clap::Args;
use nemo_telemetry::{
    Client, Component, Decision, Imports, Ledger,
    signal::{describe, headline},
};
use nemo_telemetry_testkit::collector::{Collector, Options, Received};
use serde_json::{Value, json};

use super::{
    Exit, Failure,
    arguments::Product,
    settings::{life, yes},
};
use crate::{digest, output};

/// Send example events to a collector inside this program and show every byte
///
/// Nothing leaves this program, so no consent is asked and no variable is looked at: it says yes
/// itself, for itself alone, and shows what the component decides from that. `status` tells how it
/// is for other programs.
#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// Product whose events are sent; without it every product's, in short
    #[arg(long, value_enum)]
    product: Option<Product>,
}

/// The collector answers at once; this is for a machine that is very busy.
const PATIENCE: Duration = Duration::from_secs(10);

impl Demo {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut out = output::out();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let collector = Collector::bind(address, Options::default())
            .context("failed to listen on 127.0.0.1")
            .map_err(Failure::Mistake)?;
        writeln!(
            out,
            "collector  {}  (inside this program; nothing leaves this machine)",
            collector.url()
        )?;
        let products = Product::or_all(self.product);
        let mut delivered = 0;
        for (number, product) in (1..).zip(products) {
            writeln!(out, "\n{}", product.id())?;
            let (decision, client) = send(product, &collector)?;
            writeln!(
                out,
                "  allowed  {}: {}, to itself",
                headline(decision.state),
                describe(&decision.signal)
            )?;
            let arrived = collector.wait_for(number, PATIENCE);
            let received = collector
                .received()
                .pop()
                .filter(|_| arrived)
                .context("the collector received nothing")?;
            show(&mut out, &received, self.product.is_some())?;
            writeln!(out, "  answer   {}", received.status)?;
            writeln!(out, "  ledger   {}", output::ledger(&client))?;
            delivered += u64::from(client.delivered);
        }
        writeln!(
            out,
            "\n{} accepted by the collector",
            output::count(delivered, "event")
        )?;
        if self.product.is_none() {
            writeln!(
                out,
                "every byte of a request: nemo-telemetry demo --product agent-toolkit"
            )?;
        }
        Ok(Exit::Done)
    }
}

/// Sends the product's example events. Returns why they were allowed, and the ledger at the end.
fn send(product: Product, collector: &Collector) -> anyhow::Result<(Decision, Ledger)> {
    let settings = json!({
        "product": product.id(),
        "clientVersion": "1.0.0",
        "cpuArchitecture": std::env::consts::ARCH,
        "endpoint": collector.url(),
    });
    let mut client = Client::open(
        Component::embedded()?,
        Imports::real(),
        &settings.to_string(),
        &[yes()],
        &life(),
    )?;
    let decision = client.decision()?;
    let report = client.enqueue(product.examples())?;
    ensure!(
        report.rejected.is_empty(),
        "an example event is wrong: {}",
        report.rejected[0].problems[0].message
    );
    client.close(u32::try_from(PATIENCE.as_millis())?)?;
    client.drive(PATIENCE, &mut |_| None)?;
    Ok((decision, client.ledger()?))
}

/// The request as it arrived; `whole`: with the body laid out, else only its events.
fn show(out: &mut impl Write, received: &Received, whole: bool) -> Result<(), Failure> {
    writeln!(
        out,
        "  request  {} {} with {} bytes",
        received.method,
        received.path,
        received.body.len()
    )?;
    writeln!(out, "  sha256   {}", digest::of(&received.body))?;
    let body: Value = serde_json::from_str(&received.body).context("the body is not JSON")?;
    if whole {
        received
            .headers
            .iter()
            .try_for_each(|(name, value)| writeln!(out, "           {name}: {value}"))?;
        let laid_out = serde_json::to_string_pretty(&body).map_err(anyhow::Error::from)?;
        return Ok(laid_out
            .lines()
            .try_for_each(|line| writeln!(out, "           {line}"))?);
    }
    let events = body["events"].as_array().into_iter().flatten();
    Ok(events.into_iter().try_for_each(|event| {
        writeln!(
            out,
            "  event    {} {}",
            event["name"].as_str().unwrap_or_default(),
            event["parameters"]
        )
    })?)
}
