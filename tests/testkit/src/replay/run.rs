//! Runs one vector: what happened, step by step, and where it differs.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json, value::RawValue};

use super::{
    body::body,
    compare::{Differences, fact, settled, state, vector_fact},
    play::{Player, poll},
    subject::{Session, Subject},
    vector::{
        Envelope, ExpectChecked, Kind, Labels, Policy, Script, ScriptOutcome, Validate, Vector,
        VectorFact,
    },
    world::World,
};
use nemo_telemetry::{
    Decision, EventId, Fact, Ledger, Life, Problem, Rejection, compact,
    labels::LabelCall,
    transport::{Answer, Outcome},
};

/// What happened when a vector ran.
#[derive(Debug, Default)]
pub struct Run {
    /// The outcome of each step; vectors other than scripts have one.
    pub lines: Vec<Line>,
    /// Where it differs from what the vector expects.
    pub failures: Vec<String>,
}

/// The outcome of one step as a JSON object, such as `{"poll": {"wake": 500}}`.
pub type Line = Value;

/// Runs a vector.
///
/// # Errors
/// The vector cannot be run, as with an instant that is none, or the subject broke down.
pub fn run(subject: &mut dyn Subject, vector: &Vector) -> anyhow::Result<Run> {
    let mut run = Run::default();
    let mut differences = Differences::default();
    match &vector.0 {
        Kind::Validate(vector) => validate(subject, vector, &mut run, &mut differences)?,
        Kind::Envelope(vector) => envelope(subject, vector, &mut run, &mut differences)?,
        Kind::Body(vector) => body(subject, vector, &mut run, &mut differences)?,
        Kind::Labels(vector) => label(subject, vector, &mut run, &mut differences)?,
        Kind::Policy(vector) => policy(subject, vector, &mut run, &mut differences)?,
        Kind::Script(vector) => script(subject, vector, &mut run, &mut differences)?,
    }
    run.failures = differences.list;
    Ok(run)
}

fn validate(
    subject: &mut dyn Subject,
    vector: &Validate,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let version = match &vector.schema_version {
        Some(version) => version.clone(),
        None => {
            let newest = subject
                .events()?
                .into_iter()
                .rfind(|id| id.name == vector.event);
            newest.map(|id| id.version).unwrap_or_default()
        }
    };
    let text = match (&vector.parameters, &vector.text) {
        (Some(parameters), None) => compact(parameters.get()),
        (None, Some(text)) => text.clone(),
        _ => bail!("expected one of `parameters` and `text`"),
    };
    let found = subject.validate(
        &EventId {
            name: vector.event.clone(),
            version,
        },
        &text,
    )?;
    let expect_none = ExpectChecked {
        canonical: None,
        problems: None,
    };
    let expect = vector.expect.as_ref().unwrap_or(&expect_none);
    checked(
        found.canonical.as_deref(),
        &found.problems,
        expect.canonical.as_deref(),
        expect.problems.as_deref(),
        differences,
    );
    run.lines.push(
        json!({"validate": {"canonical": found.canonical, "problems": problems(&found.problems)}}),
    );
    Ok(())
}

/// Compares a text that is there or has problems.
fn checked(
    found: Option<&str>,
    problems: &[Problem],
    expected: Option<&RawValue>,
    expected_problems: Option<&[super::vector::ExpectProblem]>,
    differences: &mut Differences,
) {
    if let Some(expected) = expected {
        match found {
            Some(found) => differences.text("text", expected.get(), found),
            None => differences.add("text", "one", &self::problems(problems).to_string()),
        }
    }
    if let Some(expected) = expected_problems {
        differences.problems("text", expected, problems);
    }
}

