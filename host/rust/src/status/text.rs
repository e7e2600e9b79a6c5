//! The report in words. Hosts in other languages say the same, line by line.

use std::{
    fmt::{Display, Write as _},
    path::Path,
};

use super::{Audit, Report, Waiting};
use crate::{
    bindings::{Sink, Source, State},
    printable,
    signal::{describe, headline},
};

/// How many ignored signals are told one by one.
const IGNORED: usize = 4;

pub(super) fn of(report: &Report) -> String {
    let Report {
        product,
        decision,
        stored,
        ..
    } = report;
    let mut text = format!("{product}: {}\n", headline(decision.state));
    let mut line = |name: &str, value: &dyn Display| {
        let _ = writeln!(text, "  {name:<10} {}", printable(&value.to_string()));
    };
    line("because", &describe(&decision.signal));
    for fact in decision.ignored.iter().take(IGNORED) {
        // Of a file it matters what it would say if it were heard.
        let says = if fact.source == Source::File {
            format!(" ({})", stored.text())
        } else {
            String::new()
        };
        line("ignored", &format_args!("{}{says}", describe(fact)));
    }
    if decision.ignored.len() > IGNORED {
        line(
            "ignored",
            &format_args!(
                "{} more: --json lists them",
                decision.ignored.len() - IGNORED
            ),
        );
    }
    line(
        if decision.state == State::Off {
            "keep off"
        } else {
            "turn off"
        },
        &report.turn_off(),
    );
    line(
        "stored",
        &format_args!("{}  {}", stored.text(), stored.place()),
    );
    if let Some(problem) = &report.unstorable {
        line(
            "",
            &format_args!("another decision cannot be stored: {problem}"),
        );
    }
    if let Some((path, is_there)) = &report.policy {
        line(
            "policy",
            &format_args!(
                "{}  {}",
                if *is_there { "of this machine" } else { "none" },
                path.display()
            ),
        );
    }
    line("endpoint", &endpoint(report));
    match &report.waiting {
        Some(Waiting {
            folder,
            problem: Some(problem),
            ..
        }) => line("outbox", &format_args!("{problem}  {}", folder.display())),
        Some(Waiting {
            folder,
            events,
            bytes,
            ..
        }) => {
            line(
                "outbox",
                &format_args!("{}, {bytes} bytes  {}", count(*events), folder.display()),
            );
        }
        None => line(
            "outbox",
            &"none: no variable says where a person's state is, such as HOME",
        ),
    }
    if let Some(audit) = &report.audit {
        line(
            "audit",
            &format_args!("{}  {}", written(audit), audit.file.display()),
        );
        line("last sent", &last(audit));
    }
    report
        .warnings
        .iter()
        .for_each(|warning| line("warning", warning));
    text
}

/// The lines after those of the products: what they have in common.
pub(super) fn shared(cache: Option<&Path>, sha256: &str) -> String {
    let cache = cache.map_or_else(|| "none".into(), |cache| cache.display().to_string());
    let version = env!("CARGO_PKG_VERSION");
    let cache = printable(&cache);
    format!("component: {version}, sha256 {sha256}\n  cache      {cache}\n")
}

fn endpoint(report: &Report) -> String {
    match report.sink {
        Sink::Http => report.endpoint.clone(),
        Sink::None => "nowhere: events are built and not sent".into(),
        Sink::Denied => "nowhere: the address is none that events may go to".into(),
        Sink::Stdout | Sink::Stderr | Sink::File => format!("{} on this machine", report.endpoint),
    }
}

fn written(audit: &Audit) -> String {
    match &audit.problem {
        Some(problem) => format!("{} bytes, cannot be written: {problem}", audit.bytes),
        None => format!("{} bytes", audit.bytes),
    }
}

fn last(audit: &Audit) -> String {
    let Some(last) = &audit.last else {
        return "nothing that the audit log knows of".into();
    };
    let outcome = last.outcome.as_deref().unwrap_or("not answered");
    let sha256 = last.sha256.get(..12).unwrap_or(&last.sha256);
    format!("{}, {outcome}, body {sha256}", last.at)
}

fn count(events: u64) -> String {
    format!("{events} event{}", if events == 1 { "" } else { "s" })
}
