//! Captures as they were recorded: they give the vectors of the tree, and new ones can be judged.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use nemo_telemetry::Component;
use nemo_telemetry_testkit::replay::ComponentSubject;
use nemo_telemetry_tests::{
    captures::{self, Fate, Json, Made},
    deviations, native, vectors,
};
use serde_json::{Value, json};

/// A vector and what upstream did, each as the text of its tokens.
type Texts = (String, String);

/// The captures of a file of the tree, by identifier, with the name of the vector.
fn tree(stem: &str) -> anyhow::Result<BTreeMap<String, (String, Texts)>> {
    let path = vectors::folder().join(format!("captures/{stem}.json"));
    let vectors = Json::parse(&fs::read_to_string(&path)?)?;
    let recorded = fs::read_to_string(deviations::upstream(&path))?;
    let mut tree = BTreeMap::new();
    for (vector, line) in vectors.list()?.iter().zip(recorded.lines()) {
        let upstream = Json::parse(line)?;
        let name = vector.at("name")?.str()?;
        let texts = (vector.to_string(), upstream.to_string());
        tree.insert(upstream.at("case")?.str()?, (name, texts));
    }
    Ok(tree)
}

#[test]
fn captures_give_the_vectors_of_the_tree() -> anyhow::Result<()> {
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let records = captures::read(&native::root()?.join("tests/tests/captures/raw"))?;
    let (mut compared, mut without) = (0, BTreeMap::new());
    for (record, made) in records
        .iter()
        .zip(captures::convert(&mut subject, &records))
    {
        let made = match made.with_context(|| record.case().to_owned())? {
            Made::Vector(made) => vec![*made],
            Made::Both(made) => made.to_vec(),
            Made::UsageStats(line) => {
                let path = native::root()?.join("tests/host/guardrails-0.24.1-audit.jsonl");
                ensure!(
                    fs::read_to_string(path)?.lines().any(|known| known == line),
                    "expected {line} among the lines of usage stats"
                );
                continue;
            }
            Made::Nothing(why) => {
                *without.entry(why).or_insert(0) += 1;
                continue;
            }
        };
        for made in made {
            let (name, (vector, upstream)) = tree(&made.stem)?
                .remove(&made.case)
                .with_context(|| format!("{} is not in {}.json", made.case, made.stem))?;
            assert_eq!(made.vector_text(&name), vector, "{}", made.case);
            assert_eq!(made.upstream_text(&name), upstream, "{}", made.case);
            compared += 1;
        }
    }
    ensure!(compared > 100, "only {compared} captures were compared");
    let without: Vec<&str> = without.into_keys().collect();
    assert_eq!(without, ["no address is logged", "no person answered"]);
    Ok(())
}

/// A capture of a decision of Agent Toolkit's, Guardrails' or Safe Synthesizer's.
fn decision(product: &str, version: &str, env: &Value, output: &Value) -> Value {
    json!({"product": product, "upstream_version": version, "kind": "env", "accepted": true,
        "input": {"env": env, "marker": null, "session_id": "abc"}, "output": output})
}

/// A capture of a stored decision that upstream cannot read.
fn consent(file: &str) -> Value {
    json!({"product": "agent-toolkit", "upstream_version": "1.9.0", "kind": "consent", "accepted": true,
        "input": {"file": file, "env": {}}, "output": {"persisted": "never_asked", "initially_enabled": false}})
}

fn heartbeat(value: &str, interval: f64) -> Value {
    json!({"product": "guardrails", "upstream_version": "0.24.1", "kind": "env", "accepted": true,
        "input": {"env": {"NEMO_GUARDRAILS_HEARTBEAT_INTERVAL_S": value}, "read_at": "import"},
        "output": {"interval_s": interval, "max_jitter_s": interval / 10.0}})
}

fn step(step: &str, field: &str) -> Value {
    json!({"product": "anonymizer", "upstream_version": "0.4.0", "kind": "helper", "accepted": true,
        "input": {"fn": "step_to_field", "step": step}, "output": field})
}

fn lifecycle((product, version): (&str, &str), input: &Value, output: &Value) -> Value {
    json!({"product": product, "upstream_version": version, "kind": "lifecycle", "accepted": true,
        "input": input, "output": output})
}

fn transport(status: u32, retries: u32) -> Value {
    json!({"product": "agent-toolkit", "upstream_version": "1.9.0", "kind": "transport", "accepted": true,
        "input": {"server_script": [{"status": status}], "after_script": "200", "events": ["e0"],
            "flushes": 1, "enqueue_between_flushes": 0, "max_retries": retries},
        "trace": [{"flush": 1, "requests": [["e0"]], "raised": null, "queue_after": [], "dlq_after": []}]})
}

