//! Captures of what upstream makes of the file in which it keeps its session, and the closed
//! classes of what the component makes of it.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry_core::{catalog, time::Timestamp};
use nemo_telemetry_testkit::replay::Subject;
use serde::Deserialize;
use serde_json::Value;

use super::{Verdict, Verdicts};

/// What an upstream client found in its file, and what it made of it.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    product: String,
    /// What the file held; none: there was none.
    found: Option<String>,
    /// The id that it went on with; none: it made another.
    reused: Option<String>,
    /// What the file held afterwards, with `<sid>` for a new id.
    file: String,
}

/// What the component did.
#[derive(Clone, Debug, PartialEq)]
pub struct Ours {
    /// The session id of its bodies.
    pub session: String,
    /// What it asked its host for.
    pub orders: Vec<Value>,
}

impl Ours {
    /// What came out when a vector ran.
    ///
    /// # Errors
    /// It is no vector of sessions.
    pub fn read(lines: &[Value]) -> anyhow::Result<Self> {
        let session = lines
            .first()
            .and_then(|open| open.pointer("/open/decision/settled/sessionId")?.as_str());
        let orders = lines
            .last()
            .and_then(|poll| poll.pointer("/poll/orders")?.as_array());
        Ok(Self {
            session: session.context("expected a session")?.into(),
            orders: orders.context("expected orders")?.clone(),
        })
    }

    /// Whether it goes on with that id, and stores nothing.
    fn goes_on(&self, id: &str) -> bool {
        self.session == id && self.orders.is_empty()
    }

    /// Whether it made an id at random, and has it stored in that form.
    fn is_new(&self, product: &str, file: &str) -> bool {
        let Some(place) = catalog::product(product).and_then(|product| product.session_file) else {
            return false;
        };
        let [order] = self.orders.as_slice() else {
            return false;
        };
        let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        let text = file.replace("<sid>", &self.session);
        self.session.len() == 32
            && self.session.bytes().all(is_hex)
            && order["store"]["path"] == place.path
            && order["store"]["variable"] == place.variable
            && order["store"]["text"] == text.as_str()
    }
}

/// A way in which the component differs from upstream. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// An id that was not made at random.
    Name,
    /// A date in another form than the product writes.
    Date,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 2] = [Self::Name, Self::Date];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "session that could name a person",
            Self::Date => "date in another form",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture) -> bool {
        let Some(id) = &capture.reused else {
            return false;
        };
        let is_random = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        match self {
            Self::Name => !is_random,
            Self::Date => is_random && !capture.has_a_plain_date(),
        }
    }
}

impl Capture {
    fn has_a_plain_date(&self) -> bool {
        let file = self.found.as_deref().unwrap_or_default();
        let file: Value = serde_json::from_str(file).unwrap_or_default();
        let at = file["created_at"].as_str().unwrap_or_default().trim();
        [at.to_owned(), format!("{at}Z")]
            .iter()
            .any(|at| Timestamp::parse(at).is_some())
    }
}

/// What became of a capture, of which the component made this.
///
/// # Errors
/// It is neither as upstream nor what a class says.
pub fn judge(capture: &Capture, ours: &Ours) -> Verdict<Class> {
    let class = Class::ALL.into_iter().find(|class| class.matches(capture));
    if class.is_some() {
        // Upstream stores none in its place, so when it was made is not known.
        let text = ours
            .orders
            .first()
            .and_then(|order| order["store"]["text"].as_str());
        let made = text
            .and_then(|text| text.strip_prefix("{\"created_at\": \""))
            .and_then(|rest| rest.split('"').next())
            .filter(|made| Timestamp::parse(made).is_some());
        let made = made.context("expected a session to be stored")?;
        let file = format!("{{\"created_at\": \"{made}\", \"session_id\": \"<sid>\"}}\n");
        ensure!(
            ours.is_new(&capture.product, &file),
            "expected a new session: {ours:?}"
        );
        return Ok(class);
    }
    let same = match &capture.reused {
        Some(id) => ours.goes_on(id),
        None => ours.is_new(&capture.product, &capture.file),
    };
    ensure!(same, "upstream: {capture:?}; here: {ours:?}");
    Ok(None)
}

/// What became of each capture of a file.
///
/// # Errors
/// The file or what belongs to it cannot be read.
pub fn judge_file(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<Class>> {
    super::judge_each(
        subject,
        path,
        &read(path)?,
        |capture| &capture.case,
        |_, capture, lines| judge(capture, &Ours::read(lines)?),
    )
}

#[derive(Deserialize)]
struct Given {
    name: String,
    settings: Settings,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Settings {
    product: String,
}

#[derive(Deserialize)]
struct Fact {
    source: String,
    value: String,
}

/// A line of `upstream/*.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    name: String,
    case: String,
    reused: bool,
    file: String,
    session: Option<String>,
}

/// The captures of a file of vectors, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    super::paired::<Given, Recorded>(path)?
        .map(|(given, recorded)| capture(given, recorded))
        .collect()
}

fn capture(given: Given, recorded: Recorded) -> anyhow::Result<Capture> {
    ensure!(
        given.name == recorded.name,
        "expected {}, found what upstream did with {}",
        given.name,
        recorded.name
    );
    ensure!(
        recorded.reused == recorded.session.is_some(),
        "{}: a session belongs to one that is reused",
        given.name
    );
    let mut files = given.facts.into_iter().filter(|fact| fact.source == "file");
    Ok(Capture {
        case: recorded.case,
        product: given.settings.product,
        found: files.next().map(|file| file.value),
        reused: recorded.session,
        file: recorded.file,
    })
}
