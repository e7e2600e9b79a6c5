//! Files of decisions: how they are read, and how a person's own is stored.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    dir::{Dir, Open},
    file_limit,
    folder::is_absent,
    imports::{Random as _, SystemRandom},
    limits::MAX_FACT,
    private_mode,
};

/// The text of a regular file, or of one that a link leads to; none: there is no such file. Of one
/// that is there and cannot be read, or is too long, the text is empty, which the component takes
/// for a damaged decision and never for a yes.
pub(super) fn read(path: &Path) -> Option<String> {
    match fs::metadata(path) {
        Ok(data) => data.is_file().then(|| text(path).unwrap_or_default()),
        Err(error) if is_absent(&error) => None,
        // Whether it is there cannot be seen. Taking it for absent could turn something on.
        Err(_) => Some(String::new()),
    }
}

fn text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let file: File = private_mode::at_once().open(path)?;
    file.take(MAX_FACT as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_FACT {
        bytes.clear();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What was done to a file of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It holds the text now.
    Written(PathBuf),
    /// It is gone, or was not there.
    Removed(PathBuf),
}

/// Stores the text of a decision in a file, in place of what it holds; none removes it.
///
/// After a crash, the old file or the new one is there, and never a part. A link to a person's own
/// file stays, and that file is replaced; any other link is replaced itself, so that nothing is
/// written through it. What is neither a file nor a link, such as a pipe or a device, stays.
///
/// # Errors
/// Something else is in its place; the folder cannot be made or written; or root would do so in a folder of somebody else, who then
/// could not read it.
pub fn keep(path: &Path, text: Option<&str>) -> io::Result<Kept> {
    must_be_a_file(path)?;
    let Some(text) = text else {
        return match remove(path) {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(Kept::Removed(path.into())),
        };
    };
    let path = target(path);
    Dir::make(above(&path))?;
    let folder = Dir::open_any(above(&path))?;
    let name = path.file_name().unwrap_or_default();
    let mut temporary = name.to_owned();
    temporary.push(format!(".{:016x}.tmp", SystemRandom.next()));
    let written = replace(&folder, name, &temporary, text);
    if written.is_err() {
        let _ = folder.remove(&temporary);
    }
    written.map(|()| Kept::Written(path))
}

/// Whether a decision may take the place of what is there, if anything is.
fn must_be_a_file(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(data) if !data.is_file() && !data.is_symlink() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "expected a file, found something else",
        )),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default();
    Dir::open_any(above(path))?.remove(name)
}

/// The folder that a file is in.
fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Where a decision is written: the file that a link leads to, if it is this person's own.
fn target(path: &Path) -> PathBuf {
    let is_link = fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
    let real = is_link.then(|| fs::canonicalize(path).ok()).flatten();
    real.filter(|real| {
        fs::metadata(real).is_ok_and(|data| data.is_file())
            && private_mode::is_ours(real).unwrap_or(false)
    })
    .unwrap_or_else(|| path.into())
}

fn replace(folder: &Dir, name: &OsStr, temporary: &OsStr, text: &str) -> io::Result<()> {
    let mut file = folder.open_file(temporary, Open::New)?;
    file_limit::write_all(&mut file, 0, text.as_bytes())?;
    // A no must outlive a power cut too; it is written once.
    file.sync_all()?;
    folder.rename(temporary, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of one test alone.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!(
            "nemo-telemetry-files-{}-{name}",
            std::process::id()
        ));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_that_is_too_long_or_a_folder_is_never_a_yes() {
        let folder = folder("read");
        let path = folder.join("decision");
        assert_eq!(read(&path), None);
        assert_eq!(read(&folder), None, "a folder is no file");
        fs::write(&path, "x".repeat(64 * 1024)).unwrap();
        assert_eq!(read(&path).map(|text| text.len()), Some(64 * 1024));
        fs::write(&path, "x".repeat(64 * 1024 + 1)).unwrap();
        assert_eq!(read(&path), Some(String::new()));
        fs::write(&path, b"a\xffb").unwrap();
        assert_eq!(read(&path), Some("a\u{fffd}b".into()));
        assert_eq!(read(&path.join("below")), None, "nothing is below a file");
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_decision_takes_the_place_of_no_pipe() {
        use std::{os::unix::fs::FileTypeExt as _, process::Command};

        let folder = folder("pipe");
        let path = folder.join("decision");
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        for text in [Some("no"), None] {
            let error = keep(&path, text).unwrap_err();
            assert_eq!(error.to_string(), "expected a file, found something else");
            assert!(fs::symlink_metadata(&path).unwrap().file_type().is_fifo());
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_decision_is_private_whole_and_leaves_nothing_beside_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = folder("keep");
        let path = folder.join("new/product/decision");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            keep(&path, Some("yes")).unwrap(),
            Kept::Written(path.clone())
        );
        assert_eq!(
            (
                mode(&path),
                mode(&folder.join("new")),
                mode(&folder.join("new/product"))
            ),
            (0o600, 0o700, 0o700)
        );
        keep(&path, Some("no")).unwrap();
        assert_eq!(read(&path), Some("no".into()));
        assert_eq!(fs::read_dir(folder.join("new/product")).unwrap().count(), 1);
        assert_eq!(keep(&path, None).unwrap(), Kept::Removed(path.clone()));
        assert_eq!(
            keep(&path, None).unwrap(),
            Kept::Removed(path.clone()),
            "twice is as good"
        );
        assert_eq!(read(&path), None);
        fs::create_dir(&path).unwrap();
        assert!(keep(&path, Some("no")).is_err(), "a folder is in its place");
        assert_eq!(
            fs::read_dir(folder.join("new/product")).unwrap().count(),
            1,
            "what was begun is taken back"
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn root_leaves_no_decision_in_a_folder_of_somebody_else() {
        use std::os::unix::fs::chown;

        if !rustix::process::geteuid().is_root() {
            eprintln!("not run: only root can give a folder away");
            return;
        }
        let folder = folder("root");
        let theirs = folder.join("theirs");
        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("decision"), "no").unwrap();
        chown(&theirs, Some(65534), None).unwrap();
        for path in ["decision", "new", "product/decision"] {
            let error = keep(&theirs.join(path), Some("yes")).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{error}");
        }
        keep(&theirs.join("decision"), None).unwrap_err();
        assert_eq!(fs::read_to_string(theirs.join("decision")).unwrap(), "no");
        assert_eq!(fs::read_dir(&theirs).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_person_s_own_file_stays_and_any_other_is_replaced() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = folder("links");
        let (own, open, link) = (folder.join("own"), folder.join("open"), folder.join("link"));
        fs::write(&own, "old").unwrap();
        symlink(&own, &link).unwrap();
        assert_eq!(read(&link), Some("old".into()));
        let real = fs::canonicalize(&own).unwrap();
        assert_eq!(keep(&link, Some("new")).unwrap(), Kept::Written(real));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&own).unwrap(), "new");

        fs::remove_file(&link).unwrap();
        symlink(folder.join("nothing"), &link).unwrap();
        assert_eq!(read(&link), None, "a link to nothing is no file");
        keep(&link, Some("new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_file());

        fs::write(&open, "old").unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o666)).unwrap();
        fs::remove_file(&link).unwrap();
        symlink(&open, &link).unwrap();
        keep(&link, Some("new")).unwrap();
        assert_eq!(
            fs::read_to_string(&open).unwrap(),
            "old",
            "what others can write is not this person's alone"
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