/// Platform's names of plugins.
fn plugins(given: &Value, names: &[&str]) -> Value {
    json!({"product": "platform", "upstream_version": "0.6.0", "kind": "helper", "accepted": true,
        "input": {"fn": "normalize_plugin_names", "plugins": given}, "output": names})
}

/// What Platform stores of a session.
fn kept(id: &str, at: &str) -> String {
    json!({"session_id": id, "created_at": at}).to_string()
}

/// What Platform makes of a stored session: it goes on with that id, or with a new one.
fn session(file: &str, reused: Option<&str>) -> Value {
    let new = "{\"created_at\": \"2026-11-21T10:00:00Z\", \"session_id\": \"<sid>\"}\n";
    json!({"product": "platform", "upstream_version": "0.6.0", "kind": "session_state", "accepted": true,
        "input": {"file": file, "now": "2026-11-21T10:00:00.500000Z"},
        "output": {"reused": reused.is_some(), "session_id": reused.unwrap_or("<new 32-hex uuid4>"),
            "file_after": if reused.is_some() { file } else { new }}})
}

/// Captures that nobody recorded, of every class that no recorded one belongs to and of what else
/// is as upstream: file, capture, and what has to become of it.
fn made_up() -> Vec<(&'static str, Value, &'static str)> {
    const UNHEARD: &str = "signal that upstream does not hear";
    const ADDRESS: &str = "address that is not permitted";
    const DAMAGED: &str = "no in a damaged file";
    const PREFIX: &str = "prefix that could name a person";
    let toolkit = |env: Value, output: Value| decision("agent-toolkit", "1.9.0", &env, &output);
    let rails = |env: Value, enabled: bool| {
        decision("guardrails", "0.24.1", &env, &json!({"enabled": enabled}))
    };
    let synthesizer =
        |env: Value, output: Value| decision("safe-synthesizer", "0.1.16", &env, &output);
    let address = |address: &str| {
        let output = json!({"endpoint": address});
        synthesizer(json!({"NEMO_TELEMETRY_ENDPOINT": address}), output)
    };
    let sink = |address: &str| {
        let output = json!({"enabled": false, "endpoint": address, "dry_run": false});
        toolkit(json!({"NAT_TELEMETRY_ENDPOINT": address}), output)
    };
    let deployment = |word: &str, meant: &str| {
        let output = json!({"deployment_type": meant});
        synthesizer(json!({"NEMO_DEPLOYMENT_TYPE": word}), output)
    };
    let designer = |address: &str| {
        let env = json!({"NEMO_TELEMETRY_ENDPOINT": address});
        let output = json!({"endpoint": address.to_lowercase()});
        decision("data-designer", "0.9.7", &env, &output)
    };
    let platform = |env: Value, output: Value| decision("platform", "0.6.0", &env, &output);
    let nowhere = |address: &str| {
        let env = json!({"NEMO_TELEMETRY_ENDPOINT": address});
        platform(env, json!({"endpoint": null}))
    };
    let prefix = |prefix: &str| {
        let output = json!({"session_id": format!("{prefix}abc")});
        synthesizer(json!({"NEMO_SESSION_PREFIX": prefix}), output)
    };
    vec![
        (
            "heartbeat_interval",
            heartbeat("0.5", 0.5),
            "interval that floods",
        ),
        (
            "heartbeat_interval",
            heartbeat("1e-9", 1e-9),
            "interval that floods",
        ),
        (
            "heartbeat_interval",
            heartbeat("+30", 30.0),
            "number that is no JSON",
        ),
        (
            "heartbeat_interval",
            heartbeat("3_0", 30.0),
            "number that is no JSON",
        ),
        (
            "env",
            toolkit(
                json!({"DO_NOT_TRACK": "1", "NAT_TELEMETRY_ENABLED": "1"}),
                json!({"enabled": true}),
            ),
            UNHEARD,
        ),
        (
            "enabled",
            rails(json!({"GITHUB_ACTIONS": "true"}), true),
            UNHEARD,
        ),
        (
            "enabled",
            rails(json!({"GITHUB_ACTIONS": "true", "CI": "false"}), true),
            "",
        ),
        (
            "consent",
            consent("[telemetry]\nconsent = false\n"),
            DAMAGED,
        ),
        (
            "consent",
            consent("[telemetry]\nconsent = \"dis\\u0061bled\"\nbad\n"),
            DAMAGED,
        ),
        (
            "consent",
            consent("[telemetry]\nconsent = \"not disabled\"\n"),
            "",
        ),
        ("env", address("HTTPS://upper.test/"), ""),
        ("env", address(" https://space.test/"), ADDRESS),
        ("env", address("https://user@credentials.test/"), ADDRESS),
        ("env", address("http://127.0.0.1:1/"), ""),
        ("env", address("https://plain.test/"), ""),
        ("env", sink("STDOUT"), ADDRESS),
        ("env", sink("stdout"), ""),
        ("env", sink(""), ""),
        ("env", deployment(" sdk ", "undefined"), ""),
        ("env", deployment("", "undefined"), ""),
        ("env", deployment("SDK", "sdk"), ""),
        ("env", prefix(" dev- "), PREFIX),
        (
            "env",
            designer("https://Case.test/Path"),
            "address in lower case",
        ),
        (
            "env",
            designer("HTTPS://upper.test/"),
            "address in lower case",
        ),
        ("env", designer("HTTP://Plain.test/"), ADDRESS),
        ("env", designer("https://case.test/"), ""),
        ("env", nowhere("http://plain.test/"), ""),
        (
            "env",
            nowhere("http://127.0.0.1:1/"),
            "address on this machine",
        ),
        ("env", nowhere("stderr:"), "address on this machine"),
        ("env", nowhere("no address"), ""),
        (
            "env",
            platform(
                json!({"NEMO_TELEMETRY_ENABLED": "yes"}),
                json!({"enabled": false}),
            ),
            "switch spelling",
        ),
        (
            "env",
            platform(
                json!({"NEMO_TELEMETRY_ENABLED": " True "}),
                json!({"enabled": true}),
            ),
            "",
        ),
        ("plugins", plugins(&json!("one"), &["one"]), ""),
        ("plugins", plugins(&json!(["a/b", "x"]), &["a-b", "x"]), ""),
        (
            "session_state",
            session(
                &kept("ada@example", "2026-11-21T09:00:00Z"),
                Some("ada@example"),
            ),
            "session that could name a person",
        ),
        (
            "session_state",
            session(&kept("0af3", "2026-11-21T11:00:00+02:00"), Some("0af3")),
            "date in another form",
        ),
        (
            "session_state",
            session(&kept("0af3", "2026-10-22T10:00:01Z"), Some("0af3")),
            "",
        ),
        (
            "session_state",
            session(&kept("0af3", "2026-10-22T10:00:00Z"), None),
            "",
        ),
        (
            "session_state",
            session(&kept("0af3", "2026-11-21T10:00:01Z"), None),
            "",
        ),
        ("session_state", session("[]", None), ""),
        (
            "env",
            decision("evaluator", "0.2.8", &json!({}), &json!({"enabled": true})),
            "product not in the catalogue",
        ),
        (
            "session_state",
            session(
                r#"{"session_id": 1, "created_at": "2026-11-21T09:00:00Z"}"#,
                None,
            ),
            "",
        ),
        (
            "session_state",
            session(
                r#"{"more": {}, "session_id": "0af3", "created_at": "2026-11-21T09:00:00Z"}"#,
                Some("0af3"),
            ),
            "",
        ),
        (
            "failure_attribution",
            step("rewrite-repair-1\n", "rewrite_repair"),
            "odd failure step",
        ),
        (
            "failure_attribution",
            step("rewrite-evaluate-٣", "rewrite_evaluate"),
            "odd failure step",
        ),
        (
            "failure_attribution",
            step("rewrite-repair-1", "rewrite_repair"),
            "",
        ),
        (
            "failure_attribution",
            step("entity-detection\n", "unknown"),
            "",
        ),
        (
            "lifecycle",
            lifecycle(
                ("safe-synthesizer", "0.1.16"),
                &json!({"mode": "background", "server": [404], "op": "stop"}),
                &json!({"requests": [1], "dlq": 0}),
            ),
            "upstream loss",
        ),
        (
            "lifecycle",
            lifecycle(
                ("guardrails", "0.24.1"),
                &json!({"server_status": 302, "Location": true}),
                &json!({"requests": [["POST", 1365], ["GET", 0]]}),
            ),
            "upstream loss",
        ),
        ("transport", transport(401, 3), "upstream loss"),
        ("transport", transport(429, 0), "upstream loss"),
        ("transport", transport(200, 0), ""),
    ]
}

