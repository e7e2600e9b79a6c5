//! Whether telemetry may be sent: vetoes first, then the first signal that says yes, then the
//! product's default.

mod consent_file;
mod ladder;
mod spelling;
mod surroundings;
mod text;
mod toml;

use alloc::{format, string::String, vec, vec::Vec};

use crate::{
    catalog::{self, AGENTS, CI, TEST_RUNNERS},
    definition::{ByDefault, FilledBy, Kind, Product},
    limits::MIN_HEARTBEAT,
    session,
    settled::Settled,
    sink::Sink,
    time::seconds_to_ms,
};

pub use consent_file::{ConsentFile, query as consent_query, write as consent_file};
use ladder::{Effect, Evaluation};
use spelling::Switch;

/// The host facts whose values no event may say.
const IDENTIFYING_NAMES: [&str; 3] = ["user-name", "host-name", "home-directory"];

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

/// A file that a host may read: a person's stored decision, the product's own configuration or its
/// session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileQuery {
    /// Path below the configuration folder, or after `~/` below the person's own; the name of its
    /// fact.
    pub path: String,
    /// Variables that may hold another path, with a space between two. Where steps follow a name,
    /// the variable holds the folder for them.
    pub variable: Option<String>,
}

impl FileQuery {
    fn new(path: &str, variable: &str) -> Self {
        Self {
            path: path.into(),
            variable: (!variable.is_empty()).then(|| variable.into()),
        }
    }
}

/// Where a product keeps its session id for later processes; none: it does not.
#[must_use]
pub fn session_query(product: &Product) -> Option<FileQuery> {
    let file = product.session_file?;
    Some(FileQuery::new(file.path, file.variable))
}

/// Something a host may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// An environment variable.
    Variable(String),
    /// A file's whole text.
    File(FileQuery),
    /// What the embedding program passed.
    Call(String),
    /// What the host noticed.
    Host(String),
}

impl Query {
    /// Whether a fact answers it.
    #[must_use]
    pub fn is_answered_by(&self, fact: &Fact) -> bool {
        let (source, name) = match self {
            Self::Variable(name) => (Source::Variable, name),
            Self::File(file) => (Source::File, &file.path),
            Self::Call(name) => (Source::Call, name),
            Self::Host(name) => (Source::Host, name),
        };
        fact.source == source && fact.name == *name
    }

    /// Whether what it finds can change while a program runs: decisions of the person and of the
    /// administrator.
    #[must_use]
    pub fn may_change(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Host(name) => name == ADMINISTRATOR,
            Self::Variable(_) | Self::Call(_) => false,
        }
    }
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
    /// Where events go, and what they say of this use.
    pub settled: Settled,
}

/// The variable that many programs agree on; any value but no is a veto.
const DO_NOT_TRACK: &str = "DO_NOT_TRACK";
/// The call fact by which an embedding program says yes or no.
const ENABLED: &str = "enabled";
/// The call fact of a product's own setting, whose no counts.
const EMIT_TELEMETRY: &str = "emit_telemetry";
/// The call fact that a person named in this very command where events go.
const DESTINATION: &str = "destination";
/// The call fact of what a person answered to the question.
pub(crate) const ANSWER: &str = "answer";
/// The host fact of a build that leaves telemetry out.
const COMPILED_OUT: &str = "compiled-out";
/// The host fact of what the administrator of the machine decided.
const ADMINISTRATOR: &str = "administrator";
/// The host facts of a browser's signals.
const SIGNALS: [&str; 2] = ["global-privacy-control", "do-not-track"];
/// The host fact of a test runner in this process.
const TEST_RUNNER: &str = "test-runner";
/// The host fact of which standard streams are terminals.
const TERMINALS: &str = "terminals";
/// The host fact that the notice was shown.
pub(crate) const NOTICE: &str = "notice";
/// Name of the signal where no fact decided.
const DEFAULT: &str = "default";

