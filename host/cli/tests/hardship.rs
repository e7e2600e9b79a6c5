//! The command where a machine gives little: few addresses, no memory for code, nobody who reads,
//! folders that cannot be used.

#![cfg(unix)]

mod folder;
mod support;

use std::{
    fs::{self, File},
    io::pipe,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
};

use nemo_telemetry_testkit::collector::{Collector, Options};
use serde_json::Value;
use support::{command, run, text};

const EVENT: &str = r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","pythonVersion":"3.12"}}
"#;

/// Where the products' decisions are, below a home.
static DECISIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let products = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guest/schema/products");
    let files = fs::read_dir(products).unwrap();
    files
        .map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let product: Value = serde_json::from_str(&text).unwrap();
            format!(
                ".config/{}",
                product["consentFile"]["path"].as_str().unwrap()
            )
        })
        .collect()
});

/// A person's home in this test alone.
fn home(name: &str) -> PathBuf {
    folder::folder("hardship", name)
}

/// The command in a shell that has said something before.
fn after(said: &str, arguments: &[&str], home: &Path) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell
        .env_clear()
        .env("HOME", home)
        .args(["-c", &format!("{said}\nexec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_nemo-telemetry"))
        .args(arguments);
    run(&mut shell, EVENT)
}

/// How many of the decisions are stored.
fn stored(home: &Path) -> usize {
    let is_stored = |file: &&String| home.join(file).is_file();
    DECISIONS.iter().filter(is_stored).count()
}

/// 500 MB, where the usual 4 GiB of an instance cannot be had.
const FEW_ADDRESSES: &str = "ulimit -v 500000 || exit 99";

#[test]
fn a_no_is_stored_where_addresses_are_few() {
    let home = home("few-addresses-no");
    let output = after(FEW_ADDRESSES, &["consent", "revoke"], &home);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(stored(&home), DECISIONS.len());
}

#[test]
fn every_command_works_where_addresses_are_few() {
    let home = home("few-addresses");
    let collector = Collector::bind(([127, 0, 0, 1], 0).into(), Options::default()).unwrap();
    let url = collector.url();
    for arguments in [
        &["validate", "-", "--product", "agent-toolkit"][..],
        &[
            "send",
            "-",
            "--product",
            "agent-toolkit",
            "--endpoint",
            &url,
        ],
        &["status"],
    ] {
        let output = after(FEW_ADDRESSES, arguments, &home);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    }
    assert_eq!(collector.received().len(), 1);
}

