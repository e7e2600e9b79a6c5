//! The reference host as a C library: what `include/nemo_telemetry.h` declares.
//!
//! Every function may be called from any thread. None of them panics into the caller.
#![expect(
    unsafe_code,
    reason = "the functions of a C library take pointers, and have names of their own"
)]

mod answer;
mod ask;
mod handles;
mod open;
mod process;
mod text;
mod words;

use std::{borrow::Cow, ffi::c_char, time::Duration};

use answer::{Refusal, guarded, text};
use nemo_telemetry::compact;
use serde_json::value::RawValue;

/// Version of this interface. It grows when a program that was built with an older header would no
/// longer work; functions may be added without.
pub const NT_ABI_VERSION: u32 = 1;

/// A program's telemetry. 0 is none. A number is never given out twice.
#[expect(non_camel_case_types, reason = "C's way to write types")]
pub type nt_handle = u64;

/// What became of an event.
#[expect(non_camel_case_types, reason = "C's way to write types and constants")]
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nt_answer {
    /// It is on its way to be checked.
    NT_BUFFERED = 0,
    /// Telemetry is off.
    NT_OFF = 1,
    /// It was closed.
    NT_CLOSED = 2,
    /// Too many events wait already; it was dropped, and counted as `overflowed` in nt_status.
    NT_FULL = 3,
    /// The parameters are no JSON, or longer than 64 KiB; counted as `rejected` in nt_status.
    NT_UNUSABLE = 4,
    /// A text is NULL. Nothing was done.
    NT_NULL = -1,
    /// A text is not UTF-8. Nothing was done.
    NT_NOT_UTF8 = -2,
    /// The handle is none that nt_open has returned. Nothing was done.
    NT_NO_HANDLE = -3,
    /// A defect of this library; please report it.
    NT_PANIC = -4,
}

/// The version of the interface that this library has, NT_ABI_VERSION of its own header. A program
/// that was built with another one must not call anything else.
#[unsafe(no_mangle)]
pub extern "C" fn nt_abi_version() -> u32 {
    NT_ABI_VERSION
}

/// Opens a program's telemetry. Nothing is loaded, no thread is started and no file is made before
/// there is something to do.
///
/// `options` is a JSON object with the settings of the component, of which `product` has to be
/// there, and two words of the program: `enabled`, its own yes or no, and `emitTelemetry`, what a
/// setting of that name says. What is wrong with the other settings shows in nt_status once the
/// component has looked at them.
///
/// Returns 0 where the options cannot be used. `problem` may be NULL; otherwise it gets NULL, or a
/// text that says why, to be given back to nt_text_free.
///
/// # Safety
/// `options` is NULL or has `length` bytes; `problem` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_open(
    options: *const c_char,
    length: usize,
    problem: *mut *mut c_char,
) -> nt_handle {
    let opened = guarded(|| {
        // SAFETY: As the caller promises.
        let options = unsafe { text(options.cast(), length) }?;
        Ok(open::open(options))
    });
    let (handle, why) = match opened {
        Ok(Ok(handle)) => (handle, None),
        Ok(Err(why)) => (0, Some(why)),
        Err(refusal) => (0, Some(refusal.message().to_owned())),
    };
    if !problem.is_null() {
        let why = why.map_or(std::ptr::null_mut(), text::plain);
        // SAFETY: It is not NULL, and the caller promises the rest.
        unsafe { problem.write(why) };
    }
    handle
}

