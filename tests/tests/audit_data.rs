//! What every host does with the files of the audit log, as data: `tests/host/audit.json`, run on the reference host. `host/AUDIT.md`
//! describes the scenarios.

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
    Audit, Clock as _,
    audit::{FileAudit, LIMIT, Options},
};
use nemo_telemetry_tests::host::{Time, cases};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    limit: Option<u64>,
    #[serde(default)]
    files: BTreeMap<String, Entry>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    File(Text),
    Folder(Folder),
    Link(Link),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Text {
    text: String,
    #[serde(default)]
    age_ms: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    #[serde(rename = "folder")]
    _is_one: bool,
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    link: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Step {
    Append(Append),
    World(World),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Append {
    by: String,
    append: String,
    expect: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum World {
    Advance(u64),
    Put(BTreeMap<String, Option<Entry>>),
    Files(BTreeMap<String, String>),
    Modes(BTreeMap<String, String>),
    Warnings(BTreeMap<String, u64>),
}

struct Run {
    /// Holds `state` and `config`.
    home: PathBuf,
    limit: u64,
    time: Time,
    processes: BTreeMap<String, FileAudit>,
    warnings: BTreeMap<String, Arc<AtomicU64>>,
}

impl Run {
    fn process(&mut self, name: &str) -> &mut FileAudit {
        let warnings = Arc::clone(self.warnings.entry(name.into()).or_default());
        let on_warning = move |_: &str| {
            warnings.fetch_add(1, Ordering::Relaxed);
        };
        let options = Options { limit: self.limit, clock: Box::new(self.time.clone()), on_warning: Box::new(on_warning) };
        let (state, config) = (self.home.join("state"), self.home.join("config"));
        let process = || FileAudit::new(Some(&state), Some(&config), "guardrails", options);
        self.processes.entry(name.into()).or_insert_with(process)
    }

    fn step(&mut self, step: &Step, place: &str) {
        match step {
            Step::Append(Append { by, append, expect }) => assert_eq!(self.process(by).append(append), *expect, "{place}"),
            Step::World(World::Advance(ms)) => drop(self.time.0.fetch_add(*ms, Ordering::Relaxed)),
            Step::World(World::Put(entries)) => entries.iter().for_each(|(path, entry)| match entry {
                Some(entry) => self.put(path, entry),
                None => fs::remove_file(self.home.join(path)).unwrap(),
            }),
            Step::World(World::Files(expected)) => {
                let mut found = BTreeMap::new();
                files(&self.home, &self.home, &mut found);
                assert_eq!(found, *expected, "{place}");
            }
            Step::World(World::Modes(expected)) => expected.iter().for_each(|(path, mode)| self.compare_mode(path, mode, place)),
            Step::World(World::Warnings(expected)) => expected.iter().for_each(|(name, expected)| {
                let found = self.warnings.get(name).map_or(0, |count| count.load(Ordering::Relaxed));
                assert_eq!(found, *expected, "{place}: {name}");
            }),
        }
    }

    fn put(&self, path: &str, entry: &Entry) {
        let path = self.home.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match entry {
            Entry::File(Text { text, age_ms }) => {
                fs::write(&path, text).unwrap();
                let now = i64::try_from(self.time.clone().wall().as_millis()).unwrap();
                let time = UNIX_EPOCH + Duration::from_millis((now - age_ms).try_into().unwrap());
                fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
            }
            Entry::Folder(Folder { mode, .. }) => {
                fs::create_dir_all(&path).unwrap();
                mode.iter().for_each(|mode| set_mode(&path, mode));
            }
            Entry::Link(Link { link }) => make_link(&self.home.join(link), &path),
        }
    }

    #[cfg(unix)]
    fn compare_mode(&self, path: &str, expected: &str, place: &str) {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = fs::symlink_metadata(self.home.join(path)).unwrap().permissions().mode();
        assert_eq!(format!("{:04o}", mode & 0o7777), expected, "{place}: {path}");
    }

    #[cfg(not(unix))]
    fn compare_mode(&self, path: &str, _: &str, place: &str) {
        assert!(self.home.join(path).exists(), "{place}: {path}");
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: &str) {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(u32::from_str_radix(mode, 8).unwrap())).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: &str) {}

#[cfg(unix)]
fn make_link(to: &Path, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[cfg(windows)]
fn make_link(to: &Path, at: &Path) {
    use std::os::windows::fs::{symlink_dir, symlink_file};

    if to.is_dir() { symlink_dir(to, at) } else { symlink_file(to, at) }.unwrap();
}

/// Regular files below a folder by their paths from the root, links not followed.
fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let data = fs::symlink_metadata(&path).unwrap();
        if data.is_dir() {
            files(root, &path, found);
        } else if data.is_file() {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn the_audit_log_passes_every_scenario() {
    let scenarios = cases::<Scenario>("audit.json");
    assert!(!scenarios.is_empty());
    for Scenario { name, limit, files, steps } in &scenarios {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit").join(name);
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let time = Time::default();
        let (processes, warnings) = (BTreeMap::new(), BTreeMap::new());
        let mut run = Run { home, limit: limit.unwrap_or(LIMIT), time, processes, warnings };
        // Links last: what they name is there then.
        let (links, others): (Vec<_>, Vec<_>) = files.iter().partition(|(_, entry)| matches!(entry, Entry::Link(_)));
        others.into_iter().chain(links).for_each(|(path, entry)| run.put(path, entry));
        for (number, step) in (1..).zip(steps) {
            run.step(step, &format!("{name}: step {number}"));
        }
    }
    println!("audit: {} scenarios ran", scenarios.len());
}
