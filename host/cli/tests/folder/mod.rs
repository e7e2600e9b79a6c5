//! Folders of tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// An empty folder that one test alone has: the name is its own among those of `file`, the file of
/// the test.
pub(crate) fn folder(file: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
