//! Keeps what a person or a machine is called, and where things lie, out of free strings.
//!
//! A schema says what a free string is meant to hold; nothing makes a caller keep to it. So every such string is looked at byte by byte,
//! and only one with a suspicious byte, or with an identifying name where a word begins, is looked at again. What is found becomes the word
//! `redacted`, or makes its line a problem. No value is ever repeated.

use alloc::{format, string::String, vec::Vec};

use crate::{
    definition::{Definition, Guard as Meant, Kind},
    json,
    policy::{Fact, Source},
    problem::{Code, Problem},
    queue::Key,
    scan::{self, Scanned},
};

/// Names of the host facts whose values are identifying names.
pub(crate) const FACTS: [&str; 3] = ["user-name", "host-name", "home-directory"];

/// What stands in place of a value that was taken out.
const WORD: &str = "\"redacted\"";

/// Longest value, or part of one between commas, in bytes. Real labels, ids and versions have a few dozen.
const LONGEST: usize = 128;

/// Shortest identifying name in characters: shorter names are parts of too many words.
const SHORTEST: usize = 4;

/// What becomes of a value that looks private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "model", derive(Hash))]
pub(crate) enum Mode {
    /// The word `redacted` takes its place.
    #[default]
    Redact,
    /// The line, or the settings, are refused.
    Reject,
    /// It passes, and is not looked at.
    Off,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "model", derive(Hash))]
pub(crate) enum Finding {
    Control,
    Long,
    Url,
    Email,
    Path,
    Address,
    Name,
}

impl Finding {
    /// What was found, for a message.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Control => "a control character",
            Self::Long => "more than 128 bytes",
            Self::Url => "a URL",
            Self::Email => "an e-mail address or a user's handle",
            Self::Path => "a path",
            Self::Address => "an IP address",
            Self::Name => "a name of this machine or of its user",
        }
    }
}

/// Where a value stood that was taken out, such as `nat_cli_command/command`, and what it looked like.
pub(crate) type Redacted = (String, Finding);

/// The guard of a client.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "model", derive(Hash))]
pub(crate) struct Guard {
    pub(crate) mode: Mode,
    /// Identifying names, which must not pass. Each begins and ends inside a word.
    names: Vec<String>,
    /// [`CLASSES`], with the first letters of the names.
    classes: [u8; 256],
}

/// Bytes of words.
const IN_WORD: u8 = 1;
/// Bytes that call for a closer look.
const SUSPICIOUS: u8 = 2;
/// Bytes between pieces of text.
const GAP: u8 = 4;
/// Dots, of which an IP address has three.
const DOT: u8 = 8;
/// Slashes, of which the id of a model has one.
const SLASH: u8 = 16;
/// Bytes that call for a closer look where no word goes on: slashes, and the first letters of identifying names.
const START: u8 = 32;

/// What each byte of canonical JSON calls for. A backslash stands before every escape; 0xC2 and 0xE2 begin characters that cannot be
/// seen.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    loop {
        let class = match byte {
            0xc2 | 0xe2 => IN_WORD | SUSPICIOUS,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => IN_WORD,
            b'/' => SLASH | START,
            ..0x20 | 0x7f | b'\\' | b':' | b'@' | b'~' => SUSPICIOUS,
            b' ' | b',' | b';' | b'|' | b'=' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'`' => GAP,
            b'.' => DOT,
            _ => 0,
        };
        #[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
        {
            classes[byte as usize] = class;
        }
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|found| found & class != 0)
}