/// Exactly what a host may look at for a product: what its decision can use, and nothing else.
#[must_use]
pub fn queries(product: &Product) -> Vec<Query> {
    let asks = product.default == ByDefault::Ask;
    let notifies = product.default == ByDefault::Notify;
    let mut queries = Vec::new();
    let variables = &product.variables;
    let names = [
        DO_NOT_TRACK,
        variables.disabled,
        variables.enabled,
        variables.endpoint,
        variables.dry_run,
        variables.session_prefix,
        variables.deployment_type,
        heartbeat_variable(product),
    ];
    for name in names {
        add(&mut queries, Query::Variable, name);
    }
    for (table, used) in [
        (CI, asks || product.veto_ci),
        (AGENTS, asks),
        (TEST_RUNNERS, product.veto_test_runner),
    ] {
        for name in surroundings::variables(if used { table } else { "" }) {
            add(&mut queries, Query::Variable, name);
        }
    }
    for name in product.ci_variables {
        add(&mut queries, Query::Variable, name);
    }
    let settings = product.setting_files.iter();
    let files = consent_file::query(product)
        .into_iter()
        .chain(settings.map(|file| FileQuery::new(file.path, file.variable)))
        .chain(session_query(product));
    queries.extend(files.map(Query::File));
    for (name, used) in [
        (ENABLED, true),
        (EMIT_TELEMETRY, true),
        (DESTINATION, true),
        (ANSWER, asks),
    ] {
        add(&mut queries, Query::Call, if used { name } else { "" });
    }
    let [global_privacy_control, do_not_track] = SIGNALS;
    let [user, host, home] = IDENTIFYING_NAMES;
    let test_runner = if product.veto_test_runner {
        TEST_RUNNER
    } else {
        ""
    };
    let (terminals, notice) = (
        if asks { TERMINALS } else { "" },
        if notifies { NOTICE } else { "" },
    );
    let noticed = [
        COMPILED_OUT,
        ADMINISTRATOR,
        global_privacy_control,
        do_not_track,
        test_runner,
        terminals,
        notice,
        user,
        host,
        home,
    ];
    for name in noticed {
        add(&mut queries, Query::Host, name);
    }
    queries
}

/// Adds a query that is not there yet. One copy of it is enough.
#[inline(never)]
fn add(queries: &mut Vec<Query>, kind: fn(String) -> Query, name: &str) {
    let query = kind(name.into());
    if !name.is_empty() && !queries.contains(&query) {
        queries.push(query);
    }
}

/// The identifying names that facts tell.
pub(crate) fn identifying_names(facts: &[Fact]) -> impl Iterator<Item = &str> {
    facts
        .iter()
        .filter(|fact| {
            fact.source == Source::Host && IDENTIFYING_NAMES.contains(&fact.name.as_str())
        })
        .map(|fact| fact.value.as_str())
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
            settled: Settled::default(),
        },
    }
}

/// Decides from facts for a product.
#[must_use]
pub fn decide_for(product: &Product, facts: &[Fact]) -> Decision {
    let find = |source, name| find(facts, source, name);
    let Evaluation {
        effects,
        mut warnings,
        ..
    } = Evaluation::of(product, facts);
    let decisive = ladder::decisive(&effects);
    let (state, signal) = match decisive.and_then(|place| effects.get(place)) {
        Some((fact, Effect::Yes)) => (State::On, (*fact).clone()),
        Some((fact, _)) => (State::Off, (*fact).clone()),
        None => by_default(product, facts),
    };
    let others = effects
        .iter()
        .enumerate()
        .filter(|(place, _)| Some(*place) != decisive);
    let ignored = others.map(|(_, (fact, _))| (*fact).clone()).collect();
    let raw = |name| find(Source::Variable, name).map(|fact| fact.value.as_str());
    let named_prefix = raw(product.variables.session_prefix);
    let session_prefix = named_prefix.unwrap_or(product.session_prefix);
    let usable = session::is_prefix(session_prefix);
    if !usable {
        let name = product.variables.session_prefix;
        warnings.push(format!(
            "{name} is not used: expected at most 32 lower-case letters, digits and dashes"
        ));
    }
    let dry_run = find(Source::Variable, product.variables.dry_run);
    let mut settled = Settled {
        dry_run: dry_run.is_some_and(|fact| spelling::switch(&fact.value) == Switch::On),
        session_prefix: if usable {
            session_prefix.into()
        } else {
            String::new()
        },
        prefix_by_default: named_prefix.is_none(),
        deployment_type: raw(product.variables.deployment_type)
            .map(|word| deployment_type(product, word))
            .unwrap_or_default(),
        is_ci: product.ci_variables.iter().any(|name| {
            find(Source::Variable, name).is_some_and(|fact| spelling::is_set(&fact.value))
        }),
        heartbeat_ms: heartbeat(
            product,
            find(Source::Variable, heartbeat_variable(product)),
            &mut warnings,
        ),
        warnings,
        ..Settled::default()
    };
    // Even an empty or unusable address keeps events away from the product's own: whoever set it
    // wanted that.
    settled.send_to(raw(product.variables.endpoint).unwrap_or(product.endpoint));
    if settled.sink == Sink::Denied {
        let name = product.variables.endpoint;
        settled.warnings.push(format!(
            "{name} names no address that events may go to, so none are sent"
        ));
    }
    Decision {
        state,
        text: text::of(product, state, &signal),
        signal,
        ignored,
        settled,
    }
}

