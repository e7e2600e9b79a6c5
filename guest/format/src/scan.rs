//! One strict pass over the text of a JSON object, without a tree.
//!
//! The fields of an object are known beforehand, so the pass compares the text with the next
//! expected `,"name":` and mostly hits. It remembers where each value stands. A value that is
//! canonical already stays where it is; any other is rewritten to a text on the side. Problems are
//! collected, and the pass goes on behind them; only broken syntax ends it.

mod base;
mod envelope;
mod found;
mod list;
mod number;
mod report;
mod skip;
mod text;

use alloc::{
    format,
    string::{String, ToString as _},
};

use crate::{
    catalog::MOST_FIELDS,
    definition::{Definition, Field, Kind},
    problem::{Code, Problems},
    suggest,
};

pub(crate) use base::Base;
pub(crate) use envelope::{envelope, received};
pub use found::{Scanned, Span};
use report::expected;
pub use text::push_escaped;

/// Longest text that crosses into the component in one call, in bytes. Hosts refuse longer ones
/// before the call, because a text that does not fit the instance's memory would end it.
pub const MAX_TEXT: usize = 256 * 1024;

/// Whether a text is one JSON number and nothing else.
pub fn is_number(text: &str) -> bool {
    number::number(text.as_bytes()).is_some_and(|number| number.length == text.len())
}

/// Syntax is broken: the problem, of this kind, is noted and the pass is over.
struct Stop(Code);

/// What follows a value.
enum End {
    /// Nothing but white space.
    Reached,
    /// More text, which is noted.
    More,
}

/// What reads the objects inside an object.
trait Inside {
    /// Reads the object, or the list of objects, that starts here, and steps over it.
    fn read(&mut self, scan: &mut Scan<'_, '_>) -> Result<(), Stop>;
}

/// Leaves them for later.
struct StepOver;

impl Inside for StepOver {
    fn read(&mut self, scan: &mut Scan<'_, '_>) -> Result<(), Stop> {
        scan.skip_value(scan.depth)
    }
}

/// Reads the object of `definition` that `text` begins with. Returns what it found and what follows
/// the object; none when there is any problem, for somebody else to report.
pub fn scan_start<'t>(
    definition: &'static Definition,
    text: &'t str,
) -> Option<(Scanned<'t>, &'t str)> {
    let mut scan = Scan::new(text, Base::default());
    if scan.peek() != Some(b'{') || scan.members(definition, &mut StepOver).is_err() {
        return None;
    }
    scan.missing(definition);
    let (object, rest) = text.split_at_checked(scan.at)?;
    scan.found.text = object;
    scan.found.problems.is_empty().then_some((scan.found, rest))
}

/// Reads `text`, which must hold one object of `definition` and nothing else. Pointers start with
/// `base`.
pub fn scan<'t>(
    definition: &'static Definition,
    text: &'t str,
    limit: usize,
    base: &str,
) -> Scanned<'t> {
    let mut scan = Scan::new(text, Base::from(base));
    if text.len() > limit {
        let message = format!("expected at most {limit} bytes, found {}", text.len());
        scan.report(Code::TooLarge, "", 0, message, None);
    } else if scan.whole(definition).is_ok() {
        scan.missing(definition);
    }
    scan.found
}

struct Scan<'t, 'b> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    base: Base<'b>,
    /// Where the object starts.
    start: usize,
    /// Objects and arrays around its members, itself included.
    depth: u32,
    /// Every field has to be there.
    whole: bool,
    /// The field whose value is being read, and the item of it if it is a list.
    within: &'static str,
    item: Option<usize>,
    found: Scanned<'t>,
}

impl<'t, 'b> Scan<'t, 'b> {
    fn new(text: &'t str, base: Base<'b>) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            base,
            start: 0,
            depth: 1,
            whole: false,
            within: "",
            item: None,
            found: Scanned {
                text,
                side: String::new(),
                spans: [Span::Missing; MOST_FIELDS],
                starts: [0; MOST_FIELDS],
                problems: Problems::default(),
            },
        }
    }
}

