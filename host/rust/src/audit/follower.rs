//! An audit log that is read while it grows.

use std::{
    fs::{File, Metadata},
    io::{self, BufRead as _, BufReader, Read as _},
};

use super::{LOG, LONGEST, Line, Log, if_there, open};
use crate::dir::Open;

/// Reads what is new in a log, each line once. Lines of a file that is rotated away twice between
/// two looks are not seen.
#[derive(Debug)]
pub struct Follower {
    log: Log,
    /// The file that lines were added to at the last look, read up to here.
    file: Option<BufReader<File>>,
}

impl Follower {
    pub(super) fn new(log: Log) -> Self {
        Self { log, file: None }
    }

    /// Calls back with each line since the last look, oldest first; at the first look, with every
    /// line that there is. Those that are not of an audit log are passed over.
    ///
    /// # Errors
    /// A file cannot be opened or read, or a folder is a link or somebody else's. What was not read
    /// is new at the next look.
    pub fn look(&mut self, mut see: impl FnMut(Line)) -> io::Result<()> {
        let Some(folder) = self.log.folder()? else {
            return Ok(());
        };
        if let Some(file) = &mut self.file {
            read(file, &mut see)?;
            let Some(newest) = if_there(folder.open_file(LOG, Open::Read))? else {
                return Ok(());
            };
            if is_same(&file.get_ref().metadata()?, &newest.metadata()?) {
                return Ok(());
            }
            // It was rotated, perhaps after it was read.
            read(file, &mut see)?;
            read(self.file.insert(BufReader::new(newest)), &mut see)?;
            return Ok(());
        }
        for file in open(&folder)? {
            read(self.file.insert(BufReader::new(file)), &mut see)?;
        }
        Ok(())
    }
}

/// Reads the whole lines that follow.
fn read(file: &mut BufReader<File>, see: &mut impl FnMut(Line)) -> io::Result<()> {
    loop {
        let mut bytes = Vec::new();
        let length = file.take(LONGEST).read_until(b'\n', &mut bytes)?;
        if bytes.pop_if(|last| *last == b'\n').is_some() {
            if let Some(line) = Line::parse(bytes) {
                see(line);
            }
        } else if (length as u64) < LONGEST {
            // The rest of it is still being written. What is longer than any line is passed over.
            return file.seek_relative(-i64::try_from(length).unwrap_or(0));
        }
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    matches!((one.created(), other.created()), (Ok(one), Ok(other)) if one == other)
}
