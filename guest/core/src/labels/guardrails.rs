//! What a configuration of NeMo Guardrails uses, in the words of its usage event.

use alloc::{format, string::String, vec::Vec};

use super::{
    distinct,
    record::{Members, member, read, read_within},
    trim,
};
use crate::{
    catalog::{self, GUARDRAILS_FEATURES},
    definition::{Definition, Feature, Kind},
    problem::Problem,
    scan::Scanned,
};

/// The event that the fields belong to.
const EVENT: (&str, &str) = ("guardrails_usage_event", "1.7");

const NAME: Kind = Kind::Text { max_length: u32::MAX };
const NAMES: Kind = Kind::TextList { max_length: u32::MAX };

/// How the product was started, and its configuration if there is one.
pub(super) static RECORD: Definition = Definition {
    name: "guardrails-usage",
    version: "",
    title: "",
    description: "",
    fields: &[
        member!("deploymentType", NAME),
        member!("deploymentOverride", NAME),
        member!("railsEngine", Kind::OneOf(&["LLMRails", "IORails", "undefined", ""])),
        member!("generation", Kind::OneOf(&["0.23", "0.24"])),
        member!("config", Kind::Object),
    ],
    sorted: &[4, 3, 2, 0, 1],
    instant: None,
};

const DEPLOYMENT_TYPE: usize = 0;
const DEPLOYMENT_OVERRIDE: usize = 1;
const RAILS_ENGINE: usize = 2;
const GENERATION: usize = 3;
const CONFIG: usize = 4;

/// The configuration. The five lists of flows come first, in the order in which their rails are reported.
pub(super) static CONFIGURATION: Definition = Definition {
    name: "the configuration",
    version: "",
    title: "",
    description: "",
    fields: &[
        member!("inputFlows", NAMES),
        member!("outputFlows", NAMES),
        member!("retrievalFlows", NAMES),
        member!("toolOutputFlows", NAMES),
        member!("toolInputFlows", NAMES),
        member!("colangVersion", NAME),
        member!("engines", NAMES),
        member!("singleCall", Kind::Flag),
        member!("tracing", Kind::Flag),
        member!("streaming", Kind::Flag),
        member!("knowledgeBase", Kind::Flag),
        member!("sections", NAMES),
        member!("flows", Kind::ObjectList),
    ],
    sorted: &[12, 6, 8, 11, 9, 0, 7, 1, 5, 10, 2, 4, 3],
    instant: None,
};

/// Kinds of rails, by the index of their list of flows.
const RAILS: [&str; 5] = ["input", "output", "retrieval", "tool_output", "tool_input"];
const COLANG_VERSION: usize = 5;
const ENGINES: usize = 6;
const SINGLE_CALL: usize = 7;
const TRACING: usize = 8;
const STREAMING: usize = 9;
const KNOWLEDGE_BASE: usize = 10;
const SECTIONS: usize = 11;
const FLOWS: usize = 12;

/// A flow of the configuration. Its name is there for whoever reads the record; nothing depends on it.
pub(super) static FLOW: Definition = Definition {
    name: "a flow",
    version: "",
    title: "",
    description: "",
    fields: &[member!("name", NAME), member!("file", NAME), member!("system", Kind::Flag)],
    sorted: &[1, 0, 2],
    instant: None,
};

const FILE: usize = 1;
const SYSTEM: usize = 2;

/// Where the flows of the product's own library for Colang 2 lie, in whatever folder the product is installed.
const LIBRARY: &str = "nemoguardrails/colang/v2_x/library/";

/// Fields of `guardrails_usage_event`, in its order. Without a configuration only those that tell how the product was started; the
/// event has defaults for the others.
///
/// An engine of an unknown name is a problem, and no event is to be sent; the empty name is no name.
pub(super) fn usage(record: &str) -> Result<String, Vec<Problem>> {
    let found = read(&RECORD, record)?;
    let known = words("deploymentType");
    let mut deployment = [DEPLOYMENT_OVERRIDE, DEPLOYMENT_TYPE].into_iter().filter_map(|field| found.string(field));
    let deployment = deployment.find(|word| known.contains(&word.as_str()));
    let engine = found.string(RAILS_ENGINE).filter(|name| !name.is_empty());
    let mut members = Members::default();
    members.text("deploymentType", deployment.as_deref().unwrap_or("undefined"));
    members.text("railsEngine", engine.as_deref().unwrap_or("undefined"));
    if let Some(config) = found.json(CONFIG) {
        let start = found.offset(CONFIG) as usize;
        let config = read_within(&CONFIGURATION, record, start, start + config.len(), "/config")?;
        configured(&config, &found.string(GENERATION).unwrap_or_else(|| "0.24".into()), &mut members)?;
    }
    Ok(members.finish())
}

/// Fields that the configuration tells.
fn configured(config: &Scanned<'_>, generation: &str, members: &mut Members) -> Result<(), Vec<Problem>> {
    let is_on = |field| config.flag(field) == Some(true);
    let mut engines = Vec::new();
    config.each_string(ENGINES, &mut |engine| engines.push(String::from(engine)));
    let mut rails = Vec::new();
    let mut features = Vec::new();
    let mut flows = 0;
    for (list, rail) in RAILS.into_iter().enumerate() {
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
    if is_on(SINGLE_CALL) {
        rails.push("dialog");
    }
    config.each_string(SECTIONS, &mut |section| features.extend(owner(section, generation, |feature| feature.sections)));
    let mut own_flows = 0;
    let mut place = 0;
    config.each_item(FLOWS, |from, to| {
        let flow = read_within(&FLOW, config.text(), from, to, &format!("/config/flows/{place}"))?;
        let file = flow.string(FILE).unwrap_or_default().replace('\\', "/");
        own_flows += i64::from(flow.flag(SYSTEM) != Some(true) && !file.contains(LIBRARY));
        place += 1;
        Ok::<(), Vec<Problem>>(())
    })?;

    members.text("colangVersion", config.string(COLANG_VERSION).as_deref().unwrap_or("1.0"));
    members.texts("llmProviders", &distinct(&mut engines.iter().map(String::as_str).filter(|engine| !engine.is_empty())));
    members.number("numRailsConfigured", flows);
    members.texts("railTypesInUse", &rails);
    members.flag("tracingEnabled", is_on(TRACING));
    members.flag("hasKnowledgeBase", is_on(KNOWLEDGE_BASE));
    members.flag("streamingConfigured", is_on(STREAMING));
    members.texts("builtinFeatures", &distinct(&mut features.into_iter()));
    members.number("numCustomFlows", own_flows);
    Ok(())
}

/// The words that a field of the event may hold.
fn words(name: &str) -> &'static [&'static str] {
    let event = catalog::event(EVENT.0, EVENT.1).ok();
    match event.and_then(|event| event.fields.iter().find(|field| field.name == name)).map(|field| field.kind) {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    }
}

/// The product's own feature that a name of a section or a flow belongs to. Any other name has none, so no word of a user passes.
fn owner(name: &str, generation: &str, names: fn(&Feature) -> &'static str) -> Option<&'static str> {
    let has = |feature: &&Feature| {
        (feature.generation.is_empty() || feature.generation == generation) && names(feature).split('\n').any(|known| known == name)
    };
    GUARDRAILS_FEATURES.iter().find(has).map(|feature| feature.name).filter(|_| !name.is_empty())
}
