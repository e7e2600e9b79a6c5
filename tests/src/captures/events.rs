//! Vectors of bodies and refusals.

use anyhow::Context;
use nemo_telemetry_core::{catalog, definition::Definition};
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use super::{Converted, Json, Made, Record};
use crate::deviations::events::{same_values, wire_name};

/// Events that upstream sent, whose bodies stand for others: of which only one text was recorded.
pub(super) fn bases(records: &[Record]) -> Vec<Record> {
    let sent = |record: &&Record| record.kind == "event" && record.json.get("payload").is_some();
    records.iter().filter(sent).cloned().collect()
}

/// A vector, before it is known what must come out.
struct Draft {
    product: String,
    version: String,
    kind: &'static str,
    case: String,
    settings: Json,
    /// None: the embedding program says yes.
    facts: Option<Json>,
    sent: Json,
    lines: Vec<String>,
}

/// What upstream did.
enum Did {
    Sent(Vec<Json>),
    Wrote(Json, Json),
    Lost,
    Rejected(Json),
}

pub(super) fn event(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let input = record.json.at("input")?;
    let draft = Draft::new(
        record,
        "event",
        vec![line(record, input.at("fields")?, input)?],
    )?;
    let did = did(record)?;
    let mut upstream = vec![("category".to_owned(), record.json.at("category")?.clone())];
    let body_text = record.json.at("wire/body_text").ok();
    upstream.extend(body_text.map(|text| ("bodyText".to_owned(), text.clone())));
    draft.finish(subject, did, upstream)
}

pub(super) fn batch(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let input = record.json.at("input")?;
    let requests = record.json.at("requests")?.list()?;
    if input.get("mixed").is_some() {
        return mixed(subject, record, requests);
    }
    let mut lines = Vec::new();
    for (place, fields) in input.at("fields_list")?.list()?.iter().enumerate() {
        let enqueued = input.at("clock/enqueued")?.list()?.get(place);
        lines.push(text(record, fields, enqueued, input)?);
    }
    let mut draft = Draft::new(record, "batch", lines)?;
    if record.product == "platform" {
        // It reads the processor when it builds a body, and there its recorder named none.
        let body = requests.first().context("expected a request")?;
        let machine = body.at("cpuArchitecture")?;
        replace(&mut draft.settings, &["cpuArchitecture"], machine);
    }
    draft.finish(subject, Did::Sent(requests.to_vec()), Vec::new())
}

/// Events of several kinds in one request. What upstream was given was not recorded; what it says is
/// given here.
fn mixed(subject: &mut dyn Subject, record: &Record, requests: &[Json]) -> anyhow::Result<Made> {
    let [body] = requests else {
        anyhow::bail!("expected one request, found {}", requests.len());
    };
    let mut lines = Vec::new();
    for event in body.at("events")?.list()? {
        let line = Json::object([
            ("event", event.at("name")?.clone()),
            ("schemaVersion", Json::text(schema_version(record)?)),
            ("ts", event.at("ts")?.clone()),
            ("parameters", event.at("parameters")?.clone()),
        ]);
        lines.push(line.to_string());
    }
    let draft = Draft {
        product: record.product.clone(),
        version: record.version.clone(),
        kind: "batch",
        case: record.case.clone(),
        settings: settings(
            record,
            body.at("clientVer")?,
            body.at("sessionId")?,
            body.at("cpuArchitecture")?,
        ),
        facts: None,
        sent: body.at("sentTs")?.clone(),
        lines,
    };
    draft.finish(subject, Did::Sent(requests.to_vec()), Vec::new())
}

/// Whether upstream finds itself in continuous integration, which a parameter says.
pub(super) fn ci(
    subject: &mut dyn Subject,
    record: &Record,
    bases: &[Record],
) -> anyhow::Result<Made> {
    let is_silent = |base: &&Record| base.json.at("input/fields/is_ci").is_err();
    let bases: Vec<Record> = bases.iter().filter(is_silent).cloned().collect();
    let base = base(&bases, &record.product, &record.version)?;
    let input = base.json.at("input")?;
    let mut draft = Draft::new(base, "ci", vec![line(base, input.at("fields")?, input)?])?;
    draft.case.clone_from(&record.case);
    let yes = super::policy::fact("call", "enabled", &Json::text("true"));
    let facts = [vec![yes], super::policy::variables(record)?].concat();
    draft.facts = Some(Json::List(facts));
    let output = record.json.at("output/is_ci")?;
    let mut body = base.json.at("payload")?.clone();
    replace(&mut body, &["events", "parameters", "isCi"], output);
    draft.finish(subject, Did::Wrote(output.clone(), body), Vec::new())
}