/// Takes an event, with the present instant, and returns at once. `parameters` is a JSON object.
/// An event that its schema does not allow is counted as `rejected` in nt_status once it was
/// checked, and told on standard error.
///
/// # Safety
/// Each text is NULL or has as many bytes as it is said to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_enqueue(
    handle: nt_handle,
    event: *const c_char,
    event_length: usize,
    parameters: *const c_char,
    parameters_length: usize,
) -> nt_answer {
    let taken = guarded(|| {
        // SAFETY: As the caller promises.
        let event = unsafe { text(event.cast(), event_length) }?;
        // SAFETY: As the caller promises.
        let parameters = unsafe { text(parameters.cast(), parameters_length) }?;
        let telemetry = handles::get(handle)?;
        // The line that it becomes has none but its own line feed.
        let parameters = if parameters.contains('\n') {
            Cow::Owned(compact(parameters))
        } else {
            Cow::Borrowed(parameters)
        };
        Ok(match serde_json::from_str::<&RawValue>(&parameters) {
            Ok(parameters) => telemetry.enqueue(event, parameters).into(),
            Err(_) => telemetry.reject().into(),
        })
    });
    taken.unwrap_or_else(nt_answer::from)
}

/// Takes events as JSON Lines, `{"event": string, "schemaVersion"?: string, "ts"?: string,
/// "parameters": object}` each. A line without `ts` has the instant at which it is checked. Where
/// not all are taken, the answer is that of the last one that was not.
///
/// # Safety
/// `lines` is NULL or has `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_enqueue_lines(
    handle: nt_handle,
    lines: *const c_char,
    length: usize,
) -> nt_answer {
    let taken = guarded(|| {
        // SAFETY: As the caller promises.
        let lines = unsafe { text(lines.cast(), length) }?;
        Ok(handles::get(handle)?.enqueue_lines(lines).into())
    });
    taken.unwrap_or_else(nt_answer::from)
}

/// Sends what is queued, and waits until nothing is pending any more, or so many milliseconds.
/// Returns the ledger, as nt_ledger does.
///
/// # Safety
/// `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_flush(
    handle: nt_handle,
    milliseconds: u32,
    length: *mut usize,
) -> *mut c_char {
    let flushed = guarded(|| {
        let done = handles::get(handle)?.flush(time(milliseconds));
        Ok(words::ledger(&done.wait()))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(flushed, length) }
}

/// Takes no more events and ends within so many milliseconds: what is not delivered then is kept on
/// disk for a later program, of whatever language. The last 25 ms are for that, and are taken also
/// when less time is given. Returns the ledger, as nt_ledger does; the handle is closed for every
/// thread from the first moment on.
///
/// # Safety
/// `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_close(
    handle: nt_handle,
    milliseconds: u32,
    length: *mut usize,
) -> *mut c_char {
    let closed = guarded(|| {
        let done = handles::take(handle)?.close(time(milliseconds));
        Ok(words::ledger(&done.wait()))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(closed, length) }
}

/// A person says no: it is stored where the product has a place for it, what is under way is given
/// up, what is queued is dropped, and what all programs of the product have kept is removed. Waits
/// so many milliseconds for it; it is done all the same. Returns the ledger, as nt_ledger does.
///
/// # Safety
/// `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_opt_out(
    handle: nt_handle,
    milliseconds: u32,
    length: *mut usize,
) -> *mut c_char {
    let done = guarded(|| {
        let done = handles::get(handle)?.opt_out();
        Ok(words::ledger(&done.wait_for(time(milliseconds))))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(done, length) }
}

/// Where every event is: a JSON object with the numbers `accepted`, `recovered`, `delivered`,
/// `pending`, `kept` and `unsure`, and with `dropped`, an object of numbers by reason. `accepted +
/// recovered = delivered + pending + kept` and all that was dropped.
///
/// Every text that a function returns is JSON in UTF-8 that ends with a NUL, which `length` does
/// not count; `length` may be NULL. It is never NULL, and has to be given back to nt_text_free. A
/// call that did nothing returns `{"error": {"code": string, "message": string}}`, with a code such
/// as `closed`, `no-handle`, `null` or `not-utf8`.
///
/// # Safety
/// `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_ledger(handle: nt_handle, length: *mut usize) -> *mut c_char {
    let ledger = guarded(|| Ok(words::ledger(&handles::get(handle)?.ledger())));
    // SAFETY: As the caller promises.
    unsafe { text::give(ledger, length) }
}

