//! What a configuration of NeMo Guardrails uses, in the words of its usage event.

use alloc::{format, string::String, vec::Vec};

use super::{
    distinct,
    record::{read, read_within},
    trim,
};
use crate::{
    catalog::{
        self, GUARDRAILS_CONFIGURATION, GUARDRAILS_FEATURES, GUARDRAILS_FLOW, GUARDRAILS_USAGE,
        guardrails_configuration as configuration, guardrails_flow as flow,
        guardrails_usage as usage,
    },
    definition::{Feature, Kind},
    json::Object,
    problem::Problem,
    scan::Scanned,
};

/// The event that the fields belong to.
const EVENT: (&str, &str) = ("guardrails_usage_event", "1.7");

/// Kinds of rails with their lists of flows, in the order in which they are reported.
const RAILS: [(usize, &str); 5] = [
    (configuration::INPUT_FLOWS, "input"),
    (configuration::OUTPUT_FLOWS, "output"),
    (configuration::RETRIEVAL_FLOWS, "retrieval"),
    (configuration::TOOL_OUTPUT_FLOWS, "tool_output"),
    (configuration::TOOL_INPUT_FLOWS, "tool_input"),
];

/// Where the flows of the product's own library for Colang 2 lie, in whatever folder the product is
/// installed.
const LIBRARY: &str = "nemoguardrails/colang/v2_x/library/";

/// Fields of `guardrails_usage_event`, in its order. Without a configuration only those that tell
/// how the product was started; the event has defaults for the others.
///
/// An engine of an unknown name is a problem, and no event is to be sent; the empty name is no
/// name.
pub(super) fn usage(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&GUARDRAILS_USAGE, record)?;
    let known = words("deploymentType");
    let mut deployment = [usage::DEPLOYMENT_OVERRIDE, usage::DEPLOYMENT_TYPE]
        .into_iter()
        .filter_map(|field| found.string(field));
    let deployment = deployment.find(|word| known.contains(&word.as_str()));
    let engine = found
        .string(usage::RAILS_ENGINE)
        .filter(|name| !name.is_empty());
    let mut out = String::new();
    let mut members = Object::new(&mut out);
    members.text(
        "deploymentType",
        deployment.as_deref().unwrap_or("undefined"),
    );
    members.text("railsEngine", engine.as_deref().unwrap_or("undefined"));
    if let Some(config) = found.json(usage::CONFIG) {
        let start = found.offset(usage::CONFIG) as usize;
        let config = read_within(
            &GUARDRAILS_CONFIGURATION,
            record,
            start,
            start + config.len(),
            "/config",
        )?;
        configured(
            &config,
            &found
                .string(usage::GENERATION)
                .unwrap_or_else(|| "0.24".into()),
            &mut members,
        )?;
    }
    members.finish();
    Ok(out)
}

/// Fields that the configuration tells.
fn configured(
    config: &Scanned<'_>,
    generation: &str,
    members: &mut Object<'_>,
) -> Result<(), Vec<Problem>> {
    let is_on = |field| config.flag(field) == Some(true);
    let mut engines = Vec::new();
    config.each_string(configuration::ENGINES, &mut |engine| {
        engines.push(String::from(engine))
    });
    let mut rails = Vec::new();
    let mut features = Vec::new();
    let mut flows = 0;
    for (list, rail) in RAILS {
        let before = flows;
        config.each_string(list, &mut |flow| {
            flows += 1;
            // A flow is called with parameters in brackets or after a dollar sign.
            let name = trim(flow.split(['(', '$']).next().unwrap_or_default());
            features.extend(owner(name, generation, |feature| feature.flows));
        });
        if flows > before {
            rails.push(rail);
        }
    }
    if is_on(configuration::SINGLE_CALL) {
        rails.push("dialog");
    }
    config.each_string(configuration::SECTIONS, &mut |section| {
        features.extend(owner(section, generation, |feature| feature.sections))
    });
    let mut own_flows = 0;
    let mut place = 0;
    config.each_item(configuration::FLOWS, |from, to| {
        let flow = read_within(
            &GUARDRAILS_FLOW,
            config.text(),
            from,
            to,
            &format!("/config/flows/{place}"),
        )?;
        let file = flow
            .string(flow::FILE)
            .unwrap_or_default()
            .replace('\\', "/");
        own_flows += i64::from(flow.flag(flow::SYSTEM) != Some(true) && !file.contains(LIBRARY));
        place += 1;
        Ok::<(), Vec<Problem>>(())
    })?;

    members.text(
        "colangVersion",
        config
            .string(configuration::COLANG_VERSION)
            .as_deref()
            .unwrap_or("1.0"),
    );
    members.texts(
        "llmProviders",
        &distinct(
            &mut engines
                .iter()
                .map(String::as_str)
                .filter(|engine| !engine.is_empty()),
        ),
    );
    members.number("numRailsConfigured", flows);
    members.texts("railTypesInUse", &rails);
    members.flag("tracingEnabled", is_on(configuration::TRACING));
    members.flag("hasKnowledgeBase", is_on(configuration::KNOWLEDGE_BASE));
    members.flag("streamingConfigured", is_on(configuration::STREAMING));
    members.texts("builtinFeatures", &distinct(&mut features.into_iter()));
    members.number("numCustomFlows", own_flows);
    Ok(())
}

/// The words that a field of the event may hold.
fn words(name: &str) -> &'static [&'static str] {
    let event = catalog::event(EVENT.0, EVENT.1).ok();
    match event
        .and_then(|event| event.fields.iter().find(|field| field.name == name))
        .map(|field| field.kind)
    {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    }
}

/// The product's own feature that a name of a section or a flow belongs to. Any other name has
/// none, so no word of a user passes.
fn owner(
    name: &str,
    generation: &str,
    names: fn(&Feature) -> &'static str,
) -> Option<&'static str> {
    let has = |feature: &&Feature| {
        (feature.generation.is_empty() || feature.generation == generation)
            && names(feature).split('\n').any(|known| known == name)
    };
    GUARDRAILS_FEATURES
        .iter()
        .find(has)
        .map(|feature| feature.name)
        .filter(|_| !name.is_empty())
}
