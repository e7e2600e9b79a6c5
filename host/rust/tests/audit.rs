//! Reading the audit log.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use nemo_telemetry::audit::{Follower, Log, What};

const REQUEST: &str = r#"{"ts":"2026-01-01T00:00:00.000Z","what":"request","endpoint":"https://a.b/c","sha256":"00ff","bytes":7,"count":2,"events":["nat_cli_command"]}"#;
const ANSWER: &str = r#"{"ts":"2026-01-01T00:00:00.250Z","what":"answer","sha256":"00ff","outcome":"delivered","status":200,"unsure":false}"#;
const DROP: &str =
    r#"{"ts":"2026-01-01T00:00:01.000Z","what":"drop","reason":"damaged","count":3,"events":[]}"#;

/// A folder of this test alone.
fn state(name: &str) -> PathBuf {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("audit")
        .join(name);
    let _ = fs::remove_dir_all(&state);
    state
}

fn texts(log: &Log) -> Vec<String> {
    log.read().unwrap().map(|line| line.unwrap().text).collect()
}

#[test]
fn lines_are_read_as_they_were_written_the_older_file_first() {
    let state = state("read");
    let log = Log::new(&state, "agent-toolkit");
    assert_eq!(texts(&log), [""; 0]);
    assert_eq!(log.clear().unwrap(), 0);
    assert!(!state.exists(), "to look makes nothing");
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    fs::write(log.backup(), format!("{REQUEST}\n{ANSWER}\n")).unwrap();
    fs::write(log.path(), format!("{DROP}\n")).unwrap();
    assert_eq!(texts(&log), [REQUEST, ANSWER, DROP]);
    let whats: Vec<What> = log
        .read()
        .unwrap()
        .map(|line| line.unwrap().entry.what)
        .collect();
    let events = vec!["nat_cli_command".into()];
    let (endpoint, sha256) = ("https://a.b/c".into(), "00ff".into());
    assert_eq!(
        whats[0],
        What::Request {
            endpoint,
            sha256,
            bytes: 7,
            count: 2,
            events
        }
    );
    assert_eq!(
        whats[1],
        What::Answer {
            sha256: "00ff".into(),
            outcome: "delivered".into(),
            status: 200,
            unsure: false
        }
    );
    assert_eq!(
        whats[2],
        What::Drop {
            reason: "damaged".into(),
            count: 3,
            events: Vec::new()
        }
    );
    assert_eq!(
        log.read().unwrap().next().unwrap().unwrap().entry.ts,
        "2026-01-01T00:00:00.000Z"
    );
    assert_eq!(log.clear().unwrap(), 2);
    assert_eq!(texts(&log), [""; 0]);
}

#[test]
fn damaged_lines_are_passed_over_and_counted() {
    let log = Log::new(&state("damaged"), "agent-toolkit");
    // Its members may have names that this version knows, too.
    let newer =
        r#"{"ts":"2027-01-01T00:00:00.000Z","what":"something new","more":1,"count":"many"}"#;
    let mut bytes = format!("{ANSWER}\n\n{{\"ts\":\"2026\n").into_bytes();
    bytes.extend_from_slice(b"\xff\xfe\n{}\n");
    bytes.extend_from_slice(ANSWER.replace("200", "\"200\"").as_bytes());
    bytes.extend_from_slice(format!("\n{}\n", ANSWER.replace("status", "state")).as_bytes());
    bytes.extend_from_slice(format!("{newer}\n").as_bytes());
    bytes.resize(bytes.len() + 300_000, b'x');
    bytes.extend_from_slice(format!("\n{DROP}").as_bytes());
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    fs::write(log.path(), bytes).unwrap();
    let mut lines = log.read().unwrap();
    let found: Vec<_> = lines.by_ref().map(Result::unwrap).collect();
    assert_eq!(
        found
            .iter()
            .map(|line| line.text.as_str())
            .collect::<Vec<_>>(),
        [ANSWER, newer, DROP]
    );
    assert_eq!(found[1].entry.what, What::Other);
    assert_eq!(lines.damaged(), 6);
}

/// What a follower sees at its next look.
fn seen(follower: &mut Follower) -> Vec<String> {
    let mut texts = Vec::new();
    follower.look(|line| texts.push(line.text)).unwrap();
    texts
}

fn add(log: &Log, text: &str) {
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(log.path())
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_follower_sees_each_line_once_and_no_half_of_one() {
    let state = state("follow");
    let log = Log::new(&state, "agent-toolkit");
    let mut follower = Log::new(&state, "agent-toolkit").follow();
    assert_eq!(seen(&mut follower), [""; 0], "there is no log yet");
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    fs::write(log.backup(), format!("{REQUEST}\n")).unwrap();
    add(&log, &format!("{ANSWER}\n"));
    assert_eq!(seen(&mut follower), [REQUEST, ANSWER]);
    assert_eq!(seen(&mut follower), [""; 0]);
    let (half, rest) = DROP.split_at(20);
    add(&log, &format!("{ANSWER}\n{half}"));
    assert_eq!(seen(&mut follower), [ANSWER]);
    add(&log, rest);
    assert_eq!(seen(&mut follower), [""; 0], "its line feed is missing");
    add(&log, "\nnot a line\n");
    assert_eq!(seen(&mut follower), [DROP]);
}

#[test]
fn a_follower_goes_on_in_the_file_that_takes_the_place_of_a_full_one() {
    let state = state("follow-rotated");
    let log = Log::new(&state, "agent-toolkit");
    let mut follower = Log::new(&state, "agent-toolkit").follow();
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    add(&log, &format!("{REQUEST}\n"));
    assert_eq!(seen(&mut follower), [REQUEST]);
    add(&log, &format!("{ANSWER}\n"));
    fs::rename(log.path(), log.backup()).unwrap();
    assert_eq!(seen(&mut follower), [ANSWER], "no file has taken its place");
    add(&log, &format!("{DROP}\n"));
    assert_eq!(seen(&mut follower), [DROP]);
    assert_eq!(log.clear().unwrap(), 2);
    assert_eq!(seen(&mut follower), [""; 0]);
    add(&log, &format!("{REQUEST}\n"));
    assert_eq!(seen(&mut follower), [REQUEST]);
}

#[test]
fn a_follower_passes_over_what_is_longer_than_any_line() {
    let state = state("follow-long");
    let log = Log::new(&state, "agent-toolkit");
    let mut follower = Log::new(&state, "agent-toolkit").follow();
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    add(&log, &format!("{}\n{DROP}\n", "x".repeat(600_000)));
    assert_eq!(seen(&mut follower), [DROP]);
}
