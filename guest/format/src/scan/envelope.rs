//! The pass over a body: the envelope, its events, and the parameters of each.

use alloc::{format, string::String, vec::Vec};

use super::{Base, Code, End, Inside, Problems, Scan, StepOver, Stop};
use crate::{
    catalog::{self, BODY, BODY_EVENT, PRODUCTS, body, body_event},
    definition::{Definition, Kind},
    envelope::{Form, MAX_PROBLEMS, Received, Rejection, Taken, Verdict},
    problem::Problem,
    time::Timestamp,
    validate,
};

/// Judges a text of at most 1 MiB.
pub(crate) fn envelope(text: &str) -> Verdict {
    judge(text, Nothing).0
}

/// Judges a text of at most 1 MiB, and keeps what is right.
pub(crate) fn received(text: &str) -> (Verdict, Received<'_>) {
    let (verdict, scan, events) = judge(text, Vec::new());
    let received = match verdict.form {
        Form::Envelope => Received {
            members: members(&scan),
            events,
        },
        _ => Received::default(),
    };
    (verdict, received)
}

/// What becomes of an event that has nothing wrong. A type and no flag, so that a program that keeps
/// nothing has no code for it.
trait Keep<'t> {
    fn keep(&mut self, event: impl FnOnce() -> Option<Taken<'t>>);
}

struct Nothing;

impl<'t> Keep<'t> for Nothing {
    fn keep(&mut self, _: impl FnOnce() -> Option<Taken<'t>>) {}
}

impl<'t> Keep<'t> for Vec<Taken<'t>> {
    fn keep(&mut self, event: impl FnOnce() -> Option<Taken<'t>>) {
        self.extend(event());
    }
}

fn judge<'t, K: Keep<'t>>(text: &'t str, kept: K) -> (Verdict, Scan<'t, 'static>, K) {
    let mut scan = Scan::new(text, Base::default());
    let mut events = Events::new(text, kept);
    let read = read(&mut scan, &mut events);
    if read.is_ok() {
        check_members(&mut scan, events.is_empty);
    }
    let form = match read {
        Err(Stop(Code::TooDeep)) => Form::NotEnvelope,
        Err(_) | Ok(End::More) => Form::NotJson,
        Ok(End::Reached) if scan.found.problems.is_empty() => Form::Envelope,
        Ok(End::Reached) => Form::NotEnvelope,
    };
    let verdict = match form {
        Form::Envelope => Verdict {
            form,
            problems: Vec::new(),
            accepted: events.accepted,
            refused: events.refused,
            rejections: events.rejections,
        },
        _ => {
            let problems = core::mem::take(&mut scan.found.problems);
            Verdict::whole(form, problems.into_vec())
        }
    };
    (verdict, scan, events.kept)
}

/// Who sends it, and what else the envelope says beside its events and what is the same in every
/// envelope.
fn members(scan: &Scan<'_, '_>) -> Vec<(&'static str, String)> {
    let differs = |kind: &Kind| match kind {
        Kind::OneOf(words) => words.len() > 1,
        Kind::Text { .. } => true,
        _ => false,
    };
    BODY.fields
        .iter()
        .enumerate()
        .filter(|(place, field)| *place == body::CLIENT_ID || differs(&field.kind))
        .filter_map(|(place, field)| Some((field.name, scan.found.json(place)?.into())))
        .collect()
}

fn read<'t>(scan: &mut Scan<'_, '_>, events: &mut Events<'t, impl Keep<'t>>) -> Result<End, Stop> {
    scan.space();
    if scan.peek() != Some(b'{') {
        expect_object(scan)?;
        // Whether it is JSON is told, too.
        scan.skip_value(0)?;
        return Ok(scan.end());
    }
    scan.members(&BODY, events)?;
    scan.missing(&BODY);
    let end = scan.end();
    if let Some(start) = events.unread.take() {
        scan.at = start;
        events.read(scan)?;
    }
    Ok(end)
}

/// What the members say beyond their types and words.
fn check_members(scan: &mut Scan<'_, '_>, is_empty: bool) {
    if let Some(system) = scan.found.json(body::EVENT_SYS_VER) {
        let client = scan.found.json(body::CLIENT_ID).map(unquoted);
        let is_known = PRODUCTS.iter().any(|product| {
            product.event_sys_ver == unquoted(system)
                && client.is_none_or(|client| client == product.client_id)
        });
        if !is_known {
            let message = "expected the event system of the client, found that of another";
            let offset = scan.found.offset(body::EVENT_SYS_VER) as usize;
            scan.report(
                Code::NotAllowed,
                "eventSysVer",
                offset,
                message.into(),
                None,
            );
        }
    }
    check_instant(scan, body::SENT_TS, "sentTs");
    if is_empty && scan.found.json(body::EVENTS).is_some() {
        let offset = scan.found.offset(body::EVENTS) as usize;
        let message = "expected at least one event, found none".into();
        scan.report(Code::TooFew, "events", offset, message, None);
    }
}

