//! Vectors of labels.

use anyhow::Context;
use nemo_telemetry_cli::rails::Configuration;
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use super::{Converted, Json, Made, Record};
use crate::deviations::events::wire_name;

/// A vector, before it is known what must come out.
struct Draft {
    stem: String,
    case: String,
    label: &'static str,
    input: Json,
    /// What upstream answered; none: it raised an error.
    value: Option<Json>,
    /// What upstream was given, where the input cannot say it.
    given: Option<Json>,
}

impl Draft {
    fn finish(self, subject: &mut dyn Subject) -> anyhow::Result<Converted> {
        let vector = |expect: Option<Json>| {
            let mut members = vec![
                ("kind".to_owned(), Json::text("labels")),
                ("label".to_owned(), Json::text(self.label)),
                ("input".to_owned(), self.input.clone()),
            ];
            members.extend(expect.map(|expect| ("expect".to_owned(), expect)));
            Json::Object(members)
        };
        let found = super::run(subject, &vector(None))?;
        let found = found.first().and_then(|line| line.get("labels"));
        let found = found.context("expected a vector of the kind labels")?;
        let problem = |problem: &Value| {
            Json::object([
                ("pointer", Json::of(&problem["pointer"])),
                ("code", Json::of(&problem["code"])),
            ])
        };
        let expect = if found["value"].is_null() {
            let problems = found["problems"].as_array().into_iter().flatten();
            Json::object([("problems", Json::List(problems.map(problem).collect()))])
        } else {
            Json::object([("value", Json::of(&found["value"]))])
        };
        let outcome = if self.value.is_some() {
            "value"
        } else {
            "rejected"
        };
        let mut upstream = vec![("outcome".to_owned(), Json::text(outcome))];
        upstream.extend(self.value.clone().map(|value| ("value".to_owned(), value)));
        upstream.extend(self.given.clone().map(|given| ("given".to_owned(), given)));
        Ok(Converted {
            vector: vector(Some(expect)),
            upstream: Json::Object(upstream),
            stem: self.stem,
            case: self.case,
        })
    }
}

