//! A program that writes numbered lines to an audit log, for tests of many processes. It is core,
//! with the folder of a host.

use std::{
    env,
    path::PathBuf,
    process::exit,
    time::{SystemTime, UNIX_EPOCH},
};

use nemo_telemetry::{FileFolder, Folder as _, SystemClock, paths::Paths};
use nemo_telemetry_core::{audit::LogFile, time::Timestamp};
use nemo_telemetry_tests::host::OnDisk;

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let [state, first, count] = words.as_slice() else {
        fail()
    };
    let (Ok(first), Ok(count)) = (first.parse::<u64>(), count.parse::<u64>()) else {
        fail()
    };
    let paths = Paths {
        config: None,
        state: Some(PathBuf::from(state)),
        cache: None,
        machine: None,
    };
    let mut folder = OnDisk(FileFolder::new(
        &paths,
        "agent-toolkit",
        Box::new(SystemClock::default()),
    ));
    for number in first..first + count {
        let line = format!(
            r#"{{"ts":"2026-01-01T00:00:00.000Z","what":"drop","reason":"age","count":{number},"events":[]}}"#
        );
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        if !LogFile::AUDIT.append(
            &line,
            Timestamp(i64::try_from(now).unwrap_or(i64::MAX)),
            &mut folder,
        ) {
            eprintln!("{}", folder.0.problem().unwrap_or_default());
            exit(1);
        }
    }
}

fn fail() -> ! {
    eprintln!("expected STATE FIRST COUNT");
    exit(2)
}
