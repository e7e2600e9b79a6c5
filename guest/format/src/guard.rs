//! Keeps what a person or a machine is called, and where things lie, out of free strings.
//!
//! A schema says what a free string is meant to hold. Nothing makes a caller keep to it. So every
//! such string is looked at, one byte after the other. Most have nothing that calls for more; the
//! others get a closer look. What is found becomes the word `redacted`, or makes its line a
//! problem. No value is ever repeated.
//!
//! The closer look takes these steps:
//!
//! 1. It folds the text: case, marks over letters, and typographic signs no longer matter.
//!    Characters that are not seen are found there.
//! 2. It looks for the names of the machine and its user, as whole words.
//! 3. It looks for the forms of URLs, e-mail addresses, paths and network addresses. Spaces,
//!    commas, quotes and brackets end a piece of text; most forms have to stand in one piece.

use alloc::{format, string::String, vec::Vec};

use crate::{
    definition::{Definition, Kind, Meaning},
    problem::{Code, Problem},
    scan::{self, Scanned},
};

/// What stands in place of a value that was taken out, as JSON.
pub const WORD: &str = "\"redacted\"";

/// Longest value, or part of one between commas, in bytes. Real labels, ids and versions have a few
/// dozen.
const LONGEST: usize = 128;

/// Shortest identifying name, in characters. Shorter ones are also common words. The longest has
/// [`LONGEST`].
const SHORTEST: usize = 4;

/// What becomes of a value that looks private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "model", derive(Hash))]
pub enum Mode {
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
pub enum Finding {
    /// A character that no text shows.
    Control,
    /// More than a label needs.
    Long,
    /// A URL.
    Url,
    /// An e-mail address or a handle.
    Email,
    /// A path of a file system.
    Path,
    /// A network address.
    Address,
    /// A name of this machine or of its user.
    Name,
}

impl Finding {
    /// What was found, for a message.
    pub fn words(self) -> &'static str {
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

/// Where a value stood that was taken out, such as `nat_cli_command/command`, and what it looked
/// like.
pub type Redacted = (String, Finding);

/// The guard of a client.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "model", derive(Hash))]
pub struct Guard {
    /// What becomes of a value that looks private.
    pub mode: Mode,
    /// Identifying names, folded: what must not pass.
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
/// Bytes that call for a closer look where no word goes on: slashes and dots.
const START: u8 = 32;
/// The letter that stands three times before a dot in `www.`.
const WEB: u8 = 64;
/// First letters of identifying names, which begin where no word goes on.
const NAME: u8 = 128;

/// What each byte of canonical JSON calls for. A backslash stands before every escape. What is not
/// ASCII always gets the closer look.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    loop {
        let class = match byte {
            0x80.. => IN_WORD | SUSPICIOUS,
            b'W' | b'w' => IN_WORD | WEB,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => IN_WORD,
            b'/' => SLASH | START,
            ..0x20 | 0x7f | b'\\' | b':' | b'@' | b'~' => SUSPICIOUS,
            b' ' | b',' | b';' | b'|' | b'=' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'"'
            | b'\'' | b'`' => GAP,
            b'.' => DOT | START,
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
    CLASSES
        .get(usize::from(byte))
        .is_some_and(|found| found & class != 0)
}

impl Guard {
    /// The guard that the settings ask for; none: it is off. The names are those of the machine and
    /// its user. What follows the last slash of one is a name too: the step of a home directory
    /// that names its user. So is what precedes its first dot: the label of a host name that names
    /// it.
    pub fn new<'n>(mode: Mode, names: impl IntoIterator<Item = &'n str>) -> Option<Self> {
        let mut guard = Self {
            mode,
            names: Vec::new(),
            classes: CLASSES,
        };
        for name in names {
            let (value, _) = fold(name);
            let name = value.trim_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            let step = name
                .bytes()
                .rposition(|byte| matches!(byte, b'/' | b'\\'))
                .map_or(0, |slash| slash + 1);
            let label = name
                .bytes()
                .position(|byte| byte == b'.')
                .unwrap_or(name.len());
            for part in [Some(name), name.get(step..), name.get(..label)]
                .into_iter()
                .flatten()
            {
                if (SHORTEST..=LONGEST).contains(&part.chars().count()) {
                    guard.names.push(part.into());
                }
            }
        }
        for first in guard
            .names
            .iter()
            .filter_map(|name| name.as_bytes().first())
        {
            for letter in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                if let Some(class) = guard.classes.get_mut(usize::from(letter)) {
                    *class |= NAME;
                }
            }
        }
        (mode != Mode::Off).then_some(guard)
    }

