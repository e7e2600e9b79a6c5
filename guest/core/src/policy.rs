//! Whether telemetry may be sent: vetoes first, then the first signal that says yes, then the product's default.

mod consent_file;
mod spelling;

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::{
    catalog,
    definition::{Default, Product},
    guard, json,
    limits::MIN_HEARTBEAT,
    session,
    sink::Sink,
    time::seconds_to_ms,
};

use consent_file::Stored;
pub use consent_file::write as consent_file;
use spelling::Switch;

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An environment variable.
    Variable,
    /// A file's text.
    File,
    /// The embedding program.
    Call,
    /// The host's own observation.
    Host,
}

/// Something a host may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Where to look.
    pub source: Source,
    /// What to look at.
    pub name: String,
}

/// What a host found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it was found.
    pub source: Source,
    /// What was looked at.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing.
    Off,
    /// A person may be asked.
    Ask,
    /// A notice has to be shown first.
    Notify,
    /// Events are accepted and sent.
    On,
}

/// The decision, and what the facts settle besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What may happen.
    pub state: State,
    /// The fact that decided.
    pub signal: Fact,
    /// Facts that spoke and lost.
    pub ignored: Vec<Fact>,
    /// For a person: the question, the notice, or why.
    pub text: String,
    /// Where events go.
    pub endpoint: String,
    /// What the endpoint means.
    pub sink: Sink,
    /// Whether what would go over the network is built and not sent.
    pub dry_run: bool,
    /// What stands before the session id.
    pub session_prefix: String,
    /// Deployment type that the variable names; empty for none.
    pub deployment_type: String,
    /// Milliseconds between heartbeats; 0 for none.
    pub heartbeat_ms: u64,
    /// Session id with its prefix, once a client has one; else empty.
    pub session_id: String,
    /// What was odd about the facts, and which values the guard took out.
    pub warnings: Vec<String>,
    /// How many values the guard took out.
    pub redacted: u32,
}

/// The variable that many programs agree on; any value but no is a veto.
const DO_NOT_TRACK: &str = "DO_NOT_TRACK";
/// The call fact by which an embedding program says yes or no.
const ENABLED: &str = "enabled";
/// The host fact that the notice was shown.
const NOTICE: &str = "notice";

/// Exactly what a host may look at for a product.
#[must_use]
pub fn queries(product: &Product) -> Vec<Query> {
    let variables = [
        DO_NOT_TRACK,
        product.variables.disabled,
        product.variables.enabled,
        product.variables.endpoint,
        product.variables.dry_run,
        product.variables.session_prefix,
        product.variables.deployment_type,
        heartbeat_variable(product),
    ];
    let file = (Source::File, product.consent_file);
    let [user, host, home] = guard::FACTS.map(|name| (Source::Host, name));
    let rest = [file, (Source::Call, ENABLED), (Source::Host, NOTICE), user, host, home];
    variables
        .into_iter()
        .map(|name| (Source::Variable, name))
        .chain(rest)
        .filter(|(_, name)| !name.is_empty())
        .map(|(source, name)| Query { source, name: name.into() })
        .collect()
}

/// What a fact says about sending, if it says anything.
enum Voice {
    Veto,
    Yes,
}

/// Decides from facts for the product of that id. An unknown product is off.
#[must_use]
pub fn decide(id: &str, facts: &[Fact]) -> Decision {
    match catalog::product(id) {
        Some(product) => decide_for(product, facts),
        None => Decision {
            state: State::Off,
            signal: default_signal("off"),
            ignored: Vec::new(),
            text: "telemetry is off: the product is not in the catalog".into(),
            endpoint: String::new(),
            sink: Sink::Denied,
            dry_run: false,
            session_prefix: String::new(),
            deployment_type: String::new(),
            heartbeat_ms: 0,
            session_id: String::new(),
            warnings: Vec::new(),
            redacted: 0,
        },
    }
}

