//! What fits through a call.

/// Longest text that crosses into the component in one call, in bytes.
pub const MAX_TEXT: usize = 256 * 1024;

/// A text that does not fit the instance's memory would end it, so it is refused before the call.
pub(crate) fn check_length(text: &str) -> anyhow::Result<()> {
    anyhow::ensure!(text.len() <= MAX_TEXT, "expected a text of at most {MAX_TEXT} bytes, found {}; pass it in parts", text.len());
    Ok(())
}
