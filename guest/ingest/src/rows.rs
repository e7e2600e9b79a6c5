//! Rows on standard output, where every engine collects logs.

use nemo_telemetry_core::receive::Rows;
use wasi::{
    cli::stdout::get_stdout,
    io::streams::{OutputStream, StreamError},
};

use crate::answer::Answer;

/// What one write takes, in bytes.
const PIECE: usize = 4096;

/// Prints every row. A row of up to 4096 bytes is one write.
pub(crate) fn print(rows: &Rows<'_>) -> Result<(), Answer> {
    let stdout = get_stdout();
    for row in rows.iter() {
        write(&stdout, row.as_bytes())
            .map_err(|_| Answer::unavailable("rows could not be written to standard output"))?;
    }
    Ok(())
}

/// Writes all of it, and waits until it is written.
pub(crate) fn write(stream: &OutputStream, bytes: &[u8]) -> Result<(), StreamError> {
    for piece in bytes.chunks(PIECE) {
        stream.blocking_write_and_flush(piece)?;
    }
    Ok(())
}
