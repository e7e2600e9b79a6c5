//! The trees that are compared, and what they build.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
};

use anyhow::{Context as _, bail};

use super::{
    super::{files, process},
    cost::Told,
    events::EventFile,
};

/// A program that is compiled in both trees, by its path in each.
const THREADS: &str = "tests/examples/threads.rs";

/// A tree with its programs.
pub(crate) struct Side {
    /// Heads its column.
    pub(crate) name: String,
    tree: PathBuf,
    /// The home of whoever runs its programs.
    home: PathBuf,
}

impl Side {
    /// The tree as it is.
    pub(crate) fn of_now(root: &Path, place: &Path) -> anyhow::Result<Self> {
        Self::new("today".into(), root.canonicalize()?, place)
    }

    /// A commit, checked out. Not below this tree: cargo would read its settings there, too, and
    /// build another component.
    pub(crate) fn earlier(root: &Path, revision: &str, place: &Path) -> anyhow::Result<Self> {
        let commit = format!("{revision}^{{commit}}");
        let git = || {
            let mut git = Command::new("git");
            git.current_dir(root);
            git
        };
        let name = process::output(git().args(["rev-parse", "--short", "--verify", &commit]))?;
        let name = name.trim();
        let tree = env::temp_dir().join(format!("nemo-telemetry-{name}"));
        if !tree.join("Cargo.toml").exists() {
            let add = ["worktree", "add", "--quiet", "--force", "--detach"];
            process::run(git().args(add).arg(&tree).arg(name))?;
        }
        Self::new(name.into(), tree, place)
    }

    fn new(name: String, tree: PathBuf, place: &Path) -> anyhow::Result<Self> {
        let home = place.join(&name);
        fs::create_dir_all(&home).context("failed to make a home")?;
        Ok(Self { name, tree, home })
    }

    /// Builds what is measured. All at once, so that all have the same features of every dependency.
    pub(crate) fn build(&self, root: &Path) -> anyhow::Result<()> {
        let (from, to) = (root.join(THREADS), self.tree.join(THREADS));
        if fs::read(&to).ok() != Some(fs::read(&from)?) {
            files::write(&to, fs::read(&from)?)?;
        }
        let programs = [
            "--bin",
            "nemo-telemetry",
            "--example",
            "threads",
            "--bench",
            "compare",
        ];
        let mut cargo = process::cargo(&self.tree);
        process::run(cargo.args(["build", "--release", "--quiet"]).args(programs))?;
        // Compiles the component, and keeps it for those that are measured.
        process::output(self.command().arg("demo"))?;
        Ok(())
    }

    /// The command of the tree, in surroundings that say nothing.
    pub(crate) fn command(&self) -> Command {
        self.alone(Command::new(self.program("nemo-telemetry")))
    }

    /// The same on some cores only.
    pub(crate) fn command_on(&self, cores: &str) -> Command {
        let mut command = Command::new("taskset");
        command
            .args(["--cpu-list", cores])
            .arg(self.program("nemo-telemetry"));
        self.alone(command)
    }

    /// `send` of a file.
    pub(crate) fn send(&self, file: &EventFile, collector: &Collector) -> Command {
        let mut command = self.command();
        command.arg("send").args(file.arguments());
        command.args(["--endpoint", &collector.url]);
        command
    }

    /// The program that lets threads call.
    pub(crate) fn threads(&self) -> Command {
        self.alone(Command::new(self.program("examples/threads")))
    }

    /// cargo, in the tree.
    pub(crate) fn cargo(&self) -> Command {
        process::cargo(&self.tree)
    }

    fn program(&self, name: &str) -> PathBuf {
        self.tree.join("target/release").join(name)
    }

    fn alone(&self, mut command: Command) -> Command {
        command.env_clear().env("HOME", &self.home);
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Where it keeps a person's state.
    pub(crate) fn state(&self) -> PathBuf {
        self.home.join(".local/state/nemo-telemetry")
    }

    /// Removes what it has kept but for the compiled component.
    pub(crate) fn forget(&self) -> anyhow::Result<()> {
        match fs::remove_dir_all(self.state()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The one file of JSON Lines that it has kept, wherever that commit keeps it.
    pub(crate) fn only_file(&self, suffix: &str) -> anyhow::Result<PathBuf> {
        let mut folders = vec![self.state()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().ends_with(suffix) {
                    found.push(path);
                }
            }
        }
        match <[PathBuf; 1]>::try_from(found) {
            Ok([path]) => Ok(path),
            Err(found) => bail!(
                "expected one file *{suffix} of {}, found {}",
                self.name,
                found.len()
            ),
        }
    }
}

/// `collect` of a tree, until it is dropped.
pub(crate) struct Collector {
    pub(crate) url: String,
    child: Child,
    /// It would end if nobody listened.
    _told: BufReader<ChildStderr>,
}

impl Collector {
    pub(crate) fn start(side: &Side) -> anyhow::Result<Self> {
        let mut command = side.command();
        command.args(["collect", "--port", "0"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut told = BufReader::new(child.stderr.take().context("a pipe")?);
        let mut line = String::new();
        told.read_line(&mut line)?;
        let url = line
            .split([' ', ';'])
            .find(|word| word.starts_with("http://"));
        let url = url
            .with_context(|| format!("expected an address, found {line}"))?
            .into();
        Ok(Self {
            url,
            child,
            _told: told,
        })
    }

    /// Processor time that it has had so far, in seconds.
    pub(crate) fn processor(&self) -> anyhow::Result<f64> {
        Ok(Told::of(self.child.id())?.processor)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