fn envelope(
    subject: &mut dyn Subject,
    vector: &Envelope,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let world = World::new(instant(&vector.sent)?, &vector.random);
    let yes = VectorFact {
        source: super::vector::FactSource::Call,
        name: "enabled".into(),
        value: "true".into(),
    };
    let facts = facts(
        vector
            .facts
            .as_deref()
            .unwrap_or(std::slice::from_ref(&yes)),
    );
    ensure!(
        !vector.events.is_empty(),
        "expected at least one event, found none"
    );
    world.set_facts(facts.clone());
    let opened = subject.open(
        &compact(vector.settings.get()),
        &facts,
        &Life::new(FIRST),
        &world,
    )?;
    let expect = vector.expect.as_ref();
    let mut session = match opened {
        Ok(session) => session,
        Err(found) => {
            differences.problems(
                "settings",
                expect
                    .and_then(|expect| expect.problems.as_deref())
                    .unwrap_or_default(),
                &found,
            );
            run.lines
                .push(json!({"envelope": {"problems": problems(&found)}}));
            return Ok(());
        }
    };
    differences.problems(
        "settings",
        expect
            .and_then(|expect| expect.problems.as_deref())
            .unwrap_or_default(),
        &[],
    );
    let report = session.enqueue(&lines(&vector.events)?)?;
    let bodies = bodies(session.as_mut(), &world)?;
    if let Some(expect) = expect {
        if let Some(expected) = &expect.bodies {
            differences.equal("number of bodies", &expected.len(), &bodies.len());
            for (index, (expected, found)) in expected.iter().zip(&bodies).enumerate() {
                differences.text(&format!("body {}", index + 1), expected.get(), found);
            }
        }
        differences.rejections(
            expect.rejected.as_deref().unwrap_or_default(),
            &report.rejected,
        );
    }
    run.lines
        .push(json!({"envelope": {"bodies": bodies, "rejected": rejections(&report.rejected)}}));
    Ok(())
}

/// Token of a client that is alone in its world.
const FIRST: u64 = 0xaaaa_aaaa_aaaa_aaaa;

/// The bodies of everything that is queued. Each is answered with 200, so that the next batch goes
/// out, too.
///
/// # Errors
/// The implementation broke down.
pub fn bodies(session: &mut dyn Session, world: &World) -> anyhow::Result<Vec<String>> {
    let mut bodies = Vec::new();
    session.flush()?;
    poll(session, world)?;
    while world.started() > 0 {
        let ticket = world.started();
        let Some(request) = world.request(ticket) else {
            break;
        };
        bodies.push(request.body);
        world.answer(
            ticket,
            Answer {
                outcome: Outcome::Answered,
                status: 200,
                retry_after: String::new(),
                unsure: false,
            },
        );
        poll(session, world)?;
        if world.started() == ticket {
            break;
        }
    }
    Ok(bodies)
}

fn label(
    subject: &mut dyn Subject,
    vector: &Labels,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let call = LabelCall::parse(&vector.label, &vector.input)
        .with_context(|| format!("wrong input of the label {}", vector.label))?;
    let found = subject.label(&call)?;
    let (value, found_problems) = match &found {
        Ok(value) => (Some(value.as_str()), &[][..]),
        Err(problems) => (None, problems.as_slice()),
    };
    if let Some(expect) = &vector.expect {
        checked(
            value,
            found_problems,
            expect.value.as_deref(),
            expect.problems.as_deref(),
            differences,
        );
    }
    let value: Value = value
        .map(serde_json::from_str)
        .transpose()?
        .unwrap_or(Value::Null);
    run.lines
        .push(json!({"labels": {"value": value, "problems": problems(found_problems)}}));
    Ok(())
}

fn policy(
    subject: &mut dyn Subject,
    vector: &Policy,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let found = subject.decide(&vector.product, &facts(&vector.facts))?;
    if let Some(expect) = &vector.expect {
        differences.decision(expect, &found);
    }
    run.lines.push(json!({"policy": decision(&found)}));
    Ok(())
}

fn script(
    subject: &mut dyn Subject,
    vector: &Script,
    run: &mut Run,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let settings = compact(vector.settings.get());
    let world = World::new(instant(&vector.clock)?, &vector.random);
    for (number, text) in (1_u32..).zip(&vector.segments) {
        world.put(
            &format!("f{number:015x}-1.ready.jsonl"),
            text,
            Duration::ZERO,
        );
    }
    for (name, file) in &vector.files {
        world.put(name, &file.whole()?, Duration::from_millis(file.age_ms));
    }
    let mut player = Player::new(subject, &settings, facts(&vector.facts), world);
    let expected = vector
        .expect
        .as_ref()
        .map(|expect| expect.problems.as_slice())
        .unwrap_or_default();
    match player.open('a', 0)? {
        Ok(found) => {
            differences.problems("settings", expected, &[]);
            run.lines
                .push(json!({"step": 0, "open": {"decision": decision(&found)}}));
        }
        Err(found) => {
            differences.problems("settings", expected, &found);
            run.lines
                .push(json!({"step": 0, "open": {"problems": problems(&found)}}));
            return Ok(());
        }
    }
    for (number, step) in (1_u32..).zip(&vector.steps) {
        let mut found = Differences::default();
        let outcome = player
            .step(step, &mut found)
            .with_context(|| format!("step {number} cannot be run"))?;
        differences.list.extend(
            found
                .list
                .into_iter()
                .map(|difference| format!("step {number}: {difference}")),
        );
        let mut line = json!({"step": number});
        if let (Value::Object(line), Value::Object(outcome)) = (&mut line, outcome) {
            line.extend(outcome);
        }
        run.lines.push(line);
    }
    Ok(())
}

