//! Scripts of lives: the component plays with the server that upstream had, and the script says
//! what it did.

use anyhow::{Context, ensure};
use nemo_telemetry_testkit::replay::Subject;
use serde_json::Value;

use super::{Converted, Json, Made, Record, events::schema_version};
use crate::vectors;

/// A script that is being written.
struct Script<'s> {
    subject: &'s mut dyn Subject,
    /// The parameter that names an event.
    name: &'static str,
    event: String,
    schema_version: &'static str,
    settings: Json,
    /// How the server answers; after these with 200.
    server: Vec<Json>,
    /// How many were asked.
    asked: usize,
    steps: Vec<Json>,
    /// Pauses before another attempt, each with a random number.
    pauses: usize,
    last: Vec<String>,
}

/// An answer that takes the events.
pub(super) fn ok() -> Json {
    answered(&Json::token(200))
}

fn answered(status: &Json) -> Json {
    Json::object([
        ("outcome", Json::text("answered")),
        ("status", status.clone()),
    ])
}

/// A step that takes a request with these events, and answers it.
pub(super) fn request(name: &str, events: &[String], answer: Json) -> Json {
    let event = |event: &String| {
        let parameters = Json::object([(name, Json::text(event))]);
        Json::object([("parameters", parameters)])
    };
    let events = Json::List(events.iter().map(event).collect());
    Json::object([
        ("request", Json::object([("events", events)])),
        ("answer", answer),
    ])
}

pub(super) fn transport(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let input = record.json.at("input")?;
    let retries = input.at("max_retries")?;
    let server = input.at("server_script")?.list()?.iter().map(answer);
    let after = input.at("after_script")?.str()?;
    ensure!(
        after == "200",
        "expected a server that answers with 200 in the end, found {after}"
    );
    let mut script = Script::new(subject, record, Some(retries))?;
    script.server = server.collect::<anyhow::Result<_>>()?;
    let events = input.at("events")?.list()?.iter().map(Json::str);
    let mut events = events.collect::<anyhow::Result<Vec<String>>>()?;
    let more = input.at("enqueue_between_flushes")?.number()?;
    let mut next = events.len();
    for flush in 0..input.at("flushes")?.number()? {
        if flush > 0 {
            events = (0..more)
                .map(|more| format!("e{}", next as u64 + more))
                .collect();
            next += events.len();
        }
        script.enqueue(&events);
        script.step("flush", Json::token(true));
        script.drain()?;
    }
    script.wait()?;
    let mut turns = Vec::new();
    for turn in record.json.at("trace")?.list()? {
        let mut waiting = Vec::new();
        for queued in turn.at("dlq_after")?.list()? {
            waiting.push(queued.list()?.first().context("expected an event")?.clone());
        }
        waiting.extend(turn.at("queue_after")?.list()?.iter().cloned());
        turns.push(Json::object([
            ("requests", turn.at("requests")?.clone()),
            ("waiting", Json::List(waiting)),
        ]));
    }
    let asked: usize = turns
        .iter()
        .map(|turn| {
            turn.at("requests")
                .and_then(Json::list)
                .map_or(0, <[Json]>::len)
        })
        .sum();
    let asked = asked.max(script.asked).min(script.server.len());
    let upstream = Json::object([
        ("retries", retries.clone()),
        ("server", Json::List(script.server[..asked].to_vec())),
        ("turns", Json::List(turns)),
    ]);
    Ok(Made::Vector(Box::new(Converted {
        stem: format!("{}-{}-transport", record.product, record.version),
        case: record.case.clone(),
        vector: script.vector(),
        upstream,
    })))
}

/// A server's answer in the words of a script. Where it goes on after a redirect is nobody's matter.
fn answer(given: &Json) -> anyhow::Result<Json> {
    let Some(status) = given.get("status") else {
        // The connection broke, or what came was no HTTP; a server that is silent is known by time.
        let words = ["timeout", "hang", "sleep", "delay", "slow"];
        let silent = words.iter().any(|word| given.get(word).is_some());
        let outcome = if silent { "timeout" } else { "failed" };
        return Ok(Json::object([
            ("outcome", Json::text(outcome)),
            ("unsure", Json::token(true)),
        ]));
    };
    let Json::Object(mut members) = answered(status) else {
        anyhow::bail!("expected an object");
    };
    let pause = given
        .get("headers")
        .and_then(|headers| headers.get("Retry-After"));
    members.extend(pause.map(|pause| ("retryAfter".to_owned(), pause.clone())));
    Ok(Json::Object(members))
}

