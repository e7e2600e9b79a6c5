//! Plays the steps of a script: processes that share a world.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, ensure};
use nemo_telemetry::{Decision, DecisionFile, Fact, Ledger, Life, Order, Problem};
use serde_json::{Value, json};

use super::{
    compare::{Differences, milliseconds},
    run::{Line, decision, facts, instant, ledger, lines, objects, problems, rejections, scripted},
    subject::{Session, Subject},
    vector::{ExpectStep, Step},
    world::World,
};

/// Polls until the client waits or is done, and answers what it asks for. Returns the time that it
/// waits, and what it asked for besides.
pub(super) fn poll(
    session: &mut dyn Session,
    world: &World,
) -> anyhow::Result<(Option<u32>, Vec<Value>)> {
    /// More than any client asks for between two waits; one that never waits is broken.
    const MOST: usize = 1000;
    let mut orders = Vec::new();
    for _ in 0..MOST {
        match session.poll()? {
            Order::Wait(ms) => return Ok((ms, orders)),
            Order::Done => return Ok((None, orders)),
            Order::Look(queries) => session.tell(&world.look(&queries))?,
            Order::Show(text) => orders.push(json!({"show": text})),
            Order::Warn(text) => orders.push(json!({"warn": text})),
            Order::Store(DecisionFile { place, text }) => {
                world.store_decision(&place.path, text.as_deref());
                orders.push(json!({"store": {"path": place.path, "variable": place.variable, "text": text}}));
            }
        }
    }
    anyhow::bail!("expected the client to wait, found that it asks for something without end")
}

/// A process, and the client in it.
struct Process {
    session: Box<dyn Session>,
    world: World,
    traps: u32,
    /// What the client said last.
    seen: Ledger,
    /// Ticket of the last request that a step took.
    taken: u32,
}

/// Plays the steps of a script.
pub(super) struct Player<'s> {
    subject: &'s mut dyn Subject,
    settings: &'s str,
    world: World,
    processes: BTreeMap<char, Process>,
    /// Lines of each log that a step took.
    read: BTreeMap<&'static str, usize>,
}

/// A process's token is its letter 16 times.
fn token(letter: char) -> String {
    letter.to_string().repeat(16)
}

impl<'s> Player<'s> {
    pub(super) fn new(
        subject: &'s mut dyn Subject,
        settings: &'s str,
        facts: Vec<Fact>,
        world: World,
    ) -> Self {
        world.set_facts(facts);
        Self {
            subject,
            settings,
            world,
            processes: BTreeMap::new(),
            read: BTreeMap::new(),
        }
    }

    /// Opens a client with what looking finds now, in a new process; `traps` are those of the
    /// clients that it goes on from.
    pub(super) fn open(
        &mut self,
        letter: char,
        traps: u32,
    ) -> anyhow::Result<Result<Decision, Vec<Problem>>> {
        let before = self.processes.remove(&letter).filter(|_| traps > 0);
        let world = before.as_ref().map_or_else(
            || self.world.of_another_process(),
            |process| process.world.clone(),
        );
        let ledger = before
            .as_ref()
            .map_or_else(Ledger::nothing, |process| process.seen.clone());
        let life = Life {
            token: token(letter),
            traps,
            ledger,
        };
        let mut session = match self
            .subject
            .open(self.settings, &world.facts(), &life, &world)?
        {
            Ok(session) => session,
            Err(problems) => return Ok(Err(problems)),
        };
        let decision = session.decision()?;
        let (seen, taken) = (session.ledger()?, before.map_or(0, |process| process.taken));
        self.processes.insert(
            letter,
            Process {
                session,
                world,
                traps,
                seen,
                taken,
            },
        );
        Ok(Ok(decision))
    }

    fn process(&mut self, letter: char) -> anyhow::Result<&mut Process> {
        self.processes
            .get_mut(&letter)
            .with_context(|| format!("expected an open process, found none of the letter {letter}"))
    }

    /// Plays one step.
    pub(super) fn step(
        &mut self,
        step: &Step,
        differences: &mut Differences,
    ) -> anyhow::Result<Line> {
        let nothing = ExpectStep::default();
        let expect = step.expect.as_ref().unwrap_or(&nothing);
        check_places(step, expect)?;
        let mut outcomes = self.on_world(step, differences)?;
        outcomes.extend(self.on_client(step, expect, differences)?);
        outcomes.extend(self.on_requests(step, differences)?);
        ensure!(
            outcomes.len() == 1,
            "expected exactly one action in a step, found {}",
            outcomes.len()
        );
        Ok(outcomes.remove(0))
    }

