//! Text of others on its way to a terminal: file names, bodies from the network, logs, variables.
//! Nothing in it steers the terminal or begins a line of its own.

#![cfg(unix)]

mod folder;
mod support;

use std::{
    ffi::OsString,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::ffi::OsStringExt as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use serde_json::{Value, json};
use support::{command, run, text};

/// Clears the screen, begins a line, and turns the direction: control characters of one byte, of C1
/// and of Unicode.
const HOSTILE: &str = "a\u{1b}[2J\r\nerror: b\u{9b}31m\u{202e}c\u{7f}";

const EVENT: &str = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}
"#;

/// A folder in this test alone.
fn folder(name: &str) -> PathBuf {
    folder::folder("terminal", name)
}

/// What was printed, which may have line feeds and tabs of this program.
fn clean(what: &str, bytes: &[u8]) -> String {
    let text = text(bytes);
    let steers = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t') || letter == '\u{202e}'
    };
    assert!(!text.contains(steers), "{what}: {text:?}");
    assert!(!text.contains("\nerror: b"), "{what}: {text:?}");
    text
}

fn check(what: &str, output: &Output) -> String {
    clean(what, &output.stdout) + &clean(what, &output.stderr)
}

/// Runs each of these commands for a person with this home; all succeed.
fn check_all(home: &Path, commands: &[&[&str]]) {
    for arguments in commands {
        let output = run(command(arguments).env("HOME", home), "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        check(&format!("{arguments:?}"), &output);
    }
}

#[test]
fn a_file_s_name_steers_nothing() {
    let folder = folder("name");
    let path = folder.join(HOSTILE);
    fs::write(&path, "{\"event\":1}\nno json\n").unwrap();
    let path = path.to_str().unwrap();
    let missing = format!("{path}.none");
    for arguments in [
        &["validate", path, "--product", "agent-toolkit"][..],
        &[
            "validate",
            path,
            "--product",
            "agent-toolkit",
            "--format",
            "json",
        ],
        &[
            "validate",
            path,
            "--product",
            "agent-toolkit",
            "--format",
            "github",
        ],
        &["validate", &missing, "--product", "agent-toolkit"],
        &["preview", path, "--product", "agent-toolkit"],
        &[
            "send",
            path,
            "--product",
            "agent-toolkit",
            "--endpoint",
            "http://127.0.0.1:1/",
        ],
        &["replay", path],
        &["component", "info", path],
        &["usage", "guardrails", path],
        &["label", "avg-tokens", path],
    ] {
        let output = run(command(arguments).env("HOME", &folder), "");
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        let told = check(&format!("{arguments:?}"), &output);
        assert!(
            told.contains("a\\u001b[2J") || arguments[0] == "component",
            "{told}"
        );
    }
    // The name is what it was for a program that reads the JSON.
    let validate = [
        "validate",
        path,
        "--product",
        "agent-toolkit",
        "--format",
        "json",
    ];
    let output = run(command(&validate).env("HOME", &folder), "");
    let line = output.stdout.split(|byte| *byte == b'\n').next().unwrap();
    let finding: Value = serde_json::from_slice(line).unwrap();
    assert_eq!(finding["file"], path);
}

#[test]
fn a_line_that_is_shown_as_it_is_steers_nothing() {
    let line = format!(
        "{{\"event\":\"nat_cli_command\",\"parameters\":{{\"{}\":1}}}}\n",
        HOSTILE.replace("\r\n", "")
    );
    for more in [&["--show-values"][..], &[]] {
        let mut arguments = vec!["validate", "-", "--product", "agent-toolkit"];
        arguments.extend(more);
        let output = run(&mut command(&arguments), &line);
        assert_eq!(output.status.code(), Some(1));
        check("show-values", &output);
    }
}

#[test]
fn a_home_s_name_steers_nothing() {
    let home = folder("home").join(HOSTILE);
    fs::create_dir_all(&home).unwrap();
    check_all(
        &home,
        &[
            &["status"],
            &["status", "--json"],
            &["consent", "grant", "--product", "agent-toolkit"],
            &["consent", "show"],
            &["consent", "show", "--json"],
            &["consent", "revoke"],
            &["outbox", "show"],
            &["audit", "show"],
        ],
    );
}

#[test]
fn what_others_left_on_disk_steers_nothing() {
    let home = folder("disk");
    let product = home.join(".local/state/nemo-telemetry/agent-toolkit");
    fs::create_dir_all(&product).unwrap();
    let line = json!({"ts": HOSTILE, "what": "request", "endpoint": HOSTILE, "sha256": HOSTILE, "bytes": 1, "count": 1, "events": [HOSTILE]});
    let answer = json!({"ts": HOSTILE, "what": "answer", "sha256": HOSTILE, "outcome": HOSTILE, "status": 200, "unsure": false});
    fs::write(product.join("audit.jsonl"), format!("{line}\n{answer}\n")).unwrap();
    let decision = home.join(".config/nat/telemetry.toml");
    fs::create_dir_all(decision.parent().unwrap()).unwrap();
    fs::write(&decision, format!("[telemetry]\nconsent = \"{HOSTILE}\"\n")).unwrap();
    check_all(
        &home,
        &[
            &["status"],
            &["status", "--json"],
            &["audit", "show"],
            &["audit", "show", "--json"],
            &["consent", "show"],
        ],
    );
}

#[test]
fn a_variable_steers_nothing() {
    let home = folder("variable");
    let events = home.join("events.jsonl");
    fs::write(&events, EVENT).unwrap();
    let events = events.to_str().unwrap();
    let hostile = format!("http://127.0.0.1:1/{HOSTILE}");
    for arguments in [
        &[
            "send",
            events,
            "--product",
            "agent-toolkit",
            "--yes-default-endpoint",
        ][..],
        &[
            "send",
            events,
            "--product",
            "agent-toolkit",
            "--endpoint",
            &hostile,
        ],
        &["status"],
        &["status", "--json"],
    ] {
        let mut command = command(arguments);
        command
            .env("HOME", &home)
            .env("NAT_TELEMETRY_ENDPOINT", &hostile)
            .env("NAT_TELEMETRY_ENABLED", HOSTILE)
            .env("NAT_SESSION_PREFIX", HOSTILE);
        check(&format!("{arguments:?}"), &run(&mut command, ""));
    }
}

#[test]
fn what_comes_over_the_network_steers_nothing() {
    for format in [None, Some("--bodies"), Some("--json")] {
        let home = folder("network");
        let mut arguments = vec!["collect", "--port", "0"];
        arguments.extend(format);
        let mut child = command(&arguments)
            .env("HOME", &home)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap();
        let address = address.split('/').next().unwrap().to_owned();
        let name = serde_json::to_string(HOSTILE).unwrap();
        let accepted = format!("{{\"events\":[{{\"name\":{name}}}]}}");
        for body in [HOSTILE, &accepted] {
            let mut connection = TcpStream::connect(&address).unwrap();
            let length = body.len();
            write!(connection, "POST /v1.1/events/json HTTP/1.1\r\nHost: {address}\r\nX-A: \u{9b}31m\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
            let _ = connection.read_to_end(&mut Vec::new());
        }
        let mut shown = BufReader::new(child.stdout.take().unwrap());
        let mut lines = Vec::new();
        for _ in 0..2 {
            shown.read_until(b'\n', &mut lines).unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if format == Some("--bodies") {
            // One that was accepted is exact where it goes on to a program.
            let exact = lines.split(|byte| *byte == b'\n').nth(1).unwrap();
            assert_eq!(String::from_utf8_lossy(exact), accepted);
            lines.truncate(lines.iter().position(|byte| *byte == b'\n').unwrap());
        }
        clean(&format!("{format:?}"), &lines);
    }
}

#[test]
fn a_home_that_is_no_utf_8_can_be_told() {
    let home = folder("bytes").join(OsString::from_vec(b"h\xf6me".to_vec()));
    fs::create_dir_all(&home).unwrap();
    for arguments in [
        &["consent", "grant", "--product", "agent-toolkit"][..],
        &["status"],
        &["status", "--json"],
        &["consent", "revoke"],
        &["outbox", "show"],
        &["audit", "show"],
    ] {
        let mut command = command(arguments);
        command.env("HOME", &home).env("LC_ALL", "C");
        let output = run(&mut command, "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        check(&format!("{arguments:?}"), &output);
    }
    assert!(home.join(".config/nat/telemetry.toml").is_file());
}

/// Sources of the command and of the host, without the tests in them.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            found.push((path.display().to_string(), text));
        }
    }
}

/// Only what is in this list writes to a terminal by itself; everything else does it through
/// `output`, or returns text that passed `printable`.
#[test]
fn nothing_writes_to_a_terminal_by_another_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src"), &mut found);
    sources(&root.join("../rust/src"), &mut found);
    let ways = [
        "stdout()",
        "stderr()",
        "println!",
        "print!(",
        "eprint",
        "dbg!",
        "anstream::",
    ];
    let allowed = [
        "cli/src/output.rs",
        // A bar, and numbers.
        "cli/src/progress.rs",
        "rust/src/printable.rs",
        // Bodies, to a sink that a person named.
        "rust/src/transport/sink.rs",
        // Looks whether they are terminals.
        "rust/src/surroundings/noticed.rs",
    ];
    let mut drawn = Vec::new();
    for (path, text) in &found {
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap();
            let is_other = ways.iter().any(|way| code.contains(way));
            let is_allowed = allowed.iter().any(|file| path.ends_with(file));
            assert!(!is_other || is_allowed, "{path}:{number}: {line}");
            if code.contains("output::draw") {
                drawn.push(path.rsplit('/').next().unwrap());
            }
        }
    }
    assert!(found.len() > 80, "{}", found.len());
    // Problems with their colours: each part passes `printable` in `Finding` and `frame`.
    drawn.sort_unstable();
    assert_eq!(drawn, ["finding.rs", "label.rs", "told.rs"]);
}
