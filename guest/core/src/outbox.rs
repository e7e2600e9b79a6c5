//! The outbox: events that outlive their process, as segments in the folder. `host/OUTBOX.md`
//! describes the files.
//!
//! A segment is a file of JSON Lines, and belongs to one client at a time. Its name says whose it
//! is, and its time says for how long: no lock, no process id. Of all clients that rename a file,
//! one succeeds, and that one has taken it.

#[cfg(feature = "model")]
mod fingerprint;
mod line;
mod name;

use alloc::{collections::VecDeque, string::String, vec::Vec};

pub(crate) use line::{GROWTH, Kept, parse_line, push_line};
pub(crate) use name::is_token;

use crate::{
    folder::{self, Entry, Folder, apart},
    limits::{
        COPY_BYTES, LEASE, LEASE_CHECK, LEASE_RENEWAL, LONGEST_LINE, MAX_AGE, OUTBOX_BYTES,
        OUTBOX_SEGMENTS,
    },
    time::Timestamp,
};
use name::{Kind, Name};

/// Why lines could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// All segments together are as large, or as many, as they may be.
    Full,
    /// The host could not write.
    NotWritten,
}

/// The segments of one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    token: String,
    /// Number of the last name that was given out.
    last: u32,
    own: Option<Own>,
    /// Another client has taken the segment, or it was removed: see [`take_loss`](Self::take_loss).
    lost: bool,
    claimed: Option<Claimed>,
    /// Segments that may be claimable, the ones that were touched longest ago first; none: nobody
    /// has looked.
    candidates: Option<VecDeque<Name>>,
    /// Bytes and number of the segments that are neither this client's nor claimed, as last
    /// counted.
    others: Option<(u64, usize)>,
    trouble: Option<Trouble>,
}

/// This client's segment.
#[derive(Clone, Debug)]
struct Own {
    name: Name,
    bytes: u64,
    renewed: Timestamp,
    /// A write has failed, and part of a line may be at the end.
    torn: bool,
}

/// A segment that another client left, while its lines are taken over.
#[derive(Clone, Debug)]
struct Claimed {
    name: Name,
    /// How many bytes were handed out, when the segment has more.
    part: Option<u32>,
}

/// Whose a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// A client works with it.
    Live,
    /// It is there for any client.
    Free,
}

fn hold(kind: Kind, touched: Timestamp, now: Timestamp) -> Hold {
    match kind {
        Kind::Held | Kind::Temporary if apart(now, touched) <= LEASE => Hold::Live,
        Kind::Held | Kind::Temporary | Kind::Ready => Hold::Free,
    }
}

/// The segments and temporary files of a listing.
fn segments(listing: &str) -> impl Iterator<Item = (Name, Entry<'_>)> {
    folder::entries(listing).filter_map(|entry| Some((Name::parse(entry.name)?, entry)))
}

impl Outbox {
    /// The outbox of the client of that token. Looks at nothing yet.
    pub(crate) fn new(token: &str) -> Self {
        Self {
            token: token.into(),
            ..Self::default()
        }
    }

    /// Adds lines to this client's segment, or begins one; whether they were written.
    pub(crate) fn append(&mut self, lines: &str, now: Timestamp, folder: &mut impl Folder) -> bool {
        if lines.is_empty() {
            return true;
        }
        self.renew(now, folder);
        let added = self.make_room(lines.len() as u64, now, folder) && self.add(lines, now, folder);
        // If the machine slept in the midst of it, the segment is another client's by now, with
        // these lines in it.
        self.renew(now, folder);
        added
    }

    /// Puts lines in place of this client's segment; whether they are there now. No lines remove
    /// it.
    pub(crate) fn replace(
        &mut self,
        lines: &str,
        now: Timestamp,
        folder: &mut impl Folder,
    ) -> bool {
        self.renew(now, folder);
        let Some(own) = &mut self.own else {
            return lines.is_empty() || !self.lost && self.begin(lines, now, folder);
        };
        let name = own.name.text();
        if lines.is_empty() {
            let removed = folder.remove(&name);
            if removed {
                // The next segment looks anew at what others have.
                (self.own, self.others) = (None, None);
            }
            return removed;
        }
        let written = folder::replace(&name, lines, folder);
        if written {
            (own.bytes, own.renewed, own.torn) = (lines.len() as u64, now, false);
        } else {
            self.trouble.get_or_insert(Trouble::NotWritten);
        }
        written
    }

