//! The audit log on disk, and reading it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use nemo_telemetry::{
    Audit as _,
    audit::{FileAudit, Log, Options, What},
};

const REQUEST: &str = r#"{"ts":"2026-01-01T00:00:00.000Z","what":"request","endpoint":"https://a.b/c","sha256":"00ff","bytes":7,"count":2,"events":["nat_cli_command"]}"#;
const ANSWER: &str =
    r#"{"ts":"2026-01-01T00:00:00.250Z","what":"answer","sha256":"00ff","outcome":"delivered","status":200,"unsure":false}"#;
const DROP: &str = r#"{"ts":"2026-01-01T00:00:01.000Z","what":"drop","reason":"damaged","count":3,"events":[]}"#;

/// A folder of this test alone.
fn state(name: &str) -> PathBuf {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit").join(name);
    let _ = fs::remove_dir_all(&state);
    state
}

fn audit(state: &Path, limit: u64) -> FileAudit {
    FileAudit::new(Some(state), None, "agent-toolkit", Options { limit, ..Options::default() })
}

fn texts(log: &Log) -> Vec<String> {
    log.read().unwrap().map(|line| line.unwrap().text).collect()
}

#[test]
fn lines_are_read_as_they_were_written_the_older_file_first() {
    let state = state("read");
    let log = Log::new(&state, "agent-toolkit");
    assert_eq!(texts(&log), Vec::<String>::new());
    assert_eq!(log.clear().unwrap(), 0);
    assert!(!state.exists(), "to look makes nothing");
    let mut audit = audit(&state, 200);
    for line in [REQUEST, ANSWER, DROP] {
        assert!(audit.append(line));
    }
    assert!(log.backup().exists() && log.path().exists());
    assert_eq!(texts(&log), [REQUEST, ANSWER, DROP]);
    let whats: Vec<What> = log.read().unwrap().map(|line| line.unwrap().entry.what).collect();
    let events = vec!["nat_cli_command".into()];
    let (endpoint, sha256) = ("https://a.b/c".into(), "00ff".into());
    assert_eq!(whats[0], What::Request { endpoint, sha256, bytes: 7, count: 2, events });
    assert_eq!(whats[1], What::Answer { sha256: "00ff".into(), outcome: "delivered".into(), status: 200, unsure: false });
    assert_eq!(whats[2], What::Drop { reason: "damaged".into(), count: 3, events: Vec::new() });
    assert_eq!(log.read().unwrap().next().unwrap().unwrap().entry.ts, "2026-01-01T00:00:00.000Z");
    assert_eq!(log.clear().unwrap(), 2);
    assert_eq!(texts(&log), Vec::<String>::new());
    assert!(audit.append(DROP));
    assert_eq!(texts(&log), [DROP]);
}

#[test]
fn damaged_lines_are_passed_over_and_counted() {
    let state = state("damaged");
    let log = Log::new(&state, "agent-toolkit");
    assert!(audit(&state, 1 << 20).append(ANSWER));
    let newer = r#"{"ts":"2027-01-01T00:00:00.000Z","what":"something new","more":1}"#;
    let mut bytes = fs::read(log.path()).unwrap();
    bytes.extend_from_slice(b"\n{\"ts\":\"2026\n\xff\xfe\n{}\n");
    bytes.extend_from_slice(format!("{newer}\n").as_bytes());
    bytes.resize(bytes.len() + 300_000, b'x');
    bytes.extend_from_slice(format!("\n{DROP}").as_bytes());
    fs::write(log.path(), bytes).unwrap();
    let mut lines = log.read().unwrap();
    let found: Vec<_> = lines.by_ref().map(Result::unwrap).collect();
    assert_eq!(found.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), [ANSWER, newer, DROP]);
    assert_eq!(found[1].entry.what, What::Other);
    assert_eq!(lines.damaged(), 4);
}

#[test]
fn without_a_folder_nothing_is_written_and_nobody_is_warned() {
    let mut audit = FileAudit::new(None, None, "guardrails", Options { on_warning: Box::new(|_| panic!()), ..Options::default() });
    assert!(!audit.append(DROP));
    assert!(!audit.append(r#"{"usageStats":{}}"#));
}

#[test]
fn a_warning_says_which_file_and_why() {
    let state = state("warning");
    fs::create_dir_all(state.join("audit/agent-toolkit.jsonl")).unwrap();
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&warnings);
    let on_warning = Box::new(move |warning: &str| told.lock().unwrap().push(warning.to_owned()));
    let mut audit = FileAudit::new(Some(&state), None, "agent-toolkit", Options { on_warning, ..Options::default() });
    assert!(!audit.append(DROP) && !audit.append(DROP));
    let warnings = warnings.lock().unwrap();
    let expected = format!("the audit log has gaps: failed to write {}: ", state.join("audit/agent-toolkit.jsonl").display());
    assert!(warnings.len() == 1 && warnings[0].starts_with(&expected), "{warnings:?}");
}

#[cfg(unix)]
#[test]
fn something_that_is_no_file_is_not_waited_for() {
    let state = state("fifo");
    let path = state.join("audit/agent-toolkit.jsonl");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(!audit(&state, 1 << 20).append(DROP));
}

/// A line that says its number.
fn numbered(number: u64) -> String {
    format!(r#"{{"ts":"2026-01-01T00:00:00.000Z","what":"drop","reason":"age","count":{number},"events":[]}}"#)
}

/// Writers that rotate under each other's hands. Each holds on to every file that it sees, so that what a later backup replaces can
/// still be read.
#[cfg(unix)]
#[test]
fn of_many_writers_no_line_is_torn_or_lost_through_several_rotations() {
    use std::{collections::BTreeMap, fs::File, io::Read as _, os::unix::fs::MetadataExt as _, thread};

    const WRITERS: u64 = 8;
    const LINES: u64 = 400;
    let state = state("writers");
    let log = Log::new(&state, "agent-toolkit");
    let limit = numbered(1_000).len() as u64 * WRITERS * LINES / 10;
    let seen = Mutex::new(BTreeMap::new());
    let hold = || {
        for path in [log.backup(), log.path()] {
            if let Ok(file) = File::open(path) {
                seen.lock().unwrap().entry(file.metadata().unwrap().ino()).or_insert(file);
            }
        }
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (state, hold) = (&state, &hold);
            scope.spawn(move || {
                let mut audit = audit(state, limit);
                for number in writer * LINES..(writer + 1) * LINES {
                    assert!(audit.append(&numbered(number)));
                    hold();
                }
            });
        }
    });
    let files = seen.into_inner().unwrap();
    assert!(files.len() > 5, "{} files", files.len());
    let mut found = Vec::new();
    for mut file in files.into_values() {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert!(text.ends_with('\n'));
        // Who looked at the end of the file while another wrote across a page may have put a line feed too many.
        found.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let mut expected: Vec<_> = (0..WRITERS * LINES).map(numbered).collect();
    expected.sort();
    found.sort();
    assert!(found == expected, "{} lines of {}", found.len(), expected.len());
    assert!(!state.join("audit/agent-toolkit.lock").exists());
}
