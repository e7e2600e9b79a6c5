//! What every host does with files, as data: `tests/host`, run on the reference host. `host/OUTBOX.md` describes the scenarios.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use nemo_telemetry::{
    Fact, Outbox, Query, Source, facts,
    outbox::{FileOutbox, Folder, Limits, Options},
    paths::{Paths, System},
    precheck::precheck,
    telemetry,
};
use nemo_telemetry_tests::host::{START, Time, cases};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    limits: Option<Bounds>,
    #[serde(default)]
    files: BTreeMap<String, Found>,
    steps: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Bounds {
    bytes: u64,
    segments: usize,
    age_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Found {
    #[serde(default)]
    text: String,
    hex: Option<String>,
    age_ms: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
    system: String,
    variables: BTreeMap<String, String>,
    expect: Expected,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    config: Option<PathBuf>,
    state: Option<PathBuf>,
    cache: Option<PathBuf>,
    machine: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    name: String,
    product: String,
    variables: BTreeMap<String, String>,
    call: BTreeMap<String, String>,
    #[serde(default)]
    host: BTreeMap<String, String>,
    file: Option<String>,
    expect: Said,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Said {
    Off,
    Load,
}

#[derive(Default)]
struct Run {
    state: PathBuf,
    time: Time,
    limits: Limits,
    processes: BTreeMap<String, FileOutbox>,
    warnings: BTreeMap<String, Arc<AtomicU64>>,
    claimed: BTreeMap<String, u32>,
}

impl Run {
    fn folder(&self) -> Folder {
        Folder::new(&self.state, "agent-toolkit")
    }

    fn process(&mut self, name: &str) -> &mut FileOutbox {
        let warnings = Arc::clone(self.warnings.entry(name.into()).or_default());
        let on_warning = move |_: &str| {
            warnings.fetch_add(1, Ordering::Relaxed);
        };
        let options = || Options {
            limits: self.limits,
            clock: Box::new(self.time.clone()),
            token: name.repeat(16),
            on_warning: Box::new(on_warning),
        };
        let process = || FileOutbox::new(&self.state, "agent-toolkit", options());
        self.processes.entry(name.into()).or_insert_with(process)
    }

    /// Does what a step of a process says; the answer as JSON, null for none.
    fn call(&mut self, by: &str, action: &str, argument: &Value) -> Value {
        let text = argument.as_str().unwrap_or_default();
        let claimed = self.claimed.get(by).copied().unwrap_or(0);
        match action {
            "append" => return self.process(by).append(text).into(),
            "replace" => return self.process(by).replace(text).into(),
            "renew" => return self.process(by).renew().into(),
            "claim" => {
                let segment = self.process(by).claim(argument.as_u64().unwrap().try_into().unwrap());
                self.claimed.extend(segment.as_ref().map(|segment| (by.into(), segment.id)));
                return segment.map(|segment| segment.lines).into();
            }
            "release" => self.process(by).release(claimed),
            "discard" => self.process(by).discard(claimed),
            "end" => drop(self.processes.remove(by)),
            "kill" => std::mem::forget(self.processes.remove(by)),
            "clear" => drop(self.folder().clear().unwrap()),
            _ => panic!("unknown action {action}"),
        }
        Value::Null
    }

    /// Does what a step of the world says, or compares.
    fn look(&mut self, action: &str, argument: &Value, place: &str) {
        match action {
            "advance" => {
                self.time.0.fetch_add(argument.as_u64().unwrap(), Ordering::Relaxed);
            }
            "files" => assert_eq!(json!(self.files()), *argument, "{place}"),
            "warnings" => {
                for (name, expected) in argument.as_object().unwrap() {
                    let found = self.warnings.get(name).map_or(0, |count| count.load(Ordering::Relaxed));
                    assert_eq!(json!(found), *expected, "{place}: {name}");
                }
            }
            _ => panic!("unknown action {action}"),
        }
    }

    fn files(&self) -> Option<BTreeMap<String, String>> {
        let folder = self.folder();
        let entries = fs::read_dir(folder.path()).ok()?;
        let file = |path: PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        };
        Some(entries.map(|entry| file(entry.unwrap().path())).collect())
    }

    fn leave(&self, files: &BTreeMap<String, Found>) {
        for (name, Found { text, hex, age_ms }) in files {
            let bytes = hex.as_ref().map_or_else(|| text.clone().into_bytes(), |hex| unhex(hex));
            let path = self.folder().path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            let start = i64::try_from(START.as_millis()).unwrap();
            let time = UNIX_EPOCH + Duration::from_millis((start - age_ms).try_into().unwrap());
            fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn run(scenario: &Scenario, state: &Path) {
    let limits = scenario.limits.as_ref().map_or_else(Limits::default, |Bounds { bytes, segments, age_ms }| Limits {
        bytes: *bytes,
        segments: *segments,
        age: Duration::from_millis(*age_ms),
    });
    let mut run = Run { state: state.into(), limits, ..Run::default() };
    run.leave(&scenario.files);
    for (number, step) in (1..).zip(&scenario.steps) {
        let place = format!("{}: step {number}", scenario.name);
        let mut actions = step.iter().filter(|(key, _)| !matches!(key.as_str(), "by" | "expect"));
        let (Some((action, argument)), None) = (actions.next(), actions.next()) else { panic!("{place}: expected one action") };
        match step.get("by").map(|by| by.as_str().unwrap()) {
            Some(by) => assert_eq!(run.call(by, action, argument), step.get("expect").cloned().unwrap_or_default(), "{place}"),
            None => run.look(action, argument, &place),
        }
    }
    run.processes.into_values().for_each(std::mem::forget);
}

#[test]
fn the_outbox_passes_every_scenario() {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios");
    let _ = fs::remove_dir_all(&state);
    let scenarios = cases::<Scenario>("outbox.json");
    assert!(!scenarios.is_empty());
    scenarios.iter().for_each(|scenario| run(scenario, &state.join(&scenario.name)));
    println!("outbox: {} scenarios ran", scenarios.len());
}

#[test]
fn the_folders_are_those_of_the_data() {
    let places = cases::<Place>("paths.json");
    assert!(!places.is_empty());
    for Place { name, system, variables, expect } in &places {
        let system = if system == "windows" { System::Windows } else { System::Unix };
        let found = Paths::find(system, |variable| variables.get(variable).cloned());
        let Expected { config, state, cache, machine } = expect.clone();
        let expected = Paths { config, state, cache, machine };
        assert_eq!(found, expected, "{name}");
    }
    println!("paths: {} cases ran", places.len());
}

#[test]
fn the_pre_check_says_what_the_data_says() {
    let starts = cases::<Start>("precheck.json");
    assert!(!starts.is_empty());
    for Start { name, product, variables, call, host, file, expect } in &starts {
        let look = |query: &Query| match query.source {
            Source::Variable => variables.get(&query.name).cloned(),
            Source::Call => call.get(&query.name).cloned(),
            Source::Host => host.get(&query.name).cloned(),
            Source::File => file.clone(),
        };
        let said = if precheck(product, &look).is_some() { Said::Off } else { Said::Load };
        assert_eq!(said, *expect, "{name}");
    }
    println!("pre-check: {} cases ran", starts.len());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    name: String,
    query: String,
    variables: BTreeMap<String, String>,
    files: BTreeMap<String, Made>,
    expect: Option<Held>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    name: String,
    value: Option<String>,
    repeat: Option<(String, usize)>,
}

/// What is made in a new folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    text: Option<String>,
    hex: Option<String>,
    repeat: Option<(String, usize)>,
    #[serde(default)]
    folder: bool,
    link: Option<String>,
    #[serde(default)]
    unreadable: bool,
}

/// Makes a file, a folder or a link. False: what is to be unreadable is readable all the same.
#[cfg(unix)]
fn make(home: &Path, name: &str, made: &Made) -> bool {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match made {
        Made { folder: true, .. } => fs::create_dir_all(&path).unwrap(),
        Made { link: Some(to), .. } => symlink(home.join(to), &path).unwrap(),
        Made { hex: Some(text), .. } => fs::write(&path, unhex(text)).unwrap(),
        Made { repeat: Some((text, times)), .. } => fs::write(&path, text.repeat(*times)).unwrap(),
        Made { text, .. } => fs::write(&path, text.as_deref().unwrap()).unwrap(),
    }
    if made.unreadable {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    }
    !made.unreadable || fs::read(&path).is_err()
}

#[cfg(unix)]
#[test]
fn files_are_found_as_the_data_says() {
    let looks = cases::<Look>("facts.json");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("facts");
    let _ = fs::remove_dir_all(&root);
    let (mut ran, mut skipped) = (0, 0);
    for Look { name, query, variables, files, expect } in &looks {
        let home = root.join(name);
        fs::create_dir_all(&home).unwrap();
        if !files.iter().all(|(file, made)| make(&home, file, made)) {
            skipped += 1;
            continue;
        }
        let named: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| (name.clone(), value.replace("{home}", home.to_str().unwrap()))).collect();
        let options = telemetry::Options {
            paths: Paths { config: Some(home.join("config")), state: None, cache: None, machine: None },
            variable: Box::new(move |name| named.get(name).cloned()),
            host: Box::new(|_| None),
            ..telemetry::Options::default()
        };
        let found = facts::look(&Query { source: Source::File, name: query.clone() }, &options);
        let expected = expect.as_ref().map(|Held { name, value, repeat }| {
            let repeated = || repeat.as_ref().map(|(text, times)| text.repeat(*times));
            Fact { source: Source::File, name: name.clone(), value: value.clone().or_else(repeated).unwrap() }
        });
        assert_eq!(found, expected, "{name}");
        ran += 1;
    }
    assert!(ran > 0);
    println!("facts: {ran} cases ran, {skipped} skipped because this user may read every file");
}