    /// Gives a sign of life where one is due, and finds out whether the segment is still this
    /// client's.
    pub(crate) fn renew(&mut self, now: Timestamp, folder: &mut impl Folder) {
        let Some(own) = &mut self.own else { return };
        let since = apart(now, own.renewed);
        let (name, text) = (own.name.clone(), own.name.text());
        let ours = if since > LEASE_CHECK {
            self.take(&name, folder)
                .map(|taken| self.own.as_mut().map(|own| own.name = taken))
                .is_some()
        } else if since > LEASE_RENEWAL {
            folder.touch(&text)
        } else {
            folder.stat(&text).is_some()
        };
        // What went wrong otherwise, such as a folder that cannot be written any more, keeps others
        // away, too.
        if !ours && folder.stat(&text).is_none() {
            (self.own, self.others, self.lost) = (None, None, true);
        } else if since > LEASE_RENEWAL
            && let Some(own) = &mut self.own
        {
            own.renewed = now;
        }
    }

    /// Whether the segment was lost since the last call. Its events are another client's now, or a
    /// person has removed them.
    pub(crate) fn take_loss(&mut self) -> bool {
        core::mem::take(&mut self.lost)
    }

    /// Why lines could not be kept, if that happened since the last call.
    pub(crate) fn take_trouble(&mut self) -> Option<Trouble> {
        self.trouble.take()
    }

    /// Milliseconds until the next sign of life is due; none: there is no segment.
    pub(crate) fn until_renewal(&self, now: Timestamp) -> Option<u64> {
        let own = self.own.as_ref()?;
        // One more, because a sign is due after the time and not at its end.
        Some((LEASE_RENEWAL + 1).saturating_sub(apart(now, own.renewed)))
    }

    /// Takes the lines of a segment that another client left, at most that many bytes; none: there
    /// is none.
    ///
    /// [`release`](Self::release) or [`discard`](Self::discard) it before the next one.
    pub(crate) fn claim(
        &mut self,
        most: u32,
        now: Timestamp,
        folder: &mut impl Folder,
    ) -> Option<String> {
        if self.candidates.is_none() {
            self.look_for_candidates(now, folder);
        }
        while let Some(name) = self.candidates.as_mut()?.pop_front() {
            let is_free = folder
                .stat(&name.text())
                .is_some_and(|stat| hold(name.kind, stat.touched, now) == Hold::Free);
            let Some(taken) = is_free.then(|| self.take(&name, folder)).flatten() else {
                continue;
            };
            if let Some(lines) = self.hand_out(taken, most, folder) {
                return Some(lines);
            }
        }
        None
    }

    /// Gives the claimed segment back unchanged.
    pub(crate) fn release(&mut self, folder: &mut impl Folder) {
        if let Some(claimed) = self.claimed.take() {
            free(&claimed.name, folder);
        }
    }

    /// Removes what was handed out of the claimed segment; the rest is there to be claimed.
    pub(crate) fn discard(&mut self, folder: &mut impl Folder) {
        let Some(Claimed { name, part }) = self.claimed.take() else {
            return;
        };
        let Some(start) = part else {
            folder.remove(&name.text());
            return;
        };
        let rest = self.next_name();
        if copy_rest(
            &name.text(),
            start,
            &rest.with(Kind::Temporary).text(),
            folder,
        ) {
            let ready = rest.with(Kind::Ready);
            if folder.rename(&rest.with(Kind::Temporary).text(), &ready.text()) {
                folder.remove(&name.text());
                self.candidates.get_or_insert_default().push_front(ready);
                return;
            }
        }
        // The whole stays, and may be sent again; that is what at-least-once means.
        folder.remove(&rest.with(Kind::Temporary).text());
        free(&name, folder);
    }

