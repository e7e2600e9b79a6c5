//! The command from outside: what it sends, and how it ends. What it prints is in `transcripts/`.

mod support;

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use nemo_telemetry_testkit::collector::{Collector, Options, Respond};
use support::{command, run, text};

const GOOD: &str = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}"#;
const BAD: &str = r#"{"event":"nat_cli_command","parameters":{"comand":"run","taskStatus":"sucess","pythonVersion":"3.12"}}"#;

fn collector(respond: Respond) -> Collector {
    Collector::bind(
        "127.0.0.1:0".parse().unwrap(),
        Options {
            respond,
            ..Options::default()
        },
    )
    .unwrap()
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
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && path.parent() != Some(&root)
            {
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
    assert!(
        text(&output.stdout).contains("11 events accepted by the collector"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn demo_asks_no_policy() {
    let output = run(
        command(&["demo", "--product", "agent-toolkit"]).env("DO_NOT_TRACK", "1"),
        "",
    );
    assert!(
        text(&output.stdout).contains("2 events accepted by the collector"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn replay_passes_every_vector() {
    let output = run(command(&["replay"]).args(vectors()), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).ends_with(" passed, 0 failed\n"));
}

#[test]
fn replay_prints_each_step_with_the_exact_body() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/vectors/script/format-example.json");
    let output = run(command(&["replay", "--print"]).arg(file), "");
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines
            .iter()
            .map(|line| line["step"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        (0..=12).collect::<Vec<_>>()
    );
    assert_eq!(lines[6]["poll"]["wake"], 500);
    let body = lines[5]["request"]["body"].as_str().unwrap();
    assert!(
        body.starts_with(r#"{"browserType":"undefined","clientId":"184482118588404","#),
        "{body}"
    );
}

#[test]
fn preview_prints_what_send_posts() {
    let arguments = [
        "-",
        "--product",
        "agent-toolkit",
        "--client-version",
        "1",
        "--session-id",
        "s",
    ];
    let line = GOOD.replacen("\"event\"", "\"ts\":\"2026-01-01T00:00:00Z\",\"event\"", 1);
    let preview = run(command(&["preview"]).args(arguments), &line);
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let send = run(
        command(&["send", "--endpoint", &url]).args(arguments),
        &line,
    );
    assert_eq!(
        (preview.status.code(), send.status.code()),
        (Some(0), Some(0)),
        "{}",
        text(&send.stderr)
    );
    let without_instant = |body: &str| {
        let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["sentTs"].take();
        body.to_string()
    };
    assert_eq!(
        without_instant(&text(&preview.stdout)),
        without_instant(&collector.received()[0].body)
    );
}

#[test]
fn send_is_stopped_by_a_kill_switch_and_says_by_which() {
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    for (arguments, code) in [
        (vec!["--endpoint", url.as_str()], 0),
        (vec!["--endpoint", url.as_str(), "--require-sent"], 3),
    ] {
        let output = run(
            command(&["send", "-", "--product", "agent-toolkit"])
                .args(arguments)
                .env("DO_NOT_TRACK", "1"),
            GOOD,
        );
        assert_eq!(output.status.code(), Some(code));
        let expected = "nothing sent: telemetry of NeMo Agent Toolkit is off: the environment variable DO_NOT_TRACK says so\n";
        assert_eq!(text(&output.stderr), expected);
    }
    assert!(collector.received().is_empty());
}

#[test]
fn send_sends_the_good_lines_and_ends_with_1() {
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let output = run(
        &mut command(&[
            "send",
            "-",
            "--product",
            "agent-toolkit",
            "--endpoint",
            &url,
        ]),
        &format!("{BAD}\n{GOOD}\n"),
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("delivered 1 "),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_line_that_is_not_utf_8_does_not_harm_its_neighbours() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes.jsonl");
    std::fs::write(
        &path,
        [GOOD.as_bytes(), b"\n{\xff}\n", GOOD.as_bytes(), b"\n"].concat(),
    )
    .unwrap();
    let collector = collector(Respond::Status(200, None));
    let url = collector.url();
    let output = run(
        command(&["send", "--product", "agent-toolkit", "--endpoint", &url]).arg(&path),
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    let expected = format!(
        "{}:2:2: error[syntax]: expected UTF-8, found other bytes\n",
        path.display()
    );
    assert!(
        text(&output.stderr).starts_with(&expected),
        "{}",
        text(&output.stderr)
    );
    assert!(
        text(&output.stderr).contains("delivered 2 "),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(&["schema", "show", "anonymizer_event"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
}

#[test]
fn component_verify_accepts_its_own_component_only_with_its_own_hash() {
    let verified = run(&mut command(&["component", "verify"]), "");
    assert_eq!(verified.status.code(), Some(0));
    let hash = text(&verified.stdout)
        .split_whitespace()
        .nth(2)
        .unwrap()
        .to_owned();
    assert_eq!(
        run(
            &mut command(&["component", "verify", "--sha256", &hash]),
            ""
        )
        .status
        .code(),
        Some(0)
    );
    assert_eq!(
        run(
            &mut command(&[
                "component",
                "verify",
                "--sha256",
                &hash.replace(['0', '1'], "2")
            ]),
            ""
        )
        .status
        .code(),
        Some(1)
    );
}
