//! The audit log on disk, to look at and to forget. Core writes it: `host/AUDIT.md`.

mod follower;

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub use follower::Follower;

use crate::dir::{Dir, Open};

/// No line is longer: a text that crosses from the component has at most 256 KiB.
const LONGEST: u64 = 256 * 1024 + 1;

/// The file that lines are added to, and the one with the older lines.
const LOG: &str = "audit.jsonl";
const BACKUP: &str = "audit.1.jsonl";

/// What `what` says in a line of each kind.
const REQUEST: &str = "request";
const ANSWER: &str = "answer";
const DROP: &str = "drop";
const KINDS: [&str; 3] = [REQUEST, ANSWER, DROP];

/// How often the files are opened anew because they were rotated meanwhile.
const ATTEMPTS: u32 = 5;

/// The audit log of a product on disk.
#[derive(Debug)]
pub struct Log {
    state: PathBuf,
    product: String,
    path: PathBuf,
    backup: PathBuf,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text without the line feed, as it stands in the file.
    pub text: String,
    /// What it says.
    pub entry: Entry,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The instant at which it was written: RFC 3339 in UTC.
    pub ts: String,
    /// What it tells of.
    pub what: What,
}

/// What a line tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A body was about to leave.
    Request {
        /// Where to, without credentials, query and fragment.
        endpoint: String,
        /// SHA-256 of the body in lower-case hexadecimal.
        sha256: String,
        /// Its length.
        bytes: u64,
        /// How many events it has.
        count: u64,
        /// Their names, each once.
        events: Vec<String>,
    },
    /// Its request ended.
    Answer {
        /// Of the body.
        sha256: String,
        /// `delivered`, `refused`, `halved`, `retried`, `kept` or `dropped`.
        outcome: String,
        /// The server's status; 0 where nothing was answered.
        status: u16,
        /// Nothing was answered, and the body may have arrived all the same.
        unsure: bool,
    },
    /// Events never leave.
    Drop {
        /// Why: a reason of the ledger.
        reason: String,
        /// How many.
        count: u64,
        /// Their names, each once, as far as they are known.
        events: Vec<String>,
    },
    /// Something that a later version of this program knows.
    Other,
}

/// Every member that a line may have. To read a line into one struct takes a fraction of the time
/// of an enum whose tag may stand anywhere.
#[derive(Deserialize)]
struct Members {
    ts: String,
    what: String,
    endpoint: Option<String>,
    sha256: Option<String>,
    bytes: Option<u64>,
    count: Option<u64>,
    events: Option<Vec<String>>,
    outcome: Option<String>,
    status: Option<u16>,
    unsure: Option<bool>,
    reason: Option<String>,
}

/// What every line has, whatever it tells of.
#[derive(Deserialize)]
struct Head {
    ts: String,
    what: String,
}

impl Line {
    /// A line of a file; none: it is not of an audit log.
    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok()?;
        let entry = Entry::parse(&text)?;
        Some(Self { text, entry })
    }
}

impl Entry {
    /// What a line says; none: it is not of an audit log.
    fn parse(line: &str) -> Option<Self> {
        match serde_json::from_str::<Members>(line) {
            Ok(members) => Self::of(members),
            // A kind that is not known may have members of the same names.
            Err(_) => {
                let Head { ts, what } = serde_json::from_str(line).ok()?;
                (!KINDS.contains(&what.as_str())).then_some(Self {
                    ts,
                    what: What::Other,
                })
            }
        }
    }

    fn of(members: Members) -> Option<Self> {
        let what = match members.what.as_str() {
            REQUEST => What::Request {
                endpoint: members.endpoint?,
                sha256: members.sha256?,
                bytes: members.bytes?,
                count: members.count?,
                events: members.events?,
            },
            ANSWER => What::Answer {
                sha256: members.sha256?,
                outcome: members.outcome?,
                status: members.status?,
                unsure: members.unsure?,
            },
            DROP => What::Drop {
                reason: members.reason?,
                count: members.count?,
                events: members.events?,
            },
            _ => What::Other,
        };
        let ts = members.ts;
        Some(Self { ts, what })
    }
}

