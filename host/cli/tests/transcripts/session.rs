//! One session: a folder, an environment, collectors, and the commands of a file.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use nemo_telemetry_testkit::collector::{Collector, Options, Respond};
use regex::Regex;
use tryfn::{Case, Data, Harness};

/// Collectors that a session may name as a variable, and how they answer.
const COLLECTORS: [(&str, Respond); 5] = [
    ("COLLECTOR", Respond::Status(200, None)),
    ("REFUSING", Respond::Status(400, None)),
    ("BUSY", Respond::Status(503, None)),
    ("NARROW", Respond::Status(413, None)),
    ("SILENT", Respond::Silence),
];

/// Nobody listens there: the port is reserved and takes a privilege to open.
const NOBODY: (&str, &str) = ("NOBODY", "http://127.0.0.1:1/v1.1/events/json");

/// The session that looks at the cache of the compiled component, and so has one of its own.
const LOOKS_AT_CACHE: &str = "consent";

/// What else is never the same. Sizes of requests depend on the name of the processor.
const REDACTIONS: [(&str, &str); 8] = [
    (r"\b[0-9a-f]{64}\b", "[HASH]"),
    (r"\b[0-9a-f]{32}\b", "[SESSION]"),
    (r"(127\.0\.0\.1):[0-9]{4,5}", "$1:[PORT]"),
    (
        r"\b20(?:2[1-9]|[3-9][0-9])-[-0-9]+T[:0-9]+(?:\.[0-9]{3})?Z",
        "[NOW]",
    ),
    (r"\bbody [0-9a-f]{12}\b", "body [HASH]"),
    (r"((?:request|answer)  +)[0-9a-f]{12}\b", "$1[HASH]"),
    (
        r"((?:with|events?,|size|json,?|audit) +)[0-9]+ bytes",
        "$1[SIZE] bytes",
    ),
    (r"(content-length: )[0-9]+", "$1[SIZE]"),
];

pub(crate) fn test_all() -> ! {
    Harness::new(folder(), setup, run).select(["/*.txt"]).test()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

fn setup(file: PathBuf) -> Case {
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    // Raw: every byte counts, and nothing in a message is taken for a wildcard.
    let expected = Data::read_from(&file, None).raw();
    Case {
        name,
        fixture: file,
        expected,
    }
}

/// The file as it would be if everything in it were as it is now.
fn run(file: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let text = fs::read_to_string(file)?;
    let session = Session::new(file.file_stem().unwrap_or_default().as_ref())?;
    let mut shown: String = text
        .lines()
        .take_while(|line| !line.starts_with("$ "))
        .map(|line| format!("{line}\n"))
        .collect();
    let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
    for (number, command) in commands.enumerate() {
        shown += if number > 0 { "\n" } else { "" };
        shown += &session.show(command)?;
    }
    Ok(shown)
}

struct Session {
    folder: PathBuf,
    cache: PathBuf,
    collectors: Vec<(&'static str, Collector)>,
}

impl Session {
    fn new(name: &Path) -> io::Result<Self> {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = temporary.join("transcripts").join(name);
        let cache = if name == Path::new(LOOKS_AT_CACHE) {
            folder.join(".cache")
        } else {
            temporary.join("cache")
        };
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(self::folder().join("files"))? {
            let entry = entry?;
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        let bind = |(name, respond)| {
            let options = Options {
                respond,
                ..Options::default()
            };
            Ok((name, Collector::bind(([127, 0, 0, 1], 0).into(), options)?))
        };
        let collectors = COLLECTORS
            .into_iter()
            .map(bind)
            .collect::<io::Result<_>>()?;
        Ok(Self {
            folder,
            cache,
            collectors,
        })
    }

    fn show(&self, command: &str) -> io::Result<String> {
        let programs = Path::new(env!("CARGO_BIN_EXE_nemo-telemetry"))
            .parent()
            .unwrap_or(Path::new("."));
        // A command that hangs must not hang the tests.
        let output = Command::new("timeout")
            .args(["60", "sh", "-c", command])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .env("HOME", &self.folder)
            .env("XDG_CACHE_HOME", &self.cache)
            .envs(
                self.collectors
                    .iter()
                    .map(|(name, collector)| (name, collector.url())),
            )
            .envs([NOBODY])
            .output()?;
        let mut shown = format!("$ {command}\n");
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                shown += &format!(
                    "--- {name}\n{}",
                    self.redact(&String::from_utf8_lossy(bytes))
                );
            }
        }
        let code = output
            .status
            .code()
            .map_or_else(|| output.status.to_string(), |code| code.to_string());
        Ok(format!("{shown}--- exit {code}\n"))
    }

    /// Text with names in place of what differs from run to run or from machine to machine.
    fn redact(&self, text: &str) -> String {
        let mut text = text.replace(&self.folder.display().to_string(), "[FOLDER]");
        text = text.replace(&self.cache.display().to_string(), "[CACHE]");
        for (name, collector) in &self.collectors {
            text = text.replace(&collector.local_addr().to_string(), &format!("[{name}]"));
        }
        text = text.replace(std::env::consts::ARCH, "[CPU]");
        let text = REDACTIONS.iter().fold(text, |text, (pattern, name)| {
            let pattern = Regex::new(pattern).expect("a pattern of this file");
            pattern.replace_all(&text, *name).into_owned()
        });
        text.split_inclusive('\n').map(without_chance).collect()
    }
}

/// A line without what chance decides: whether an attempt was under way at the end, which it always
/// is where nobody answers.
fn without_chance(line: &str) -> String {
    match line.split_once("; unsure ") {
        Some((before, _)) if !line.contains("[SILENT]") => format!("{before}\n"),
        _ => line.into(),
    }
}
