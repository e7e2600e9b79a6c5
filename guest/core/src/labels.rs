//! From what a program knows to the few words that may be sent.

mod command;
mod failures;
mod guardrails;
mod host;
mod job;
mod model;
mod record;

use alloc::{
    collections::BinaryHeap,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::problem::{Code, Problem};

pub use host::{classify as classify_model_host, collect as collect_model_hosts};
pub use model::sanitize as sanitize_model;

/// Bucket of a number of records.
#[must_use]
pub fn bucket_records(count: f64) -> &'static str {
    bucket(
        count,
        &[
            (200.0, "1-200"),
            (1_000.0, "201-1000"),
            (10_000.0, "1001-10000"),
            (100_000.0, "10001-100000"),
        ],
        "100001+",
    )
}

/// Bucket of a number of columns.
#[must_use]
pub fn bucket_columns(count: f64) -> &'static str {
    bucket(
        count,
        &[
            (5.0, "1-5"),
            (10.0, "6-10"),
            (20.0, "11-20"),
            (50.0, "21-50"),
        ],
        "51+",
    )
}

/// Bucket of a number of models that were found.
fn bucket_models(count: i64) -> &'static str {
    match count {
        i64::MIN..=0 => "0",
        1..=5 => "1-5",
        6..=20 => "6-20",
        21..=50 => "21-50",
        51..=100 => "51-100",
        101..=250 => "101-250",
        251.. => "251+",
    }
}

fn bucket(count: f64, upper: &[(f64, &'static str)], above: &'static str) -> &'static str {
    upper
        .iter()
        .find(|(bound, _)| count <= *bound)
        .map_or(above, |(_, name)| name)
}

/// Aliases trimmed, sorted by code point, joined with commas. Duplicates stay: they tell of two
/// uses.
#[must_use]
pub fn join_aliases(aliases: &[String]) -> String {
    let names = sorted(
        &mut aliases
            .iter()
            .map(|alias| trim(alias))
            .filter(|alias| !alias.is_empty()),
    );
    if names.is_empty() {
        "not_applicable".into()
    } else {
        names.join(",")
    }
}

/// Mean number of tokens of a record, rounded down; -1 when there are no records.
#[must_use]
pub fn average_tokens(total: f64, records: u32) -> i32 {
    if records == 0 {
        return -1;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding down is the point, and the cast saturates"
    )]
    let mean = (total / f64::from(records)) as i32;
    mean.max(0)
}

/// The names that [`derive()`] knows.
pub const DERIVATIONS: [&str; 6] = [
    "command-outcome",
    "failure-counts",
    "guardrails-usage",
    "job-run",
    "models-discovered",
    "subcommand",
];

/// Derives several fields from a small JSON record.
///
/// # Errors
/// An unknown name, or everything that is wrong with the record.
pub fn derive(name: &str, record: &str) -> Result<String, Vec<Problem>> {
    match name {
        "command-outcome" => command::outcome(record),
        "failure-counts" => failures::counts(record),
        "guardrails-usage" => guardrails::usage(record),
        "job-run" => job::run(record),
        "models-discovered" => job::models(record),
        "subcommand" => command::subcommand(record),
        _ => Err(vec![Problem {
            pointer: String::new(),
            code: Code::UnknownDerivation,
            message: alloc::format!(
                "expected one of {}; found another name",
                DERIVATIONS.join(", ")
            ),
            suggestion: crate::suggest::nearest(name, DERIVATIONS.into_iter())
                .map(ToString::to_string),
            offset: 0,
        }]),
    }
}

/// Texts in the order of their code points. A heap sorts in a tenth of the code that `sort` has.
#[inline(never)]
fn sorted<'t>(texts: &mut dyn Iterator<Item = &'t str>) -> Vec<&'t str> {
    BinaryHeap::from(texts.collect::<Vec<_>>()).into_sorted_vec()
}

/// [`sorted`], each text once.
#[inline(never)]
fn distinct<'t>(texts: &mut dyn Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut texts = sorted(texts);
    texts.dedup();
    texts
}

/// Trims white space as Python sees it: Unicode's, and the four separators U+001C to U+001F.
#[inline(never)]
fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
    })
}