/// The deployment type that a variable names, as the product's events say it. A word that they do
/// not know, the empty one among them, says only that there is one.
fn deployment_type(product: &Product, word: &str) -> String {
    let word = word.to_ascii_lowercase();
    let events = product
        .events
        .iter()
        .filter_map(|(name, version)| catalog::event(name, version).ok());
    let mut fields = events.flat_map(|event| event.fields);
    let known = fields.any(|field| match (field.filled_by, field.kind) {
        (Some(FilledBy::Policy), Kind::OneOf(words)) => words.contains(&word.as_str()),
        _ => false,
    });
    if known { word } else { "undefined".into() }
}

fn heartbeat_variable(product: &Product) -> &'static str {
    product
        .heartbeat
        .map_or("", |heartbeat| heartbeat.interval_variable)
}

/// Milliseconds between heartbeats: the product's, unless a variable says another time that can be
/// one.
fn heartbeat(product: &Product, fact: Option<&Fact>, warnings: &mut Vec<String>) -> u64 {
    let Some(rule) = product.heartbeat else {
        return 0;
    };
    let Some(fact) = fact else {
        return rule.interval_ms.into();
    };
    let Some(ms) = seconds_to_ms(&fact.value) else {
        warnings.push(format!(
            "{} is not used: expected seconds above 0",
            fact.name
        ));
        return rule.interval_ms.into();
    };
    if ms < MIN_HEARTBEAT {
        warnings.push(format!(
            "{} is too short: {} s are used",
            fact.name,
            MIN_HEARTBEAT / 1000
        ));
    }
    ms.max(MIN_HEARTBEAT)
}

/// The fact of that name. One copy of it is enough: it is asked for nine times.
#[inline(never)]
fn find<'f>(facts: &'f [Fact], source: Source, name: &str) -> Option<&'f Fact> {
    facts
        .iter()
        .find(|fact| fact.source == source && fact.name == name && !name.is_empty())
}

/// What holds where nobody has decided.
fn by_default(product: &Product, facts: &[Fact]) -> (State, Fact) {
    match product.default {
        ByDefault::Off => (State::Off, default_signal("off")),
        ByDefault::Ask => ask(product, facts),
        ByDefault::Notify => match find(facts, Source::Host, NOTICE) {
            Some(fact) if spelling::switch(&fact.value) == Switch::On => (State::On, fact.clone()),
            _ => (State::Notify, default_signal("notify")),
        },
        ByDefault::On => (State::On, default_signal("on")),
    }
}

/// Whether a person may be asked, or what that person has just answered.
///
/// Programs in continuous integration and agents answer what is asked, and mean nothing by it. A
/// host that does not say which streams are terminals has other ways to ask.
fn ask(product: &Product, facts: &[Fact]) -> (State, Fact) {
    let elsewhere = find(facts, Source::Host, TERMINALS).filter(|fact| {
        !["stdin", "stdout", "stderr"]
            .iter()
            .all(|stream| fact.value.split(' ').any(|word| word == *stream))
    });
    if let Some(fact) = surroundings::ci(facts)
        .or_else(|| surroundings::sign(AGENTS, facts))
        .or(elsewhere)
    {
        return (State::Off, fact.clone());
    }
    match find(facts, Source::Call, ANSWER) {
        Some(fact) => (
            if spelling::agrees(&fact.value, product.enter_is_yes) {
                State::On
            } else {
                State::Off
            },
            fact.clone(),
        ),
        None => (State::Ask, default_signal("ask")),
    }
}

fn default_signal(value: &str) -> Fact {
    Fact {
        source: Source::Host,
        name: DEFAULT.into(),
        value: value.into(),
    }
}

