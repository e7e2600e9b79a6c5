//! From a text that may be an event to its canonical form.

use alloc::{string::String, vec::Vec};

use crate::{
    definition::{Definition, Field, FilledBy, Kind},
    guard::{Guard, Redacted},
    problem::{Code, Problem},
    scan::{Base, Scanned, Span, scan, scan_start},
    time::Timestamp,
};

/// Longest parameters of one event, in bytes.
pub const MAX_EVENT: usize = 64 * 1024;

/// The canonical form of a text, or all its problems.
///
/// Canonical is: every field that has a value or a default, in the schema's order, wire names, no
/// white space, strings with the shortest escapes, numbers with a fraction or an exponent where the
/// schema says number. None means that the text is canonical as it stands.
///
/// # Errors
/// All problems of the text, at most 32.
pub fn canonical(
    definition: &'static Definition,
    text: &str,
) -> Result<Option<String>, Vec<Problem>> {
    check(definition, text, "", &Fill::default()).map(|checked| checked.canonical)
}

/// [`canonical`] for a caller that has the text to give away: canonical input comes back as the
/// very string.
///
/// # Errors
/// All problems of the text, at most 32.
pub fn admit(definition: &'static Definition, text: String) -> Result<String, Vec<Problem>> {
    Ok(canonical(definition, &text)?.unwrap_or(text))
}

/// An event that passed its checks.
#[derive(Debug)]
pub struct Checked {
    /// The canonical text; none: it is there already.
    pub canonical: Option<String>,
    /// The instant that a field of the event holds.
    pub instant: Option<Timestamp>,
    /// What the guard took out.
    pub redacted: Vec<Redacted>,
}

/// What the engine fills in, as JSON; empty texts fill nothing. The default leaves every value to
/// the caller.
#[derive(Clone, Debug, Default)]
pub struct Fill<'f> {
    /// Whether constants stand whatever the caller says.
    pub constants: bool,
    /// The client's session id, for a caller that gives none.
    pub session: &'f str,
    /// The deployment type that the environment names, for a caller that gives none.
    pub deployment_type: &'f str,
    /// The deployment type that stands whatever the caller says.
    pub deployment_override: &'f str,
    /// Whether the product finds itself in continuous integration, for a caller that says nothing.
    pub ci: bool,
    /// What looks at free strings; none: nobody does.
    pub guard: Option<&'f Guard>,
    /// The instant of an event whose caller gives none; none: the schema's default stands.
    pub instant: Option<Timestamp>,
}

/// Checks a text inside another, whose pointers start with `base`, and fills in what is the
/// engine's.
pub fn check(
    definition: &'static Definition,
    text: &str,
    base: &str,
    fill: &Fill<'_>,
) -> Result<Checked, Vec<Problem>> {
    let mut found = scan(definition, text, MAX_EVENT, base);
    let instant = instant(definition, &found, fill)
        .map_err(|offset| {
            let problem = invalid_instant(definition, Base::from(base), offset);
            found.problems.add(problem);
        })
        .ok()
        .flatten();
    let redacted = fill
        .guard
        .map(|guard| guard.apply(definition, &mut found, base))
        .unwrap_or_default();
    if !found.problems.is_empty() {
        return Err(found.problems.into_vec());
    }
    Ok(Checked {
        canonical: write(definition, &found, fill),
        instant,
        redacted,
    })
}

/// [`check`] of the object that `text` begins with, for an event without problems. Returns the
/// object and what follows it too.
pub fn check_start<'t>(
    definition: &'static Definition,
    text: &'t str,
    fill: &Fill<'_>,
) -> Option<(Checked, &'t str, &'t str)> {
    let (mut found, rest) = scan_start(definition, text)?;
    let instant = instant(definition, &found, fill).ok()?;
    let redacted = fill
        .guard
        .map(|guard| guard.apply(definition, &mut found, ""))
        .unwrap_or_default();
    let fits = found.text().len() <= MAX_EVENT && found.problems.is_empty();
    fits.then(|| {
        (
            Checked {
                canonical: write(definition, &found, fill),
                instant,
                redacted,
            },
            found.text(),
            rest,
        )
    })
}

/// Whether a word stands in a field of a canonical text.
pub fn says(definition: &'static Definition, canonical: &str, field: &str, word: &str) -> bool {
    let place = definition
        .fields
        .iter()
        .position(|known| known.name == field);
    let found = scan(definition, canonical, MAX_EVENT, "");
    place.and_then(|place| found.string(place)).as_deref() == Some(word)
}

/// A canonical text with other values, as JSON, in some of its fields. None: it is not canonical.
pub fn with(
    definition: &'static Definition,
    canonical: &str,
    changes: &[(&str, String)],
) -> Option<String> {
    let found = scan(definition, canonical, MAX_EVENT, "");
    if !found.problems.is_empty() {
        return None;
    }
    let mut writer = Writer {
        text: canonical,
        out: String::new(),
        piece: None,
    };
    for (place, field) in definition.fields.iter().enumerate() {
        let changed = changes.iter().find(|(name, _)| *name == field.name);
        writer.add(
            field.prefix,
            changed.map_or_else(|| found.json(place).unwrap_or_default(), |(_, value)| value),
        );
    }
    writer.finish()
}

