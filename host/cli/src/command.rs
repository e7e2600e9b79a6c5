//! The commands.

mod arguments;
mod audit;
mod collect;
mod completions;
mod component;
mod consent;
mod delivery;
mod demo;
mod exit;
mod explain;
mod instance;
mod inventory;
mod label;
mod man;
mod outbox;
mod preview;
mod replay;
mod schema;
mod send;
mod settings;
mod status;
mod target;
mod usage;
mod validate;

use clap::{CommandFactory as _, Parser, Subcommand};

pub(crate) use exit::{Exit, Failure};

/// Anonymous usage telemetry in the format of NVIDIA's NeMo products: look at it, check it, send
/// it.
///
/// Exit codes: 0 done, or nothing sent because telemetry is off; 1 the input is wrong; 2 the
/// command line, or a file it names, is wrong, or the system refuses something; 3 telemetry is off and --require-sent was given; 4
/// the collector was not reached; 5 the collector refused; 70 a defect of this program; 130
/// interrupted.
#[derive(Debug, Parser)]
#[command(name = "nemo-telemetry", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Status(status::Status),
    On(consent::Grant),
    Off(consent::Revoke),
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

/// Runs the command that the arguments name.
pub(crate) fn run(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        Command::Status(command) => command.run(),
        Command::On(grant) => consent::changed(|| grant.run()),
        Command::Off(revoke) => consent::changed(|| revoke.run()),
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
        Command::Completions(command) => command.run(Cli::command()),
        Command::Man(command) => command.run(Cli::command()),
    }
}