    /// The lines that an instance of this client left when it trapped. Its segment is this
    /// instance's now.
    pub(crate) fn adopt(&mut self, now: Timestamp, folder: &mut impl Folder) -> String {
        let listing = folder.entries();
        let mut found: Vec<(Name, u64)> = Vec::new();
        for (name, entry) in segments(&listing).filter(|(name, _)| name.token == self.token) {
            self.last = self.last.max(name.number);
            if name.kind == Kind::Held {
                insert(&mut found, (name, entry.bytes));
            }
        }
        let mut lines = String::new();
        // More than one only if it trapped while it took over another client's: that one is not
        // gone before this client's has its lines.
        for (name, bytes) in found {
            let most = u32::try_from(bytes).unwrap_or(u32::MAX);
            let mut text = folder.read(&name.text(), 0, most).unwrap_or_default();
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            if self.own.is_none() {
                folder.touch(&name.text());
                self.own = Some(Own {
                    name,
                    bytes,
                    renewed: now,
                    torn: true,
                });
            } else if text.is_empty() || self.add(&text, now, folder) {
                folder.remove(&name.text());
            }
            lines.push_str(&text);
        }
        lines
    }

    /// Removes all segments, those of other clients, too: each finds that its own is gone, and
    /// sends nothing of it.
    pub(crate) fn purge(&mut self, folder: &mut impl Folder) {
        let listing = folder.entries();
        for (_, entry) in segments(&listing) {
            folder.remove(entry.name);
        }
        (self.own, self.claimed, self.candidates, self.others) = (None, None, None, None);
    }

    /// The client ends: what it has is there for any other.
    pub(crate) fn end(&mut self, now: Timestamp, folder: &mut impl Folder) {
        self.release(folder);
        self.renew(now, folder);
        if let Some(own) = self.own.take() {
            free(&own.name, folder);
        }
    }

    fn next_name(&mut self) -> Name {
        self.last = self.last.saturating_add(1);
        Name::held(&self.token, self.last)
    }

    fn add(&mut self, lines: &str, now: Timestamp, folder: &mut impl Folder) -> bool {
        let Some(own) = &mut self.own else {
            return !self.lost && self.begin(lines, now, folder);
        };
        // A line feed ends what a failed write has left; empty lines are nothing.
        let torn = if own.torn { "\n" } else { "" };
        let added = if torn.is_empty() {
            folder.append(&own.name.text(), lines)
        } else {
            folder.append(&own.name.text(), &[torn, lines].concat())
        };
        own.torn = !added;
        if added {
            (own.bytes, own.renewed) = (own.bytes + lines.len() as u64, now);
        } else {
            self.trouble.get_or_insert(Trouble::NotWritten);
        }
        added
    }

    /// Begins this client's segment with these lines.
    fn begin(&mut self, lines: &str, now: Timestamp, folder: &mut impl Folder) -> bool {
        let name = self.next_name();
        let created = folder.create(&name.text(), lines);
        if created {
            self.own = Some(Own {
                name,
                bytes: lines.len() as u64,
                renewed: now,
                torn: false,
            });
        } else {
            self.trouble.get_or_insert(Trouble::NotWritten);
        }
        created
    }