impl Guard {
    /// The guard that the settings ask for, with the identifying names among the facts; none: it is off. What follows the last slash of
    /// a name is one too, and so is what precedes its first dot: the step of a home directory that names its user, the label of a host name
    /// that names it.
    pub(crate) fn new(mode: Mode, facts: &[Fact]) -> Option<Self> {
        let mut guard = Self { mode, names: Vec::new(), classes: CLASSES };
        for fact in facts.iter().filter(|fact| fact.source == Source::Host && FACTS.contains(&fact.name.as_str())) {
            let bytes = fact.value.as_bytes();
            let inside = |byte: &u8| is(*byte, IN_WORD);
            let (Some(from), Some(to)) = (bytes.iter().position(inside), bytes.iter().rposition(inside)) else { continue };
            let name = fact.value.get(from..=to).unwrap_or_default();
            let step = name.bytes().rposition(|byte| matches!(byte, b'/' | b'\\')).map_or(0, |slash| slash + 1);
            let label = name.bytes().position(|byte| byte == b'.').unwrap_or(name.len());
            for part in [Some(name), name.get(step..), name.get(..label)].into_iter().flatten() {
                if part.chars().count() >= SHORTEST {
                    guard.names.push(part.into());
                }
            }
        }
        for first in guard.names.iter().filter_map(|name| name.as_bytes().first()) {
            for letter in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                if let Some(class) = guard.classes.get_mut(usize::from(letter)) {
                    *class |= START;
                }
            }
        }
        (mode != Mode::Off).then_some(guard)
    }

    /// Looks at the free strings of an event that was read. What is private is taken out, or becomes a problem whose pointer starts with
    /// `base`.
    #[inline(never)]
    pub(crate) fn apply(&self, definition: &Definition, found: &mut Scanned<'_>, base: &str) -> Vec<Redacted> {
        let mut redacted = Vec::new();
        for (index, field) in definition.fields.iter().enumerate() {
            let (Some(meant), Some(json)) = (field.guard, found.json(index)) else { continue };
            if self.is_plain(json, meant) {
                continue;
            }
            let mut findings = Vec::new();
            let mut item = 0;
            scan::each_raw_string(json, &mut |raw| {
                let is_known = || field.default == Some(raw) || field.notes.sentinel == raw || field.notes.example.contains(raw);
                if let Some(finding) = self.judge(raw, meant)
                    && !is_known()
                {
                    findings.push((item, finding));
                }
                item += 1;
            });
            if !findings.is_empty() {
                self.act(definition, index, found, &findings, base, &mut redacted);
            }
        }
        redacted
    }

    /// Whether nothing in a string, or a list of them, calls for a closer look. Most values are looked at by this alone.
    #[inline]
    fn is_plain(&self, json: &str, meant: Meant) -> bool {
        let mut seen = 0;
        let mut before = 0;
        let (mut dots, mut slashes) = (0, 0);
        for byte in json.bytes() {
            let class = self.classes.get(usize::from(byte)).copied().unwrap_or(0);
            // START counts only where the byte before belongs to no word: IN_WORD is 1, so the
            // product is START inside a word, and 0 elsewhere.
            seen |= class & !((before & IN_WORD) * START);
            dots += usize::from(class & DOT != 0);
            slashes += usize::from(class & SLASH != 0);
            before = class;
        }
        seen & (SUSPICIOUS | START) == 0 && dots < 3 && slashes <= most_slashes(meant) && json.len() <= LONGEST
    }

    /// Acts on what was found in a field: the places of its items, or 0, and what they look like.
    #[cold]
    #[inline(never)]
    fn act(
        &self,
        definition: &Definition,
        index: usize,
        found: &mut Scanned<'_>,
        findings: &[(usize, Finding)],
        base: &str,
        redacted: &mut Vec<Redacted>,
    ) {
        let Some(field) = definition.fields.get(index) else { return };
        let is_list = matches!(field.kind, Kind::TextList { .. });
        for (item, finding) in findings {
            if self.mode == Mode::Redact {
                redacted.push((format!("{}/{}", definition.name, field.name), *finding));
                continue;
            }
            let item = if is_list { format!("/{item}") } else { String::new() };
            let offset = found.offset(index);
            found.problems.add(refusal(format!("{base}/{}{item}", field.name), *finding, offset));
        }
        let mut clean = String::from(if is_list { "[" } else { "" });
        let mut item = 0;
        scan::each_raw_string(found.json(index).unwrap_or_default(), &mut |raw| {
            clean.push_str(if item == 0 { "" } else { "," });
            clean.push_str(if findings.iter().any(|(place, _)| *place == item) { WORD } else { raw });
            item += 1;
        });
        clean.push_str(if is_list { "]" } else { "" });
        found.replace(index, &clean);
    }

    /// Looks at a text that an envelope will say. What is private becomes the word; returns its name and what it looked like.
    pub(crate) fn clean(&self, name: &str, text: &mut String, meant: Meant) -> Option<Redacted> {
        let finding = self.judge(&json::string(text), meant)?;
        *text = "redacted".into();
        Some((name.into(), finding))
    }

    /// [`Guard::clean`] for what a kept line says about its envelope.
    pub(crate) fn clean_key(&self, key: &mut Key) -> Vec<Redacted> {
        let texts = [
            ("clientVersion", &mut key.client_ver, Meant::Version),
            ("sessionId", &mut key.session_id, Meant::Label),
            ("cpuArchitecture", &mut key.cpu_architecture, Meant::Label),
        ];
        let mut redacted = Vec::new();
        for (name, text, meant) in texts {
            let mut said = scan::decode(text);
            if let Some(found) = self.clean(name, &mut said, meant) {
                redacted.push(found);
                *text = WORD.into();
            }
        }
        redacted
    }

    /// What a string looks like, given as canonical JSON; none: like what it is meant to be.
    fn judge(&self, json: &str, meant: Meant) -> Option<Finding> {
        let quoted = json.as_bytes();
        let text = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let begins = |at: usize| !at.checked_sub(1).and_then(|before| text.get(before)).is_some_and(|before| is(*before, IN_WORD));
        if json != WORD && (0..text.len()).any(|at| begins(at) && self.has_name_at(text, at)) {
            return Some(Finding::Name);
        }
        let dots = text.iter().filter(|byte| **byte == b'.').count();
        let suspicious = text.len() > LONGEST || dots > 2 || text.iter().any(|byte| is(*byte, SUSPICIOUS | SLASH));
        if suspicious { Self::examine(scan::decode(json).as_bytes(), meant) } else { None }
    }

    /// Whether an identifying name stands here, where a word begins, and ends where a word ends. Letters of ASCII are compared without their case.
    fn has_name_at(&self, text: &[u8], at: usize) -> bool {
        self.names.iter().any(|name| {
            let end = at + name.len();
            text.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes()))
                && !text.get(end).is_some_and(|after| is(*after, IN_WORD))
        })
    }

    /// The closer look.
    #[cold]
    #[inline(never)]
    fn examine(text: &[u8], meant: Meant) -> Option<Finding> {
        let mut rest = text;
        while let [_, after @ ..] = rest {
            if is_unseen(rest) {
                return Some(Finding::Control);
            }
            rest = after;
        }
        if text.split(|byte| *byte == b',').any(|part| part.len() > LONGEST) {
            return Some(Finding::Long);
        }
        text.split(|byte| is(*byte, GAP)).find_map(|piece| classify(piece, meant))
    }
}

