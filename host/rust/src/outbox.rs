//! The outbox of a product, to look at and to empty: files of events that wait. Which client may
//! take one is core's to know.

use std::{
    ffi::OsStr,
    io::{self, BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{dir::Dir, folder::is_absent, limits::MAX_FOLDER_TEXT, private_mode};

/// Letters of a client's token.
const TOKEN: usize = 16;

/// Where the segments of one product are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// This project's folder for state.
    state: PathBuf,
    product: String,
    path: PathBuf,
}

/// A segment on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The file, JSON Lines.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// When its client gave the last sign of life, since 1970.
    pub touched: Duration,
    /// Whether its client has left it to others.
    pub is_ready: bool,
}

impl Segment {
    /// How many lines it has; none when it cannot be read, or another process has taken it
    /// meanwhile.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        let mut file = BufReader::new(private_mode::readable().open(&self.path).ok()?);
        let (mut events, mut line) = (0, Vec::new());
        while file
            .by_ref()
            .take(MAX_FOLDER_TEXT as u64)
            .read_until(b'\n', &mut line)
            .ok()?
            > 0
        {
            events += u64::from(line.trim_ascii_end() != b"");
            line.clear();
        }
        Some(events)
    }
}

impl Outbox {
    /// The outbox of a product below this project's folder for state. Looks at nothing yet.
    #[must_use]
    pub fn new(state: &Path, product: &str) -> Self {
        Self {
            state: state.into(),
            product: product.into(),
            path: state.join(product),
        }
    }

    /// The folder that the segments are in; it need not be there.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The segments, the ones that were touched longest ago first; none where the folder is not
    /// there.
    ///
    /// # Errors
    /// The folder cannot be read, or it is a link or somebody else's.
    pub fn segments(&self) -> io::Result<Vec<Segment>> {
        let mut segments = Vec::new();
        let Some(folder) = self.open()? else {
            return Ok(segments);
        };
        for name in folder.names()? {
            let name = name?;
            let Some(is_ready) = is_ready(&name) else {
                continue;
            };
            // Gone between the two calls: another process is at work, too.
            let Some(found) = folder.find(&name).ok().filter(|found| found.is_file) else {
                continue;
            };
            segments.push(Segment {
                path: self.path.join(name),
                bytes: found.bytes,
                touched: found.modified,
                is_ready,
            });
        }
        segments.sort_by(|one, other| (one.touched, &one.path).cmp(&(other.touched, &other.path)));
        Ok(segments)
    }

    /// Removes all segments, those of live clients, too: each finds that its own is gone, and sends
    /// nothing of it. Returns how many.
    ///
    /// # Errors
    /// The folder cannot be read, or a file cannot be removed; the others are.
    pub fn clear(&self) -> io::Result<usize> {
        let (mut removed, mut failed) = (0, None);
        let Some(folder) = self.open()? else {
            return Ok(removed);
        };
        for segment in self.segments()? {
            let name = segment.path.file_name().and_then(OsStr::to_str);
            match folder.remove_file(name.unwrap_or_default()) {
                Ok(()) => removed += 1,
                Err(error) if is_absent(&error) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(removed), Err)
    }

    /// None: it is not there.
    fn open(&self) -> io::Result<Option<Dir>> {
        match Dir::of_product(&self.state, &self.product) {
            Err(error) if is_absent(&error) => Ok(None),
            opened => opened.map(Some),
        }
    }
}

/// Whether the segment of that name is for any client; none: the file is no segment.
fn is_ready(name: &str) -> Option<bool> {
    let (token, rest) = name.split_once('-')?;
    let (number, end) = rest.split_once('.')?;
    let is_token = token.len() == TOKEN
        && token
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_number = number == "0"
        || number.starts_with(|first: char| matches!(first, '1'..='9'))
            && number.bytes().all(|byte| byte.is_ascii_digit());
    match end {
        "jsonl" if is_token && is_number => Some(false),
        "ready.jsonl" if is_token && is_number => Some(true),
        _ => None,
    }
}
