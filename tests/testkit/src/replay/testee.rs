//! Another program as a subject: it runs the component in its language, and speaks JSON over a
//! pipe. `tests/vectors/TESTEE.md` has the protocol.

mod wire;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    rc::Rc,
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use nemo_telemetry::{
    BodyVerdict, Checked, Decision, EventId, Fact, Ledger, Life, Order, Problem, Report,
    labels::LabelCall,
};
use serde_json::{Value, json};

use super::{
    subject::{Session, Subject},
    world::{File, World},
};

/// A program that runs the component elsewhere. It ends when this is dropped.
#[derive(Debug)]
pub struct Testee {
    pipe: Rc<RefCell<Pipe>>,
}

impl Testee {
    /// Starts a testee.
    ///
    /// # Errors
    /// The program does not start.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("failed to start {command:?}"))?;
        let input = child.stdin.take().context("expected a standard input")?;
        let output = child.stdout.take().context("expected a standard output")?;
        let pipe = Pipe {
            child,
            input: Some(BufWriter::new(input)),
            output: BufReader::new(output),
            said: None,
        };
        Ok(Self {
            pipe: Rc::new(RefCell::new(pipe)),
        })
    }

    fn call(
        &mut self,
        interface: &str,
        function: &str,
        arguments: &Value,
    ) -> anyhow::Result<Value> {
        let content = json!({"interface": interface, "function": function, "arguments": arguments});
        let mut answer = self.pipe.borrow_mut().ask(&[json!({"call": content})])?;
        Ok(answer["value"].take())
    }
}

impl Subject for Testee {
    fn events(&mut self) -> anyhow::Result<Vec<EventId>> {
        wire::list(&self.call("catalog", "events", &json!([]))?, wire::event_id)
    }

    fn validate(&mut self, id: &EventId, parameters: &str) -> anyhow::Result<Checked> {
        let arguments = json!([{"name": id.name, "version": id.version}, parameters]);
        wire::checked(&self.call("catalog", "validate", &arguments)?)
    }

    fn check_body(&mut self, body: &str) -> anyhow::Result<BodyVerdict> {
        wire::verdict(&self.call("catalog", "check-body", &json!([body]))?)
    }

    fn decide(&mut self, product: &str, facts: &[Fact]) -> anyhow::Result<Decision> {
        let arguments = json!([product, wire::facts(facts)]);
        wire::decision(&self.call("policy", "decide", &arguments)?)
    }

    fn label(&mut self, call: &LabelCall) -> anyhow::Result<Result<String, Vec<Problem>>> {
        let (function, arguments) = wire::label(call);
        let value = self.call("labels", function, &arguments)?;
        if let LabelCall::Derive(..) = call {
            let Checked {
                canonical,
                problems,
            } = wire::checked(&value)?;
            return Ok(canonical.ok_or(problems));
        }
        Ok(Ok(value.to_string()))
    }

    fn open(
        &mut self,
        settings: &str,
        facts: &[Fact],
        life: &Life,
        world: &World,
    ) -> anyhow::Result<Result<Box<dyn Session>, Vec<Problem>>> {
        let content = json!({
            "settings": settings,
            "facts": wire::facts(facts),
            "life": wire::life(life),
        });
        let mut process = Process {
            pipe: Rc::clone(&self.pipe),
            world: world.clone(),
            token: life.token.clone(),
        };
        let answer = process.say(json!({"open": content}))?;
        let problems = wire::list(&answer["problems"], wire::problem)?;
        if problems.is_empty() {
            Ok(Ok(Box::new(process)))
        } else {
            Ok(Err(problems))
        }
    }
}

/// What goes in and out of the program.
#[derive(Debug)]
struct Pipe {
    child: Child,
    /// None: it has been told that this is the end.
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    /// What the testee's world is like; none: it has none.
    said: Option<Said>,
}

/// What was said of a world.
#[derive(Debug)]
struct Said {
    world: World,
    wall: Duration,
    monotonic: Duration,
    files: BTreeMap<String, File>,
    failing: Vec<String>,
}

impl Pipe {
    /// Sends messages. Returns the answer to the last one.
    fn ask(&mut self, messages: &[Value]) -> anyhow::Result<Value> {
        let input = self.input.as_mut().context("the testee has ended")?;
        for message in messages {
            writeln!(input, "{message}").context("failed to write to the testee")?;
        }
        input.flush().context("failed to write to the testee")?;
        let (mut last, mut failure) = (Value::Null, None);
        for message in messages {
            let mut line = String::new();
            self.output
                .read_line(&mut line)
                .context("failed to read from the testee")?;
            ensure!(!line.is_empty(), "the testee ended at {message}");
            last = serde_json::from_str(&line).context("the testee answered no JSON")?;
            // Every answer is read, so that the next one belongs to the next message.
            if let Some(error) = last.get("error") {
                failure
                    .get_or_insert_with(|| format!("the testee broke down at {message}: {error}"));
            }
        }
        match failure {
            Some(failure) => bail!(failure),
            None => Ok(last),
        }
    }