pub(super) fn cpu(
    subject: &mut dyn Subject,
    record: &Record,
    bases: &[Record],
) -> anyhow::Result<Made> {
    let base = base(bases, &record.product, &record.version)?;
    let machine = record.json.at("input/platform_machine")?;
    let input = base.json.at("input")?;
    let mut draft = Draft::new(base, "cpu", vec![line(base, input.at("fields")?, input)?])?;
    draft.case.clone_from(&record.case);
    replace(&mut draft.settings, &["cpuArchitecture"], machine);
    let output = record.json.at("output")?;
    let mut body = base.json.at("payload")?.clone();
    replace(&mut body, &["cpuArchitecture"], output);
    draft.finish(subject, Did::Wrote(output.clone(), body), Vec::new())
}

/// Guardrails' instants: a parameter.
pub(super) fn seconds(
    subject: &mut dyn Subject,
    record: &Record,
    bases: &[Record],
) -> anyhow::Result<Made> {
    let base = base(bases, &record.product, &record.version)?;
    let input = base.json.at("input")?;
    let seconds = record.json.at("input/unix_seconds")?;
    let Json::Object(mut fields) = input.at("fields")?.clone() else {
        anyhow::bail!("expected fields");
    };
    fields.retain(|(name, _)| name != "timestamp");
    fields.push(("timestamp".into(), seconds.clone()));
    let mut draft = Draft::new(
        base,
        "timestamps",
        vec![line(base, &Json::Object(fields), input)?],
    )?;
    draft.case.clone_from(&record.case);
    let did = match record.json.get("output") {
        Some(output) => {
            let mut body = base.json.at("payload")?.clone();
            replace(&mut body, &["events", "ts"], output);
            // A field that is a double is always sent as one.
            let digits = seconds.to_string();
            let double = match digits.contains(['.', 'e']) {
                true => seconds.clone(),
                false => Json::token(format!("{digits}.0")),
            };
            replace(&mut body, &["events", "parameters", "timestamp"], &double);
            Did::Wrote(output.clone(), body)
        }
        None => Did::Rejected(instant_errors(record)?),
    };
    draft.finish(subject, did, Vec::new())
}

/// The function that formats an instant names its argument nowhere.
fn instant_errors(record: &Record) -> anyhow::Result<Json> {
    let errors = record.json.at("errors")?.list()?;
    let named = errors.iter().map(|error| {
        Ok(Json::object([
            ("loc", Json::List(vec![Json::text("unix_seconds")])),
            ("type", error.at("type")?.clone()),
        ]))
    });
    Ok(Json::List(named.collect::<anyhow::Result<_>>()?))
}

/// Instants of the other products: that of the event.
pub(super) fn instant(
    subject: &mut dyn Subject,
    record: &Record,
    bases: &[Record],
) -> anyhow::Result<Made> {
    // The oldest of the newest: this product's client wrote them all.
    let version = record
        .version
        .strip_prefix("nss ")
        .unwrap_or(&record.version);
    let base = base(bases, "safe-synthesizer", version)?;
    let input = base.json.at("input")?;
    let part = |name: &str| {
        record
            .json
            .at(&format!("input/{name}"))
            .and_then(Json::number)
    };
    let at = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        part("y")?,
        part("mo")?,
        part("d")?,
        part("h")?,
        part("mi")?,
        part("s")?,
        part("us")?
    );
    let line = text(base, input.at("fields")?, Some(&Json::text(&at)), input)?;
    let mut draft = Draft::new(base, "timestamps", vec![line])?;
    draft.case.clone_from(&record.case);
    let output = record.json.at("output")?;
    let mut body = base.json.at("payload")?.clone();
    replace(&mut body, &["events", "ts"], output);
    draft.finish(subject, Did::Wrote(output.clone(), body), Vec::new())
}

fn base<'r>(bases: &'r [Record], product: &str, version: &str) -> anyhow::Result<&'r Record> {
    let same = |base: &&Record| base.product == product && base.version == version;
    let base = bases.iter().find(same);
    base.with_context(|| {
        format!("no event of {product} {version} was captured to compare the rest with")
    })
}

/// Replaces a member; of a list, that of its first element.
fn replace(json: &mut Json, path: &[&str], with: &Json) {
    match (json, path) {
        (place, []) => *place = with.clone(),
        (Json::List(values), path) => {
            if let Some(first) = values.first_mut() {
                replace(first, path, with);
            }
        }
        (Json::Object(members), [name, rest @ ..]) => {
            let member = members.iter_mut().find(|(member, _)| member == name);
            if let Some((_, value)) = member {
                replace(value, rest, with);
            }
        }
        (Json::Token(_), _) => {}
    }
}

