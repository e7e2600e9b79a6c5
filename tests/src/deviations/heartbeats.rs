//! Captures of the time between heartbeats, and the closed classes of what the component does
//! differently.
//!
//! Upstream reads the time from a variable. A capture's vector is a script in which a first event
//! is delivered, the variable says the same, and the dice fall in the middle: the next call is then
//! due after the interval and half of the jitter.

use std::path::Path;

use anyhow::{Context, ensure};
use nemo_telemetry_testkit::replay::Subject;
use serde::Deserialize;
use serde_json::Value;

use super::{Verdict, Verdicts};

/// What a variable said, and what it meant.
#[derive(Debug)]
pub struct Capture {
    /// The identifier that the capture was recorded under.
    pub case: String,
    /// The variable's value. None: it was not set.
    pub value: Option<String>,
    /// What upstream made of it.
    pub upstream: Pace,
}

/// How heartbeats follow one another, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// The shortest time between two.
    pub interval: f64,
    /// How much longer it may be. None: nothing tells.
    pub jitter: Option<f64>,
}

/// What heartbeats do where the variable says nothing that is used.
const DEFAULT: Pace = Pace {
    interval: 600.0,
    jitter: Some(60.0),
};

/// The shortest interval here, in seconds.
const FLOOR: f64 = 10.0;

/// The largest number of seconds that is an instant of the calendar.
const END_OF_TIME: f64 = 253_402_300_799.0;

/// A way in which the component differs from upstream. There are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// An interval without end.
    Endless,
    /// An interval that is so short that a process would do little else.
    Flood,
    /// A number that Python reads and JSON does not.
    Spelling,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Endless, Self::Flood, Self::Spelling];

    /// Its name in `DEVIATIONS.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endless => "endless interval",
            Self::Flood => "interval that floods",
            Self::Spelling => "number that is no JSON",
        }
    }

    /// Whether the capture belongs to the class.
    #[must_use]
    pub fn matches(self, capture: &Capture) -> bool {
        let Pace { interval, .. } = capture.upstream;
        let endless = interval > END_OF_TIME;
        let used = capture.upstream != DEFAULT;
        let value = capture.value.as_deref().unwrap_or_default().trim();
        let number = serde_json::from_str::<f64>(value).is_ok();
        match self {
            Self::Endless => endless,
            Self::Flood => number && interval < FLOOR,
            Self::Spelling => used && !endless && !number,
        }
    }

    /// What the component does in a capture of this class.
    #[must_use]
    pub fn pace(self) -> Pace {
        match self {
            Self::Endless | Self::Spelling => DEFAULT,
            Self::Flood => Pace {
                interval: FLOOR,
                jitter: Some(FLOOR / 10.0),
            },
        }
    }
}

impl Pace {
    /// What the component did in a script, from the outcomes of its steps: the interval that it
    /// says it uses, and when the last call was due.
    ///
    /// # Errors
    /// The outcomes do not say so.
    pub fn read(outcomes: &[Value]) -> anyhow::Result<Self> {
        let interval = outcomes.first().and_then(|open| {
            open.pointer("/open/decision/settled/heartbeatIntervalMs")?
                .as_f64()
        });
        let interval = interval.context("expected an interval in the decision")?;
        let wake = outcomes
            .iter()
            .rev()
            .find_map(|outcome| outcome.pointer("/poll/wake")?.as_f64());
        let half = wake.context("expected a time until the next call")? - interval;
        // A host is never told to wait for longer than 32 bits can say.
        let capped = interval + half >= f64::from(u32::MAX);
        ensure!(
            half >= 0.0 || capped,
            "the next heartbeat is due before its interval is over"
        );
        Ok(Self {
            interval: interval / 1000.0,
            jitter: (!capped).then_some(2.0 * half / 1000.0),
        })
    }

    /// Whether both are the same to the millisecond, as far as they are known.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        let same = |left: f64, right: f64| (left - right).abs() < 0.002;
        same(self.interval, other.interval)
            && self
                .jitter
                .zip(other.jitter)
                .is_none_or(|(left, right)| same(left, right))
    }
}

/// What became of a capture, in which the component does this.
///
/// # Errors
/// It is neither as upstream nor what exactly one class says.
pub fn judge(capture: &Capture, ours: Pace) -> Verdict<Class> {
    let classes: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| class.matches(capture))
        .collect();
    ensure!(classes.len() < 2, "more than one class: {classes:?}");
    let class = classes.first().copied();
    let expected = class.map_or(capture.upstream, Class::pace);
    ensure!(
        ours.agrees(expected),
        "expected {expected:?}, found {ours:?}"
    );
    Ok(class)
}

/// What became of each capture of a file.
///
/// # Errors
/// The file or what belongs to it cannot be read.
pub fn judge_file(subject: &mut dyn Subject, path: &Path) -> anyhow::Result<Verdicts<Class>> {
    super::judge_each(
        subject,
        path,
        &read(path)?,
        |capture| &capture.case,
        |_, capture, lines| judge(capture, Pace::read(lines)?),
    )
}

/// What a capture's vector holds.
#[derive(Deserialize)]
struct Script {
    name: String,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    source: String,
    value: String,
}

/// A line of `upstream/*.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    name: String,
    case: String,
    /// None: no number that JSON has.
    interval: Option<f64>,
    jitter: Option<f64>,
}

/// The captures of a file of scripts, in its order. What upstream did lies beside it in
/// `upstream/<name of the file>l`.
///
/// # Errors
/// A file cannot be read, or the two do not belong together.
pub fn read(path: &Path) -> anyhow::Result<Vec<Capture>> {
    super::paired::<Script, Recorded>(path)?
        .map(|(script, recorded)| capture(script, recorded))
        .collect()
}

fn capture(script: Script, recorded: Recorded) -> anyhow::Result<Capture> {
    let Recorded {
        name,
        case,
        interval,
        jitter,
    } = recorded;
    ensure!(
        script.name == name,
        "expected {}, found what upstream did with {name}",
        script.name
    );
    let value = script
        .facts
        .into_iter()
        .find(|fact| fact.source == "variable")
        .map(|fact| fact.value);
    Ok(Capture {
        case,
        value,
        upstream: Pace {
            interval: interval.unwrap_or(f64::INFINITY),
            jitter,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{Capture, Class, Pace};

    #[test]
    fn a_class_is_told_from_the_variable_and_what_upstream_made_of_it() {
        for (value, interval, expected) in [
            ("30", 30.0, None),
            ("10", 10.0, None),
            ("x", 600.0, None),
            ("-0.5", 600.0, None),
            ("0.5", 0.5, Some(Class::Flood)),
            ("+30", 30.0, Some(Class::Spelling)),
            ("3_0", 30.0, Some(Class::Spelling)),
            ("+0.5", 0.5, Some(Class::Spelling)),
            ("inf", f64::INFINITY, Some(Class::Endless)),
            ("1e300", 1e300, Some(Class::Endless)),
        ] {
            let upstream = Pace {
                interval,
                jitter: Some((interval / 10.0).min(60.0)),
            };
            let capture = Capture {
                case: "made up".into(),
                value: Some(value.into()),
                upstream,
            };
            let classes: Vec<Class> = Class::ALL
                .into_iter()
                .filter(|class| class.matches(&capture))
                .collect();
            assert_eq!(classes, Vec::from_iter(expected), "{value}");
        }
    }
}
