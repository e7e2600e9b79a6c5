//! What every host does with files, as data: `tests/host`, run on the reference host.
//! `host/FOLDER.md` and `host/FACTS.md` describe it.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::{Duration, UNIX_EPOCH},
};

use nemo_telemetry::{
    Fact, FileFolder, FileQuery, Folder, Query, Source, facts,
    paths::{Paths, System},
    precheck::precheck,
    telemetry,
};
use nemo_telemetry_tests::host::{self, START, Time, cases};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    unix: bool,
    #[serde(default)]
    root: bool,
    #[serde(default)]
    files: BTreeMap<String, Made>,
    steps: Vec<Map<String, Value>>,
}

/// A folder at work.
struct Run {
    home: PathBuf,
    time: Time,
    folder: FileFolder,
}

impl Run {
    fn call(&mut self, operation: &str, arguments: &[Value]) -> Value {
        let text = |place: usize| arguments[place].as_str().unwrap();
        let number = |place: usize| u32::try_from(arguments[place].as_u64().unwrap()).unwrap();
        let folder = &mut self.folder;
        match operation {
            "entries" => {
                let listing = self.folder.entries();
                let mut lines: Vec<_> = listing.lines().map(|line| self.with_age(line)).collect();
                lines.sort();
                json!(lines)
            }
            "stat" => folder.stat(text(0)).map_or(Value::Null, |entry| {
                let touched = u64::try_from(entry.touched.as_millis()).unwrap();
                match touched {
                    0 => json!({"bytes": entry.bytes, "touchedMs": 0}),
                    _ => json!({"bytes": entry.bytes, "ageMs": self.now() - touched}),
                }
            }),
            "read" => folder.read(text(0), number(1), number(2)).into(),
            "create" => folder.create(text(0), text(1)).into(),
            "append" => folder.append(text(0), text(1)).into(),
            "write" => folder.write(text(0), text(1)).into(),
            "rename" => folder.rename(text(0), text(1)).into(),
            "touch" => folder.touch(text(0)).into(),
            "remove" => folder.remove(text(0)).into(),
            _ => panic!("unknown operation {operation}"),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(START.as_millis()).unwrap() + self.time.0.load(Ordering::Relaxed)
    }

    /// A line of a listing, with the age of the file in place of its time.
    fn with_age(&self, line: &str) -> String {
        let words: Vec<_> = line.split(' ').collect();
        let [name, bytes, touched] = words.as_slice() else {
            panic!("expected three words, found {line:?}")
        };
        format!(
            "{name} {bytes} {}",
            self.now() - touched.parse::<u64>().unwrap()
        )
    }

    /// Every regular file below the home, without links.
    fn files(&self, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                self.files(&path, files);
            } else if kind.is_file() {
                let name = path
                    .strip_prefix(&self.home)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Value {
    use std::os::unix::fs::PermissionsExt as _;

    fs::symlink_metadata(path).map_or(Value::Null, |data| {
        format!("{:o}", data.permissions().mode() & 0o777).into()
    })
}

#[cfg(not(unix))]
fn mode(path: &Path) -> Value {
    fs::symlink_metadata(path).map_or(Value::Null, |_| "".into())
}

fn check(case: &Case, home: &Path) {
    fs::create_dir_all(home).unwrap();
    for (name, made) in &case.files {
        make(home, name, made);
    }
    let paths = Paths {
        config: Some(home.join("config")),
        state: Some(home.join("state")),
        cache: None,
        machine: None,
    };
    let time = Time::default();
    let folder = FileFolder::new(&paths, "guardrails", Box::new(time.clone()));
    let mut run = Run {
        home: home.into(),
        time,
        folder,
    };
    for (number, step) in (1..).zip(&case.steps) {
        let place = format!("{}: step {number}", case.name);
        let (action, argument) = step.iter().find(|(key, _)| *key != "expect").unwrap();
        match action.as_str() {
            "advance" => drop(
                run.time
                    .0
                    .fetch_add(argument.as_u64().unwrap(), Ordering::Relaxed),
            ),
            "files" => {
                let mut files = BTreeMap::new();
                run.files(home, &mut files);
                files.retain(|name, _| {
                    !case.files.contains_key(name) || argument.get(name).is_some()
                });
                assert_eq!(json!(files), *argument, "{place}");
            }
            "modes" => {
                for (path, expected) in argument.as_object().unwrap() {
                    assert_eq!(mode(&home.join(path)), *expected, "{place}: {path}");
                }
            }
            operation => {
                let found = run.call(operation, argument.as_array().unwrap());
                let mut expected = step["expect"].clone();
                if let Some(repeat) = expected.get("repeat") {
                    let (text, times): (String, usize) =
                        serde_json::from_value(repeat.clone()).unwrap();
                    expected = text.repeat(times).into();
                }
                assert!(
                    found == expected,
                    "{place}: expected {expected}, found {found}"
                );
            }
        }
    }
}

#[test]
fn the_folder_passes_every_case() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("folder");
    let _ = fs::remove_dir_all(&root);
    let mut cases = cases::<Case>("folder.json");
    cases.extend(host::cases("folder-owners.json"));
    assert!(!cases.is_empty());
    let can_run = |case: &&Case| (cfg!(unix) || !case.unix) && (is_root() || !case.root);
    let (here, elsewhere): (Vec<_>, Vec<_>) = cases.iter().partition(can_run);
    here.iter()
        .for_each(|case| check(case, &root.join(&case.name)));
    println!(
        "folder: {} cases ran, {} are for another system or user",
        here.len(),
        elsewhere.len()
    );
}

/// Only root can make files of other users.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;

    // What this process has made is its user's.
    fs::metadata(env!("CARGO_TARGET_TMPDIR")).unwrap().uid() == 0
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
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

#[test]
fn the_folders_are_those_of_the_data() {
    let places = cases::<Place>("paths.json");
    assert!(!places.is_empty());
    for Place {
        name,
        system,
        variables,
        expect,
    } in &places
    {
        let system = if system == "windows" {
            System::Windows
        } else {
            System::Unix
        };
        let found = Paths::find(system, |variable| {
            variables.get(variable).map(OsString::from)
        });
        let Expected {
            config,
            state,
            cache,
            machine,
        } = expect.clone();
        let expected = Paths {
            config,
            state,
            cache,
            machine,
        };
        assert_eq!(found, expected, "{name}");
    }
    println!("paths: {} cases ran", places.len());
}

#[test]
fn the_pre_check_says_what_the_data_says() {
    let starts = cases::<Start>("precheck.json");
    assert!(!starts.is_empty());
    for Start {
        name,
        product,
        variables,
        call,
        host,
        file,
        expect,
    } in &starts
    {
        let look = |query: &Query| match query {
            Query::Variable(name) => variables.get(name).cloned(),
            Query::Call(name) => call.get(name).cloned(),
            Query::Host(name) => host.get(name).cloned(),
            Query::File(_) => file.clone(),
        };
        let said = if precheck(product, &look).is_some() {
            Said::Off
        } else {
            Said::Load
        };
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
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Made {
    text: Option<String>,
    hex: Option<String>,
    repeat: Option<(String, usize)>,
    #[serde(default)]
    folder: bool,
    link: Option<String>,
    #[serde(default)]
    unreadable: bool,
    mode: Option<String>,
    /// Of another user.
    owner: Option<u32>,
    #[serde(default)]
    age_ms: u64,
}

/// Makes a file, a folder or a link. False: what is to be unreadable is readable all the same.
#[cfg(unix)]
fn make(home: &Path, name: &str, made: &Made) -> bool {
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match made {
        Made { folder: true, .. } => fs::create_dir_all(&path).unwrap(),
        Made { link: Some(to), .. } => symlink(home.join(to), &path).unwrap(),
        Made {
            hex: Some(text), ..
        } => fs::write(&path, unhex(text)).unwrap(),
        Made {
            repeat: Some((text, times)),
            ..
        } => fs::write(&path, text.repeat(*times)).unwrap(),
        Made { text, .. } => fs::write(&path, text.as_deref().unwrap()).unwrap(),
    }
    if made.link.is_none() {
        let time = UNIX_EPOCH + START - Duration::from_millis(made.age_ms);
        fs::File::open(&path).unwrap().set_modified(time).unwrap();
    }
    if let Some(mode) = &made.mode {
        fs::set_permissions(
            &path,
            fs::Permissions::from_mode(u32::from_str_radix(mode, 8).unwrap()),
        )
        .unwrap();
    }
    if let Some(owner) = made.owner {
        chown(&path, Some(owner), None).unwrap();
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
    for Look {
        name,
        query,
        variables,
        files,
        expect,
    } in &looks
    {
        let home = root.join(name);
        fs::create_dir_all(&home).unwrap();
        if !files.iter().all(|(file, made)| make(&home, file, made)) {
            skipped += 1;
            continue;
        }
        let named: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| {
                (
                    name.clone(),
                    value.replace("{home}", home.to_str().unwrap()),
                )
            })
            .collect();
        let options = telemetry::Options {
            paths: Paths {
                config: Some(home.join("config")),
                state: None,
                cache: None,
                machine: None,
            },
            variable: Box::new(move |name| named.get(name).map(OsString::from)),
            host: Box::new(|_| None),
            ..telemetry::Options::default()
        };
        let (variable, path) = query
            .split_once(':')
            .map_or((None, query.as_str()), |(name, path)| {
                (Some(name.into()), path)
            });
        let found = facts::look(
            &Query::File(FileQuery {
                path: path.into(),
                variable,
            }),
            &options,
        );
        let expected = expect.as_ref().map(
            |Held {
                 name,
                 value,
                 repeat,
             }| {
                let repeated = || repeat.as_ref().map(|(text, times)| text.repeat(*times));
                Fact {
                    source: Source::File,
                    name: name.clone(),
                    value: value.clone().or_else(repeated).unwrap(),
                }
            },
        );
        assert_eq!(found, expected, "{name}");
        ran += 1;
    }
    assert!(ran > 0);
    println!("facts: {ran} cases ran, {skipped} skipped because this user may read every file");
}
