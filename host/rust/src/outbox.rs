//! The outbox on disk: the host's side of the `outbox` import. `host/OUTBOX.md` has the rule that hosts in every language follow.
//!
//! [`FileOutbox`] keeps the lines of one product as files in one folder. Nothing is created before the first line, and nothing here
//! fails or panics: where the disk is full or the folder cannot be written, events live in memory only, and one warning says so.

mod folder;
mod name;

use std::{
    collections::{HashMap, VecDeque},
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    time::Duration,
};

pub use folder::{Folder, Hold, Stored};

use crate::{
    file_time::{apart, instant},
    imports::{Clock, Outbox, Random as _, Segment, SystemClock, SystemRandom},
    private_mode,
};
use folder::Head;
use name::{Kind, Name};

/// How long a segment belongs to its owner after the last sign of life, which is the file's time of modification.
pub const LEASE: Duration = Duration::from_secs(600);

/// An owner that has given no sign for so long may be about to lose its segment, and takes it again before it relies on it.
const DOUBT: Duration = Duration::from_secs(LEASE.as_secs() / 2);

/// A live owner gives a sign at least that often.
pub const RENEWAL: Duration = Duration::from_secs(LEASE.as_secs() / 10);

/// What an outbox may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all segments of the product, whoever wrote them.
    pub bytes: u64,
    /// Segments of the product.
    pub segments: usize,
    /// When there is no room, segments that nobody has touched for so long are removed: no client sends events of that age.
    pub age: Duration,
}

impl Default for Limits {
    /// 16 MiB, 512 segments, 7 days.
    fn default() -> Self {
        Self { bytes: 16 << 20, segments: 512, age: Duration::from_secs(7 * 24 * 3600) }
    }
}

/// What an outbox works with.
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// The wall clock, which leases are measured by. It is the wall clock because a monotonic one may stand still while a machine
    /// sleeps.
    pub clock: Box<dyn Clock>,
    /// Tells this owner's files from all others: 16 hexadecimal digits, unpredictable.
    pub token: String,
    /// Told once why lines could not be kept, and what to do.
    pub on_warning: OnWarning,
}

/// A callback for the one warning. See [`Options::on_warning`].
pub type OnWarning = Box<dyn FnMut(&str) + Send>;

impl Default for Options {
    /// The system's clock and dice, and no one to be warned.
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            clock: Box::new(SystemClock::default()),
            token: format!("{:016x}", SystemRandom.next()),
            on_warning: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("limits", &self.limits).field("token", &self.token).finish_non_exhaustive()
    }
}

/// The outbox of one product and one client, on disk.
///
/// When it is dropped, its segment is there for any other process. A process that is killed leaves its segment too; others take it
/// when its lease has run out.
#[derive(Debug)]
pub struct FileOutbox {
    folder: Folder,
    options: Options,
    /// Number of the last name that was given out.
    last: u32,
    own: Option<Own>,
    /// Another process has the own segment: see [`Outbox::renew`].
    lost: bool,
    claimed: HashMap<u32, Claimed>,
    /// Segments that may be claimable, oldest first.
    candidates: VecDeque<Name>,
    /// Bytes and number of segments that are neither the own one nor claimed, as last counted.
    others: Option<(u64, usize)>,
    warned: bool,
    /// A forked child has a copy of this, but none of the segments.
    process: u32,
}

#[derive(Debug)]
struct Own {
    name: Name,
    bytes: u64,
    renewed: Duration,
    /// The last line was written in part and could not be taken back.
    torn: bool,
}

#[derive(Debug)]
struct Claimed {
    name: Name,
    /// How many bytes were handed out, when the segment has more.
    part: Option<u64>,
}

impl FileOutbox {
    /// The outbox of a product below this project's folder for state, such as [`crate::paths::Paths::state`] says. Looks at nothing yet.
    #[must_use]
    pub fn new(state: &Path, product: &str, options: Options) -> Self {
        Self {
            folder: Folder::new(state, product),
            options,
            last: 0,
            own: None,
            lost: false,
            claimed: HashMap::new(),
            candidates: VecDeque::new(),
            others: None,
            warned: false,
            process: process::id(),
        }
    }

    fn now(&mut self) -> Duration {
        self.options.clock.wall()
    }

    fn next_name(&mut self) -> Name {
        self.last += 1;
        Name { token: self.options.token.clone(), number: self.last, kind: Kind::Held }
    }

    fn path(&self, name: &Name) -> PathBuf {
        self.folder.path().join(name.to_string())
    }

    fn warn(&mut self, error: &io::Error) {
        if !self.warned {
            self.warned = true;
            let path = self.folder.path().display();
            (self.options.on_warning)(&format!("events are kept in memory only: failed to write below {path}: {error}"));
        }
    }