#[test]
fn code_that_was_compiled_for_few_addresses_is_not_loaded_for_many() {
    let home = home("few-and-many");
    let validate = ["validate", "-", "--product", "agent-toolkit"];
    for said in [FEW_ADDRESSES, "", FEW_ADDRESSES, ""] {
        let output = after(said, &validate, &home);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    let cache = fs::read_dir(home.join(".cache/nemo-telemetry")).unwrap();
    assert_eq!(cache.count(), 2, "a file for each way of compiling");
}

/// The command where memory that may be written may never be executed; none where the kernel cannot
/// have it so.
#[cfg(target_os = "linux")]
fn without_code(arguments: &[&str], home: &Path) -> Option<Output> {
    // PR_SET_MDWE with PR_MDWE_REFUSE_EXEC_GAIN.
    let deny = "import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit(99)
os.execv(sys.argv[1], sys.argv[1:])";
    let mut python = Command::new("python3");
    python
        .env("HOME", home)
        .env_remove("XDG_STATE_HOME")
        .env_remove("XDG_CACHE_HOME")
        .args(["-c", deny, env!("CARGO_BIN_EXE_nemo-telemetry")])
        .args(arguments);
    let output = run(&mut python, EVENT);
    if output.status.code() == Some(99) {
        eprintln!("not run: this kernel has no PR_SET_MDWE");
        return None;
    }
    Some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn a_no_is_stored_where_nothing_may_be_compiled_and_the_rest_says_what_is_wrong() {
    let home = home("no-code");
    let Some(output) = without_code(&["consent", "revoke"], &home) else {
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(stored(&home), DECISIONS.len());
    let validate = ["validate", "-", "--product", "agent-toolkit"];
    let output = without_code(&validate, &home).unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("the component cannot run here"), "{told}");
    assert!(!told.contains("a defect of"), "{told}");
}

#[test]
fn a_no_is_stored_where_nobody_reads_what_it_says() {
    let closed = || {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        Stdio::from(writer)
    };
    let full = || {
        File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
            .into()
    };
    let outputs: [(&str, &dyn Fn() -> Stdio); 2] = [("closed", &closed), ("full", &full)];
    for (name, output) in outputs {
        if name == "full" && !Path::new("/dev/full").exists() {
            continue;
        }
        let home = home(name);
        let status = command(&["consent", "revoke"])
            .env("HOME", &home)
            .stdout(output())
            .stderr(output())
            .status()
            .unwrap();
        assert_eq!(
            (status.code(), stored(&home)),
            (Some(0), DECISIONS.len()),
            "{name}"
        );
    }
    let home = home("none");
    let output = after("exec >&- 2>&-", &["consent", "revoke"], &home);
    assert_eq!(
        (output.status.code(), stored(&home)),
        (Some(0), DECISIONS.len())
    );
}

/// A write to any file would end the process by a signal.
const NO_FILES: &str = "ulimit -f 0 || exit 99";

#[test]
fn where_no_file_may_grow_events_are_sent_and_what_cannot_be_stored_is_told() {
    let home = home("no-files");
    let collector = Collector::bind(([127, 0, 0, 1], 0).into(), Options::default()).unwrap();
    let url = collector.url();
    let send = ["send", "-", "--outbox", "--product", "agent-toolkit"];
    let output = after(
        NO_FILES,
        &[&send[..], &["--endpoint", &url]].concat(),
        &home,
    );
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("events are kept in memory only"), "{told}");
    assert_eq!(collector.received().len(), 1, "{told}");
    let revoke = ["consent", "revoke", "--product", "agent-toolkit"];
    let output = after(NO_FILES, &revoke, &home);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("is not stored: "), "{told}");
    assert_eq!(stored(&home), 0);
}

#[test]
fn a_folder_that_cannot_be_used_costs_no_other_product_its_no() {
    for (number, file) in DECISIONS.iter().enumerate() {
        let home = home(&format!("folder-{number}"));
        let folder = home.join(file);
        let folder = folder.parent().unwrap();
        fs::create_dir_all(folder.parent().unwrap()).unwrap();
        fs::write(folder, "not a folder").unwrap();
        let output = run(command(&["consent", "revoke"]).env("HOME", &home), "");
        let told = text(&output.stderr);
        let shared = DECISIONS
            .iter()
            .filter(|other| home.join(other).parent() == Some(folder))
            .count();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert_eq!(stored(&home), DECISIONS.len() - shared, "{told}");
        assert_eq!(told.matches("is not stored: ").count(), shared, "{told}");
        let place = home.join(file).display().to_string();
        assert!(told.contains(&place), "{told}");
        assert!(told.contains("to turn it off without a file: "), "{told}");
    }
}

#[test]
fn events_that_cannot_be_removed_cost_no_other_product_its_no() {
    let home = home("state");
    let state = home.join(".local/state/nemo-telemetry");
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("agent-toolkit"), "not a folder").unwrap();
    let kept = state.join("guardrails");
    fs::create_dir(&kept).unwrap();
    let segment = kept.join("0123456789abcdef-1.ready.jsonl");
    fs::write(&segment, "{}\n").unwrap();
    let output = run(command(&["consent", "revoke"]).env("HOME", &home), "");
    let told = text(&output.stderr);
    assert_eq!(
        (output.status.code(), stored(&home)),
        (Some(2), DECISIONS.len()),
        "{told}"
    );
    assert!(!segment.exists(), "{told}");
    let failed = "events that were waiting to be sent are still in ";
    assert_eq!(told.matches(failed).count(), 1, "{told}");

    fs::write(&segment, "{}\n").unwrap();
    let output = run(command(&["outbox", "clear"]).env("HOME", &home), "");
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(!segment.exists(), "{told}");
    assert!(told.contains("agent-toolkit"), "{told}");
}