/// Writes captures that nobody recorded into a folder. Returns what has to become of each; of what
/// upstream never did there is nothing.
fn write_made_up(folder: &Path) -> anyhow::Result<BTreeMap<String, &'static str>> {
    let root = native::root()?.join("tests/tests/captures/raw");
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    let mut expected: BTreeMap<String, &'static str> = BTreeMap::new();
    for (place, (file, mut capture, verdict)) in made_up().into_iter().enumerate() {
        let case = format!("made-up/{place}");
        capture["case"] = case.clone().into();
        let product = capture["product"].as_str().context("expected a product")?;
        let path = format!("{product}/{file}.jsonl");
        *lines.entry(path).or_default() += &format!("{capture}\n");
        expected.insert(format!("{product}/{file}: {case}"), verdict);
    }
    // What Python takes and JSON has no word for stands in the text of a line.
    let raw = fs::read_to_string(root.join("guardrails/events-0.24.1.jsonl"))?;
    let minimal = raw.lines().next().context("expected a capture")?;
    let (given, default) = (r#""session_id":"2b8e"#, r#""platform":"unknown""#);
    ensure!(
        minimal.contains(given) && minimal.contains(default),
        "expected the least of Guardrails' events, found {minimal}"
    );
    let half = minimal
        .replace(given, &format!(r#""platform":"a\ud800b",{given}"#))
        .replace(default, r#""platform":"a\ud800b""#)
        .replace("gr-0.24.1/minimal", "gr-0.24.1/half");
    // By its wire name alone Safe Synthesizer does not read a field.
    let wire = json!({"case": "nss-0.1.16/wire", "product": "safe-synthesizer", "upstream_version": "0.1.16", "kind": "event",
        "category": "alias", "accepted": false, "errors": [{"loc": ["task_status"], "type": "missing"}],
        "input": {"event": "train_and_generation_event", "fields": {"task": "run", "taskStatus": "completed"},
            "client_version": "1.2.3", "session_id": "sess-0001", "cpu_architecture": "x86_64",
            "clock": {"enqueued": "2026-11-21T10:00:00.123456Z", "sent": "2026-11-21T10:00:01.999999Z"}}});
    let sibling = fs::read_to_string(root.join("safe-synthesizer/events-0.1.16.jsonl.1"))?;
    let sibling = sibling.lines().next().context("expected a capture")?;
    lines.insert("guardrails/events.jsonl".into(), half);
    lines.insert("safe-synthesizer/events.jsonl".into(), wire.to_string());
    lines.insert("safe-synthesizer/events.jsonl.1".into(), sibling.into());
    expected.insert("guardrails/events: gr-0.24.1/half".into(), "lone surrogate");
    expected.insert(
        "safe-synthesizer/events: nss-0.1.16/wire".into(),
        "wire name as input",
    );
    expected.insert("safe-synthesizer/events: nss-0.1.16/minimal".into(), "");
    // A wrong account of upstream is found out: it never sent that.
    let lie = json!({"case": "made-up/lie", "product": "safe-synthesizer", "upstream_version": "0.1.16", "kind": "env",
        "accepted": true, "input": {"env": {"NEMO_TELEMETRY_ENABLED": "true"}}, "output": {"enabled": false}});
    lines.insert("safe-synthesizer/lie.jsonl".into(), lie.to_string());
    for (path, text) in lines {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("expected a folder")?)?;
        fs::write(path, text)?;
    }
    Ok(expected)
}

/// Vectors of captures that nobody recorded, in a folder of this name.
pub(crate) fn made_up_vectors(name: &str) -> anyhow::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    write_made_up(&folder.join("captures"))?;
    // Of no class, and not what upstream did.
    fs::remove_file(folder.join("captures/safe-synthesizer/lie.jsonl"))?;
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let vectors = folder.join("vectors");
    captures::judge(&mut subject, &folder.join("captures"), &vectors)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(vectors)? {
        let path = entry?.path();
        files.extend(path.is_file().then_some(path));
    }
    files.sort();
    Ok(files)
}

#[test]
fn what_nobody_recorded_is_judged_too() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made-up");
    let _ = fs::remove_dir_all(&folder);
    let mut expected = write_made_up(&folder.join("captures"))?;
    let mut subject = ComponentSubject::new(Component::embedded()?)?;
    let mut wrong = Vec::new();
    for (case, fate) in captures::judge(
        &mut subject,
        &folder.join("captures"),
        &folder.join("vectors"),
    )? {
        let expected = expected.remove(&case);
        match (&fate, expected) {
            (Fate::Matched(found), Some(expected)) if found.unwrap_or_default() == expected => {}
            (Fate::Nothing(found), Some(expected)) if *found == expected => {}
            (Fate::Unmatched(_), None) if case.ends_with("lie") => {}
            _ => wrong.push(format!("{case}: expected {expected:?}, found {fate:?}")),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    ensure!(expected.is_empty(), "these were not judged: {expected:?}");
    Ok(())
}
