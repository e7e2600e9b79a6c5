//! The one folder of a product on disk: `host/FOLDER.md` in Rust.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    path::PathBuf,
    time::Duration,
};

use crate::{
    dir::{Dir, Open},
    file_limit,
    file_time::instant,
    imports::{Clock, Entry, Folder},
    limits::MAX_FOLDER_TEXT,
    paths::Paths,
};

/// What the names of the product's own files begin with.
const USAGE_STATS: &str = "usage_stats.json";

/// The folder that those files are in, below that of decisions.
const USAGE_STATS_FOLDER: &str = "nemoguardrails";

/// A folder on disk. Nothing is made before the first file.
pub struct FileFolder {
    /// None: nothing says where a person's state is.
    own: Option<Own>,
    /// Where the product's own files are.
    config: Option<PathBuf>,
    clock: Box<dyn Clock>,
    problem: Option<String>,
}

/// This project's folder, and the product's in it.
struct Own {
    state: PathBuf,
    product: String,
}

impl FileFolder {
    /// The folder of a product. Looks at nothing yet. `clock` is the one that the component reads.
    #[must_use]
    pub fn new(paths: &Paths, product: &str, clock: Box<dyn Clock>) -> Self {
        let own = paths.state.as_ref().map(|state| Own {
            state: state.clone(),
            product: product.into(),
        });
        let config = paths
            .config
            .as_ref()
            .map(|config| config.join(USAGE_STATS_FOLDER));
        Self {
            own,
            config,
            clock,
            problem: None,
        }
    }

    /// The folder that a file of that name is in. Errs like the system where there is no storage.
    fn place(&self, name: &str) -> io::Result<Dir> {
        check(name)?;
        if name.starts_with(USAGE_STATS) {
            return Dir::open_any(self.config.as_ref().ok_or(io::ErrorKind::NotFound)?);
        }
        self.own()
    }

    /// The product's folder.
    fn own(&self) -> io::Result<Dir> {
        let own = self.own.as_ref().ok_or(io::ErrorKind::NotFound)?;
        Dir::of_product(&own.state, &own.product)
    }

    /// The same as [`place`](Self::place), once the folder was made where it is missing.
    fn place_to_make(&self, name: &str) -> io::Result<Dir> {
        check(name)?;
        if name.starts_with(USAGE_STATS) {
            let folder = self.config.as_ref().ok_or(io::ErrorKind::NotFound)?;
            Dir::make(folder)?;
            return Dir::open_any(folder);
        }
        let own = self.own.as_ref().ok_or(io::ErrorKind::NotFound)?;
        Dir::make_product(&own.state, &own.product)
    }

    /// Opens a regular file that is there.
    fn open(&self, name: &str, how: Open) -> io::Result<File> {
        self.place(name)?.open_file(name, how)
    }

    fn list(&self) -> io::Result<String> {
        let mut listing = String::new();
        let folder = self.own()?;
        for name in folder.names()? {
            let name = name?;
            if !is_name(&name) || name.starts_with(USAGE_STATS) {
                continue;
            }
            // What is gone by now is passed over, like links and folders.
            let Some(found) = folder.find(&name).ok().filter(|found| found.is_file) else {
                continue;
            };
            let length = listing.len();
            // A String takes whatever is written to it.
            let _ = writeln!(
                listing,
                "{name} {} {}",
                found.bytes,
                found.modified.as_millis()
            );
            if listing.len() > MAX_FOLDER_TEXT {
                listing.truncate(length);
                break;
            }
        }
        Ok(listing)
    }

    fn find_entry(&self, name: &str) -> io::Result<Entry> {
        let folder = self.place(name)?;
        let found = folder.find(name)?;
        if !found.is_file {
            return Err(folder.not_a_file(name));
        }
        Ok(Entry {
            bytes: u32::try_from(found.bytes).unwrap_or(u32::MAX),
            touched: found.modified,
        })
    }

