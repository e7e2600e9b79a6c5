//! Files that a command reads whole: each of a kind and of a length, so that a pipe or a device in
//! their place ends a command with a message.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    path::Path,
};

use anyhow::Context as _;

/// Reads what a person named: a file, or a pipe such as a shell's `<(…)`, of at most so many bytes.
///
/// # Errors
/// It cannot be read, or is longer.
pub fn read(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    let read = File::open(path).and_then(|file| bounded(file, most));
    read.with_context(|| format!("failed to read {}", path.display()))
}

/// Reads a text that lies in a folder that a person named: a file and nothing else, of at most so
/// many bytes.
///
/// # Errors
/// It cannot be read, is no file, is longer, or is not UTF-8.
pub fn read_text_found(path: &Path, most: u64) -> anyhow::Result<String> {
    let read = open_file(path).and_then(|file| bounded(file, most));
    read.and_then(text)
        .with_context(|| format!("failed to read {}", path.display()))
}

/// Reads a text from standard input or a pipe, of at most so many bytes.
///
/// # Errors
/// It cannot be read, is longer, or is not UTF-8.
pub fn read_text_from(source: impl Read, most: u64) -> io::Result<String> {
    bounded(source, most).and_then(text)
}

/// Opens a file, or what a link leads to. To open a pipe does not wait for its other end.
fn open_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(invalid("expected a file, found something else".into()))
    }
}

fn bounded(source: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(invalid(format!(
            "expected at most {most} bytes, found more"
        )));
    }
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| invalid("expected UTF-8, found other bytes".into()))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
