//! Requests, their order and the ledger.

use std::{fs, path::Path};

use anyhow::Context;
use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::{self, ComponentSubject};
use nemo_telemetry_tests::{
    deviations::{
        self,
        lives::{self, Answer, Class, Content, Ours, Upstream},
    },
    vectors,
};
use serde_json::{Value, json};

use super::{Tried, captures};

/// Changes what the component did; false: there is nothing to change in this capture.
type Change = fn(&mut Ours, &Upstream) -> bool;

const CHANGES: [(&str, Change); 12] = [
    ("no second attempt", |ours, _| {
        // As with a product that has no retries: it gives up after the first answer.
        let more = ours.exchanges.len() > 1 && ours.exchanges[0].answer != answer(413);
        ours.exchanges.truncate(1);
        let events = ours
            .exchanges
            .iter()
            .map(|exchange| exchange.events.len())
            .sum();
        ours.ledger.delivered = 0;
        ours.ledger.dropped = [("attempts".to_owned(), events)].into();
        more
    }),
    ("the ledger says delivered", |ours, _| {
        let dropped: usize = ours.ledger.dropped.values().sum();
        ours.ledger.dropped.clear();
        ours.ledger.delivered += dropped;
        dropped > 0
    }),
    ("lost without a word", |ours, _| {
        let counted = !ours.ledger.dropped.is_empty();
        ours.ledger.dropped.clear();
        counted
    }),
    ("another reason", |ours, _| {
        let counted = ours.ledger.dropped.remove("refused");
        let counted = counted.inspect(|count| {
            ours.ledger.dropped.insert("attempts".into(), *count);
        });
        counted.is_some()
    }),
    ("a refusal is tried again", |ours, _| {
        let Some(last) = ours.exchanges.last().cloned() else {
            return false;
        };
        let refused = ours.ledger.dropped.remove("refused");
        ours.exchanges.push(lives::Exchange {
            answer: answer(200),
            ..last
        });
        ours.ledger.delivered += refused.unwrap_or(0);
        refused.is_some()
    }),
    ("the last batch never arrives", |ours, _| {
        let Some(last) = ours.exchanges.pop() else {
            return false;
        };
        let delivered = last.answer == answer(200);
        ours.ledger.delivered -= if delivered { last.events.len() } else { 0 };
        *ours.ledger.dropped.entry("attempts".into()).or_default() += last.events.len();
        delivered
    }),
    ("still waiting at the end", |ours, _| {
        let waits = ours.ledger.delivered > 0;
        if waits {
            ours.ledger.delivered -= 1;
            ours.ledger.pending += 1;
        }
        waits
    }),
    ("the pause is cut short", |ours, upstream| {
        let asked = upstream
            .server
            .iter()
            .flatten()
            .any(|answer| format!("{answer:?}").contains("3600"));
        for exchange in &mut ours.exchanges {
            exchange.at = 0;
        }
        asked
    }),
    ("new events join a batch that failed", |ours, _| {
        let joins = ours.exchanges.len() > 2;
        if joins {
            let events = ours.exchanges[2].events.clone();
            ours.exchanges[1].events.extend(events);
        }
        joins
    }),
    ("a request for each event", |ours, _| {
        let exchanges = std::mem::take(&mut ours.exchanges);
        let several = exchanges.iter().any(|exchange| exchange.events.len() > 1);
        for exchange in exchanges {
            let alone = exchange.events.iter().map(|event| lives::Exchange {
                events: vec![event.clone()],
                ..exchange.clone()
            });
            ours.exchanges.extend(alone);
        }
        several
    }),
    ("only when it ends", |ours, upstream| {
        let idle = upstream
            .turns
            .first()
            .is_some_and(|turn| turn.requests.is_empty() && !turn.waiting.is_empty());
        for exchange in &mut ours.exchanges {
            exchange.at_the_end = true;
        }
        idle
    }),
    ("another body, spaced as upstream's", |ours, upstream| {
        for exchange in &mut ours.exchanges {
            exchange.body.clone_from(&upstream.body_text);
        }
        upstream.body_text.is_some()
    }),
];

