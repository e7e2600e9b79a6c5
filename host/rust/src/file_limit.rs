//! The limit of a file's length (`ulimit -f`). A write that begins at it ends the process by a
//! signal, which a library must not do to its program; so it is looked at first.

use std::io::{self, Write};

/// Writes all of a text to a file that has so many bytes.
///
/// # Errors
/// The file may not become that long, and nothing was written; or as the system has it.
pub(crate) fn write_all(file: &mut impl Write, length: u64, bytes: &[u8]) -> io::Result<()> {
    check(length.saturating_add(bytes.len() as u64))?;
    file.write_all(bytes)
}

/// Whether a file may become that long.
///
/// # Errors
/// It may not.
pub(crate) fn check(length: u64) -> io::Result<()> {
    match limit() {
        Some(limit) if length > limit => Err(io::ErrorKind::FileTooLarge.into()),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current
}

#[cfg(not(unix))]
fn limit() -> Option<u64> {
    None
}