/// Whether a text begins with a character that is not seen, or changes how others are shown.
fn is_unseen(text: &[u8]) -> bool {
    matches!(
        text,
        [..0x20 | 0x7f, ..]
            | [0xc2, 0x80..=0x9f, ..]
            | [0xe2, 0x80, 0x8b | 0x8e | 0x8f | 0xa8..=0xae, ..]
            | [0xe2, 0x81, 0xa6..=0xa9, ..]
    )
}

/// What a piece of text between gaps looks like.
fn classify(piece: &[u8], meant: Meant) -> Option<Finding> {
    let count = |wanted: u8| piece.iter().filter(|byte| **byte == wanted).count();
    let is_url = piece.starts_with(b"www.") || piece.windows(3).any(|three| three == b"://");
    let is_email = piece.windows(2).any(|two| matches!(two, [b'@', after] if is(*after, IN_WORD)));
    let is_path = matches!(
        piece,
        [b'/' | b'~', _, ..]
            | [b'.', b'/', ..]
            | [b'.', b'.', b'/', ..]
            | [b'A'..=b'Z' | b'a'..=b'z', b':']
            | [b'A'..=b'Z' | b'a'..=b'z', b':', b'/', ..]
    ) || count(b'\\') > 0
        || count(b'/') > most_slashes(meant);
    let is_hexadecimal = || piece.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let is_card = (count(b':') > 4 || piece.windows(2).any(|two| two == b"::")) && is_hexadecimal();
    let is_address = || is_card || piece.split(|byte| matches!(byte, b':' | b'/' | b'%')).any(is_four_numbers);
    if is_url {
        Some(Finding::Url)
    } else if is_email {
        Some(Finding::Email)
    } else if is_path {
        Some(Finding::Path)
    } else if is_address() {
        Some(Finding::Address)
    } else {
        None
    }
}

/// One slash alone makes no path where ids of models may stand, and on some systems the name of a platform has one.
fn most_slashes(meant: Meant) -> usize {
    usize::from(!matches!(meant, Meant::Version | Meant::ClassName))
}

/// Whether a text is four numbers of at most 255 with dots between them.
fn is_four_numbers(text: &[u8]) -> bool {
    let mut numbers = 0;
    let all = text.split(|byte| *byte == b'.').all(|digits| {
        numbers += 1;
        let value =
            digits.iter().fold(0_u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit.wrapping_sub(b'0'))));
        !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && value < 256
    });
    all && numbers == 4
}

fn refusal(pointer: String, finding: Finding, offset: u32) -> Problem {
    let message = format!("expected a text that tells nothing of a person or a machine, found {}", finding.words());
    Problem { pointer, code: Code::PrivateValue, message, suggestion: None, offset }
}

/// The problems of settings that a client refuses.
pub(crate) fn refusals(redacted: &[Redacted]) -> Vec<Problem> {
    redacted.iter().map(|(name, finding)| refusal(format!("/{name}"), *finding, 0)).collect()
}
