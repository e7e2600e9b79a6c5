//! The commands, their arguments, and how they end.

mod audit;
mod collect;
mod completions;
mod component;
mod consent;
mod delivery;
mod demo;
mod explain;
mod inventory;
mod label;
mod man;
mod outbox;
mod preview;
mod replay;
mod schema;
mod schema_diff;
mod send;
mod status;
mod target;
mod usage;
mod validate;

use std::io;

use clap::{Args, Parser, Subcommand, ValueEnum};
use nemo_telemetry::{Client, Component as Compiled, Fact, OpenError, Rejection, Source, canaries, replay::World};

use crate::output;

/// Anonymous usage telemetry in the format of NVIDIA's NeMo products: look at it, check it, send it.
///
/// Exit codes: 0 done, or nothing sent because telemetry is off; 1 the input is wrong; 2 the command line, or a file it names, is
/// wrong; 3 telemetry is off and --require-sent was given; 4 the collector was not reached; 5 the collector refused; 70 a defect of
/// this program; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "nemo-telemetry", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Status(status::Status),
    Consent(consent::Consent),
    Audit(audit::Audit),
    Demo(demo::Demo),
    Send(send::Send),
    Preview(preview::Preview),
    Validate(validate::Validate),
    Explain(explain::Explain),
    Collect(collect::Collect),
    Replay(replay::Replay),
    Outbox(outbox::Outbox),
    Component(component::Component),
    Schema(schema::Schema),
    Label(label::Label),
    Usage(usage::Usage),
    Inventory(inventory::Inventory),
    Completions(completions::Completions),
    Man(man::Man),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Invalid = 1,
    Usage = 2,
    Suppressed = 3,
    Unreachable = 4,
    Refused = 5,
    Defect = 70,
    Interrupted = 130,
}

/// Why a command did not come to its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The person can mend it: a file that is not there, an address in use.
    Usage(anyhow::Error),
    /// Nobody reads on: the other end of the pipe is closed.
    ClosedPipe,
    /// The person cannot mend it.
    Defect(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Defect(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Usage(anyhow::Error::new(error).context("failed to write")),
        }
    }
}

impl Failure {
    /// Tells the person, and says how the program ends.
    pub(crate) fn report(self) -> Exit {
        match self {
            Self::Usage(error) => {
                output::error(format_args!("{error:#}"));
                Exit::Usage
            }
            Self::ClosedPipe => Exit::Done,
            Self::Defect(error) => {
                output::error(format_args!("{error:#}"));
                output::say("this is a defect of nemo-telemetry and not of your events; please report it with the command line");
                Exit::Defect
            }
        }
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        Command::Status(command) => command.run(),
        Command::Consent(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Demo(command) => command.run(),
        Command::Send(command) => command.run(),
        Command::Preview(command) => command.run(),
        Command::Validate(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Collect(command) => command.run(),
        Command::Replay(command) => command.run(),
        Command::Outbox(command) => command.run(),
        Command::Component(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Label(command) => command.run(),
        Command::Usage(command) => command.run(),
        Command::Inventory(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    }
}

/// Files of events, and whose events they are.
#[derive(Args, Debug)]
pub(crate) struct Events {
    /// Files of JSON Lines, each line {"event", "schemaVersion"?, "ts"?, "parameters"}; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Product that the events belong to
    #[arg(long, value_enum)]
    pub(crate) product: Product,
}

/// What an envelope says of its sender.
#[derive(Args, Debug, Default)]
pub(crate) struct Sender {
    /// Version of the product: clientVer of the envelope
    #[arg(long, value_name = "VERSION")]
    pub(crate) client_version: Option<String>,
    /// Session id; without it the product's own rule makes one
    #[arg(long, value_name = "ID")]
    pub(crate) session_id: Option<String>,
}

/// A product of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Product {
    AgentToolkit,
    Anonymizer,
    Guardrails,
    SafeSynthesizer,
}

impl Product {
    /// The one that is named, or all of them.
    pub(crate) fn or_all(named: Option<Self>) -> Vec<Self> {
        named.map_or_else(|| Self::value_variants().to_vec(), |product| vec![product])
    }

    /// The product's id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::AgentToolkit => "agent-toolkit",
            Self::Anonymizer => "anonymizer",
            Self::Guardrails => "guardrails",
            Self::SafeSynthesizer => "safe-synthesizer",
        }
    }
}

/// A client that did not open, as the person who typed its settings sees them.
impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let problems = match error {
            OpenError::Settings(problems) => problems,
            OpenError::Component(error) => return Self::Defect(error),
        };
        let told = problems.iter().map(|problem| {
            let option = match problem.pointer.as_str() {
                "/clientVersion" => "--client-version",
                "/endpoint" => "--endpoint",
                "/sessionId" => "--session-id",
                other => other,
            };
            format!("{option}: {}", problem.message)
        });
        Self::Usage(anyhow::Error::msg(told.collect::<Vec<_>>().join("; ")))
    }
}

/// An option that is a number of milliseconds.
pub(crate) fn milliseconds(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("expected a number of milliseconds up to {}", u32::MAX))
}

/// The yes of a person who runs a command that is there to send, or that sends nothing at all.
pub(crate) fn yes() -> Fact {
    Fact { source: Source::Call, name: "enabled".into(), value: "true".into() }
}

impl Events {
    /// A client for these events in a world without a network.
    pub(crate) fn offline_client(&self, sender: &Sender, world: &World, more: &[Setting]) -> Result<Client, Failure> {
        let facts = [vec![yes()], canaries::facts()].concat();
        Ok(Client::open(Compiled::embedded()?, world.imports(), &settings(self.product, sender, more), &facts)?)
    }
}

/// A member of the settings.
pub(crate) type Setting = (&'static str, serde_json::Value);

/// A full queue refuses lines, which are then passed again, so that no line of a long file is dropped.
pub(crate) fn refuse_overflow() -> [Setting; 1] {
    [("overflow", "refuse".into())]
}

/// The rejections that say that the queue is full, and those that say that a line is wrong.
pub(crate) fn full(rejected: Vec<Rejection>) -> (Vec<Rejection>, Vec<Rejection>) {
    rejected.into_iter().partition(|rejection| rejection.problems.iter().any(|problem| problem.code == "queue-full"))
}

/// The settings of a client for events of a product, with more of them.
pub(crate) fn settings(product: Product, sender: &Sender, more: &[Setting]) -> String {
    let mut settings = serde_json::Map::new();
    settings.insert("product".into(), product.id().into());
    let texts = [("clientVersion", &sender.client_version), ("sessionId", &sender.session_id)];
    settings.extend(texts.into_iter().filter_map(|(name, value)| Some((name.into(), value.clone()?.into()))));
    settings.insert("cpuArchitecture".into(), std::env::consts::ARCH.into());
    settings.extend(more.iter().map(|(name, value)| ((*name).into(), value.clone())));
    serde_json::Value::from(settings).to_string()
}