    /// Adds lines to the own segment, or starts one.
    fn add(&mut self, lines: &str) -> io::Result<()> {
        let length = lines.len() as u64;
        self.make_room(length)?;
        let Some(own) = &mut self.own else { return self.begin(lines) };
        let path = self.folder.path().join(own.name.to_string());
        let mut file = fs::File::options().append(true).open(path)?;
        let old = own.bytes;
        let written = if own.torn { file.write_all(b"\n") } else { Ok(()) }.and_then(|()| file.write_all(lines.as_bytes()));
        if let Err(error) = written {
            own.torn = file.set_len(old).is_err();
            return Err(error);
        }
        own.torn = false;
        own.bytes = old + length;
        own.renewed = self.options.clock.wall();
        // The lines are there, and the system has set a time too.
        let _ = file.set_modified(instant(own.renewed));
        Ok(())
    }

    /// Starts the own segment with these lines.
    fn begin(&mut self, lines: &str) -> io::Result<()> {
        self.folder.create()?;
        let name = self.next_name();
        let now = self.now();
        let path = self.path(&name);
        if let Err(error) = write_new(&path, lines, now) {
            let _ = fs::remove_file(path);
            return Err(error);
        }
        self.own = Some(Own { name, bytes: lines.len() as u64, renewed: now, torn: false });
        Ok(())
    }

    /// Puts lines in place of the own segment: beside it first, then over it.
    fn exchange(&mut self, lines: &str) -> io::Result<()> {
        let Some(own) = &self.own else { return self.begin(lines) };
        let (path, temporary) = (self.path(&own.name), self.path(&own.name.with(Kind::Temporary)));
        let now = self.now();
        let written = write_new(&temporary, lines, now).and_then(|()| fs::rename(&temporary, path));
        if let Err(error) = written {
            let _ = fs::remove_file(temporary);
            return Err(error);
        }
        if let Some(own) = &mut self.own {
            (own.bytes, own.renewed, own.torn) = (lines.len() as u64, now, false);
        }
        Ok(())
    }

    /// Removes the own segment. The next one looks anew at what others have.
    fn remove(&mut self) -> io::Result<()> {
        let Some(own) = &self.own else { return Ok(()) };
        fs::remove_file(self.path(&own.name))?;
        self.own = None;
        self.others = None;
        Ok(())
    }

    /// Errs when so many bytes more, or one segment more, would be too many.
    fn make_room(&mut self, more: u64) -> io::Result<()> {
        let limits = self.options.limits;
        let (own, is_new) = self.own.as_ref().map_or((0, true), |own| (own.bytes, false));
        let fits = |(bytes, segments): (u64, usize)| bytes + own + more <= limits.bytes && (segments < limits.segments || !is_new);
        if self.others.is_some_and(fits) {
            return Ok(());
        }
        let now = self.now();
        self.folder.sweep(now);
        let mut others = (0, 0);
        let mut old = Vec::new();
        for stored in self.folder.segments(now)? {
            if self.own.as_ref().is_some_and(|own| own.name == stored.name)
                || self.claimed.values().any(|claimed| claimed.name == stored.name)
            {
                continue;
            }
            others = (others.0 + stored.bytes, others.1 + 1);
            if stored.hold != Hold::Live && apart(now, stored.modified) > limits.age {
                old.push(stored);
            }
        }
        if !fits(others) {
            for stored in old.iter().filter(|stored| fs::remove_file(&stored.path).is_ok()) {
                others = (others.0 - stored.bytes, others.1 - 1);
            }
        }
        self.others = Some(others);
        if fits(others) {
            return Ok(());
        }
        let Limits { bytes, segments, .. } = limits;
        Err(io::Error::other(format!("the outbox is full: at most {bytes} bytes in {segments} files")))
    }

    /// Takes the own segment again under a new name, as another process would take it.
    fn retake(&mut self, name: &Name) -> bool {
        let now = self.now();
        let Some(taken) = self.take(name, now) else { return false };
        if let Some(own) = &mut self.own {
            (own.name, own.renewed) = (taken, now);
        }
        true
    }

    /// Renames a segment to a name of this owner; of all who try, one succeeds. The sign of life comes first: a file that appears
    /// under a new name with an old time would be taken again at once.
    fn take(&mut self, name: &Name, now: Duration) -> Option<Name> {
        let path = self.path(name);
        touch(&path, now).ok()?;
        let taken = self.next_name();
        fs::rename(path, self.path(&taken)).ok()?;
        Some(taken)
    }

