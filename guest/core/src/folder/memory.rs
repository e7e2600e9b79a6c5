//! A folder in memory whose writes can fail, for tests.

use alloc::{collections::BTreeMap, format, string::String};

use super::{Folder, Stat};
use crate::time::Timestamp;

/// Texts and times of the files, by name.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) files: BTreeMap<String, (String, i64)>,
    pub(crate) now: i64,
    /// So many times to add to a file fails, and leaves a part behind.
    pub(crate) cuts: u32,
}

impl Folder for Memory {
    fn entries(&mut self) -> String {
        self.files
            .iter()
            .map(|(name, (text, touched))| format!("{name} {} {touched}\n", text.len()))
            .collect()
    }

    fn stat(&mut self, name: &str) -> Option<Stat> {
        let (text, touched) = self.files.get(name)?;
        Some(Stat {
            bytes: u32::try_from(text.len()).unwrap(),
            touched: Timestamp(*touched),
        })
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        let rest = self.files.get(name)?.0.get(offset as usize..)?;
        Some(rest.get(..most as usize).unwrap_or(rest).into())
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        !self.files.contains_key(name) && self.write(name, text)
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        let Some((found, touched)) = self.files.get_mut(name) else {
            return false;
        };
        *touched = self.now;
        let is_cut = self.cuts > 0;
        self.cuts = self.cuts.saturating_sub(1);
        found.push_str(if is_cut {
            &text[..text.len() / 2]
        } else {
            text
        });
        !is_cut
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        self.files.insert(name.into(), (text.into(), self.now));
        true
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        let Some(file) = self.files.remove(name) else {
            return false;
        };
        self.files.insert(to.into(), file);
        true
    }

    fn touch(&mut self, name: &str) -> bool {
        self.files
            .get_mut(name)
            .map(|(_, touched)| *touched = self.now)
            .is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        self.files.remove(name);
        true
    }
}
