//! An open folder, below which everything is done: a link that takes the place of its path is not
//! followed. `host/FOLDER.md` has the rule.

use std::{fs::File, io, path::Path, time::Duration};

use crate::folder::is_absent;

/// What is known of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// A regular file, and no link to one.
    pub(crate) is_file: bool,
    pub(crate) bytes: u64,
    /// When it was changed, since 1970.
    pub(crate) modified: Duration,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    Read,
    Append,
    Write,
    /// It must not be there, and is nobody else's to read.
    New,
}

pub(crate) use system::Dir;

impl Dir {
    /// The product's folder in this project's.
    ///
    /// # Errors
    /// As the system has it where one is absent; one is a link or somebody else's, or is open to
    /// others and cannot be closed.
    pub(crate) fn of_product(state: &Path, product: &str) -> io::Result<Self> {
        Self::open_own(state)?.open_own_below(state, product)
    }

    /// The same, once both were made where they are missing.
    pub(crate) fn make_product(state: &Path, product: &str) -> io::Result<Self> {
        match Self::of_product(state, product) {
            Err(error) if is_absent(&error) => {
                Self::make(state)?;
                let dir = Self::open_own(state)?;
                match dir.make_below(product) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                    _ => dir.open_own_below(state, product),
                }
            }
            opened => opened,
        }
    }

    /// Opens a regular file.
    ///
    /// # Errors
    /// The name is that of a link or of something else, or as the system has it.
    pub(crate) fn open_file(&self, name: impl AsRef<Path>, how: Open) -> io::Result<File> {
        let name = name.as_ref();
        // Some systems open a folder or a device with an effect.
        if how != Open::New && !self.find(name)?.is_file {
            return Err(self.not_a_file(name));
        }
        let file = self.open(name, how)?;
        // It may be another one by now.
        if file.metadata()?.is_file() {
            Ok(file)
        } else {
            Err(self.not_a_file(name))
        }
    }

    /// Removes a regular file.
    ///
    /// # Errors
    /// The name is that of a link or of something else, which stays; or as the system has it.
    pub(crate) fn remove_file(&self, name: impl AsRef<Path>) -> io::Result<()> {
        let name = name.as_ref();
        if !self.find(name)?.is_file {
            return Err(self.not_a_file(name));
        }
        self.remove(name)
    }

    pub(crate) fn not_a_file(&self, name: impl AsRef<Path>) -> io::Error {
        invalid(format!(
            "expected a file, found a link or something else: {}",
            self.path().join(name).display()
        ))
    }
}