impl Scan<'_, '_> {
    /// Begins anew at an object of so many fields, inside `depth` objects and arrays, itself
    /// included.
    fn restart(&mut self, start: usize, depth: u32, fields: usize) {
        (self.at, self.start, self.depth) = (start, start, depth);
        (self.within, self.item) = ("", None);
        self.found.side.clear();
        let spans = self.found.spans.iter_mut().take(fields);
        spans.for_each(|span| *span = Span::Missing);
    }
}

impl Scan<'_, '_> {
    fn whole(&mut self, definition: &'static Definition) -> Result<(), Stop> {
        self.space();
        if self.peek() != Some(b'{') {
            let offset = self.at;
            let found = self.type_here()?;
            self.report(
                Code::WrongType,
                "",
                offset,
                format!("expected an object, found {found}"),
                None,
            );
            // What is no object lacks no fields.
            return Err(Stop(Code::WrongType));
        }
        self.members(definition, &mut StepOver)?;
        self.end();
        Ok(())
    }

    /// Looks for the end of the text.
    fn end(&mut self) -> End {
        self.space();
        if self.at >= self.bytes.len() {
            return End::Reached;
        }
        let offset = self.at;
        self.report(
            Code::TrailingText,
            "",
            offset,
            "expected the end of the text, found more after the object".into(),
            None,
        );
        End::More
    }