/// Lives are recorded in words of their own. A server's answer to Guardrails and a stop of Safe
/// Synthesizer are played; other scripts are written by hand, and stand in the tree.
pub(super) fn lifecycle(subject: &mut dyn Subject, record: &Record) -> anyhow::Result<Made> {
    let input = record.json.at("input")?;
    let stem = format!("{}-{}-lifecycle", record.product, record.version);
    if let Some(status) = input.get("server_status") {
        let requests = record.json.at("output/requests")?.list()?;
        let mut script = Script::new(subject, record, None)?;
        script.server = vec![answered(status)];
        let event = "e0".to_owned();
        script.enqueue(std::slice::from_ref(&event));
        script.step("flush", Json::token(true));
        script.drain()?;
        script.wait()?;
        // The GET that follows a redirect carries nothing.
        let request = |request: &Json| {
            let method = request
                .list()
                .ok()
                .and_then(|request| request.first()?.str().ok());
            let carries = method.as_deref() == Some("POST");
            Json::List(carries.then(|| Json::text("e0")).into_iter().collect())
        };
        let turn = Json::object([
            (
                "requests",
                Json::List(requests.iter().map(request).collect()),
            ),
            ("waiting", Json::List(Vec::new())),
        ]);
        let upstream = Json::object([
            ("server", Json::List(script.server.clone())),
            ("turns", Json::List(vec![turn])),
        ]);
        return Ok(Made::Vector(Box::new(Converted {
            stem,
            case: record.case.clone(),
            vector: script.vector(),
            upstream,
        })));
    }
    let text = |name: &str| input.get(name).and_then(|value| value.str().ok());
    if text("mode").as_deref() == Some("background") && text("op").as_deref() == Some("stop") {
        return stopped(subject, record, stem);
    }
    by_hand(&stem, record)
}

/// Safe Synthesizer is stopped with an event, while a server answers so.
fn stopped(subject: &mut dyn Subject, record: &Record, stem: String) -> anyhow::Result<Made> {
    let (server, output) = (
        record.json.at("input/server")?.list()?,
        record.json.at("output")?,
    );
    let mut script = Script::new(subject, record, None)?;
    script.server = server
        .iter()
        .map(|status| status.number().map(|_| answered(status)))
        .collect::<anyhow::Result<_>>()?;
    let event = "e0".to_owned();
    script.enqueue(std::slice::from_ref(&event));
    script.step("close", Json::token(30_000));
    script.drain()?;
    script.wait()?;
    let requests = output.at("requests")?.list()?.iter().map(|count| {
        ensure!(
            count.number()? == 1,
            "expected a request with the event, found {count}"
        );
        Ok(Json::List(vec![Json::text(&event)]))
    });
    let requests = requests.collect::<anyhow::Result<Vec<_>>>()?;
    let waits = output.at("dlq")?.number()? > 0;
    let turn = Json::object([
        ("requests", Json::List(requests)),
        (
            "waiting",
            Json::List(waits.then(|| Json::text(&event)).into_iter().collect()),
        ),
    ]);
    let upstream = Json::object([
        ("server", Json::List(script.server.clone())),
        ("turns", Json::List(vec![turn])),
    ]);
    Ok(Made::Vector(Box::new(Converted {
        stem,
        case: record.case.clone(),
        vector: script.vector(),
        upstream,
    })))
}

/// What stands in the tree for a capture, where its counts are those that were recorded.
fn by_hand(stem: &str, record: &Record) -> anyhow::Result<Made> {
    let folder = vectors::folder().join("captures");
    let path = folder.join(format!("{stem}.json"));
    let read = |path: std::path::PathBuf| {
        std::fs::read_to_string(&path).with_context(|| format!("failed to read {}", path.display()))
    };
    let none = || {
        format!(
            "no script is written for {}: expected one in {stem}.json",
            record.case
        )
    };
    let scripts = Json::parse(&read(path.clone()).with_context(none)?)?;
    let recorded = read(crate::deviations::upstream(&path))?;
    for (script, line) in scripts.list()?.iter().zip(recorded.lines()) {
        let line = Json::parse(line)?;
        if line.at("case")?.str()? != record.case {
            continue;
        }
        let without = |json: &Json, names: &[&str]| {
            let mut members = json.members()?.to_vec();
            members.retain(|(name, _)| !names.contains(&name.as_str()));
            anyhow::Ok(Json::Object(members))
        };
        same_counts(&line, record)?;
        return Ok(Made::Vector(Box::new(Converted {
            stem: stem.into(),
            case: record.case.clone(),
            vector: without(script, &["name"])?,
            upstream: without(&line, &["name", "case"])?,
        })));
    }
    anyhow::bail!(none())
}

