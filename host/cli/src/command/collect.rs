mod inspector;
mod judge;
mod printer;
mod sender;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    fs::{File, OpenOptions},
    io::Write,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, anyhow};
use clap::Args;
use nemo_telemetry::printable;
use nemo_telemetry_testkit::collector::{Collector, Options, Received, Respond};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use self::{
    inspector::Inspector,
    judge::{Judge, told},
    printer::Printer,
};
use super::{Exit, Failure, arguments::milliseconds};

use crate::{
    digest::{self, short},
    interrupt, output,
};

/// How often Ctrl-C is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Run a collector on this machine that shows what arrives, until interrupted
///
/// It takes the place of the real one, so that a program can be watched or tested. It listens to
/// this machine alone and refuses pages of web sites, unless --bind and --allow-host say otherwise.
///
/// Each body is checked as strictly as its events are before they are sent, and what is wrong is shown
/// without its value. With --strict the answer says so, too: 400 for what is no envelope, 422 where
/// every event is refused, else 200; its body is JSON and names each refused event.
///
/// A body does not say why it was allowed. Where an audit log of this person has it, it was sent
/// from here, and a line says what `status` says of its product: that, or what the sender itself
/// said, is why.
///
/// With --open there is a page, too: the inspector, which shows what arrives and explains each field.
/// It is for this machine alone.
#[derive(Args, Debug)]
pub(crate) struct Collect {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Address to listen on; one that is not loopback lets other machines in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Name or address beside loopback by which clients may call it, such as a container's name;
    /// may be repeated
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// How it answers: a status from 200 to 599; slow, a byte each half second; reset, it hangs up;
    /// silent, it never answers
    #[arg(long, value_name = "ANSWER", default_value = "200", value_parser = respond)]
    respond: Respond,
    /// Answer as a collector does that takes no wrong event
    #[arg(long, conflicts_with_all = ["respond", "retry_after"])]
    strict: bool,
    /// Value of a Retry-After header, seconds or an HTTP date; for an answer that is a status
    #[arg(long, value_name = "WHEN", value_parser = header_value)]
    retry_after: Option<String>,
    /// Milliseconds that an answer takes
    #[arg(long, value_name = "MS", default_value = "0", value_parser = milliseconds)]
    latency_ms: u32,
    /// Add each request to a file, one JSON object a line, with the exact text of its body
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Print bodies as they arrived, one a line, instead of a summary
    #[arg(long, conflicts_with = "json")]
    bodies: bool,
    /// Print what --record writes, instead of a summary
    #[arg(long)]
    json: bool,
    /// Serve the inspector, a page that shows and explains what arrives, and open it in a browser
    /// where this is a terminal
    #[arg(long)]
    open: bool,
}

impl Collect {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let hosts = self.hosts()?;
        let answers = self.answers();
        let record = self.record.as_deref().map(open).transpose()?;
        let (bodies, json, latency) = (
            self.bodies,
            self.json,
            Duration::from_millis(self.latency_ms.into()),
        );
        let counts = Arc::new(Counts::default());
        let counted = Arc::clone(&counts);
        let inspector = self.open.then(Inspector::default);
        let is_inspected = self.open;
        let printer = Printer::start(inspector.clone().unwrap_or_default());
        let print = printer.handle();
        let show = move |received: &Received| {
            counted.add(received);
            let told = (json || is_inspected || record.is_some()).then(|| recorded(received));
            match () {
                // A body that was refused can be anything.
                () if bodies && received.refused.is_some() => {
                    print.line(printable(&received.body).into_owned())
                }
                () if bodies => print.body(received.body.clone()),
                () if json => print.line(told.as_ref().map(Value::to_string).unwrap_or_default()),
                () => {
                    let sha256 = digest::of(&received.body);
                    print.request(summary(received, &sha256), sha256);
                }
            }
            // One write for each request: lines of two connections do not mix.
            let written = record.as_ref().zip(told.as_ref());
            let written = written.map_or(Ok(()), |(mut file, told)| {
                file.write_all(format!("{told}\n").as_bytes())
            });
            if let Err(error) = written {
                output::error(format_args!("this request is not in the record: {error}"));
            }
            if let Some(told) = told.filter(|_| is_inspected) {
                print.page(told, digest::of(&received.body));
            }
            thread::sleep(latency);
        };
        let respond = match self.respond {
            Respond::Status(status, _) => Respond::Status(status, self.retry_after),
            other => other,
        };
        let beyond = if hosts.is_empty() {
            "; nothing leaves this machine"
        } else {
            ""
        };
        let judge = Judge::new()?;
        let options = Options {
            respond,
            keep: 0,
            hosts,
            check: Some(Box::new(move |body| judge.check(body))),
            strict: self.strict,
            site: inspector.map(|inspector| inspector.site(&answers)),
            on_request: Some(Box::new(show)),
            ..Options::default()
        };
        let address = SocketAddr::from((self.bind, self.port));
        let collector = Collector::bind(address, options)
            .with_context(|| format!("failed to listen on {address}; --port 0 takes a free port"))
            .map_err(Failure::Mistake)?;
        output::say(format_args!(
            "listening on {}{beyond}; Ctrl-C ends it",
            collector.url()
        ));
        if is_inspected {
            inspector::show(&collector, output::is_seen());
        }
        interrupt::listen()?;
        while !interrupt::is_requested() {
            thread::sleep(LOOK);
        }
        printer.end();
        output::say(format_args!("ended after {counts}"));
        Ok(Exit::Interrupted)
    }

    /// How it answers, for the inspector's page.
    fn answers(&self) -> String {
        match &self.respond {
            _ if self.strict => "as a collector that takes no wrong event".into(),
            Respond::Status(status, _) => format!("{status} to every body"),
            Respond::Drip(_) => "200 to every body, slowly".into(),
            Respond::Reset => "nothing: it hangs up".into(),
            Respond::Silence => "nothing: it stays silent".into(),
        }
    }

    /// The hosts by which it may be asked beside loopback.
    fn hosts(&self) -> Result<Vec<String>, Failure> {
        let mut hosts = self.allow_host.clone();
        if !self.bind.is_loopback() && !self.bind.is_unspecified() {
            hosts.push(
                SocketAddr::from((self.bind, 0))
                    .to_string()
                    .trim_end_matches(":0")
                    .to_owned(),
            );
        }
        if self.open && !self.bind.is_loopback() {
            let bind = self.bind;
            return Err(Failure::Mistake(anyhow!(
                "--open needs a loopback address: other machines could see through --bind {bind} what this one sends"
            )));
        }
        if !self.bind.is_loopback() && hosts.is_empty() {
            let bind = self.bind;
            return Err(Failure::Mistake(anyhow!(
                "--bind {bind} needs --allow-host with the name or address that clients use"
            )));
        }
        Ok(hosts)
    }
}

