//! Runs one vector: what happened, step by step, and where it differs.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json, value::RawValue};

use super::{
    compare::{Differences, fact, milliseconds, state, vector_fact},
    subject::{Session, Subject},
    vector::{Envelope, ExpectChecked, Kind, Labels, Policy, Script, ScriptOutcome, Step, Validate, Vector, VectorFact},
    world::World,
};
use nemo_telemetry::{
    Decision, EventId, Fact, Ledger, Problem, Rejection, compact,
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
        Kind::Labels(vector) => label(subject, vector, &mut run, &mut differences)?,
        Kind::Policy(vector) => policy(subject, vector, &mut run, &mut differences)?,
        Kind::Script(vector) => script(subject, vector, &mut run, &mut differences)?,
    }
    run.failures = differences.list;
    Ok(run)
}

fn validate(subject: &mut dyn Subject, vector: &Validate, run: &mut Run, differences: &mut Differences) -> anyhow::Result<()> {
    let version = match &vector.schema_version {
        Some(version) => version.clone(),
        None => {
            let newest = subject.events()?.into_iter().rfind(|id| id.name == vector.event);
            newest.map(|id| id.version).unwrap_or_default()
        }
    };
    let text = match (&vector.parameters, &vector.text) {
        (Some(parameters), None) => compact(parameters.get()),
        (None, Some(text)) => text.clone(),
        _ => bail!("expected one of `parameters` and `text`"),
    };
    let found = subject.validate(&EventId { name: vector.event.clone(), version }, &text)?;
    let expect_none = ExpectChecked { canonical: None, problems: None };
    let expect = vector.expect.as_ref().unwrap_or(&expect_none);
    checked(found.canonical.as_deref(), &found.problems, expect.canonical.as_deref(), expect.problems.as_deref(), differences);
    run.lines.push(json!({"validate": {"canonical": found.canonical, "problems": problems(&found.problems)}}));
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

fn envelope(subject: &mut dyn Subject, vector: &Envelope, run: &mut Run, differences: &mut Differences) -> anyhow::Result<()> {
    let world = World::new(instant(&vector.sent)?, &vector.random, &[]);
    let yes = VectorFact { source: super::vector::FactSource::Call, name: "enabled".into(), value: "true".into() };
    let facts = facts(vector.facts.as_deref().unwrap_or(std::slice::from_ref(&yes)));
    ensure!(!vector.events.is_empty(), "expected at least one event, found none");
    let opened = subject.open(&compact(vector.settings.get()), &facts, &world)?;
    let expect = vector.expect.as_ref();
    let mut session = match opened {
        Ok(session) => session,
        Err(found) => {
            differences.problems("settings", expect.and_then(|expect| expect.problems.as_deref()).unwrap_or_default(), &found);
            run.lines.push(json!({"envelope": {"problems": problems(&found)}}));
            return Ok(());
        }
    };
    differences.problems("settings", expect.and_then(|expect| expect.problems.as_deref()).unwrap_or_default(), &[]);
    let report = session.enqueue(&lines(&vector.events)?)?;
    let bodies = bodies(session.as_mut(), &world)?;
    if let Some(expect) = expect {
        if let Some(expected) = &expect.bodies {
            differences.equal("number of bodies", &expected.len(), &bodies.len());
            for (index, (expected, found)) in expected.iter().zip(&bodies).enumerate() {
                differences.text(&format!("body {}", index + 1), expected.get(), found);
            }
        }
        differences.rejections(expect.rejected.as_deref().unwrap_or_default(), &report.rejected);
    }
    run.lines.push(json!({"envelope": {"bodies": bodies, "rejected": rejections(&report.rejected)}}));
    Ok(())
}

/// The bodies of everything that is queued. Each is answered with 200, so that the next batch goes out too.
///
/// # Errors
/// The implementation broke down.
pub fn bodies(session: &mut dyn Session, world: &World) -> anyhow::Result<Vec<String>> {
    let mut bodies = Vec::new();
    session.flush()?;
    session.poll()?;
    while world.started() > 0 {
        let ticket = world.started();
        let Some(request) = world.request(ticket) else { break };
        bodies.push(request.body);
        world.answer(ticket, Answer { outcome: Outcome::Answered, status: 200, retry_after: String::new(), unsure: false });
        session.poll()?;
        if world.started() == ticket {
            break;
        }
    }
    Ok(bodies)
}

fn label(subject: &mut dyn Subject, vector: &Labels, run: &mut Run, differences: &mut Differences) -> anyhow::Result<()> {
    let call =
        LabelCall::parse(&vector.label, &vector.input).with_context(|| format!("wrong input of the label {}", vector.label))?;
    let found = subject.label(&call)?;
    let (value, found_problems) = match &found {
        Ok(value) => (Some(value.as_str()), &[][..]),
        Err(problems) => (None, problems.as_slice()),
    };
    if let Some(expect) = &vector.expect {
        checked(value, found_problems, expect.value.as_deref(), expect.problems.as_deref(), differences);
    }
    let value: Value = value.map(serde_json::from_str).transpose()?.unwrap_or(Value::Null);
    run.lines.push(json!({"labels": {"value": value, "problems": problems(found_problems)}}));
    Ok(())
}

fn policy(subject: &mut dyn Subject, vector: &Policy, run: &mut Run, differences: &mut Differences) -> anyhow::Result<()> {
    let found = subject.decide(&vector.product, &facts(&vector.facts))?;
    if let Some(expect) = &vector.expect {
        differences.decision(expect, &found);
    }
    run.lines.push(json!({"policy": decision(&found)?}));
    Ok(())
}

fn script(subject: &mut dyn Subject, vector: &Script, run: &mut Run, differences: &mut Differences) -> anyhow::Result<()> {
    let world = World::new(instant(&vector.clock)?, &vector.random, &vector.segments);
    let opened = subject.open(&compact(vector.settings.get()), &facts(&vector.facts), &world)?;
    let expected = vector.expect.as_ref().map(|expect| expect.problems.as_slice()).unwrap_or_default();
    let session = match opened {
        Ok(session) => session,
        Err(found) => {
            differences.problems("settings", expected, &found);
            run.lines.push(json!({"step": 0, "open": {"problems": problems(&found)}}));
            return Ok(());
        }
    };
    differences.problems("settings", expected, &[]);
    let mut player = Player { session, world, taken: 0 };
    run.lines.push(json!({"step": 0, "open": {"decision": decision(&player.session.decision()?)?}}));
    for (number, step) in (1_u32..).zip(&vector.steps) {
        let mut found = Differences::default();
        let outcome = player.step(step, &mut found).with_context(|| format!("step {number} cannot be run"))?;
        differences.list.extend(found.list.into_iter().map(|difference| format!("step {number}: {difference}")));
        let mut line = json!({"step": number});
        if let (Value::Object(line), Value::Object(outcome)) = (&mut line, outcome) {
            line.extend(outcome);
        }
        run.lines.push(line);
    }
    Ok(())
}

/// Plays the steps of a script.
struct Player {
    session: Box<dyn Session>,
    world: World,
    /// Ticket of the last request that a step took.
    taken: u32,
}

impl Player {
    fn step(&mut self, step: &Step, differences: &mut Differences) -> anyhow::Result<Line> {
        let mut outcomes = Vec::new();
        if let Some(expect) = &step.expect {
            let enqueue = expect.accepted.is_some() || expect.ignored.is_some() || expect.rejected.is_some();
            ensure!(!enqueue || step.enqueue.is_some(), "expected `accepted`, `ignored` and `rejected` beside `enqueue` only");
            ensure!(expect.wake.is_none() || step.poll.is_some(), "expected `wake` beside `poll` only");
        }
        if let Some(events) = &step.enqueue {
            let report = self.session.enqueue(&lines(events)?)?;
            if let Some(expect) = &step.expect {
                differences.maybe("accepted", expect.accepted.as_ref(), &report.accepted);
                differences.maybe("ignored", expect.ignored.as_ref(), &report.ignored);
                if let Some(expected) = &expect.rejected {
                    differences.rejections(expected, &report.rejected);
                }
            }
            let rejected = rejections(&report.rejected);
            outcomes.push(json!({"enqueue": {"accepted": report.accepted, "ignored": report.ignored, "rejected": rejected}}));
        }
        if let Some(ms) = step.advance {
            self.world.advance(Duration::from_millis(ms));
            outcomes.push(json!({"advance": ms}));
        }
        if let Some(to) = &step.clock {
            self.world.set_wall(instant(to)?);
            outcomes.push(json!({"clock": to}));
        }
        if step.flush.is_some() {
            self.session.flush()?;
            outcomes.push(json!({"flush": true}));
        }
        if step.poll.is_some() {
            let wake = self.session.poll()?;
            differences.maybe("wake", step.expect.as_ref().and_then(|expect| expect.wake.as_ref()), &wake);
            outcomes.push(json!({"poll": {"wake": wake}}));
        }
        let mut asked = true;
        if let Some(expected) = &step.request {
            let found = self.world.request(self.taken + 1);
            asked = found.is_some();
            differences.request(expected.as_ref(), found.as_ref());
            self.taken += u32::from(asked);
            let shown = found.map(|request| json!({"url": request.url, "timeoutMs": milliseconds(&request), "body": request.body}));
            outcomes.push(json!({"request": shown}));
        }
        if let Some(answer) = step.answer.as_ref().filter(|_| asked) {
            ensure!(self.taken > 0, "expected a request to answer, found none started");
            self.world.answer(self.taken, scripted(answer));
            if step.request.is_none() {
                outcomes.push(json!({"answer": true}));
            }
        }
        if let Some(expected) = step.cancelled {
            let found = self.world.is_cancelled(self.taken);
            differences.equal("cancelled", &expected, &found);
            outcomes.push(json!({"cancelled": found}));
        }
        if let Some(within_ms) = step.close {
            self.session.close(within_ms)?;
            outcomes.push(json!({"close": within_ms}));
        }
        if step.opt_out.is_some() {
            self.session.opt_out()?;
            outcomes.push(json!({"optOut": true}));
        }
        if let Some(expected) = &step.ledger {
            let found = self.session.ledger()?;
            differences.ledger(expected, &found);
            outcomes.push(json!({"ledger": ledger(&found)}));
        }
        if let Some(expected) = &step.decision {
            let found = self.session.decision()?;
            differences.decision(expected, &found);
            outcomes.push(json!({"decision": decision(&found)?}));
        }
        if let Some(expected) = &step.outbox {
            let found = objects(self.world.own_segment().lines())?;
            differences.objects("outbox line", expected, &found);
            outcomes.push(json!({"outbox": found}));
        }
        if let Some(expected) = &step.audit {
            let found = objects(self.world.take_audit().iter().map(String::as_str))?;
            differences.objects("audit line", expected, &found);
            outcomes.push(json!({"audit": found}));
        }
        ensure!(outcomes.len() == 1, "expected exactly one action in a step, found {}", outcomes.len());
        Ok(outcomes.remove(0))
    }
}

/// Lines of JSON Lines: objects without the space around their tokens, strings as they are.
fn lines(events: &[Box<RawValue>]) -> anyhow::Result<String> {
    let line = |event: &RawValue| match event.get().as_bytes().first() {
        Some(b'"') => Ok(serde_json::from_str(event.get())?),
        Some(b'{') => Ok(compact(event.get())),
        _ => bail!("expected an object or a string for each line, found {}", event.get()),
    };
    let lines: Vec<String> = events.iter().map(|event| line(event)).collect::<Result<_, _>>()?;
    Ok(lines.join("\n"))
}

fn objects<'t>(lines: impl Iterator<Item = &'t str>) -> anyhow::Result<Vec<Value>> {
    lines.map(|line| serde_json::from_str(line).context("the line is not JSON")).collect()
}

