//! A folder in memory, with what can go wrong in one.

use std::{collections::BTreeMap, panic};

use nemo_telemetry_core::{
    folder::{Folder, Stat},
    time::Timestamp,
};

use crate::world::{World, numbers_in};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct File {
    /// Bytes before the text that no test looks at; the last of them is a line feed.
    pub(crate) hidden: u32,
    pub(crate) text: String,
    pub(crate) touched: i64,
}

impl File {
    pub(crate) fn bytes(&self) -> u32 {
        self.hidden + u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

/// What a process finds when it works with the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mishap {
    /// After so many changes the process is gone. To make a file, to add to one and to put one in place of another are two changes:
    /// between them a part is there.
    Gone(u8),
    /// The change of that number fails.
    Fails(u8),
    /// The change of that number fails, and leaves a part behind where it adds to a file.
    Cut(u8),
}

/// How a process that is gone leaves a call.
pub(crate) struct Gone;

/// The files of a product, by name.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    pub(crate) files: BTreeMap<String, File>,
    /// Whether anything can be written.
    pub(crate) works: bool,
    /// What happens to the process that runs now.
    pub(crate) mishap: Option<Mishap>,
    /// Changes since [`Disk::begin`].
    changes: u8,
    /// Whether a change has failed since then.
    pub(crate) has_failed: bool,
}

/// What becomes of a change.
enum Change {
    Done,
    Failed,
    Part,
}

impl Disk {
    pub(crate) fn new() -> Self {
        Self {
            files: BTreeMap::new(),
            works: true,
            mishap: None,
            changes: 0,
            has_failed: false,
        }
    }

    /// A call begins, and that happens in it.
    pub(crate) fn begin(&mut self, mishap: Option<Mishap>) {
        (self.mishap, self.changes, self.has_failed) = (mishap, 0, false);
    }

    /// Changes since the call began.
    pub(crate) fn changes(&self) -> u8 {
        self.changes
    }

    /// Another process has its turn.
    pub(crate) fn pause(&mut self) -> (Option<Mishap>, u8, bool) {
        let paused = (self.mishap, self.changes, self.has_failed);
        self.begin(None);
        paused
    }

    /// The process goes on that was paused.
    pub(crate) fn resume(&mut self, paused: (Option<Mishap>, u8, bool)) {
        (self.mishap, self.changes, self.has_failed) = paused;
    }

    /// Before a change.
    fn change(&mut self) -> Change {
        let change = match self.mishap {
            Some(Mishap::Gone(after)) if self.changes >= after => {
                panic::resume_unwind(Box::new(Gone))
            }
            Some(Mishap::Fails(place)) if self.changes == place => Change::Failed,
            Some(Mishap::Cut(place)) if self.changes == place => Change::Part,
            _ if self.works => Change::Done,
            _ => Change::Failed,
        };
        self.changes = self.changes.saturating_add(1);
        self.has_failed |= !matches!(change, Change::Done);
        change
    }

    /// Before a change of which a part may be there when the process is gone.
    fn change_with(&mut self, part: impl FnOnce(&mut Self)) -> Change {
        let change = self.change();
        match (&change, self.mishap) {
            (Change::Done, Some(Mishap::Gone(after))) if self.changes >= after => {
                part(self);
                panic::resume_unwind(Box::new(Gone));
            }
            // Between the two a part is there.
            (Change::Done, Some(Mishap::Gone(_)) | None) => {
                self.changes = self.changes.saturating_add(1)
            }
            _ => {}
        }
        change
    }

    fn put(&mut self, name: &str, text: &str, now: Timestamp) {
        self.files.insert(
            name.into(),
            File {
                hidden: 0,
                text: text.into(),
                touched: now.0,
            },
        );
    }

    fn add(&mut self, name: &str, text: &str, now: Timestamp) {
        if let Some(file) = self.files.get_mut(name) {
            file.text.push_str(text);
            file.touched = now.0;
        }
    }
}

