//! Texts that a caller gets, and gives back.

use std::{
    ffi::{CString, c_char},
    ptr,
};

use serde_json::{Value, json};

use crate::answer::Refusal;

/// A JSON text for the caller, or the refusal as one. `length` gets its bytes where it is not NULL.
///
/// # Safety
/// `length` is NULL, or may be written to.
#[expect(unsafe_code, reason = "the length is written where the caller says")]
pub(crate) unsafe fn give(answer: Result<Value, Refusal>, length: *mut usize) -> *mut c_char {
    let value = answer.unwrap_or_else(
        |refusal| json!({"error": {"code": refusal.code(), "message": refusal.message()}}),
    );
    let text = value.to_string();
    if !length.is_null() {
        // SAFETY: It is not NULL, and the caller promises the rest.
        unsafe { ptr::write(length, text.len()) };
    }
    plain(text)
}

/// A text for the caller. JSON has no NUL in it, and neither has a message: what a caller wrote is
/// not repeated.
pub(crate) fn plain(text: String) -> *mut c_char {
    CString::new(text).unwrap_or_default().into_raw()
}

/// Frees a text.
///
/// # Safety
/// The text is NULL or comes from [`give`], and was not freed.
#[expect(unsafe_code, reason = "the text comes back as a pointer")]
pub(crate) unsafe fn take_back(text: *mut c_char) {
    if !text.is_null() {
        // SAFETY: The caller promises that it is one of `give`, whose length its NUL still tells.
        drop(unsafe { CString::from_raw(text) });
    }
}