    fn on_world(
        &mut self,
        step: &Step,
        differences: &mut Differences,
    ) -> anyhow::Result<Vec<Line>> {
        let mut outcomes = Vec::new();
        if let Some(ms) = step.advance {
            self.world.advance(Duration::from_millis(ms));
            outcomes.push(json!({"advance": ms}));
        }
        if let Some(to) = &step.clock {
            self.world.set_wall(instant(to)?);
            outcomes.push(json!({"clock": to}));
        }
        if let Some(found) = &step.facts {
            self.world.set_facts(facts(found));
            outcomes.push(json!({"facts": found.len()}));
        }
        if let Some(operations) = &step.fail {
            self.world.fail(operations);
            outcomes.push(json!({"fail": operations}));
        }
        if let Some(files) = &step.put {
            for (name, file) in files {
                match file {
                    Some(file) => {
                        self.world
                            .put(name, &file.whole()?, Duration::from_millis(file.age_ms))
                    }
                    None => self.world.take_away(name),
                }
            }
            outcomes.push(json!({"put": files.len()}));
        }
        if let Some(expected) = &step.files {
            outcomes.push(json!({"files": self.compare_files(expected, differences)?}));
        }
        if let Some(expected) = &step.outbox {
            let found = objects(self.world.own_segment(&token(step.by)).lines())?;
            differences.objects("outbox line", expected, &found);
            outcomes.push(json!({"outbox": found}));
        }
        if let Some(expected) = &step.audit {
            let found = objects(self.new_lines("audit.jsonl").iter().map(String::as_str))?;
            differences.objects("audit line", expected, &found);
            outcomes.push(json!({"audit": found}));
        }
        if let Some(expected) = &step.usage_stats {
            let found = objects(
                self.new_lines("usage_stats.json")
                    .iter()
                    .map(String::as_str),
            )?;
            differences.objects("line of usage stats", expected, &found);
            outcomes.push(json!({"usageStats": found}));
        }
        Ok(outcomes)
    }

    fn on_client(
        &mut self,
        step: &Step,
        expect: &ExpectStep,
        differences: &mut Differences,
    ) -> anyhow::Result<Vec<Line>> {
        let mut outcomes = Vec::new();
        if step.open.is_some() || step.trap.is_some() {
            let traps = if step.trap.is_some() {
                self.process(step.by)?.traps + 1
            } else {
                0
            };
            let action = if traps > 0 { "trap" } else { "open" };
            let found = match self.open(step.by, traps)? {
                Ok(found) => {
                    differences.problems(
                        "settings",
                        expect.problems.as_deref().unwrap_or_default(),
                        &[],
                    );
                    json!({"decision": decision(&found)})
                }
                Err(found) => {
                    differences.problems(
                        "settings",
                        expect.problems.as_deref().unwrap_or_default(),
                        &found,
                    );
                    json!({"problems": problems(&found)})
                }
            };
            outcomes.push(json!({action: found}));
        }
        if step.kill.is_some() {
            self.processes.remove(&step.by);
            outcomes.push(json!({"kill": true}));
        }
        if let Some(events) = &step.enqueue {
            let process = self.process(step.by)?;
            let report = process.session.enqueue(&lines(events)?)?;
            process.seen = process.session.ledger()?;
            differences.maybe("accepted", expect.accepted.as_ref(), &report.accepted);
            differences.maybe("ignored", expect.ignored.as_ref(), &report.ignored);
            if let Some(expected) = &expect.rejected {
                differences.rejections(expected, &report.rejected);
            }
            let rejected = rejections(&report.rejected);
            outcomes.push(json!({"enqueue": {"accepted": report.accepted, "ignored": report.ignored, "rejected": rejected}}));
        }
        if let Some(told) = &step.tell {
            self.process(step.by)?.session.tell(&facts(told))?;
            outcomes.push(json!({"tell": told.len()}));
        }
        if step.flush.is_some() {
            self.process(step.by)?.session.flush()?;
            outcomes.push(json!({"flush": true}));
        }
        if step.poll.is_some() {
            let process = self.process(step.by)?;
            let (wake, orders) = poll(process.session.as_mut(), &process.world)?;
            process.seen = process.session.ledger()?;
            differences.maybe("wake", expect.wake.as_ref(), &wake);
            if let Some(expected) = &expect.orders {
                differences.objects("order", expected, &orders);
            }
            outcomes.push(json!({"poll": {"wake": wake, "orders": orders}}));
        }
        if let Some(within_ms) = step.close {
            let within_ms = self.process(step.by)?.session.close(within_ms)?;
            differences.maybe("withinMs", expect.within_ms.as_ref(), &within_ms);
            outcomes.push(json!({"close": {"withinMs": within_ms}}));
        }
        if step.opt_out.is_some() {
            self.process(step.by)?.session.opt_out()?;
            outcomes.push(json!({"optOut": true}));
        }
        if let Some(expected) = &step.ledger {
            let found = self.process(step.by)?.session.ledger()?;
            differences.ledger(expected, &found);
            outcomes.push(json!({"ledger": ledger(&found)}));
        }
        if let Some(expected) = &step.decision {
            let found = self.process(step.by)?.session.decision()?;
            differences.decision(expected, &found);
            outcomes.push(json!({"decision": decision(&found)}));
        }
        Ok(outcomes)
    }