    /// Whether that many bytes more may be kept. Where there is no room, segments go that nobody
    /// has touched for as long as events live.
    fn make_room(&mut self, more: u64, now: Timestamp, folder: &mut impl Folder) -> bool {
        let (own, is_new) = self
            .own
            .as_ref()
            .map_or((0, true), |own| (own.bytes, false));
        let fits = |(bytes, count): (u64, usize)| {
            bytes + own + more <= OUTBOX_BYTES && (count < OUTBOX_SEGMENTS || !is_new)
        };
        if self.others.is_some_and(fits) {
            return true;
        }
        let mut others = (0, 0);
        let mut old = Vec::new();
        let listing = folder.entries();
        for (name, entry) in segments(&listing) {
            let is_mine = self.own.as_ref().is_some_and(|own| own.name == name)
                || self
                    .claimed
                    .as_ref()
                    .is_some_and(|claimed| claimed.name == name);
            let is_free = hold(name.kind, entry.touched, now) == Hold::Free;
            if name.kind == Kind::Temporary {
                if is_free {
                    folder.remove(entry.name);
                }
            } else if !is_mine {
                others = (others.0 + entry.bytes, others.1 + 1);
                if is_free && apart(now, entry.touched) > MAX_AGE {
                    old.push(entry);
                }
            }
        }
        if !fits(others) {
            for entry in old.iter().filter(|entry| folder.remove(entry.name)) {
                others = (others.0 - entry.bytes, others.1 - 1);
            }
        }
        self.others = Some(others);
        if !fits(others) {
            self.trouble.get_or_insert(Trouble::Full);
        }
        fits(others)
    }

    fn look_for_candidates(&mut self, now: Timestamp, folder: &mut impl Folder) {
        let listing = folder.entries();
        let mut found = Vec::new();
        for (name, entry) in segments(&listing) {
            if name.token == self.token {
                self.last = self.last.max(name.number);
            }
            let is_own = self.own.as_ref().is_some_and(|own| own.name == name);
            if hold(name.kind, entry.touched, now) == Hold::Live || is_own {
                continue;
            }
            if name.kind == Kind::Temporary {
                folder.remove(entry.name);
            } else {
                insert(&mut found, (entry.touched, name));
            }
        }
        self.candidates = Some(found.into_iter().map(|(_, name)| name).collect());
    }

    /// Renames a segment to a name of this client; of all that try, one succeeds. The sign of life
    /// comes first: a file that appears under a new name with an old time would be taken again at
    /// once.
    fn take(&mut self, name: &Name, folder: &mut impl Folder) -> Option<Name> {
        let text = name.text();
        if !folder.touch(&text) {
            return None;
        }
        let taken = self.next_name();
        folder.rename(&text, &taken.text()).then_some(taken)
    }

    /// Reads a claimed segment; none: there is nothing in it, or nothing that fits.
    fn hand_out(&mut self, name: Name, most: u32, folder: &mut impl Folder) -> Option<String> {
        let text = name.text();
        let read = folder
            .stat(&text)
            .and_then(|stat| Some((stat.bytes, folder.read(&text, 0, most)?)));
        let Some((bytes, mut lines)) = read else {
            free(&name, folder);
            return None;
        };
        if lines.is_empty() {
            folder.remove(&text);
            return None;
        }
        let mut part = None;
        if bytes > most {
            let least = if (most as usize) < LONGEST_LINE {
                0
            } else {
                lines.len()
            };
            lines.truncate(folder::whole_lines(&lines, least).len());
            part = u32::try_from(lines.len()).ok();
        }
        if lines.is_empty() {
            free(&name, folder);
            return None;
        }
        self.claimed = Some(Claimed { name, part });
        Some(lines)
    }
}

/// Keeps a short list in order. The library's ways to sort take 14 KB of code.
fn insert<T: Ord>(list: &mut Vec<T>, item: T) {
    let place = list.partition_point(|known| *known < item);
    list.insert(place, item);
}

/// Makes a segment of this client free for all.
fn free(name: &Name, folder: &mut impl Folder) {
    folder.rename(&name.text(), &name.with(Kind::Ready).text());
}

