//! Checking files that are longer than what crosses into the component at once, on several threads.

mod folder;
mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
};

use serde_json::Value;
use support::{command, run, text};

/// A line of a status, which is right where it says success.
fn line(status: &str) -> String {
    format!(
        "{{\"event\":\"nat_cli_command\",\"parameters\":{{\"command\":\"run\",\"taskStatus\":\"{status}\",\"pythonVersion\":\"3.12\"}}}}\n"
    )
}

const VALIDATE: [&str; 6] = [
    "validate",
    "--product",
    "agent-toolkit",
    "--format",
    "json",
    "-",
];

#[test]
fn problems_of_many_pieces_come_in_the_order_of_their_lines() {
    let folder = folder::folder("validate", "order");
    let mut arguments = Vec::from(VALIDATE);
    arguments.extend(["--max-problems", "100000"]);
    arguments.retain(|argument| *argument != "-");
    let mut files = Vec::new();
    let mut expected = Vec::new();
    for (name, count, each) in [
        ("long", 12_345, 7),
        ("longer", 20_000, 1_000),
        ("short", 3, 2),
    ] {
        let path = folder.join(name);
        let mut lines = String::new();
        for number in 1..=count {
            let is_wrong = number % each == 0;
            lines.push_str(&line(if is_wrong { "sucess" } else { "success" }));
            if is_wrong {
                expected.push((path.display().to_string(), number));
            }
        }
        fs::write(&path, lines).unwrap();
        files.push(path.display().to_string());
    }
    arguments.extend(files.iter().map(String::as_str));
    let output = run(&mut command(&arguments), "");
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let found: Vec<(String, u64)> = text(&output.stdout)
        .lines()
        .map(|line| {
            let problem: Value = serde_json::from_str(line).unwrap();
            let file = problem["file"].as_str().unwrap().to_owned();
            (file, problem["line"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(found, expected);
    let summary = format!("{} lines of 32348 wrong;", expected.len());
    assert!(told.starts_with(&summary), "{told}");
}

#[test]
fn private_values_are_counted_once_over_all_pieces() {
    let mut lines = String::new();
    for number in 0..5_000 {
        let line = line("success");
        lines.push_str(&match number % 10 {
            0 => line.replace("\"run\"", "\"/home/alice/run\""),
            _ => line,
        });
    }
    let output = run(&mut command(&VALIDATE), &lines);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert_eq!(
        told.matches("500 values taken for private").count(),
        1,
        "{told}"
    );
    assert_eq!(told.matches("is sent as redacted").count(), 1, "{told}");
    assert!(told.ends_with("5000 events valid\n"), "{told}");
}

#[test]
fn a_problem_is_shown_before_the_input_ends_and_a_closed_output_ends_the_command() {
    let mut child = command(&VALIDATE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for number in 1..4 {
        input.write_all(line("sucess").as_bytes()).unwrap();
        let mut problem = String::new();
        output.read_line(&mut problem).unwrap();
        assert!(
            problem.contains(&format!("\"line\":{number},")),
            "{problem}"
        );
    }
    drop(output);
    input.write_all(line("sucess").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    // It was open to the end.
    drop(input);
}