/// Notes an instant that is not written as the wire has it.
fn check_instant(scan: &mut Scan<'_, '_>, field: usize, name: &str) {
    let Some(instant) = scan.found.json(field) else {
        return;
    };
    if !Timestamp::is_wire_text(unquoted(instant)) {
        let message = "expected an instant as 2026-11-21T10:00:00.000Z, found another form or year";
        let offset = scan.found.offset(field) as usize;
        scan.report(Code::InvalidTime, name, offset, message.into(), None);
    }
}

/// Notes that here is no object.
fn expect_object(scan: &mut Scan<'_, '_>) -> Result<(), Stop> {
    let found = scan.type_here()?;
    if scan.found.problems.is_full() {
        scan.found.problems.note();
        return Ok(());
    }
    let message = format!("expected an object, found {found}");
    scan.report(Code::WrongType, "", scan.at, message, None);
    Ok(())
}

/// What stands between the quotes of a canonical string.
fn unquoted(json: &str) -> &str {
    json.get(1..json.len().saturating_sub(1))
        .unwrap_or_default()
}

/// The verdicts on the events of an envelope.
struct Events<'t, K> {
    /// Reads one event after the other: to make a pass anew for each would take longer than to read
    /// a short one.
    event: Scan<'t, 'static>,
    /// Reads the parameters of each.
    parameters: Scan<'t, 'static>,
    /// Where a list stands that was stepped over, because the envelope had not named its version.
    unread: Option<usize>,
    is_empty: bool,
    /// What the event before was. Mostly the next one is the same, and then its parameters can be
    /// read although its name stands behind them.
    last: Option<&'static Definition>,
    accepted: u32,
    refused: u32,
    /// Problems in `rejections`.
    told: usize,
    rejections: Vec<Rejection>,
    kept: K,
}

/// The wire version that an envelope names.
#[derive(Clone, Copy)]
struct Version<'v> {
    text: &'v str,
    offset: u32,
}

impl<'t, K: Keep<'t>> Inside for Events<'t, K> {
    fn read(&mut self, scan: &mut Scan<'_, '_>) -> Result<(), Stop> {
        // Nothing of what is no envelope is taken, so nothing inside has to be looked at.
        if !scan.found.problems.is_empty() {
            return scan.skip_value(scan.depth);
        }
        match scan.found.string(body::EVENT_SCHEMA_VER) {
            Some(version) => {
                let version = Version {
                    text: &version,
                    offset: scan.found.offset(body::EVENT_SCHEMA_VER),
                };
                self.list(scan, version)
            }
            None => {
                self.unread = Some(scan.at);
                scan.skip_value(scan.depth)
            }
        }
    }
}

impl<'t, K: Keep<'t>> Events<'t, K> {
    fn new(text: &'t str, kept: K) -> Self {
        Self {
            kept,
            event: Scan::new(text, Base::default()),
            parameters: Scan::new(text, Base::default()),
            unread: None,
            is_empty: false,
            last: None,
            accepted: 0,
            refused: 0,
            told: 0,
            rejections: Vec::new(),
        }
    }

    fn list(&mut self, scan: &mut Scan<'_, '_>, version: Version<'_>) -> Result<(), Stop> {
        scan.at += 1;
        scan.space();
        self.is_empty = scan.peek() == Some(b']');
        if self.is_empty {
            scan.at += 1;
            return Ok(());
        }
        for place in 0.. {
            let problems = self.event(scan, place, version)?;
            if problems.is_empty() {
                self.accepted += 1;
                self.keep(place);
            } else {
                self.refuse(place, problems);
            }
            scan.space();
            match scan.peek() {
                Some(b',') => scan.at += 1,
                Some(b']') => break,
                _ => return scan.broken("expected a comma or a closing bracket"),
            }
            scan.space();
        }
        scan.at += 1;
        Ok(())
    }

    /// Keeps the event that was just read, which has nothing wrong.
    fn keep(&mut self, index: u32) {
        let (found, last) = (&self.event.found, self.last);
        self.kept.keep(|| {
            let start = found.offset(body_event::PARAMETERS) as usize;
            let length = found.json(body_event::PARAMETERS)?.len();
            Some(Taken {
                index,
                definition: last?,
                ts: found.json(body_event::TS).map(unquoted)?.into(),
                parameters: found.text.get(start..start + length)?,
            })
        });
    }

    fn refuse(&mut self, index: u32, problems: Problems) {
        self.refused += 1;
        let problems = problems.into_vec();
        self.told += problems.len();
        if !problems.is_empty() {
            self.rejections.push(Rejection { index, problems });
        }
    }

    /// Reads the event that starts here and steps over it. Where the text breaks in it, its problems
    /// become those of the whole.
    fn event(
        &mut self,
        around: &mut Scan<'_, '_>,
        place: u32,
        version: Version<'_>,
    ) -> Result<Problems, Stop> {
        let is_told = self.told < MAX_PROBLEMS;
        let problems = if is_told {
            Problems::default()
        } else {
            Problems::unlisted()
        };
        let mut read = self.members(around.at, place, version, problems);
        if read.is_err() && !is_told {
            // Where the text breaks is always told.
            read = self.members(around.at, place, version, Problems::default());
        }
        let problems = core::mem::take(&mut self.event.found.problems);
        match read {
            Ok(end) => {
                around.at = end;
                Ok(problems)
            }
            Err(stop) => {
                around.found.problems.append(problems);
                Err(stop)
            }
        }
    }

    /// Returns where the event ends.
    fn members(
        &mut self,
        start: usize,
        place: u32,
        version: Version<'_>,
        problems: Problems,
    ) -> Result<usize, Stop> {
        let event = &mut self.event;
        event.restart(start, 3, BODY_EVENT.fields.len());
        event.base = Base::from("/events").item(place);
        self.parameters.base = event.base.member("parameters");
        event.found.problems = problems;
        if event.peek() != Some(b'{') {
            expect_object(event)?;
            event.skip_value(2)?;
            return Ok(event.at);
        }
        let mut parameters = Parameters {
            scan: &mut self.parameters,
            version: version.text,
            expected: self.last,
            start: None,
            right: None,
        };
        event.members(&BODY_EVENT, &mut parameters)?;
        let (start, right) = (parameters.start, parameters.right);
        let end = event.at;
        event.missing(&BODY_EVENT);
        check_instant(event, body_event::TS, "ts");
        let Some(definition) = definition(event, version) else {
            return Ok(end);
        };
        self.last = Some(definition);
        match (start, right) {
            (Some(_), Some(right)) if core::ptr::eq(right, definition) => {}
            (Some(start), _) => {
                event.at = start;
                let mut list = if event.found.problems.is_full() {
                    Problems::unlisted()
                } else {
                    Problems::default()
                };
                read_parameters(event, &mut self.parameters, definition, &mut list)?;
                event.found.problems.append(list);
            }
            // They are missing, or something else.
            (None, _) => {}
        }
        Ok(end)
    }
}

