//! A file of lines that grows up to a limit and then makes room, however many processes write to
//! it.

use alloc::string::String;

use crate::{
    folder::{Folder, Stat, apart},
    limits::{LOG_BYTES, STALE_LOCK},
    time::Timestamp,
};

/// A file, where its older lines go, and what keeps two processes from moving them at once.
#[derive(Clone, Copy, Debug)]
pub struct LogFile {
    name: &'static str,
    older: &'static str,
    lock: &'static str,
}

impl LogFile {
    /// The audit log of the folder's product.
    pub const AUDIT: Self = Self {
        name: "audit.jsonl",
        older: "audit.1.jsonl",
        lock: "audit.lock",
    };

    /// Guardrails' own file, named as Guardrails names it.
    pub const USAGE_STATS: Self = Self {
        name: "usage_stats.json",
        older: "usage_stats.json.1",
        lock: "usage_stats.json.lock",
    };

    /// Adds a line; whether it is there.
    pub fn append(self, line: &str, now: Timestamp, folder: &mut impl Folder) -> bool {
        let mut stat = folder.stat(self.name);
        if stat.is_some_and(|stat| stat.bytes > LOG_BYTES) {
            self.rotate(now, folder);
            stat = folder.stat(self.name);
        }
        // Another process may make the file, or move it, in between, and a write may be cut short;
        // twice in a row is no coincidence.
        self.add(line, stat, folder) || self.add(line, folder.stat(self.name), folder)
    }

    fn add(self, line: &str, stat: Option<Stat>, folder: &mut impl Folder) -> bool {
        let mut text = String::with_capacity(line.len() + 2);
        if stat.is_some_and(|stat| self.is_torn(stat, folder)) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        folder.append(self.name, &text) || folder.create(self.name, &text)
    }

    /// Whether a write was cut short, so that the last line does not end in a line feed.
    fn is_torn(self, stat: Stat, folder: &mut impl Folder) -> bool {
        let Some(last) = stat.bytes.checked_sub(1) else {
            return false;
        };
        folder
            .read(self.name, last, 1)
            .is_some_and(|text| !text.is_empty() && text != "\n")
    }

    /// Makes room, unless another process does.
    fn rotate(self, now: Timestamp, folder: &mut impl Folder) {
        if !self.take_lock(now, folder) {
            return;
        }
        // Another process may have done so before this one got the lock.
        if folder
            .stat(self.name)
            .is_some_and(|stat| stat.bytes > LOG_BYTES)
        {
            // A file that cannot be moved grows: a line too many is better than one that is
            // missing.
            folder.rename(self.name, self.older);
        }
        folder.remove(self.lock);
    }

    fn take_lock(self, now: Timestamp, folder: &mut impl Folder) -> bool {
        if folder.create(self.lock, "") {
            return true;
        }
        let is_stale = folder
            .stat(self.lock)
            .is_some_and(|stat| apart(now, stat.touched) > STALE_LOCK);
        is_stale && folder.remove(self.lock) && folder.create(self.lock, "")
    }
}

#[cfg(test)]
mod tests {
    use super::{LOG_BYTES, LogFile, STALE_LOCK};
    use crate::{folder::memory::Memory, time::Timestamp};

    const NOW: Timestamp = Timestamp(1_767_225_600_000);

    #[test]
    fn a_part_of_a_failed_write_does_not_run_into_the_line() {
        let mut folder = Memory {
            now: NOW.0,
            cuts: 1,
            ..Memory::default()
        };
        folder
            .files
            .insert("audit.jsonl".into(), ("old\n".into(), NOW.0));
        assert!(LogFile::AUDIT.append("line", NOW, &mut folder));
        assert_eq!(folder.files["audit.jsonl"].0, "old\nli\nline\n");
        folder.cuts = 2;
        assert!(!LogFile::AUDIT.append("more", NOW, &mut folder));
        assert!(LogFile::AUDIT.append("last", NOW, &mut folder));
        assert!(folder.files["audit.jsonl"].0.ends_with("\nlast\n"));
    }

    #[test]
    fn a_lock_of_a_process_that_is_gone_holds_nobody_up_for_long() {
        let age = i64::try_from(STALE_LOCK).unwrap();
        for (touched, moves) in [
            (NOW.0, false),
            (NOW.0 - age, false),
            (NOW.0 - age - 1, true),
            (NOW.0 + age + 1, true),
        ] {
            let mut folder = Memory {
                now: NOW.0,
                ..Memory::default()
            };
            let text = "x".repeat(LOG_BYTES as usize) + "\n";
            folder.files.insert("audit.jsonl".into(), (text, NOW.0));
            folder
                .files
                .insert("audit.lock".into(), ("".into(), touched));
            assert!(LogFile::AUDIT.append("line", NOW, &mut folder));
            assert_eq!(
                folder.files.contains_key("audit.1.jsonl"),
                moves,
                "{touched}"
            );
            assert_eq!(folder.files.contains_key("audit.lock"), !moves);
        }
    }
}