    fn on_requests(
        &mut self,
        step: &Step,
        differences: &mut Differences,
    ) -> anyhow::Result<Vec<Line>> {
        let mut outcomes = Vec::new();
        if step.request.is_none()
            && step.answer.is_none()
            && step.unsent.is_none()
            && step.cancelled.is_none()
        {
            return Ok(outcomes);
        }
        let process = self.process(step.by)?;
        let mut asked = true;
        if let Some(expected) = &step.request {
            let found = process.world.request(process.taken + 1);
            asked = found.is_some();
            differences.request(expected.as_ref(), found.as_ref());
            process.taken += u32::from(asked);
            let shown = found.map(|request| json!({"url": request.url, "timeoutMs": milliseconds(&request), "body": request.body}));
            outcomes.push(json!({"request": shown}));
        }
        if let Some(answer) = step.answer.as_ref().filter(|_| asked) {
            ensure!(
                process.taken > 0,
                "expected a request to answer, found none started"
            );
            process.world.answer(process.taken, scripted(answer));
            if step.request.is_none() {
                outcomes.push(json!({"answer": true}));
            }
        }
        if step.unsent.is_some() {
            process.world.hold_back(process.taken);
            outcomes.push(json!({"unsent": true}));
        }
        if let Some(expected) = step.cancelled {
            let found = process.world.is_cancelled(process.taken);
            differences.equal("cancelled", &expected, &found);
            outcomes.push(json!({"cancelled": found}));
        }
        Ok(outcomes)
    }

    /// Compares all files: by name alone where nothing is expected of one, as a text, or as JSON
    /// Lines.
    fn compare_files(
        &self,
        expected: &BTreeMap<String, Value>,
        differences: &mut Differences,
    ) -> anyhow::Result<Value> {
        let found = self.world.files();
        let names: Vec<_> = found.iter().map(|(name, _)| name).collect();
        differences.equal("files", &expected.keys().collect::<Vec<_>>(), &names);
        for (name, file) in &found {
            match expected.get(name) {
                Some(Value::String(text)) => differences.equal(name, text, &file.text),
                Some(Value::Array(lines)) => {
                    differences.objects(name, lines, &objects(file.text.lines())?)
                }
                _ => {}
            }
        }
        Ok(found
            .iter()
            .map(|(name, file)| (name.clone(), Value::from(file.text.clone())))
            .collect::<serde_json::Map<_, _>>()
            .into())
    }

    /// Lines of a log since the last call.
    fn new_lines(&mut self, name: &'static str) -> Vec<String> {
        let files = self.world.files();
        let text = files
            .into_iter()
            .find(|(found, _)| found == name)
            .map(|(_, file)| file.text)
            .unwrap_or_default();
        let read = self.read.entry(name).or_default();
        let lines = text
            .lines()
            .skip(*read)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        *read = text.lines().count();
        lines
    }
}

/// Refuses an expectation beside an action that has no such answer.
fn check_places(step: &Step, expect: &ExpectStep) -> anyhow::Result<()> {
    let enqueue =
        expect.accepted.is_some() || expect.ignored.is_some() || expect.rejected.is_some();
    ensure!(
        !enqueue || step.enqueue.is_some(),
        "expected `accepted`, `ignored` and `rejected` beside `enqueue` only"
    );
    let poll = expect.wake.is_some() || expect.orders.is_some();
    ensure!(
        !poll || step.poll.is_some(),
        "expected `wake` and `orders` beside `poll` only"
    );
    ensure!(
        expect.within_ms.is_none() || step.close.is_some(),
        "expected `withinMs` beside `close` only"
    );
    let open = step.open.is_some() || step.trap.is_some();
    ensure!(
        expect.problems.is_none() || open,
        "expected `problems` beside `open` and `trap` only"
    );
    Ok(())
}
