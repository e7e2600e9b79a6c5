//! What is known to be off before the component is loaded.
//!
//! Most programs that are off can know it from a few variables and a file. The pre-check may say
//! off and never on: where it says nothing, the component decides. `host/FACTS.md` has its rules
//! and `tests/host/precheck.json` their cases; the table is generated.

mod table;

use jiff::Timestamp;

use crate::bindings::{Fact, FileQuery, Query, Source};

/// Host facts of what a person told a browser.
const SIGNALS: [&str; 2] = ["global-privacy-control", "do-not-track"];

/// What has to be known about a product; empty texts for what it does not have.
#[derive(Debug)]
struct Row {
    id: &'static str,
    kill_switches: &'static [&'static str],
    /// The product's own variable, on and off.
    variable: &'static str,
    /// What holds when nobody has decided: `off`, `ask`, `notify` or `on`.
    default: &'static str,
    /// Of the stored decision, below the configuration folder.
    path: &'static str,
    /// Variable that holds another path.
    path_variable: &'static str,
    /// Of the stored decision: `toml` or `marker`.
    format: &'static str,
    /// The text of a stored no, with `{at}` for its instant.
    no: &'static str,
}

/// Identifiers of the products that the table knows.
pub(crate) fn products() -> impl Iterator<Item = &'static str> {
    table::PRODUCTS.iter().map(|row| row.id)
}

/// The fact for which a product is off; none when the component has to be asked, and for a product
/// that the table does not know.
///
/// `look` is asked for what [`Instance::queries`](crate::Instance::queries) could name, and answers
/// as it would for the component. Nothing is looked at that is not needed.
#[must_use]
pub fn precheck(product: &str, look: &dyn Fn(&Query) -> Option<String>) -> Option<Fact> {
    let row = table::PRODUCTS.iter().find(|row| row.id == product)?;
    let fact = |source, name: &str| {
        let query = match source {
            Source::Variable => Query::Variable(name.into()),
            Source::Call => Query::Call(name.into()),
            Source::File | Source::Host => Query::Host(name.into()),
        };
        let value = if name.is_empty() { None } else { look(&query) };
        value.map(|value| Fact {
            source,
            name: name.into(),
            value,
        })
    };
    let forbids = |fact: &Fact| !says(&fact.value, table::NO);
    let agrees = |fact: &Fact| says(&fact.value, table::YES);

    let compiled_out = fact(Source::Host, "compiled-out").filter(forbids);
    let killed = || {
        row.kill_switches
            .iter()
            .find_map(|name| fact(Source::Variable, name).filter(forbids))
    };
    let signalled = || {
        SIGNALS
            .iter()
            .find_map(|name| fact(Source::Host, name).filter(agrees))
    };
    if let Some(fact) = compiled_out.or_else(killed).or_else(signalled) {
        return Some(fact);
    }
    let denies = |fact: &Fact| says(&fact.value, table::NO);
    let enabled = fact(Source::Call, "enabled");
    let setting = || fact(Source::Call, "emit_telemetry").filter(denies);
    if let Some(fact) = enabled.clone().filter(denies).or_else(setting) {
        return Some(fact);
    }
    let variable = fact(Source::Variable, row.variable);
    if let Some(fact) = variable.clone().filter(|fact| !agrees(fact)) {
        return Some(fact);
    }
    let destination = fact(Source::Call, "destination").filter(agrees);
    if destination.is_some() {
        return None;
    }
    let file = stored(row, look);
    if let Some(fact) = file
        .clone()
        .filter(|fact| row.format == "marker" || refuses(&fact.value))
    {
        return Some(fact);
    }
    let said_yes = enabled
        .filter(agrees)
        .or(variable)
        .or(file)
        .or_else(|| fact(Source::Call, "answer"))
        .is_some();
    let default_is_no = matches!(row.default, "off" | "ask");
    (default_is_no && !said_yes).then(|| Fact {
        source: Source::Host,
        name: "default".into(),
        value: row.default.into(),
    })
}

fn stored(row: &Row, look: &dyn Fn(&Query) -> Option<String>) -> Option<Fact> {
    let value = look(&Query::File(place(row)?))?;
    Some(Fact {
        source: Source::File,
        name: row.path.into(),
        value,
    })
}

/// Where the product's decision is stored.
fn place(row: &Row) -> Option<FileQuery> {
    let variable = (!row.path_variable.is_empty()).then(|| row.path_variable.into());
    (!row.path.is_empty()).then(|| FileQuery {
        path: row.path.into(),
        variable,
    })
}

fn says(value: &str, words: &[&str]) -> bool {
    words.contains(&value.trim_ascii().to_ascii_lowercase().as_str())
}

/// Whether a stored decision has a line that says no.
fn refuses(text: &str) -> bool {
    let is_dust = |letter: char| letter.is_ascii_whitespace() || letter == '"' || letter == '\'';
    text.split('\n').any(|line| {
        line.replace(is_dust, "")
            .eq_ignore_ascii_case("consent=disabled")
    })
}

/// Where a product's no is stored, and the text of one that is given at an instant: what the
/// component would say, which a no must not depend on.
pub(crate) fn refusal(product: &str, at: Timestamp) -> Option<(FileQuery, String)> {
    let row = table::PRODUCTS.iter().find(|row| row.id == product)?;
    let text = row.no.replace("{at}", &format!("{at:.0}"));
    Some((place(row)?, text))
}

/// What turns a product on and off from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// Variables that turn it off when they are set to anything but no, such as `DO_NOT_TRACK=1`.
    pub kill: &'static [&'static str],
    /// The product's own variable, `true` or `false`; empty when it has none.
    pub variable: &'static str,
    /// Whether its stored decision is a file that is a no by being there.
    pub stores_only_a_no: bool,
}

/// The switches of a product; none for one that the table does not know.
#[must_use]
pub fn switches(product: &str) -> Option<Switches> {
    let row = table::PRODUCTS.iter().find(|row| row.id == product)?;
    Some(Switches {
        kill: row.kill_switches,
        variable: row.variable,
        stores_only_a_no: row.format == "marker",
    })
}