/// Errs where a folder's last step is there and is no folder, in place of the system's words, by
/// which it could be absent.
fn explained(error: io::Error, path: &Path) -> io::Error {
    match path.symlink_metadata() {
        Ok(data) if !data.is_dir() => invalid(format!(
            "expected a folder, found a link or a file: {}",
            path.display()
        )),
        _ => error,
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(unix)]
mod system {
    use std::{
        ffi::{CStr, CString},
        fs::File,
        io,
        os::fd::OwnedFd,
        path::{Path, PathBuf},
        time::Duration,
    };

    use rustix::{
        fs::{self, AtFlags, CWD, FileType, Mode, OFlags, Stat},
        process::geteuid,
    };

    use super::{Found, Open, explained};
    use crate::private_mode::create_folder;

    const FOLDER: OFlags = OFlags::RDONLY
        .union(OFlags::DIRECTORY)
        .union(OFlags::CLOEXEC);
    const PRIVATE: Mode = Mode::RWXU;

    /// See the module.
    #[derive(Debug)]
    pub(crate) struct Dir {
        folder: OwnedFd,
        path: PathBuf,
    }

    impl Dir {
        /// A folder of this project, which only its person may enter.
        pub(crate) fn open_own(path: &Path) -> io::Result<Self> {
            let opened = fs::openat(CWD, path, FOLDER | OFlags::NOFOLLOW, Mode::empty());
            Self::own(opened.map_err(io::Error::from), path.into())
        }

        pub(super) fn open_own_below(&self, above: &Path, name: &str) -> io::Result<Self> {
            let opened = fs::openat(&self.folder, name, FOLDER | OFlags::NOFOLLOW, Mode::empty());
            Self::own(opened.map_err(io::Error::from), above.join(name))
        }

        /// A folder as it is, which is no link.
        #[cfg(feature = "compiler")]
        pub(crate) fn look(path: &Path) -> io::Result<Self> {
            let folder = fs::openat(CWD, path, FOLDER | OFlags::NOFOLLOW, Mode::empty())?;
            let path = path.into();
            Ok(Self { folder, path })
        }

        /// A folder of somebody else's choice, as it is; root leaves those of others alone.
        pub(crate) fn open_any(path: &Path) -> io::Result<Self> {
            let folder = fs::openat(CWD, path, FOLDER, Mode::empty())?;
            let dir = Self {
                folder,
                path: path.into(),
            };
            dir.check_for_root()?;
            Ok(dir)
        }

        /// Makes a folder that only its person can enter, and what is above it. Root makes none in
        /// a folder of somebody else, who could not enter it.
        pub(crate) fn make(path: &Path) -> io::Result<()> {
            if geteuid().is_root() {
                let mut above = path.ancestors().map(|path| match path.as_os_str() {
                    none if none.is_empty() => Self::open_any(Path::new(".")),
                    _ => Self::open_any(path),
                });
                let is_there = |opened: &io::Result<Self>| match opened {
                    Err(error) => error.kind() != io::ErrorKind::NotFound,
                    Ok(_) => true,
                };
                above.find(is_there).transpose()?;
            }
            create_folder(path)
        }

        pub(super) fn make_below(&self, name: &str) -> io::Result<()> {
            Ok(fs::mkdirat(&self.folder, name, PRIVATE)?)
        }

        fn own(opened: io::Result<OwnedFd>, path: PathBuf) -> io::Result<Self> {
            let folder = opened.map_err(|error| explained(error, &path))?;
            let stat = fs::fstat(&folder)?;
            if stat.st_uid != geteuid().as_raw() {
                return Err(foreign(&path));
            }
            if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
                fs::fchmod(&folder, PRIVATE)?;
            }
            Ok(Self { folder, path })
        }

        fn check_for_root(&self) -> io::Result<()> {
            let owner = fs::fstat(&self.folder)?.st_uid;
            if geteuid().is_root() && owner != 0 {
                return Err(foreign(&self.path));
            }
            Ok(())
        }

        /// Whether nobody but its owner and root can change what is in it, and it is this user's.
        #[cfg(feature = "compiler")]
        pub(crate) fn is_ours(&self) -> bool {
            fs::fstat(&self.folder).is_ok_and(|stat| is_ours(&stat))
        }

        /// Where it was when it was opened.
        pub(crate) fn path(&self) -> &Path {
            &self.path
        }

        pub(crate) fn find(&self, name: impl AsRef<Path>) -> io::Result<Found> {
            let stat = fs::statat(&self.folder, name.as_ref(), AtFlags::SYMLINK_NOFOLLOW)?;
            Ok(found(&stat))
        }

        /// Names of what is in it, as far as they are UTF-8.
        pub(crate) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
            let entries = fs::Dir::read_from(&self.folder)?;
            Ok(entries.filter_map(|entry| match entry {
                Ok(entry) => Some(Ok(text(entry.file_name())?)),
                Err(error) => Some(Err(error.into())),
            }))
        }

        pub(super) fn open(&self, name: &Path, how: Open) -> io::Result<File> {
            // To open what is no file must not wait for somebody at its other end.
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let flags = flags
                | match how {
                    Open::Read => OFlags::RDONLY,
                    Open::Append => OFlags::WRONLY | OFlags::APPEND,
                    Open::Write => OFlags::WRONLY,
                    Open::New => OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL,
                };
            let opened = fs::openat(&self.folder, name, flags, Mode::RUSR | Mode::WUSR)?;
            Ok(File::from(opened))
        }

        pub(crate) fn rename(
            &self,
            name: impl AsRef<Path>,
            to: impl AsRef<Path>,
        ) -> io::Result<()> {
            let (name, to) = (name.as_ref(), to.as_ref());
            Ok(fs::renameat(&self.folder, name, &self.folder, to)?)
        }

        pub(crate) fn remove(&self, name: impl AsRef<Path>) -> io::Result<()> {
            Ok(fs::unlinkat(&self.folder, name.as_ref(), AtFlags::empty())?)
        }
    }

    /// Whether a file can be changed by this user alone.
    #[cfg(feature = "compiler")]
    pub(crate) fn is_file_ours(file: &File) -> bool {
        fs::fstat(file).is_ok_and(|stat| is_ours(&stat))
    }

    #[cfg(feature = "compiler")]
    fn is_ours(stat: &Stat) -> bool {
        let open = Mode::WGRP | Mode::WOTH;
        stat.st_uid == geteuid().as_raw() && !Mode::from_raw_mode(stat.st_mode).intersects(open)
    }

    #[allow(
        clippy::unnecessary_cast,
        clippy::useless_conversion,
        reason = "the types differ from system to system"
    )]
    fn found(stat: &Stat) -> Found {
        let seconds = u64::try_from(stat.st_mtime).unwrap_or(0);
        let nanoseconds = u32::try_from(stat.st_mtime_nsec).unwrap_or(0);
        Found {
            is_file: FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile,
            bytes: u64::try_from(stat.st_size).unwrap_or(0),
            modified: Duration::new(seconds, nanoseconds),
        }
    }

    fn text(name: &CStr) -> Option<String> {
        CString::from(name).into_string().ok()
    }

    fn foreign(path: &Path) -> io::Error {
        let message = format!(
            "expected a folder of the user who runs this (number {}), found one of somebody else: {}",
            geteuid().as_raw(),
            path.display()
        );
        io::Error::new(io::ErrorKind::PermissionDenied, message)
    }
}

