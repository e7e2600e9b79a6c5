//! The commands `label` and `usage` as a person runs them.

use std::{fs, path::PathBuf, process::Output};

mod support;

use support::text;

fn run(arguments: &[&str], input: &str) -> Output {
    support::run(&mut support::command(arguments), input)
}

#[test]
fn a_label_is_printed_as_a_shell_wants_it() {
    for (arguments, expected) in [
        (&["sanitize-model", "/home/alice/model"][..], "local_path"),
        (&["sanitize-model", "gpt2", "--on-disk"], "local_path"),
        (&["sanitize-model"], "undefined"),
        (&["bucket-records", "-5"], "1-200"),
        (&["bucket-columns", "5.5"], "6-10"),
        (
            &["classify-model-host", "https://evil.example/localhost"],
            "local",
        ),
        (
            &[
                "classify-model-host",
                "https://evil.example/localhost",
                "--strict",
            ],
            "other",
        ),
        (
            &["collect-model-hosts", "other", "local", "other"],
            r#"["local","other"]"#,
        ),
        (&["join-aliases", "b", " a "], "a,b"),
        (&["average-tokens", "11", "3"], "3"),
        (
            &["command-outcome", r#"{"ending": "exit", "exitCode": 2}"#],
            r#"{"taskStatus":"failure","exitCode":2,"errorClass":"SystemExit"}"#,
        ),
        (
            &[
                "subcommand",
                r#"{"arguments": ["info", "mcp"], "command": "info", "registered": ["mcp"]}"#,
            ],
            r#"{"subcommand":"mcp"}"#,
        ),
        (
            &["guardrails-usage", r#"{"deploymentType": "api"}"#],
            r#"{"deploymentType":"api","railsEngine":"undefined"}"#,
        ),
    ] {
        let output = run(&[&["label"], arguments].concat(), "");
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(0), format!("{expected}\n")),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_wrong_record_ends_with_1_and_is_not_repeated() {
    let output = run(
        &["label", "failure-counts", "-"],
        r#"{"steps": "alice", "rewrite": true}"#,
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "<record>:1:10: error[wrong-type]: /steps: expected an array of strings, found a string\n"
    );
}

#[test]
fn tokens_are_counted_record_by_record() {
    let output = run(
        &["label", "avg-tokens", "-"],
        "\"The quick brown fox jumps over the lazy dog.\"\n\n1.5\nnull\ntrue\n",
    );
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(0), "3\n".into())
    );
    let output = run(&["label", "avg-tokens", "-"], "");
    assert_eq!(text(&output.stdout), "-1\n");
    let output = run(&["label", "avg-tokens", "-"], "1\nalice\n");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: -:2:1: expected a record as JSON, found another text\n"
    );
}

/// A folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn usage_of_a_folder_is_an_event_and_holds_no_name_of_a_user() {
    let config = "models:\n- {type: main, engine: openai, model: secret-model}\n\
        rails:\n  input:\n    flows: [self check input, secret flow]\n  output:\n    streaming: {enabled: yes}\n  \
        config:\n    fact_checking: {parameters: {endpoint: x}}\n    secret_section: {}\n    privateai:\n";
    let files = [
        ("config.yml", config),
        (
            "more/tracing.yaml",
            "tracing:\n  enabled: true\nmodels:\n- engine: nim\n",
        ),
        (
            "more/rails.co",
            "define user secret\n  \"hi\"\n\ndefine flow secret greeting\n  user secret\n\ndefine subflow secret\n  x\n",
        ),
        ("kb/secret.md", "secret"),
        ("kb/not-read.co", "define flow x\n"),
    ];
    let folder = folder("rails", &files);
    let output = run(
        &[
            "usage",
            "guardrails",
            folder.to_str().unwrap(),
            "--rails-engine",
            "IORails",
        ],
        "",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let expected = "{\"event\":\"guardrails_usage_event\",\"parameters\":{\"deploymentType\":\"library\",\"railsEngine\":\"IORails\",\
        \"colangVersion\":\"1.0\",\"llmProviders\":[\"nim\",\"openai\"],\"numRailsConfigured\":2,\"railTypesInUse\":[\"input\"],\
        \"tracingEnabled\":true,\"hasKnowledgeBase\":true,\"streamingConfigured\":true,\
        \"builtinFeatures\":[\"factchecking\",\"self_check\"],\"numCustomFlows\":2}}\n";
    assert_eq!(text(&output.stdout), expected);
    assert!(text(&output.stderr).starts_with("an approximation: "));
    let preview = run(&["preview", "-", "--product", "guardrails"], expected);
    assert_eq!(preview.status.code(), Some(0), "{}", text(&preview.stderr));
}

#[test]
fn yaml_that_cannot_be_read_is_named_by_its_place_alone() {
    let folder = folder(
        "broken-rails",
        &[("config.yml", "models:\n- engine: {alice: 1}\n")],
    );
    let output = run(&["usage", "guardrails", folder.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    let file = folder.join("config.yml");
    let expected = format!(
        "error: {}:2:11: expected YAML as NeMo Guardrails takes it, found another text\n",
        file.display()
    );
    assert_eq!(text(&output.stderr), expected);
}