impl Decision {
    /// The decision after a person turned telemetry off while it ran.
    pub(crate) fn opt_out(&mut self) {
        if self.state == State::On {
            let before = core::mem::replace(
                &mut self.signal,
                Fact {
                    source: Source::Call,
                    name: "opt-out".into(),
                    value: "true".into(),
                },
            );
            self.ignored = [vec![before], core::mem::take(&mut self.ignored)].concat();
        }
        self.state = State::Off;
        self.text = "telemetry is off: it was turned off while it ran".into();
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };

    use super::{ANSWER, Fact, FileQuery, Query, Source, State, decide_for, queries};
    use crate::{catalog, definition::Product};

    /// The names that a host may look at, in order.
    fn names(product: &str, source: Source) -> Vec<String> {
        let queries = queries(catalog::product(product).unwrap());
        let name = |query| match (source, query) {
            (Source::Variable, Query::Variable(name))
            | (Source::Call, Query::Call(name))
            | (Source::Host, Query::Host(name)) => Some(name),
            (Source::File, Query::File(FileQuery { path, variable })) => {
                Some(variable.map_or(path.clone(), |variable| format!("{variable}:{path}")))
            }
            _ => None,
        };
        queries.into_iter().filter_map(name).collect()
    }

    #[test]
    fn a_host_may_look_at_what_the_decision_can_use_and_at_nothing_else() {
        assert_eq!(
            names("safe-synthesizer", Source::Variable),
            [
                "DO_NOT_TRACK",
                "NEMO_TELEMETRY_ENABLED",
                "NEMO_TELEMETRY_ENDPOINT",
                "NEMO_SESSION_PREFIX",
                "NEMO_DEPLOYMENT_TYPE"
            ]
        );
        assert_eq!(
            names("safe-synthesizer", Source::File),
            ["nemo-telemetry/safe-synthesizer.toml"]
        );
        assert_eq!(
            names("safe-synthesizer", Source::Call),
            ["enabled", "emit_telemetry", "destination"]
        );
        let everywhere = [
            "compiled-out",
            "administrator",
            "global-privacy-control",
            "do-not-track",
        ];
        let guarded = ["user-name", "host-name", "home-directory"];
        for (product, own) in [
            ("safe-synthesizer", &["notice"][..]),
            ("guardrails", &["test-runner", "notice"]),
            ("agent-toolkit", &["terminals"]),
        ] {
            assert_eq!(
                names(product, Source::Host),
                [&everywhere[..], own, &guarded].concat(),
                "{product}"
            );
        }
        assert_eq!(
            names("agent-toolkit", Source::Call),
            ["enabled", "emit_telemetry", "destination", "answer"]
        );
        assert_eq!(
            names("agent-toolkit", Source::File),
            ["NAT_TELEMETRY_CONSENT_FILE:nat/telemetry.toml"]
        );
        assert_eq!(
            names("guardrails", Source::File),
            ["nemoguardrails/do_not_track"]
        );
    }

    #[test]
    fn enter_is_a_no_where_the_product_s_own_question_does_not_make_it_a_yes() {
        let own = catalog::product("agent-toolkit").unwrap();
        let other = Product {
            enter_is_yes: false,
            ..*own
        };
        let answer = |text: &str| {
            [Fact {
                source: Source::Call,
                name: ANSWER.into(),
                value: text.into(),
            }]
        };
        for (product, ending, entered) in [
            (own, "Enter alone is a yes. Send them? [Y/n]", State::On),
            (&other, "every field. Send them? [y/N]", State::Off),
        ] {
            let asked = decide_for(product, &[]);
            assert_eq!(asked.state, State::Ask);
            assert!(asked.text.ends_with(ending), "{}", asked.text);
            assert_eq!(decide_for(product, &answer("")).state, entered);
            assert_eq!(decide_for(product, &answer("y")).state, State::On);
            assert_eq!(decide_for(product, &answer("n")).state, State::Off);
        }
    }

    #[test]
    fn surroundings_are_looked_at_where_they_count_and_each_variable_once() {
        let (agents, tests) = ("CLAUDECODE".to_string(), "PYTEST_CURRENT_TEST".to_string());
        for (product, looks_for_agents, looks_for_tests) in
            [("agent-toolkit", true, false), ("guardrails", false, true)]
        {
            let mut names = names(product, Source::Variable);
            assert!(
                names.contains(&"JENKINS_URL".to_string()) && names.contains(&"NODE".to_string()),
                "{product}"
            );
            assert_eq!(
                (names.contains(&agents), names.contains(&tests)),
                (looks_for_agents, looks_for_tests),
                "{product}"
            );
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{product}");
        }
    }
}