/// Systems without such descriptors: a person's folders are private by inheritance, and a path is
/// looked at before it is used.
#[cfg(not(unix))]
mod system {
    use std::{
        fs::{self, File, OpenOptions},
        io,
        path::{Path, PathBuf},
    };

    use super::{Found, Open, explained};
    use crate::{
        file_time::modified,
        private_mode::{create_folder, without_links},
    };

    /// See the module.
    #[derive(Debug)]
    pub(crate) struct Dir(PathBuf);

    impl Dir {
        pub(crate) fn open_own(path: &Path) -> io::Result<Self> {
            let data = fs::symlink_metadata(path)?;
            if data.is_dir() {
                Ok(Self(path.into()))
            } else {
                Err(explained(io::ErrorKind::NotADirectory.into(), path))
            }
        }

        pub(super) fn open_own_below(&self, above: &Path, name: &str) -> io::Result<Self> {
            Self::open_own(&above.join(name))
        }

        #[cfg(feature = "compiler")]
        pub(crate) fn look(path: &Path) -> io::Result<Self> {
            Self::open_own(path)
        }

        pub(crate) fn open_any(path: &Path) -> io::Result<Self> {
            fs::metadata(path).map(|_| Self(path.into()))
        }

        pub(crate) fn make(path: &Path) -> io::Result<()> {
            create_folder(path)
        }

        pub(super) fn make_below(&self, name: &str) -> io::Result<()> {
            fs::create_dir(self.0.join(name))
        }

        #[cfg(feature = "compiler")]
        pub(crate) fn is_ours(&self) -> bool {
            true
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }

        pub(crate) fn find(&self, name: impl AsRef<Path>) -> io::Result<Found> {
            let data = fs::symlink_metadata(self.0.join(name))?;
            Ok(Found {
                is_file: data.is_file(),
                bytes: data.len(),
                modified: modified(&data),
            })
        }

        pub(crate) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
            let entries = fs::read_dir(&self.0)?;
            Ok(entries.filter_map(|entry| {
                entry
                    .map(|entry| entry.file_name().into_string().ok())
                    .transpose()
            }))
        }

        pub(super) fn open(&self, name: &Path, how: Open) -> io::Result<File> {
            let mut options = OpenOptions::new();
            match how {
                Open::Read => options.read(true),
                Open::Append => options.append(true),
                Open::Write => options.write(true),
                Open::New => options.write(true).create_new(true),
            };
            without_links(&mut options).open(self.0.join(name))
        }

        pub(crate) fn rename(
            &self,
            name: impl AsRef<Path>,
            to: impl AsRef<Path>,
        ) -> io::Result<()> {
            fs::rename(self.0.join(name), self.0.join(to))
        }

        pub(crate) fn remove(&self, name: impl AsRef<Path>) -> io::Result<()> {
            fs::remove_file(self.0.join(name))
        }
    }

    #[cfg(feature = "compiler")]
    pub(crate) fn is_file_ours(_: &File) -> bool {
        true
    }
}

#[cfg(feature = "compiler")]
pub(crate) use system::is_file_ours;

#[cfg(all(test, unix))]
mod tests {
    use std::{
        env, fs,
        io::Write as _,
        os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
        path::PathBuf,
    };

    use super::*;

    /// A folder of one test alone.
    fn home(name: &str) -> PathBuf {
        let home =
            env::temp_dir().join(format!("nemo-telemetry-dir-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        home
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_done_stays_in_the_folder_that_was_looked_at() {
        let home = home("swapped");
        let (state, aside, victim) = (home.join("state"), home.join("aside"), home.join("victim"));
        fs::create_dir(&victim).unwrap();
        fs::set_permissions(&victim, fs::Permissions::from_mode(0o755)).unwrap();
        let dir = Dir::make_product(&state, "guardrails").unwrap();
        fs::write(victim.join("a"), "theirs").unwrap();
        fs::rename(state.join("guardrails"), &aside).unwrap();
        symlink(&victim, state.join("guardrails")).unwrap();

        dir.open_file("b", Open::New)
            .unwrap()
            .write_all(b"ours")
            .unwrap();
        dir.open_file("a", Open::New).unwrap();
        dir.rename("b", "c").unwrap();
        dir.remove("a").unwrap();
        assert_eq!(fs::read_to_string(aside.join("c")).unwrap(), "ours");
        assert_eq!(fs::read_to_string(victim.join("a")).unwrap(), "theirs");
        assert_eq!(fs::read_dir(&victim).unwrap().count(), 1);
        let error = Dir::of_product(&state, "guardrails").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{error}");
        assert_eq!(mode(&victim), 0o755);
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused_as_it_is() {
        let home = home("foreign");
        // Root gives one away; others have those of root.
        let foreign = if rustix::process::geteuid().is_root() {
            let foreign = home.join("foreign");
            fs::create_dir(&foreign).unwrap();
            fs::set_permissions(&foreign, fs::Permissions::from_mode(0o755)).unwrap();
            chown(&foreign, Some(65534), None).unwrap();
            foreign
        } else {
            PathBuf::from("/usr")
        };
        assert_ne!(
            fs::metadata(&foreign).unwrap().uid(),
            rustix::process::geteuid().as_raw()
        );
        for opened in [
            Dir::open_own(&foreign),
            Dir::make_product(&foreign, "guardrails"),
        ] {
            let error = opened.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{error}");
        }
        assert_eq!(mode(&foreign), 0o755);
        fs::remove_dir_all(home).unwrap();
    }
}
