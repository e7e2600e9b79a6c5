//! What fits through a call.

use crate::limits::{MAX_CHECKED_BODY, MAX_TEXT};

/// A text that does not fit the memory of an instance would make it trap, so it is refused before
/// the call.
pub(crate) fn check_length(text: &str) -> anyhow::Result<()> {
    anyhow::ensure!(
        text.len() <= MAX_TEXT,
        "expected a text of at most {MAX_TEXT} bytes, found {}; pass it in parts",
        text.len()
    );
    Ok(())
}

/// As much of a body as its check has to see. Of one that is too long it says the same when it sees
/// that.
pub(crate) fn checked_part(body: &str) -> &str {
    let end = body.ceil_char_boundary(MAX_CHECKED_BODY + 1);
    &body[..end]
}