    /// The members of an object, from its opening brace on. Objects inside are read by `inside`.
    fn members(
        &mut self,
        definition: &'static Definition,
        inside: &mut dyn Inside,
    ) -> Result<(), Stop> {
        let mut next = 0;
        let mut first = true;
        loop {
            let expected = definition.fields.get(next);
            // Compact text in the schema's order takes this way only; an opening brace stands where
            // the prefix has its comma.
            if let Some(field) = expected
                && self.fast_path(field.prefix, usize::from(first))
            {
                self.value(field, next, inside)?;
                next += 1;
                first = false;
                continue;
            }
            if first {
                self.at += 1;
            }
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') if !first => {
                    self.at += 1;
                    self.space();
                }
                _ if first => {}
                _ => return self.broken("expected a comma or a closing brace"),
            }
            first = false;
            let key = self.at;
            let named = match expected {
                Some(field) if self.fast_path(field.prefix.get(1..).unwrap_or_default(), 0) => {
                    Some(next)
                }
                _ => self.name(definition)?,
            };
            match named.and_then(|index| definition.fields.get(index).map(|field| (index, field))) {
                Some((index, field)) => {
                    self.value(field, index, inside)?;
                    next = index + 1;
                }
                None => {
                    self.unknown(definition, key);
                    self.skip_value(self.depth)?;
                }
            }
        }
    }

    /// Whether the text goes on with a prefix, from its byte `from` on; if so, steps over it and
    /// the space behind it.
    #[inline]
    fn fast_path(&mut self, prefix: &str, from: usize) -> bool {
        let prefix = prefix.as_bytes().get(from..).unwrap_or_default();
        let start = self.at + from;
        let hit = self
            .bytes
            .get(start..start + prefix.len())
            .is_some_and(|here| same(here, prefix));
        if hit {
            self.at = start + prefix.len();
            self.space();
        }
        hit
    }

    /// Reads a name, its colon and the space around it. Returns the field that it names, if there
    /// is one.
    fn name(&mut self, definition: &'static Definition) -> Result<Option<usize>, Stop> {
        let field = self.key(definition)?;
        self.space();
        if self.peek() != Some(b':') {
            return self.broken("expected a colon after the name");
        }
        self.at += 1;
        self.space();
        Ok(field)
    }

    /// Reads a name. Returns the field that it names, if there is one.
    fn key(&mut self, definition: &'static Definition) -> Result<Option<usize>, Stop> {
        if self.peek() != Some(b'"') {
            return self.broken("expected a name in quotes");
        }
        let start = self.at;
        match text::shape(self.bytes, start + 1) {
            text::Shape::Plain(end) => {
                self.at = end + 1;
                Ok(find(
                    definition,
                    self.bytes.get(start + 1..end).unwrap_or_default(),
                ))
            }
            text::Shape::Special(_) => Ok(find(definition, self.decoded(start)?.as_bytes())),
            text::Shape::Open => self.unclosed(),
        }
    }

    /// Reads the value of a field that is in the definition.
    fn value(
        &mut self,
        field: &'static Field,
        index: usize,
        inside: &mut dyn Inside,
    ) -> Result<(), Stop> {
        self.within = field.name;
        let start = self.at;
        if let Some(place) = self.found.starts.get_mut(index) {
            *place = self::index(start);
        }
        let span = match (field.kind, self.peek()) {
            (Kind::Text { max_length }, Some(b'"')) => self.string(field, max_length)?,
            (Kind::OneOf(allowed), Some(b'"')) => self.one_of(field, allowed)?,
            (Kind::Integer { minimum, maximum }, Some(b'-' | b'0'..=b'9')) => {
                self.integer(field, minimum, maximum)?
            }
            (Kind::Number, Some(b'-' | b'0'..=b'9')) => self.float(field)?,
            (Kind::Flag, Some(b't' | b'f')) => {
                self.literal()?;
                self.here(start)
            }
            (Kind::TextList { .. } | Kind::OneOfList(_), Some(b'[')) => self.list(field)?,
            (Kind::Object, Some(b'{')) | (Kind::ObjectList, Some(b'[')) => {
                inside.read(self)?;
                self.here(start)
            }
            _ => self.other_type(field)?,
        };
        match self.found.spans.get_mut(index) {
            Some(slot @ Span::Missing) => *slot = span,
            _ => self.duplicate(field, index, start),
        }
        self.within = "";
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn other_type(&mut self, field: &Field) -> Result<Span, Stop> {
        let start = self.at;
        let found = self.type_here()?;
        let message = format!("expected {}, found {found}", expected(field.kind));
        self.report(Code::WrongType, field.name, start, message, None);
        self.skip_value(self.depth)?;
        Ok(Span::Bad)
    }

    #[cold]
    #[inline(never)]
    fn duplicate(&mut self, field: &Field, index: usize, start: usize) {
        self.report(
            Code::DuplicateField,
            field.name,
            start,
            "expected each field once, found it again".into(),
            None,
        );
        if let Some(slot) = self.found.spans.get_mut(index) {
            *slot = Span::Bad;
        }
    }

    /// Reads a string into a span that holds its canonical JSON, quotes included.
    #[inline(always)]
    fn raw_string(&mut self) -> Result<Span, Stop> {
        let start = self.at;
        match text::shape(self.bytes, start + 1) {
            text::Shape::Plain(end) => {
                self.at = end + 1;
                Ok(self.here(start))
            }
            text::Shape::Special(_) => self.escaped_string(start),
            text::Shape::Open => self.unclosed(),
        }
    }

    #[cold]
    #[inline(never)]
    fn escaped_string(&mut self, start: usize) -> Result<Span, Stop> {
        let from = self.found.side.len();
        self.found.side.push('"');
        let mut side = core::mem::take(&mut self.found.side);
        let read = text::decode(self.text, start, &mut |c| push_escaped(&mut side, c));
        self.found.side = side;
        self.end_of_string(read)?;
        self.found.side.push('"');
        if self.found.side.as_bytes().get(from..) == self.bytes.get(start..self.at) {
            self.found.side.truncate(from);
            return Ok(self.here(start));
        }
        Ok(self.aside(from))
    }

    /// The characters of the string at `start`, stepping over it.
    #[cold]
    #[inline(never)]
    fn decoded(&mut self, start: usize) -> Result<String, Stop> {
        let mut value = String::new();
        let read = text::decode(self.text, start, &mut |c| value.push(c));
        self.end_of_string(read)?;
        Ok(value)
    }

    fn end_of_string(&mut self, read: Result<usize, text::Broken>) -> Result<(), Stop> {
        match read {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(broken) => {
                let message = match broken.code {
                    Code::ControlCharacter => {
                        "expected control characters to be escaped, found a raw one"
                    }
                    Code::InvalidEscape => {
                        "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, found another escape"
                    }
                    Code::LoneSurrogate => "expected a whole surrogate pair, found half of one",
                    _ => return self.unclosed(),
                };
                match self.item {
                    Some(item) => self.report_item(
                        broken.code,
                        self.within,
                        item,
                        broken.at,
                        message.into(),
                        None,
                    ),
                    None => self.report(broken.code, self.within, broken.at, message.into(), None),
                }
                Err(Stop(broken.code))
            }
        }
    }

    fn string(&mut self, field: &Field, max_length: u32) -> Result<Span, Stop> {
        let start = self.at;
        let span = self.raw_string()?;
        Ok(if self.is_longer(span, max_length) {
            self.too_long(field.name, start, max_length)
        } else {
            span
        })
    }

    #[cold]
    #[inline(never)]
    fn too_long(&mut self, name: &str, start: usize, max_length: u32) -> Span {
        let message = format!("expected at most {max_length} bytes, found a longer string");
        self.report(Code::TooLong, name, start, message, None);
        Span::Bad
    }

    /// Whether a string says more than that many bytes. Escapes are longer than what they stand
    /// for, so most need no second look.
    fn is_longer(&self, span: Span, max_length: u32) -> bool {
        let (Span::Text(from, to) | Span::Side(from, to)) = span else {
            return false;
        };
        to.saturating_sub(from) > max_length.saturating_add(2)
            && self.decoded_length(span) > max_length as usize
    }

    #[cold]
    fn decoded_length(&self, span: Span) -> usize {
        let mut length = 0;
        self.spell(span, &mut |c| length += c.len_utf8());
        length
    }

    /// Hands out each character that a string says.
    #[cold]
    fn spell(&self, span: Span, each: &mut dyn FnMut(char)) {
        let (text, from) = match span {
            Span::Side(from, _) => (self.found.side.as_str(), from),
            Span::Text(from, _) => (self.text, from),
            _ => return,
        };
        // The string was read before, so it cannot fail now.
        let _ = text::decode(text, from as usize, each);
    }

    fn one_of(&mut self, field: &Field, allowed: &'static [&'static str]) -> Result<Span, Stop> {
        let start = self.at;
        let span = self.raw_string()?;
        if self.is_allowed(span, allowed) {
            return Ok(span);
        }
        self.not_allowed(field.name, None, start, span, allowed);
        Ok(Span::Bad)
    }

    fn is_allowed(&self, span: Span, allowed: &[&str]) -> bool {
        let value = self.between_quotes(span).as_bytes();
        allowed
            .iter()
            .any(|allowed| allowed.len() == value.len() && same(value, allowed.as_bytes()))
    }

    /// A string's canonical text without its quotes. Allowed values have nothing to escape, so it
    /// compares with them.
    fn between_quotes(&self, span: Span) -> &str {
        match span {
            Span::Text(from, to) => self
                .text
                .get(from as usize + 1..to as usize - 1)
                .unwrap_or_default(),
            Span::Side(from, to) => self
                .found
                .side
                .get(from as usize + 1..to as usize - 1)
                .unwrap_or_default(),
            _ => "",
        }
    }

    #[cold]
    #[inline(never)]
    fn not_allowed(
        &mut self,
        name: &str,
        item: Option<usize>,
        offset: usize,
        span: Span,
        allowed: &'static [&'static str],
    ) {
        if self.found.problems.is_full() {
            return self.found.problems.note();
        }
        let mut value = String::new();
        self.spell(span, &mut |c| value.push(c));
        let suggestion = suggest::nearest(&value, allowed.iter().copied());
        let message = format!(
            "expected one of {}, found another string",
            allowed.join(", ")
        );
        match item {
            Some(item) => {
                self.report_item(Code::NotAllowed, name, item, offset, message, suggestion)
            }
            None => self.report(Code::NotAllowed, name, offset, message, suggestion),
        }
    }

    fn number(&mut self) -> Result<(number::Number, usize), Stop> {
        let start = self.at;
        let Some(number) = self.bytes.get(start..).and_then(number::number) else {
            return self.broken("expected a number as JSON writes it");
        };
        self.at += number.length;
        if matches!(
            self.peek(),
            Some(b'0'..=b'9' | b'.' | b'+' | b'-' | b'a'..=b'z' | b'A'..=b'Z' | b'_')
        ) {
            return self.broken("expected a number as JSON writes it");
        }
        Ok((number, start))
    }

    fn integer(&mut self, field: &Field, minimum: i64, maximum: i64) -> Result<Span, Stop> {
        let start = self.at;
        match number::short_integer(self.bytes, start) {
            Some((value, end)) if (minimum..=maximum).contains(&value) => {
                self.at = end;
                Ok(self.here(start))
            }
            _ => self.odd_integer(field, minimum, maximum),
        }
    }

    /// An integer that is long, spelt as a fraction or with an exponent, `-0`, outside its range,
    /// or none at all.
    #[cold]
    #[inline(never)]
    fn odd_integer(&mut self, field: &Field, minimum: i64, maximum: i64) -> Result<Span, Stop> {
        let (_, start) = self.number()?;
        let text = self.text.get(start..self.at).unwrap_or_default();
        let found = number::whole(text);
        match found {
            number::Whole::Value(value) if (minimum..=maximum).contains(&value) => {
                let canonical = value.to_string();
                if canonical == text {
                    return Ok(self.here(start));
                }
                let from = self.found.side.len();
                self.found.side.push_str(&canonical);
                Ok(self.aside(from))
            }
            number::Whole::Fraction => {
                let message = "expected an integer, found a number with a fraction".into();
                self.report(Code::WrongType, field.name, start, message, None);
                Ok(Span::Bad)
            }
            number::Whole::Value(_) | number::Whole::TooLong => {
                let message =
                    format!("expected an integer from {minimum} to {maximum}, found one outside");
                self.report(Code::OutOfRange, field.name, start, message, None);
                Ok(Span::Bad)
            }
        }
    }

    fn float(&mut self, field: &Field) -> Result<Span, Stop> {
        let (number, start) = self.number()?;
        // Short texts without an exponent cannot reach 1e308.
        if number.decimal && !number.exponent && number.length <= 300 {
            Ok(self.here(start))
        } else {
            self.odd_float(field, start)
        }
    }

    #[cold]
    #[inline(never)]
    fn odd_float(&mut self, field: &Field, start: usize) -> Result<Span, Stop> {
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !number::is_finite(text) {
            let message = "expected a number that a double can hold, found a larger one".into();
            self.report(Code::OutOfRange, field.name, start, message, None);
            return Ok(Span::Bad);
        }
        if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            return Ok(self.here(start));
        }
        let from = self.found.side.len();
        self.found.side.push_str(text);
        self.found.side.push_str(".0");
        Ok(self.aside(from))
    }

    /// The span from `start` to here.
    fn here(&self, start: usize) -> Span {
        Span::Text(index(start), index(self.at))
    }

    /// The span from `from` to the end of the text on the side.
    fn aside(&self, from: usize) -> Span {
        Span::Side(index(from), index(self.found.side.len()))
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Names the type of the value that starts here, for a message. What only begins like a literal
    /// or a number is no value.
    fn type_here(&mut self) -> Result<&'static str, Stop> {
        let here = self.bytes.get(self.at..).unwrap_or_default();
        Ok(match self.peek() {
            Some(b'"') => "a string",
            Some(b'-' | b'0'..=b'9') if number::number(here).is_some() => "a number",
            Some(b'-' | b'0'..=b'9') => return self.broken("expected a number as JSON writes it"),
            Some(b't' | b'f') if here.starts_with(b"true") || here.starts_with(b"false") => {
                "a boolean"
            }
            Some(b'n') if here.starts_with(b"null") => "null",
            Some(b't' | b'f' | b'n') => return self.broken("expected true, false or null"),
            Some(b'[') => "an array",
            Some(b'{') => "an object",
            Some(_) => return self.broken("expected a value"),
            None => return self.broken("expected a value, found the end of the text"),
        })
    }
}

