//! Rows as they are written: to standard output, where every engine collects logs, or to a store.

use alloc::string::String;

use nemo_telemetry_core::receive::Rows;
use wasi::{
    cli::stdout::get_stdout,
    io::streams::{OutputStream, StreamError},
};

use crate::answer::Answer;

/// What one write takes, in bytes.
const PIECE: usize = 4096;

/// Prints every row.
pub(crate) fn print(rows: &Rows<'_>) -> Result<(), Answer> {
    write_rows(&get_stdout(), rows)
        .map_err(|_| Answer::unavailable("rows could not be written to standard output"))
}

/// Writes every row. Short rows share a write, and none of up to 4096 bytes is parted.
pub(crate) fn write_rows(stream: &OutputStream, rows: &Rows<'_>) -> Result<(), StreamError> {
    let mut piece = String::with_capacity(PIECE);
    for row in rows.iter() {
        if piece.len() + row.len() > PIECE {
            write(stream, piece.as_bytes())?;
            piece.clear();
        }
        piece.push_str(&row);
    }
    write(stream, piece.as_bytes())
}

/// Writes all of it, and waits until it is written.
pub(crate) fn write(stream: &OutputStream, bytes: &[u8]) -> Result<(), StreamError> {
    for piece in bytes.chunks(PIECE) {
        stream.blocking_write_and_flush(piece)?;
    }
    Ok(())
}