/// Whether the tree says of upstream what was recorded: as many events in as many requests.
fn same_counts(line: &Json, record: &Record) -> anyhow::Result<()> {
    let Some(turns) = line.get("turns") else {
        return Ok(());
    };
    let output = record.json.at("output")?;
    let mut theirs = Vec::new();
    for (name, requests) in output.members()? {
        let looks = ["requests", "after", "immediately_after"];
        if looks.iter().any(|look| name.starts_with(look)) {
            // Each looks at all since the start.
            theirs = requests.list()?.to_vec();
        }
    }
    theirs.extend(output.get("stderr").map(|_| Json::token(1)));
    let mut ours = Vec::new();
    for turn in turns.list()? {
        for request in turn.at("requests")?.list()? {
            ours.push(Json::token(request.list()?.len()));
        }
    }
    ensure!(
        theirs == ours,
        "the tree says that upstream's requests have {ours:?} events, and the capture {theirs:?}"
    );
    Ok(())
}

impl<'s> Script<'s> {
    fn new(
        subject: &'s mut dyn Subject,
        record: &Record,
        retries: Option<&Json>,
    ) -> anyhow::Result<Self> {
        let (event, name) = match record.product.as_str() {
            "safe-synthesizer" => ("train_and_generation_event", "task"),
            "anonymizer" => ("anonymizer_event", "transformationType"),
            "guardrails" => ("guardrails_usage_event", "platform"),
            "agent-toolkit" => ("nat_cli_command", "command"),
            "data-designer" => ("inference_event", "model"),
            "platform" => ("onboarding_step", "step"),
            product => anyhow::bail!("{product} is not in the catalogue"),
        };
        let mut settings = vec![
            ("product".to_owned(), Json::text(&record.product)),
            ("clientVersion".to_owned(), Json::text(&record.version)),
            ("sessionId".to_owned(), Json::text("s")),
            ("cpuArchitecture".to_owned(), Json::text("x86_64")),
        ];
        settings.extend(retries.map(|retries| ("retries".to_owned(), retries.clone())));
        Ok(Self {
            subject,
            name,
            event: event.into(),
            schema_version: schema_version(record)?,
            settings: Json::Object(settings),
            server: Vec::new(),
            asked: 0,
            steps: Vec::new(),
            pauses: 0,
            last: Vec::new(),
        })
    }

    fn step(&mut self, action: &str, argument: Json) {
        self.steps.push(Json::object([(action, argument)]));
    }

    fn enqueue(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let lines = names.iter().map(|name| self.line(name)).collect();
        self.steps.push(Json::object([
            ("enqueue", Json::List(lines)),
            (
                "expect",
                Json::object([("accepted", Json::token(names.len()))]),
            ),
        ]));
    }

    /// The least that the event's schema demands.
    fn line(&self, name: &str) -> Json {
        let more: &[(&str, &str)] = match self.name {
            "task" => &[("taskStatus", "completed")],
            "transformationType" => &[
                ("task", "batch"),
                ("taskStatus", "completed"),
                ("entityDetectorModel", "d"),
                ("entityValidatorModel", "v"),
                ("entityAugmenterModel", "a"),
            ],
            "command" => &[("taskStatus", "success"), ("pythonVersion", "3.11.7")],
            "model" => &[
                ("nemoSource", "datadesigner"),
                ("task", "batch"),
                ("taskStatus", "success"),
            ],
            "step" => &[("taskStatus", "completed")],
            _ => &[],
        };
        let mut parameters = vec![(self.name.to_owned(), Json::text(name))];
        let more = more.iter();
        parameters.extend(more.map(|(name, value)| ((*name).to_owned(), Json::text(value))));
        Json::object([
            ("event", Json::text(&self.event)),
            ("schemaVersion", Json::text(self.schema_version)),
            ("parameters", Json::Object(parameters)),
        ])
    }

    fn vector(&self) -> Json {
        self.with(&[], self.pauses)
    }

