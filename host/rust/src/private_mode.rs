//! Who may read: 0700 for folders and 0600 for files where there are modes. Elsewhere a person's
//! folders are private by inheritance.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
};

#[cfg(unix)]
mod modes {
    use std::{
        fs::{self, DirBuilder, OpenOptions},
        io,
        os::unix::fs::{
            DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
        },
        path::Path,
    };

    use rustix::fs::OFlags;

    pub(crate) fn of_folder(builder: &mut DirBuilder) {
        builder.mode(0o700);
    }

    pub(crate) fn at_its_end(options: &mut OpenOptions) {
        options.mode(0o600);
        at_once(options);
    }

    pub(crate) fn without_links(options: &mut OpenOptions) {
        // To open what is no file must not wait for somebody at its other end.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }

    pub(crate) fn at_once(options: &mut OpenOptions) {
        options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    }

    /// Whether a folder or a file is no link, belongs to this process's user, and can be written by
    /// nobody else.
    pub(crate) fn is_ours(path: &Path) -> io::Result<bool> {
        let data = fs::symlink_metadata(path)?;
        let is_private = data.permissions().mode() & 0o022 == 0;
        Ok(!data.is_symlink() && is_private && data.uid() == rustix::process::geteuid().as_raw())
    }

    /// Whether a file can be made in a folder; root makes none in one of somebody else.
    pub(crate) fn may_write(folder: &Path) -> io::Result<()> {
        use rustix::fs::{Access, access};
        if rustix::process::geteuid().is_root() && fs::metadata(folder)?.uid() != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "root keeps nothing in a folder of somebody else",
            ));
        }
        Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
    }
}

#[cfg(not(unix))]
mod modes {
    use std::{
        fs::{self, DirBuilder, OpenOptions},
        io,
        path::Path,
    };

    pub(crate) fn of_folder(_: &mut DirBuilder) {}

    pub(crate) fn at_its_end(_: &mut OpenOptions) {}

    #[cfg(windows)]
    pub(crate) fn without_links(options: &mut OpenOptions) {
        /// Opens a link itself, which is no file, in place of what it names.
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        std::os::windows::fs::OpenOptionsExt::custom_flags(options, FILE_FLAG_OPEN_REPARSE_POINT);
    }

    #[cfg(not(windows))]
    pub(crate) fn without_links(_: &mut OpenOptions) {}

    pub(crate) fn at_once(_: &mut OpenOptions) {}

    pub(crate) fn is_ours(path: &Path) -> io::Result<bool> {
        fs::symlink_metadata(path).map(|data| !data.is_symlink())
    }

    pub(crate) fn may_write(folder: &Path) -> io::Result<()> {
        let is_closed = fs::metadata(folder)?.permissions().readonly();
        if is_closed {
            Err(io::ErrorKind::PermissionDenied.into())
        } else {
            Ok(())
        }
    }
}

pub(crate) use modes::{is_ours, may_write};

/// Makes a folder that only its person can enter, and what is above it.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    modes::of_folder(builder.recursive(true));
    builder.create(path)
}

/// Options to add to a file that a person has named, which is made so that only that person can
/// read it. A pipe that nobody reads is not waited for.
pub(crate) fn at_its_end() -> OpenOptions {
    let mut options = OpenOptions::new();
    modes::at_its_end(options.append(true).create(true));
    options
}

/// Options to read a file. A link is not followed; what is opened may still be no file.
pub(crate) fn readable() -> OpenOptions {
    let mut options = OpenOptions::new();
    without_links(options.read(true));
    options
}

/// Options to read what a path leads to. To open what is no file does not wait for its other end.
pub(crate) fn at_once() -> OpenOptions {
    let mut options = OpenOptions::new();
    modes::at_once(options.read(true));
    options
}

/// The same options, which follow no link; what is opened may still be no file.
pub(crate) fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    modes::without_links(options);
    options
}