pub(super) fn helper(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let input = record.json.at("input")?;
    let accepted = record.json.at("accepted")?.to_string() == "true";
    let output = if accepted {
        record.json.get("output").cloned()
    } else {
        None
    };
    let function = input
        .get("fn")
        .map(Json::str)
        .transpose()?
        .unwrap_or_default();
    let mut draft = Draft {
        stem: format!("{}-{}-labels", record.product, record.version),
        case: record.case.clone(),
        label: "guardrails-usage",
        input: Json::object([]),
        value: output,
        given: None,
    };
    let null = || Json::token("null");
    match function.as_str() {
        "sanitize_model_for_telemetry" => {
            let hub = record.json.at("huggingface_hub")?.str()?;
            draft.case = format!("hub-{hub}/{}", record.case);
            draft.label = "sanitize-model";
            let name = input.get("model").cloned().unwrap_or_else(null);
            // A host looks whether there is such a path; the capture says which there were.
            let environment = input.at("environment")?.str()?;
            let model = name.str().unwrap_or_default();
            let exists = environment.split(' ').any(|word| {
                let path = word.strip_suffix('/').map(|path| path.strip_prefix(&model));
                path.flatten()
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            let exists = exists && !model.is_empty();
            let mut members = vec![("name".to_owned(), name)];
            members.extend(exists.then(|| ("onDisk".to_owned(), Json::token(true))));
            draft.input = Json::Object(members);
        }
        "bucket_records" | "bucket_columns" => {
            draft.label = if function == "bucket_records" {
                "bucket-records"
            } else {
                "bucket-columns"
            };
            let count = input.at("n")?;
            let carried = match count.to_string().as_str() {
                "true" => Some(Json::token(1)),
                "false" => Some(Json::token(0)),
                r#"{"$float":"inf"}"# => Some(Json::of(&Value::from(f64::MAX))),
                r#"{"$float":"-inf"}"# => Some(Json::of(&Value::from(f64::MIN))),
                _ => None,
            };
            draft.given = carried.as_ref().map(|_| count.clone());
            draft.input = Json::object([("count", carried.unwrap_or_else(|| count.clone()))]);
        }
        "classify_model_host" => {
            draft.label = "classify-model-host";
            let endpoint = input.get("endpoint").cloned().unwrap_or_else(null);
            draft.input = Json::object([("endpoint", endpoint)]);
        }
        "collect_model_hosts" => {
            draft.label = "collect-model-hosts";
            draft.input = Json::object([("hosts", input.at("hosts")?.clone())]);
        }
        "sort_join_aliases" => {
            draft.label = "join-aliases";
            let aliases = input.at("aliases")?;
            let mut texts = aliases.list()?.to_vec();
            texts.retain(|alias| alias.str().is_ok());
            draft.given = (texts.as_slice() != aliases.list()?).then(|| aliases.clone());
            draft.input = Json::object([("aliases", Json::List(texts))]);
        }
        "avg_tokens_per_record" => {
            draft.label = "average-tokens";
            let texts = input.at("texts")?;
            let counts = record
                .json
                .get("per_text")
                .map_or(Ok(&[][..]), Json::list)?;
            let counts = counts
                .iter()
                .map(Json::number)
                .collect::<Result<Vec<u64>, _>>()?;
            draft.input = Json::object([
                ("total", Json::token(counts.iter().sum::<u64>())),
                ("records", Json::token(counts.len())),
            ]);
            let mut given = vec![("texts".to_owned(), texts.clone())];
            given.extend(
                input
                    .get("tokenizer")
                    .map(|name| ("tokenizer".to_owned(), name.clone())),
            );
            draft.given = Some(Json::Object(given));
        }
        "step_to_field" | "failure_counts" => {
            draft.label = "failure-counts";
            let (steps, rewrite) = match input.get("step") {
                Some(step) => (Json::List(vec![step.clone()]), Json::token(false)),
                None => (input.at("steps")?.clone(), input.at("is_rewrite")?.clone()),
            };
            draft.input = Json::object([("steps", steps), ("rewrite", rewrite)]);
            draft.value = Some(failures(draft.value.as_ref().context("expected counts")?)?);
        }
        "resolve_subcommand" => {
            draft.label = "subcommand";
            let command = input.at("top_level")?;
            let words = input.at("argv")?.list()?.get(1..).unwrap_or_default();
            let registered = input
                .get("registered")
                .and_then(|all| all.get(&command.str().ok()?));
            let mut members = vec![
                ("arguments".to_owned(), Json::List(words.to_vec())),
                ("command".to_owned(), command.clone()),
            ];
            members.extend(registered.map(|names| ("registered".to_owned(), names.clone())));
            draft.input = Json::Object(members);
            let value = draft.value.unwrap_or_else(|| Json::text("undefined"));
            draft.value = Some(Json::object([("subcommand", value)]));
        }
        "normalize_plugin_names" => {
            draft.label = "job-run";
            let given = input.at("plugins")?;
            // A text stands for a list of one.
            let names = match given.list() {
                Ok(names) => names.to_vec(),
                Err(_) => vec![given.clone()],
            };
            let texts: Vec<Json> = names
                .iter()
                .filter(|name| name.str().is_ok())
                .cloned()
                .collect();
            draft.given = (texts != names).then(|| given.clone());
            draft.input = Json::object([
                ("source", Json::text("job")),
                ("plugins", Json::List(texts)),
            ]);
            draft.value = draft.value.map(|names| Json::object([("plugins", names)]));
        }
        "detect_builtin_features" => return features(subject, record, draft),
        "" => {
            let names = [
                ("set_deployment_type", "deploymentOverride"),
                ("argument", "deploymentType"),
                ("rails_engine", "railsEngine"),
            ];
            let given = names.into_iter().filter_map(|(name, member)| {
                let value = input.get(name)?;
                Some((member.to_owned(), value.clone()))
            });
            draft.input = Json::Object(given.collect());
        }
        other => anyhow::bail!("{other} is no helper of the catalogue"),
    }
    Ok(Made::Vector(Box::new(draft.finish(subject)?)))
}

/// The features of 0.24.1, and those of 0.23.0 where these were recorded too.
fn features(subject: &mut dyn Subject, record: &Record, mut draft: Draft) -> anyhow::Result<Made> {
    let flows = record.json.at("input")?.members()?.iter();
    let flows = flows.filter(|(name, _)| name != "fn");
    let flows = flows.map(|(name, flows)| (wire_name(name), flows.clone()));
    let config = Json::Object(flows.collect());
    let of = |features: &Json| Json::object([("builtinFeatures", features.clone())]);
    draft.input = Json::object([("config", config.clone())]);
    draft.value = draft.value.as_ref().map(of);
    let (stem, case) = (draft.stem.clone(), draft.case.clone());
    let newer = draft.finish(subject)?;
    let Some(older) = record.json.get("output_0_23_0") else {
        return Ok(Made::Vector(Box::new(newer)));
    };
    let older = Draft {
        stem: stem.replace(&record.version, "0.23.0"),
        case,
        label: "guardrails-usage",
        input: Json::object([("generation", Json::text("0.23")), ("config", config)]),
        value: Some(of(older)),
        given: None,
    };
    Ok(Made::Both(Box::new([newer, older.finish(subject)?])))
}

/// Anonymizer's counts by the names of the event's fields.
fn failures(output: &Json) -> anyhow::Result<Json> {
    let field = |name: &str| match name {
        "unknown" => "unknownStepFailureCount".to_owned(),
        name => format!("{}FailureCount", wire_name(name)),
    };
    if let Ok(name) = output.str() {
        return Ok(Json::Object(vec![(field(&name), Json::token(1))]));
    }
    let counts = output.at("counts")?.members()?.iter();
    let mut members: Vec<_> = counts
        .map(|(name, count)| (field(name), count.clone()))
        .collect();
    let rounds = output.get("repair_iterations_triggered");
    members.extend(rounds.map(|rounds| ("repairIterationsTriggered".to_owned(), rounds.clone())));
    Ok(Json::Object(members))
}

/// A report of usage: of its parameters those that a configuration says.
pub(super) fn usage(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    const OTHERS: [&str; 8] = [
        "nemoSource",
        "sessionId",
        "nemoguardrailsVersion",
        "pythonVersion",
        "platform",
        "osName",
        "timestamp",
        "event",
    ];
    let input = record.json.at("input")?;
    let (yaml, colang) = (input.at("config_yaml")?, input.get("colang"));
    if record.json.at("accepted")?.to_string() != "true" {
        return Ok(Made::Nothing("no configuration that upstream reads"));
    }
    let mut configuration = Configuration::default();
    configuration.add_yaml(&yaml.str()?, "config.yml")?;
    let mut given = vec![("config".to_owned(), yaml.clone())];
    if let Some(colang) = colang {
        configuration.add_colang(&colang.str()?, "rails.co");
        given.push(("colang".to_owned(), colang.clone()));
    }
    let mut members = Vec::new();
    for (name, member) in [
        ("deployment_type", "deploymentType"),
        ("rails_engine", "railsEngine"),
    ] {
        members.extend(
            input
                .get(name)
                .map(|value| (member.to_owned(), value.clone())),
        );
    }
    // No capture names the file of a flow.
    let mut config = configuration.record();
    let flows = config.get_mut("flows").and_then(Value::as_array_mut);
    for flow in flows.into_iter().flatten() {
        flow.as_object_mut().map(|flow| flow.remove("file"));
    }
    members.push(("config".into(), Json::of(&config)));
    let parameters = record.json.at("parameters")?.members()?.iter();
    let parameters = parameters.filter(|(name, _)| !OTHERS.contains(&name.as_str()));
    let draft = Draft {
        stem: format!("{}-{}-labels", record.product, record.version),
        case: record.case.clone(),
        label: "guardrails-usage",
        input: Json::Object(members),
        value: Some(Json::Object(parameters.cloned().collect())),
        given: Some(Json::Object(given)),
    };
    Ok(Made::Vector(Box::new(draft.finish(subject)?)))
}
