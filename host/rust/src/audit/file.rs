//! A file of lines that grows up to a limit and then makes room, however many processes write to it.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{file_time, private_mode};

/// A lock that was touched longer ago than this was left by a process that is gone: to rotate takes a moment.
const STALE: Duration = Duration::from_secs(10);

/// A file, where its older lines go, and what keeps two processes from moving them at once.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    backup: PathBuf,
    lock: PathBuf,
    /// Folders of this project that it is in, the outer one first.
    folders: Vec<PathBuf>,
}

impl LogFile {
    /// The audit log of a product.
    pub(super) fn of_product(state: &Path, product: &str) -> Self {
        let folder = state.join("audit");
        let file = |end| folder.join(format!("{product}.{end}"));
        let (path, backup, lock) = (file("jsonl"), file("1.jsonl"), file("lock"));
        Self { path, backup, lock, folders: vec![state.into(), folder] }
    }

    /// Guardrails' own file, named as Guardrails names it.
    pub(super) fn of_usage_stats(config: &Path) -> Self {
        let file = |name| config.join("nemoguardrails").join(name);
        let (path, backup, lock) = (file("usage_stats.json"), file("usage_stats.json.1"), file("usage_stats.json.lock"));
        Self { path, backup, lock, folders: Vec::new() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn backup(&self) -> &Path {
        &self.backup
    }

    /// Whether the folders are there and private. Errs when one of them is a link.
    pub(super) fn is_there(&self) -> io::Result<bool> {
        private_mode::check_folders(&self.folders)
    }

    /// Adds a line; `now` is the time since 1970.
    pub(super) fn append(&self, line: &str, limit: u64, now: Duration) -> io::Result<()> {
        let (mut file, mut length) = self.open()?;
        if length >= limit && self.rotate(limit, now) {
            (file, length) = self.open()?;
        }
        let mut text = String::with_capacity(line.len() + 2);
        if length > 0 && last_byte(&mut file)? != b'\n' {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        // One call, so that nobody's line comes between; what is missing of a line that was cut short cannot be added any more.
        if write_once(&mut file, text.as_bytes())? < text.len() {
            return Err(io::Error::new(io::ErrorKind::WriteZero, "the line was cut short"));
        }
        Ok(())
    }

    /// Opens the file, which is made when it is not there, and says how long it is.
    fn open(&self) -> io::Result<(File, u64)> {
        if let Some(folder) = self.path.parent()
            && (!self.is_there()? || self.folders.is_empty())
        {
            private_mode::create_folder(folder)?;
            self.is_there()?;
        }
        let file = private_mode::appendable().open(&self.path)?;
        let data = file.metadata()?;
        if !data.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "expected a file, found a link or something else"));
        }
        Ok((file, data.len()))
    }

    /// Makes room, unless another process does. Whether the file may be another one now.
    fn rotate(&self, limit: u64, now: Duration) -> bool {
        if !self.take_lock(now) {
            return false;
        }
        let is_due = fs::symlink_metadata(&self.path).is_ok_and(|data| data.is_file() && data.len() >= limit);
        if is_due {
            // What cannot be moved grows: a line that is too many is better than one that is missing.
            let _ = fs::rename(&self.path, &self.backup);
        }
        let _ = fs::remove_file(&self.lock);
        true
    }

    fn take_lock(&self, now: Duration) -> bool {
        match self.create_lock(now) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.is_stale(now) => {
                let _ = fs::remove_file(&self.lock);
                self.create_lock(now).is_ok()
            }
            created => created.is_ok(),
        }
    }

    fn create_lock(&self, now: Duration) -> io::Result<()> {
        let file = private_mode::writable().create_new(true).open(&self.lock)?;
        // The clock that others measure its age by.
        let _ = file.set_modified(file_time::instant(now));
        Ok(())
    }

    fn is_stale(&self, now: Duration) -> bool {
        fs::symlink_metadata(&self.lock).is_ok_and(|data| file_time::apart(now, file_time::modified(&data)) > STALE)
    }
}

fn last_byte(file: &mut File) -> io::Result<u8> {
    let mut byte = [b'\n'];
    file.seek(io::SeekFrom::End(-1))?;
    // Nothing there to read: it was made shorter meanwhile.
    let _ = file.read(&mut byte)?;
    Ok(byte[0])
}

/// A write that a signal interrupts before its first byte is begun again.
fn write_once(file: &mut File, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match file.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            written => return written,
        }
    }
}
