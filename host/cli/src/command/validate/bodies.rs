//! Bodies of requests: JSON Lines, or a file that is one body.

use std::io::{BufReader, Read};

use anyhow::Context as _;
use nemo_telemetry::{BodyForm, BodyVerdict, Instance, MAX_CHECKED_BODY, Problem};

use super::told::Told;
use crate::{
    command::{Exit, Failure, instance},
    finding::Finding,
    input::{self, BYTE_ORDER_MARK, is_utf_16, read_line, utf_8},
    output,
};

/// As many bytes of a body that is too long that what is whole text of them is too long, too.
const MOST: usize = MAX_CHECKED_BODY + 4;

/// What was counted.
#[derive(Default)]
struct Counts {
    bodies: u64,
    wrong_bodies: u64,
    events: u64,
    wrong_events: u64,
}

pub(super) fn check(files: &[String], told: &mut Told) -> Result<Exit, Failure> {
    let mut instance = instance::embedded()?;
    let mut counts = Counts::default();
    for file in files {
        let mut bodies = Bodies::open(file)?;
        while let Some(body) = bodies.next(&mut instance)? {
            counts.add(&body.verdict);
            body.tell(&bodies.name, told)?;
        }
    }
    let Counts {
        bodies,
        wrong_bodies,
        events,
        wrong_events,
    } = counts;
    let wrong = output::count(wrong_bodies, "body");
    let right = output::count(bodies, "body");
    Ok(told.end(
        &format!(
            "{wrong} of {bodies} wrong, {} of {events}",
            output::count(wrong_events, "event")
        ),
        &format!("{right} valid, {}", output::count(events, "event")),
    ))
}

impl Counts {
    fn add(&mut self, verdict: &BodyVerdict) {
        let is_right = verdict.form == BodyForm::Envelope && verdict.refused == 0;
        self.bodies += 1;
        self.wrong_bodies += u64::from(!is_right);
        self.events += u64::from(verdict.accepted) + u64::from(verdict.refused);
        self.wrong_events += u64::from(verdict.refused);
    }
}

/// A body and what was said of it.
struct Body {
    /// Number of its first line in the file, from 1.
    line: usize,
    /// The text, or as much of it as is text.
    text: String,
    verdict: BodyVerdict,
}

impl Body {
    fn tell(&self, file: &str, told: &mut Told) -> Result<(), Failure> {
        let events = self.verdict.rejections.iter();
        let problems = events.clone().flat_map(|event| &event.problems);
        for problem in self.verdict.problems.iter().chain(problems) {
            let (line, text, start) = self.line_at(problem.offset as usize);
            let problem = Problem {
                offset: problem.offset - u32::try_from(start).unwrap_or_default(),
                ..problem.clone()
            };
            told.tell(&Finding {
                file,
                line,
                text,
                problem: &problem,
            })?;
        }
        let untold = u64::from(self.verdict.refused) - events.len() as u64;
        if untold > 0 {
            let events = output::count(untold, "more event");
            output::say(format_args!("{file}:{}: {events} wrong", self.line));
        }
        Ok(())
    }

    /// The number of the line that has a byte of the text, its own text, and where it starts.
    fn line_at(&self, offset: usize) -> (usize, &str, usize) {
        let bytes = self.text.as_bytes();
        let before = &bytes[..offset.min(bytes.len())];
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |place| place + 1);
        let above = before.iter().filter(|byte| **byte == b'\n').count();
        let rest = &self.text[start..];
        let text = rest.lines().next().unwrap_or_default();
        (self.line + above, text, start)
    }
}

/// The bodies of a file.
struct Bodies {
    name: String,
    source: BufReader<Box<dyn Read + Send>>,
    number: usize,
    /// What follows is not looked at.
    has_ended: bool,
}

impl Bodies {
    fn open(name: &str) -> Result<Self, Failure> {
        let (name, source) = input::open(name)?;
        Ok(Self {
            name,
            source: BufReader::new(source),
            number: 0,
            has_ended: false,
        })
    }

    /// The next body; none at the end. Empty lines are no bodies.
    fn next(&mut self, instance: &mut Instance) -> Result<Option<Body>, Failure> {
        while !self.has_ended {
            let Some(mut line) = self.line()? else { break };
            let first = self.number == 1;
            if first && line.starts_with(BYTE_ORDER_MARK) {
                line.drain(..BYTE_ORDER_MARK.len());
            }
            // The lines of such a file would be wrong one by one.
            self.has_ended = first && is_utf_16(&line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            let body = self.body(instance, &line)?;
            // A body that is written over several lines begins with one that is none.
            if first
                && body.verdict.form == BodyForm::NotJson
                && !self.has_ended
                && let Some(whole) = self.whole(instance, line)?
            {
                return Ok(Some(whole));
            }
            return Ok(Some(body));
        }
        Ok(None)
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        self.number += 1;
        read_line(&mut self.source, MOST)
            .with_context(|| format!("failed to read line {} of {}", self.number, self.name))
            .map_err(Failure::Mistake)
    }

    fn body(&self, instance: &mut Instance, bytes: &[u8]) -> Result<Body, Failure> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let is_cut = bytes.len() > MAX_CHECKED_BODY;
        let (text, verdict) = match utf_8(bytes, self.has_ended) {
            Ok(text) => (text, instance.check_body(text)?),
            Err((text, _)) if is_cut && text.len() > MAX_CHECKED_BODY => {
                (text, instance.check_body(text)?)
            }
            Err((text, problem)) => (text, not_text(problem)),
        };
        Ok(Body {
            line: self.number,
            text: text.into(),
            verdict,
        })
    }

    /// The whole file as one body, if its first line goes on in the next one. What was read for it is
    /// not lost otherwise.
    fn whole(
        &mut self,
        instance: &mut Instance,
        mut text: Vec<u8>,
    ) -> Result<Option<Body>, Failure> {
        let first = text.len();
        let source = &mut self.source;
        source
            .take((MOST - first.min(MOST)) as u64)
            .read_to_end(&mut text)
            .with_context(|| format!("failed to read {}", self.name))
            .map_err(Failure::Mistake)?;
        let whole = self.body(instance, &text)?;
        let breaks = whole.verdict.problems.last().map(|problem| problem.offset);
        let goes_on = match whole.verdict.form {
            BodyForm::Envelope | BodyForm::NotEnvelope => true,
            BodyForm::NotJson => breaks.is_some_and(|offset| offset as usize > first),
            BodyForm::TooLarge => false,
        };
        if goes_on && text.len() > first {
            self.has_ended = true;
            return Ok(Some(whole));
        }
        let rest = std::io::Cursor::new(text.split_off(first));
        let source =
            std::mem::replace(&mut self.source, BufReader::new(Box::new(std::io::empty())));
        self.source = BufReader::new(Box::new(rest.chain(source)));
        Ok(None)
    }
}

/// The verdict on bytes that are no text.
fn not_text(problem: Problem) -> BodyVerdict {
    BodyVerdict {
        form: BodyForm::NotJson,
        status: 400,
        problems: vec![problem],
        accepted: 0,
        refused: 0,
        rejections: Vec::new(),
    }
}