fn half(text: &str) -> &str {
    text.get(..text.len() / 2).unwrap_or_default()
}

/// Whether a file is a segment that some client may take.
pub(crate) fn is_segment(name: &str) -> bool {
    name.ends_with(".jsonl") && name.get(16..17) == Some("-")
}

impl Folder for World {
    fn entries(&mut self) -> String {
        self.operation();
        let line =
            |(name, file): (&String, &File)| format!("{name} {} {}\n", file.bytes(), file.touched);
        self.disk.files.iter().map(line).collect()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        self.operation();
        let file = self.disk.files.get(name)?;
        Some(Stat {
            bytes: file.bytes(),
            touched: Timestamp(file.touched),
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        self.operation();
        let file = self.disk.files.get(name)?;
        let Some(start) = offset.checked_sub(file.hidden) else {
            return Some("\n".into());
        };
        let text = file.text.get(start as usize..).unwrap_or_default();
        Some(text.get(..most as usize).unwrap_or(text).into())
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        self.operation();
        if self.disk.files.contains_key(name) {
            return false;
        }
        let now = self.now.wall;
        let change = self
            .disk
            .change_with(|disk| disk.put(name, half(text), now));
        if matches!(change, Change::Done) {
            self.disk.put(name, text, now);
            self.is_written(name, text);
        }
        matches!(change, Change::Done)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        self.operation();
        if !self.disk.files.contains_key(name) {
            return false;
        }
        let now = self.now.wall;
        let change = self
            .disk
            .change_with(|disk| disk.add(name, half(text), now));
        match change {
            Change::Done => {
                self.disk.add(name, text, now);
                self.is_written(name, text);
            }
            Change::Part => self.disk.add(name, half(text), now),
            Change::Failed => {}
        }
        matches!(change, Change::Done)
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.operation();
        let now = self.now.wall;
        let change = self
            .disk
            .change_with(|disk| disk.put(&format!("{name}.tmp"), text, now));
        if matches!(change, Change::Done) {
            if is_segment(name) && !self.disk.files.contains_key(name) {
                // It was there an instant ago, and another process has taken it since: `host/OUTBOX.md` does not promise more.
                self.unmarked.extend(numbers_in(text));
            }
            self.disk.put(name, text, now);
        }
        matches!(change, Change::Done)
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        self.operation();
        if !self.disk.files.contains_key(name) || !matches!(self.disk.change(), Change::Done) {
            return false;
        }
        if let Some(file) = self.disk.files.remove(name) {
            self.disk.files.insert(to.into(), file);
        }
        true
    }

    fn touch(&mut self, name: &str) -> bool {
        self.operation();
        let now = self.now.wall.0;
        if !self.disk.files.contains_key(name) || !matches!(self.disk.change(), Change::Done) {
            return false;
        }
        self.disk
            .files
            .get_mut(name)
            .map(|file| file.touched = now)
            .is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        self.operation();
        if !self.disk.files.contains_key(name) {
            return true;
        }
        let removes = matches!(self.disk.change(), Change::Done);
        if removes {
            self.disk.files.remove(name);
        } else if is_segment(name) {
            // What cannot be removed is sent again.
            self.unmarked.extend(
                self.disk
                    .files
                    .get(name)
                    .map(|file| numbers_in(&file.text))
                    .unwrap_or_default(),
            );
        }
        removes
    }
}

impl World {
    /// The files that hold events for others, and those of the events' numbers.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (&String, &File)> {
        self.disk.files.iter().filter(|(name, _)| is_segment(name))
    }

    /// What all segments hold.
    #[must_use]
    pub fn kept(&self) -> String {
        self.segments()
            .map(|(_, file)| file.text.as_str())
            .collect()
    }

    /// Whether any segment has a line of that event.
    pub(crate) fn keeps(&self, event: u16) -> bool {
        self.segments()
            .any(|(_, file)| numbers_in(&file.text).contains(&event))
    }
}