/// Copies what comes after the first `start` bytes to a new file, whole lines at a time: a
/// character that is cut would damage its line.
fn copy_rest(from: &str, start: u32, to: &str, folder: &mut impl Folder) -> bool {
    let mut offset = start;
    loop {
        let Some(text) = folder.read(from, offset, COPY_BYTES) else {
            return false;
        };
        if text.is_empty() {
            return offset > start;
        }
        let is_cut = text.len() == COPY_BYTES as usize;
        let lines = if is_cut {
            folder::whole_lines(&text, text.len())
        } else {
            &text
        };
        let copied = if offset == start {
            folder.create(to, lines)
        } else {
            folder.append(to, lines)
        };
        if !copied {
            return false;
        }
        offset = offset.saturating_add(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use super::{LEASE, Outbox};
    use crate::{folder::memory::Memory, time::Timestamp};

    const NOW: Timestamp = Timestamp(1_767_225_600_000);
    const TOKEN: &str = "aaaaaaaaaaaaaaaa";

    fn folder(files: &[(&str, &str)]) -> Memory {
        let files = files
            .iter()
            .map(|(name, text)| ((*name).into(), ((*text).into(), NOW.0)))
            .collect();
        Memory {
            files,
            now: NOW.0,
            cuts: 0,
        }
    }

    fn names(folder: &Memory) -> Vec<&str> {
        folder.files.keys().map(String::as_str).collect()
    }

    #[test]
    fn a_claimed_segment_stays_until_an_adopted_one_has_its_lines() {
        let files = [
            ("aaaaaaaaaaaaaaaa-1.jsonl", "one\n"),
            ("aaaaaaaaaaaaaaaa-2.jsonl", "two\n"),
        ];
        let mut whole = folder(&files);
        assert_eq!(Outbox::new(TOKEN).adopt(NOW, &mut whole), "one\ntwo\n");
        assert_eq!(names(&whole), ["aaaaaaaaaaaaaaaa-1.jsonl"]);
        assert_eq!(whole.files["aaaaaaaaaaaaaaaa-1.jsonl"].0, "one\n\ntwo\n");
        let mut cut = Memory {
            cuts: 1,
            ..folder(&files)
        };
        assert_eq!(Outbox::new(TOKEN).adopt(NOW, &mut cut), "one\ntwo\n");
        assert_eq!(names(&cut), files.map(|(name, _)| name));
    }

    #[test]
    fn a_lease_ends_on_either_side_of_now() {
        let lease = i64::try_from(LEASE).unwrap();
        for (touched, is_free) in [
            (0, false),
            (-lease, false),
            (lease, false),
            (-lease - 1, true),
            (lease + 1, true),
        ] {
            let mut folder = folder(&[]);
            folder.files.insert(
                "bbbbbbbbbbbbbbbb-1.jsonl".into(),
                ("line\n".into(), NOW.0 + touched),
            );
            let claimed = Outbox::new(TOKEN).claim(1_000, NOW, &mut folder);
            assert_eq!(claimed.is_some(), is_free, "{touched}");
        }
    }

    #[test]
    fn a_segment_is_handed_out_in_whole_lines_and_its_rest_goes_to_the_front() {
        let lines = |numbers: core::ops::Range<u32>| -> String {
            numbers.map(|number| format!("line {number}\n")).collect()
        };
        let mut folder = folder(&[
            ("bbbbbbbbbbbbbbbb-7.ready.jsonl", &lines(0..5)),
            ("cccccccccccccccc-1.ready.jsonl", "other\n"),
        ]);
        let mut outbox = Outbox::new(TOKEN);
        assert_eq!(outbox.claim(20, NOW, &mut folder), Some(lines(0..2)));
        outbox.discard(&mut folder);
        assert_eq!(outbox.claim(1_000, NOW, &mut folder), Some(lines(2..5)));
        outbox.discard(&mut folder);
        assert_eq!(names(&folder), ["cccccccccccccccc-1.ready.jsonl"]);
    }

    #[test]
    fn what_a_failed_write_has_left_ends_before_the_next_line() {
        let mut folder = folder(&[]);
        let mut outbox = Outbox::new(TOKEN);
        assert!(outbox.append("first\n", NOW, &mut folder));
        folder.cuts = 1;
        assert!(!outbox.append("second\n", NOW, &mut folder));
        assert!(outbox.append("third\n", NOW, &mut folder));
        assert_eq!(
            folder.files["aaaaaaaaaaaaaaaa-1.jsonl"].0,
            "first\nsec\nthird\n"
        );
    }
}
