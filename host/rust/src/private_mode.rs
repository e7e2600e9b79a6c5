//! Who may read: 0700 for folders and 0600 for files where there are modes. Elsewhere a person's
//! folders are private by inheritance.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    path::Path,
};

#[cfg(unix)]
mod modes {
    use std::{
        fs::{self, DirBuilder, Metadata, OpenOptions, Permissions},
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

    pub(crate) fn of_file(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(crate) fn without_links(options: &mut OpenOptions) {
        // To open what is no file must not wait for somebody at its other end.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }

    /// Whether a folder or a file is no link, belongs to this process's user, and can be written by
    /// nobody else.
    pub(crate) fn is_ours(path: &Path) -> io::Result<bool> {
        let data = fs::symlink_metadata(path)?;
        let is_private = data.permissions().mode() & 0o022 == 0;
        Ok(!data.is_symlink() && is_private && data.uid() == rustix::process::geteuid().as_raw())
    }

    /// Whether a file can be made in a folder.
    pub(crate) fn may_write(folder: &Path) -> io::Result<()> {
        use rustix::fs::{Access, access};
        Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
    }

    /// Takes a folder's rights from everybody else, which only its owner can.
    pub(crate) fn close_folder(path: &Path, data: &Metadata) -> io::Result<()> {
        if data.permissions().mode() & 0o077 == 0 {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(0o700))
    }
}

#[cfg(not(unix))]
mod modes {
    use std::{
        fs::{self, DirBuilder, Metadata, OpenOptions},
        io,
        path::Path,
    };

    pub(crate) fn of_folder(_: &mut DirBuilder) {}

    pub(crate) fn of_file(_: &mut OpenOptions) {}

    #[cfg(windows)]
    pub(crate) fn without_links(options: &mut OpenOptions) {
        /// Opens a link itself, which is no file, in place of what it names.
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        std::os::windows::fs::OpenOptionsExt::custom_flags(options, FILE_FLAG_OPEN_REPARSE_POINT);
    }

    #[cfg(not(windows))]
    pub(crate) fn without_links(_: &mut OpenOptions) {}

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

    pub(crate) fn close_folder(_: &Path, _: &Metadata) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) use modes::{close_folder, is_ours, may_write};

/// Makes a folder that only its person can enter, and what is above it.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    modes::of_folder(builder.recursive(true));
    builder.create(path)
}

/// Options to make a file that only its person can read.
pub(crate) fn writable() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    modes::of_file(&mut options);
    options
}

/// Options to read a file. A link is not followed; what is opened may still be no file.
pub(crate) fn readable() -> OpenOptions {
    let mut options = OpenOptions::new();
    without_links(options.read(true));
    options
}

/// The same options, which follow no link; what is opened may still be no file.
pub(crate) fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    modes::without_links(options);
    options
}

/// Looks at folders of this project, the outer one first. Errs like the system when one is absent,
/// and otherwise when one is a link, or is open to others and cannot be closed.
pub(crate) fn check_folders(folders: &[impl AsRef<Path>]) -> io::Result<()> {
    for folder in folders.iter().map(AsRef::as_ref) {
        let data = fs::symlink_metadata(folder)?;
        if !data.is_dir() {
            let message = format!(
                "expected a folder, found a link or a file: {}",
                folder.display()
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        close_folder(folder, &data)?;
    }
    Ok(())
}
