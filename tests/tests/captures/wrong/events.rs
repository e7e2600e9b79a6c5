//! Bodies and refusals.

use std::collections::BTreeMap;

use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::{self, ComponentSubject};
use nemo_telemetry_tests::deviations::events::{self, Class, Outcome, Upstream};
use serde_json::Value;

use super::{EACH, Tried, captures};

type Change = fn(&mut Outcome);

/// Changes of a refusal.
const OF_REFUSALS: [(&str, Change); 6] = [
    ("no word", |ours| ours.rejected.clear()),
    ("another code", |ours| {
        problem(ours).code = "too-long".into()
    }),
    ("another place", |ours| {
        problem(ours).pointer = "/event".into()
    }),
    ("one problem less", |ours| {
        ours.rejected[0].problems.pop();
    }),
    ("one problem more", |ours| {
        let problem = problem(ours).clone();
        ours.rejected[0].problems.push(problem);
    }),
    ("sent besides", |ours| ours.bodies.push("{}".into())),
];

/// Changes of what is sent.
const OF_BODIES: [(&str, Change); 7] = [
    ("nothing sent", |ours| ours.bodies.clear()),
    ("sent twice", |ours| {
        ours.bodies.push(ours.bodies[0].clone())
    }),
    ("white space", |ours| {
        replace(ours, ",\"events\"", ", \"events\"")
    }),
    ("escapes", |ours| {
        replace(ours, "\"undefined\"", "\"\\u0075ndefined\"")
    }),
    ("another envelope", |ours| {
        replace(
            ours,
            "\"eventProtocol\":\"1.6\"",
            "\"eventProtocol\":\"1.7\"",
        )
    }),
    ("another order", |ours| {
        edit(ours, |parameters| {
            let (name, value) = parameters
                .iter()
                .next()
                .map(|(name, value)| (name.clone(), value.clone()))
                .unwrap();
            parameters.shift_remove(&name);
            parameters.insert(name, value);
        })
    }),
    ("another value", |ours| {
        edit(ours, |parameters| {
            for value in parameters.values_mut() {
                *value = other(value);
            }
        })
    }),
];

/// Whether the component sends what a capture of the class holds as it is.
fn is_sent(class: Class) -> bool {
    matches!(class, Class::GuardrailsText | Class::WireName)
}

fn problem(ours: &mut Outcome) -> &mut events::Problem {
    &mut ours.rejected[0].problems[0]
}

fn replace(ours: &mut Outcome, from: &str, to: &str) {
    ours.bodies[0] = ours.bodies[0].replace(from, to);
}

fn edit(ours: &mut Outcome, edit: fn(&mut serde_json::Map<String, Value>)) {
    let mut body: Value = serde_json::from_str(&ours.bodies[0]).unwrap();
    let parameters = body.pointer_mut("/events/0/parameters").unwrap();
    edit(parameters.as_object_mut().unwrap());
    ours.bodies[0] = body.to_string();
}

/// Another value of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(format!("{text}x")),
        Value::Number(number) => Value::from(number.as_f64().unwrap_or_default() + 1.0),
        Value::Bool(flag) => Value::from(!flag),
        other => Value::from(vec![other.clone()]),
    }
}

#[test]
fn a_wrong_body_or_refusal_is_refused_in_every_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    let kinds = ["event", "batch", "cpu", "ci", "timestamps"];
    for path in captures("wrong-events", &kinds)? {
        let mut seen: BTreeMap<(Option<Class>, u8), usize> = BTreeMap::new();
        for (capture, vector) in events::read(&path)?.iter().zip(replay::read(&path)?) {
            let ours = Outcome::read(&replay::run(&mut subject, &vector)?.lines)?;
            let mut send = |line: &str| events::send(&mut subject, capture, line);
            let class = events::judge(capture, &ours, &mut send)?;
            let kind = match capture.upstream {
                Upstream::Sent(_) => 0,
                Upstream::Wrote(..) => 1,
                Upstream::Lost => 2,
                Upstream::Rejected(_) => 3,
            };
            let seen = seen.entry((class, kind)).or_default();
            *seen += 1;
            if *seen > EACH {
                continue;
            }
            let name = class.map_or("as upstream", Class::name);
            let of_ours: &[(&str, Change)] = if ours.bodies.is_empty() {
                &OF_REFUSALS
            } else {
                &OF_BODIES
            };
            for (what, change) in of_ours {
                let mut wrong = ours.clone();
                change(&mut wrong);
                let verdict = events::judge(capture, &wrong, &mut send);
                tried.note(format!("{name}, {what}"), &capture.case, &verdict);
            }
            // What the mended line gives.
            if class.is_none_or(is_sent) || !ours.bodies.is_empty() {
                continue;
            }
            for (what, change) in OF_BODIES {
                let mut wrong = |line: &str| {
                    let mut mended = send(line)?;
                    change(&mut mended);
                    Ok(mended)
                };
                let verdict = events::judge(capture, &ours, &mut wrong);
                tried.note(format!("{name}, mended: {what}"), &capture.case, &verdict);
            }
        }
    }
    let refusing = Class::ALL
        .into_iter()
        .filter(|class| !is_sent(*class))
        .map(Class::name);
    let refusals = refusing
        .chain(["as upstream"])
        .flat_map(|name| OF_REFUSALS.map(|(what, _)| format!("{name}, {what}")));
    let bodies = [
        Class::GuardrailsText.name(),
        Class::WireName.name(),
        "as upstream",
    ]
    .into_iter()
    .flat_map(|name| OF_BODIES.map(|(what, _)| format!("{name}, {what}")));
    tried.conclude(refusals.chain(bodies))
}
