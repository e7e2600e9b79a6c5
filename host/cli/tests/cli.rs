//! The command as a person runs it: what it prints, and how it ends.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use nemo_telemetry::collector::{Collector, Options, Respond};

const GOOD: &str = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}"#;
const BAD: &str = r#"{"event":"nat_cli_command","parameters":{"comand":"run","taskStatus":"sucess","pythonVersion":"3.12"}}"#;

/// The command without any variable of the person who runs the tests.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nemo-telemetry"));
    command.env_clear().args(arguments);
    command
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn collector(respond: Respond) -> Collector {
    Collector::bind("127.0.0.1:0".parse().unwrap(), Options { respond, ..Options::default() }).unwrap()
}

fn vectors() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")];
    let root = folders[0].clone();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") && path.parent() != Some(&root) {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn demo_ends_with_events_accepted_by_the_collector() {
    let output = run(&mut command(&["demo"]), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("5 events accepted by the collector"), "{}", text(&output.stdout));
}

#[test]
fn demo_asks_no_policy() {
    let output = run(command(&["demo", "--product", "agent-toolkit"]).env("DO_NOT_TRACK", "1"), "");
    assert!(text(&output.stdout).contains("2 events accepted by the collector"), "{}", text(&output.stdout));
}

#[test]
fn replay_passes_every_vector() {
    let output = run(command(&["replay"]).args(vectors()), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).ends_with(" passed, 0 failed\n"));
}

#[test]
fn replay_tells_a_difference_and_ends_with_1() {
    let file = write(
        "difference.json",
        r#"{"kind":"labels","name":"n","label":"bucket-columns","input":{"count":6},"expect":{"value":"1-5"}}"#,
    );
    let output = run(command(&["replay"]).arg(&file), "");
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("{}: n\n  text at byte 1: expected …\"1-5\"…, found …\"6-10\"…\n0 passed, 1 failed\n", file.display());
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn replay_refuses_an_unknown_key_with_2() {
    let file = write("unknown.json", r#"{"kind":"labels","name":"n","label":"bucket-columns","input":{"count":6},"expct":{}}"#);
    let output = run(command(&["replay", "--print"]).arg(&file), "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("vector 1 (n): unknown field `expct`"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
}

#[test]
fn replay_prints_each_step_with_the_exact_body() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/script/format-example.json");
    let output = run(command(&["replay", "--print"]).arg(file), "");
    let lines: Vec<serde_json::Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["step"].as_u64().unwrap()).collect::<Vec<_>>(), (0..=12).collect::<Vec<_>>());
    assert_eq!(lines[6]["poll"]["wake"], 500);
    let body = lines[5]["request"]["body"].as_str().unwrap();
    assert!(body.starts_with(r#"{"browserType":"undefined","clientId":"184482118588404","#), "{body}");
}

#[test]
fn validate_names_every_problem_with_its_place() {
    let output = run(&mut command(&["validate", "-", "--product", "agent-toolkit"]), &format!("{GOOD}\n\n{BAD}\n"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "<stdin>:3:42: error[unknown-field]: /parameters/comand: expected a field of nat_cli_command, found `comand`; did you mean `command`?\n\
         <stdin>:3:70: error[not-allowed]: /parameters/taskStatus: expected one of success, failure, completed, error, canceled, interrupted, undefined, found another string; did you mean `success`?\n\
         <stdin>:3:41: error[missing-field]: /parameters: expected the field `command`, which is required, found none\n\
         1 line of 2 wrong\n"
    );
}

#[test]
fn preview_prints_what_send_posts() {
    let arguments = ["-", "--product", "agent-toolkit", "--client-version", "1", "--session-id", "s"];
    let line = GOOD.replacen("\"event\"", "\"ts\":\"2026-01-01T00:00:00Z\",\"event\"", 1);
    let preview = run(command(&["preview"]).args(arguments), &line);
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let send = run(command(&["send", "--endpoint", &url]).args(arguments), &line);
    assert_eq!((preview.status.code(), send.status.code()), (Some(0), Some(0)), "{}", text(&send.stderr));
    let without_instant = |body: &str| {
        let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["sentTs"].take();
        body.to_string()
    };
    assert_eq!(without_instant(&text(&preview.stdout)), without_instant(&collector.received()[0].body));
}

#[test]
fn send_is_stopped_by_a_kill_switch_and_says_by_which() {
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    for (arguments, code) in [(vec!["--endpoint", url.as_str()], 0), (vec!["--endpoint", url.as_str(), "--require-sent"], 3)] {
        let output = run(command(&["send", "-", "--product", "agent-toolkit"]).args(arguments).env("DO_NOT_TRACK", "1"), GOOD);
        assert_eq!(output.status.code(), Some(code));
        let expected = "nothing sent: telemetry of NeMo Agent Toolkit is off: the environment variable DO_NOT_TRACK says so\n";
        assert_eq!(text(&output.stderr), expected);
    }
    assert!(collector.received().is_empty());
}

#[test]
fn send_ends_with_5_when_the_collector_refuses() {
    let collector = collector(Respond::Status(400, None));
    let url = collector.url();
    let output = run(&mut command(&["send", "-", "--product", "agent-toolkit", "--endpoint", &url]), GOOD);
    assert_eq!(output.status.code(), Some(5));
    let expected = "accepted 1 + recovered 0 = delivered 0 + pending 0 + kept 0 + dropped 1 (refused 1)\n";
    assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
}

#[test]
fn send_ends_with_4_when_nobody_listens() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/");
    let output = run(&mut command(&["send", "-", "--product", "agent-toolkit", "--endpoint", &url, "--deadline-ms", "100"]), GOOD);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("dropped 1 (closed 1)"), "{}", text(&output.stderr));
}

#[test]
fn send_sends_the_good_lines_and_ends_with_1() {
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let output = run(&mut command(&["send", "-", "--product", "agent-toolkit", "--endpoint", &url]), &format!("{BAD}\n{GOOD}\n"));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("delivered 1 "), "{}", text(&output.stderr));
}

