//! What is wrong with a text, in words that never repeat a value.

use alloc::{string::String, vec::Vec};

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// JSON Pointer to the value, or to the object around an unknown or missing field.
    pub pointer: String,
    /// What kind of problem.
    pub code: Code,
    /// Expected and found, as a fragment in lower case.
    pub message: String,
    /// A wire name or an allowed value that was probably meant.
    pub suggestion: Option<String>,
    /// Bytes from the start of the text.
    pub offset: u32,
}

/// Kinds of problem. The names in [`Code::name`] are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Not JSON.
    Syntax,
    /// A second value, or anything else, after the object.
    TrailingText,
    /// The text is longer than its limit.
    TooLarge,
    /// More than 32 objects and arrays inside one another.
    TooDeep,
    /// A backslash sequence that JSON does not know.
    InvalidEscape,
    /// Half of a surrogate pair, which no UTF-8 text can hold.
    LoneSurrogate,
    /// A raw control character inside a string.
    ControlCharacter,
    /// A field that the schema does not have.
    UnknownField,
    /// A required field is absent.
    MissingField,
    /// The same field twice.
    DuplicateField,
    /// A value of another JSON type.
    WrongType,
    /// A string that is none of the allowed values.
    NotAllowed,
    /// A number outside its range.
    OutOfRange,
    /// A string longer than its limit.
    TooLong,
    /// A list with fewer items than it has to have.
    TooFew,
    /// An event that the catalog does not have.
    UnknownEvent,
    /// A wire version that the event does not have.
    UnknownVersion,
    /// An instant that is not RFC 3339 in UTC within the years 1 to 9999.
    InvalidTime,
    /// An address that events may not go to.
    InvalidEndpoint,
    /// A derivation that the labels do not have.
    UnknownDerivation,
    /// A free string that looks private, and settings that say to refuse it.
    PrivateValue,
    /// The queue is full, and the settings say to refuse.
    QueueFull,
    /// The list was cut.
    TooManyProblems,
}

impl Code {
    /// Every kind of problem.
    pub const ALL: [Self; 23] = [
        Self::Syntax,
        Self::TrailingText,
        Self::TooLarge,
        Self::TooDeep,
        Self::InvalidEscape,
        Self::LoneSurrogate,
        Self::ControlCharacter,
        Self::UnknownField,
        Self::MissingField,
        Self::DuplicateField,
        Self::WrongType,
        Self::NotAllowed,
        Self::OutOfRange,
        Self::TooLong,
        Self::TooFew,
        Self::UnknownEvent,
        Self::UnknownVersion,
        Self::InvalidTime,
        Self::InvalidEndpoint,
        Self::UnknownDerivation,
        Self::PrivateValue,
        Self::QueueFull,
        Self::TooManyProblems,
    ];

    /// The identifier that callers compare.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::TrailingText => "trailing-text",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::InvalidEscape => "invalid-escape",
            Self::LoneSurrogate => "lone-surrogate",
            Self::ControlCharacter => "control-character",
            Self::UnknownField => "unknown-field",
            Self::MissingField => "missing-field",
            Self::DuplicateField => "duplicate-field",
            Self::WrongType => "wrong-type",
            Self::NotAllowed => "not-allowed",
            Self::OutOfRange => "out-of-range",
            Self::TooLong => "too-long",
            Self::TooFew => "too-few",
            Self::UnknownEvent => "unknown-event",
            Self::UnknownVersion => "unknown-version",
            Self::InvalidTime => "invalid-time",
            Self::InvalidEndpoint => "invalid-endpoint",
            Self::UnknownDerivation => "unknown-derivation",
            Self::PrivateValue => "private-value",
            Self::QueueFull => "queue-full",
            Self::TooManyProblems => "too-many-problems",
        }
    }
}

/// Puts problems in the order of the text. Missing fields follow, because they stand nowhere; the
/// word that there are more is last.
#[cold]
#[inline(never)]
pub fn put_in_order(problems: &mut [Problem]) {
    let group = |code| match code {
        Code::TooManyProblems => 2,
        Code::MissingField => 1,
        _ => 0,
    };
    let key =
        |problem: Option<&Problem>| problem.map(|problem| (group(problem.code), problem.offset));
    // There are a few dozen at most, mostly in order already, and `sort` would be a tenth of this
    // crate's code.
    for last in 1..problems.len() {
        let mut place = last;
        while place > 0 && key(problems.get(place - 1)) > key(problems.get(place)) {
            problems.swap(place - 1, place);
            place -= 1;
        }
    }
}

/// Problems in the order they were found, at most [`Problems::LIMIT`].
#[derive(Debug)]
pub struct Problems {
    list: Vec<Problem>,
    limit: usize,
    any: bool,
}

impl Default for Problems {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            limit: Self::LIMIT,
            any: false,
        }
    }
}

impl Problems {
    /// A text of 64 KiB can hold thousands of problems; nobody reads more than this.
    pub const LIMIT: usize = 32;

    /// For a caller that only asks whether there are any.
    pub fn unlisted() -> Self {
        Self {
            limit: 0,
            ..Self::default()
        }
    }

    /// Whether a further problem would not be listed, so that nobody has to word it.
    pub fn is_full(&self) -> bool {
        self.list.len() >= self.limit
    }

    /// Says that there is a problem that is not listed.
    pub fn note(&mut self) {
        self.any = true;
    }

    /// Adds one, or says that there are more.
    pub fn add(&mut self, problem: Problem) {
        self.any = true;
        if self.is_full() {
            return;
        }
        let is_last = self.list.len() + 1 == self.limit;
        self.list.push(if is_last {
            Problem {
                pointer: String::new(),
                code: Code::TooManyProblems,
                message: "there are more problems than these; mend these first".into(),
                suggestion: None,
                offset: problem.offset,
            }
        } else {
            problem
        });
    }

    /// Adds those of a part of the same text.
    pub fn append(&mut self, part: Self) {
        self.any |= part.any;
        part.list.into_iter().for_each(|problem| self.add(problem));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// The problems, in the order in which they stand in the text.
    pub fn into_vec(mut self) -> Vec<Problem> {
        put_in_order(&mut self.list);
        self.list
    }
}