    fn read_part(&self, name: &str, offset: u32, most: u32) -> io::Result<String> {
        let mut file = self.open(name, Open::Read)?;
        file.seek(io::SeekFrom::Start(offset.into()))?;
        let mut bytes = Vec::new();
        file.take(u64::from(most).min(MAX_FOLDER_TEXT as u64))
            .read_to_end(&mut bytes)?;
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| {
            error
                .as_bytes()
                .split_inclusive(|byte| *byte == b'\n')
                .map(line)
                .collect()
        }))
    }

    fn make(&mut self, name: &str, text: &str) -> io::Result<()> {
        let folder = self.place_to_make(name)?;
        write_new(&folder, name, text, self.clock.wall())
    }

    fn add(&mut self, name: &str, text: &str) -> io::Result<()> {
        let mut file = self.open(name, Open::Append)?;
        let length = file.metadata()?.len();
        file_limit::check(length.saturating_add(text.len() as u64))?;
        let written = write_once(&mut file, text.as_bytes())?;
        if written < text.len() {
            // Only if nobody has written since.
            let end = file.stream_position()?;
            if file.metadata()?.len() == end {
                file.set_len(end - written as u64)?;
            }
            let message = format!(
                "only {written} of {} bytes could be written to {name}",
                text.len()
            );
            return Err(io::Error::new(io::ErrorKind::WriteZero, message));
        }
        // The text is there, and the system has set a time, too.
        let _ = file.set_modified(instant(self.clock.wall()));
        Ok(())
    }

    fn exchange(&mut self, name: &str, text: &str) -> io::Result<()> {
        let folder = self.place_to_make(name)?;
        let temporary = [name, ".tmp"].concat();
        write_new(&folder, &temporary, text, self.clock.wall())?;
        folder
            .rename(&temporary, name)
            .inspect_err(|_| drop(folder.remove(&temporary)))
    }

    fn set_time(&mut self, name: &str) -> io::Result<()> {
        let now: Duration = self.clock.wall();
        self.open(name, Open::Write)?.set_modified(instant(now))
    }

    fn move_to(&self, name: &str, to: &str) -> io::Result<()> {
        check(to)?;
        let folder = self.place(name)?;
        if name.starts_with(USAGE_STATS) != to.starts_with(USAGE_STATS) {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
        if !folder.find(name)?.is_file {
            return Err(folder.not_a_file(name));
        }
        folder.rename(name, to)
    }

    fn take_away(&self, name: &str) -> io::Result<()> {
        self.place(name)?.remove_file(name)
    }

    /// Whether it worked; remembers why it did not.
    fn note<T>(&mut self, done: io::Result<T>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                if self.own.is_some()
                    && !is_absent(&error)
                    && error.kind() != io::ErrorKind::AlreadyExists
                {
                    self.problem = Some(error.to_string());
                }
                None
            }
        }
    }
}

impl Folder for FileFolder {
    fn entries(&mut self) -> String {
        let listed = self.list();
        self.note(listed).unwrap_or_default()
    }

    fn stat(&mut self, name: &str) -> Option<Entry> {
        match self.find_entry(name) {
            Err(error) if is_absent(&error) || !is_name(name) => None,
            found => Some(self.note(found).unwrap_or_default()),
        }
    }

    fn read(&mut self, name: &str, offset: u32, most: u32) -> Option<String> {
        let read = self.read_part(name, offset, most);
        self.note(read)
    }

    fn create(&mut self, name: &str, text: &str) -> bool {
        let made = self.make(name, text);
        self.note(made).is_some()
    }

    fn append(&mut self, name: &str, text: &str) -> bool {
        let added = self.add(name, text);
        self.note(added).is_some()
    }

    fn write(&mut self, name: &str, text: &str) -> bool {
        let written = self.exchange(name, text);
        self.note(written).is_some()
    }

    fn rename(&mut self, name: &str, to: &str) -> bool {
        let renamed = self.move_to(name, to);
        self.note(renamed).is_some()
    }

    fn touch(&mut self, name: &str) -> bool {
        let touched = self.set_time(name);
        self.note(touched).is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        let removed = match self.take_away(name) {
            Err(error) if is_absent(&error) => Ok(()),
            removed => removed,
        };
        self.note(removed).is_some()
    }

    fn problem(&self) -> Option<String> {
        self.problem.clone()
    }
}

/// Whether a text is the name of a file: of one step, and of letters that every system takes.
fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(is_letter)
}

/// Whether the system says that there is no such file.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn check(name: &str) -> io::Result<()> {
    if is_name(name) {
        return Ok(());
    }
    let message = format!("expected the name of a file, found {name:?}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// A file that must not be there yet.
fn write_new(folder: &Dir, name: &str, text: &str, now: Duration) -> io::Result<()> {
    let mut file = folder.open_file(name, Open::New)?;
    let written = file_limit::write_all(&mut file, 0, text.as_bytes())
        .and_then(|()| file.set_modified(instant(now)));
    written.inspect_err(|_| drop(folder.remove(name)))
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

/// A line as it crosses: one that is not UTF-8 becomes as many NULs, so that lengths stay.
fn line(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes
            .iter()
            .map(|byte| if *byte == b'\n' { '\n' } else { '\0' })
            .collect(),
    }
}
