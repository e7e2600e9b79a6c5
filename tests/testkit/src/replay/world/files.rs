//! A folder in memory, which behaves as `wit/folder.wit` says, and fails on demand.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use nemo_telemetry::Entry;

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub text: String,
    /// When it was changed last, since 1970.
    pub touched: Duration,
}

/// Files by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    files: BTreeMap<String, File>,
    /// Operations that fail.
    failing: Vec<String>,
}

impl Files {
    pub(super) fn put(&mut self, name: &str, text: &str, touched: Duration) {
        self.files.insert(
            name.into(),
            File {
                text: text.into(),
                touched,
            },
        );
    }

    pub(super) fn all(&self) -> Vec<(String, File)> {
        self.files
            .iter()
            .map(|(name, file)| (name.clone(), file.clone()))
            .collect()
    }

    pub(super) fn fail(&mut self, operations: &[String]) {
        self.failing = operations.to_vec();
    }

    pub(super) fn failing(&self) -> Vec<String> {
        self.failing.clone()
    }

    pub(super) fn set(&mut self, name: &str, file: Option<File>) {
        match file {
            Some(file) => drop(self.files.insert(name.into(), file)),
            None => drop(self.files.remove(name)),
        }
    }

    fn works(&self, operation: &str) -> bool {
        !self.failing.iter().any(|failing| failing == operation)
    }

    pub(super) fn entries(&self) -> String {
        let mut listing = String::new();
        let files = self
            .files
            .iter()
            .filter(|(name, _)| self.works("entries") && !name.starts_with("usage_stats.json"));
        for (name, file) in files {
            // A String takes whatever is written to it.
            let _ = writeln!(
                listing,
                "{name} {} {}",
                file.text.len(),
                file.touched.as_millis()
            );
        }
        listing
    }

    pub(super) fn stat(&self, name: &str) -> Option<Entry> {
        let file = self.files.get(name)?;
        if !self.works("stat") {
            return Some(Entry::default());
        }
        Some(Entry {
            bytes: u32::try_from(file.text.len()).unwrap_or(u32::MAX),
            touched: file.touched,
        })
    }

    pub(super) fn read(&self, name: &str, offset: u32, most: u32) -> Option<String> {
        let file = self.files.get(name).filter(|_| self.works("read"))?;
        let rest = file
            .text
            .as_bytes()
            .get(offset as usize..)
            .unwrap_or_default();
        let bytes = &rest[..rest.len().min(most as usize)];
        Some(
            bytes
                .split_inclusive(|byte| *byte == b'\n')
                .map(line)
                .collect(),
        )
    }

    pub(super) fn create(&mut self, name: &str, text: &str, now: Duration) -> bool {
        let creates = self.works("create") && !self.files.contains_key(name);
        if creates {
            self.put(name, text, now);
        }
        creates
    }

    pub(super) fn append(&mut self, name: &str, text: &str, now: Duration) -> bool {
        let works = self.works("append");
        let Some(file) = self.files.get_mut(name).filter(|_| works) else {
            return false;
        };
        file.text.push_str(text);
        file.touched = now;
        true
    }

    pub(super) fn write(&mut self, name: &str, text: &str, now: Duration) -> bool {
        let works = self.works("write");
        if works {
            self.put(name, text, now);
        }
        works
    }

    pub(super) fn rename(&mut self, name: &str, to: &str) -> bool {
        if !self.works("rename") {
            return false;
        }
        let file = self.files.remove(name);
        let is_there = file.is_some();
        self.files.extend(file.map(|file| (to.into(), file)));
        is_there
    }

    pub(super) fn touch(&mut self, name: &str, now: Duration) -> bool {
        let works = self.works("touch");
        let Some(file) = self.files.get_mut(name).filter(|_| works) else {
            return false;
        };
        file.touched = now;
        true
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        if self.works("remove") {
            self.files.remove(name);
        }
        !self.files.contains_key(name)
    }
}

/// A line as it crosses: bytes that are not UTF-8 make NULs of it.
fn line(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes
            .iter()
            .map(|byte| if *byte == b'\n' { '\n' } else { '\0' })
            .collect(),
    }
}
