//! The compiled component on disk, for the next process: to compile it takes a hundred times as
//! long as to load it.
//!
//! A file is machine code that runs with this process's rights. So it is read from nowhere but a
//! folder that nobody else can write, and a file that is not whole is not used.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
};

use wasmtime::{Engine, component::Component};

use crate::{
    dir::{Dir, Open, is_file_ours},
    file_limit,
    imports::{Random as _, SystemRandom},
};

/// Longest file of machine code, in bytes; a real one has some MiB.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Bytes of the checksum, which stands first.
const CHECKSUM: usize = 4;

/// A file for one component, one engine and one kind of machine.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    name: String,
    is_stored: Arc<AtomicBool>,
}

impl Cache {
    /// The file below a folder of this project. Its name holds the hash of the component, and that
    /// of everything that its machine code depends on: wasmtime's version, its configuration, the
    /// target and the processor's features.
    pub(super) fn new(folder: &Path, engine: &Engine, component: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self {
            folder: folder.into(),
            name: format!("{component}-{:016x}.cwasm", hasher.finish()),
            is_stored: Arc::default(),
        }
    }

    /// The component, if it is there, whole, and nobody else's.
    pub(super) fn load(&self, engine: &Engine) -> Option<Component> {
        let folder = Dir::look(&self.folder).ok().filter(Dir::is_ours)?;
        let file = folder.open_file(&self.name, Open::Read).ok();
        let mut bytes = Vec::new();
        let read = file
            .filter(is_file_ours)?
            .take(LONGEST)
            .read_to_end(&mut bytes);
        read.ok()?;
        let (checksum, code) = bytes.split_first_chunk::<CHECKSUM>()?;
        (crc32fast::hash(code) == u32::from_le_bytes(*checksum)).then_some(())?;
        deserialize(engine, code)
    }

    /// Puts the component there, once: beside it first, then in its place.
    pub(super) fn store(&self, component: &Component) {
        if !self.is_stored.swap(true, Ordering::Relaxed) {
            let _ = self.write(component);
        }
    }

    /// Stores nothing from now on.
    pub(super) fn give_up(&self) {
        self.is_stored.store(true, Ordering::Relaxed);
    }

    fn write(&self, component: &Component) -> io::Result<()> {
        let code = component.serialize().map_err(io::Error::other)?;
        Dir::make(&self.folder)?;
        let folder = Dir::open_own(&self.folder)?;
        let temporary = format!("{}.{:016x}.tmp", self.name, SystemRandom.next());
        let mut file = folder.open_file(&temporary, Open::New)?;
        let whole = [&crc32fast::hash(&code).to_le_bytes(), code.as_slice()].concat();
        let written = file_limit::write_all(&mut file, 0, &whole);
        let stored = written.and_then(|()| folder.rename(&temporary, &self.name));
        stored.inspect_err(|_| drop(folder.remove(&temporary)))
    }
}

/// The component of bytes that this project has written.
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    #[expect(unsafe_code, reason = "there is no safe way to load machine code")]
    // SAFETY: The bytes come from `Component::serialize`: the file is whole by its checksum, and it
    // and its folder belong to this user and can be written by nobody else. Wasmtime itself refuses
    // another version, configuration or target.
    let component = unsafe { Component::deserialize(engine, code) };
    component.ok()
}