fn facts(facts: &[VectorFact]) -> Vec<Fact> {
    facts.iter().map(fact).collect()
}

/// An instant as time since 1970.
fn instant(text: &str) -> anyhow::Result<Duration> {
    ensure!(text.ends_with('Z'), "expected an instant in UTC such as 2026-01-01T00:00:00.000Z, found {text}");
    let time: jiff::Timestamp =
        text.parse().with_context(|| format!("expected an instant such as 2026-01-01T00:00:00.000Z, found {text}"))?;
    Duration::try_from(time.duration_since(jiff::Timestamp::UNIX_EPOCH))
        .context("expected an instant after 1970; a WASI clock knows no other")
}

fn scripted(answer: &super::vector::ScriptAnswer) -> Answer {
    let outcome = match answer.outcome {
        ScriptOutcome::Answered => Outcome::Answered,
        ScriptOutcome::Timeout => Outcome::Timeout,
        ScriptOutcome::Unreachable => Outcome::Unreachable,
        ScriptOutcome::Denied => Outcome::Denied,
        ScriptOutcome::Failed => Outcome::Failed,
    };
    Answer { outcome, status: answer.status, retry_after: answer.retry_after.clone(), unsure: answer.unsure }
}

fn problems(problems: &[Problem]) -> Value {
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

fn rejections(rejected: &[Rejection]) -> Value {
    rejected.iter().map(|rejection| json!({"line": rejection.line, "problems": problems(&rejection.problems)})).collect()
}

fn decision(decision: &Decision) -> anyhow::Result<Value> {
    let resolved: Value = serde_json::from_str(&decision.resolved).context("`resolved` is not JSON")?;
    Ok(json!({
        "state": state(decision.state),
        "signal": vector_fact(&decision.signal),
        "ignored": decision.ignored.iter().map(vector_fact).collect::<Vec<_>>(),
        "text": decision.text,
        "resolved": resolved,
    }))
}

fn ledger(ledger: &Ledger) -> Value {
    let dropped: serde_json::Map<String, Value> =
        ledger.dropped.iter().map(|tally| (tally.reason.clone(), tally.count.into())).collect();
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