    /// Reads a claimed segment. None: there is nothing in it, or nothing that fits.
    fn hand_out(&mut self, name: Name, max_bytes: u32) -> Option<Segment> {
        let head = folder::read_head(&self.path(&name), max_bytes);
        let Ok(Head { lines, part }) = head else {
            self.free(&name);
            return None;
        };
        match part {
            None if lines.is_empty() => {
                let _ = fs::remove_file(self.path(&name));
                return None;
            }
            Some(0) => {
                self.free(&name);
                return None;
            }
            _ => {}
        }
        let id = name.number;
        self.claimed.insert(id, Claimed { name, part });
        Some(Segment { id, lines })
    }

    /// Makes a segment of this owner free for all.
    fn free(&mut self, name: &Name) -> bool {
        fs::rename(self.path(name), self.path(&name.with(Kind::Ready))).is_ok()
    }
}

impl Outbox for FileOutbox {
    fn append(&mut self, lines: &str) -> bool {
        if lines.is_empty() || !self.renew() {
            return lines.is_empty();
        }
        if let Err(error) = self.add(lines) {
            self.warn(&error);
            return false;
        }
        // A machine that slept in the midst of it may have written to what is another's by now.
        self.renew()
    }

    fn replace(&mut self, lines: &str) -> bool {
        if !self.renew() {
            return false;
        }
        let replaced = if lines.is_empty() { self.remove() } else { self.exchange(lines) };
        replaced.inspect_err(|error| self.warn(error)).is_ok()
    }

    fn claim(&mut self, max_bytes: u32) -> Option<Segment> {
        if self.lost {
            return None;
        }
        let now = self.now();
        if self.candidates.is_empty() {
            let segments = self.folder.segments(now).unwrap_or_default().into_iter();
            self.candidates.extend(segments.filter(|stored| stored.hold != Hold::Live).map(|stored| stored.name));
        }
        while let Some(name) = self.candidates.pop_front() {
            let is_free = self.folder.hold(&name, now).is_some_and(|hold| hold != Hold::Live);
            let Some(taken) = is_free.then(|| self.take(&name, now)).flatten() else { continue };
            let segment = self.hand_out(taken, max_bytes);
            if segment.is_some() {
                return segment;
            }
        }
        None
    }

    fn release(&mut self, id: u32) {
        if let Some(claimed) = self.claimed.remove(&id) {
            self.free(&claimed.name);
        }
    }

    fn discard(&mut self, id: u32) {
        let Some(Claimed { name, part }) = self.claimed.remove(&id) else { return };
        let path = self.path(&name);
        let Some(part) = part else {
            let _ = fs::remove_file(path);
            return;
        };
        let temporary = self.path(&name.with(Kind::Temporary));
        let rest = folder::copy_rest(&path, part, &temporary).and_then(|()| fs::rename(&temporary, path));
        // Where the rest cannot be written the whole stays, and may be sent again; that is what at-least-once means.
        let is_rest = rest.inspect_err(|_| drop(fs::remove_file(temporary))).is_ok();
        if self.free(&name) && is_rest {
            self.candidates.push_front(name.with(Kind::Ready));
        }
    }

    fn renew(&mut self) -> bool {
        let now = self.now();
        let Some(own) = &self.own else { return !self.lost };
        let since = now.checked_sub(own.renewed).unwrap_or(Duration::MAX);
        let (name, path) = (own.name.clone(), self.path(&own.name));
        let ours = if since > DOUBT {
            self.retake(&name)
        } else if since > RENEWAL {
            touch(&path, now).is_ok()
        } else {
            fs::symlink_metadata(&path).is_ok()
        };
        // What went wrong otherwise, such as a folder that cannot be written any more, keeps others away too.
        if !ours && matches!(fs::symlink_metadata(&path), Err(error) if error.kind() == io::ErrorKind::NotFound) {
            self.own = None;
            self.lost = true;
        } else if since > RENEWAL
            && let Some(own) = &mut self.own
        {
            own.renewed = now;
        }
        !self.lost
    }
}

impl Drop for FileOutbox {
    fn drop(&mut self) {
        if self.process != process::id() {
            return;
        }
        let claimed: Vec<_> = self.claimed.drain().map(|(_, claimed)| claimed.name).collect();
        claimed.iter().for_each(|name| {
            self.free(name);
        });
        if self.renew()
            && let Some(own) = self.own.take()
        {
            self.free(&own.name);
        }
    }
}

/// A file that must not be there yet, with the time of its lease from the clock that others will be measured by.
fn write_new(path: &Path, text: &str, now: Duration) -> io::Result<()> {
    let mut file = private_mode::writable().create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.set_modified(instant(now))
}

fn touch(path: &Path, now: Duration) -> io::Result<()> {
    fs::File::options().write(true).open(path)?.set_modified(instant(now))
}
