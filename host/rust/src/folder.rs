//! The one folder of a product on disk: `host/FOLDER.md` in Rust.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs::{self, File, Metadata},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    file_time::{instant, modified},
    imports::{Clock, Entry, Folder},
    limits::MAX_FOLDER_TEXT,
    paths::Paths,
    private_mode,
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
    product: PathBuf,
}

impl FileFolder {
    /// The folder of a product. Looks at nothing yet. `clock` is the one that the component reads.
    #[must_use]
    pub fn new(paths: &Paths, product: &str, clock: Box<dyn Clock>) -> Self {
        let own = paths.state.as_ref().map(|state| Own {
            state: state.clone(),
            product: state.join(product),
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

    /// Where a file of that name is. Errs like the system where there is no storage.
    fn path(&self, name: &str) -> io::Result<PathBuf> {
        if !is_name(name) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("expected the name of a file, found {name:?}"),
            ));
        }
        if name.starts_with(USAGE_STATS) {
            let folder = self.config.as_ref().ok_or(io::ErrorKind::NotFound)?;
            return Ok(folder.join(name));
        }
        Ok(self.own()?.join(name))
    }

    /// The product's folder, which is no link and closed to others.
    fn own(&self) -> io::Result<&Path> {
        let own = self.own.as_ref().ok_or(io::ErrorKind::NotFound)?;
        private_mode::check_folders(&[&own.state, &own.product])?;
        Ok(&own.product)
    }

    /// The same, once the folder was made where it is missing.
    fn path_to_make(&self, name: &str) -> io::Result<PathBuf> {
        let folder = if name.starts_with(USAGE_STATS) {
            self.config.as_ref()
        } else {
            self.own.as_ref().map(|own| &own.product)
        };
        match self.path(name) {
            // The folder of the product's own files is not looked at: what is missing is made.
            Ok(path) if !name.starts_with(USAGE_STATS) => Ok(path),
            Err(error) if !is_absent(&error) => Err(error),
            _ => {
                private_mode::create_folder(folder.ok_or(io::ErrorKind::NotFound)?)?;
                self.path(name)
            }
        }
    }

    /// The path of a regular file, and what is known of it.
    fn find(&self, name: &str) -> io::Result<(PathBuf, Metadata)> {
        let path = self.path(name)?;
        let data = fs::symlink_metadata(&path)?;
        if data.is_file() {
            Ok((path, data))
        } else {
            Err(not_a_file(&path))
        }
    }

    /// Opens a regular file that is there.
    fn open(&self, name: &str, options: &mut fs::OpenOptions) -> io::Result<File> {
        let (path, _) = self.find(name)?;
        let file = private_mode::without_links(options).open(&path)?;
        // It may be another one by now.
        if file.metadata()?.is_file() {
            Ok(file)
        } else {
            Err(not_a_file(&path))
        }
    }

    fn list(&self) -> io::Result<String> {
        let mut listing = String::new();
        for entry in fs::read_dir(self.own()?)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name
                .to_str()
                .filter(|name| is_name(name) && !name.starts_with(USAGE_STATS))
            else {
                continue;
            };
            // What is gone by now is passed over, like links and folders.
            let Some(data) = entry.metadata().ok().filter(Metadata::is_file) else {
                continue;
            };
            let length = listing.len();
            // A String takes whatever is written to it.
            let _ = writeln!(
                listing,
                "{name} {} {}",
                data.len(),
                modified(&data).as_millis()
            );
            if listing.len() > MAX_FOLDER_TEXT {
                listing.truncate(length);
                break;
            }
        }
        Ok(listing)
    }

    fn find_entry(&self, name: &str) -> io::Result<Entry> {
        let (_, data) = self.find(name)?;
        Ok(Entry {
            bytes: u32::try_from(data.len()).unwrap_or(u32::MAX),
            touched: modified(&data),
        })
    }

    fn read_part(&self, name: &str, offset: u32, most: u32) -> io::Result<String> {
        let mut file = self.open(name, File::options().read(true))?;
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
        let path = self.path_to_make(name)?;
        write_new(&path, text, self.clock.wall())
    }

    fn add(&mut self, name: &str, text: &str) -> io::Result<()> {
        let mut file = self.open(name, File::options().append(true))?;
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
        let path = self.path_to_make(name)?;
        let mut temporary = OsString::from(&path);
        temporary.push(".tmp");
        write_new(Path::new(&temporary), text, self.clock.wall())?;
        fs::rename(&temporary, path).inspect_err(|_| drop(fs::remove_file(&temporary)))
    }

    fn set_time(&mut self, name: &str) -> io::Result<()> {
        let now: Duration = self.clock.wall();
        self.open(name, File::options().write(true))?
            .set_modified(instant(now))
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
        let renamed = self
            .find(name)
            .and_then(|(path, _)| fs::rename(path, self.path(to)?));
        self.note(renamed).is_some()
    }

    fn touch(&mut self, name: &str) -> bool {
        let touched = self.set_time(name);
        self.note(touched).is_some()
    }

    fn remove(&mut self, name: &str) -> bool {
        let removed = match self.find(name).and_then(|(path, _)| fs::remove_file(path)) {
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

fn not_a_file(path: &Path) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "expected a file, found a link or something else: {}",
            path.display()
        ),
    )
}

/// A file that must not be there yet.
fn write_new(path: &Path, text: &str, now: Duration) -> io::Result<()> {
    let mut file = private_mode::writable().create_new(true).open(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.set_modified(instant(now)));
    written.inspect_err(|_| drop(fs::remove_file(path)))
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
