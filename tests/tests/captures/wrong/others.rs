//! Decisions, labels, heartbeats and sessions.

use anyhow::Context;
use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::{self, ComponentSubject};
use nemo_telemetry_tests::deviations::{
    heartbeats::{self, Pace},
    labels::{self, Label},
    policy,
    sessions::{self, Ours},
};
use serde_json::{Value, json};

use super::{Tried, captures};

type Change<T> = fn(&mut T);

/// Wrong decisions, by class.
const DECISIONS: [(policy::Class, &str, Change<Value>); 14] = [
    (policy::Class::Spelling, "the other way round", |ours| {
        let on = ours["state"] == "on";
        ours["state"] = if on { "off" } else { "on" }.into();
    }),
    (policy::Class::StoredNo, "sent", |ours| {
        ours["state"] = "on".into()
    }),
    (policy::Class::StoredNo, "asked", |ours| {
        ours["signal"]["name"] = "answer".into()
    }),
    (policy::Class::DamagedNo, "sent", |ours| {
        ours["state"] = "on".into()
    }),
    (policy::Class::DamagedNo, "asked again", |ours| {
        ours["state"] = "ask".into()
    }),
    (policy::Class::Unheard, "sent", |ours| {
        ours["state"] = "on".into()
    }),
    (policy::Class::Unheard, "asked", |ours| {
        ours["signal"]["name"] = "answer".into()
    }),
    (policy::Class::Prefix, "another prefix", |ours| {
        ours["settled"]["sessionPrefix"] = "x-".into();
    }),
    (policy::Class::Prefix, "no word", |ours| {
        ours["settled"]["warnings"] = json!([])
    }),
    (policy::Class::Address, "sent there", |ours| {
        ours["settled"]["sink"] = "http".into()
    }),
    (policy::Class::Address, "no word", |ours| {
        ours["settled"]["warnings"] = json!([])
    }),
    (policy::Class::LowerCase, "another address", |ours| {
        let address = ours["settled"]["endpoint"].as_str().unwrap_or_default();
        ours["settled"]["endpoint"] = format!("{address}x").into();
    }),
    (policy::Class::LowerCase, "upstream's", |ours| {
        let address = ours["settled"]["endpoint"].as_str().unwrap_or_default();
        ours["settled"]["endpoint"] = address.to_lowercase().into();
    }),
    (policy::Class::ThisMachine, "nothing sent", |ours| {
        ours["settled"]["sink"] = "denied".into();
    }),
];

#[test]
fn a_wrong_decision_is_refused_in_every_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    for path in captures("wrong-decisions", &["policy"])? {
        for (capture, vector) in policy::read(&path)?.iter().zip(replay::read(&path)?) {
            let ours = replay::run(&mut subject, &vector)?.lines.remove(0);
            let ours = ours.get("policy").context("expected a decision")?;
            policy::judge(capture, ours)?;
            for (class, what, change) in DECISIONS {
                if class.matches(capture) {
                    let mut wrong = ours.clone();
                    change(&mut wrong);
                    let verdict = policy::judge(capture, &wrong);
                    tried.note(format!("{}, {what}", class.name()), &capture.case, &verdict);
                }
            }
        }
    }
    tried.conclude(DECISIONS.map(|(class, what, _)| format!("{}, {what}", class.name())))
}

#[test]
fn a_wrong_label_is_refused_in_every_class() -> anyhow::Result<()> {
    let changes: [(&str, Change<Label>); 3] = [
        ("no label", |ours| ours.value = None),
        ("another", |ours| ours.value = Some(json!("another"))),
        ("another problem", |ours| {
            *ours = Label {
                value: None,
                problems: vec!["missing-field".into()],
            };
        }),
    ];
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    for path in captures("wrong-labels", &["labels"])? {
        for (capture, vector) in labels::read(&path)?.iter().zip(replay::read(&path)?) {
            let ours = Label::read(&replay::run(&mut subject, &vector)?.lines)?;
            let class = labels::judge(capture, &ours)?;
            let name = class.map_or("as upstream", labels::Class::name);
            for (what, change) in changes {
                let mut wrong = ours.clone();
                change(&mut wrong);
                // Where upstream raises an error there is no label here either.
                if class.is_none() && capture.value.is_none() && what == "no label" {
                    continue;
                }
                let verdict = labels::judge(capture, &wrong);
                tried.note(format!("{name}, {what}"), &capture.case, &verdict);
            }
            // What the vector gives must be what a host gives.
            if class == Some(labels::Class::UntypedArgument) {
                let mut wrong = capture.clone();
                wrong.input = json!({"count": 3, "plugins": ["3"]});
                let verdict = labels::judge(&wrong, &ours);
                tried.note(format!("{name}, another input"), &capture.case, &verdict);
            }
        }
    }
    let names = labels::Class::ALL.map(labels::Class::name);
    let of_all = names
        .into_iter()
        .flat_map(|name| changes.map(|(what, _)| format!("{name}, {what}")));
    tried.conclude(of_all)
}