fn did(record: &Record) -> anyhow::Result<Did> {
    let json = &record.json;
    if let Some(payload) = json.get("payload") {
        return Ok(Did::Sent(vec![payload.clone()]));
    }
    if json.at("accepted")?.to_string() == "true" {
        return Ok(Did::Lost);
    }
    let errors = json.at("errors")?.list()?.iter();
    let errors = errors.map(|error| {
        Ok(Json::object([
            ("loc", error.at("loc")?.clone()),
            ("type", error.at("type")?.clone()),
        ]))
    });
    Ok(Did::Rejected(Json::List(
        errors.collect::<anyhow::Result<_>>()?,
    )))
}

fn line(record: &Record, fields: &Json, input: &Json) -> anyhow::Result<String> {
    let enqueued = input.at("clock/enqueued").ok();
    text(record, fields, enqueued, input)
}

/// The line that says what upstream was given. Names are wire names, but where the capture is about
/// names; the instant that Guardrails fills in is written out.
fn text(
    record: &Record,
    fields: &Json,
    enqueued: Option<&Json>,
    input: &Json,
) -> anyhow::Result<String> {
    let event = input.at("event")?;
    let version = schema_version(record)?;
    let definition = catalog::event(&event.str()?, version)
        .map_err(|_| anyhow::anyhow!("{event} {version} is not in the catalogue"))?;
    let as_named = record
        .json
        .get("category")
        .is_some_and(|category| category.to_string() == r#""alias""#);
    let mut parameters = Vec::new();
    for (name, value) in fields.members()? {
        let wire = if as_named {
            name.clone()
        } else {
            wire(definition, name)
        };
        parameters.push((wire, value.decoded()?));
    }
    if record.product == "guardrails" && !parameters.iter().any(|(name, _)| name == "timestamp") {
        parameters.insert(0, ("timestamp".into(), Json::token("0.0")));
    }
    let mut members = vec![
        ("event".to_owned(), event.clone()),
        ("schemaVersion".to_owned(), Json::text(version)),
    ];
    members.extend(enqueued.map(|at| ("ts".to_owned(), at.clone())));
    members.push(("parameters".into(), Json::Object(parameters)));
    Ok(Json::Object(members).to_string())
}

fn wire(definition: &Definition, name: &str) -> String {
    let wire = wire_name(name);
    let known = definition.fields.iter().any(|field| field.name == wire);
    if known { wire } else { name.into() }
}

/// The wire version of a client's events.
pub(super) fn schema_version(record: &Record) -> anyhow::Result<&'static str> {
    let older = |first: [u32; 3]| {
        let numbers = record
            .version
            .split('.')
            .map(|number| number.parse().unwrap_or(0));
        let version: Vec<u32> = numbers.collect();
        version.as_slice() < &first[..]
    };
    Ok(match record.product.as_str() {
        "agent-toolkit" => "1.5",
        "guardrails" => "1.7",
        "safe-synthesizer" if older([0, 1, 5]) => "1.7",
        "anonymizer" if older([0, 3, 3]) => "1.7",
        "data-designer" if older([0, 9, 0]) => "1.3",
        "safe-synthesizer" | "anonymizer" | "data-designer" => "1.9",
        "platform" => "1.10",
        product => anyhow::bail!("{product} is not in the catalogue"),
    })
}

fn settings(record: &Record, version: &Json, session: &Json, machine: &Json) -> Json {
    Json::object([
        ("guard", Json::text("off")),
        ("product", Json::text(&record.product)),
        ("clientVersion", version.clone()),
        ("sessionId", session.clone()),
        ("cpuArchitecture", machine.clone()),
    ])
}

impl Draft {
    fn new(record: &Record, kind: &'static str, lines: Vec<String>) -> anyhow::Result<Self> {
        let input = record.json.at("input")?;
        let settings = settings(
            record,
            input.at("client_version")?,
            input.at("session_id")?,
            input.at("cpu_architecture")?,
        );
        Ok(Self {
            product: record.product.clone(),
            version: record.version.clone(),
            kind,
            case: record.case.clone(),
            settings,
            facts: None,
            sent: input.at("clock/sent")?.clone(),
            lines,
        })
    }