    /// The script with more steps and so many random numbers, each of which is half of the way.
    fn with(&self, more: &[Json], random: usize) -> Json {
        let yes = Json::object([
            ("source", Json::text("call")),
            ("name", Json::text("enabled")),
            ("value", Json::text("true")),
        ]);
        let mut members = vec![
            ("kind".to_owned(), Json::text("script")),
            ("settings".to_owned(), self.settings.clone()),
            ("facts".to_owned(), Json::List(vec![yes])),
            ("clock".to_owned(), Json::text("2026-11-21T10:00:00.000Z")),
        ];
        if random > 0 {
            let half = Json::token(1_u64 << 63);
            members.push(("random".into(), Json::List(vec![half; random])));
        }
        let steps = [self.steps.as_slice(), more].concat();
        members.push(("steps".into(), Json::List(steps)));
        Json::Object(members)
    }

    /// What comes out of the steps so far and of these, without the opening.
    fn outcomes(&mut self, more: &[Json]) -> anyhow::Result<Vec<Value>> {
        // A heartbeat draws one too, and no script of those that have it tries again.
        let random = if self.name == "platform" { 0 } else { 64 };
        let vector = self.with(more, random);
        super::run(self.subject, &vector)
    }

    /// Polls, and answers as the server does, until there is no request. Then says what is counted.
    fn drain(&mut self) -> anyhow::Result<()> {
        let poll = Json::object([("poll", Json::token(true))]);
        let (any, none) = (
            Json::object([("request", Json::object([]))]),
            Json::object([("request", Json::token("null"))]),
        );
        let mut sent = false;
        loop {
            let outcomes = self.outcomes(&[poll.clone(), any.clone()])?;
            let body = outcomes
                .last()
                .and_then(|line| line.pointer("/request/body")?.as_str());
            let Some(body) = body else {
                let wake = outcomes
                    .iter()
                    .rev()
                    .find_map(|line| line.pointer("/poll/wake"));
                let wake = Json::of(wake.context("expected a wait")?);
                self.steps.push(Json::object([
                    ("poll", Json::token(true)),
                    ("expect", Json::object([("wake", wake)])),
                ]));
                if !sent {
                    self.steps.push(none);
                }
                self.ledger()?;
                return Ok(());
            };
            let events = self.names(&serde_json::from_str(body)?)?;
            if events.iter().any(|event| self.last.contains(event)) {
                self.pauses += 1;
            }
            let answer = self.server.get(self.asked).cloned().unwrap_or_else(ok);
            self.asked += 1;
            self.last = if is_tried_again(&answer) {
                events.clone()
            } else {
                Vec::new()
            };
            self.steps.push(poll.clone());
            self.steps.push(request(self.name, &events, answer));
            sent = true;
        }
    }

    /// Goes on until nothing waits.
    fn wait(&mut self) -> anyhow::Result<()> {
        for _ in 0..64 {
            let outcomes = self.outcomes(&[])?;
            let at = |pointer: &str| {
                let mut lines = outcomes.iter().rev();
                lines
                    .find_map(|line| line.pointer(pointer))
                    .cloned()
                    .unwrap_or_default()
            };
            if at("/ledger/pending") == 0 {
                return Ok(());
            }
            self.step("advance", Json::of(&at("/poll/wake")));
            self.drain()?;
        }
        anyhow::bail!("the component never comes to an end")
    }

    fn ledger(&mut self) -> anyhow::Result<()> {
        let all = Json::object([("ledger", Json::object([]))]);
        let outcomes = self.outcomes(&[all])?;
        let ledger = outcomes.last().and_then(|line| line.get("ledger"));
        let ledger = ledger.context("expected a ledger")?;
        let count = |name: &'static str| (name, Json::of(&ledger[name]));
        let counts = ["accepted", "delivered", "pending", "unsure", "dropped"].map(count);
        self.step("ledger", Json::object(counts));
        Ok(())
    }

    fn names(&self, body: &Value) -> anyhow::Result<Vec<String>> {
        let events = body["events"].as_array().context("expected events")?.iter();
        let name = |event: &Value| Some(event["parameters"][self.name].as_str()?.to_owned());
        events
            .map(|event| name(event).context("expected a name in each event"))
            .collect()
    }
}

fn is_tried_again(answer: &Json) -> bool {
    let status = answer.get("status").and_then(|status| status.number().ok());
    status.is_none_or(|status| matches!(status, 408 | 425 | 429 | 500..))
}