/// How it stands: a JSON object with `state` (`on`, `off`, `ask`, `notify`, or null before anything
/// was decided), `text` that says why, `ledger`, `buffered` (bytes of events that wait to be
/// checked), `rejected` and `overflowed` (numbers of events), `restarts`, `problem` (what keeps it
/// from working, or null), `warnings` (what cannot be kept on disk), `told` (the last 32 lines that
/// were told on standard error, the newest first), `component` (SHA-256 of the component that this
/// library was made from) and `hasEnded`.
///
/// # Safety
/// `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_status(handle: nt_handle, length: *mut usize) -> *mut c_char {
    let status = guarded(|| {
        let status = handles::get(handle)?.status();
        Ok(words::status(&status, &handles::problems(handle)))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(status, length) }
}

/// Checks an event's parameters, without a handle and without consent. `version` is that of the
/// wire format; NULL: the newest. Returns `{"canonical": string or null, "problems": [{"pointer",
/// "code", "message", "suggestion", "offset"}]}`.
///
/// # Safety
/// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_validate(
    event: *const c_char,
    event_length: usize,
    version: *const c_char,
    version_length: usize,
    parameters: *const c_char,
    parameters_length: usize,
    length: *mut usize,
) -> *mut c_char {
    let checked = guarded(|| {
        // SAFETY: As the caller promises.
        let event = unsafe { text(event.cast(), event_length) }?;
        // SAFETY: As the caller promises.
        let version = match unsafe { text(version.cast(), version_length) } {
            Err(Refusal::Null) => None,
            version => Some(version?),
        };
        // SAFETY: As the caller promises.
        let parameters = unsafe { text(parameters.cast(), parameters_length) }?;
        Ok(ask::validate(event, version, parameters))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(checked, length) }
}

/// The exact bodies in which JSON Lines would be sent, as if telemetry were on; nothing is sent or
/// kept. `options` is that of nt_open. Returns `{"bodies": [string], "rejected": [{"line",
/// "problems"}]}`, or `{"problems"}` of the settings.
///
/// # Safety
/// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_preview(
    options: *const c_char,
    options_length: usize,
    lines: *const c_char,
    lines_length: usize,
    length: *mut usize,
) -> *mut c_char {
    let bodies = guarded(|| {
        // SAFETY: As the caller promises.
        let options = unsafe { text(options.cast(), options_length) }?;
        // SAFETY: As the caller promises.
        let lines = unsafe { text(lines.cast(), lines_length) }?;
        Ok(ask::bodies(options, lines))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(bodies, length) }
}

/// Makes a label, the few words of something private that may be sent. `name` is that of a label
/// such as `sanitize-model`, and `input` a JSON object with its arguments. Returns `{"value"}`, or
/// `{"problems"}` of the input.
///
/// # Safety
/// Each text is NULL or has as many bytes as it is said to; `length` is NULL or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_label(
    name: *const c_char,
    name_length: usize,
    input: *const c_char,
    input_length: usize,
    length: *mut usize,
) -> *mut c_char {
    let label = guarded(|| {
        // SAFETY: As the caller promises.
        let name = unsafe { text(name.cast(), name_length) }?;
        // SAFETY: As the caller promises.
        let input = unsafe { text(input.cast(), input_length) }?;
        Ok(ask::label(name, input))
    });
    // SAFETY: As the caller promises.
    unsafe { text::give(label, length) }
}

/// Frees a text that a function of this library has returned. NULL is nothing to free. A text that
/// was freed must not be used, nor freed again.
///
/// # Safety
/// As it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nt_text_free(text: *mut c_char) {
    let _ = guarded(|| {
        // SAFETY: As the caller promises.
        unsafe { text::take_back(text) };
        Ok(())
    });
}

fn time(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into())
}