/// Hands out each string, quotes included, of a list in canonical JSON; a string alone is handed
/// out too.
#[inline(never)]
pub fn each_raw_string(json: &str, each: &mut dyn FnMut(&str)) {
    let mut at = usize::from(json.starts_with('['));
    while json.as_bytes().get(at) == Some(&b'"') {
        let end = match text::shape(json.as_bytes(), at + 1) {
            text::Shape::Plain(end) => end + 1,
            // It was read before, so it cannot fail now.
            _ => text::decode(json, at, &mut |_| {}).unwrap_or(json.len()),
        };
        each(json.get(at..end).unwrap_or_default());
        at = end + 1;
    }
}

/// What a string says, given as JSON that was read before.
#[inline(never)]
pub fn decode(json: &str) -> String {
    let mut value = String::with_capacity(json.len());
    // It was read before, so it cannot fail now.
    let _ = text::decode(json, 0, &mut |c| value.push(c));
    value
}

/// The field of that name.
fn find(definition: &Definition, name: &[u8]) -> Option<usize> {
    let key = |index: &u8| {
        definition
            .fields
            .get(usize::from(*index))
            .map_or(&b""[..], |field| field.name.as_bytes())
    };
    let place = definition.sorted.binary_search_by(|index| {
        let known = key(index);
        known.len().cmp(&name.len()).then_with(|| known.cmp(name))
    });
    place
        .ok()
        .and_then(|place| definition.sorted.get(place))
        .map(|index| usize::from(*index))
}