fn answer(status: u32) -> Option<Answer> {
    serde_json::from_value(json!({"outcome": "answered", "status": status})).ok()
}

#[test]
fn a_wrong_life_is_refused_in_every_class() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut tried = Tried::default();
    for path in captures("wrong-lives", &["transport", "lifecycle"])? {
        for (life, script) in lives::read(&path)?.iter().zip(replay::read(&path)?) {
            let Content::Traffic { upstream, steps } = &life.content else {
                continue;
            };
            let classes = Class::of(life);
            let lines = replay::run(&mut subject, &script)?.lines;
            let ours = Ours::read(upstream, steps, &lines)?;
            let class = lives::judge_traffic(upstream, &classes, &ours)?;
            for (what, change) in CHANGES {
                let mut wrong = ours.clone();
                if change(&mut wrong, upstream) {
                    let name = class.map_or("as upstream", Class::name);
                    let verdict = lives::judge_traffic(upstream, &classes, &wrong);
                    tried.note(format!("{name}, {what}"), &life.case, &verdict);
                }
            }
        }
    }
    tried.conclude(
        [
            "as upstream, no second attempt",
            "as upstream, lost without a word",
            "as upstream, a request for each event",
            "upstream loss, no second attempt",
            "upstream loss, lost without a word",
            "upstream loss, another reason",
            "upstream loss, a refusal is tried again",
            "upstream loss, still waiting at the end",
            "ignored pause, the pause is cut short",
            "ignored pause, the last batch never arrives",
            "overtaking, the last batch never arrives",
            "overtaking, new events join a batch that failed",
            "overtaking, still waiting at the end",
            "trigger without effect, only when it ends",
            "trigger without effect, a request for each event",
            "spacing of a line, another body, spaced as upstream's",
        ]
        .map(str::to_owned),
    )
}

#[test]
fn a_script_with_other_retries_than_upstream_had_is_refused() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("other-retries");
    let (_, path) = vectors::captures(&["transport"])?.remove(0);
    let copy = folder.join(path.file_name().context("expected a name")?);
    fs::create_dir_all(folder.join("upstream"))?;
    fs::copy(deviations::upstream(&path), deviations::upstream(&copy))?;
    let text = fs::read_to_string(&path)?;
    fs::write(&copy, &text)?;
    lives::read(&copy)?;
    fs::write(&copy, text.replacen("\"retries\": 3", "\"retries\": 0", 1))?;
    let error = lives::read(&copy).expect_err("expected a refusal of 0 retries");
    assert!(error.to_string().contains("retries"), "{error}");
    Ok(())
}

#[test]
fn a_child_that_goes_on_as_its_parent_is_refused() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut found = 0;
    for (_, path) in vectors::captures(&["lifecycle"])? {
        for (life, script) in lives::read(&path)?.iter().zip(replay::read(&path)?) {
            if !matches!(life.content, Content::Process(_)) {
                continue;
            }
            let lines = replay::run(&mut subject, &script)?.lines;
            assert_eq!(lives::judge(life, &lines)?, Some(Class::Process));
            let bodies: Vec<usize> = (0..lines.len())
                .filter(|place| {
                    lines[*place]
                        .pointer("/request/body")
                        .is_some_and(Value::is_string)
                })
                .collect();
            let [parent, child] = bodies[..] else {
                panic!("expected a request of each process, found {bodies:?}")
            };
            let same_session = lines[parent].clone();
            let other_type = lines[child]
                .to_string()
                .replace(r#"deploymentType\":\"api"#, r#"deploymentType\":\"cli"#);
            let no_start = lines[child]
                .to_string()
                .replace(r#"event\":\"startup"#, r#"event\":\"heartbeat"#);
            for wrong in [
                same_session,
                json!({"request": null}),
                serde_json::from_str(&other_type)?,
                serde_json::from_str(&no_start)?,
            ] {
                let mut lines = lines.clone();
                assert_ne!(lines[child], wrong);
                lines[child] = wrong;
                assert!(lives::judge(life, &lines).is_err(), "{}", lines[child]);
            }
            found += 1;
        }
    }
    assert_eq!(found, 1);
    Ok(())
}
