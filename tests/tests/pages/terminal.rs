//! Sessions at a terminal: a page is one session in a folder of its own, from its first command to
//! its last. `collect` runs on beside it until the page ends.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use regex::Regex;

use nemo_telemetry_tests::{
    languages,
    pages::{self, COLLECTOR, Snippet},
};

/// The person's own folder, as pages print it.
const HOME: &str = "/home/you";

#[test]
fn every_session_prints_what_its_page_says() {
    let command = languages::command();
    let mut wrong = Vec::new();
    let snippets = pages::to_run("console");
    assert!(snippets.len() > 20, "{}", snippets.len());
    for page in snippets.chunk_by(|one, next| one.page == next.page) {
        let mut session = Session::begin(&command, &page[0].page);
        for snippet in page {
            for step in steps(&session.printed(snippet)) {
                wrong.extend(session.run(&step));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A command, and what follows it on the page.
struct Step {
    command: String,
    shown: Vec<String>,
}

/// A command begins with `$ ` and goes on while a line ends in a pipe or a backslash.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            // What it stands for, as the pages say.
            let command = command.replace("cargo run --bin nemo-telemetry --", "nemo-telemetry");
            steps.push(Step {
                command,
                shown: Vec::new(),
            });
        } else if let Some(step) = steps.last_mut() {
            if step.shown.is_empty() && step.command.ends_with(['|', '\\']) {
                step.command += &format!("\n{line}");
            } else {
                step.shown.push(line.to_owned());
            }
        }
    }
    steps
}

/// One page's folder and collector.
struct Session {
    page: String,
    folder: PathBuf,
    path: String,
    /// Where this page's collector listens, in place of the one that it prints.
    collector: String,
    running: Option<Child>,
}

impl Session {
    fn begin(command: &Path, page: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("pages")
            .join(page.replace(['/', '.'], "-"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        // Free when it was looked at; nothing else here asks for a port by its number.
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let programs = command.parent().unwrap().display();
        Self {
            page: page.to_owned(),
            path: format!("{programs}:/usr/local/bin:/usr/bin:/bin"),
            collector: free.local_addr().unwrap().to_string(),
            folder,
            running: None,
        }
    }

    fn printed(&self, snippet: &Snippet) -> String {
        snippet.text.replace(COLLECTOR, &self.collector)
    }

    /// What is wrong.
    fn run(&mut self, step: &Step) -> Option<String> {
        let told = if step.command.starts_with("nemo-telemetry collect") {
            self.collect(&step.command, step.shown.len())
        } else {
            let output = self.shell(&step.command).output().unwrap();
            if step.shown.is_empty() && output.status.success() {
                return None;
            }
            String::from_utf8(output.stdout).unwrap()
        };
        let told: Vec<String> = told.lines().map(|line| self.plain(line)).collect();
        let shown: Vec<String> = step.shown.iter().map(|line| plain(line)).collect();
        (!fits(&shown, &told)).then(|| {
            format!(
                "{}: $ {}\n{}\n--- prints\n{}",
                self.page,
                step.command,
                step.shown.join("\n"),
                told.join("\n")
            )
        })
    }

    /// Starts a collector and waits for as many lines as the page shows of it.
    fn collect(&mut self, command: &str, lines: usize) -> String {
        let port = self.collector.rsplit(':').next().unwrap();
        let mut child = self
            .shell(&format!("exec {command} --port {port}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let told: Vec<String> = out.lines().take(lines).map(Result::unwrap).collect();
        self.running = Some(child);
        told.join("\n")
    }

    /// Both streams as a terminal shows them. A command that hangs must not hang the tests.
    fn shell(&self, command: &str) -> Command {
        let mut sh = Command::new("timeout");
        sh.args(["60", "sh", "-c", &format!("exec 2>&1\n{command}")])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", &self.folder)
            // Compiled once for all pages.
            .env("XDG_CACHE_HOME", self.folder.with_file_name("cache"))
            .stdin(Stdio::null());
        sh
    }

    /// A line of what was printed, in the words of a page.
    fn plain(&self, line: &str) -> String {
        plain(&line.replace(&self.folder.display().to_string(), HOME))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A line without what is never the same: the processor's name, sizes that depend on it, sums, and
/// ports.
fn plain(line: &str) -> String {
    let line = line.replace(env::consts::ARCH, "x86_64");
    let line = Regex::new(r"\b[0-9a-f]{64}\b|127\.0\.0\.1:(?:…|[0-9]{4,5}\b)")
        .unwrap()
        .replace_all(&line, "…");
    let mut words: Vec<&str> = line.split(' ').collect();
    for place in 1..words.len() {
        let is_size = words[place].trim_end_matches(';') == "bytes";
        if is_size && words[place - 1].parse::<u64>().is_ok() {
            words[place - 1] = "…";
        }
    }
    words.join(" ").trim_end().to_owned()
}

/// Whether lines are as a page shows them: `…` in a line stands for any text, and alone for any
/// lines.
fn fits(shown: &[String], told: &[String]) -> bool {
    match shown.split_first() {
        None => told.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=told.len()).any(|skipped| fits(rest, &told[skipped..]))
        }
        Some((first, rest)) => told
            .split_first()
            .is_some_and(|(line, others)| line_fits(first, line) && fits(rest, others)),
    }
}

fn line_fits(shown: &str, told: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut left) = told.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = shown.split('…').skip(1).last() else {
        return left.is_empty();
    };
    let between = shown.split('…').count() - 2;
    for part in parts.take(between) {
        match left.find(part) {
            Some(place) => left = &left[place + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[test]
fn dots_stand_for_any_text_and_for_any_lines() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let told = lines("on  2026\nbecause it is\nendpoint x");
    for shown in [
        "on  2026\n…",
        "on  …\n…\nendpoint x",
        "…",
        "…\nbec…e i…s\n…",
    ] {
        assert!(fits(&lines(shown), &told), "{shown}");
    }
    for shown in [
        "",
        "on  2026",
        "off …\n…",
        "…\nendpoint",
        "on  …\nendpoint x",
        "…\nb…e…x\n…",
    ] {
        assert!(!fits(&lines(shown), &told), "{shown}");
    }
}