impl Log {
    /// The log of a product below this project's folder for state, such as
    /// [`crate::paths::Paths::state`] says. Looks at nothing yet.
    #[must_use]
    pub fn new(state: &Path, product: &str) -> Self {
        let folder = state.join(product);
        let (path, backup) = (folder.join(LOG), folder.join(BACKUP));
        Self {
            state: state.into(),
            product: product.into(),
            path,
            backup,
        }
    }

    /// The file that lines are added to; it need not be there.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file with the older lines; it need not be there.
    #[must_use]
    pub fn backup(&self) -> &Path {
        &self.backup
    }

    /// The lines, oldest first, as they are now; none where there is no file.
    ///
    /// # Errors
    /// A file cannot be opened, or a folder is a link or somebody else's.
    pub fn read(&self) -> io::Result<Lines> {
        let mut files = Vec::new();
        if let Some(folder) = self.folder()? {
            files = open(&folder)?;
        }
        Ok(Lines {
            files: files.into_iter().rev().map(BufReader::new).collect(),
            damaged: 0,
        })
    }

    /// The lines as they come. Looks at nothing yet.
    #[must_use]
    pub fn follow(self) -> Follower {
        Follower::new(self)
    }

    /// Removes both files. Returns how many there were. A process that writes meanwhile begins a
    /// new one.
    ///
    /// # Errors
    /// A file cannot be removed, or a folder is a link or somebody else's. Where a link or something
    /// else is in the place of a file, nothing is removed.
    pub fn clear(&self) -> io::Result<usize> {
        let mut removed = 0;
        let Some(folder) = self.folder()? else {
            return Ok(removed);
        };
        for name in [BACKUP, LOG] {
            if if_there(folder.find(name))?.is_some_and(|found| !found.is_file) {
                return Err(folder.not_a_file(name));
            }
        }
        for name in [BACKUP, LOG] {
            removed += usize::from(if_there(folder.remove_file(name))?.is_some());
        }
        Ok(removed)
    }

    fn folder(&self) -> io::Result<Option<Dir>> {
        if_there(Dir::of_product(&self.state, &self.product))
    }
}

/// Both files, the older one first. Were they rotated between the two, lines would be missing or be
/// there twice.
fn open(folder: &Dir) -> io::Result<Vec<File>> {
    let stamp = || {
        let found = if_there(folder.find(BACKUP));
        found.map(|found| found.map(|found| (found.bytes, found.modified)))
    };
    let open = |name| if_there(folder.open_file(name, Open::Read));
    let mut attempts = 0;
    loop {
        let before = stamp()?;
        let files = [open(BACKUP)?, open(LOG)?];
        attempts += 1;
        if attempts >= ATTEMPTS || stamp()? == before {
            return Ok(files.into_iter().flatten().collect());
        }
    }
}

fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

/// Lines of the log, oldest first.
#[derive(Debug)]
pub struct Lines {
    /// The next one last.
    files: Vec<BufReader<File>>,
    damaged: u64,
}

impl Lines {
    /// How many lines were passed over so far because they are not of an audit log: cut short, or
    /// changed by hand.
    #[must_use]
    pub fn damaged(&self) -> u64 {
        self.damaged
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        loop {
            let bytes = match next_line(self.files.last_mut()?) {
                Ok(bytes) => bytes,
                Err(error) => {
                    // What cannot be read once cannot be read again.
                    self.files.pop();
                    return Some(Err(error));
                }
            };
            let Some(bytes) = bytes else {
                self.files.pop();
                continue;
            };
            if bytes.is_empty() {
                continue;
            }
            match Line::parse(bytes) {
                Some(line) => return Some(Ok(line)),
                None => self.damaged += 1,
            }
        }
    }
}

/// The next line without its line feed; none at the end. What is longer than any line is cut.
fn next_line(file: &mut BufReader<File>) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    if file.take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else {
        file.skip_until(b'\n')?;
    }
    Ok(Some(bytes))
}
