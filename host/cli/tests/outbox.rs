//! The outbox on disk where scenarios do not reach: modes, links, disks that fail, and many processes at once.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

use nemo_telemetry::{
    Outbox,
    outbox::{FileOutbox, Folder, Options},
};

const PRODUCT: &str = "agent-toolkit";

/// A folder of this test alone.
fn state(name: &str) -> PathBuf {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outbox").join(name);
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(state.parent().unwrap()).unwrap();
    state
}

fn outbox(state: &Path) -> FileOutbox {
    FileOutbox::new(state, PRODUCT, Options::default())
}

/// An outbox, and the warnings it has given.
fn watched(state: &Path) -> (FileOutbox, Arc<Mutex<Vec<String>>>) {
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&warnings);
    let on_warning = Box::new(move |warning: &str| seen.lock().unwrap().push(warning.to_owned()));
    (FileOutbox::new(state, PRODUCT, Options { on_warning, ..Options::default() }), warnings)
}

#[test]
fn a_folder_that_cannot_be_made_costs_one_warning() {
    let state = state("file");
    fs::write(&state, "in the way").unwrap();
    let (mut outbox, warnings) = watched(&state);
    assert!(outbox.claim(100).is_none());
    assert!(!outbox.append("1\n"));
    assert!(!outbox.append("2\n"));
    assert!(outbox.replace(""), "there is nothing to replace");
    let warnings = warnings.lock().unwrap();
    let [warning] = warnings.as_slice() else { panic!("expected one warning, found {warnings:?}") };
    assert!(warning.starts_with("events are kept in memory only: failed to write below "), "{warning}");
    assert_eq!(fs::read_to_string(state).unwrap(), "in the way");
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_for_their_person_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    let state = state("modes");
    let mut outbox = outbox(&state);
    assert!(outbox.append("1\n") && outbox.replace("2\n"));
    let folder = Folder::new(&state, PRODUCT);
    for path in [&state, &state.join("outbox"), folder.path()] {
        assert_eq!(mode(path), 0o700, "{}", path.display());
    }
    let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert_eq!(mode(&file), 0o600);

    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    assert!(FileOutbox::new(&state, PRODUCT, Options::default()).append("3\n"));
    assert_eq!(mode(folder.path()), 0o700, "a folder that was open to others is closed");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_refused() {
    for part in ["", "outbox", "outbox/agent-toolkit"] {
        let state = state("link");
        let elsewhere = self::state("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        let link = if part.is_empty() { state.clone() } else { state.join(part) };
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        let (mut outbox, warnings) = watched(&state);
        assert!(outbox.claim(100).is_none());
        assert!(!outbox.append("1\n"), "{part}");
        assert!(warnings.lock().unwrap()[0].contains("expected a folder, found a link or a file"), "{part}");
        assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0, "{part}");
    }
}

#[test]
fn of_many_that_claim_at_once_each_segment_has_one() {
    let state = state("rush");
    for number in 0..100 {
        assert!(outbox(&state).append(&format!("{number}\n")));
    }
    let claim_all = || {
        let mut outbox = outbox(&state);
        let mut lines = Vec::new();
        while let Some(segment) = outbox.claim(1000) {
            lines.push(segment.lines);
            outbox.discard(segment.id);
        }
        lines
    };
    let lines: Vec<String> = thread::scope(|scope| {
        let claimers: Vec<_> = (0..8).map(|_| scope.spawn(claim_all)).collect();
        claimers.into_iter().flat_map(|claimer| claimer.join().unwrap()).collect()
    });
    assert_eq!(lines.len(), 100);
    assert_eq!(lines.into_iter().collect::<BTreeSet<_>>().len(), 100);
    assert_eq!(fs::read_dir(Folder::new(&state, PRODUCT).path()).unwrap().count(), 0);
}
