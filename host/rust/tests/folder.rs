//! The folder where data does not reach: many at once, and what is told of failures.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    thread,
};

use nemo_telemetry::{FileFolder, Folder, SystemClock, paths::Paths};

const PRODUCT: &str = "agent-toolkit";

/// A folder of this test alone.
fn state(name: &str) -> PathBuf {
    let state = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("folder")
        .join(name);
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(state.parent().unwrap()).unwrap();
    state
}

fn folder(state: Option<&Path>) -> FileFolder {
    let paths = Paths {
        config: None,
        state: state.map(PathBuf::from),
        cache: None,
        machine: None,
    };
    FileFolder::new(&paths, PRODUCT, Box::new(SystemClock::default()))
}

/// How many of eight threads do it.
fn of_eight(state: &Path, act: impl Fn(&mut FileFolder, usize) -> bool + Sync) -> usize {
    thread::scope(|scope| {
        let act = &act;
        let threads: Vec<_> = (0..8)
            .map(|number| scope.spawn(move || act(&mut folder(Some(state)), number)))
            .collect();
        threads
            .into_iter()
            .map(|thread| usize::from(thread.join().unwrap()))
            .sum()
    })
}

#[test]
fn of_all_that_create_or_rename_a_file_one_succeeds() {
    let state = state("rush");
    for round in 0..50 {
        let name = format!("{round}.jsonl");
        assert_eq!(
            of_eight(&state, |folder, number| folder
                .create(&name, &number.to_string())),
            1
        );
        assert_eq!(
            of_eight(&state, |folder, number| folder
                .rename(&name, &format!("{round}-{number}.jsonl"))),
            1
        );
    }
    assert_eq!(fs::read_dir(state.join(PRODUCT)).unwrap().count(), 50);
}

#[test]
fn lines_of_many_do_not_mix() {
    let state = state("lines");
    assert!(folder(Some(&state)).create("audit.jsonl", ""));
    let append_all = |folder: &mut FileFolder, number: usize| {
        (0..200).all(|line| {
            folder.append(
                "audit.jsonl",
                &format!("{number} {line} {}\n", "x".repeat(100)),
            )
        })
    };
    assert_eq!(of_eight(&state, append_all), 8);
    let text = fs::read_to_string(state.join(PRODUCT).join("audit.jsonl")).unwrap();
    let lines: BTreeSet<_> = text.lines().collect();
    assert_eq!((text.lines().count(), lines.len()), (1600, 1600));
    assert!(
        lines
            .iter()
            .all(|line| line.ends_with(&"x".repeat(100)) && line.len() < 110)
    );
}

/// A link may take the place of a path after it was looked at.
#[test]
fn no_mode_is_changed_by_path() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("mod tests {").next().unwrap();
            for by_path in [
                "set_permissions",
                "chmodat",
                "chownat",
                "fs::chmod",
                "fs::chown",
            ] {
                assert!(!code.contains(by_path), "{}: {by_path}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn only_what_surprises_is_a_problem() {
    let mut none = folder(None);
    assert!(
        !none.create("a.jsonl", "x") && none.stat("a.jsonl").is_none() && none.remove("a.jsonl")
    );
    assert_eq!(
        none.problem(),
        None,
        "nobody expects storage where there is none"
    );

    let state = state("problems");
    let mut folder = folder(Some(&state));
    assert!(
        !folder.append("a.jsonl", "x")
            && folder.create("a.jsonl", "x")
            && !folder.create("a.jsonl", "x")
    );
    assert_eq!(folder.problem(), None);
    fs::create_dir(state.join(PRODUCT).join("b.jsonl")).unwrap();
    assert!(!folder.append("b.jsonl", "x"));
    let expected = format!(
        "expected a file, found a link or something else: {}",
        state.join(PRODUCT).join("b.jsonl").display()
    );
    assert_eq!(folder.problem(), Some(expected));
}