/// Decides from facts for a product.
#[must_use]
pub fn decide_for(product: &Product, facts: &[Fact]) -> Decision {
    let find = |source, name| find(facts, source, name);
    let mut warnings = Vec::new();
    let spoken = voices(product, facts, &mut warnings);
    let veto = spoken.iter().position(|(_, voice)| matches!(voice, Voice::Veto));
    let winner = veto.or(if spoken.is_empty() { None } else { Some(0) });
    let (state, signal) = match winner.and_then(|place| spoken.get(place)) {
        Some((fact, Voice::Veto)) => (State::Off, (*fact).clone()),
        Some((fact, Voice::Yes)) => (State::On, (*fact).clone()),
        None => by_default(product, find(Source::Host, NOTICE)),
    };
    let ignored =
        spoken.iter().enumerate().filter(|(place, _)| Some(*place) != winner).map(|(_, (fact, _))| (*fact).clone()).collect();
    let value = |source, name| find(source, name).map(|fact| fact.value.trim()).filter(|value| !value.is_empty());
    let session_prefix = value(Source::Variable, product.variables.session_prefix).unwrap_or_default();
    let usable = session::is_prefix(session_prefix);
    if !usable {
        let name = product.variables.session_prefix;
        warnings.push(format!("{name} is not used: expected at most 32 lower-case letters, digits and dashes"));
    }
    let dry_run = find(Source::Variable, product.variables.dry_run);
    let mut decision = Decision {
        state,
        text: text(product, state, &signal),
        signal,
        ignored,
        endpoint: String::new(),
        sink: Sink::Nowhere,
        dry_run: dry_run.is_some_and(|fact| spelling::switch(&fact.value) == Switch::On),
        session_prefix: if usable { session_prefix.into() } else { String::new() },
        deployment_type: value(Source::Variable, product.variables.deployment_type).unwrap_or_default().to_ascii_lowercase(),
        heartbeat_ms: heartbeat(product, find(Source::Variable, heartbeat_variable(product)), &mut warnings),
        session_id: String::new(),
        warnings,
        redacted: 0,
    };
    // Even an empty or unusable address keeps events away from the product's own: whoever set it wanted that.
    let named = find(Source::Variable, product.variables.endpoint);
    decision.send_to(named.map_or(product.endpoint, |fact| fact.value.trim()));
    if decision.sink == Sink::Denied {
        let name = product.variables.endpoint;
        decision.warnings.push(format!("{name} names no address that events may go to, so none are sent"));
    }
    decision
}

fn heartbeat_variable(product: &Product) -> &'static str {
    product.heartbeat.map_or("", |heartbeat| heartbeat.interval_variable)
}

/// Milliseconds between heartbeats: the product's, unless a variable says another time that can be one.
fn heartbeat(product: &Product, fact: Option<&Fact>, warnings: &mut Vec<String>) -> u64 {
    let Some(rule) = product.heartbeat else { return 0 };
    let Some(fact) = fact else { return rule.interval_ms.into() };
    let Some(ms) = seconds_to_ms(&fact.value) else {
        warnings.push(format!("{} is not used: expected seconds above 0", fact.name));
        return rule.interval_ms.into();
    };
    if ms < MIN_HEARTBEAT {
        warnings.push(format!("{} is too short: {} s are used", fact.name, MIN_HEARTBEAT / 1000));
    }
    ms.max(MIN_HEARTBEAT)
}

/// The fact of that name. One copy of it is enough: it is asked for nine times.
#[inline(never)]
fn find<'f>(facts: &'f [Fact], source: Source, name: &str) -> Option<&'f Fact> {
    facts.iter().find(|fact| fact.source == source && fact.name == name && !name.is_empty())
}

/// The facts that say yes or no, in the order in which they are heard.
fn voices<'f>(product: &Product, facts: &'f [Fact], warnings: &mut Vec<String>) -> Vec<(&'f Fact, Voice)> {
    let find = |source, name| find(facts, source, name);
    let mut spoken = Vec::new();
    for name in [DO_NOT_TRACK, product.variables.disabled] {
        if let Some(fact) = find(Source::Variable, name)
            && spelling::forbids(&fact.value)
        {
            spoken.push((fact, Voice::Veto));
        }
    }
    for (source, name) in [(Source::Call, ENABLED), (Source::Variable, product.variables.enabled)] {
        if let Some(fact) = find(source, name) {
            let switch = spelling::switch(&fact.value);
            if switch == Switch::Unknown {
                warnings.push(format!(
                    "{name} says neither yes nor no and is taken as no: expected 1, true, yes, on, 0, false, no or off"
                ));
            }
            spoken.push((fact, if switch == Switch::On { Voice::Yes } else { Voice::Veto }));
        }
    }
    if let Some(fact) = find(Source::File, product.consent_file) {
        match consent_file::read(&fact.value) {
            Stored::Yes => spoken.push((fact, Voice::Yes)),
            Stored::No => spoken.push((fact, Voice::Veto)),
            Stored::Nothing => {}
        }
    }
    spoken
}