#[test]
fn a_wrong_session_is_refused_in_every_class() -> anyhow::Result<()> {
    let changes: [(&str, Change<Ours>); 4] = [
        ("another session", |ours| ours.session.push('0')),
        ("another file", |ours| match ours.orders.first_mut() {
            Some(order) => order["store"]["text"] = "{}".into(),
            None => ours.orders.push(json!({"store": {"text": "{}"}})),
        }),
        ("another place", |ours| match ours.orders.first_mut() {
            Some(order) => order["store"]["path"] = "elsewhere".into(),
            None => ours.orders.push(json!({"store": {"path": "elsewhere"}})),
        }),
        ("the other way round", |ours| {
            if ours.orders.is_empty() {
                ours.orders.push(json!({"store": {}}));
            } else {
                ours.orders.clear();
            }
        }),
    ];
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    for path in captures("wrong-sessions", &["session"])? {
        for (capture, vector) in sessions::read(&path)?.iter().zip(replay::read(&path)?) {
            let ours = Ours::read(&replay::run(&mut subject, &vector)?.lines)?;
            let class = sessions::judge(capture, &ours)?;
            let name = class.map_or("as upstream", sessions::Class::name);
            for (what, change) in changes {
                let mut wrong = ours.clone();
                change(&mut wrong);
                let verdict = sessions::judge(capture, &wrong);
                tried.note(format!("{name}, {what}"), &capture.case, &verdict);
            }
        }
    }
    let names = sessions::Class::ALL.map(sessions::Class::name);
    let of_all = names
        .into_iter()
        .chain(["as upstream"])
        .flat_map(|name| changes.map(|(what, _)| format!("{name}, {what}")));
    tried.conclude(of_all)
}

#[test]
fn a_wrong_heartbeat_is_refused() -> anyhow::Result<()> {
    let changes: [(&str, Change<Pace>); 3] = [
        ("too slow", |pace| pace.interval += 1.0),
        ("too fast", |pace| pace.interval /= 2.0),
        ("all at once", |pace| pace.jitter = Some(0.0)),
    ];
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    for path in captures("wrong-heartbeats", &["heartbeat"])? {
        for (capture, vector) in heartbeats::read(&path)?.iter().zip(replay::read(&path)?) {
            let mut lines = replay::run(&mut subject, &vector)?.lines;
            let ours = Pace::read(&lines)?;
            let class = heartbeats::judge(capture, ours)?;
            let name = class.map_or("as upstream", heartbeats::Class::name);
            for (what, change) in changes {
                let mut wrong = ours;
                change(&mut wrong);
                let verdict = heartbeats::judge(capture, wrong);
                tried.note(format!("{name}, {what}"), &capture.case, &verdict);
            }
            // A wait that is shorter than the interval.
            for line in &mut lines {
                if let Some(wake) = line.pointer_mut("/poll/wake") {
                    *wake = json!(1);
                }
            }
            tried.note(
                format!("{name}, at once"),
                &capture.case,
                &Pace::read(&lines),
            );
        }
    }
    let whats = changes.map(|(what, _)| what).into_iter().chain(["at once"]);
    let names = heartbeats::Class::ALL.map(heartbeats::Class::name);
    let of_all = whats.flat_map(|what| names.map(|name| format!("{name}, {what}")));
    tried.conclude(of_all)
}
