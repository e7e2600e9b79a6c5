//! What a program does because of its telemetry, as the system sees it: nothing, while telemetry is
//! off.
//!
//! `strace` lists every call that has to do with a file, a socket or a thread. What the same
//! program does without telemetry is taken off.

#![cfg(target_os = "linux")]

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use nemo_telemetry_testkit::collector::{Collector, Options};

/// An administrator's no, and a person's.
const POLICY: &str = "consent = \"disabled\"\n";
const NO: &str = "[telemetry]\nconsent = \"disabled\"\n";

/// A person's home in this test alone, a collector, and the calls of the same program without
/// telemetry.
struct Watch {
    home: PathBuf,
    collector: Collector,
    usual: Vec<String>,
}

/// What a program did beyond its usual.
struct Seen {
    calls: Vec<String>,
    printed: String,
}

/// Says it where a test that passes is heard, too.
fn not_run(why: fmt::Arguments<'_>) -> Option<Watch> {
    let _ = writeln!(io::stderr(), "not run: {why}");
    None
}

impl Watch {
    /// None where another process cannot be watched, which is said.
    fn new(name: &str) -> Option<Self> {
        match Command::new("strace")
            .args(["-qq", "-o", "/dev/null", "true"])
            .output()
        {
            Ok(output) if output.status.success() => {}
            // `.ci/run` makes sure that neither is so there.
            Ok(output) => {
                return not_run(format_args!(
                    "this machine forbids ptrace: {}",
                    String::from_utf8_lossy(&output.stderr).trim()
                ));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return not_run(format_args!(
                    "there is no strace: install the package of that name, such as with `apt-get install strace`"
                ));
            }
            Err(error) => panic!("failed to start strace: {error}"),
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("nothing-before")
            .join(name);
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let collector = Collector::bind(([127, 0, 0, 1], 0).into(), Options::default()).unwrap();
        let mut watch = Self {
            home,
            collector,
            usual: Vec::new(),
        };
        watch.usual = watch.calls(&[], &[]).calls;
        Some(watch)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.home.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the program with telemetry of a product.
    fn run(&self, product: &str, variables: &[(&str, &str)]) -> Seen {
        let (url, machine) = (self.collector.url(), self.home.join("machine"));
        let mut seen = self.calls(&[product, &url, machine.to_str().unwrap()], variables);
        let mut usual = self.usual.clone();
        seen.calls.retain(|call| {
            usual
                .iter()
                .position(|known| known == call)
                .map(|place| usual.remove(place))
                .is_none()
        });
        seen
    }

    fn calls(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Seen {
        let list = self.home.with_extension("strace");
        let output = Command::new("strace")
            .args([
                "-f",
                "-qq",
                "-s",
                "4096",
                "-e",
                "trace=%file,%network,clone,clone3,fork,vfork",
                "-e",
                "signal=none",
                "-o",
            ])
            .arg(&list)
            .arg(env!("CARGO_BIN_EXE_watched"))
            .args(arguments)
            .env_clear()
            .env("HOME", &self.home)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let calls = fs::read_to_string(list).unwrap();
        // A number of the process or thread stands first.
        let calls = calls
            .lines()
            .filter_map(|line| line.split_once(' ').map(|(_, call)| call.trim_start()));
        // The standard library tries the call itself out before it uses it first.
        let is_known =
            |call: &&str| call.starts_with("execve(") || call.starts_with("statx(0, NULL");
        Seen {
            calls: calls
                .filter(|call| !is_known(call))
                .map(str::to_owned)
                .collect(),
            printed: String::from_utf8(output.stdout).unwrap(),
        }
    }

    /// What is in the home, the files of the test itself apart.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        list(&self.home, &self.home, &mut files);
        files.sort();
        files
    }
}

fn list(root: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(root, &path, files);
        } else {
            files.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
}

impl Seen {
    /// The calls of that kind: `openat`, `connect`.
    fn of<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'s String> {
        self.calls.iter().filter(move |call| {
            names
                .iter()
                .any(|name| call.starts_with(&format!("{name}(")))
        })
    }
}

const THREADS: [&str; 4] = ["clone", "clone3", "fork", "vfork"];
const SOCKETS: [&str; 2] = ["socket", "connect"];
const CHANGES: [&str; 9] = [
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "symlink",
    "creat",
];

/// The calls that make or change a file or a folder.
fn made(seen: &Seen) -> Vec<&String> {
    seen.of(&CHANGES)
        .chain(
            seen.of(&["open", "openat"])
                .filter(|call| call.contains("O_CREAT")),
        )
        .collect()
}

#[test]
fn a_kill_switch_leaves_nothing_to_be_seen() {
    let Some(watch) = Watch::new("kill-switch") else {
        return;
    };
    watch.write(
        ".config/nat/telemetry.toml",
        "[telemetry]\nconsent = \"enabled\"\nprompt_version = \"1.0\"\n",
    );
    let seen = watch.run(
        "agent-toolkit",
        &[("DO_NOT_TRACK", "1"), ("NAT_TELEMETRY_ENABLED", "1")],
    );
    assert!(seen.printed.starts_with(
        "telemetry of agent-toolkit is off: DO_NOT_TRACK=1 in the environment: delivered 0\n"
    ));
    assert_eq!(seen.calls, [""; 0]);
    assert_eq!(watch.files(), [".config/nat/telemetry.toml"]);
}

#[test]
fn a_stored_no_costs_one_look_at_its_file() {
    let Some(watch) = Watch::new("stored-no") else {
        return;
    };
    watch.write(".config/nat/telemetry.toml", NO);
    let seen = watch.run("agent-toolkit", &[]);
    assert!(
        seen.printed
            .starts_with("telemetry of agent-toolkit is off: the stored decision "),
        "{}",
        seen.printed
    );
    let path = watch.home.join(".config/nat/telemetry.toml");
    assert!(
        seen.calls
            .iter()
            .all(|call| call.contains(path.to_str().unwrap())),
        "{:#?}",
        seen.calls
    );
    let [open] = *seen.of(&["open", "openat"]).collect::<Vec<_>>() else {
        panic!("expected one open: {:#?}", seen.calls)
    };
    assert!(
        open.contains("O_RDONLY") && !open.contains("O_CREAT"),
        "{open}"
    );
    assert_eq!(watch.files(), [".config/nat/telemetry.toml"]);
}

#[test]
fn a_default_that_is_off_costs_one_look_for_a_decision() {
    let Some(watch) = Watch::new("default") else {
        return;
    };
    let seen = watch.run("agent-toolkit", &[]);
    assert!(
        seen.printed
            .starts_with("telemetry of agent-toolkit is off: the product's default: to ask first"),
        "{}",
        seen.printed
    );
    let [look] = seen.calls.as_slice() else {
        panic!("expected one call: {:#?}", seen.calls)
    };
    assert!(
        look.contains(
            watch
                .home
                .join(".config/nat/telemetry.toml")
                .to_str()
                .unwrap()
        ) && look.contains("ENOENT"),
        "{look}"
    );
    assert_eq!(watch.files(), [""; 0]);
}

#[test]
fn an_administrator_s_no_makes_no_file_and_opens_no_socket() {
    let Some(watch) = Watch::new("administrator") else {
        return;
    };
    watch.write("machine/policy.toml", POLICY);
    let seen = watch.run("agent-toolkit", &[("NAT_TELEMETRY_ENABLED", "1")]);
    assert!(
        seen.printed
            .contains(" is off: the administrator of this machine says so: delivered 0\n"),
        "{}",
        seen.printed
    );
    // The component is asked, on a thread that ends with the answer.
    assert_ne!(seen.of(&THREADS).count(), 0);
    assert_eq!(seen.of(&SOCKETS).count(), 0, "{:#?}", seen.calls);
    assert_eq!(made(&seen), Vec::<&String>::new());
    assert_eq!(watch.files(), ["machine/policy.toml"]);
}

#[test]
fn a_yes_is_seen_with_its_files_its_socket_and_its_thread() {
    let Some(watch) = Watch::new("yes") else {
        return;
    };
    let seen = watch.run("agent-toolkit", &[("NAT_TELEMETRY_ENABLED", "1")]);
    assert!(
        seen.printed.contains(" is on: ") && seen.printed.contains(": delivered 2\n"),
        "{}",
        seen.printed
    );
    assert_ne!(seen.of(&THREADS).count(), 0);
    assert_ne!(seen.of(&["socket"]).count(), 0);
    assert!(
        seen.of(&["connect"])
            .any(|call| call.contains(&format!("htons({})", watch.collector.local_addr().port())))
    );
    for part in [
        // Files are opened below the descriptor of their folder.
        ".cache/nemo-telemetry\"",
        ".cwasm",
        "state/nemo-telemetry\"",
        "\"agent-toolkit\"",
        "\"audit.jsonl\"",
    ] {
        assert!(
            made(&seen).iter().any(|call| call.contains(part)),
            "{part}: {:#?}",
            made(&seen)
        );
    }
    assert_eq!(watch.collector.received().len(), 1);
}