fn by_default(product: &Product, notice: Option<&Fact>) -> (State, Fact) {
    match (product.default, notice) {
        (Default::Notify, Some(fact)) if spelling::switch(&fact.value) == Switch::On => (State::On, fact.clone()),
        (Default::Off, _) => (State::Off, default_signal("off")),
        (Default::Ask, _) => (State::Ask, default_signal("ask")),
        (Default::Notify, _) => (State::Notify, default_signal("notify")),
        (Default::On, _) => (State::On, default_signal("on")),
    }
}

fn default_signal(value: &str) -> Fact {
    Fact { source: Source::Host, name: "default".into(), value: value.into() }
}

fn text(product: &Product, state: State, signal: &Fact) -> String {
    let because = match signal.source {
        Source::Variable => format!("the environment variable {} says so", signal.name),
        Source::File => format!("the file {} says so", signal.name),
        Source::Call => "the program that embeds it says so".into(),
        Source::Host if signal.name == NOTICE => "the notice was shown and nobody objected".into(),
        Source::Host => "that is the product's default".into(),
    };
    let title = product.title;
    let switch = product.variables.enabled;
    match state {
        State::Off => format!("telemetry of {title} is off: {because}"),
        State::On => format!("telemetry of {title} is on: {because}"),
        State::Ask => format!(
            "May {title} send anonymous usage events to NVIDIA? They hold no argument, path, file content, host or user name. \
             `nemo-telemetry schema show` lists every field; {switch}=false turns it off for good."
        ),
        State::Notify => format!(
            "{title} sends anonymous usage events to NVIDIA. They hold no argument, path, file content, host or user name. \
             `nemo-telemetry schema show` lists every field; {DO_NOT_TRACK}=1 turns it off."
        ),
    }
}

impl Decision {
    /// Settles where events go. They go nowhere where they may not go.
    pub(crate) fn send_to(&mut self, endpoint: &str) {
        let (sink, address) = Sink::of(endpoint, self.dry_run);
        self.sink = sink;
        self.endpoint = address.into();
    }

    /// What the facts settle besides, as the JSON text of the WIT record.
    #[must_use]
    pub fn resolved(&self) -> String {
        let mut out = String::new();
        let members = [
            ("{\"endpoint\":", self.endpoint.as_str()),
            (",\"sink\":", self.sink.name()),
            (",\"deploymentType\":", &self.deployment_type),
            (",\"sessionPrefix\":", &self.session_prefix),
            (",\"sessionId\":", &self.session_id),
        ];
        for (prefix, value) in members {
            out.push_str(prefix);
            json::push_string(&mut out, value);
        }
        out.push_str(",\"heartbeatIntervalMs\":");
        out.push_str(&self.heartbeat_ms.to_string());
        out.push_str(",\"redacted\":");
        out.push_str(&u64::from(self.redacted).to_string());
        out.push_str(",\"warnings\":[");
        for (place, warning) in self.warnings.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            json::push_string(&mut out, warning);
        }
        out.push_str("]}");
        out
    }

    /// The decision after a person turned telemetry off while it ran.
    pub(crate) fn opt_out(&mut self) {
        if self.state == State::On {
            let before =
                core::mem::replace(&mut self.signal, Fact { source: Source::Call, name: "opt-out".into(), value: "true".into() });
            self.ignored = [vec![before], core::mem::take(&mut self.ignored)].concat();
        }
        self.state = State::Off;
        self.text = "telemetry is off: it was turned off while it ran".into();
    }
}
