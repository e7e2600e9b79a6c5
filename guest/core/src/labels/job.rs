//! What NeMo Platform says of its jobs, and of the models that it found.

use alloc::{string::String, vec::Vec};

use super::{bucket_models, record::read, trim};
use crate::{
    catalog::{JOB_RUN, MODELS_DISCOVERED, job_run, models_discovered},
    json::Object,
    problem::Problem,
};

/// The kinds of jobs that come with the product. What a person calls one of their own never passes.
const TYPES: [&str; 10] = [
    "agent",
    "agents",
    "anonymizer",
    "audit",
    "customization",
    "data-designer",
    "evaluation",
    "evaluator",
    "insights",
    "job",
];

/// Plugins that are named.
const PLUGINS: usize = 16;

/// Longest name of a plugin, in characters, which are bytes once it is normalised.
const PLUGIN_LENGTH: usize = 64;

/// `{"taskStatus": …, "jobType": …, "plugins": …, "model": …}` for the event `job_run`.
///
/// A kind that does not come with the product is `custom`. Of a model it only says whether one is
/// named. Plugins are the first 16, each once, by their names without what all of them share.
pub(super) fn run(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&JOB_RUN, record)?;
    let source = found.string(job_run::SOURCE).unwrap_or_default();
    let source = trim(&source).to_ascii_lowercase().replace(['_', ' '], "-");
    let job_type = TYPES.into_iter().find(|kind| *kind == source);
    let status = match found.string(job_run::STATUS).as_deref() {
        Some("completed") => "completed",
        Some("error") => "error",
        Some("cancelled") => "canceled",
        _ => "undefined",
    };
    let model = found.string(job_run::MODEL).unwrap_or_default();
    let mut plugins: Vec<String> = Vec::new();
    found.each_string(job_run::PLUGINS, &mut |name| {
        let name = plugin(name);
        if plugins.len() < PLUGINS && !name.is_empty() && !plugins.contains(&name) {
            plugins.push(name);
        }
    });
    let plugins: Vec<&str> = plugins.iter().map(String::as_str).collect();
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    members.text("taskStatus", status);
    members.text("jobType", job_type.unwrap_or("custom"));
    members.texts("plugins", &plugins);
    members.text(
        "model",
        if trim(&model).is_empty() {
            "undefined"
        } else {
            "defined"
        },
    );
    members.finish();
    Ok(out)
}

/// The name of a plugin in lower case, with a dash for each underscore and each run of what is no
/// letter, digit, dot or dash of ASCII, and without `nemo-` before and `-plugin` behind it. Empty:
/// nothing is left.
fn plugin(name: &str) -> String {
    let mut plain = String::new();
    let mut follows_another = false;
    for letter in trim(name).chars() {
        let letter = match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9' | '.' | '-') => Some(letter),
            '_' => Some('-'),
            _ => None,
        };
        if letter.is_some() || !follows_another {
            plain.push(letter.unwrap_or('-'));
        }
        follows_another = letter.is_none();
    }
    let is_edge = |letter: char| matches!(letter, '.' | '-');
    let name = plain.trim_matches(is_edge);
    let name = name.strip_prefix("nemo-").unwrap_or(name);
    let name = name.strip_suffix("-plugin").unwrap_or(name);
    let name = name.trim_matches(is_edge);
    let name = name.get(..PLUGIN_LENGTH).unwrap_or(name);
    name.trim_matches(is_edge).into()
}

/// `{"modelsDiscoveredBucket": …}` for the event `onboarding_step`.
pub(super) fn models(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&MODELS_DISCOVERED, record)?;
    let count = found.integer(models_discovered::COUNT).unwrap_or(0);
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    members.text("modelsDiscoveredBucket", bucket_models(count));
    members.finish();
    Ok(out)
}
