//! What a process costs.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// How often Linux is asked.
const LOOK: Duration = Duration::from_millis(2);

/// Ticks of a second, in which Linux tells processor time to programs.
const TICKS: f64 = 100.0;

/// What a process took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// From its start to its end.
    pub(crate) seconds: f64,
    /// Processor time of all its threads, in seconds.
    pub(crate) processor: f64,
    /// Most memory that it had, in MiB.
    pub(crate) memory: f64,
}

impl Cost {
    /// Before the first turn.
    pub(crate) const WORST: Self = Self {
        seconds: f64::INFINITY,
        processor: f64::INFINITY,
        memory: 0.0,
    };

    /// Runs a program to its end, which has to be good.
    pub(crate) fn of(command: &mut Command) -> anyhow::Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let start = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("failed to start {command:?}"))?;
        let mut cost = Self {
            memory: 0.0,
            ..Self::WORST
        };
        loop {
            let told = Told::of(child.id())?;
            if let Some(memory) = told.memory {
                cost.memory = memory;
            }
            if told.has_ended {
                (cost.seconds, cost.processor) = (start.elapsed().as_secs_f64(), told.processor);
                break;
            }
            thread::sleep(LOOK);
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr);
            bail!("{command:?} ended with {}: {told}", output.status);
        }
        Ok(cost)
    }

    /// Takes the better of the times, and the larger memory.
    pub(crate) fn improve(&mut self, other: Self) {
        self.seconds = self.seconds.min(other.seconds);
        self.processor = self.processor.min(other.processor);
        self.memory = self.memory.max(other.memory);
    }
}

/// What Linux tells of a process whose end nobody has waited for.
pub(crate) struct Told {
    has_ended: bool,
    /// Processor time so far, in seconds.
    pub(crate) processor: f64,
    /// Most memory so far, in MiB. A process that has ended has none.
    memory: Option<f64>,
}

impl Told {
    pub(crate) fn of(process: u32) -> anyhow::Result<Self> {
        let read = |name: &str| {
            let path = format!("/proc/{process}/{name}");
            fs::read_to_string(&path).with_context(|| format!("failed to read {path}"))
        };
        let stat = read("stat")?;
        // After the name, which stands in brackets: the state and ten fields, then user and system.
        let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks: Vec<u64> = fields
            .get(11..13)
            .context("a process without times")?
            .iter()
            .map(|ticks| ticks.parse())
            .collect::<Result<_, _>>()?;
        let status = read("status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.split_whitespace().next());
        Ok(Self {
            has_ended: fields[0] == "Z",
            processor: ticks.iter().sum::<u64>() as f64 / TICKS,
            memory: kib
                .map(str::parse::<f64>)
                .transpose()?
                .map(|kib| kib / 1024.0),
        })
    }
}
