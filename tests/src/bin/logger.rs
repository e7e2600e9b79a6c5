//! A program that writes numbered lines to an audit log, for tests of many processes.

use std::{env, path::Path, process::exit};

use nemo_telemetry::{
    Audit as _,
    audit::{FileAudit, Options},
};

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let [state, numbers @ ..] = words.as_slice() else { fail() };
    let numbers: Vec<u64> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let [limit, first, count] = numbers.as_slice() else { fail() };
    let options = Options { limit: *limit, on_warning: Box::new(|warning| eprintln!("{warning}")), ..Options::default() };
    let mut audit = FileAudit::new(Some(Path::new(state)), None, "agent-toolkit", options);
    for number in *first..first + count {
        let line = format!(r#"{{"ts":"2026-01-01T00:00:00.000Z","what":"drop","reason":"age","count":{number},"events":[]}}"#);
        if !audit.append(&line) {
            exit(1);
        }
    }
}

fn fail() -> ! {
    eprintln!("expected STATE LIMIT FIRST COUNT");
    exit(2)
}