    /// Looks at the free strings of an event that was read. What is private is taken out, or
    /// becomes a problem whose pointer starts with `base`.
    #[inline(never)]
    pub fn apply(
        &self,
        definition: &Definition,
        found: &mut Scanned<'_>,
        base: &str,
    ) -> Vec<Redacted> {
        let mut redacted = Vec::new();
        for (index, field) in definition.fields.iter().enumerate() {
            let (Some(meant), Some(json)) = (field.guard, found.json(index)) else {
                continue;
            };
            if self.is_plain(json, meant) {
                continue;
            }
            let mut findings = Vec::new();
            let mut item = 0;
            scan::each_raw_string(json, &mut |raw| {
                let is_known = || {
                    field.default == Some(raw)
                        || field.notes.sentinel == raw
                        || field.notes.example.contains(raw)
                };
                if let Some(finding) = self.judge(&scan::decode(raw), meant)
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

    /// Whether nothing in a string, or in a list of them, calls for a closer look. Most values are
    /// looked at by this alone, so each byte is looked up once. This may ask for a closer look that
    /// finds nothing. It must never pass what [`Guard::judge`] would find; a test compares the two.
    #[inline]
    fn is_plain(&self, json: &str, meant: Meaning) -> bool {
        let mut seen = 0;
        let mut before = 0;
        let (mut dots, mut slashes, mut web) = (0, 0, false);
        for byte in json.bytes() {
            let class = self.classes.get(usize::from(byte)).copied().unwrap_or(0);
            // Some classes count only where the byte before belongs to no word: IN_WORD is 1, so the
            // product is those classes inside a word, and 0 elsewhere.
            seen |= class & !((before & IN_WORD) * (START | NAME));
            web |= (before & WEB != 0) & (class & DOT != 0);
            dots += usize::from(class & DOT != 0);
            slashes += usize::from(class & SLASH != 0);
            before = class;
        }
        seen & (SUSPICIOUS | START) == 0
            && !web
            && dots < 3
            && slashes <= most_slashes(meant)
            && json.len() <= LONGEST
            && (seen & NAME == 0 || !self.may_have_name(json.as_bytes()))
    }

    /// Whether an identifying name begins where a word does, in a string of ASCII without escapes.
    #[inline(never)]
    fn may_have_name(&self, json: &[u8]) -> bool {
        let mut goes_on = false;
        let mut rest = json;
        while let [byte, after @ ..] = rest {
            let begins = |name: &String| {
                rest.get(..name.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            };
            if !goes_on && self.names.iter().any(begins) {
                return true;
            }
            goes_on = is(*byte, IN_WORD);
            rest = after;
        }
        false
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
        let Some(field) = definition.fields.get(index) else {
            return;
        };
        let is_list = matches!(field.kind, Kind::TextList { .. });
        for (item, finding) in findings {
            if self.mode == Mode::Redact {
                redacted.push((format!("{}/{}", definition.name, field.name), *finding));
                continue;
            }
            let item = if is_list {
                format!("/{item}")
            } else {
                String::new()
            };
            let offset = found.offset(index);
            found.problems.add(refusal(
                format!("{base}/{}{item}", field.name),
                *finding,
                offset,
            ));
        }
        let mut clean = String::from(if is_list { "[" } else { "" });
        let mut item = 0;
        scan::each_raw_string(found.json(index).unwrap_or_default(), &mut |raw| {
            clean.push_str(if item == 0 { "" } else { "," });
            clean.push_str(if findings.iter().any(|(place, _)| *place == item) {
                WORD
            } else {
                raw
            });
            item += 1;
        });
        clean.push_str(if is_list { "]" } else { "" });
        found.replace(index, &clean);
    }

    /// Looks at a text that an envelope will say. What is private becomes the word; returns its
    /// name and what it looked like.
    pub fn clean(&self, name: &str, text: &mut String, meant: Meaning) -> Option<Redacted> {
        let finding = self.judge(text, meant)?;
        *text = "redacted".into();
        Some((name.into(), finding))
    }

    /// The closer look: what a string looks like; none: like what it is meant to be.
    #[cold]
    #[inline(never)]
    fn judge(&self, text: &str, meant: Meaning) -> Option<Finding> {
        let (folded, has_unseen) = fold(text);
        if text != "redacted" && self.has_name(&folded) {
            Some(Finding::Name)
        } else if has_unseen {
            Some(Finding::Control)
        } else if text
            .as_bytes()
            .split(|byte| *byte == b',')
            .any(|part| part.len() > LONGEST)
        {
            Some(Finding::Long)
        } else {
            classify(folded.as_bytes(), meant)
        }
    }

    /// Whether an identifying name stands in a folded text, from where a word begins to where a
    /// word ends.
    fn has_name(&self, folded: &str) -> bool {
        let mut goes_on = false;
        let mut rest = folded;
        loop {
            let stands = |name: &String| {
                rest.strip_prefix(name.as_str())
                    .is_some_and(|after| !begins_in_word(after))
            };
            if !goes_on && self.names.iter().any(stands) {
                return true;
            }
            goes_on = begins_in_word(rest);
            let mut characters = rest.chars();
            if characters.next().is_none() {
                return false;
            }
            rest = characters.as_str();
        }
    }
}

/// Whether a folded text begins with a character of a word that goes on with the next one. Those of
/// writings without spaces between words are none: a name beside them is a word of its own.
#[inline(never)]
fn begins_in_word(text: &str) -> bool {
    let in_word = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '\u{80}'..='\u{1fff}' | '\u{2c00}'..='\u{2dff}' | '\u{a640}'..='\u{abff}')
    };
    text.starts_with(in_word)
}

/// Characters that are not seen, or that change how others are shown.
const UNSEEN: char = '\u{1}';
/// Characters that are left out of a folded text: marks that follow their letter, and what chooses
/// the form of others.
const LEFT_OUT: char = '\u{2}';
/// Capitals with an even number, each before its small letter.
const EVEN: char = '\u{3}';
/// Capitals with an odd number, each before its small letter.
const ODD: char = '\u{4}';

/// A row of [`FOLDS`].
const fn row(first: char, last: char, to: char) -> [u16; 3] {
    [first as u16, last as u16, to as u16]
}

/// What characters become in a folded text: the first and the last of a range, and what they
/// become. Where that is ASCII, all of them become it; otherwise the first does, and the others
/// follow it. The first row that fits counts.
static FOLDS: [[u16; 3]; 83] = [
    row('\u{ad}', '\u{ad}', UNSEEN),
    row('ª', 'ª', 'a'),
    row('º', 'º', 'o'),
    row('µ', 'µ', 'μ'),
    row('´', '´', '\''),
    row('\u{7f}', '\u{9f}', UNSEEN),
    row('\u{a0}', '¿', ' '),
    row('Ơ', 'ơ', 'o'),
    row('Ư', 'ư', 'u'),
    row('Ǎ', 'ǜ', ODD),
    row('Ǟ', 'ǯ', EVEN),
    row('Ǹ', 'ȳ', EVEN),
    row('ʹ', 'ʽ', '\''),
    row('\u{34f}', '\u{34f}', UNSEEN),
    row('\u{300}', '\u{36f}', LEFT_OUT),
    row('Ά', 'Ά', 'α'),
    row('ά', 'ά', 'α'),
    row('Έ', 'Έ', 'ε'),
    row('έ', 'έ', 'ε'),
    row('Ή', 'Ή', 'η'),
    row('ή', 'ή', 'η'),
    row('Ί', 'Ί', 'ι'),
    row('ί', 'ί', 'ι'),
    row('Ϊ', 'Ϊ', 'ι'),
    row('ϊ', 'ϊ', 'ι'),
    row('ΐ', 'ΐ', 'ι'),
    row('Ό', 'Ό', 'ο'),
    row('ό', 'ό', 'ο'),
    row('Ύ', 'Ύ', 'υ'),
    row('ύ', 'ύ', 'υ'),
    row('Ϋ', 'Ϋ', 'υ'),
    row('ϋ', 'ϋ', 'υ'),
    row('ΰ', 'ΰ', 'υ'),
    row('Ώ', 'Ώ', 'ω'),
    row('ώ', 'ώ', 'ω'),
    row('ς', 'ς', 'σ'),
    row('Α', 'Ω', 'α'),
    row('Ё', 'Ё', 'е'),
    row('ё', 'ё', 'е'),
    row('Ї', 'Ї', 'і'),
    row('ї', 'ї', 'і'),
    row('Й', 'Й', 'и'),
    row('й', 'й', 'и'),
    row('Ѐ', 'Џ', 'ѐ'),
    row('А', 'Я', 'а'),
    row('Ѡ', 'ҿ', EVEN),
    row('Ӂ', 'ӎ', ODD),
    row('Ӏ', 'Ӏ', 'ӏ'),
    row('Ӑ', 'ԯ', EVEN),
    row('Ա', 'Ֆ', 'ա'),
    row('\u{61c}', '\u{61c}', UNSEEN),
    row('\u{115f}', '\u{1160}', UNSEEN),
    row('\u{17b4}', '\u{17b5}', UNSEEN),
    row('\u{180e}', '\u{180e}', UNSEEN),
    row('\u{180b}', '\u{180f}', LEFT_OUT),
    row('ẞ', 'ẞ', 's'),
    row('Ạ', 'ặ', 'a'),
    row('Ẹ', 'ệ', 'e'),
    row('Ỉ', 'ị', 'i'),
    row('Ọ', 'ợ', 'o'),
    row('Ụ', 'ự', 'u'),
    row('Ỳ', 'ỹ', 'y'),
    row('Ḁ', 'ỿ', EVEN),
    row('\u{200c}', '\u{200d}', LEFT_OUT),
    row('\u{200b}', '\u{200f}', UNSEEN),
    row('‐', '―', '-'),
    row('‘', '‛', '\''),
    row('\u{2028}', '\u{202e}', UNSEEN),
    row('′', '′', '\''),
    row('\u{2060}', '\u{206f}', UNSEEN),
    row('\u{2000}', '\u{20cf}', ' '),
    row('\u{212a}', '\u{212a}', 'k'),
    row('\u{212b}', '\u{212b}', 'a'),
    row('−', '−', '-'),
    row('←', '\u{2bff}', ' '),
    row('\u{3000}', '\u{3004}', ' '),
    row('\u{3008}', '\u{3020}', ' '),
    row('\u{3164}', '\u{3164}', UNSEEN),
    row('\u{fe00}', '\u{fe0f}', LEFT_OUT),
    row('\u{fe10}', '\u{fe6f}', ' '),
    row('\u{feff}', '\u{feff}', UNSEEN),
    row('\u{ffa0}', '\u{ffa0}', UNSEEN),
    row('\u{fff0}', '\u{fffb}', UNSEEN),
];

/// The letters from U+00C0 to U+017F in lower case and without their marks.
static LATIN: [u8; 192] = *b"\
    aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll\
    nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// A text as it is compared, between two spaces, and whether it has characters that are not seen.
/// Letters become small and lose their marks: one system writes é as one character, another as
/// two. Signs become those of a keyboard: a word processor writes ’ for '. Latin, Greek, Cyrillic
/// and Armenian are folded, by tables of less than 1 KB; `char::to_lowercase` would bring 12 KB.
/// Other letters stay as they are.
fn fold(text: &str) -> (String, bool) {
    let mut folded = String::from(" ");
    let mut has_unseen = false;
    let (mut before, mut became) = ('\0', UNSEEN);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let to = fold_character(c);
        if to == LEFT_OUT && !matches!(c, '\u{300}'..='\u{36f}') {
            // What chooses the form of others has its place in emoji and in some scripts. In Latin,
            // Greek and Cyrillic it has none, but after two signs and in a keycap. It has none in a
            // row either, but where a joiner follows a selector.
            let is_form = before >= '\u{530}'
                || matches!(before, '©' | '®')
                || rest.as_str().starts_with('\u{20e3}');
            let is_row = became == LEFT_OUT && !(c == '\u{200d}' && before >= '\u{fe00}');
            has_unseen |= is_row || !is_form;
        } else {
            has_unseen |= to == UNSEEN;
        }
        let second = match c {
            'ß' | 'ẞ' => 's',
            'Æ' | 'æ' | 'Œ' | 'œ' => 'e',
            _ => LEFT_OUT,
        };
        for letter in [to, second] {
            if !matches!(letter, LEFT_OUT | UNSEEN) {
                folded.push(letter);
            }
        }
        (before, became) = (c, to);
    }
    folded += " ";
    (folded, has_unseen)
}

/// What a character becomes: another, or [`UNSEEN`] or [`LEFT_OUT`].
fn fold_character(c: char) -> char {
    let code = u32::from(c);
    let Ok(short) = u16::try_from(code) else {
        return match c {
            '\u{e0100}'..='\u{e01ef}' => LEFT_OUT,
            '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => {
                UNSEEN
            }
            '\u{1f000}'..='\u{1faff}' => ' ',
            _ => c,
        };
    };
    let ascii = |code: u32| char::from_u32(code).unwrap_or(c).to_ascii_lowercase();
    match c {
        '\0'..='\x1f' => return UNSEEN,
        ' '..='~' => return ascii(code),
        'À'..='ſ' => {
            return LATIN
                .get(usize::from(short - 0xc0))
                .map_or(c, |letter| char::from(*letter));
        }
        // Wide letters, digits and signs.
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => return ascii(code - 0xfee0),
        '\u{ff01}'..='\u{ff65}' => return ' ',
        _ => {}
    }
    let Some([first, _, to]) = FOLDS
        .iter()
        .find(|[first, last, _]| (*first..=*last).contains(&short))
    else {
        return c;
    };
    let to = u32::from(*to);
    let folded = match char::from_u32(to) {
        Some(EVEN) => code | 1,
        Some(ODD) => code + (code & 1),
        _ if to < 0x80 => to,
        _ => to + code - u32::from(*first),
    };
    char::from_u32(folded).unwrap_or(c)
}

/// Forms that tell what a text is, and what it then is. `A` is a byte of a word, `_` none of a
/// word, `L` a letter, a space a gap, and `N` no gap. A folded text begins and ends with a gap.
static FORMS: [(&[u8], Finding); 15] = [
    (b"://", Finding::Url),
    (b"AA:/", Finding::Url),
    (b"_www.", Finding::Url),
    (b"@A", Finding::Email),
    (b"\\", Finding::Path),
    (b" /N", Finding::Path),
    (b" ~N", Finding::Path),
    (b" ./", Finding::Path),
    (b" ../", Finding::Path),
    (b":~/", Finding::Path),
    (b":./", Finding::Path),
    (b":../", Finding::Path),
    (b"/.A", Finding::Path),
    (b"_L:/", Finding::Path),
    (b" L: ", Finding::Path),
];

/// Whether a text begins with a form of [`FORMS`].
fn has_form(text: &[u8], form: &[u8]) -> bool {
    let mut text = text.iter();
    form.iter().all(|wanted| {
        text.next().is_some_and(|byte| match wanted {
            b' ' => is(*byte, GAP),
            b'N' => !is(*byte, GAP),
            b'A' => is(*byte, IN_WORD),
            b'_' => !is(*byte, IN_WORD),
            b'L' => byte.is_ascii_lowercase(),
            _ => byte == wanted,
        })
    })
}

/// What a folded text looks like. Beside [`FORMS`], a path is a folder whose name begins with a
/// dot, and what has more slashes in one piece than it is meant to.
fn classify(text: &[u8], meant: Meaning) -> Option<Finding> {
    let (mut slashes, mut is_folder) = (0, false);
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        if let Some((_, finding)) = FORMS.iter().find(|(form, _)| has_form(rest, form)) {
            return Some(*finding);
        }
        if is(*byte, GAP) {
            (slashes, is_folder) = (0, false);
        }
        is_folder |= has_form(rest, b" .A") || has_form(rest, b":.A");
        if *byte == b'/' {
            slashes += 1;
            if is_folder || slashes > most_slashes(meant) {
                return Some(Finding::Path);
            }
        }
        rest = after;
    }
    (has_four_numbers(text, meant) || has_hexadecimal_address(text)).then_some(Finding::Address)
}

/// One slash alone makes no path where ids of models may stand, and on some systems the name of a
/// platform has one.
fn most_slashes(meant: Meaning) -> usize {
    usize::from(!matches!(meant, Meaning::Version | Meaning::ClassName))
}

/// Whether four numbers of at most 255 with dots between them stand anywhere, and no fifth beside
/// them. Some versions and platforms have four numbers, such as `10.0.1.6-1+cuda12` and
/// `Linux-5.15.153.1-microsoft`. There it is an address only without letters and signs of versions
/// beside it.
fn has_four_numbers(text: &[u8], meant: Meaning) -> bool {
    let is_exact = matches!(meant, Meaning::Version | Meaning::Platform);
    let (mut numbers, mut value, mut digits, mut is_other) = (0, 0_u32, 0, false);
    for byte in text {
        if byte.is_ascii_digit() {
            value = value
                .saturating_mul(10)
                .saturating_add(u32::from(*byte - b'0'));
            digits += 1;
            continue;
        }
        is_other |= value > 255;
        numbers += u32::from(digits > 0);
        (value, digits) = (0, 0);
        if is_exact && (is(*byte, IN_WORD) || matches!(byte, b'-' | b'_' | b'+' | b'!' | b'~')) {
            is_other = true;
        } else if *byte != b'.' {
            if numbers == 4 && !is_other {
                return true;
            }
            (numbers, is_other) = (0, false);
        }
    }
    false
}

/// Whether the address of a network card, or one of IPv6, stands anywhere: hexadecimal digits with
/// colons between them. Five colons make one, and so do two in a row with a decimal digit; `a::b`
/// is none, because names of classes look like it. A name with a colon may stand before it.
fn has_hexadecimal_address(text: &[u8]) -> bool {
    let (mut colons, mut has_two, mut has_digit, mut is_other) = (0, false, false, false);
    let (mut length, mut before) = (0, b' ');
    for byte in text {
        let byte = *byte;
        length += 1;
        if byte == b':' && !(is_other && colons == 0) {
            colons += 1;
            has_two |= before == b':';
        } else if is(byte, IN_WORD) {
            has_digit |= byte.is_ascii_digit();
            // None begins with one colon.
            is_other |= !byte.is_ascii_hexdigit() || length == 2 && before == b':';
        } else {
            if !is_other && (colons > 4 || has_two && has_digit) {
                return true;
            }
            (colons, has_two, has_digit, is_other) = (0, false, false, false);
            length = 0;
        }
        before = if length == 0 { b' ' } else { byte };
    }
    false
}

fn refusal(pointer: String, finding: Finding, offset: u32) -> Problem {
    let message = format!(
        "expected a text that tells nothing of a person or a machine, found {}",
        finding.words()
    );
    Problem {
        pointer,
        code: Code::PrivateValue,
        message,
        suggestion: None,
        offset,
    }
}

/// The problems of settings that a client refuses.
pub fn refusals(redacted: &[Redacted]) -> Vec<Problem> {
    redacted
        .iter()
        .map(|(name, finding)| refusal(format!("/{name}"), *finding, 0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use std::{println, vec};

    /// One guard that knows names, and one that knows none.
    fn guards() -> [Guard; 2] {
        let names = [
            "Zo\u{eb} O'Neil",
            "gro\u{df}-7.example.com",
            "/home/\u{436}\u{435}\u{43d}\u{44f}/",
        ];
        [&names[..], &[]].map(|names| Guard::new(Mode::Redact, names.iter().copied()).unwrap())
    }

    /// Random numbers by `SplitMix64`: the same in every run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
        }
    }

    const MEANINGS: [Meaning; 5] = [
        Meaning::Label,
        Meaning::RepoId,
        Meaning::Version,
        Meaning::Platform,
        Meaning::ClassName,
    ];

    /// Every rule is made of these, and so is much that only resembles something.
    const FRAGMENTS: &str = "a b x 7 10 255 256 1.2 10.0.0.1 . .. / \\ : :: :// @ ~ - _ + % = , ; \
        | ( ] { < ' \" ` ! # www. WWW w. http file fe80 ::1 aa:bb .ssh .net home zo\u{eb} ZOE\u{308} \
        o'neil O\u{2019}NEIL gro\u{df}-7 GROSS-7 gross\u{2011}7 \u{416}\u{415}\u{41d}\u{42f} \
        \u{436}\u{435}\u{43d}\u{44f} \u{e9} \u{c9} \u{17f} \u{212a} \u{2019} \u{201c} \u{ab} \
        \u{7530}\u{4e2d} \u{1f600} \u{ad} \u{200d} \u{fe0f} \u{20e3} \u{feff} \u{e0041} \u{a9} \
        \u{660} redacted nvidia/x undefined";

    #[test]
    fn what_the_first_look_passes_the_closer_one_passes_too() {
        let guards = guards();
        let mut fragments: Vec<&str> = FRAGMENTS.split_ascii_whitespace().collect();
        fragments.extend([" ", "\n", "\t", "\u{2028}", "\u{a0}"]);
        let mut dice = Dice(7);
        let (mut plain, mut found) = (0, vec![0; 7]);
        for _ in 0..40_000 {
            let text: String = (0..=dice.below(6))
                .map(|_| fragments[dice.below(fragments.len())])
                .collect();
            for (guard, meant) in guards
                .iter()
                .flat_map(|guard| MEANINGS.map(|meant| (guard, meant)))
            {
                let finding = guard.judge(&text, meant);
                let is_plain = guard.is_plain(&json::string(&text), meant);
                assert!(
                    !is_plain || finding.is_none(),
                    "{text:?} as {meant:?} is plain, but looks like {finding:?}"
                );
                plain += u32::from(is_plain);
                if let Some(finding) = finding {
                    found[finding as usize] += 1;
                }
            }
        }
        println!("{plain} plain, {found:?} found");
        assert!(plain > 10_000);
        // No text is that long here.
        found[Finding::Long as usize] = u32::MAX;
        assert!(found.iter().all(|count| *count > 500), "{found:?}");
    }

    /// Each byte of ASCII in each place of short texts.
    #[test]
    fn short_texts_are_judged_alike_by_both_looks() {
        let guards = guards();
        let around = ["", "a", " ", ".", "/", "'", "-"];
        for byte in 0..=0x7f {
            for before in around {
                for after in ["", "a", "/a", ".a", "a/b", "ww.x", "oe o'neil"] {
                    let text = format!("{before}{}{after}", char::from(byte));
                    for (guard, meant) in guards
                        .iter()
                        .flat_map(|guard| MEANINGS.map(|meant| (guard, meant)))
                    {
                        let finding = guard.judge(&text, meant);
                        assert!(
                            !guard.is_plain(&json::string(&text), meant) || finding.is_none(),
                            "{text:?}: {finding:?}"
                        );
                    }
                }
            }
        }
    }

    fn folded(text: &str) -> String {
        fold(text).0.trim_ascii().into()
    }

    #[test]
    fn case_does_not_matter_in_latin_greek_cyrillic_and_armenian() {
        let letters = ('A'..='\u{17f}')
            .chain('\u{1cd}'..='\u{1dc}')
            .chain('\u{1de}'..='\u{1ef}')
            .chain('\u{1f8}'..='\u{21f}');
        let letters = letters
            .chain('\u{386}'..='\u{3ce}')
            .chain('\u{400}'..='\u{4bf}')
            .chain('\u{4c1}'..='\u{52f}');
        let letters = letters
            .chain('\u{531}'..='\u{556}')
            .chain('\u{1e00}'..='\u{1e95}')
            .chain('\u{1ea0}'..='\u{1eff}');
        for letter in letters.filter(|letter| letter.is_alphabetic() && *letter != '\u{149}') {
            let letter = String::from_iter([letter]);
            assert_eq!(folded(&letter), folded(&letter.to_lowercase()), "{letter}");
            assert_eq!(folded(&letter), folded(&letter.to_uppercase()), "{letter}");
        }
    }

    /// One writing has the letter and its mark as one character, the other as two.
    #[test]
    fn marks_do_not_matter() {
        for (one, two) in [
            ("\u{e9}\u{c9}", "e\u{301}E\u{301}"),
            (
                "\u{fc}\u{161}\u{17c}\u{1b0}",
                "u\u{308}s\u{30c}z\u{307}u\u{31b}",
            ),
            ("\u{1ebf}\u{1ef2}", "e\u{302}\u{301}Y\u{300}"),
            (
                "\u{3ac}\u{390}\u{3aa}",
                "\u{3b1}\u{301}\u{3b9}\u{308}\u{301}\u{399}\u{308}",
            ),
            (
                "\u{439}\u{451}\u{407}",
                "\u{438}\u{306}\u{435}\u{308}\u{406}\u{308}",
            ),
        ] {
            assert_eq!(folded(one), folded(two));
        }
    }
}
