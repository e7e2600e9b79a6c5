//! Judges captures of the upstream clients: `captures FOLDER [OUT]`.
//!
//! Prints a line for each capture, and ends with 1 where one is unmatched. The vectors are written
//! into OUT, which is a folder of its own below the build's where none is named.

use std::{collections::BTreeMap, env, path::PathBuf, process::ExitCode};

use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::ComponentSubject;
use nemo_telemetry_tests::captures::{self, Fate};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(Into::into).collect();
    let (folder, out) = match arguments.as_slice() {
        [folder] => (
            folder,
            env::temp_dir().join(format!("captures-{}", std::process::id())),
        ),
        [folder, out] => (folder, out.clone()),
        _ => {
            eprintln!("Usage: captures FOLDER [OUT]");
            return ExitCode::from(2);
        }
    };
    let fates = Component::embedded()
        .and_then(ComponentSubject::new)
        .and_then(|mut subject| captures::judge(&mut subject, folder, &out));
    let fates = match fates {
        Ok(fates) => fates,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::from(2);
        }
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unmatched = false;
    for (case, fate) in fates {
        let (word, more) = match fate {
            Fate::Matched(None) => ("as upstream".to_owned(), String::new()),
            Fate::Matched(Some(class)) => (class.to_owned(), String::new()),
            Fate::Nothing(why) => (why.to_owned(), String::new()),
            Fate::Unmatched(why) => {
                unmatched = true;
                ("unmatched".to_owned(), format!(": {why}"))
            }
        };
        println!("{case}: {word}{more}");
        *counts.entry(word).or_default() += 1;
    }
    println!();
    for (word, count) in counts {
        println!("{count:6} {word}");
    }
    println!("The vectors are in {}.", out.display());
    if unmatched {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