/// The event that is named, in the envelope's version. None: there is a problem.
fn definition(event: &mut Scan<'_, '_>, version: Version<'_>) -> Option<&'static Definition> {
    let name = event.found.json(body_event::NAME)?;
    if let Some(known) = catalog::find(unquoted(name), version.text) {
        return Some(known);
    }
    if event.found.problems.is_full() {
        event.found.problems.note();
        return None;
    }
    let name = event.found.string(body_event::NAME).unwrap_or_default();
    let offset = event.found.offset(body_event::NAME);
    let pointer = format!("{}/name", event.base);
    let unknown = catalog::event(&name, version.text)
        .err()
        .unwrap_or_default();
    for problem in unknown {
        let (pointer, offset) = match problem.code {
            Code::UnknownVersion => ("/eventSchemaVer".into(), version.offset),
            _ => (pointer.clone(), offset),
        };
        event.found.problems.add(Problem {
            pointer,
            offset,
            ..problem
        });
    }
    None
}

/// Reads an event's parameters where they stand, as far as it is known by then what they are.
struct Parameters<'v, 't> {
    scan: &'v mut Scan<'t, 'static>,
    version: &'v str,
    /// What the event probably is.
    expected: Option<&'static Definition>,
    /// Where they start.
    start: Option<usize>,
    /// An event of which they have nothing wrong.
    right: Option<&'static Definition>,
}

impl Inside for Parameters<'_, '_> {
    fn read(&mut self, event: &mut Scan<'_, '_>) -> Result<(), Stop> {
        let start = event.at;
        self.start = Some(start);
        let definition = match event.found.json(body_event::NAME) {
            Some(name) => catalog::find(unquoted(name), self.version),
            None => self.expected,
        };
        if let Some(definition) = definition {
            let mut problems = Problems::unlisted();
            if read_parameters(event, self.scan, definition, &mut problems).is_ok() {
                self.right = problems.is_empty().then_some(definition);
                return Ok(());
            }
            event.at = start;
        }
        event.skip_value(event.depth)
    }
}

/// Reads the parameters that start here, and steps over them.
fn read_parameters(
    event: &mut Scan<'_, '_>,
    scan: &mut Scan<'_, 'static>,
    definition: &'static Definition,
    problems: &mut Problems,
) -> Result<(), Stop> {
    scan.restart(event.at, event.depth + 1, definition.fields.len());
    scan.whole = true;
    core::mem::swap(&mut scan.found.problems, problems);
    let read = scan.members(definition, &mut StepOver);
    event.at = scan.at;
    if read.is_ok() {
        scan.missing(definition);
        let length = scan.at - scan.start;
        if length > validate::MAX_EVENT {
            let message = format!(
                "expected at most {} bytes, found {length}",
                validate::MAX_EVENT
            );
            scan.report(Code::TooLarge, "", scan.start, message, None);
        }
        if let Some(problem) = validate::wrong_instant(definition, &scan.found, scan.base) {
            scan.found.problems.add(problem);
        }
    }
    core::mem::swap(&mut scan.found.problems, problems);
    read
}