/// The instant that a field of the event holds. The error is where a number stands that is none.
fn instant(
    definition: &Definition,
    found: &Scanned<'_>,
    fill: &Fill<'_>,
) -> Result<Option<Timestamp>, u32> {
    let Some(index) = definition.instant else {
        return Ok(None);
    };
    let default = definition.fields.get(index).and_then(|field| field.default);
    let Some(number) = found
        .json(index)
        .or(default.filter(|_| fill.instant.is_none()))
    else {
        return Ok(fill.instant);
    };
    Timestamp::from_unix_seconds(number)
        .map(Some)
        .ok_or_else(|| found.offset(index))
}

/// What is wrong with the instant that a field of the event holds.
pub(crate) fn wrong_instant(
    definition: &Definition,
    found: &Scanned<'_>,
    base: Base<'_>,
) -> Option<Problem> {
    instant(definition, found, &Fill::default())
        .err()
        .map(|offset| invalid_instant(definition, base, offset))
}

#[cold]
fn invalid_instant(definition: &Definition, base: Base<'_>, offset: u32) -> Problem {
    let name = definition
        .instant
        .and_then(|index| definition.fields.get(index))
        .map_or("", |field| field.name);
    Problem {
        pointer: alloc::format!("{base}/{name}"),
        code: Code::InvalidTime,
        message: "expected Unix seconds within the years 1 to 9999, found a number outside".into(),
        suggestion: None,
        offset,
    }
}

impl Fill<'_> {
    /// What stands in place of the caller's value.
    fn over(&self, field: &Field) -> Option<&str> {
        match (field.filled_by, field.kind) {
            (Some(FilledBy::Constant(constant)), _) if self.constants => Some(constant),
            (Some(FilledBy::Policy), Kind::OneOf(allowed))
                if allowed.contains(&self.deployment_override.trim_matches('"')) =>
            {
                Some(self.deployment_override)
            }
            _ => None,
        }
    }

    /// What stands where the caller gives no value.
    fn absent(&self, field: &Field) -> Option<&str> {
        let filled = match (field.filled_by, field.kind) {
            (Some(FilledBy::Session), _) => self.session,
            (Some(FilledBy::Ci), _) if self.ci => "true",
            // A word that the event does not know says only that there is one.
            (Some(FilledBy::Policy), Kind::OneOf(allowed)) if !self.deployment_type.is_empty() => {
                let word = self.deployment_type.trim_matches('"');
                if allowed.contains(&word) {
                    self.deployment_type
                } else {
                    "\"undefined\""
                }
            }
            _ => "",
        };
        if filled.is_empty() {
            field.default
        } else {
            Some(filled)
        }
    }
}

/// Writes the canonical text; none: it is there already.
fn write(definition: &Definition, found: &Scanned<'_>, fill: &Fill<'_>) -> Option<String> {
    let mut writer = Writer {
        text: found.text(),
        out: String::new(),
        piece: None,
    };
    for (place, (field, span)) in definition
        .fields
        .iter()
        .zip(found.spans(definition.fields.len()))
        .enumerate()
    {
        if let Some(value) = fill.over(field) {
            writer.add(field.prefix, value);
            continue;
        }
        match *span {
            Span::Text(from, to) => writer.keep(field.prefix, from as usize, to as usize),
            Span::Side(from, to) => writer.add(
                field.prefix,
                found
                    .side()
                    .get(from as usize..to as usize)
                    .unwrap_or_default(),
            ),
            Span::Missing | Span::Bad => {
                if let Some(instant) = fill.instant.filter(|_| definition.instant == Some(place)) {
                    writer.add(field.prefix, &instant.unix_seconds());
                } else if let Some(value) = fill.absent(field) {
                    writer.add(field.prefix, value);
                }
            }
        }
    }
    writer.finish()
}

/// Writes the canonical text in as few pieces as possible.
struct Writer<'t> {
    text: &'t str,
    out: String,
    /// A run of the text that goes out as it stands.
    piece: Option<(usize, usize)>,
}

impl Writer<'_> {
    /// Adds a member whose value stands in the text.
    ///
    /// The piece grows when the value starts exactly a prefix after its end. Between them the name
    /// was matched, and a comma, the name in its shortest spelling and a colon have that length; so
    /// there is nothing else. At the start the same holds with the opening brace in place of the
    /// comma.
    fn keep(&mut self, prefix: &str, from: usize, to: usize) {
        let before = from.saturating_sub(prefix.len());
        match &mut self.piece {
            Some((_, end)) if *end == before => *end = to,
            None if self.out.is_empty() && before == 0 => self.piece = Some((0, to)),
            _ => {
                self.prefix(prefix);
                self.piece = Some((from, to));
            }
        }
    }

    /// Adds a member with another value.
    fn add(&mut self, prefix: &str, value: &str) {
        self.prefix(prefix);
        self.out.push_str(value);
    }

    fn prefix(&mut self, prefix: &str) {
        self.flush();
        self.out.push(if self.out.is_empty() { '{' } else { ',' });
        self.out.push_str(prefix.get(1..).unwrap_or_default());
    }

    fn flush(&mut self) {
        if self.out.capacity() == 0 {
            // Defaults of the largest event take less than 2 KiB.
            self.out.reserve(self.text.len() + 2048);
        }
        if let Some((from, to)) = self.piece.take() {
            self.out
                .push_str(self.text.get(from..to).unwrap_or_default());
        }
    }

    fn finish(mut self) -> Option<String> {
        if self.out.is_empty()
            && let Some((0, end)) = self.piece
            && self.text.len() == end + 1
        {
            return None;
        }
        self.flush();
        if self.out.is_empty() {
            self.out.push('{');
        }
        self.out.push('}');
        // The text waits in a queue whose bound counts its bytes, so it must not hold more.
        self.out.shrink_to_fit();
        Some(self.out)
    }
}
