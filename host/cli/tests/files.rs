//! Files that are pipes, devices, or longer than any real one: a command ends with a message that
//! names the place, and neither waits nor fills the memory.

#![cfg(unix)]

mod folder;
mod support;

use std::{
    fs::{self, File},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use support::{command, run, text};

/// A folder in this test alone.
fn folder(name: &str) -> PathBuf {
    folder::folder("files", name)
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A TiB that takes no room.
fn long(path: &Path) {
    File::create(path).unwrap().set_len(1 << 40).unwrap();
}

/// The command, which can have half a GB and no more.
fn bounded(arguments: &[&str], input: &str) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell
        .env_clear()
        .args(["-c", "ulimit -v 500000 && exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_nemo-telemetry"))
        .args(arguments);
    run(&mut shell, input)
}

/// Puts something in the place of a file.
type Make = fn(&Path);

fn refuses(arguments: &[&str], input: &str, parts: &[&str]) {
    let output = bounded(arguments, input);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    for part in parts {
        assert!(told.contains(part), "{arguments:?}: {told}");
    }
}

#[test]
fn a_configuration_holds_files_and_nothing_else() {
    let kinds: [(&str, Make, &str); 3] = [
        ("pipe", pipe, "expected a file, found something else"),
        (
            "device",
            |path| symlink("/dev/zero", path).unwrap(),
            "expected a file, found something else",
        ),
        ("long", long, "expected at most 4194304 bytes, found more"),
    ];
    for (name, make, expected) in kinds {
        for file in ["config.yml", "flows.co"] {
            let folder = folder(name);
            fs::write(folder.join("config.yml"), "models: []\n").unwrap();
            let path = folder.join(file);
            let _ = fs::remove_file(&path);
            make(&path);
            let (folder, path) = (folder.to_str().unwrap(), path.to_str().unwrap());
            refuses(&["usage", "guardrails", folder], "", &[expected, path]);
        }
    }
}

#[test]
fn a_folder_of_too_many_files_is_no_configuration() {
    let folder = folder("many");
    for number in 0..=10_000 {
        File::create(folder.join(number.to_string())).unwrap();
    }
    let folder = folder.to_str().unwrap();
    let expected = "expected a configuration of at most 10000 files, found more";
    refuses(&["usage", "guardrails", folder], "", &[expected]);
}

#[test]
fn a_file_that_a_person_names_has_a_bound() {
    let folder = folder("named");
    let path = folder.join("long");
    long(&path);
    for path in [path.to_str().unwrap(), "/dev/zero"] {
        let expected = ["at most", path];
        refuses(&["component", "verify", path], "", &expected);
        refuses(&["component", "info", path], "", &expected);
        refuses(&["replay", path], "", &expected);
        refuses(
            &["validate", path, "--product", "agent-toolkit"],
            "",
            &["found a line without an end", path],
        );
        refuses(
            &["label", "avg-tokens", path],
            "",
            &["found a line without an end", path],
        );
    }
}

#[test]
fn a_file_of_a_test_vector_has_a_bound() {
    let path = folder("vector").join("times.json");
    let vector = r#"[{"kind": "script", "name": "x", "settings": {"product": "agent-toolkit"}, "clock": "2026-01-01T00:00:00.000Z",
        "files": {"x": {"text": "0123456789", "times": 4000000000}}, "steps": []}]"#;
    fs::write(&path, vector).unwrap();
    let expected = "expected a file of at most 67108864 bytes, found one of 40000000000";
    refuses(&["replay", path.to_str().unwrap()], "", &[expected]);
}

#[test]
fn a_record_has_a_bound() {
    let long = " ".repeat(2 << 20);
    refuses(
        &["label", "guardrails-usage", "-"],
        &long,
        &["expected at most 1048576 bytes, found more"],
    );
    let long = format!(r#"{{"deploymentType":"{}"}}"#, "x".repeat(262_144));
    refuses(
        &["label", "guardrails-usage", "-"],
        &long,
        &["expected a record of at most 262144 bytes, found 262165"],
    );
}

#[test]
fn a_configuration_of_twenty_thousand_flows_is_told() {
    let folder = folder("flows");
    fs::write(folder.join("config.yml"), "models: []\n").unwrap();
    let flows = |most: u32| {
        let flows: String = (0..most)
            .map(|number| format!("flow f{number}\n"))
            .collect();
        fs::write(folder.join("flows.co"), flows).unwrap();
    };
    let path = folder.to_str().unwrap();
    flows(20_000);
    let output = run(&mut command(&["usage", "guardrails", path]), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains(r#""numCustomFlows":20000"#));
    flows(200_000);
    let expected = "expected a record of at most 262144 bytes, found ";
    refuses(&["usage", "guardrails", path], "", &[expected]);
}

#[test]
fn a_pipe_in_place_of_the_audit_log_holds_nobody_up() {
    let home = folder("audit");
    let state = home.join(".local/state/nemo-telemetry/agent-toolkit");
    fs::create_dir_all(&state).unwrap();
    pipe(&state.join("audit.jsonl"));
    let status = ["status", "--product", "agent-toolkit"];
    let output = run(command(&status).env("HOME", &home), "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let problem = "expected a file, found a link or something else";
    assert!(
        told.contains(problem) || told.contains("cannot be written"),
        "{told}"
    );
    let show = ["audit", "show", "--product", "agent-toolkit"];
    let output = run(command(&show).env("HOME", &home), "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(problem));
}

#[test]
fn what_lies_in_the_place_of_an_audit_log_stays_and_costs_no_other_log_its_turn() {
    let kinds: [(&str, Make); 4] = [
        ("cleared pipe", pipe),
        ("cleared link", |path| symlink("target", path).unwrap()),
        ("cleared device", |path| {
            symlink("/dev/null", path).unwrap();
        }),
        ("cleared folder", |path| fs::create_dir(path).unwrap()),
    ];
    for (name, make) in kinds {
        let home = folder(name);
        let state = home.join(".local/state/nemo-telemetry");
        for product in ["agent-toolkit", "guardrails"] {
            let folder = state.join(product);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("target"), "a person's own").unwrap();
            fs::write(folder.join("audit.1.jsonl"), "older\n").unwrap();
        }
        let odd = state.join("agent-toolkit/audit.jsonl");
        make(&odd);
        fs::write(state.join("guardrails/audit.jsonl"), "newer\n").unwrap();
        let output = run(command(&["audit", "clear"]).env("HOME", &home), "");
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        let problem = format!(
            "expected a file, found a link or something else: {}",
            odd.display()
        );
        assert!(told.contains(&problem), "{name}: {told}");
        assert!(told.ends_with("2 files removed\n"), "{name}: {told}");
        assert!(fs::symlink_metadata(&odd).is_ok(), "{name}");
        let target = fs::read_to_string(state.join("agent-toolkit/target"));
        assert_eq!(target.unwrap(), "a person's own", "{name}");
    }
}
