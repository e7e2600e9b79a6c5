//! What a function answers, and how no panic leaves one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    slice, str,
};

use nemo_telemetry::telemetry::Enqueued;

use crate::nt_answer;

/// Why a call did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A pointer is NULL.
    Null,
    /// A text is not UTF-8.
    NotUtf8,
    /// The handle was never given out.
    NoHandle,
    /// The handle was closed.
    Closed,
    /// A defect of this library.
    Panic,
}

impl Refusal {
    /// The code of a JSON answer.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::NotUtf8 => "not-utf8",
            Self::NoHandle => "no-handle",
            Self::Closed => "closed",
            Self::Panic => "panic",
        }
    }

    /// What it means, and what to do.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Null => "expected a text, found NULL",
            Self::NotUtf8 => "expected a text in UTF-8, found other bytes",
            Self::NoHandle => "expected a handle that nt_open has returned, found another number",
            Self::Closed => "the handle was closed",
            Self::Panic => "a defect of this library; please report it",
        }
    }
}

impl From<Refusal> for nt_answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Null => Self::NT_NULL,
            Refusal::NotUtf8 => Self::NT_NOT_UTF8,
            Refusal::NoHandle => Self::NT_NO_HANDLE,
            Refusal::Closed => Self::NT_CLOSED,
            Refusal::Panic => Self::NT_PANIC,
        }
    }
}

impl From<Enqueued> for nt_answer {
    fn from(enqueued: Enqueued) -> Self {
        match enqueued {
            Enqueued::Buffered => Self::NT_BUFFERED,
            Enqueued::Off => Self::NT_OFF,
            Enqueued::Closed => Self::NT_CLOSED,
            Enqueued::Full => Self::NT_FULL,
            Enqueued::Unusable => Self::NT_UNUSABLE,
        }
    }
}

/// Does what a function is to do. A panic stays here.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refusal::Panic))
}

/// A text of the caller.
///
/// # Safety
/// `bytes` is NULL, or points to that many bytes that nobody changes while the text is used.
#[expect(
    unsafe_code,
    reason = "the caller's memory comes as a pointer and a length"
)]
pub(crate) unsafe fn text<'a>(bytes: *const u8, length: usize) -> Result<&'a str, Refusal> {
    if bytes.is_null() {
        return Err(Refusal::Null);
    }
    // No object is longer, so a longer one is no text.
    if isize::try_from(length).is_err() {
        return Err(Refusal::NotUtf8);
    }
    // SAFETY: It is not NULL, and the caller promises the rest.
    let bytes = unsafe { slice::from_raw_parts(bytes, length) };
    str::from_utf8(bytes).or(Err(Refusal::NotUtf8))
}