    fn vector(&self, expect: Option<Json>) -> Json {
        // What is no JSON stands in the vector as a text.
        let event = |line: &String| match Json::parse(line) {
            Ok(json)
                if json
                    .value()
                    .is_ok_and(|value| !value.to_string().contains(r#"{"$str":"#)) =>
            {
                json
            }
            _ => Json::text(line),
        };
        let mut members = vec![
            ("kind".to_owned(), Json::text("envelope")),
            ("settings".to_owned(), self.settings.clone()),
        ];
        let facts = self.facts.iter();
        members.extend(facts.map(|facts| ("facts".to_owned(), facts.clone())));
        members.extend([
            ("sent".to_owned(), self.sent.clone()),
            (
                "events".to_owned(),
                Json::List(self.lines.iter().map(event).collect()),
            ),
        ]);
        members.extend(expect.map(|expect| ("expect".to_owned(), expect)));
        Json::Object(members)
    }

    /// Runs the vector, and says in it what came out: where that is what upstream did, and where a
    /// class has to say why it is not.
    fn finish(
        self,
        subject: &mut dyn Subject,
        did: Did,
        more: Vec<(String, Json)>,
    ) -> anyhow::Result<Made> {
        let found = super::run(subject, &self.vector(None))?;
        let found = found.first().and_then(|line| line.get("envelope"));
        let found = found.context("expected a vector of the kind envelope")?;
        let bodies: Vec<String> = serde_json::from_value(found["bodies"].clone())?;
        let parsed: Vec<Json> = bodies
            .iter()
            .map(|body| Json::parse(body))
            .collect::<Result<_, _>>()?;
        let mut expect = vec![("bodies".to_owned(), Json::List(parsed))];
        let rejected = found["rejected"]
            .as_array()
            .context("expected rejections")?;
        if !rejected.is_empty() {
            expect.push((
                "rejected".into(),
                Json::List(rejected.iter().map(rejection).collect()),
            ));
        }
        let mut upstream: Vec<(String, Json)> = Vec::new();
        let mut add = |name: &str, value: Json| upstream.push((name.into(), value));
        let outcome = match &did {
            Did::Sent(_) | Did::Wrote(..) => "sent",
            Did::Lost => "lost",
            Did::Rejected(_) => "rejected",
        };
        let (before, after): (Vec<_>, Vec<_>) =
            more.into_iter().partition(|(name, _)| name == "category");
        for (name, value) in before {
            add(&name, value);
        }
        add("outcome", Json::text(outcome));
        match did {
            Did::Sent(payloads) => {
                let values = payloads
                    .iter()
                    .map(Json::value)
                    .collect::<Result<Vec<Value>, _>>()?;
                if !same_values(&values, &bodies)? {
                    let [payload] = payloads.as_slice() else {
                        anyhow::bail!("upstream sent other bodies: {bodies:?}");
                    };
                    // Half of a surrogate pair stands in an object, as in captures.
                    let halves = payload.value()?.to_string().contains(r#"{"$str":"#);
                    let payload = if halves {
                        Json::of(&payload.value()?)
                    } else {
                        payload.clone()
                    };
                    add("payload", payload);
                }
            }
            Did::Wrote(value, body) => {
                // The rest of the body is that of another capture, and not ours to say.
                if !same_values(&[body.value()?], &bodies)? {
                    expect = vec![("bodies".into(), Json::List(vec![body]))];
                }
                add("value", value);
            }
            Did::Lost => {}
            Did::Rejected(errors) => add("errors", errors),
        }
        upstream.extend(after);
        Ok(Made::Vector(Box::new(Converted {
            stem: format!("{}-{}-{}", self.product, self.version, self.kind),
            case: self.case.clone(),
            vector: self.vector(Some(Json::Object(expect))),
            upstream: Json::Object(upstream),
        })))
    }
}

/// A line that was rejected, as a vector expects it. Where half of a pair stands is left to the
/// class that knows.
fn rejection(rejected: &Value) -> Json {
    let problem = |problem: &Value| {
        let members = ["pointer", "code", "suggestion"].into_iter();
        let members = members.filter(|name| match *name {
            "pointer" => problem["code"] != "lone-surrogate",
            // Of a name that is nearly a field's.
            "suggestion" => {
                problem["code"] == "unknown-field" && problem["pointer"] != "/parameters"
            }
            _ => true,
        });
        let members = members.map(|name| (name.to_owned(), Json::of(&problem[name])));
        Json::Object(members.collect())
    };
    let problems = rejected["problems"].as_array().into_iter().flatten();
    Json::object([
        ("line", Json::of(&rejected["line"])),
        ("problems", Json::List(problems.map(problem).collect())),
    ])
}