/// Whether two slices of one length are equal, by words: the comparison that wasm's C library
/// offers goes byte by byte. The last word overlaps the one before it, so that no bytes are left
/// over.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    let Some(last) = left.len().checked_sub(8) else {
        return same_short(left, right);
    };
    let mut at = 0;
    while at < last {
        if text::word_at(left, at) != text::word_at(right, at) {
            return false;
        }
        at += 8;
    }
    text::word_at(left, last) == text::word_at(right, last)
}

/// [`same`] for less than a word.
#[inline]
fn same_short(left: &[u8], right: &[u8]) -> bool {
    left.iter().zip(right).all(|(l, r)| l == r)
}

/// An index into a text of at most 1 MiB.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use super::{Code, Definition, Field, Kind, scan};
    use crate::definition::Notes;

    static NOTES: Notes = Notes {
        title: "",
        description: "",
        unit: "",
        sentinel: "",
        sensitivity: "",
        purpose: "",
        source: "",
        guard: "",
        example: "",
        label: "",
    };

    const fn list(name: &'static str, prefix: &'static str, kind: Kind) -> Field {
        Field {
            name,
            prefix,
            kind,
            required: false,
            default: None,
            filled_by: None,
            guard: None,
            notes: &NOTES,
        }
    }

    /// Lists that a schema may have, and none has today.
    static LISTS: Definition = Definition {
        name: "lists",
        version: "",
        title: "",
        description: "",
        fields: &[
            list("words", ",\"words\":", Kind::OneOfList(&["on", "off"])),
            list("texts", ",\"texts\":", Kind::TextList { max_length: 3 }),
        ],
        sorted: &[1, 0],
        instant: None,
    };

    #[test]
    fn items_of_a_list_are_checked_one_by_one() {
        for (text, words, texts) in [
            (
                r#"{"words":["on","off","on"],"texts":["abc",""]}"#,
                r#"["on","off","on"]"#,
                r#"["abc",""]"#,
            ),
            (
                r#"{"words":["\u006fn", "off"],"texts":["\u0061\u0062\u0063","é"]}"#,
                r#"["on","off"]"#,
                r#"["abc","é"]"#,
            ),
        ] {
            let found = scan(&LISTS, text, 100, "");
            assert!(found.problems.is_empty(), "{text}");
            assert_eq!((found.json(0), found.json(1)), (Some(words), Some(texts)));
        }
        let text = r#"{"words":["on","offf","\u006fff"],"texts":["abcd","abc","\u00e9\u00e9"]}"#;
        let found = scan(&LISTS, text, 100, "/base");
        assert_eq!((found.json(0), found.json(1)), (None, None));
        let problems = found.problems.into_vec();
        let told: Vec<_> = problems
            .iter()
            .map(|problem| (problem.pointer.as_str(), problem.code, problem.offset))
            .collect();
        let at = |piece: &str| u32::try_from(text.find(piece).unwrap()).unwrap();
        assert_eq!(
            told,
            [
                ("/base/words/1", Code::NotAllowed, at("\"offf\"")),
                ("/base/texts/0", Code::TooLong, at("\"abcd\"")),
                ("/base/texts/2", Code::TooLong, at("\"\\u00e9")),
            ]
        );
        assert_eq!(problems[0].suggestion, Some("off".to_string()));
        assert_eq!(
            problems[1].message,
            "expected at most 3 bytes, found a longer string"
        );
    }
}