#[test]
fn send_refuses_an_address_that_events_must_not_go_to() {
    let output = run(&mut command(&["send", "-", "--product", "agent-toolkit", "--endpoint", "http://example.com/"]), GOOD);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: --endpoint cannot be used: "), "{}", text(&output.stderr));
}

#[test]
fn a_line_that_is_not_utf_8_does_not_harm_its_neighbours() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes.jsonl");
    std::fs::write(&path, [GOOD.as_bytes(), b"\n{\xff}\n", GOOD.as_bytes(), b"\n"].concat()).unwrap();
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let output = run(command(&["send", "--product", "agent-toolkit", "--endpoint", &url]).arg(&path), "");
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("{}:2:1: error[syntax]: expected UTF-8, found other bytes after byte 1\n", path.display());
    assert!(text(&output.stderr).starts_with(&expected), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("delivered 2 "), "{}", text(&output.stderr));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = run(&mut command(&["validate", "nowhere.jsonl", "--product", "agent-toolkit"]), "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: failed to open nowhere.jsonl: "), "{}", text(&output.stderr));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(&["schema", "show", "anonymizer_event"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn component_verify_accepts_its_own_component_only_with_its_own_hash() {
    let verified = run(&mut command(&["component", "verify"]), "");
    assert_eq!(verified.status.code(), Some(0));
    let hash = text(&verified.stdout).split_whitespace().nth(2).unwrap().to_owned();
    assert_eq!(run(&mut command(&["component", "verify", "--sha256", &hash]), "").status.code(), Some(0));
    assert_eq!(run(&mut command(&["component", "verify", "--sha256", &hash.replace(['0', '1'], "2")]), "").status.code(), Some(1));
}

#[test]
fn component_verify_refuses_what_is_no_component() {
    let file = write("no.wasm", "no");
    assert_eq!(run(command(&["component", "verify"]).arg(file), "").status.code(), Some(1));
}

fn write(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}
