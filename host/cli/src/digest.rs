//! SHA-256, by which bodies are told apart: a collector, the audit log and `status` name the same
//! body alike.

use sha2::{Digest as _, Sha256};

/// How many digits a person is shown.
const SHOWN: usize = 12;

/// The SHA-256 of bytes in lower-case hexadecimal.
pub(crate) fn of(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Its beginning, which is enough for a person.
pub(crate) fn short(sha256: &str) -> &str {
    sha256.get(..SHOWN).unwrap_or(sha256)
}
