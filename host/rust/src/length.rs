//! What fits through a call.

use crate::limits::MAX_TEXT;

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