/// What arrived.
#[derive(Debug, Default)]
struct Counts {
    requests: AtomicU64,
    /// Requests of which a collector takes nothing.
    wrong_requests: AtomicU64,
    /// Wrong events of the others.
    wrong_events: AtomicU64,
}

impl Counts {
    fn add(&self, received: &Received) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let verdict = received.verdict.as_ref();
        if received.refused.is_some() || verdict.is_some_and(|verdict| verdict.status != 200) {
            self.wrong_requests.fetch_add(1, Ordering::Relaxed);
        } else if let Some(verdict) = verdict {
            self.wrong_events
                .fetch_add(verdict.refused.into(), Ordering::Relaxed);
        }
    }
}

/// `3 requests; 1 request wrong; 2 events wrong`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        f.write_str(&output::count(number(&self.requests), "request"))?;
        for (counter, thing) in [
            (&self.wrong_requests, "request"),
            (&self.wrong_events, "event"),
        ] {
            if number(counter) > 0 {
                write!(f, "; {} wrong", output::count(number(counter), thing))?;
            }
        }
        Ok(())
    }
}

fn respond(text: &str) -> Result<Respond, String> {
    match text {
        "slow" => return Ok(Respond::Drip(Duration::from_millis(500))),
        "reset" => return Ok(Respond::Reset),
        "silent" => return Ok(Respond::Silence),
        _ => {}
    }
    let status = text
        .parse()
        .ok()
        .filter(|status| (200..600).contains(status));
    status
        .map(|status| Respond::Status(status, None))
        .ok_or_else(|| "expected a status from 200 to 599, slow, reset or silent".into())
}

fn header_value(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if fits {
        Ok(text.into())
    } else {
        Err("expected printable ASCII".into())
    }
}

/// Opens a record to add to. What it will hold is nobody else's to read.
fn open(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .with_context(|| format!("failed to open {}", path.display()))
        .map_err(Failure::Mistake)
}

/// A request as JSON, for a line of a record.
fn recorded(received: &Received) -> Value {
    let Received {
        method,
        path,
        headers,
        body,
        status,
        refused,
        verdict,
    } = received;
    let sha256 = digest::of(body);
    let verdict = verdict.as_ref().map(judge::recorded);
    let received = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
        .to_string();
    json!({"received": received, "status": status, "refused": refused, "verdict": verdict, "method": method, "path": path, "headers": headers,
        "sha256": sha256, "body": body})
}

/// `200 POST /v1.1/events/json 912 bytes, body 38c4a89d0f1e: 2 nat_cli_command`, or why the request
/// was refused; below that, what is wrong with it. The status of no answer is `none`.
fn summary(received: &Received, sha256: &str) -> String {
    let Received {
        status,
        method,
        path,
        body,
        refused,
        verdict,
        ..
    } = received;
    let what = refused.map_or_else(|| events(body), str::to_owned);
    let status = if *status == 0 {
        "none".into()
    } else {
        status.to_string()
    };
    let summary = format!(
        "{status} {method} {path} {} bytes, body {}: {what}",
        body.len(),
        short(sha256)
    );
    let wrong = verdict.as_ref().map(told).unwrap_or_default();
    printable(&summary).into_owned() + &wrong
}

/// A body, as far as it is shown.
#[derive(Deserialize)]
struct Body<'b> {
    #[serde(borrow)]
    events: Vec<&'b RawValue>,
}

#[derive(Deserialize)]
struct Event<'b> {
    #[serde(borrow)]
    name: Cow<'b, str>,
}

/// `2 nat_cli_command, 1 other`, of a body that the collector takes.
fn events(body: &str) -> String {
    let events = serde_json::from_str(body).map_or_else(|_| Vec::new(), |Body { events }| events);
    let mut counts: BTreeMap<Cow<'_, str>, u64> = BTreeMap::new();
    for event in events {
        let name = serde_json::from_str(event.get()).map(|Event { name }| name);
        *counts
            .entry(name.unwrap_or("event without a name".into()))
            .or_default() += 1;
    }
    let told: Vec<String> = counts
        .into_iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    if told.is_empty() {
        "no events".into()
    } else {
        told.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::events;

    #[test]
    fn events_are_counted_by_their_names() {
        for (body, expected) in [
            (r#"{"events":[]}"#, "no events"),
            (
                r#"{"a":1,"events":[{"name":"b","ts":1},{"name":"a"},{"x":{"name":"c"},"name":"b"}]}"#,
                "1 a, 2 b",
            ),
            (
                r#"{"events":[1,{},{"name":2},{"name":"\u0061"}]}"#,
                "1 a, 3 event without a name",
            ),
        ] {
            assert_eq!(events(body), expected);
        }
    }
}
