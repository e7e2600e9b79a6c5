//! The one folder of a product, as a host offers it: what may be asked of it, and how its answers
//! are read.

#[cfg(test)]
pub(crate) mod memory;

use alloc::string::String;

use crate::time::Timestamp;

/// What a host offers, as the WIT's interface `folder` has it. None of it fails, and none of it
/// calls back.
pub trait Folder {
    /// Every file, one a line: name, bytes, time of the last change in Unix milliseconds.
    fn entries(&mut self) -> String;
    /// One file; none when it is absent.
    fn stat(&mut self, name: &str) -> Option<Stat>;
    /// At most `most` bytes from `offset` on; none when the file is absent or cannot be read.
    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String>;
    /// Makes a file; whether it did, and nobody else.
    fn create(&mut self, name: &str, text: &str) -> bool;
    /// Adds to a file that is there.
    fn append(&mut self, name: &str, text: &str) -> bool;
    /// Puts a text in place of a file at once.
    fn write(&mut self, name: &str, text: &str) -> bool;
    /// Renames a file, over another one if there is one.
    fn rename(&mut self, name: &str, to: &str) -> bool;
    /// Sets the time of the last change to now.
    fn touch(&mut self, name: &str) -> bool;
    /// Removes a file; whether it is gone.
    fn remove(&mut self, name: &str) -> bool;
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Length in bytes, up to what 32 bits hold.
    pub bytes: u32,
    /// Time of the last change.
    pub touched: Timestamp,
}

/// A file in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'t> {
    pub(crate) name: &'t str,
    pub(crate) bytes: u64,
    pub(crate) touched: Timestamp,
}

/// The files of a listing, in its order. A line of another form is none of ours.
pub(crate) fn entries(listing: &str) -> impl Iterator<Item = Entry<'_>> {
    listing.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (name, bytes, touched) = (words.next()?, words.next()?, words.next()?);
        let entry = Entry {
            name,
            bytes: bytes.parse().ok()?,
            touched: Timestamp(touched.parse().ok()?),
        };
        words.next().is_none().then_some(entry)
    })
}

/// Puts a text in place of a file. What a process left that died while it did so is removed first,
/// once.
pub(crate) fn replace(name: &str, text: &str, folder: &mut impl Folder) -> bool {
    folder.write(name, text) || folder.remove(&[name, ".tmp"].concat()) && folder.write(name, text)
}

/// How far two instants lie apart in milliseconds. A clock that was set back makes no file young.
pub(crate) fn apart(one: Timestamp, other: Timestamp) -> u64 {
    one.0.abs_diff(other.0)
}

/// The whole lines at the beginning of a text that was cut off, at least `least` bytes of it where
/// no line ends before.
pub(crate) fn whole_lines(text: &str, least: usize) -> &str {
    let end = text.rfind('\n').map_or(least, |feed| feed + 1);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{entries, whole_lines};

    #[test]
    fn a_line_of_another_form_is_none_of_ours() {
        let listing =
            "a.jsonl 1 2\n\nb.jsonl 1\nc.jsonl x 2\nd.jsonl 1 2 3\ne.jsonl 0 -5\nf g 1 2\n";
        let names: Vec<_> = entries(listing).map(|entry| entry.name).collect();
        assert_eq!(names, ["a.jsonl", "e.jsonl"]);
    }

    #[test]
    fn a_text_is_cut_after_its_last_line_feed() {
        assert_eq!(whole_lines("a\nb\nc", 0), "a\nb\n");
        assert_eq!(whole_lines("abc", 0), "");
        assert_eq!(whole_lines("abc", 3), "abc");
    }
}
