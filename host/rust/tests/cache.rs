//! The compiled component on disk: it is used when it is whole and this person's alone, and
//! compiled again otherwise.

use std::{
    fs,
    path::{Path, PathBuf},
};

use nemo_telemetry::{Component, Imports, Instance};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cache")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// The only file of a folder.
fn file(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap();
    let file = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none(), "one file and nothing temporary");
    file
}

/// Loads the component and has it do something. Whether it came from the folder: only one that was
/// compiled leaves itself there.
fn loads_from(folder: &Path) -> bool {
    let component = Component::load(Some(folder)).unwrap();
    let mut instance = Instance::new(&component, Imports::real()).unwrap();
    assert!(!instance.events().unwrap().is_empty());
    let file = file(folder);
    let aside = folder.with_extension("aside");
    fs::rename(&file, &aside).unwrap();
    component.remember();
    let was_loaded = !file.exists();
    if was_loaded {
        fs::rename(aside, file).unwrap();
    }
    was_loaded
}

#[test]
fn what_one_process_compiles_the_next_one_loads() {
    let folder = folder("next");
    let compiled = Component::load(Some(&folder)).unwrap();
    assert!(!folder.exists(), "nothing is written unasked");
    compiled.remember();
    let name = file(&folder)
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        name.starts_with(nemo_telemetry_artifact::SHA256) && name.ends_with(".cwasm"),
        "{name}"
    );
    assert!(loads_from(&folder));
}

#[test]
fn a_file_that_is_not_whole_is_compiled_again() {
    let folder = folder("damaged");
    Component::load(Some(&folder)).unwrap().remember();
    let path = file(&folder);
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [
        &whole[..whole.len() - 1],
        &flipped,
        &whole[..3],
        b"",
        b"\0\0\0\0",
    ] {
        fs::write(&path, damaged).unwrap();
        assert!(!loads_from(&folder));
        assert!(fs::read(&path).unwrap() == whole, "it is put right");
    }
    assert!(loads_from(&folder));
}

#[test]
fn a_folder_that_cannot_be_made_costs_time_only() {
    let folder = folder("file");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::write(&folder, "in the way").unwrap();
    let component = Component::load(Some(&folder)).unwrap();
    component.remember();
    assert!(Instance::new(&component, Imports::real()).is_ok());
    assert_eq!(fs::read_to_string(&folder).unwrap(), "in the way");
    fs::remove_file(folder).unwrap();
}

#[cfg(unix)]
#[test]
fn what_others_can_write_is_not_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("shared");
    Component::load(Some(&folder)).unwrap().remember();
    let path = file(&folder);
    let mode =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(
        fs::metadata(&folder).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );

    mode(&path, 0o622);
    assert!(!loads_from(&folder));
    mode(&folder, 0o777);
    assert!(!loads_from(&folder));
    assert_eq!(
        fs::metadata(&folder).unwrap().permissions().mode() & 0o777,
        0o700,
        "it is closed to others"
    );
    assert!(loads_from(&folder));

    let elsewhere = folder.with_extension("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    assert!(!loads_from(&folder), "a link is not followed");
}
