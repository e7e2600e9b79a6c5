//! The exact bodies in which events would be sent. Nothing is sent, kept or decided to find out.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Map, Value};

use crate::{
    bindings::{Fact, Life, Order, Query, Rejection, Source},
    client::{Client, OpenError},
    consent, facts,
    imports::{Imports, NoStorage, Random as _, SystemRandom},
    instance::Instance,
    limits::MAX_TEXT,
    surroundings::Options,
    transport::{Answer, Outcome, Request, Transport, Waker},
};

/// What the guard looks for in every text.
const NAMES: [&str; 3] = ["user-name", "host-name", "home-directory"];

/// Lines that are passed at a time. The shortest queue that a program gets by default holds twice as
/// many.
const AT_ONCE: u32 = 500;

/// Calls of `poll` for one piece, far more than its requests need.
const MAX_POLLS: u32 = 10_000;

/// What would be sent.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// The bodies in their order. Only the instant of sending, and a session id that is made anew,
    /// differ from those of real requests.
    pub bodies: Vec<String>,
    /// Lines that are wrong, which would not be sent. Each is counted from 1 in the whole text.
    pub rejected: Vec<Rejection>,
}

/// Builds the bodies of JSON Lines for these settings, as if telemetry were on.
///
/// # Errors
/// The settings are wrong, a line is longer than [`MAX_TEXT`], or the component does not run.
pub fn preview(settings: &str, lines: &str, options: &Options) -> Result<Preview, OpenError> {
    let taken = Taken::default();
    let mut settings: Map<String, Value> = serde_json::from_str(settings)
        .map_err(|error| OpenError::Component(anyhow::Error::new(error)))?;
    settings.insert("outbox".into(), false.into());
    // Of no queue anything is dropped here.
    for name in ["dryRun", "queueEvents", "overflow"] {
        settings.remove(name);
    }
    let is_sink = |endpoint: &Value| {
        endpoint
            .as_str()
            .is_some_and(|url| !url.starts_with("http"))
    };
    if settings.get("endpoint").is_some_and(is_sink) {
        // A sink changes nothing about a body.
        settings.remove("endpoint");
    }
    let product = settings.get("product").and_then(Value::as_str);
    let product = product.unwrap_or_default().to_owned();
    let imports = Imports {
        clock: (options.clock)(),
        random: Box::new(SystemRandom),
        transport: Box::new(taken.clone()),
        folder: Box::new(NoStorage),
    };
    let component = consent::component(options).map_err(OpenError::Component)?;
    let mut instance = Instance::new(component, imports).map_err(OpenError::Component)?;
    let asked = instance.queries(&product).map_err(OpenError::Component)?;
    let facts: Vec<Fact> = asked
        .iter()
        .filter_map(|query| fact(query, options))
        .collect();
    let life = Life::new(SystemRandom.next());
    let settings = Value::Object(settings).to_string();
    let mut client = Client::open_in(instance, &settings, &facts, &life)?;
    let rejected = pass(&mut client, lines, &facts).map_err(OpenError::Component)?;
    let bodies = mem::take(&mut *taken.lock());
    Ok(Preview { bodies, rejected })
}

/// What the component is told: that it may, and what the guard looks for.
fn fact(query: &Query, options: &Options) -> Option<Fact> {
    match query {
        Query::Call(name) if name == "enabled" => Some(Fact {
            source: Source::Call,
            name: name.clone(),
            value: "true".into(),
        }),
        Query::Host(name) if NAMES.contains(&name.as_str()) => facts::look(query, options),
        _ => None,
    }
}

/// Passes lines and has them sent, as many at a time as a queue holds. Returns what is wrong with
/// them.
fn pass(client: &mut Client, lines: &str, facts: &[Fact]) -> anyhow::Result<Vec<Rejection>> {
    let mut rejected = Vec::new();
    let (mut piece, mut count, mut before) = (String::new(), 0, 0);
    let mut lines = lines.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        piece.push_str(line);
        count += 1;
        let fits = |next: &&str| piece.len() + next.len() <= MAX_TEXT;
        if count < AT_ONCE && lines.peek().is_some_and(fits) {
            continue;
        }
        for mut rejection in client.enqueue(&piece)?.rejected {
            rejection.line += before;
            rejected.push(rejection);
        }
        before += count;
        (piece, count) = (String::new(), 0);
        send(client, facts)?;
    }
    Ok(rejected)
}

fn send(client: &mut Client, facts: &[Fact]) -> anyhow::Result<()> {
    client.flush()?;
    for _ in 0..MAX_POLLS {
        match client.poll()? {
            Order::Look(_) => client.tell(facts)?,
            Order::Done => break,
            Order::Wait(_) if client.ledger()?.pending == 0 => break,
            Order::Wait(_) | Order::Show(_) | Order::Warn(_) | Order::Store(_) => {}
        }
    }
    Ok(())
}

/// A transport that accepts every body, and keeps it.
#[derive(Clone, Debug, Default)]
struct Taken(Arc<Mutex<Vec<String>>>);

impl Taken {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Taken {
    fn start(&mut self, request: Request) -> u32 {
        let mut bodies = self.lock();
        bodies.push(request.body);
        u32::try_from(bodies.len()).unwrap_or(u32::MAX)
    }

    fn poll(&mut self, _: u32) -> Option<Answer> {
        Some(Answer {
            outcome: Outcome::Answered,
            status: 200,
            retry_after: String::new(),
            unsure: false,
        })
    }

    fn cancel(&mut self, _: u32) -> bool {
        false
    }

    fn wait(&mut self, _: Duration) {}

    fn waker(&self) -> Waker {
        Waker::new(|| {})
    }
}
