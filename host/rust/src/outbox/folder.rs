//! The folder of an outbox: private to its person, and no link to somewhere else.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{LEASE, name::Kind, name::Name};
use crate::{
    file_time::{apart, modified},
    private_mode,
};

/// Where the segments of one product are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// This project's folder for state.
    state: PathBuf,
    path: PathBuf,
}

/// A segment on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The file, JSON Lines.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// When its owner gave the last sign of life, since 1970.
    pub modified: Duration,
    /// Whose it is.
    pub hold: Hold,
    pub(super) name: Name,
}

impl Stored {
    /// How many lines it has; none when it cannot be read, or another process has taken it meanwhile.
    #[must_use]
    pub fn events(&self) -> Option<u64> {
        let bytes = fs::read(&self.path).ok()?;
        Some(bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64)
    }
}

/// Whose a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// A process works with it.
    Live,
    /// Its owner has left it to others.
    Ready,
    /// Its owner has given no sign of life for as long as a lease lasts.
    Expired,
}

impl Folder {
    /// The folder of a product below this project's folder for state.
    #[must_use]
    pub fn new(state: &Path, product: &str) -> Self {
        Self { state: state.into(), path: state.join("outbox").join(product) }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The segments in it, the ones that were touched longest ago first; none where the folder is not there. `now` is the time since
    /// 1970.
    ///
    /// # Errors
    /// The folder cannot be read, or it is a link.
    pub fn segments(&self, now: Duration) -> io::Result<Vec<Stored>> {
        let mut segments = self.files(now)?;
        segments.retain(|stored| stored.name.kind != Kind::Temporary);
        segments.sort_by(|one, other| (one.modified, &one.name).cmp(&(other.modified, &other.name)));
        Ok(segments)
    }

    /// Removes all segments, those of live processes too: each finds that its own is gone, and sends nothing of it. Returns how many.
    ///
    /// # Errors
    /// The folder cannot be read, or a file cannot be removed.
    pub fn clear(&self) -> io::Result<usize> {
        let mut removed = 0;
        for stored in self.files(Duration::ZERO)? {
            match fs::remove_file(&stored.path) {
                Ok(()) => removed += usize::from(stored.name.kind != Kind::Temporary),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }

    /// Whose a segment is now; none: it is gone, or no file.
    pub(super) fn hold(&self, name: &Name, now: Duration) -> Option<Hold> {
        let data = fs::symlink_metadata(self.path.join(name.to_string())).ok()?;
        data.is_file().then(|| hold(name.kind, modified(&data), now))
    }

    /// Makes the folder, and what is above it.
    pub(super) fn create(&self) -> io::Result<()> {
        if self.check()? {
            return Ok(());
        }
        private_mode::create_folder(&self.path)?;
        self.check().map(drop)
    }

    /// Removes files that were not finished: whoever wrote them is gone.
    pub(super) fn sweep(&self, now: Duration) {
        let files = self.files(now).unwrap_or_default().into_iter();
        let dead = files.filter(|stored| stored.name.kind == Kind::Temporary && stored.hold == Hold::Expired);
        dead.for_each(|stored| drop(fs::remove_file(stored.path)));
    }

    fn files(&self, now: Duration) -> io::Result<Vec<Stored>> {
        let mut files = Vec::new();
        if !self.check()? {
            return Ok(files);
        }
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().and_then(Name::parse) else { continue };
            // Gone between the two calls: another process is at work too.
            let Some(data) = entry.metadata().ok().filter(fs::Metadata::is_file) else { continue };
            let modified = modified(&data);
            files.push(Stored { path: entry.path(), bytes: data.len(), modified, hold: hold(name.kind, modified, now), name });
        }
        Ok(files)
    }

    /// Whether the folder is there. Errs when a folder of this project is a link, or open to others and cannot be closed.
    fn check(&self) -> io::Result<bool> {
        private_mode::check_folders(&[&self.state, &self.state.join("outbox"), &self.path])
    }
}

fn hold(kind: Kind, modified: Duration, now: Duration) -> Hold {
    match kind {
        Kind::Held | Kind::Temporary if apart(now, modified) <= LEASE => Hold::Live,
        Kind::Held | Kind::Temporary => Hold::Expired,
        Kind::Ready => Hold::Ready,
    }
}

/// The beginning of a segment.
pub(super) struct Head {
    /// Its lines.
    pub(super) lines: String,
    /// How many bytes of the file they are, when it has more.
    pub(super) part: Option<u64>,
}

/// More than any client writes into a line. What is longer is damaged, and is cut so that it does not stay for ever.
const LONGEST_LINE: usize = 128 * 1024;

/// Reads the whole lines that fit.
///
/// Bytes that are not UTF-8 become NUL, which stands in no JSON: the line counts as damaged, where a replacement character would pass.
pub(super) fn read_head(path: &Path, max_bytes: u32) -> io::Result<Head> {
    let mut bytes = Vec::new();
    File::open(path)?.take(u64::from(max_bytes) + 1).read_to_end(&mut bytes)?;
    let max = max_bytes as usize;
    let part = (bytes.len() > max).then(|| {
        bytes.truncate(max);
        let cut = if max < LONGEST_LINE { 0 } else { max };
        bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').map_or(cut, |feed| feed + 1));
        bytes.len() as u64
    });
    let mut lines = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        lines.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            lines.push('\0');
        }
    }
    Ok(Head { lines, part })
}

/// Copies what comes after the first `start` bytes to a new file.
pub(super) fn copy_rest(from: &Path, start: u64, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    from.seek(io::SeekFrom::Start(start))?;
    io::copy(&mut from, &mut private_mode::writable().create_new(true).open(to)?).map(drop)
}