    /// Messages that make the testee's world like this one.
    fn changes(&mut self, world: &World) -> Vec<Value> {
        let mut messages = Vec::new();
        if !self
            .said
            .as_ref()
            .is_some_and(|said| said.world.is_same(world))
        {
            let random: Vec<_> = world.random().iter().map(u64::to_string).collect();
            messages.push(json!({"world": {"random": random}}));
            self.said = Some(Said {
                world: world.clone(),
                wall: Duration::ZERO,
                monotonic: Duration::ZERO,
                files: BTreeMap::new(),
                failing: Vec::new(),
            });
        }
        let Some(said) = &mut self.said else {
            return messages;
        };
        let (wall, monotonic) = world.clocks();
        let (files, failing) = (BTreeMap::from_iter(world.files()), world.failing());
        let mut content = serde_json::Map::new();
        if said.wall != wall {
            content.insert("wall".into(), wire::nanoseconds(wall));
        }
        if said.monotonic != monotonic {
            content.insert("monotonic".into(), wire::nanoseconds(monotonic));
        }
        if said.failing != failing {
            content.insert("failing".into(), json!(failing));
        }
        let put = files
            .iter()
            .filter(|(name, file)| said.files.get(*name) != Some(file));
        let gone = said.files.keys().filter(|name| !files.contains_key(*name));
        let changed: serde_json::Map<_, _> = put
            .map(|(name, file)| (name.clone(), wire::file(file)))
            .chain(gone.map(|name| (name.clone(), Value::Null)))
            .collect();
        if !changed.is_empty() {
            content.insert("files".into(), changed.into());
        }
        if !content.is_empty() {
            messages.push(json!({"set": content}));
        }
        (said.wall, said.monotonic) = (wall, monotonic);
        (said.files, said.failing) = (files, failing);
        messages
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // The program ends when its input does.
        self.input = None;
        let _ = self.child.wait();
    }
}

/// A process of the testee's world.
struct Process {
    pipe: Rc<RefCell<Pipe>>,
    world: World,
    token: String,
}

impl Process {
    /// Sends a message to the process, in a world as it is here, and does here what it did there.
    fn say(&mut self, message: Value) -> anyhow::Result<Value> {
        let pipe = &mut *self.pipe.borrow_mut();
        let mut messages = pipe.changes(&self.world);
        for ticket in self.world.take_held() {
            messages.push(json!({"hold": {"process": self.token, "ticket": ticket}}));
        }
        for (ticket, answer) in self.world.take_answers() {
            let content = json!({
                "process": self.token,
                "ticket": ticket,
                "answer": wire::answer(&answer),
            });
            messages.push(json!({"answer": content}));
        }
        messages.push(message);
        let answer = pipe.ask(&messages)?;
        let did = &answer["did"];
        let started = wire::list(&did["started"], wire::request)?;
        self.world
            .did(started, wire::list(&did["cancelled"], wire::number)?);
        let files = did["files"]
            .as_object()
            .context("expected the files that have changed")?;
        for (name, file) in files {
            self.world.set_file(name, wire::maybe_file(file)?);
        }
        if let Some(said) = &mut pipe.said {
            said.files = self.world.files().into_iter().collect();
        }
        Ok(answer)
    }

    fn call(&mut self, method: &str, arguments: &Value) -> anyhow::Result<Value> {
        let content = json!({"process": self.token, "method": method, "arguments": arguments});
        Ok(self.say(json!({"client": content}))?["value"].take())
    }
}

impl Session for Process {
    fn enqueue(&mut self, lines: &str) -> anyhow::Result<Report> {
        wire::report(&self.call("enqueue", &json!([lines]))?)
    }

    fn tell(&mut self, facts: &[Fact]) -> anyhow::Result<()> {
        self.call("tell", &json!([wire::facts(facts)]))?;
        Ok(())
    }

    fn poll(&mut self) -> anyhow::Result<Order> {
        wire::order(&self.call("poll", &json!([]))?)
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.call("flush", &json!([]))?;
        Ok(())
    }

    fn close(&mut self, within_ms: u32) -> anyhow::Result<u32> {
        wire::number(&self.call("close", &json!([within_ms]))?)
    }

    fn opt_out(&mut self) -> anyhow::Result<()> {
        self.call("opt-out", &json!([]))?;
        Ok(())
    }

    fn ledger(&mut self) -> anyhow::Result<Ledger> {
        wire::ledger(&self.call("ledger", &json!([]))?)
    }

    fn decision(&mut self) -> anyhow::Result<Decision> {
        wire::decision(&self.call("decision", &json!([]))?)
    }
}