/// Lines of JSON Lines: objects without the space around their tokens, strings as they are.
pub(super) fn lines(events: &[Box<RawValue>]) -> anyhow::Result<String> {
    let line = |event: &RawValue| match event.get().as_bytes().first() {
        Some(b'"') => Ok(serde_json::from_str(event.get())?),
        Some(b'{') => Ok(compact(event.get())),
        _ => bail!(
            "expected an object or a string for each line, found {}",
            event.get()
        ),
    };
    let lines: Vec<String> = events
        .iter()
        .map(|event| line(event))
        .collect::<Result<_, _>>()?;
    Ok(lines.join("\n"))
}

pub(super) fn objects<'t>(lines: impl Iterator<Item = &'t str>) -> anyhow::Result<Vec<Value>> {
    lines
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).context("the line is not JSON"))
        .collect()
}

pub(super) fn facts(facts: &[VectorFact]) -> Vec<Fact> {
    facts.iter().map(fact).collect()
}

/// An instant as time since 1970.
pub(super) fn instant(text: &str) -> anyhow::Result<Duration> {
    ensure!(
        text.ends_with('Z'),
        "expected an instant in UTC such as 2026-01-01T00:00:00.000Z, found {text}"
    );
    let time: jiff::Timestamp = text.parse().with_context(|| {
        format!("expected an instant such as 2026-01-01T00:00:00.000Z, found {text}")
    })?;
    Duration::try_from(time.duration_since(jiff::Timestamp::UNIX_EPOCH))
        .context("expected an instant after 1970; a WASI clock knows no other")
}

pub(super) fn scripted(answer: &super::vector::ScriptAnswer) -> Answer {
    let outcome = match answer.outcome {
        ScriptOutcome::Answered => Outcome::Answered,
        ScriptOutcome::Timeout => Outcome::Timeout,
        ScriptOutcome::Unreachable => Outcome::Unreachable,
        ScriptOutcome::Denied => Outcome::Denied,
        ScriptOutcome::Failed => Outcome::Failed,
    };
    Answer {
        outcome,
        status: answer.status,
        retry_after: answer.retry_after.clone(),
        unsure: answer.unsure,
    }
}

pub(super) fn problems(problems: &[Problem]) -> Value {
    let problem = |problem: &Problem| {
        json!({
            "pointer": problem.pointer,
            "code": problem.code,
            "message": problem.message,
            "suggestion": problem.suggestion,
            "offset": problem.offset,
        })
    };
    problems.iter().map(problem).collect()
}

pub(super) fn rejections(rejected: &[Rejection]) -> Value {
    rejected
        .iter()
        .map(|rejection| json!({"line": rejection.line, "problems": problems(&rejection.problems)}))
        .collect()
}

pub(super) fn decision(decision: &Decision) -> Value {
    json!({
        "state": state(decision.state),
        "signal": vector_fact(&decision.signal),
        "ignored": decision.ignored.iter().map(vector_fact).collect::<Vec<_>>(),
        "text": decision.text,
        "settled": settled(&decision.settled),
    })
}

pub(super) fn ledger(ledger: &Ledger) -> Value {
    let dropped: serde_json::Map<String, Value> = ledger
        .dropped
        .iter()
        .map(|tally| (tally.reason.clone(), tally.count.into()))
        .collect();
    json!({
        "accepted": ledger.accepted,
        "recovered": ledger.recovered,
        "delivered": ledger.delivered,
        "pending": ledger.pending,
        "kept": ledger.kept,
        "unsure": ledger.unsure,
        "dropped": dropped,
    })
}
